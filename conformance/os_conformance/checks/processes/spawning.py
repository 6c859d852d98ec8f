"""posix_spawn and posix_spawnp: how their checks call them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from os_conformance.check import Case, Os, Run
from os_conformance.checks.processes.children import call
from os_conformance.snippets import class_of, drained, uses

BOTH = ("posix_spawn", "posix_spawnp")
SH = "/bin/sh"


@uses(class_of, drained)
def launched(
    os: Any, name: Any, program: Any, words: Any, environment: Any, options: Any, setup: Any
) -> Any:
    """Call os.<name> with this process's standard output in a pipe; how the new process ended.

    (exit code or -signal, output, returned pid is a child's), or (name, symbol) of the exception.
    `words` a str: a script for the shell.  `setup`: "environ" to change, descriptors to "hold" open,
    standard "input", "block" and "ignore" signals.
    """
    import errno
    import os as native
    import signal

    for key, value in setup.get("environ", {}).items():
        os.environ[key] = value
    for number in setup.get("hold", ()):
        null = native.open(native.devnull, native.O_RDWR)
        native.dup2(null, number)
        if null != number:
            native.close(null)
        native.set_inheritable(number, True)
    if "input" in setup:
        r, w = native.pipe()
        native.write(w, setup["input"])
        native.close(w)
        native.dup2(r, 0)
    if "block" in setup:
        signal.pthread_sigmask(signal.SIG_BLOCK, setup["block"])
    for number in setup.get("ignore", ()):
        signal.signal(number, signal.SIG_IGN)
    if isinstance(words, str):
        words = ["sh", "-c", words]
    r, w = native.pipe()
    saved = native.dup(1)
    native.dup2(w, 1)
    native.close(w)
    try:
        pid = getattr(os, name)(program, words, environment, **options)
    except Exception as error:
        native.close(r)
        return class_of(error), errno.errorcode.get(getattr(error, "errno", 0), "")
    finally:
        native.dup2(saved, 1)
        native.close(saved)
    told = drained(native, r)
    waited, status = native.waitpid(pid, 0)
    code = -(status & 127) if status & 127 else status >> 8
    return code, told.decode(), pid if waited == pid else None


def observed(os: Any, name: Any, options: Any, special: Any) -> Any:
    """Spawn a shell that waits for input, with options; what can be seen of it while it waits.

    `special`: "scheduler" (the name of a policy or None, priority); "own", the name of the caller's
    policy; "join" to make a process with a group of its own first and to put the new one into that
    group.
    """
    import os as native

    options = dict(options)
    if "own" in special:
        native.sched_setscheduler(0, getattr(os, special["own"]), native.sched_param(0))
    if "scheduler" in special:
        policy, priority = special["scheduler"]
        number = None if policy is None else getattr(os, policy)
        options["scheduler"] = (number, native.sched_param(priority))
    r, w = native.pipe()
    saved = native.dup(0)
    native.dup2(r, 0)
    native.close(r)
    words = ["sh", "-c", "read x; exit 7"]
    pids = []
    try:
        if "join" in special:
            pids.append(native.posix_spawn("/bin/sh", words, {}, setpgroup=0))
            options["setpgroup"] = pids[0]
        pids.append(getattr(os, name)("/bin/sh", words, {}, **options))
    finally:
        native.dup2(saved, 0)
        native.close(saved)
    pid = pids[-1]
    seen: Any = {
        "pid": pid,
        "group": native.getpgid(pid),
        "session": native.getsid(pid),
        "first": pids[0],
    }
    seen["own group"], seen["own session"] = native.getpgrp(), native.getsid(0)
    if "scheduler" in special or "own" in special:
        policies = {getattr(os, name): name for name in ("SCHED_OTHER", "SCHED_RR", "SCHED_FIFO")}
        policies[getattr(os, "SCHED_BATCH", None)] = "SCHED_BATCH"
        seen["policy"] = policies.get(native.sched_getscheduler(pid))
        seen["priority"] = native.sched_getparam(pid).sched_priority
    native.close(w)
    seen["ended"] = [native.waitpid(one, 0)[1] for one in pids]
    return seen


def launch(
    os: Os,
    run: Run,
    name: str,
    words: Any,
    program: Any = SH,
    environment: Any = MappingProxyType({}),
    options: Any = MappingProxyType({}),
    setup: Any = MappingProxyType({}),
) -> Any:
    """How the process ended that os.<name> started (see `launched`)."""
    given = None if environment is None else dict(environment)
    return call(os, run, name, launched, name, program, words, given, dict(options), dict(setup))


def observe(
    os: Os,
    run: Run,
    name: str,
    options: Any = MappingProxyType({}),
    special: Any = MappingProxyType({}),
) -> Any:
    """What can be seen of the process that os.<name> started (see `observed`)."""
    return call(os, run, name, observed, name, dict(options), dict(special))


def actions(os: Os, *rows: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """File actions with the first items by name: ("DUP2", 3, 1)."""
    return [(getattr(os, f"POSIX_SPAWN_{row[0]}"), *row[1:]) for row in rows]


def both(suffix: str, **axes: Any) -> list[Case]:
    """One case a function (and value of the one axis), for a clause of posix_spawn."""
    clauses = (f"os.posix_spawn/{suffix}",)
    if not axes:
        return [Case(name, {"name": name}, clauses) for name in BOTH]
    ((axis, values),) = axes.items()
    return [
        Case(f"{name}-{key}", {"name": name, axis: value}, clauses)
        for name in BOTH
        for key, value in values.items()
    ]
