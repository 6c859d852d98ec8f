"""Ids that no process has: what asks about other processes, or changes them."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import equal, raises
from os_conformance.snippets import class_of, uses

NO_PROCESS = 2**30  # above the largest process id of any kernel
NO_PROCESSOR = 100_000
SCHEDULER = (
    "sched_getscheduler", "sched_setscheduler", "sched_getparam", "sched_setparam",
    "sched_rr_get_interval", "sched_getaffinity", "sched_setaffinity",
)  # fmt: skip


@table(
    [
        Case(f"{name}-{which}", {"name": name, "which": f"PRIO_{which.upper()}"},
             (f"os.{name}/no-such-process",))
        for name in ("getpriority", "setpriority") for which in ("process", "pgrp", "user")
    ]
)  # fmt: skip
@clause()
@needs("own-process")
def check_priority(os: Os, name: str, which: str) -> None:
    """Nobody's priority can be neither asked for nor set: ProcessLookupError."""
    args = (getattr(os, which), NO_PROCESS) + ((19,) if name == "setpriority" else ())
    with raises(ProcessLookupError, errno="ESRCH"):
        getattr(os, name)(*args)


@clause("os.setpgid/no-such-process")
@needs("own-process")
@cases(group=["same", "own"])
def check_setpgid(os: Os, group: str) -> None:
    """No process can be moved: ProcessLookupError."""
    with raises(ProcessLookupError, errno="ESRCH"):
        os.setpgid(NO_PROCESS, 0 if group == "same" else os.getpgrp())


@uses(class_of)
def scheduling(os: Any, name: Any, pid: Any) -> Any:
    """What a function of the scheduler raises for a process id."""
    import errno

    more = {
        "sched_setscheduler": lambda: (os.SCHED_OTHER, os.sched_param(0)),
        "sched_setparam": lambda: (os.sched_param(0),),
        "sched_setaffinity": lambda: (os.sched_getaffinity(0),),
    }.get(name, tuple)()
    try:
        return repr(getattr(os, name)(pid, *more))
    except Exception as error:
        return class_of(error), errno.errorcode.get(getattr(error, "errno", 0) or 0)


@table([Case(name, {"name": name}, (f"os.{name}/no-such-process",)) for name in SCHEDULER])
@clause()
def check_scheduler(os: Os, run: Run, name: str) -> None:
    """The scheduler knows no such process: ProcessLookupError."""
    told = natively(os, run, name, scheduling, name, NO_PROCESS)
    equal(told, ("ProcessLookupError", "ESRCH"))


@clause("os.sched_setaffinity/no-processor")
@needs("own-process")
@cases(
    processors={
        "none": [],
        "absent": [NO_PROCESSOR],
        "absent-two": [NO_PROCESSOR, NO_PROCESSOR + 1],
    }
)
def check_no_processor(os: Os, processors: list[int]) -> None:
    """A process has to run somewhere: OSError with EINVAL, and nothing is changed."""
    before = os.sched_getaffinity(0)
    with raises(OSError, errno="EINVAL"):
        os.sched_setaffinity(0, processors)
    equal(os.sched_getaffinity(0), before)


@clause("os.sched_setaffinity/negative")
@needs("own-process")
@cases(processors={"only": [-1], "among": [0, -1], "large": [-(2**20)]})
def check_negative_processor(os: Os, processors: list[int]) -> None:
    """A negative number is no processor: ValueError, and nothing is changed."""
    before = os.sched_getaffinity(0)
    with raises(ValueError):
        os.sched_setaffinity(0, processors)
    equal(os.sched_getaffinity(0), before)
