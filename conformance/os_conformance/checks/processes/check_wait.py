"""os.wait, os.waitpid, os.wait3, os.wait4."""

from __future__ import annotations

import signal
from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.processes.children import answers, call, statuses, waited
from os_conformance.expect import equal, has_type, raises
from os_conformance.snippets import uses, waiting

EXITS = [("exit", code) for code in (0, 1, 7, 255)]
KILLS = [
    ("kill", int(number))
    for number in (signal.SIGHUP, signal.SIGKILL, signal.SIGALRM, signal.SIGTERM)
]  # all four have the same number on every Unix, and none leaves a core file
CLAUSES = {
    "wait": "os.wait/status-encoding",
    "waitpid": "os.waitpid/pair",
    "wait3": "os.wait3/triple",
    "wait4": "os.wait4/triple",
}


@table(
    [
        Case(
            f"{name}-{kind}-{number}", {"name": name, "kind": kind, "number": number}, (clause_id,)
        )
        for name, clause_id in CLAUSES.items()
        for kind, number in EXITS + KILLS
    ]
)
@clause()
@needs("fork")
def check_status_encoding(os: Os, run: Run, name: str, kind: str, number: int) -> None:
    """The high byte of a wait status is the exit code, the low byte the signal that killed the child."""
    pid, told = call(os, run, name, waited, name, kind, number)
    equal(told, (pid, number << 8 if kind == "exit" else number))


@clause("os.wait/pair")
@needs("fork")
def check_wait_pair(run: Run) -> None:
    """wait returns a pair of the ended child's process id and its status."""
    pid, told = run(waited, "wait", "exit", 7)
    has_type(told, tuple)
    equal([type(item) for item in told], [int, int], "types of the pair:")
    equal(told[0], pid)


@clause("os.wait/no-children")
@needs("fork")
def check_wait_without_children(os: Os) -> None:
    """wait raises ChildProcessError when there are no children to wait for."""
    with raises(ChildProcessError, errno="ECHILD"):
        os.wait()


def spawned_and_waited(os: Any, code: Any) -> Any:
    """Start a program that exits with `code`; (what spawnv returned, what waitpid then tells)."""
    words = ["sh", "-c", f"exit {code}"]
    program = "/bin/sh"
    if os.name == "nt":
        program = os.environ["COMSPEC"]
        words = ["cmd", "/c", f"exit {code}"]
    pid = os.spawnv(os.P_NOWAIT, program, words)
    return pid, os.waitpid(pid, 0)


@clause("os.waitpid/pair", "os.waitpid/nt-handle")
@needs("programs")
@cases(code={str(code): code for code in (0, 1, 7, 255)})
def check_waitpid_of_program(run: Run, code: int) -> None:
    """waitpid returns (pid, status) for what spawnv gave: a process id, or a handle on Windows."""
    pid, told = run(spawned_and_waited, code)
    equal(told, (pid, code << 8))


@uses(answers, waiting)
def chosen(os: Any, which: Any) -> Any:
    """Two ended children, the second in a group of its own; in which order waitpid tells of them.

    The answers are 1 and 2 for the children, or the name of the exception.
    """
    made, gate = waiting(os, 1, 2)
    os.setpgid(made[1], made[1])
    os.close(gate)
    target = {
        "any": -1, "own-group": 0, "other-group": -made[1], "own-group-by-number": -os.getpgrp(),
        "first": made[0], "second": made[1],
    }[which]  # fmt: skip

    def ask():
        pid, status = os.waitpid(target, 0)
        return status >> 8 if made[(status >> 8) - 1] == pid else -1

    return answers(os, made, ask)


@table(
    [
        Case("any", {"which": "any", "told": {1, 2}}, ("os.waitpid/any-child",)),
        Case("own-group", {"which": "own-group", "told": {1}}, ("os.waitpid/group",)),
        Case("other-group", {"which": "other-group", "told": {2}}, ("os.waitpid/other-group",)),
        Case("own-group-by-number", {"which": "own-group-by-number", "told": {1}},
             ("os.waitpid/other-group",)),
        Case("first", {"which": "first", "told": {1}}, ("os.waitpid/pair",)),
        Case("second", {"which": "second", "told": {2}}, ("os.waitpid/pair",)),
    ]
)  # fmt: skip
@clause()
@needs("fork")
def check_choice_of_children(run: Run, which: str, told: set[int]) -> None:
    """waitpid tells of the children that its first argument selects, of each once, and of no other."""
    *numbers, last = run(chosen, which)
    equal(sorted(numbers), sorted(told))
    equal(last, "ChildProcessError")


@clause("os.waitpid/no-child")
@needs("fork")
@cases(which=["any", "own-group", "oneself", "parent"], hang=[True, False])
def check_no_such_child(os: Os, which: str, hang: bool) -> None:
    """waitpid raises ChildProcessError if there is no child as selected, also with WNOHANG."""
    pids = {"any": -1, "own-group": 0, "oneself": os.getpid(), "parent": os.getppid()}
    with raises(ChildProcessError, errno="ECHILD"):
        os.waitpid(pids[which], 0 if hang else os.WNOHANG)


@uses(waiting)
def not_yet(os: Any) -> Any:
    """What waitpid with WNOHANG says of a child that runs, and waitpid afterwards of its end."""
    (pid,), gate = waiting(os, 7)
    early = [os.waitpid(pid, os.WNOHANG), os.waitpid(-1, os.WNOHANG)]
    os.close(gate)
    late = os.waitpid(pid, 0)
    return early, (late[0] == pid, late[1])


@clause("os.waitpid/nohang")
@needs("fork")
def check_nohang(run: Run) -> None:
    """waitpid with WNOHANG returns (0, 0) at once while the child still runs."""
    early, late = run(not_yet)
    equal(early, [(0, 0), (0, 0)])
    equal(late, (True, 7 << 8))


@clause("os.waitpid/untraced")
@needs("fork")
def check_untraced(os: Os, run: Run) -> None:
    """With WUNTRACED waitpid tells of a child that was stopped."""
    told = run(statuses)
    equal(told["pids"], True, "the process ids are right:")
    equal(os.WIFSTOPPED(told["status"]["stopped"]), True, "WIFSTOPPED is")
    equal(os.WSTOPSIG(told["status"]["stopped"]), told["stop"], "WSTOPSIG is")


@clause("os.waitpid/continued")
@needs("fork")
def check_continued(os: Os, run: Run) -> None:
    """With WCONTINUED waitpid tells of a stopped child that goes on."""
    told = run(statuses)
    equal(told["pids"], True, "the process ids are right:")
    equal(os.WIFCONTINUED(told["status"]["continued"]), True, "WIFCONTINUED is")
