"""What a report comes to: its footer, its coverage of clauses, the exit code of its run."""

from __future__ import annotations

from collections.abc import Iterable

from os_harness.report.records import NOT_RUN, ClauseCoverage, Footer, Outcome
from os_harness.report.storage import Report


def footer(report: Report, seconds: float, applicable: Iterable[str] = ()) -> Footer:
    """The footer for what is in a report so far; `applicable` as for `Tally.coverage`."""
    tally = report.tally
    return Footer(
        seconds=seconds,
        counts=tally.counts,
        by_level=tally.by_level,
        by_function=tally.by_function,
        clauses=tally.coverage(applicable),
    )


def coverage(report: Report) -> ClauseCoverage:
    """What a report's footer says of its clauses; without one, what its results do."""
    return report.footer.clauses if report.footer else report.tally.coverage()


def exit_code(report: Report) -> int:
    """0 all as promised or expected, 1 unexpected deviations, 4 the kit's fault or nothing ran."""
    tally = report.tally
    if tally.outcomes[Outcome.BROKEN] or not set(tally.outcomes) - NOT_RUN:
        return 4
    return 1 if tally.unexpected else 0
