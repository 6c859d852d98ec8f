"""The native str of Python 2: text and bytes in one."""

from __future__ import annotations

import pytest

from os_conformance.expect import Deviation, equal, has_type, one_of, raises
from os_conformance.native import Native, same_type


@pytest.mark.parametrize("other", ["é", "é".encode(), Native("é")])
def test_it_equals_what_it_stands_for(other):
    equal(Native("é"), other)
    equal(other, Native("é"))
    assert Native("é") in [other]
    assert not (Native("é") != other)  # noqa: SIM202 - both operators
    assert Native("e") != other


def test_other_types_are_no_equals():
    for other in (1, None, ["é"]):
        assert Native("é") != other
        with pytest.raises(Deviation):
            equal(Native("é"), other)


def test_bytes_that_are_no_text_are_kept():
    value = Native(b"a\xff".decode("utf-8", "surrogateescape"))
    equal(value, b"a\xff")
    assert len(value) == 2
    assert bytes(value) == b"a\xff"


def test_it_is_of_both_types_and_no_third():
    has_type(Native("a"), str)
    has_type(Native("a"), bytes)
    with pytest.raises(Deviation):
        has_type(Native("a"), (int, list))
    assert same_type(Native("a"), b"")
    assert same_type("", Native("a"))
    assert not same_type("a", b"a")


def test_it_is_found_among_what_is_allowed():
    one_of(Native("a"), {b"a", b"b"})
    with pytest.raises(Deviation):
        one_of(Native("c"), {b"a", b"b"})


def test_it_joins_with_either():
    equal(b"a" + Native("b") + "c", "abc")
    assert Native("ab").decode() == "ab"


def test_names_of_errors_may_be_native():
    error = FileNotFoundError(2, "No such file", Native("x"))
    with raises(FileNotFoundError, filename=b"x"):
        raise error
    with pytest.raises(Deviation), raises(FileNotFoundError, filename=b"y"):
        raise error
