"""os.nice, os.plock."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause, needs
from os_conformance.expect import Unmet, equal, raises

NICEST = 19  # the highest niceness, NZERO - 1 more than the usual 0


@clause("os.nice/returns-new")
@needs("own-process")
@cases(increment=[0, 1, 5])
def check_new_niceness(os: Os, increment: int) -> None:
    """nice adds the increment to the niceness and returns the new one."""
    before = os.nice(0)
    wanted = min(before + increment, NICEST)
    equal(os.nice(increment), wanted)
    equal(os.nice(0), wanted, "afterwards:")


@clause("os.nice/returns-new")
@needs("own-process")
def check_highest_niceness(os: Os) -> None:
    """An increment past the highest niceness gives the highest."""
    highest = os.nice(1000)
    equal(os.nice(1000), highest)
    equal(os.nice(1), highest)


def may_lower(os: Any) -> Any:
    """Whether this process has the capability to lower its niceness (True where none is needed)."""
    try:
        with open("/proc/self/status") as stream:
            words = dict(line.split(None, 1) for line in stream if line.startswith("CapEff"))
    except OSError:
        return True
    return bool(int(words["CapEff:"], 16) >> 23 & 1)  # CAP_SYS_NICE


@clause("os.nice/returns-new")
@needs("root", "own-process")
@cases(wanted=[-1, -5])
def check_negative_niceness(os: Os, run: Run, wanted: int) -> None:
    """A negative niceness is a result too, even -1, with which the C function tells of errors."""
    if not run(may_lower):
        raise Unmet("this root may not lower a niceness")
    equal(os.nice(wanted - os.nice(0)), wanted)


def no_lower_limit(os: Any) -> Any:
    """Take from this process the right to lower its niceness that a resource limit may give it."""
    import resource

    if hasattr(resource, "RLIMIT_NICE"):
        resource.setrlimit(resource.RLIMIT_NICE, (0, 0))


@clause("os.nice/needs-privilege")
@needs("unprivileged", "own-process")
@cases(increment=[-1, -10])
def check_privilege(os: Os, run: Run, increment: int) -> None:
    """A negative increment raises PermissionError without privileges, and changes nothing."""
    run(no_lower_limit)
    before = os.nice(0)
    with raises(PermissionError, errno={"EPERM", "EACCES"}):
        os.nice(increment)
    equal(os.nice(0), before, "afterwards:")
