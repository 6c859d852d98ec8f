"""What a report says for the update of an expectation file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from os_conformance.catalogue import Target
from os_harness import candidates
from os_harness.candidates import Candidate
from os_harness.errors import UsageError
from os_harness.expectations import layers
from os_harness.expectations.ranges import Place
from os_harness.expectations.verdict import Expectations
from os_harness.report.merge import started
from os_harness.report.records import NOT_RUN, RED, Outcome, Result
from os_harness.report.storage import Report
from os_harness.running.target import target_told

UNJUDGED = NOT_RUN | {Outcome.BROKEN}  # the kit's own fault is nothing to expect


@dataclass(frozen=True)
class Evidence:
    """A report: for which platform and Python, what came out, and what other files tell of already.

    `outcomes`: case -> outcome, where there was a verdict; `red`: the results of those that deviate.
    """

    target: Target
    day: date
    outcomes: dict[str, Outcome]
    clauses: dict[str, list[str]]
    red: dict[str, Result]
    others: Expectations

    @property
    def place(self) -> Place:
        """The platform and the Python."""
        return self.target.platform, self.target.python

    def told(self, check: str) -> bool:
        """Whether another file of the candidate, or the kit's, tells of the deviation of a case."""
        result = self.red[check]
        return self.others.expected(check, result.clauses, result.outcome)


def evidence(report: Report, own: Path) -> Evidence:
    """What a report says; `own` is the file to be updated.  ReportError if it tells no time."""
    candidate = _candidate(report)
    target = target_told(report.header, candidate.entry if candidate else None)
    outcomes: dict[str, Outcome] = {}
    clauses: dict[str, list[str]] = {}
    red: dict[str, Result] = {}
    for result in report.results:
        clauses[result.check] = result.clauses
        if result.outcome not in UNJUDGED:
            outcomes[result.check] = result.outcome
        if result.outcome in RED:
            red[result.check] = result
    others = layers.others(candidate, own, target) if candidate else Expectations([])
    return Evidence(target, started(report).date(), outcomes, clauses, red, others)


def _candidate(report: Report) -> Candidate | None:
    """The candidate of a report, if it is known here too."""
    try:
        return candidates.resolve(report.header.candidate.spec)
    except UsageError:
        return None
