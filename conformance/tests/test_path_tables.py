"""The tables of the path checks hold for the path modules of the interpreter that runs the kit."""

from __future__ import annotations

import ntpath
import posixpath
import sys

import pytest
from hypothesis import given

from os_conformance import catalogue
from os_conformance.checks.paths import laws, links
from os_conformance.checks.paths.by_name import EVERYWHERE, FLAVOUR, Named
from os_conformance.checks.paths.check_by_name import TABLES
from os_conformance.checks.paths.check_examples import compare
from os_conformance.checks.paths.check_homes import homes
from os_conformance.checks.paths.check_windows_examples import REFUSED, rows
from os_conformance.checks.paths.shapes import Shape, below_root, components, normal, shapes
from os_conformance.expect import Deviation

CLAUSES = catalogue.load()
MODULES = {"posixpath": posixpath, "ntpath": ntpath}
ROWS = [
    (table, function, row)
    for table, functions in TABLES.items()
    for function, examples in functions.items()
    for row in examples
]


def applies(clause):
    return clause.since is None or sys.version_info[:2] >= clause.since


@pytest.mark.parametrize(("table", "function", "row"), ROWS, ids=lambda v: ascii(v))
def test_example_holds_for_the_host(table, function, row):
    arguments, wanted, suffix, *by_name = row
    module = "posixpath" if table == "posix" else "ntpath"
    own = CLAUSES[f"os.path.{function}/{suffix}"]
    named = CLAUSES[f"os.path.{function}/{by_name[0] if by_name else module}"]
    if not (applies(own) and applies(named)):
        pytest.skip(f"promised since Python {max(filter(None, (own.since, named.since)))}")
    compare(MODULES[module], function, arguments, wanted, str)


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_refusal_holds_for_the_host(row):
    function, arguments, _ = row
    with pytest.raises(ValueError, match=r"."):
        getattr(ntpath, function)(*arguments)


def test_examples_in_bytes_are_ascii():
    found = list(rows({"normcase": [[["É"], "é", "nt-lower"]]}, "bytes"))
    assert not found


def test_a_wrong_answer_is_a_deviation():
    with pytest.raises(Deviation, match="wanted 'c'"):
        compare(posixpath, "basename", ["a/b"], "c", str)


@pytest.mark.parametrize("module", FLAVOUR)
def test_names_are_in_both_modules(module):
    assert not [name for name in EVERYWHERE if not hasattr(MODULES[module], name)]


@pytest.mark.parametrize(
    ("shape", "posix", "windows"),
    [
        (Shape(()), "", ""),
        (Shape((), root=1), "/", "\\"),
        (Shape(("a", "b")), "a/b", "a\\b"),
        (Shape(("a", "b"), separators=(2,)), "a//b", "a\\\\b"),
        (Shape(("a", "b"), drive=1, root=3, separators=(1,)), "///a/b", "c:\\a/b"),
        (Shape(("a",), drive=1), "a", "c:a"),
        (Shape(("a",), drive=3, trailing=True), "a/", "\\\\h\\s/a\\"),
    ],
)
def test_shape_is_written_by_its_flavour(shape, posix, windows):
    assert shape.text("posix") == posix
    assert shape.text("windows") == windows


@given(shape=shapes())
def test_a_share_always_has_a_root(shape):
    drive, rest = ntpath.splitdrive(shape.text("windows"))
    assert drive == shape.prefix("windows").rstrip("\\/")
    assert len(drive) < 3 or rest[:1] in ("\\", "/")


@pytest.mark.parametrize(
    ("names", "has_root", "left"),
    [
        (["a", "..", "b"], False, ["b"]),
        (["..", "a", ".."], False, [".."]),
        (["..", "..", "a"], False, ["..", "..", "a"]),
        (["..", "a"], True, ["a"]),
        (["a", "..", ".."], False, [".."]),
        ([], True, []),
    ],
)
def test_model_of_dots(names, has_root, left):
    assert normal(names, has_root) == left


def test_components_leave_dots_and_separators_out():
    assert components("a//./b/", "posix") == ["a", "b"]
    assert components("a\\/b\\.", "windows") == ["a", "b"]


@pytest.mark.parametrize("module", FLAVOUR)
@given(shape=shapes(), target=below_root(), start=below_root())
def test_laws_hold_for_the_host(module, shape, target, start):
    path, flavour = MODULES[module], FLAVOUR[module]
    laws.split_and_join(path, flavour, shape)
    laws.join_and_split(path, flavour, shape, ("a", "b.c"))
    laws.normalize(path, flavour, shape)
    laws.take_extension(path, flavour, shape)
    laws.take_drive(path, flavour, shape)
    laws.there_and_back(path, flavour, target, start)
    laws.have_in_common(path, flavour, shape, [target, start])
    laws.bytes_alike(path, shape.text(flavour))


class Broken:
    """posixpath with one function that is wrong."""

    def __init__(self, **wrong):
        self.__dict__.update(wrong)

    def __getattr__(self, name):
        return getattr(posixpath, name)


SHAPE = Shape(("a", "b.c", "..", ".d"), root=1, separators=(2, 0))


@pytest.mark.parametrize(
    ("law", "wrong"),
    [
        (laws.split_and_join, {"split": lambda p: ("", p)}),
        (laws.split_and_join, {"dirname": lambda p: p}),
        (laws.normalize, {"normpath": lambda p: p}),
        (laws.normalize, {"normpath": lambda p: posixpath.normpath(p).lstrip("/")}),
        (laws.take_extension, {"splitext": lambda p: (p[:-2], p[-2:])}),
        (laws.take_drive, {"splitdrive": lambda p: (p[:1], p[1:])}),
    ],
)
def test_laws_see_what_is_wrong(law, wrong):
    with pytest.raises(AssertionError):
        law(Broken(**wrong), "posix", SHAPE)


def test_laws_of_several_see_what_is_wrong():
    with pytest.raises(AssertionError):
        laws.there_and_back(Broken(relpath=lambda p, s: p), "posix", ("a",), ("b",))
    with pytest.raises(AssertionError):
        laws.have_in_common(
            Broken(commonpath=posixpath.commonprefix), "posix", Shape(("a",)), [("b1",), ("b2",)]
        )
    with pytest.raises(AssertionError):
        laws.have_prefix(Broken(commonprefix=lambda t: ""), ["ab", "ac"])
    with pytest.raises(AssertionError):
        laws.bytes_alike(Broken(normcase=lambda p: p if isinstance(p, str) else p.upper()), "a")


@pytest.mark.parametrize(
    "parts", [["a", "b"], ["a/", "", "b"], ["a", "/b", ""], ["", "b"], ["a", "//b"]]
)
def test_model_of_join(parts):
    assert laws.joined(parts) == posixpath.join(*parts)


def test_named_module_asks_by_name():
    asked = []

    def run(function, *arguments):
        asked.append(arguments)
        return function(None, *arguments)

    assert Named(run, "ntpath").join("a", "b") == "a\\b"
    assert asked == [("ntpath", "join", ("a", "b"))]


def test_homes_with_and_without_a_slash():
    assert homes("/root/", "/a") == {"/root//a", "/root/a"}
    assert homes("/", "") == {"/"}


def test_every_link_of_the_tree_is_named_once():
    names = [name for name, _, _ in links.RESOLVED.values()]
    assert len(set(names)) == len(names)
