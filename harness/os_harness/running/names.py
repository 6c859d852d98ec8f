"""Names in the trace of a check: of files that need a current directory, of functions that are missing."""

from __future__ import annotations

import ntpath
import os
import re
from collections.abc import Iterable, Iterator

from os_harness.probe.trace import Event

#: How verdicts say that a name of os is not there.
MISSED = re.compile(r"\bos\.(\w+) is missing|has no os\.(\w+)|has no attribute '(\w+)'")
LAZY = {"scandir", "walk"}  # they read, and refuse, later than they are called
LACKING = re.compile(r"module '[^']*' has no attribute '(\w+)'")


def missed_name(message: str) -> str | None:
    """The name of os that a verdict says is not there; None if it says nothing of that kind."""
    found = MISSED.search(message)
    return next(filter(None, found.groups())) if found else None


def lacking_names(events: Iterable[Event]) -> Iterator[str]:
    """The names that snippets did not find in a module."""
    for event in events:
        if event.kind == "snippet" and isinstance(event.error, AttributeError):
            found = LACKING.search(str(event.error))
            if found:
                yield found[1]


def relative_name(events: Iterable[Event]) -> bool:
    """Whether a call that the candidate refused was given a relative name, by any flavour of paths."""
    return any(
        event.actor == "candidate"
        and (event.error is not None or event.name in LAZY)
        and any(_relative(value) for value in (*event.args, *event.kwargs.values()))
        for event in events
    )


def _relative(value: object) -> bool:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    return isinstance(value, str) and not value.startswith("/") and not ntpath.isabs(value)
