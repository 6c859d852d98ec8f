"""os.fork, os.forkpty."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, clause, needs, table
from os_conformance.checks.processes.children import call
from os_conformance.expect import Deviation, Unmet, equal, has_type

DEADLOCK = "DeprecationWarning"


def forked(os: Any, name: Any) -> Any:
    """Fork by os.<name>; what it returned in the child and in the parent, and the ids on both sides."""
    r, w = os.pipe()
    before = os.getpid()  # whoever remembers the answer gives the child a wrong one
    made = getattr(os, name)()
    pid = made[0] if name == "forkpty" else made
    if pid == 0:
        try:
            words = [type(pid).__name__, pid, os.getpid(), os.getppid()]
            os.write(w, " ".join(map(str, words)).encode())
        finally:
            os._exit(7)
    os.close(w)
    told = os.read(r, 1000).decode().split()
    os.close(r)
    waited = os.waitpid(pid, 0)
    return {
        "made": made,
        "child": (told[0], int(told[1])),
        "child_pid": int(told[2]),
        "child_parent": int(told[3]),
        "pid": os.getpid(),
        "before": before,
        "waited": waited,
    }


@clause("os.fork/zero-child")
@needs("fork")
def check_child_gets_zero(os: Os, run: Run) -> None:
    """fork returns 0 in the child."""
    equal(call(os, run, "fork", forked, "fork")["child"], ("int", 0))


@clause("os.fork/pid-parent")
@needs("fork")
def check_parent_gets_pid(os: Os, run: Run) -> None:
    """fork returns the child's process id in the parent, whose child it is."""
    told = call(os, run, "fork", forked, "fork")
    equal(told["made"], told["child_pid"])
    equal(told["child_parent"], told["pid"])
    equal(told["waited"], (told["made"], 7 << 8))


@clause("os.getpid/differs-in-child")
@needs("fork")
def check_own_id_in_child(os: Os, run: Run) -> None:
    """getpid tells a child its own id, and the parent the same as before, also when asked before."""
    told = call(os, run, "fork", forked, "fork")
    assert told["child_pid"] != told["before"]
    equal(told["pid"], told["before"])
    equal(told["child_parent"], told["before"])


@clause("os.forkpty/pair")
@needs("fork")
def check_forkpty_pair(os: Os, run: Run) -> None:
    """forkpty returns the pair (pid, descriptor of the terminal's master end); the child's pid is 0."""
    told = call(os, run, "forkpty", forked, "forkpty")
    has_type(told["made"], tuple)
    equal(len(told["made"]), 2, "length of the result:")
    equal(told["made"][0], told["child_pid"])
    has_type(told["made"][1], int, "the descriptor")
    equal(told["child"], ("int", 0))
    equal(told["waited"], (told["child_pid"], 7 << 8))


def diverged(os: Any) -> Any:
    """Change memory, environment and directory on both sides of a fork; what each side sees then."""
    go_r, go_w = os.pipe()
    r, w = os.pipe()
    values = ["before"]
    os.environ["OSCONFORM_KEY"] = "before"
    start = os.getcwd()
    os.mkdir("below")
    pid = os.fork()
    if pid == 0:
        try:
            os.close(go_w)
            seen = [*values, os.environ["OSCONFORM_KEY"]]
            os.read(go_r, 1)  # until the parent has made its own changes
            seen += [*values, os.environ["OSCONFORM_KEY"]]
            values.append("child")
            os.environ["OSCONFORM_KEY"] = "child"
            os.chdir("below")
            os.write(w, " ".join(seen).encode())
        finally:
            os._exit(0)
    os.close(w)
    values[0] = os.environ["OSCONFORM_KEY"] = "parent"
    os.close(go_w)
    told = os.read(r, 1000).decode().split()
    os.waitpid(pid, 0)
    return told, values, os.environ["OSCONFORM_KEY"], os.getcwd() == start


@clause("os.fork/memory-copied")
@needs("fork")
def check_memory_is_copied(os: Os, run: Run) -> None:
    """After fork neither process sees what the other changes."""
    child, values, variable, at_home = call(os, run, "fork", diverged)
    equal(child, ["before"] * 4, "in the child:")
    equal((values, variable, at_home), (["parent"], "parent", True), "in the parent:")


def terminal(os: Any) -> Any:
    """What the child of forkpty finds at its standard streams, and what goes through the terminal."""
    import os as native

    r, w = native.pipe()
    pid, master = os.forkpty()
    if pid == 0:
        try:
            words = [str(native.isatty(number)) for number in (0, 1, 2)]
            words.append(str(native.ttyname(0) == native.ttyname(1) == native.ttyname(2)))
            words.append(str(native.getsid(0) == native.getpid()))
            words.append(str(native.tcgetpgrp(0) == native.getpgrp()))
            words.append(native.read(0, 100).decode().strip())
            native.write(w, " ".join(words).encode())
            native.write(1, b"answer;")
            native.write(2, b"trouble;")
        finally:
            native._exit(0)
    native.close(w)
    native.write(master, b"question\n")
    told = native.read(r, 1000).decode().split()
    seen = b""
    while seen.count(b";") < 2:
        try:
            chunk = native.read(master, 1000)
        except OSError:  # Linux says EIO when the child's end is closed
            break
        if not chunk:
            break
        seen += chunk
    native.waitpid(pid, 0)
    native.close(master)
    return told, seen


@clause("os.forkpty/tty")
@needs("fork")
def check_terminal_of_child(os: Os, run: Run) -> None:
    """A new pseudo-terminal is the controlling terminal and the standard streams of forkpty's child."""
    told, seen = call(os, run, "forkpty", terminal)
    equal(told, ["True"] * 6 + ["question"])
    for words in (b"answer;", b"trouble;"):
        assert words in seen, f"{words!r} did not come through the terminal: {seen!r}"


def warned(os: Any, name: Any, threads: Any) -> Any:
    """The warnings of a fork while `threads` other threads run."""
    import threading
    import warnings

    stop = threading.Event()
    others = [threading.Thread(target=stop.wait) for _ in range(threads)]
    for other in others:
        other.start()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        made = getattr(os, name)()
        pid = made[0] if name == "forkpty" else made
        if pid == 0:
            os._exit(0)
    os.waitpid(pid, 0)
    stop.set()
    for other in others:
        other.join()
    return [warning.category.__name__ for warning in caught]


@table(
    [
        Case(
            f"{name}-{threads}", {"name": name, "threads": threads}, (f"os.{name}/threads-warning",)
        )
        for name in ("fork", "forkpty")
        for threads in (0, 1, 3)
    ]
)
@clause()
@needs("fork")
def check_warning_about_threads(os: Os, run: Run, name: str, threads: int) -> None:
    """A fork beside other threads gives a DeprecationWarning; without any it gives none."""
    equal(call(os, run, name, warned, name, threads), [DEADLOCK] if threads else [])


def in_subinterpreter(os: Any) -> Any:
    """What comes of a fork in a subinterpreter; None if none can be made with the candidate in it."""
    import sys

    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            interpreters = __import__(name)
            break
        except ImportError:
            interpreters = None
    if interpreters is None or not hasattr(os, "__name__"):
        return None
    source = """
import sys
sys.path[:] = %r
import importlib
import posix
try:
    os = importlib.import_module(%r)
except ImportError:
    told = b"none"
else:
    try:
        pid = os.fork()
        if pid == 0:
            posix._exit(0)
        posix.waitpid(pid, 0)
        told = b"forked"
    except BaseException as error:
        told = next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins").encode()
posix.write(%d, told)
"""
    r, w = os.pipe()
    number = interpreters.create()
    try:
        interpreters.run_string(number, source % (sys.path, os.__name__, w))
    finally:
        interpreters.destroy(number)
    os.close(w)
    told = os.read(r, 100).decode()
    os.close(r)
    return None if told == "none" else told


@clause("os.fork/subinterpreter")
@needs("fork")
def check_subinterpreter(os: Os, run: Run) -> None:
    """fork in a subinterpreter raises RuntimeError."""
    told = call(os, run, "fork", in_subinterpreter)
    if told is None:
        raise Unmet("no subinterpreter with the candidate can be made here", "not-applicable")
    equal(told, "RuntimeError")


@clause("os.fork/nt-absent")
def check_fork_is_absent(run: Run) -> None:
    """There is no fork on Windows."""
    try:
        run.lookup("fork")
    except AttributeError:
        return
    raise Deviation("no os.fork here", "one")


@clause("os.forkpty/non-inheritable")
@needs("fork")
def check_master_is_not_inheritable(os: Os, run: Run) -> None:
    """The descriptor that forkpty returns is non-inheritable."""
    equal(os.get_inheritable(call(os, run, "forkpty", forked, "forkpty")["made"][1]), False)
