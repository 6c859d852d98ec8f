"""What expectations make of results: which are expected, and which entries are stale."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

from os_harness.expectations.entries import Expectation
from os_harness.report.records import NOT_RUN, RED, Outcome, Result

Cases = Mapping[str, Sequence[str]]  # id of a case -> its clauses
GRACE = timedelta(days=90)  # what the command that mends an overdue entry gives it


class Expectations:
    """The entries in force for one candidate, the first that matches a case deciding."""

    def __init__(self, entries: Sequence[Expectation]) -> None:
        self.entries = tuple(entries)
        self.patterns = [(n, e) for n, e in enumerate(entries) if e.several]
        # check -> the number of the first entry about just that case
        self.exact: dict[str, int] = {}
        for number, entry in enumerate(entries):
            if not entry.several:
                self.exact.setdefault(entry.subject, number)

    def place(self, check: str, clauses: Sequence[str]) -> int | None:
        """The number, from 0, of the entry that a case belongs to: the first that matches."""
        exact = self.exact.get(check, len(self.entries))
        for number, entry in self.patterns:
            if number > exact:
                break
            if entry.matches(check, clauses):
                return number
        return exact if exact < len(self.entries) else None

    def find(self, check: str, clauses: Sequence[str]) -> Expectation | None:
        """The entry that a case belongs to."""
        place = self.place(check, clauses)
        return None if place is None else self.entries[place]

    def expected(self, check: str, clauses: Sequence[str], outcome: Outcome) -> bool:
        """Whether this outcome of a case is what was expected of it."""
        entry = self.find(check, clauses)
        if entry is None or outcome in NOT_RUN:
            return outcome not in RED
        return entry.allows(outcome) or (outcome == Outcome.PASS and entry.several)

    def shares(self, cases: Cases) -> list[list[str]]:
        """The cases that belong to each entry."""
        found: list[list[str]] = [[] for _ in self.entries]
        for check, clauses in cases.items():
            place = self.place(check, clauses)
            if place is not None:
                found[place].append(check)
        return found

    def complaints(
        self, results: Sequence[Result], suite: Cases, clauses: Collection[str], today: date
    ) -> list[tuple[Expectation, str]]:
        """The entries that are wrong in view of a finished run, each with what is wrong with it.

        `suite` and `clauses`: all the cases and clauses there are, so that an entry is known to be about
        nothing, or about more than was run, whatever the run was about.
        """
        outcomes = {result.check: result.outcome for result in results}
        cases = {**suite, **{result.check: result.clauses for result in results}}
        shares = self.shares(cases)
        found = (
            (entry, self.useless(n, cases, clauses, shares[n]) or stale(entry, shares[n], outcomes, today))
            for n, entry in enumerate(self.entries)
        )  # fmt: skip
        return [(entry, problem) for entry, problem in found if problem]

    def useless(
        self, number: int, cases: Cases, clauses: Collection[str], share: Sequence[str]
    ) -> str:
        """Why no case can belong to an entry, whatever comes out in a run; "" if one can.

        That an entry of a more particular file decides in its place is as it should be, and so is an entry
        for some platforms before one for all.
        """
        if share:
            return ""
        entry = self.entries[number]
        places = [self.place(c, its) for c, its in cases.items() if entry.matches(c, its)]
        before = [self.entries[n] for n in sorted({n for n in places if n is not None})]
        if before and all(e.file == entry.file and e.covers(entry) for e in before):
            numbers = " and ".join(str(e.number) for e in before)
            return f"unused: entry {numbers} before it tells of all its cases"
        if before:
            return ""
        if any(entry.matches("", [clause]) for clause in clauses):
            return "unused: no check is about that clause"
        return f"no check or clause has that id{_hint(entry, cases, clauses)}"


def stale(
    entry: Expectation, share: Sequence[str], outcomes: Mapping[str, Outcome], today: date
) -> str:
    """What a run says against an entry; "" if nothing.

    Only a run of all the cases of an entry can say that they pass: the others may deviate still.
    """
    if overdue(entry, today):
        return f"expected until {entry.row.until} only"
    seen = {outcomes.get(check) for check in share}
    if seen == {Outcome.PASS} and Outcome.PASS not in entry.outcomes:
        return f"passes now, expected {' or '.join(sorted(entry.outcomes))}"
    return ""


def overdue(entry: Expectation, today: date) -> bool:
    """Whether the last day of an entry is over."""
    return entry.row.until is not None and today > entry.row.until


def _hint(entry: Expectation, cases: Cases, clauses: Collection[str]) -> str:
    """What the author may have meant."""
    name = entry.subject
    if entry.row.check is not None and name in clauses:
        return f"; expected clause = {name!r}"
    if entry.row.clause is not None and name in cases:
        return f"; expected check = {name!r}"
    if any(case.startswith(f"{name}[") for case in cases):
        return f"; did you mean {name + '[*]'!r}?"
    known = clauses if entry.row.clause is not None else _alike(name, cases)
    return "".join(f"; did you mean {near!r}?" for near in get_close_matches(name, known, 1, 0.7))


def _alike(name: str, cases: Cases) -> Iterator[str]:
    """The ids that begin as a name does or have the same check's name: comparing all takes too long."""
    section, slash, rest = name.partition("/")
    check = rest.partition("[")[0].rpartition(".")[2] or rest
    for case in cases:
        if case.startswith(section + slash) or (check and check in case):
            yield case


def mending(path: Path | str, report: str, until: date | None = None) -> str:
    """The command that refreshes a file from a report; `until`: a new last day for what is overdue."""
    words = ["osconform", "expect", "update", str(path), "--from", report]
    return shlex.join(words if until is None else [*words, "--until", until.isoformat()])


def commands(found: Sequence[tuple[Expectation, str]], report: str, today: date) -> dict[Path, str]:
    """The command that mends each file of which `complaints` found something wrong."""
    late = {entry.file for entry, _ in found if overdue(entry, today)}
    return {
        entry.file: mending(near(entry.file), report, today + GRACE if entry.file in late else None)
        for entry, _ in found
    }


def near(path: Path) -> str:
    """A path as one would type it: relative, if it is below the working directory."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
