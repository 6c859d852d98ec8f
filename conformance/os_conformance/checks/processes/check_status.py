"""The wait status: WIF*, WEXITSTATUS, WTERMSIG, WSTOPSIG, WCOREDUMP, waitstatus_to_exitcode."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.processes.children import statuses
from os_conformance.expect import equal, raises

KINDS = {"exited": "WIFEXITED", "killed": "WIFSIGNALED", "stopped": "WIFSTOPPED",
         "continued": "WIFCONTINUED"}  # fmt: skip
CODES = {str(code): code for code in (0, 1, 7, 127, 128, 255)}
SIGNALS = {str(number): number for number in (1, 6, 9, 14, 15)}  # the same on every Unix
CORE = 0x80  # the bit that os.wait() documents for "a core file was produced"


@table(
    [
        Case(
            f"{name}-{kind}",
            {"name": name, "kind": kind, "wanted": wanted},
            (f"os.{name}/{'bool' if wanted else 'false-otherwise'}",),
        )
        for kind, right in KINDS.items()
        for name in KINDS.values()
        for wanted in (name == right,)
    ]
)
@clause()
@needs("fork")
def check_kind_of_status(os: Os, run: Run, name: str, kind: str, wanted: bool) -> None:
    """Of the four questions about a real status exactly the right one is answered by True."""
    status = run(statuses)["status"][kind]
    equal(getattr(os, name)(status), wanted)


@clause("os.WCOREDUMP/bool")
@needs("fork")
@cases(number=SIGNALS)
def check_core_dumped(os: Os, number: int) -> None:
    """WCOREDUMP is True for a death by a signal that left a core file."""
    equal(os.WCOREDUMP(number | CORE), True)


@clause("os.WCOREDUMP/false-otherwise")
@needs("fork")
@cases(kind=["exited", "killed"])
def check_no_core_dumped(os: Os, run: Run, kind: str) -> None:
    """WCOREDUMP is False for an exit, and for a death by SIGKILL, which never leaves a core file."""
    equal(os.WCOREDUMP(run(statuses)["status"][kind]), False)


@clause("os.WIFSIGNALED/bool", "os.WTERMSIG/value")
@needs("fork")
@cases(number=SIGNALS, core={"core": CORE, "no-core": 0})
def check_terminating_signal(os: Os, number: int, core: int) -> None:
    """WTERMSIG is the signal that killed the process, whether or not it left a core file."""
    equal(os.WIFSIGNALED(number | core), True)
    equal(os.WTERMSIG(number | core), number)


@clause("os.WIFEXITED/bool", "os.WEXITSTATUS/value")
@needs("fork")
@cases(code=CODES)
def check_exit_status(os: Os, code: int) -> None:
    """WEXITSTATUS is the status that the process exited with."""
    equal(os.WIFEXITED(code << 8), True)
    equal(os.WEXITSTATUS(code << 8), code)


@table(
    [
        Case("exit", {"name": "WEXITSTATUS", "kind": "exited", "key": None},
             ("os.WEXITSTATUS/value",)),
        Case("kill", {"name": "WTERMSIG", "kind": "killed", "key": "kill"}, ("os.WTERMSIG/value",)),
        Case("stop", {"name": "WSTOPSIG", "kind": "stopped", "key": "stop"}, ("os.WSTOPSIG/value",)),
    ]
)  # fmt: skip
@clause()
@needs("fork")
def check_value_of_real_status(os: Os, run: Run, name: str, kind: str, key: str | None) -> None:
    """The exit status, the killing signal and the stopping signal can be had from a real status."""
    told = run(statuses)
    equal(getattr(os, name)(told["status"][kind]), told[key] if key else 7)


@clause("os.waitstatus_to_exitcode/exited", "os.waitstatus_to_exitcode/nt-shift")
@cases(code=CODES)
def check_exit_code(os: Os, code: int) -> None:
    """waitstatus_to_exitcode gives the exit status of a normal exit."""
    equal(os.waitstatus_to_exitcode(code << 8), code)


@clause("os.waitstatus_to_exitcode/signaled")
@needs("fork")
@cases(number=SIGNALS, core={"core": CORE, "no-core": 0})
def check_exit_code_of_signal(os: Os, number: int, core: int) -> None:
    """waitstatus_to_exitcode gives minus the signal's number for a death by a signal."""
    equal(os.waitstatus_to_exitcode(number | core), -number)


@clause("os.waitstatus_to_exitcode/stopped-valueerror")
@needs("fork")
@cases(kind=["stopped", "continued"])
def check_no_exit_code(os: Os, run: Run, kind: str) -> None:
    """waitstatus_to_exitcode raises ValueError for a process that has not ended."""
    status = run(statuses)["status"][kind]
    with raises(ValueError):
        os.waitstatus_to_exitcode(status)


@clause("os.waitstatus_to_exitcode/type")
@cases(status={"float": 0.0, "none": None, "str": "0", "bytes": b"0", "tuple": (0,)})
def check_type_of_status(os: Os, status: Any) -> None:
    """waitstatus_to_exitcode raises TypeError for a status that is no int."""
    with raises(TypeError):
        os.waitstatus_to_exitcode(status)
