"""Timer file descriptors: os.timerfd_create and its kin.

Nothing here measures time: a timer that never fires is set an hour ahead, one that fires is waited for.
"""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause
from os_conformance.expect import Deviation, equal, has_type, raises

HOUR = 3600
CLOCKS = ("CLOCK_REALTIME", "CLOCK_MONOTONIC", "CLOCK_BOOTTIME")


def made(os: Any, clock: Any) -> Any:
    import time

    descriptor = os.timerfd_create(getattr(time, clock))
    return type(descriptor).__name__, descriptor >= 0, os.get_inheritable(descriptor)


@clause("os.timerfd_create/fd", "os.timerfd_create/clockid", "os.timerfd_create/cloexec")
@cases(clock=CLOCKS)
def check_create(run: Run, clock: str) -> None:
    """timerfd_create gives a descriptor for each of the clocks; it is not inheritable."""
    equal(run(made, clock), ("int", True, False))


@clause("os.timerfd_create/cloexec")
def check_cloexec_is_implied(os: Os) -> None:
    """A timer is not inheritable, whether or not its flags say so."""
    for flags in (0, os.TFD_CLOEXEC, os.TFD_NONBLOCK):
        equal(os.get_inheritable(os.timerfd_create(1, flags=flags)), False)


@clause("os.timerfd_create/bad-clockid")
@cases(clock=[99, -1])
def check_bad_clock(os: Os, clock: int) -> None:
    """An unknown clock raises OSError EINVAL."""
    with raises(OSError, errno="EINVAL"):
        os.timerfd_create(clock)


@clause("os.timerfd_create/nonblock")
@cases(armed=[True, False])
def check_nonblocking(os: Os, armed: bool) -> None:
    """A timer that does not block and has not fired raises BlockingIOError when read."""
    descriptor = os.timerfd_create(1, flags=os.TFD_NONBLOCK)
    equal(os.get_blocking(descriptor), False)
    if armed:
        os.timerfd_settime(descriptor, initial=HOUR)
    with raises(BlockingIOError, errno="EAGAIN"):
        os.read(descriptor, 8)


def expirations(os: Any, name: Any, initial: Any, interval: Any, reads: Any) -> Any:
    import sys

    descriptor = os.timerfd_create(1)
    getattr(os, name)(descriptor, initial=initial, interval=interval)
    data = [os.read(descriptor, 8) for _ in range(reads)]
    left = os.timerfd_gettime(descriptor)
    return [(len(d), int.from_bytes(d, sys.byteorder) >= 1) for d in data], left[0] > 0


@clause("os.timerfd_create/blocking", "os.timerfd_create/read-count", "os.timerfd_settime/initial")
@cases(
    name={"seconds": ("timerfd_settime", 0.002), "nanoseconds": ("timerfd_settime_ns", 2_000_000)}
)
def check_fires(run: Run, name: tuple[str, Any]) -> None:
    """A read waits until the timer fires, and returns the number of times as eight bytes."""
    told, armed = run(expirations, name[0], name[1], 0, 1)
    equal(told, [(8, True)])
    equal(armed, False, "still armed")


@clause("os.timerfd_settime/interval")
@cases(
    name={"seconds": ("timerfd_settime", 0.002), "nanoseconds": ("timerfd_settime_ns", 2_000_000)}
)
def check_interval(run: Run, name: tuple[str, Any]) -> None:
    """With an interval a timer fires again and again."""
    told, armed = run(expirations, name[0], name[1], name[1], 3)
    equal(told, [(8, True)] * 3)
    equal(armed, True, "still armed")


@clause("os.timerfd_settime/one-shot")
def check_one_shot(os: Os) -> None:
    """Without an interval a timer fires once: it is disarmed then."""
    descriptor = os.timerfd_create(1)
    os.timerfd_settime(descriptor, initial=0.001)
    equal(len(os.read(descriptor, 8)), 8)
    equal(os.timerfd_gettime(descriptor), (0.0, 0.0))


@clause("os.timerfd_settime/returns-previous", "os.timerfd_settime/zero-disarms")
def check_previous(os: Os) -> None:
    """Setting a timer returns what it was set to; an initial time of 0 disarms it."""
    descriptor = os.timerfd_create(1)
    equal(os.timerfd_settime(descriptor, initial=HOUR, interval=7.5), (0.0, 0.0))
    ahead, interval = os.timerfd_settime(descriptor, initial=0)
    equal(interval, 7.5)
    assert 0 < ahead <= HOUR, ahead
    equal(os.timerfd_gettime(descriptor), (0.0, 0.0))


@clause(
    "os.timerfd_settime_ns/ns", "os.timerfd_gettime_ns/ints", "os.timerfd_settime_ns/same-timer"
)
def check_nanoseconds(os: Os) -> None:
    """The functions of nanoseconds take and return ints, and work on the same timer."""
    descriptor = os.timerfd_create(1)
    equal(os.timerfd_settime_ns(descriptor, initial=HOUR * 10**9, interval=1_500_000_001), (0, 0))
    ahead, interval = os.timerfd_gettime_ns(descriptor)
    has_type(ahead, int)
    equal(interval, 1_500_000_001)
    assert 0 < ahead <= HOUR * 10**9
    equal(round(os.timerfd_gettime(descriptor)[1], 6), 1.5)


@clause("os.timerfd_gettime/floats", "os.timerfd_settime_ns/same-timer")
def check_seconds(os: Os) -> None:
    """timerfd_gettime returns floats, also of a timer set in nanoseconds."""
    descriptor = os.timerfd_create(1)
    os.timerfd_settime_ns(descriptor, initial=HOUR * 10**9, interval=2 * 10**9)
    told = os.timerfd_gettime(descriptor)
    equal([type(t) for t in told], [float, float])
    equal(told[1], 2.0)


def absolute(os: Any, ahead: Any) -> Any:
    import time

    descriptor = os.timerfd_create(time.CLOCK_MONOTONIC)
    now = time.clock_gettime(time.CLOCK_MONOTONIC)
    os.timerfd_settime(descriptor, flags=os.TFD_TIMER_ABSTIME, initial=now + ahead)
    if ahead < 0:
        return len(os.read(descriptor, 8))
    return os.timerfd_gettime(descriptor)[0]


@clause("os.timerfd_settime/abstime")
def check_absolute_past(run: Run) -> None:
    """TFD_TIMER_ABSTIME takes a time of the clock: one that has passed fires at once."""
    equal(run(absolute, -1), 8)


@clause("os.timerfd_gettime/relative")
def check_relative(run: Run) -> None:
    """timerfd_gettime tells how far the next expiration is, also for an absolute time."""
    told = run(absolute, HOUR)
    if not 0 < told <= HOUR:
        raise Deviation(f"between 0 and {HOUR} seconds", repr(told))


def selected(os: Any, way: Any) -> Any:
    import select

    descriptor = os.timerfd_create(1)
    if way == "select":
        before = select.select([descriptor], [], [], 0)[0]
        os.timerfd_settime(descriptor, initial=0.001)
        return before, select.select([descriptor], [], [])[0] == [descriptor]
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    before = poll.poll(0)
    os.timerfd_settime(descriptor, initial=0.001)
    return before, poll.poll() == [(descriptor, select.POLLIN)]


@clause("os.timerfd_create/select")
@cases(way=["select", "poll"])
def check_select(run: Run, way: str) -> None:
    """A timer is readable for select and poll when it has fired, not before."""
    equal(run(selected, way), ([], True))
