"""Calls that a system in memory does not have: each says so as a kernel without it (ENOSYS)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from os_reference.memory.calls.arguments import descriptor, number_of
from os_reference.memory.refusing import refuse

#: Calls by the Python level they came with, each with its parameters.
REFUSED: dict[tuple[int, int], dict[str, str]] = {
    (3, 9): {"pidfd_open": "pid, flags=0"},
    (3, 12): {"setns": "fd, nstype=0", "unshare": "flags"},
    (3, 13): {
        "grantpt": "fd, /",
        "posix_openpt": "oflag, /",
        "ptsname": "fd, /",
        "timerfd_create": "clockid, /, *, flags=0",
        "timerfd_gettime": "fd, /",
        "timerfd_gettime_ns": "fd, /",
        "timerfd_settime": "fd, /, *, flags=0, initial=0.0, interval=0.0",
        "timerfd_settime_ns": "fd, /, *, flags=0, initial=0, interval=0",
        "unlockpt": "fd, /",
    },
}


def refused_calls(opened: Callable[[int], object]) -> dict[str, Callable[..., Any]]:
    """Return the calls that this interpreter's level has; ``opened`` raises EBADF for its fd."""
    return {
        name: _refusing(name, parameters, opened)
        for level, calls in REFUSED.items()
        if sys.version_info >= level
        for name, parameters in calls.items()
    }


#: Clocks that timerfd_create knows (timerfd_create(2)): realtime, monotonic, boottime, two alarms.
CLOCKS = (0, 1, 7, 8, 9)
#: Parameter that comes first -> what is looked at before the call is refused.
LOOKED_AT = {
    "fd": "opened(descriptor(fd))",
    "clockid": "number_of(clockid) in CLOCKS or refuse('EINVAL')",
    "oflag": "number_of(oflag)",
    "flags": "number_of(flags)",
    "pid": "number_of(pid)",
}


def _refusing(name: str, parameters: str, opened: Callable[[int], object]) -> Callable[..., Any]:
    """Return a function of these parameters that refuses: EBADF for a closed fd, else ENOSYS."""
    names: dict[str, Any] = {
        "refuse": refuse, "opened": opened, "descriptor": descriptor, "number_of": number_of,
        "CLOCKS": CLOCKS,
    }  # fmt: skip
    first = parameters.split(",")[0].split("=")[0]
    more = [f"number_of({p})" for p in ("nstype", "flags") if f" {p}=" in parameters]
    body = "; ".join([*more, LOOKED_AT[first], "refuse('ENOSYS')"])
    exec(f"def {name}({parameters}):\n    {body}", names)
    function: Callable[..., Any] = names[name]
    function.__doc__ = "ENOSYS: a system in memory does not have this call."
    return function
