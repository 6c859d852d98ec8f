"""What sets something about the process returns None."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, clause, needs, table
from os_conformance.checks.parameters.children import calls_in_child
from os_conformance.expect import equal

# Name of the function: arguments that change nothing, or the function that tells the present one.
UNPRIVILEGED: dict[str, Any] = {
    "setuid": "getuid",
    "seteuid": "geteuid",
    "setgid": "getgid",
    "setegid": "getegid",
    "setreuid": (-1, -1),
    "setregid": (-1, -1),
    "setresuid": (-1, -1, -1),
    "setresgid": (-1, -1, -1),
    "setpriority": (0, 0, 19),
}
IN_A_NEW_PROCESS: dict[str, Any] = {"setpgid": (0, 0), "setpgrp": (), "setsid": ()}
PRIVILEGED: dict[str, Any] = {"setgroups": ([1],), "initgroups": ("root", 1)}


def rows(calls: dict[str, Any]) -> list[Case]:
    """A case for each function."""
    return [
        Case(name, {"name": name, "args": args}, (f"os.{name}/returns-none",))
        for name, args in calls.items()
    ]


def answered(os: Os, run: Run, name: str, args: Any) -> None:
    """The function returns None in a forked child."""
    present = (getattr(os, args)(),) if isinstance(args, str) else args
    equal(calls_in_child(os, run, (name, present)), [None])


@table(rows(UNPRIVILEGED))
@clause()
@needs("fork")
def check_returns_none(os: Os, run: Run, name: str, args: Any) -> None:
    """A function that sets something about the process returns None."""
    answered(os, run, name, args)


@table(rows(IN_A_NEW_PROCESS))
@clause()
@needs("fork", "shared-files")
def check_returns_none_in_a_new_process(os: Os, run: Run, name: str, args: Any) -> None:
    """A function that makes a group or a session returns None."""
    answered(os, run, name, args)


@table(rows(PRIVILEGED))
@clause()
@needs("root", "fork")
def check_returns_none_to_root(os: Os, run: Run, name: str, args: Any) -> None:
    """A function that sets the groups returns None."""
    answered(os, run, name, args)


@clause("os.sched_setaffinity/returns-none")
@needs("fork")
def check_affinity_returns_none(os: Os, run: Run) -> None:
    """sched_setaffinity returns None."""
    answered(os, run, "sched_setaffinity", (0, sorted(os.sched_getaffinity(0))))
