"""os.times."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Run, cases, clause, needs
from os_conformance.expect import equal

NAMES = ("user", "system", "children_user", "children_system", "elapsed")
TICK = 0.02  # seconds; more than times() rounds by


def read_times(os: Any, names: Any, rounds: Any) -> Any:
    """os.times() early and, after up to so many rounds of work, late: attributes, items, types."""
    first = second = os.times()
    for _ in range(rounds):  # until the clocks have moved; elapsed never does on Windows
        if second[4] != first[4] and second[0] != first[0]:
            break
        sum(range(20000))
        second = os.times()
    user, system, children_user, children_system, elapsed = second
    return {
        "attributes": [getattr(second, name) for name in names],
        "items": list(second),
        "unpacked": [user, system, children_user, children_system, elapsed],
        "indexed": [second[number] for number in range(len(second))],
        "types": [type(value).__name__ for value in second],
        "first": list(first),
    }


@clause("os.times/five")
@cases(name=NAMES)
def check_attribute(run: Run, name: str) -> None:
    """The result has the attributes user, system, children_user, children_system and elapsed."""
    run(read_times, [name], 0)


@clause("os.times/five", "os.times/tuple-order")
def check_sequence(run: Run) -> None:
    """The result behaves like a tuple of its five attributes, in that order."""
    told = run(read_times, list(NAMES), 0)
    equal(len(told["items"]), 5, "length:")
    for form in ("items", "unpacked", "indexed"):
        equal(told[form], told["attributes"], f"{form}:")


@clause("os.times/floats")
def check_types(run: Run) -> None:
    """All five are floats: seconds."""
    equal(run(read_times, [], 0)["types"], ["float"] * 5)


@clause("os.times/monotone")
@cases(name=NAMES)
def check_monotone(run: Run, name: str) -> None:
    """None of the times goes back, and none but elapsed, whose start is any point, is negative."""
    told = run(read_times, [], 500)
    index = NAMES.index(name)
    before, after = told["first"][index], told["items"][index]
    assert before <= after, f"{name} went from {before} back to {after}"
    if name != "elapsed":
        assert before >= 0, f"{name} is {before}"


def measured(os: Any) -> Any:
    """Processor times between two calls of times(), after this process and a child have used some.

    (before, [user, system, children's user, children's system] by getrusage, after)
    """
    import resource

    def spend(seconds):
        while resource.getrusage(resource.RUSAGE_SELF).ru_utime < seconds:
            sum(range(1000))

    pid = os.fork()
    if pid == 0:
        try:
            spend(0.06)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    spend(0.12)
    before = os.times()
    own, ended = (resource.getrusage(n) for n in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    after = os.times()
    truth = [own.ru_utime, own.ru_stime, ended.ru_utime, ended.ru_stime]
    return list(before), truth, list(after)


@clause("os.times/what")
@needs("fork")
def check_meaning(run: Run) -> None:
    """The first four are the processor times of the process and of its ended children."""
    told = run(measured)
    for name, before, truth, after in zip(NAMES, *told, strict=False):
        assert before - TICK <= truth <= after + TICK, f"{name} is {before}, by getrusage {truth}"


def while_a_child_works(os: Any) -> Any:
    """Elapsed time that times() tells of a wait for a child that is busy, and what a clock tells of it."""
    import time

    pid = os.fork()
    if pid == 0:
        try:
            end = time.monotonic() + 0.1
            while time.monotonic() < end:
                sum(range(1000))
        finally:
            os._exit(0)
    before, start = os.times(), time.monotonic()
    os.waitpid(pid, 0)
    real, after = time.monotonic() - start, os.times()
    return after[4] - before[4], real


@clause("os.times/elapsed-real")
@needs("fork")
def check_elapsed(run: Run) -> None:
    """Elapsed time goes on while the process waits."""
    told, real = run(while_a_child_works)
    assert told >= real - TICK, f"{told} seconds have elapsed, by a clock {real}"


@clause("os.times/nt-zeros")
@cases(name=NAMES[2:])
def check_zeros(run: Run, name: str) -> None:
    """On Windows only user and system are known, the others are 0."""
    equal(run(read_times, [name], 0)["attributes"], [0.0])
