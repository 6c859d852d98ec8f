"""Verdicts on survivors: what a person found out about a mutant that no check shows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from strength.records import Record
from strength.sources import HERE


@dataclass(frozen=True)
class Verdict:
    """What was found about survivors whose name matches a pattern: equivalent or gap, and why."""

    pattern: str
    verdict: str
    reason: str


SAME = Verdict("*", "equivalent", "loading it gives the same modules as the original")


def verdicts(text: str | None = None) -> list[Verdict]:
    """The verdicts of verdicts.toml, in their order; the first that matches a name counts."""
    if text is None:
        text = (HERE / "verdicts.toml").read_text("utf-8")
    return [
        Verdict(pattern, entry["verdict"], entry["reason"])
        for entry in tomllib.loads(text).get("survivor", [])
        for pattern in entry["names"]
    ]


def verdict_on(record: Record, judged: Iterable[Verdict]) -> Verdict:
    """The verdict on a survivor: the first whose pattern matches; "open" if there is none."""
    if record.kit == "same":
        return SAME
    for verdict in judged:
        if fnmatchcase(record.name, verdict.pattern):
            return verdict
    return Verdict(record.name, "open", "not looked at yet")
