"""The trace of a check: every call with its arguments and what came back, as evidence.

Recording keeps the values as they are; text is made only for a check that failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from os_harness.probe.source import Source
from os_harness.report.records import Step

Kind = Literal["call", "get", "set", "do", "snippet", "world"]
FIRST, LAST = 40, 160  # of a long trace its beginning and its end are kept

OPERATORS = {
    "contains": "{1} in {0}",
    "eq": "{0} == {1}",
    "getitem": "{0}[{1}]",
    "ior": "operator.ior({0}, {1})",
    "or": "{0} | {1}",
    "enter": "{0}.__enter__()",
    "leave": "leave({0}, {1})",
    "setitem": "operator.setitem({0}, {1}, {2})",
    "delitem": "operator.delitem({0}, {1})",
}


@dataclass(slots=True)
class Event:
    """One thing a check did: `target` is an object of the candidate, or None for its module."""

    kind: Kind
    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    target: Any = None
    actor: Literal["candidate", "host"] = "candidate"
    result: Any = None
    error: BaseException | None = None
    done: bool = False

    def code(self, source: Source) -> str:
        """The event as a Python expression."""
        args = [source(a) for a in self.args]
        args += [f"{name}={source(value)}" for name, value in self.kwargs.items()]
        if self.kind == "world":
            return f"{self.name}({', '.join(['host', *args])})"
        if self.kind == "snippet":
            return f"{self.name}({', '.join(['os', *args])})"
        if self.kind == "do":
            pattern = OPERATORS.get(self.name)
            return pattern.format(*args) if pattern else f"{self.name}({', '.join(args)})"
        base = source(self.target) if self.target is not None else "os"
        place = f"{base}.{self.name}" if self.name else base
        return place if self.kind == "get" else f"{place}({', '.join(args)})"

    def outcome(self, source: Source) -> tuple[str | None, str | None]:
        """(returned, raised) as text; both None if no answer came."""
        if self.error is not None:
            return None, source.error(self.error)
        return (source.result(self.result), None) if self.done else (None, None)


class Trace:
    """The events of the current check, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, event: Event) -> Event:
        """Append an event; of very long traces the middle is dropped."""
        if len(self.events) >= 2 * LAST:
            del self.events[FIRST : FIRST + LAST // 2]
        self.events.append(event)
        return event

    def clear(self) -> None:
        """Forget everything (a new check, or the next generated example)."""
        self.events.clear()


def steps_of(events: Iterable[Event], source: Source) -> list[Step]:
    """Events as records for a report."""
    answer = []
    for event in events:
        code = event.code(source)
        returned, raised = event.outcome(source)
        source.remember(event.result)
        answer.append(Step(actor=event.actor, code=code, returned=returned, raised=raised))
    return answer
