"""os.times."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Run, cases, clause
from os_conformance.expect import equal

NAMES = ("user", "system", "children_user", "children_system", "elapsed")


def read_times(os: Any, names: Any) -> Any:
    """os.times() twice, with a little work in between: attributes, items, types."""
    first = os.times()
    for _ in range(50000):
        pass
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
    run(read_times, [name])


@clause("os.times/five", "os.times/tuple-order")
def check_sequence(run: Run) -> None:
    """The result behaves like a tuple of its five attributes, in that order."""
    told = run(read_times, list(NAMES))
    equal(len(told["items"]), 5, "length:")
    for form in ("items", "unpacked", "indexed"):
        equal(told[form], told["attributes"], f"{form}:")


@clause("os.times/floats")
def check_types(run: Run) -> None:
    """All five are floats: seconds."""
    equal(run(read_times, [])["types"], ["float"] * 5)


@clause("os.times/monotone")
@cases(name=NAMES)
def check_monotone(run: Run, name: str) -> None:
    """None of the times goes back, and none but elapsed, whose start is any point, is negative."""
    told = run(read_times, [])
    index = NAMES.index(name)
    before, after = told["first"][index], told["items"][index]
    assert before <= after, f"{name} went from {before} back to {after}"
    if name != "elapsed":
        assert before >= 0, f"{name} is {before}"


@clause("os.times/nt-zeros")
@cases(name=NAMES[2:])
def check_zeros(run: Run, name: str) -> None:
    """On Windows only user and system are known, the others are 0."""
    equal(run(read_times, [name])["attributes"], [0.0])
