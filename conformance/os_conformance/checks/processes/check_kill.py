"""os.kill, os.killpg."""

from __future__ import annotations

import signal
from typing import Any

from os_conformance.check import Case, Run, cases, clause, needs, table
from os_conformance.expect import Unmet, equal
from os_conformance.snippets import class_of, uses, waiting

FATAL = ("SIGHUP", "SIGKILL", "SIGALRM", "SIGTERM")  # the same numbers on every Unix


def killed_program(os: Any, number: Any) -> Any:
    """Send a signal to a shell that waits for input; (what kill returned, the shell's exit code)."""
    import subprocess

    command = [os.environ["COMSPEC"], "/c", "set /p x="] if os.name == "nt" else ["/bin/cat"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            return os.kill(child.pid, number), child.wait()
        finally:
            if child.poll() is None:
                child.kill()


@table(
    [
        Case("SIGTERM", {"number": 15, "code": {-15, 15}}, ("os.kill/signal-sent",)),
        *(Case(f"exit-{n}", {"number": n, "code": {n}}, ("os.kill/nt-terminate",))
          for n in (2, 7, 15, 42)),
    ]
)  # fmt: skip
@clause()
@needs("programs")
def check_kill_program(run: Run, number: int, code: set[int]) -> None:
    """kill ends another program by the signal; on Windows the signal becomes its exit code."""
    returned, ended = run(killed_program, number)
    equal(returned, None)
    assert ended in code, f"the program ended with {ended}, wanted {code}"


@uses(waiting)
def killed_child(os: Any, number: Any) -> Any:
    """Send a signal to a child that waits; (what kill returned, the child's wait status)."""
    (pid,), gate = waiting(os, 7)
    returned = os.kill(pid, number)
    if number == 0:
        os.close(gate)
    return returned, os.waitpid(pid, 0)[1]


@clause("os.kill/signal-sent")
@needs("fork")
@cases(number={name: int(signal.Signals[name]) for name in FATAL})
def check_kill_child(run: Run, number: int) -> None:
    """kill sends the very signal that was asked for."""
    equal(run(killed_child, number), (None, number))


@clause("os.kill/zero-probe")
@needs("fork")
def check_signal_zero(run: Run) -> None:
    """Signal 0 is sent to nobody: kill returns and the process goes on."""
    equal(run(killed_child, 0), (None, 7 << 8))


def sent_to_oneself(os: Any, name: Any) -> Any:
    """Send a signal to this process; the numbers sent and caught."""
    import signal

    number = int(getattr(signal, name))
    got = []
    signal.signal(number, lambda number, frame: got.append(number))
    os.kill(os.getpid(), number)
    return number, got  # POSIX: a signal to oneself has arrived when kill returns


@clause("os.kill/signal-sent")
@needs("fork")
@cases(name=["SIGUSR1", "SIGUSR2", "SIGTERM", "SIGCHLD"])
def check_kill_oneself(run: Run, name: str) -> None:
    """A process can send a signal to itself and catch it."""
    number, got = run(sent_to_oneself, name)
    equal(got, [number])


@uses(class_of)
def signal_gone(os: Any, function: Any, number: Any) -> Any:
    """Send a signal to a process, or group, that was there a moment ago; the exception's name."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setpgid(0, 0)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    try:
        getattr(os, function)(pid, number)
    except OSError as error:
        import errno

        return class_of(error), errno.errorcode.get(error.errno or 0, "")
    return None


@table(
    [
        Case(f"{function}-{number}", {"function": function, "number": number}, (clause_id,))
        for function, clause_id in (
            ("kill", "os.kill/no-process"),
            ("killpg", "os.killpg/no-group"),
        )
        for number in (0, int(signal.SIGTERM))
    ]
)
@clause()
@needs("fork")
def check_no_such_process(run: Run, function: str, number: int) -> None:
    """A process or group that does not exist (any more) raises ProcessLookupError."""
    equal(run(signal_gone, function, number), ("ProcessLookupError", "ESRCH"))


def signal_foreign(os: Any, number: Any) -> Any:
    """Signal root's process from a child that has become another user; how the child saw it."""
    pid = os.fork()
    if pid == 0:
        code = 97
        try:
            try:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            except OSError:
                os._exit(3)
            code = 0
            try:
                os.kill(os.getppid(), number)
            except PermissionError:
                code = 1
            except BaseException:
                code = 2
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1] >> 8


@clause("os.kill/denied")
@needs("root", "fork")
@cases(number={"zero": 0, "SIGTERM": 15})
def check_denied(run: Run, number: int) -> None:
    """A signal to another user's process raises PermissionError."""
    told = run(signal_foreign, number)
    if told == 3:
        raise Unmet("root cannot become another user here")
    equal({0: "sent", 1: "PermissionError"}.get(told, "another exception"), "PermissionError")


@uses(waiting)
def group_signalled(os: Any, number: Any) -> Any:
    """killpg on a group of two of three children; the wait statuses of the three."""
    pids, gate = waiting(os, 1, 2, 3)
    os.setpgid(pids[0], pids[0])
    os.setpgid(pids[1], pids[0])
    returned = os.killpg(pids[0], number)
    if number:
        told = [os.waitpid(pid, 0)[1] for pid in pids[:2]]
        os.close(gate)
        told.append(os.waitpid(pids[2], 0)[1])
    else:
        os.close(gate)
        told = [os.waitpid(pid, 0)[1] for pid in pids]
    return returned, told


@clause("os.killpg/group")
@needs("fork")
@cases(number={name: int(signal.Signals[name]) for name in FATAL})
def check_killpg(run: Run, number: int) -> None:
    """killpg sends the signal to every process of the group and to no other."""
    equal(run(group_signalled, number), (None, [number, number, 3 << 8]))


@clause("os.killpg/group")
@needs("fork")
def check_killpg_zero(run: Run) -> None:
    """Signal 0 to a group disturbs nobody."""
    equal(run(group_signalled, 0), (None, [1 << 8, 2 << 8, 3 << 8]))
