"""The helpers of the checks of looking at files: moments and statuses."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from os_conformance.checks.looking.support import (
    DIRECTORY,
    FIELDS,
    REGULAR,
    available,
    kind_of,
    same_status,
)
from os_conformance.checks.looking.times import MOMENTS, OLD, SECOND, same_moment, times_of
from os_conformance.expect import Deviation, Unmet


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_a_moment_is_the_same_in_seconds(moment: int) -> None:
    same_moment(moment / SECOND, moment, "a time")
    same_moment(moment // SECOND + 1e-9 * (moment % SECOND), moment, "a time")


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("off", [-0.00001, 0.00001, 1.0])
def test_another_moment_is_not_the_same(moment: int, off: float) -> None:
    with pytest.raises(Deviation):
        same_moment(moment / SECOND + off, moment, "a time")


def test_whole_seconds_as_int_are_no_float() -> None:
    with pytest.raises(Deviation, match="of type float"):
        same_moment(1, SECOND, "a time")


def test_moments_are_multiples_of_what_windows_keeps() -> None:
    assert not [name for name, moment in MOMENTS.items() if moment % 100]
    assert min(MOMENTS.values()) < 0
    assert max(MOMENTS.values()) > 2**31 * SECOND > OLD


def test_statuses_are_compared_field_by_field() -> None:
    one = SimpleNamespace(**dict.fromkeys(FIELDS, 1))
    same_status(one, SimpleNamespace(**vars(one)))
    for name in FIELDS:
        other = SimpleNamespace(**{**vars(one), name: 2})
        with pytest.raises(Deviation, match=name):
            same_status(other, one)
        same_status(other, one, tuple(n for n in FIELDS if n != name))


def test_an_attribute_that_is_not_there_is_no_failure() -> None:
    status = SimpleNamespace(st_blocks=8)
    assert available(status, "st_blocks") == 8
    with pytest.raises(Unmet, match="no st_flags"):
        available(status, "st_flags")


def test_parts_of_a_status() -> None:
    assert kind_of(SimpleNamespace(st_mode=0o100644)) == REGULAR
    assert kind_of(SimpleNamespace(st_mode=0o041777)) == DIRECTORY
    assert times_of(SimpleNamespace(st_atime_ns=1, st_mtime_ns=2)) == (1, 2)
