"""os.waitid, its selectors P_*, its options, and its codes CLD_*."""

from __future__ import annotations

import signal
from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.processes.children import answers, call, ending
from os_conformance.expect import equal, has_type, raises
from os_conformance.snippets import class_of, uses, waiting

OPTIONS = ("WNOHANG", "WUNTRACED", "WCONTINUED", "WEXITED", "WSTOPPED", "WNOWAIT")
CODES = ("CLD_EXITED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_CONTINUED")
NEWER_CODES = ("CLD_KILLED", "CLD_STOPPED")


@uses(ending)
def informed(os: Any, kind: Any, number: Any) -> Any:
    """Fork a child that exits with a code or is killed; what waitid tells of it, by name."""
    import signal

    pid = ending(os, kind, number)
    got = os.waitid(os.P_PID, pid, os.WEXITED)
    # Python 3.8 lacks the name; every Unix numbers it 2
    codes = {os.CLD_EXITED: "CLD_EXITED", getattr(os, "CLD_KILLED", 2): "CLD_KILLED"}
    return {
        "child": got.si_pid == pid,
        "user": got.si_uid == os.getuid(),
        "signal": got.si_signo == signal.SIGCHLD,
        "status": got.si_status,
        "code": codes.get(got.si_code, got.si_code),
        "types": [
            isinstance(getattr(got, "si_" + name), int)
            for name in ("pid", "uid", "signo", "status", "code")
        ],
    }


@clause("os.waitid/result", "os.waitid/macos")
@needs("fork")
def check_result(os: Os, run: Run) -> None:
    """The result has the ints si_pid, si_uid, si_signo, si_status and si_code."""
    told = call(os, run, "waitid", informed, "exit", 7)
    equal(told["types"], [True] * 5, "ints are")
    equal((told["child"], told["user"]), (True, True), "the child's pid and its user's id:")


@clause("os.waitid/signo")
@needs("fork")
@cases(kind={"exit": ("exit", 0), "kill": ("kill", int(signal.SIGTERM))})
def check_signal_number(os: Os, run: Run, kind: tuple[str, int]) -> None:
    """si_signo is always SIGCHLD."""
    equal(call(os, run, "waitid", informed, *kind)["signal"], True, "si_signo is SIGCHLD:")


@clause("os.waitid/exited")
@needs("fork")
@cases(code={str(code): code for code in (0, 1, 7, 255)})
def check_exited(os: Os, run: Run, code: int) -> None:
    """With WEXITED waitid tells of an exit: CLD_EXITED and the exit status."""
    told = call(os, run, "waitid", informed, "exit", code)
    equal((told["code"], told["status"]), ("CLD_EXITED", code))


@clause("os.waitid/killed")
@needs("fork")
@cases(number={name: int(signal.Signals[name]) for name in ("SIGHUP", "SIGKILL", "SIGTERM")})
def check_killed(os: Os, run: Run, number: int) -> None:
    """Of a killed child it tells CLD_KILLED and the signal's number."""
    told = call(os, run, "waitid", informed, "kill", number)
    equal((told["code"], told["status"]), ("CLD_KILLED", number))


@uses(answers, waiting)
def selected(os: Any, which: Any) -> Any:
    """Two ended children, the second in a group of its own; the order in which waitid finds them."""
    made, gate = waiting(os, 1, 2)
    os.setpgid(made[1], made[1])
    number: Any = 0
    if which == "pidfd":
        number = os.pidfd_open(made[1], 0)
    os.close(gate)
    if which == "all":
        kind = os.P_ALL
    elif which == "pgid":
        kind, number = os.P_PGID, made[1]
    elif which == "own-pgid":
        kind, number = os.P_PGID, os.getpgrp()
    elif which == "pidfd":
        kind = os.P_PIDFD
    else:
        kind, number = os.P_PID, made[1]

    def ask():
        got = os.waitid(kind, number, os.WEXITED)
        return got.si_status if made[got.si_status - 1] == got.si_pid else -1

    return answers(os, made, ask)


@table(
    [
        Case("pid", {"which": "pid", "told": {2}}, ("os.waitid/idtype-pid", "os.P_PID/consts")),
        Case("all", {"which": "all", "told": {1, 2}}, ("os.waitid/idtype-all", "os.P_PID/consts")),
        Case("pgid", {"which": "pgid", "told": {2}}, ("os.waitid/idtype-pgid", "os.P_PID/consts")),
        Case("own-pgid", {"which": "own-pgid", "told": {1}}, ("os.waitid/idtype-pgid",)),
        Case("pidfd", {"which": "pidfd", "told": {2}},
             ("os.waitid/idtype-pidfd", "os.pidfd_open/waitid", "os.P_PIDFD/const")),
    ]
)  # fmt: skip
@clause()
@needs("fork")
def check_selection(os: Os, run: Run, which: str, told: set[int]) -> None:
    """waitid tells of the children that its first two arguments select, each once, and of no other."""
    *numbers, last = call(os, run, "waitid", selected, which)
    equal(sorted(numbers), sorted(told))
    equal(last, "ChildProcessError")


@uses(class_of, waiting)
def before_and_after(os: Any) -> Any:
    """waitid with WNOHANG on a running child, with WNOWAIT twice on its end, then without, then again."""
    (pid,), gate = waiting(os, 7)
    early = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG)
    os.close(gate)
    told = [os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT) for _ in range(2)]
    told.append(os.waitid(os.P_PID, pid, os.WEXITED))
    try:
        last = repr(os.waitid(os.P_PID, pid, os.WEXITED))
    except OSError as error:
        last = class_of(error)
    return early, [(got.si_pid == pid, got.si_status) for got in told], last


@clause("os.waitid/nohang-none")
@needs("fork")
def check_nohang(os: Os, run: Run) -> None:
    """waitid with WNOHANG returns None while no child is ready."""
    equal(call(os, run, "waitid", before_and_after)[0], None)


@clause("os.waitid/nowait")
@needs("fork")
def check_nowait(os: Os, run: Run) -> None:
    """waitid with WNOWAIT leaves the child to be waited for; without, it is gone afterwards."""
    _, told, last = call(os, run, "waitid", before_and_after)
    equal(told, [(True, 7)] * 3)
    equal(last, "ChildProcessError")


@clause("os.waitid/no-child")
@needs("fork")
@cases(which=["all", "oneself", "parent", "own-group"])
def check_no_such_child(os: Os, which: str) -> None:
    """waitid raises ChildProcessError if there is no child as selected."""
    kind, number = {
        "all": (os.P_ALL, 0),
        "oneself": (os.P_PID, os.getpid()),
        "parent": (os.P_PID, os.getppid()),
        "own-group": (os.P_PGID, os.getpgrp()),
    }[which]
    with raises(ChildProcessError, errno="ECHILD"):
        os.waitid(kind, number, os.WEXITED)


@uses(waiting)
def stopped_and_continued(os: Any) -> Any:
    """Stop a child, let it go on; what waitid tells each time: (code, status) by name and signal."""
    import signal

    (pid,), gate = waiting(os, 7)
    os.kill(pid, signal.SIGSTOP)
    first = os.waitid(os.P_PID, pid, os.WSTOPPED)
    os.kill(pid, signal.SIGCONT)
    second = os.waitid(os.P_PID, pid, os.WCONTINUED)
    os.close(gate)
    os.waitpid(pid, 0)
    return (
        (first.si_code == getattr(os, "CLD_STOPPED", 5), first.si_status == signal.SIGSTOP),
        (second.si_code == os.CLD_CONTINUED, second.si_status == signal.SIGCONT),
    )


@clause("os.CLD_EXITED/consts", "os.CLD_KILLED/consts", "os.WNOHANG/consts")
@needs("fork")
def check_stopped_and_continued(os: Os, run: Run) -> None:
    """waitid tells of stops with WSTOPPED, as CLD_STOPPED, of continuations with WCONTINUED."""
    equal(call(os, run, "waitid", stopped_and_continued), ((True, True), (True, True)))


@table(
    [
        *(
            Case(name, {"name": name}, ("os.P_PID/consts",))
            for name in ("P_PID", "P_PGID", "P_ALL")
        ),
        Case("P_PIDFD", {"name": "P_PIDFD"}, ("os.P_PIDFD/const",)),
        *(Case(name, {"name": name}, ("os.WNOHANG/consts",)) for name in OPTIONS),
        *(Case(name, {"name": name}, ("os.CLD_EXITED/consts",)) for name in CODES),
        *(Case(name, {"name": name}, ("os.CLD_KILLED/consts",)) for name in NEWER_CODES),
    ]
)
@clause()
@needs("fork")
def check_constant(os: Os, name: str) -> None:
    """The constants are ints."""
    has_type(getattr(os, name), int, name)


@table(
    [
        Case("selectors", {"names": ("P_PID", "P_PGID", "P_ALL")}, ("os.P_PID/consts",)),
        Case("options", {"names": ("WNOHANG", "WUNTRACED", "WCONTINUED", "WEXITED", "WNOWAIT")},
             ("os.WNOHANG/consts",)),
        Case("codes", {"names": CODES}, ("os.CLD_EXITED/consts",)),
        Case("all-codes", {"names": CODES + NEWER_CODES}, ("os.CLD_KILLED/consts",)),
    ]
)  # fmt: skip
@clause()
@needs("fork")
def check_constants_differ(os: Os, names: tuple[str, ...]) -> None:
    """Constants of one kind differ, options in bits of their own (WSTOPPED may equal WUNTRACED)."""
    values = [getattr(os, name) for name in names]
    equal(len(set(values)), len(values), f"number of different values of {', '.join(names)}:")
    if names[0].startswith("W"):
        equal(sum(values), sum({v & -v for v in values}), "one bit each:")
