"""The places that reports come from: short names that tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from os_harness.report.storage import Report

FIELDS: tuple[Callable[[Report], str], ...] = (
    lambda r: "Python " + ".".join(r.header.candidate.python.split(".")[:2]),
    lambda r: r.header.platform.sys_platform,
    lambda r: r.header.platform.filesystem or "unknown file system",
    lambda r: r.header.platform.user,
    lambda r: r.header.candidate.version,
    lambda r: r.header.run.started,
)


def names(reports: Sequence[Report]) -> list[str]:
    """A name for each report: the candidate's, with what tells it from others of that name."""
    made = [_name(report, reports) for report in reports]
    seen = Counter[str]()
    for number, name in enumerate(made):
        seen[name] += 1
        if seen[name] > 1:
            made[number] = f"{name} #{seen[name]}"
    return made


def _name(report: Report, reports: Sequence[Report]) -> str:
    """The candidate's name and the first fields that are needed; a field all share is left out."""
    name = report.header.candidate.name
    rivals = [r for r in reports if r.header.candidate.name == name]
    words: list[str] = []
    for field in FIELDS:
        if len({field(r) for r in rivals}) > 1:
            words.append(field(report))
            rivals = [r for r in rivals if field(r) == field(report)]
    return f"{name} ({', '.join(words)})" if words else name
