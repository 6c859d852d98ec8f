"""The documented surface: its data, and that every kind of change to a signature is noticed."""

from __future__ import annotations

import pytest

from os_conformance import catalogue
from os_conformance.checks.surface.check_signatures import parameters_of, real_signature
from os_conformance.surface.signatures import (
    KEYWORD_ONLY,
    POSITIONAL_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
    documented,
    parse,
    refused,
)

SIGNATURES = documented()
EXACT = [
    name
    for name, signature in SIGNATURES.items()
    if "*args" not in signature and "*paths" not in signature
]
every_signature = pytest.mark.parametrize("name", EXACT)


def changed(parameters, wanted):
    """(number, parameter) of those that `wanted` accepts."""
    return [(n, p) for n, p in enumerate(parameters) if wanted(p)]


def replaced(parameters, number, parameter):
    return [*parameters[:number], parameter, *parameters[number + 1 :]]


@pytest.mark.parametrize("name", SIGNATURES)
def test_is_accepted_as_it_is(name):
    parameters = parse(SIGNATURES[name])
    assert refused(parameters, parameters) is None
    assert f"{name}/signature" in catalogue.load()
    assert f"{name}/is-there" in catalogue.load()


@every_signature
def test_a_parameter_renamed_is_noticed(name):
    parameters = parse(SIGNATURES[name])
    for number, p in changed(parameters, lambda p: p.kind in (POSITIONAL_OR_KEYWORD, KEYWORD_ONLY)):
        real = replaced(parameters, number, Parameter("renamed", p.kind, p.default))
        assert refused(parameters, real)


@every_signature
def test_a_default_changed_or_gone_is_noticed(name):
    parameters = parse(SIGNATURES[name])
    literal = ("None", "True", "False", "0", "511", "438", "''", "-1")
    for number, p in changed(parameters, lambda p: p.default in literal):
        other = "12345" if p.default != "12345" else "0"
        assert refused(parameters, replaced(parameters, number, Parameter(p.name, p.kind, other)))
        assert refused(parameters, replaced(parameters, number, Parameter(p.name, p.kind, None)))


@every_signature
def test_a_keyword_made_positional_only_is_noticed(name):
    parameters = parse(SIGNATURES[name])
    for number, p in changed(parameters, lambda p: p.kind in (POSITIONAL_OR_KEYWORD, KEYWORD_ONLY)):
        assert refused(
            parameters, replaced(parameters, number, Parameter(p.name, POSITIONAL_ONLY, p.default))
        )


@every_signature
def test_a_parameter_gone_or_one_more_is_noticed(name):
    parameters = parse(SIGNATURES[name])
    for number in range(len(parameters)):
        assert refused(parameters, parameters[:number] + parameters[number + 1 :])
    assert refused(parameters, [*parameters, Parameter("extra", KEYWORD_ONLY)])
    assert refused(parameters, [*parameters, Parameter("extra", KEYWORD_ONLY, "None")]) is None


def test_what_accepts_more_is_no_deviation():
    wanted = parse("(path, mode=511, *, dir_fd=None)")
    anything = [Parameter("args", VAR_POSITIONAL), Parameter("kwargs", VAR_KEYWORD)]
    assert refused(wanted, anything) is None
    assert refused(wanted, parse("(path, mode=0o777, dir_fd=None)")) is None
    assert refused(parse("(a, /)"), parse("(other)")) is None
    assert refused(parse("(*args, **kw)"), anything) is None


def test_order_matters_for_what_may_be_positional():
    assert "place" in (refused(parse("(a, b)"), parse("(b, a)")) or "")


def test_parse_tells_kinds_and_defaults():
    found = parse("(a, /, b=0o777, *args, c=None, **kw)")
    assert [p.kind for p in found] == [0, 1, 2, 3, 4]
    assert [p.default for p in found] == [None, "511", None, "None", None]


class Methods:
    """An os whose functions are bound methods."""

    def chdir(self, path):
        return path


def test_a_bound_method_is_read_without_self():
    told = real_signature(Methods(), "chdir")
    assert [p.name for p in parameters_of(told)] == ["path"]


def test_a_builtin_is_read_from_its_text():
    assert [p.name for p in parameters_of("($module, /, path, *, dir_fd=None)")] == [
        "path",
        "dir_fd",
    ]
    assert parameters_of("($module, /)") == []
    assert [p.kind for p in parameters_of("($module, fd, /)")] == [0]
