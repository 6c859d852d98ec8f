"""Children of the candidate's process: how the checks make them, and learn how they ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from os_conformance.check import Os, Run
from os_conformance.snippets import class_of, drained, uses, waiting


def call(os: Os, run: Run, names: str, snippet: Callable[..., Any], *args: Any) -> Any:
    """`snippet` over there, which calls the functions named; without them the check is blocked.

    (That they are missing is one finding, of the checks of names.)
    """
    for name in names.split():
        getattr(os, name)
    return run(snippet, *args)


@uses(drained)
def in_child(os: Any, body: Any) -> Any:
    """Run Python source that knows `os` in a child; (exit code or -signal, its standard output).

    A fork where the platform has one, else a new interpreter that imports the candidate.
    """
    if not hasattr(os, "fork"):
        import subprocess
        import sys

        start = "import importlib, sys\nsys.path[:] = %r\nos = importlib.import_module(%r)\n"
        source = start % (sys.path, os.__name__) + body
        done = subprocess.run([sys.executable, "-c", source], stdout=subprocess.PIPE)
        return done.returncode, done.stdout
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(w, 1)
            os.close(r)
            os.close(w)
            exec(body, {"os": os})
        finally:
            os._exit(97)
    os.close(w)
    told = drained(os, r)
    status = os.waitpid(pid, 0)[1]
    return (-(status & 127) if status & 127 else status >> 8), told


def ending(os: Any, kind: Any, number: Any) -> Any:
    """Fork a child that exits with a code, or kills itself by a signal ("kill"); its pid."""
    pid = os.fork()
    if pid == 0:
        try:
            if kind == "kill":
                os.kill(os.getpid(), number)
            os._exit(number)
        finally:
            os._exit(97)
    return pid


@uses(class_of)
def answers(os: Any, made: Any, ask: Any) -> Any:
    """Up to three answers of `ask()`, the last the class of its exception; all `made` are gone then."""
    told = []
    for _ in range(3):
        try:
            told.append(ask())
        except OSError as error:
            told.append(class_of(error))
            break
    for _ in made:
        try:
            os.waitpid(-1, 0)
        except OSError:
            break
    return told


@uses(ending)
def waited(os: Any, function: Any, kind: Any, number: Any) -> Any:
    """Fork a child that exits with a code or is killed; (its pid, what os.<function> tells of it)."""
    pid = ending(os, kind, number)
    if function == "wait":
        return pid, os.wait()
    if function == "waitpid":
        return pid, os.waitpid(pid, 0)
    if function == "wait3":
        return pid, os.wait3(0)[:2]
    return pid, os.wait4(pid, 0)[:2]


@uses(ending, waiting)
def statuses(os: Any) -> Any:
    """The wait statuses of a child at its stop, its continuation and its exit with 7, and of a killed one."""
    import signal

    (pid,), gate = waiting(os, 7)
    os.kill(pid, signal.SIGSTOP)
    told = {"stopped": os.waitpid(pid, os.WUNTRACED)}
    os.kill(pid, signal.SIGCONT)
    told["continued"] = os.waitpid(pid, os.WCONTINUED)
    os.close(gate)
    told["exited"] = os.waitpid(pid, 0)
    other = ending(os, "kill", signal.SIGKILL)
    told["killed"] = os.waitpid(other, 0)
    right = {"killed": other}
    return {
        "pids": all(answer[0] == right.get(kind, pid) for kind, answer in told.items()),
        "status": {kind: answer[1] for kind, answer in told.items()},
        "stop": int(signal.SIGSTOP),
        "kill": int(signal.SIGKILL),
    }
