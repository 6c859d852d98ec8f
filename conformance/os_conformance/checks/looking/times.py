"""Moments to set and to read: the epoch, before it, past 2038 and past 2106."""

from __future__ import annotations

import math
from typing import Any

from os_conformance.check import Facts, World
from os_conformance.expect import Deviation, Unmet

SECOND = 10**9  # in nanoseconds, as all moments here
OLD = SECOND * SECOND  # 2001-09-09, long before any run

ORDINARY = 1_234_567_891_123_456_789
UNITS = (1, 100, 1000, 10**6, SECOND, 2 * SECOND)  # down to the 2 s of FAT, which the manual names

# Multiples of 100 ns, so that systems with that unit keep them as well.
MOMENTS = {
    "epoch": 0,
    "whole-second": 1_100_000_000 * SECOND,
    "half-second": 1_500_000_000_500_000_000,
    "tenth-of-a-microsecond": 1_234_567_890_123_456_700,
    "just-before-1970": -100,
    "one-second-before-1970": -SECOND,
    "in-1938": -1_000_000_000_250_000_000,
    "last-of-2038": (2**31 - 1) * SECOND,
    "past-2038": 2**31 * SECOND + 500_000_000,
    "past-2106": 2**32 * SECOND + 123_456_700,
    "in-2200": 7_258_118_400_000_000_000,
}


def kept(world: World, accessed: int, modified: int) -> tuple[int, int]:
    """What the file system keeps of two moments, as the host sees it.

    File systems differ in resolution and range.  Where only the candidate has one, nothing may be lost but
    what is finer than its resolution (rationale 0101).
    """
    if not world.shared:
        unit = resolution(world)
        if any(moment < 0 and moment % unit for moment in (accessed, modified)):
            raise Unmet(
                "the moment is finer than the resolution of its file system", "not-applicable"
            )
        return accessed // unit * unit, modified // unit * unit
    world.file("what-is-kept")
    world.set_times("what-is-kept", accessed, modified)
    status = world.lstat("what-is-kept")
    world.unlink("what-is-kept")
    return status.st_atime_ns, status.st_mtime_ns


def resolution(world: World) -> int:
    """The unit in which a file system of the candidate's own keeps times, in nanoseconds; 1 if all is kept.

    It is measured at an ordinary moment: what comes back must be that moment, cut off.
    """
    world.file("what-is-kept")
    world.set_times("what-is-kept", ORDINARY, ORDINARY)
    status = world.lstat("what-is-kept")
    world.unlink("what-is-kept")
    told = status.st_atime_ns, status.st_mtime_ns
    return next((u for u in UNITS if told == (ORDINARY // u * u,) * 2), 1)


def reachable(facts: Facts, *moments: float) -> None:
    """Unmet for a moment before 1970 on WASI: its times are unsigned, from 1970 on."""
    if facts.sys_platform == "wasi" and min(moments) < 0:
        raise Unmet("the platform's times begin in 1970", "not-applicable")


def times_of(status: Any) -> tuple[int, int]:
    """The times of access and modification of a stat_result."""
    return status.st_atime_ns, status.st_mtime_ns


def same_moment(seconds: float, nanoseconds: int, what: str) -> None:
    """Seconds as a float must be the nanoseconds but for the float's precision."""
    if type(seconds) is not float:
        raise Deviation(f"{what} of type float", f"{type(seconds).__name__}: {seconds!r}")
    if not math.isclose(seconds, nanoseconds / SECOND, rel_tol=1e-15, abs_tol=2e-9):
        raise Deviation(f"{what} {nanoseconds / SECOND!r}", repr(seconds))
