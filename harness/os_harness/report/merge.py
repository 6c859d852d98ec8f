"""Puts the reports of a run's parts together: shards, or workers on several machines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from os_harness.errors import ReportError
from os_harness.report.records import Header, Result
from os_harness.report.storage import Report
from os_harness.report.summary import footer

SHARD = re.compile(r"--shard[ =](\d+)/(\d+)")
PARTS = ("kit", "candidate", "platform", "run")
# Of each part its own; runners of one image are not all updated at the same hour.
FREE = {"candidate.file", "platform.release", "run.started", "run.workers", "run.command"}


@dataclass(frozen=True)
class Merged:
    """The report of all parts, and why it is incomplete, a line each (none: it is complete)."""

    report: Report
    lacks: tuple[str, ...]


def merge(reports: Sequence[Report]) -> Merged:
    """One report of all the results; it has no footer if a part is incomplete or a shard is not there.

    ReportError in one line for runs that are not parts of one: another kit, suite, candidate, platform,
    profile or seed, or a case that came out differently in two of them.
    """
    for report in reports[1:]:
        _demand_alike(reports[0], report)
    found: dict[str, tuple[Result, Report]] = {}
    for report in reports:
        for result in report.results:
            first = found.setdefault(result.check, (result, report))
            _demand_agreement(first[0], result, first[1], report)
    results = [found[check][0] for check in sorted(found)]
    made = Report(_header(reports), results)
    lacks = tuple(_lacks(reports))
    if lacks:
        return Merged(made, lacks)
    seconds = round(sum(r.footer.seconds for r in reports if r.footer), 3)
    applicable = [c for r in reports if r.footer for c in r.footer.clauses.untested]
    return Merged(Report(made.header, results, footer(made, seconds, applicable)), ())


def _demand_alike(first: Report, other: Report) -> None:
    """ReportError if two headers differ in more than what is a part's own."""
    for part in PARTS:
        one: dict[str, Any] = msgspec.to_builtins(getattr(first.header, part))
        two: dict[str, Any] = msgspec.to_builtins(getattr(other.header, part))
        for key, value in one.items():
            if f"{part}.{key}" not in FREE and two[key] != value:
                raise ReportError(
                    f"{first.path} and {other.path} are not parts of one run: "
                    f"{part}.{key} is {value!r} and {two[key]!r}"
                )


def _demand_agreement(one: Result, two: Result, first: Report, other: Report) -> None:
    """ReportError if a case has two results that say different things."""
    for key in ("outcome", "expected", "clauses", "function", "level"):
        said = getattr(one, key), getattr(two, key)
        if said[0] != said[1]:
            words = " and ".join(str(word) for word in said)
            raise ReportError(
                f"{first.path} and {other.path} disagree on {one.check}: {key} is {words}"
            )


def _header(reports: Sequence[Report]) -> Header:
    """The header of the whole: the earliest start, all workers, every release and command once."""
    headers = [report.header for report in sorted(reports, key=started)]
    run = msgspec.structs.replace(
        headers[0].run,
        workers=sum(header.run.workers for header in headers),
        command="; ".join(dict.fromkeys(header.run.command for header in headers)),
    )
    platform = msgspec.structs.replace(
        headers[0].platform,
        release=", ".join(sorted({header.platform.release for header in headers})),
    )
    return msgspec.structs.replace(headers[0], run=run, platform=platform)


def started(report: Report) -> datetime:
    """When a run began; ReportError if its header does not tell."""
    text = report.header.run.started
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ReportError(f"{report.path}: run.started is {text!r}: not a time") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _lacks(reports: Sequence[Report]) -> list[str]:
    """Why the whole is not complete: parts without a footer, shards that nobody gave."""
    lines = [
        f"{r.path}: incomplete, the run did not come to its end" for r in reports if not r.footer
    ]
    shards: dict[int, set[int]] = {}
    for report in reports:
        for number, many in SHARD.findall(report.header.run.command):
            shards.setdefault(int(many), set()).add(int(number))
    unsharded = any(not SHARD.search(r.header.run.command) for r in reports)
    for many, numbers in shards.items():
        # Counted, not listed: a report may claim to be one of a billion.
        if len(numbers) < many and not unsharded:
            lines.append(
                f"shards {sorted(numbers)} of {many} only: {many - len(numbers)} not given"
            )
    return lines
