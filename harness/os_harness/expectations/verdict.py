"""What expectations make of results: which are expected, and which entries are stale."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from os_harness.expectations.entries import Expectation
from os_harness.report.records import NOT_RUN, RED, Outcome, Result


class Expectations:
    """The entries in force for one candidate, the first that matches a case deciding."""

    def __init__(self, entries: Sequence[Expectation]) -> None:
        self.entries = tuple(entries)
        self.patterns = [(n, e) for n, e in enumerate(entries) if e.several]
        self.exact: dict[
            str, int
        ] = {}  # check -> the number of the first entry about just that case
        for number, entry in enumerate(entries):
            if not entry.several:
                self.exact.setdefault(entry.subject, number)

    def find(self, check: str, clauses: Sequence[str]) -> Expectation | None:
        """The entry that a case belongs to: the first that matches."""
        exact = self.exact.get(check, len(self.entries))
        for number, entry in self.patterns:
            if number > exact:
                break
            if entry.matches(check, clauses):
                return entry
        return self.entries[exact] if exact < len(self.entries) else None

    def expected(self, check: str, clauses: Sequence[str], outcome: Outcome) -> bool:
        """Whether this outcome of a case is what was expected of it."""
        entry = self.find(check, clauses)
        if entry is None or outcome in NOT_RUN:
            return outcome not in RED
        return outcome in entry.outcomes or (outcome == Outcome.PASS and entry.several)

    def complaints(
        self,
        results: Sequence[Result],
        cases: Collection[str],
        clauses: Collection[str],
        today: date,
    ) -> list[tuple[Expectation, str]]:
        """The entries that are wrong in view of a finished run, each with what is wrong with it.

        `cases` and `clauses`: the ids of all there are, so that a mistyped one is found in any run; but a run
        of fewer cases says nothing of unused entries.
        """
        whole = set(cases) <= {result.check for result in results}
        return list(self._stale(results, whole, today, {*cases, *clauses}))

    def _stale(
        self, results: Iterable[Result], whole: bool, today: date, known: Collection[str]
    ) -> Iterator[tuple[Expectation, str]]:
        matched: dict[int, set[Outcome]] = {id(e): set() for e in self.entries}
        for result in results:
            entry = self.find(result.check, result.clauses)
            if entry is not None:
                matched[id(entry)].add(result.outcome)
        for entry in self.entries:
            problem = self._problem(entry, matched[id(entry)], whole, today, known)
            if problem:
                yield entry, problem

    def _problem(
        self,
        entry: Expectation,
        seen: set[Outcome],
        whole: bool,
        today: date,
        known: Collection[str],
    ) -> str:
        exact = not entry.several and entry.subject in known
        if not exact and not any(entry.matches(name, [name]) for name in known):
            return "no check or clause has that id"
        if entry.row.until is not None and today > entry.row.until:
            return f"expected until {entry.row.until} only"
        outcomes = seen - NOT_RUN
        if not seen:
            return "unused: no case of the run belongs to it" if whole else ""
        if not outcomes or outcomes & entry.outcomes or outcomes & RED:
            return ""
        return f"passes now, expected {' or '.join(sorted(entry.outcomes))}"


def mending(path: Path | str, report: str) -> str:
    """The command that refreshes a file from a report."""
    return f"osconform expect update {shlex.quote(str(path))} --from {shlex.quote(report)}"
