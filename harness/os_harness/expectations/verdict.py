"""What expectations make of results: which are expected, and which entries are stale."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

from os_harness.expectations.entries import Expectation
from os_harness.report.records import NOT_RUN, RED, Outcome, Result


class Expectations:
    """The entries in force for one candidate, the first that matches a case deciding."""

    def __init__(self, entries: Sequence[Expectation]) -> None:
        self.entries = tuple(entries)

    def find(self, check: str, clauses: Sequence[str]) -> Expectation | None:
        """The entry that a case belongs to."""
        return next((e for e in self.entries if e.matches(check, clauses)), None)

    def expected(self, check: str, clauses: Sequence[str], outcome: Outcome) -> bool:
        """Whether this outcome of a case is what was expected of it."""
        entry = self.find(check, clauses)
        if entry is None or outcome in NOT_RUN:
            return outcome not in RED
        return outcome in entry.outcomes or (outcome == Outcome.PASS and entry.several)

    def stale(
        self, results: Sequence[Result], whole: bool, today: date, known: Collection[str]
    ) -> Iterator[str]:
        """What is wrong with the entries, a line each.

        `whole`: every case was in the run, so an entry that none belongs to is unused; `known`: the ids
        of all checks' cases and clauses, so that a mistyped id is found in any run.
        """
        matched: dict[int, list[Result]] = {id(e): [] for e in self.entries}
        for result in results:
            entry = self.find(result.check, result.clauses)
            if entry is not None:
                matched[id(entry)].append(result)
        for entry in self.entries:
            problem = self._problem(entry, matched[id(entry)], whole, today, known)
            if problem:
                yield f"{entry.where}: {entry.subject}: {problem}"

    def _problem(
        self,
        entry: Expectation,
        results: list[Result],
        whole: bool,
        today: date,
        known: Collection[str],
    ) -> str:
        if not any(entry.matches(name, [name]) for name in known):
            return "no check or clause has that id"
        if entry.row.until is not None and today > entry.row.until:
            return f"expected until {entry.row.until} only"
        outcomes = {r.outcome for r in results} - NOT_RUN
        if not results:
            return "unused: no case of the run belongs to it" if whole else ""
        if not outcomes or outcomes & entry.outcomes or outcomes & RED:
            return ""
        return f"passes now, expected {' or '.join(sorted(entry.outcomes))}"


def mending(path: Path | str, report: Path) -> str:
    """The command that refreshes a file."""
    words = f"osconform expect update {shlex.quote(str(path))} --from {shlex.quote(str(report))}"
    return f"to mend it: {words}"
