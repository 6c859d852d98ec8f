"""Declaring checks: cases, ids, what is refused; and what expectations say."""

from __future__ import annotations

import errno

import pytest

from os_conformance.check import Case, FSPath, build, cases, clause, needs, table
from os_conformance.expect import (
    ANY,
    Deviation,
    Unmet,
    equal,
    errno_of,
    has_type,
    one_of,
    raises,
)


def test_product_of_cases():
    @clause("os.x/a")
    @cases(mode=[0o700, 1], kind={"text": str, "data": bytes})
    def check_it(os, mode, kind):
        """It works."""

    check = build(check_it, "section/module")
    assert check.id == "section/module.it"
    assert [case.id for case in check.cases] == [
        "mode=0o700-text",
        "mode=0o700-data",
        "mode=1-text",
        "mode=1-data",
    ]
    assert check.cases[1].values == {"mode": 0o700, "kind": bytes}
    assert check.case_id(check.cases[0]) == "section/module.it[mode=0o700-text]"


def test_table_gives_clauses_a_case():
    @table([Case("one", {"n": 1}, ("os.x/one",)), Case("two", {"n": 2}, ("os.x/two",))])
    @clause()
    @needs("fork")
    def check_rows(n):
        """Rows."""

    check = build(check_rows, "m")
    assert check.clauses == ("os.x/one", "os.x/two")
    assert check.case_clauses(check.cases[1]) == ("os.x/two",)
    assert check.needs == ("fork",)


def check_without_docstring(os):
    pass


def check_with_unknown_need(os):
    """A title."""


def check_without_value(os, missing):
    """A title."""


def check_with_double_ids(os, n):
    """A title."""


@pytest.mark.parametrize(
    ("function", "decorator", "words"),
    [
        (check_without_docstring, clause("os.x/a"), "docstring"),
        (check_with_unknown_need, needs("magic"), "unknown need 'magic'"),
        (check_without_value, clause("os.x/a"), "no value for \\['missing'\\]"),
        (check_with_double_ids, cases(n=[1, 1]), "share the id"),
    ],
)
def test_faulty_declarations_are_refused(function, decorator, words):
    decorator(function)
    with pytest.raises(ValueError, match=words):
        build(function, "m")


def test_raises_accepts_what_is_expected():
    with raises(FileNotFoundError, errno={"ENOENT", "ENOTDIR"}, filename="f") as caught:
        raise FileNotFoundError(errno.ENOENT, "gone", "f")
    assert caught.error.strerror == "gone"


@pytest.mark.parametrize(
    ("error", "got"),
    [
        (None, "no exception"),
        (ValueError("odd"), "ValueError: odd"),
        (FileExistsError(errno.EEXIST, "there", "f"), "FileExistsError with EEXIST"),
        (FileNotFoundError(errno.ENOTDIR, "x", "f"), "ENOTDIR"),
        (FileNotFoundError(errno.ENOENT, "x", "g"), "filename 'g'"),
        (FileNotFoundError(errno.ENOENT, "x", b"f"), "filename b'f'"),
    ],
)
def test_raises_tells_wanted_and_got(error, got):
    expected = raises(FileNotFoundError, errno="ENOENT", filename="f")
    with pytest.raises(Deviation) as caught:
        expected.__exit__(type(error) if error else None, error, None)
    assert got in caught.value.got
    assert caught.value.wanted


@pytest.mark.parametrize("error", [Unmet("no"), Deviation("a", "b"), KeyboardInterrupt()])
def test_raises_lets_the_kits_own_through(error):
    with pytest.raises(type(error)), raises(Exception):
        raise error


def test_equal_compares_types_too():
    equal(1, 1)
    with pytest.raises(Deviation, match="mode 1"):
        equal(True, 1, "mode")
    with pytest.raises(Deviation):
        equal("a", b"a")


def test_one_of_and_has_type():
    one_of(1, (1, 2))
    has_type("x", (str, bytes))
    with pytest.raises(Deviation, match="1 or 2"):
        one_of(3, (1, 2))
    with pytest.raises(Deviation, match="of type int"):
        has_type(True, int)


def test_any_equals_everything():
    assert ANY == 1
    assert repr(ANY) == "anything"
    assert hash(ANY) == 0


def test_errno_by_name():
    assert errno_of(OSError(errno.EPERM, "x")) == "EPERM"
    assert errno_of(ValueError()) is None


def test_fspath():
    assert FSPath(b"a").__fspath__() == b"a"
