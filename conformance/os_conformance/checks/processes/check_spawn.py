"""The spawn family: what it returns, arguments, environment, search along PATH."""

from __future__ import annotations

import sys
from typing import Any

from os_conformance.check import Case, FSPath, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.processes.children import call
from os_conformance.checks.processes.spawn_family import (
    FAMILY,
    LISTED,
    SEARCH,
    SEARCHING,
    WITH_ENV,
    each,
    environment_for,
    spawn,
)
from os_conformance.expect import Deviation, equal, has_type, raises

EXITS = {str(code): code for code in (0, 1, 7, 255)}
WAITING = {
    "spawnl": "wait-status", "spawnle": "env", "spawnv": "wait-status", "spawnve": "env",
} | SEARCH  # fmt: skip
PLAIN = ("spawnl", "spawnle", "spawnv", "spawnve")


@table(each(WAITING, code=EXITS))
@clause()
@needs("programs")
def check_wait_returns_exit_code(os: Os, run: Run, name: str, code: int) -> None:
    """With P_WAIT the program's exit code is returned."""
    equal(spawn(os, run, name, f"exit {code}"), code)


@clause("os.spawnl/signal-negative")
@needs("programs", "fork")
@cases(name=FAMILY, number={"SIGKILL": 9, "SIGTERM": 15})
def check_wait_returns_signal(os: Os, run: Run, name: str, number: int) -> None:
    """With P_WAIT minus the number of the signal that killed the program is returned."""
    equal(spawn(os, run, name, f"kill -{number} $$"), -number)


#: A program that has itself traced by who started it, stops, and is killed as soon as that one has been
#: told and waits again.  Only the tracer hears of a stop, so another process looks until it is so (five
#: seconds at most), and where nothing may be traced the program is killed at once.
STOPS = """
import ctypes, os, signal, time

program, starter = os.getpid(), os.getppid()

def state():
    with open(f"/proc/{program}/stat") as told:
        return told.read().rpartition(")")[2].split()[0]

def pauses():
    with open(f"/proc/{starter}/status") as told:
        return [line for line in told if line.startswith("voluntary")]

before = pauses()
if os.fork() == 0:
    end = time.monotonic() + 5
    while time.monotonic() < end and (state() not in "tT" or pauses() == before):
        os.sched_yield()
    os.kill(program, signal.SIGKILL)
    os._exit(0)
if ctypes.CDLL(None).ptrace(0, 0, None, None) == 0:
    os.kill(program, signal.SIGSTOP)
os.kill(program, signal.SIGKILL)
"""


@clause("os.spawnl/stopped-is-not-ended")
@needs("programs", "shared-files", "fork")
@cases(name=PLAIN)
def check_wait_outlasts_a_stop(os: Os, run: Run, world: World, name: str) -> None:
    """With P_WAIT a program that has only stopped is waited for until it ends."""
    world.file("stops.py", STOPS.encode())
    words = ["python", "-I", world.path("stops.py")]
    equal(spawn(os, run, name, words, program=sys.executable), -9)


@clause("os.P_WAIT/waits")
@needs("programs", "shared-files")
@cases(name=PLAIN)
def check_wait_waits(os: Os, run: Run, world: World, name: str) -> None:
    """With P_WAIT the program has done its work, and is no child any more, when spawn returns."""
    script = "echo one> out&& echo two>> out"
    equal(spawn(os, run, name, script), 0)
    equal(world.read("out").split(), [b"one", b"two"])
    if os.name != "nt":
        with raises(ChildProcessError, errno="ECHILD"):
            os.waitpid(-1, os.WNOHANG)


def at_once(os: Any, name: Any, mode: Any) -> Any:
    """Start a program that waits for a line; what waitpid says before and after it gets the line."""
    import os as native

    environment = {"PATH": "/bin:/usr/bin"}
    nt = os.name == "nt"
    program = os.environ["COMSPEC"] if nt else "/bin/sh"
    words = ["cmd", "/c", "set /p x= & exit 5"] if nt else ["sh", "-c", "read x; exit 5"]
    r, w = native.pipe()
    saved = native.dup(0)
    native.dup2(r, 0)
    native.close(r)
    extra = [environment] if name in ("spawnle", "spawnve", "spawnlpe", "spawnvpe") else []
    try:
        if name in ("spawnl", "spawnle", "spawnlp", "spawnlpe"):
            pid = getattr(os, name)(getattr(os, mode), program, *(words + extra))
        else:
            pid = getattr(os, name)(getattr(os, mode), program, words, *extra)
    finally:
        native.dup2(saved, 0)
        native.close(saved)
    early = native.waitpid(pid, native.WNOHANG) if hasattr(os, "WNOHANG") else (0, 0)
    native.write(w, b"x\n")
    native.close(w)
    late = native.waitpid(pid, 0)
    return type(pid).__name__, early, (late[0] == pid, late[1])


@table(
    [
        Case(f"{name}-{mode}", {"name": name, "mode": mode},
             ((f"os.{name}/{SEARCH[name]}",) if name in SEARCHING
              else ("os.spawnl/nowait-pid", "os.P_NOWAIT/values")))
        for name in FAMILY
        for mode in ("P_NOWAIT", "P_NOWAITO")
    ]
)  # fmt: skip
@clause()
@needs("programs")
def check_nowait(os: Os, run: Run, name: str, mode: str) -> None:
    """With P_NOWAIT and P_NOWAITO spawn returns at once what waitpid takes for the process."""
    equal(call(os, run, name, at_once, name, mode), ("int", (0, 0), (True, 5 << 8)))


@clause("os.P_NOWAIT/values")
@cases(name=["P_NOWAIT", "P_NOWAITO", "P_WAIT"])
def check_mode(os: Os, name: str) -> None:
    """The modes are ints."""
    has_type(getattr(os, name), int, name)


@clause("os.P_NOWAIT/values", "os.P_WAIT/waits")
@cases(name=["P_NOWAIT", "P_NOWAITO"])
def check_modes_differ(os: Os, name: str) -> None:
    """Neither of the modes that do not wait is the one that waits."""
    assert getattr(os, name) != os.P_WAIT, f"P_WAIT is the same as {name}"


@clause("os.P_DETACH/nt-only")
@cases(name=["P_DETACH", "P_OVERLAY"])
def check_windows_mode(os: Os, name: str) -> None:
    """Windows has two more modes, ints of their own."""
    value = getattr(os, name)
    has_type(value, int, name)
    assert value not in (os.P_WAIT, os.P_NOWAIT, os.P_NOWAITO), f"{name} is {value}, another mode"


@clause("os.spawnl/args")
@needs("programs", "shared-files")
@cases(name=sorted(set(PLAIN) & LISTED), count=[0, 1, 3])
def check_arguments_one_by_one(os: Os, run: Run, world: World, name: str, count: int) -> None:
    """The words after the program become its arguments, each one of them."""
    given = [f"word{number}" for number in range(count)]
    words = ["sh", "-c", 'echo "$@" > out', "sh"]
    if os.name == "nt":
        words = ["cmd", "/c", "echo>out", "begin"]  # an echo of nothing would tell its state
    equal(spawn(os, run, name, words + given), 0)
    told = world.read("out").decode().split()
    equal(told, (["begin"] if os.name == "nt" else []) + given)


@clause("os.spawnl/args", "os.spawnv/list-or-tuple")
@needs("programs", "shared-files", "fork")
@cases(name=FAMILY)
def check_arguments_are_passed_whole(os: Os, run: Run, world: World, name: str) -> None:
    """Arguments reach the program as they are: empty, with spaces, quotes or line ends."""
    words = ["", "two words", "'\"$HOME\\", "line\nline", "*"]
    script = 'for word; do printf "%s|" "$word"; done > out'
    equal(spawn(os, run, name, ["sh", "-c", script, "sh", *words]), 0)
    equal(world.read("out").decode(), "".join(word + "|" for word in words))


@clause("os.spawnv/list-or-tuple")
@needs("programs")
@cases(name=["spawnv", "spawnve"], kind={"list": list, "tuple": tuple})
def check_list_or_tuple(os: Os, run: Run, name: str, kind: Any) -> None:
    """The arguments may be a list or a tuple."""
    words = kind(["cmd", "/c", "exit 7"] if os.name == "nt" else ["sh", "-c", "exit 7"])
    equal(spawn(os, run, name, words), 7)


@clause("os.spawnle/env", "os.spawnve/env")
@needs("programs", "shared-files")
@cases(name=["spawnle", "spawnve"])
def check_environment(os: Os, run: Run, world: World, name: str) -> None:
    """The environment given is the program's whole environment."""
    script = 'printf %s "${OSCONFORM_KEY-unset},${OSCONFORM_OLD-unset}" > out'
    wanted = "given,unset"
    if os.name == "nt":
        script, wanted = "echo %OSCONFORM_KEY%,%OSCONFORM_OLD%>out", "given,%OSCONFORM_OLD%"
    setup = {"OSCONFORM_OLD": "inherited", "OSCONFORM_KEY": "inherited"}
    equal(spawn(os, run, name, script, setup=setup), 0)
    equal(world.read("out").decode().strip(), wanted)


@table(each(SEARCH))
@clause()
@needs("programs", "shared-files", "permissions")
def check_search(os: Os, run: Run, world: World, name: str) -> None:
    """The first program of that name along PATH runs; PATH of the environment given counts."""
    world.tree({"empty": {}, "first": {"tool": b"#!/bin/sh\nexit 1\n"},
                "second": {"tool": b"#!/bin/sh\nexit 2\n"}})  # fmt: skip
    world.chmod("first/tool", 0o755)
    world.chmod("second/tool", 0o755)
    path = ":".join(world.path(n) for n in ("empty", "none", "first", "second"))
    own = world.path("second") if name in WITH_ENV else path
    told = spawn(
        os,
        run,
        name,
        ["tool"],
        program="tool",
        environment=environment_for(name, PATH=path),
        setup={"PATH": own},
    )
    equal(told, 1)


@clause("os.spawnlp/nt-absent")
@cases(name=sorted(SEARCHING))
def check_no_search_on_windows(run: Run, name: str) -> None:
    """The functions that search PATH are absent on Windows."""
    try:
        run.lookup(name)
    except AttributeError:
        return
    raise Deviation(f"no os.{name} here", "one")


def pathlike_program(os: Any, name: Any, environment: Any) -> Any:
    """os.<name> with a path-like object for the shell, which exits with 7."""
    nt = os.name == "nt"
    program = FSPath(os.environ["COMSPEC"] if nt else "/bin/sh")
    words = ["cmd", "/c", "exit 7"] if nt else ["sh", "-c", "exit 7"]
    extra = [] if environment is None else [environment]
    if name in ("spawnl", "spawnle", "spawnlp", "spawnlpe"):
        return getattr(os, name)(os.P_WAIT, program, *(words + extra))
    return getattr(os, name)(os.P_WAIT, program, words, *extra)


@table(each(dict.fromkeys(FAMILY, "accepts-pathlike")))
@clause()
@needs("programs")
def check_path_like(os: Os, run: Run, name: str) -> None:
    """The program may be given as a path-like object."""
    equal(call(os, run, name, pathlike_program, name, environment_for(name)), 7)


@clause("os.spawnve/bytes")
@needs("programs", "fork")
@cases(
    name=["spawnv", "spawnve"],
    words={"bytes": [b"sh", b"-c", b"exit 7"], "mixed": ["sh", b"-c", "exit 7"]},
)
def check_bytes(os: Os, run: Run, name: str, words: list[Any]) -> None:
    """Program and arguments may be bytes."""
    equal(spawn(os, run, name, words, program=b"/bin/sh"), 7)
