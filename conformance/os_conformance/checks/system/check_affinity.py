"""os.sched_getaffinity and os.sched_setaffinity."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause, needs
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import Unmet, equal, has_type
from os_conformance.snippets import uses, waiting


def allowed_by_kernel(os: Any) -> Any:
    """The processors that the kernel lets this process run on, by /proc; None without it."""
    try:
        with open("/proc/self/status") as stream:
            told = dict(line.split(":", 1) for line in stream)["Cpus_allowed_list"]
    except (OSError, KeyError):
        return None
    found: Any = []
    for part in told.strip().split(","):
        first, _, last = part.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def compare_with_kernel(run: Run, processors: Any) -> None:
    """The kernel's own list must be the same, where it tells one."""
    known = run(allowed_by_kernel)
    if known is not None:
        equal(set(known), set(processors))


@clause("os.sched_getaffinity/set", "os.sched_getaffinity/self")
@needs("shared-files", "all-cpus")
def check_getaffinity(os: Os, run: Run) -> None:
    """sched_getaffinity returns a set of ints that is not empty: what the kernel allows."""
    processors = os.sched_getaffinity(0)
    has_type(processors, set)
    assert processors
    assert all(type(number) is int and number >= 0 for number in processors)
    compare_with_kernel(run, processors)


@clause("os.sched_getaffinity/self")
def check_own_id(os: Os) -> None:
    """0 and one's own process id mean the same."""
    equal(os.sched_getaffinity(0), os.sched_getaffinity(os.getpid()))


@clause("os.sched_setaffinity/restricts")
@needs("own-process", "shared-files", "all-cpus")
@cases(which=["first", "last"])
def check_restricts(os: Os, run: Run, which: str) -> None:
    """sched_setaffinity restricts the caller to the processors given."""
    processors = os.sched_getaffinity(0)
    one = min(processors) if which == "first" else max(processors)
    equal(os.sched_setaffinity(0, {one}), None)
    equal(os.sched_getaffinity(0), {one})
    compare_with_kernel(run, {one})
    os.sched_setaffinity(0, processors)
    equal(os.sched_getaffinity(0), processors)


def as_kind(os: Any, kind: Any) -> Any:
    """Restrict to the first processor, given as an iterable of a kind; what is allowed afterwards."""
    first = min(os.sched_getaffinity(0))

    class Own:
        def __iter__(self):
            return iter([first])

    made = {
        "list": lambda: [first],
        "tuple": lambda: (first,),
        "repeated": lambda: [first, first],
        "frozenset": lambda: frozenset([first]),
        "range": lambda: range(first, first + 1),
        "generator": lambda: (number for number in [first]),
        "keys": lambda: {first: None}.keys(),
        "map": lambda: map(int, [str(first)]),
        "own": Own,
    }[kind]()
    os.sched_setaffinity(0, made)
    return os.sched_getaffinity(0) == {first}


@clause("os.sched_setaffinity/iterable")
@needs("own-process", "shared-files")
@cases(kind=["list", "tuple", "repeated", "frozenset", "range", "generator", "keys", "map", "own"])
def check_iterable(os: Os, run: Run, kind: str) -> None:
    """The processors may come as any iterable of ints."""
    equal(natively(os, run, "sched_setaffinity", as_kind, kind), True)


def of_thread(os: Any) -> Any:
    """What a thread that restricts itself is told, and what the main thread is told then."""
    import threading

    processors = os.sched_getaffinity(0)
    told = []

    def restrict():
        os.sched_setaffinity(0, {min(processors)})
        told.append(os.sched_getaffinity(0) == {min(processors)})

    thread = threading.Thread(target=restrict)
    thread.start()
    thread.join()
    return len(processors), told, os.sched_getaffinity(0) == processors


@clause("os.sched_getaffinity/self")
@needs("own-process", "shared-files", "all-cpus")
def check_calling_thread(os: Os, run: Run) -> None:
    """0 means the calling thread: one thread's restriction is not another's."""
    count, own, others = natively(os, run, "sched_setaffinity", of_thread)
    if count < 2:
        raise Unmet("this run may use one processor only")
    equal((own, others), ([True], True))


@uses(waiting)
def in_child(os: Any) -> Any:
    """A waiting child that the parent restricts by its id; what is told of both."""
    import os as system

    processors = os.sched_getaffinity(0)
    (pid,), gate = waiting(system, 0)
    try:
        os.sched_setaffinity(pid, {min(processors)})
        return os.sched_getaffinity(pid) == {min(processors)}, os.sched_getaffinity(0) == processors
    finally:
        system.close(gate)
        system.waitpid(pid, 0)


@clause("os.sched_setaffinity/restricts")
@needs("fork", "shared-files", "all-cpus")
def check_other_process(os: Os, run: Run) -> None:
    """A process id restricts that process, and not the caller."""
    equal(natively(os, run, "sched_setaffinity", in_child), (True, True))
