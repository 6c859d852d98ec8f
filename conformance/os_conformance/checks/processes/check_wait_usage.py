"""os.wait3, os.wait4: waiting with resource usage."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, clause, needs, table
from os_conformance.checks.processes.children import call
from os_conformance.expect import equal
from os_conformance.snippets import uses, waiting


def usage(os: Any, function: Any) -> Any:
    """What os.<function> tells of one of two children: which, status, and the usage's type and items."""
    import resource

    r, w = os.pipe()
    pids = []
    for code in (1, 2):
        pid = os.fork()
        if pid == 0:
            try:
                if code == 1 and function == "wait3":
                    os.close(w)
                    os.read(r, 1)  # the second child is the first to end
                os._exit(code)
            finally:
                os._exit(97)
        pids.append(pid)
    got = os.wait4(pids[1], 0) if function == "wait4" else os.wait3(0)
    os.close(w)
    os.waitpid(pids[0], 0)
    return {
        "length": (type(got).__name__, len(got)),
        "child": (pids.index(got[0]), got[1]),
        "usage": isinstance(got[2], resource.struct_rusage),
        "times": [type(got[2].ru_utime).__name__, type(got[2].ru_stime).__name__],
        "positive": got[2].ru_utime >= 0 and got[2].ru_stime >= 0,
    }


@clause()
@needs("fork")
@table([Case(name, {"name": name}, (f"os.{name}/triple",)) for name in ("wait3", "wait4")])
def check_usage(os: Os, run: Run, name: str) -> None:
    """wait3 and wait4 return (pid, status, resource usage), wait4 of the child that was named."""
    told = call(os, run, name, usage, name)
    equal(told["length"], ("tuple", 3))
    equal(told["child"], (1, 2 << 8))
    equal(told["usage"], True, "a resource.struct_rusage:")
    equal(told["times"], ["float", "float"])
    equal(told["positive"], True, "times are not negative:")


def usage_of_the_idle(os: Any, function: Any) -> Any:
    """Processor time of a child that does nothing, told to a parent that has used a good deal."""
    import resource

    while resource.getrusage(resource.RUSAGE_SELF).ru_utime < 0.2:
        sum(range(1000))
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    got = (os.wait4(pid, 0) if function == "wait4" else os.wait3(0))[2]
    return got.ru_utime + got.ru_stime


@table([Case(name, {"name": name}, (f"os.{name}/usage-of-child",)) for name in ("wait3", "wait4")])
@clause()
@needs("fork")
def check_usage_of_child(os: Os, run: Run, name: str) -> None:
    """The usage that wait3 and wait4 tell is the child's, not the caller's."""
    spent = call(os, run, name, usage_of_the_idle, name)
    assert spent < 0.2, f"a child that did nothing is said to have used {spent} seconds"


@uses(waiting)
def usage_not_yet(os: Any, function: Any) -> Any:
    """The first two items of wait3 or wait4 with WNOHANG while the child runs."""
    (pid,), gate = waiting(os, 7)
    got = os.wait4(pid, os.WNOHANG) if function == "wait4" else os.wait3(os.WNOHANG)
    os.close(gate)
    os.waitpid(pid, 0)
    return got[:2]


@table([Case(name, {"name": name}, (f"os.{name}/triple",)) for name in ("wait3", "wait4")])
@clause()
@needs("fork")
def check_usage_nohang(os: Os, run: Run, name: str) -> None:
    """wait3 and wait4 take the options of waitpid: with WNOHANG they tell (0, 0, ...) of a running child."""
    equal(call(os, run, name, usage_not_yet, name), (0, 0))
