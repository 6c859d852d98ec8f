"""Writes and refreshes an expectation file from reports, keeping comments and reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from os_conformance import catalogue
from os_harness.errors import UsageError
from os_harness.expectations.entries import Expectation, parse
from os_harness.expectations.evidence import Evidence
from os_harness.expectations.ranges import EVER, Place, Range, meet, ranges
from os_harness.expectations.source import Source, made
from os_harness.expectations.verdict import Cases, Expectations, overdue
from os_harness.report.records import RED, Outcome, Result
from os_harness.report.text import printable

MANUAL = "https://docs.python.org/3/"
LONGEST = 300  # characters of a reason that nobody wrote

Outcomes = defaultdict[Place, set[Outcome]]


@dataclass(frozen=True)
class New:
    """What new entries say beside what was seen; "" and None: a text made of the result, no last day."""

    reason: str = ""
    link: str = ""
    until: date | None = None


@dataclass
class Change:
    """What an update did, a line for each entry: new, changed, gone; and what it leaves to the author."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def update(
    path: Path,
    evidence: Sequence[Evidence],
    suite: Cases,
    clauses: Collection[str],
    new: New,
) -> Change:
    """Make the file fit what reports say; it is written anew only if that succeeds.

    An entry stays as it is while it holds.  One that nothing can belong to goes, and one whose cases pass in
    all reports; where they pass on some platforms or Pythons only, it is told to be for the others.  A
    deviation that no entry tells of is added.  `suite`, `clauses`: all there are.  UsageError if the file
    cannot be read or written.
    """
    source = _source(path)
    entries = parse(source.render(), path)
    source.demand(len(entries))
    cases = {**suite, **{c: k for one in evidence for c, k in one.clauses.items()}}
    change = Change()
    _Refresh(source, entries, evidence, cases, clauses, new.until, change).all()
    kept = parse(source.render(), path)
    _add(source, kept, evidence, new, change)
    parse(source.render(), path)
    source.write()
    return change


def _source(path: Path) -> Source:
    try:
        data = path.read_bytes() if path.exists() else b""
        parse(data, path)
        return Source(data, path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


class _Refresh:
    """The way through the entries that there are."""

    def __init__(
        self,
        source: Source,
        entries: Sequence[Expectation],
        evidence: Sequence[Evidence],
        cases: Cases,
        clauses: Collection[str],
        until: date | None,
        change: Change,
    ) -> None:
        self.source, self.entries, self.evidence = source, entries, evidence
        self.cases, self.clauses, self.until, self.change = cases, clauses, until, change
        self.today = max(one.day for one in evidence)
        everywhere = Expectations(entries)
        self.useless = [
            everywhere.useless(n, cases, clauses, share)
            for n, share in enumerate(everywhere.shares(cases))
        ]
        self.shares = [self._shares(one) for one in evidence]

    def _shares(self, one: Evidence) -> dict[int, list[str]]:
        """The cases of each entry, by its number, as far as it applies to what a report is about."""
        force = [e for e in self.entries if e.applies(one.target)]
        found = Expectations(force).shares(self.cases)
        return {e.number: share for e, share in zip(force, found, strict=True)}

    def all(self) -> None:
        """Change or remove each entry, from the last to the first."""
        for entry in reversed(self.entries):
            reason = self.useless[entry.number - 1] or self._over(entry)
            if reason:
                self.source.remove(entry.number - 1)
                self.change.removed.insert(0, f"{entry.subject}: {reason} ({entry.row.reason})")
            else:
                self._fit(entry)

    def _over(self, entry: Expectation) -> str:
        """Whether each of the entry's cases passed in one of the reports, and none deviates in any."""
        if Outcome.PASS in entry.outcomes:
            return ""
        seen: defaultdict[str, set[Outcome]] = defaultdict(set)
        for by_check in self._seen(entry).values():
            for check, outcomes in by_check.items():
                seen[check] |= outcomes
        passed = seen and all(outcomes == {Outcome.PASS} for outcomes in seen.values())
        return "passes now" if passed else ""

    def _seen(self, entry: Expectation) -> dict[Place, dict[str, set[Outcome]]]:
        """What came of each of the entry's cases, wherever it applies."""
        seen: defaultdict[Place, dict[str, set[Outcome]]] = defaultdict(dict)
        for one, shares in zip(self.evidence, self.shares, strict=True):
            for check in shares.get(entry.number, []):
                outcome = one.outcomes.get(check)
                seen[one.place].setdefault(check, set()).update({outcome} if outcome else set())
        return seen

    def _places(self, entry: Expectation) -> dict[Place, frozenset[Outcome]]:
        """What came out where: the deviations of an entry's cases, or that all of them pass."""
        found: dict[Place, frozenset[Outcome]] = {}
        for place, by_check in self._seen(entry).items():
            seen = frozenset(outcome for outcomes in by_check.values() for outcome in outcomes)
            if seen & RED:
                found[place] = seen if len(by_check) == 1 else seen & RED
            elif seen and all(by_check.values()) and Outcome.PASS not in entry.outcomes:
                found[place] = seen
        return found

    def _fit(self, entry: Expectation) -> None:
        """Change an entry where it says less, or is said of more places, than what was seen."""
        block = self.source.blocks[entry.number - 1]
        wanted = [self._values(entry, found) for found in ranges(self._places(entry))]
        values = _others(entry, wanted[0]) if wanted else {}
        if overdue(entry, self.today):
            values |= {"until": self.until} if self.until else {}
            self.change.left[:0] = [] if self.until else [_late(entry)]
        if values:
            self.source.blocks[entry.number - 1] = block.changed(values)
        for more in reversed(wanted[1:]):
            self.source.insert(entry.number, block.changed(more).alone())
        if values or wanted[1:]:
            self.change.changed.insert(0, entry.subject)

    def _values(self, entry: Expectation, found: Range) -> dict[str, Any]:
        """The keys of an entry that tells of one range; None for those that it does without."""
        single = not entry.several or entry.subject in self.cases
        outcome = entry.row.outcome
        if single and not all(map(entry.allows, found.outcomes)):
            told = entry.outcomes if len(entry.outcomes) > 1 else frozenset()
            outcome = _words(found.outcomes | told)
        narrower = found.python != EVER
        return {
            "outcome": outcome,
            "platforms": list(found.platforms) or entry.row.platforms or None,
            "python": meet(entry.row.python, found.python) if narrower else _python(entry),
            "until": self.until if overdue(entry, self.today) and self.until else entry.row.until,
        }


def _python(entry: Expectation) -> str | None:
    return None if entry.row.python == EVER else entry.row.python


def _others(entry: Expectation, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are not those of an entry already."""
    row = entry.row
    now = {"outcome": row.outcome, "python": _python(entry), "until": row.until}
    now |= {"platforms": row.platforms or None}
    return {name: value for name, value in values.items() if now[name] != value}


def _late(entry: Expectation) -> str:
    words = "give --until YYYY-MM-DD, or mend it and take the entry out"
    return f"{entry.subject}: expected until {entry.row.until} only: {words}"


def _add(
    source: Source,
    kept: Sequence[Expectation],
    evidence: Sequence[Evidence],
    new: New,
    change: Change,
) -> None:
    """Add an entry for each deviation that none tells of; before the one that tells otherwise, if any."""
    force = [Expectations([e for e in kept if e.applies(one.target)]) for one in evidence]
    at_end: list[dict[str, Any]] = []
    before: list[tuple[int, dict[str, Any]]] = []
    for check in sorted({check for one in evidence for check in one.red}):
        seen, first, place = _untold(check, evidence, force)
        if first is None:
            continue
        for found in ranges(seen):
            values = _values(check, found, first, new)
            before += [(place, values)] if place else []
            at_end += [] if place else [values]
            change.added.append(check)
    for values in at_end:
        source.insert(len(source.blocks), made(values))
    for number, values in sorted(before, key=lambda pair: pair[0], reverse=True):
        source.insert(number - 1, made(values))


def _untold(
    check: str, evidence: Sequence[Evidence], force: Sequence[Expectations]
) -> tuple[dict[Place, frozenset[Outcome]], Result | None, int]:
    """Where a case deviates untold, and where it passes; the first such result; which entry is in the way.

    (what came out where, None if all is told, the number of the entry that tells otherwise or 0)
    """
    seen: Outcomes = defaultdict(set)
    first, place = None, 0
    for one, known in zip(evidence, force, strict=True):
        outcome = one.outcomes.get(check)
        if outcome is None:
            continue
        if outcome not in RED:
            seen[one.place].add(outcome)
            continue
        entry = known.find(check, one.clauses[check])
        if entry.allows(outcome) if entry else one.told(check):
            continue
        seen[one.place].add(outcome)
        first = first or one.red[check]
        place = min(place or entry.number, entry.number) if entry else place
    return {where: frozenset(outcomes) for where, outcomes in seen.items()}, first, place


def _values(check: str, found: Range, first: Result, new: New) -> dict[str, Any]:
    """A new entry as TOML has it."""
    values: dict[str, Any] = {
        "check": check,
        "outcome": _words(found.outcomes),
        "reason": new.reason or _reason(first),
        "link": new.link or _source_of(first),
    }
    if found.platforms:
        values["platforms"] = list(found.platforms)
    if found.python != EVER:
        values["python"] = found.python
    if new.until:
        values["until"] = new.until
    return values


def _words(outcomes: Collection[Outcome]) -> str | list[str]:
    words = sorted(str(outcome) for outcome in outcomes)
    return words[0] if len(words) == 1 else words


def _reason(result: Result) -> str:
    """What a result says for itself, in one line of plain characters."""
    said = f"wanted {result.wanted}, got {result.got}" if result.got else result.message
    return " ".join(printable(f"Not looked into yet: {said}.").split())[:LONGEST]


def _source_of(result: Result) -> str:
    """Where the promise stands."""
    found = (catalogue.load().get(name) for name in result.clauses)
    sources: Iterator[str] = (clause.sources[0] for clause in found if clause is not None)
    source = next(sources, "")
    return MANUAL + source if source.startswith(("library/", "reference/")) else source or MANUAL
