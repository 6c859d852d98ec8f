"""The transitions of many reports, in the order in which their runs began.  Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from os_harness.report import facts
from os_harness.report.diff import Diff, compare
from os_harness.report.merge import started
from os_harness.report.records import Result
from os_harness.report.storage import Report


@dataclass(frozen=True)
class Step:
    """A report in which cases came out otherwise than when they were last run."""

    previous: Report
    diff: Diff


@dataclass(frozen=True)
class Series:
    """The reports of one candidate in one place, with what changed from each to the next.

    `restless`: case -> its outcomes, for those that changed more than once.
    """

    name: str
    reports: tuple[Report, ...]
    steps: tuple[Step, ...]
    restless: dict[str, tuple[str, ...]]

    @property
    def transitions(self) -> int:
        """How many cases changed, counted each time."""
        return sum(len(step.diff.changes) for step in self.steps)


def place(report: Report) -> str:
    """What has to be the same for reports to be of one series: candidate, Python level, platform."""
    info = report.header.candidate
    level = ".".join(info.python.split(".")[:2])
    where = facts.platform(report.header, release=False)
    return f"{info.name} ({facts.named(info)} {level}, {where})"


def series(reports: Sequence[Report]) -> list[Series]:
    """A series for each place; ReportError if a report does not tell when its run began."""
    groups: defaultdict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=started):
        groups[place(report)].append(report)
    return [_series(name, groups[name]) for name in sorted(groups)]


def _series(name: str, reports: Sequence[Report]) -> Series:
    """Compares each report with the last result of each of its cases, however long ago that was."""
    last: dict[str, Result] = {}
    paths: defaultdict[str, list[str]] = defaultdict(list)
    steps: list[Step] = []
    for number, report in enumerate(reports):
        seen = [last[r.check] for r in report.results if r.check in last]
        if number:
            previous = reports[number - 1]
            diff = _transitions(compare(Report(previous.header, seen), report))
            steps += [Step(previous, diff)] if diff.changes else []
        for result in report.results:
            last[result.check] = result
            path = paths[result.check]
            if not path or path[-1] != str(result.outcome):
                path.append(str(result.outcome))
    restless = {check: tuple(path) for check, path in sorted(paths.items()) if len(path) > 2}
    return Series(name, tuple(reports), tuple(steps), restless)


def _transitions(diff: Diff) -> Diff:
    """Changes of the outcome only, of cases that had one before."""
    changes = [c for c in diff.changes if c.before and c.before.outcome != c.after.outcome]
    return replace(diff, changes=tuple(changes))
