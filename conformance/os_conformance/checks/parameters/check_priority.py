"""os.getpriority, os.setpriority and the PRIO_* constants."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.parameters.c_library import c, machine_allows
from os_conformance.checks.parameters.children import calls_in_child, natively
from os_conformance.expect import Unmet, equal, has_type, one_of, raises
from os_conformance.snippets import uses, waiting

LOWEST, HIGHEST = -20, 19
LAST = (19, 20)  # the largest value: 19 on Linux, 20 on BSD and macOS (rationale 0037)
DARWIN = ("PRIO_DARWIN_THREAD", "PRIO_DARWIN_PROCESS", "PRIO_DARWIN_BG", "PRIO_DARWIN_NONUI")


@clause("os.PRIO_PROCESS/consts")
def check_constants(os: Os) -> None:
    """PRIO_PROCESS, PRIO_PGRP and PRIO_USER are different ints."""
    values = [os.PRIO_PROCESS, os.PRIO_PGRP, os.PRIO_USER]
    equal([type(value) for value in values], [int] * 3)
    equal(len(set(values)), 3)


@clause("os.PRIO_DARWIN_THREAD/consts")
@cases(name=DARWIN)
def check_darwin_constants(os: Os, name: str) -> None:
    """macOS has the PRIO_DARWIN_* constants, as ints."""
    has_type(getattr(os, name), int)


@table(
    [
        Case("process-0", {"which": "PRIO_PROCESS", "who": ""}, ("os.getpriority/process-self",)),
        Case("process-own", {"which": "PRIO_PROCESS", "who": "getpid"},
             ("os.getpriority/process-pid",)),
        Case("process-parent", {"which": "PRIO_PROCESS", "who": "getppid"},
             ("os.getpriority/process-pid",)),
        Case("group-0", {"which": "PRIO_PGRP", "who": ""}, ("os.getpriority/pgrp",)),
        Case("group-own", {"which": "PRIO_PGRP", "who": "getpgrp"}, ("os.getpriority/pgrp",)),
    ]
)  # fmt: skip
@clause()
@needs("fork", "shared-files")
def check_as_in_c(os: Os, run: Run, which: str, who: str) -> None:
    """getpriority is what the C library tells for the same which and who."""
    args = (getattr(os, which), getattr(os, who)() if who else 0)
    equal(os.getpriority(*args), c(run, "getpriority", *args))


@table(
    [
        Case("process", {"which": "PRIO_PROCESS"},
             ("os.setpriority/raise-nice", "os.setpriority/zero-who", "os.getpriority/process-self")),
        Case("group", {"which": "PRIO_PGRP"}, ("os.setpriority/zero-who", "os.getpriority/pgrp")),
    ]
)  # fmt: skip
@clause()
@cases(by=[1, 3, 7])
@needs("own-process", "shared-files")
def check_raise(os: Os, run: Run, which: str, by: int) -> None:
    """Who 0 means the caller: a nicer value set for it shows in getpriority and in C."""
    kind = getattr(os, which)
    wanted = min(os.getpriority(kind, 0) + by, HIGHEST)
    equal(os.setpriority(kind, 0, wanted), None)
    equal(os.getpriority(kind, 0), wanted)
    equal(os.getpriority(os.PRIO_PROCESS, os.getpid()), wanted)
    equal(c(run, "getpriority", os.PRIO_PROCESS, 0), wanted)


@uses(waiting)
def group_of_two(os: Any, nicer: Any) -> Any:
    """A child in the caller's group: its priority after one was set for the whole group."""
    import os as system

    (pid,), gate = waiting(system, 0)
    try:
        wanted = min(os.getpriority(os.PRIO_PROCESS, 0) + nicer, 19)
        os.setpriority(os.PRIO_PGRP, 0, wanted)
        return wanted, system.getpriority(system.PRIO_PROCESS, pid)
    finally:
        system.close(gate)
        system.waitpid(pid, 0)


@clause("os.setpriority/zero-who", "os.getpriority/pgrp")
@needs("own-process", "shared-files")
def check_raise_group(os: Os, run: Run) -> None:
    """PRIO_PGRP with who 0 is about every process of the caller's group."""
    wanted, got = natively(os, run, "setpriority", group_of_two, 4)
    equal(got, wanted)


@clause("os.getpriority/user")
@needs("fork", "shared-files")
def check_user(os: Os) -> None:
    """PRIO_USER with who 0 is the most favoured process of the user: never after the caller."""
    value = os.getpriority(os.PRIO_USER, 0)
    has_type(value, int)
    assert LOWEST <= value <= os.getpriority(os.PRIO_PROCESS, 0)


@clause("os.getpriority/user")
@needs("root", "fork", "shared-files")
def check_other_user(os: Os, run: Run) -> None:
    """PRIO_USER with who 0 is about the processes of the caller's real user id."""
    nicer = min(os.getpriority(os.PRIO_PROCESS, 0) + 6, HIGHEST)
    told = calls_in_child(
        os,
        run,
        ("setpriority", (os.PRIO_PROCESS, 0, nicer)),
        ("setreuid", (59_873, -1)),
        ("getpriority", (os.PRIO_USER, 0)),
        ("getpriority", (os.PRIO_USER, 59_873)),
    )
    equal(told, [None, None, nicer, nicer])


@clause("os.getpriority/bad-which")
@cases(which={"large": 99, "negative": -1})
def check_bad_which(os: Os, which: int) -> None:
    """A which that is none of the three raises OSError with EINVAL."""
    with raises(OSError, errno="EINVAL"):
        os.getpriority(which, 0)


def nice_limit(os: Any) -> Any:
    try:
        import resource

        return resource.getrlimit(resource.RLIMIT_NICE)[0]
    except (ImportError, AttributeError):
        return 0


@clause("os.setpriority/needs-privilege")
@needs("unprivileged", "own-process", "shared-files")
@cases(by=[1, 5])
def check_lower_without_privilege(os: Os, run: Run, by: int) -> None:
    """Without privilege a more favourable value raises PermissionError and changes nothing."""
    if run(nice_limit):
        raise Unmet("the limit on nice values lets this user raise its priority")
    own = min(os.getpriority(os.PRIO_PROCESS, 0) + by, HIGHEST)
    os.setpriority(os.PRIO_PROCESS, 0, own)
    with raises(PermissionError, errno={"EACCES", "EPERM"}):
        os.setpriority(os.PRIO_PROCESS, 0, own - by)
    equal(os.getpriority(os.PRIO_PROCESS, 0), own)


@clause("os.setpriority/range")
@needs("own-process", "shared-files")
@cases(value=[20, 100])
def check_upper_end(os: Os, value: int) -> None:
    """A value above the range counts as its upper end."""
    os.setpriority(os.PRIO_PROCESS, 0, value)
    one_of(os.getpriority(os.PRIO_PROCESS, 0), LAST)


@clause("os.setpriority/range")
@needs("root", "own-process", "shared-files")
@cases(value=[0, 1, 19, -1, -20, -21, -100])
def check_whole_range(os: Os, run: Run, value: int) -> None:
    """Root may set every value from -20 to 19; one below the range counts as its lower end."""
    machine_allows(run, "setpriority", 0, 0, LOWEST)
    os.setpriority(os.PRIO_PROCESS, 0, value)
    equal(os.getpriority(os.PRIO_PROCESS, 0), max(value, LOWEST))
