"""Writes and refreshes an expectation file from reports, keeping comments and reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from os_conformance import catalogue
from os_harness.errors import UsageError
from os_harness.expectations.entries import Expectation, read
from os_harness.expectations.verdict import Expectations
from os_harness.report.records import NOT_RUN, RED, Result
from os_harness.report.storage import Report

MANUAL = "https://docs.python.org/3/"


@dataclass(frozen=True)
class Change:
    """What an update did: how many entries are new, changed, and gone."""

    added: int
    changed: int
    removed: int


def update(path: Path, reports: Sequence[Report], reason: str, link: str) -> Change:
    """Make the file fit the reports: it is written anew only if that succeeds.

    An entry stays as it is while it holds; one whose cases pass in all reports goes; a deviation that no
    entry tells of is added.  UsageError if the file cannot be read or written.
    """
    document = _document(path)
    entries = read(path) if path.exists() else []
    results = Seen(r for report in reports for r in report.results if r.outcome not in NOT_RUN)
    gone = [n for n, entry in enumerate(entries) if _over(entry, results)]
    table: Any = document.get("expected")
    for n in reversed(gone):
        del table[n]
    kept = [entry for n, entry in enumerate(entries) if n not in gone]
    changed = _refresh(kept, table, results)
    new = _new(results, kept)
    if new and table is None:
        table = document["expected"] = tomlkit.aot()
    for check, found in new.items():
        table.append(_item(check, found, reason, link))
    try:
        path.write_text(tomlkit.dumps(document), "utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    return Change(len(new), changed, len(gone))


def _document(path: Path) -> Any:
    if not path.exists():
        return tomlkit.document()
    try:
        return tomlkit.parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise UsageError(f"{path}: not an expectation file: {error}") from None


class Seen:
    """The results of all reports, by check."""

    def __init__(self, results: Iterable[Result]) -> None:
        self.of: defaultdict[str, list[Result]] = defaultdict(list)
        for result in results:
            self.of[result.check].append(result)

    def belonging(self, entry: Expectation) -> list[Result]:
        """The results that an entry is about."""
        if not entry.several:
            return self.of.get(entry.subject, [])
        return [r for rs in self.of.values() for r in rs if entry.matches(r.check, r.clauses)]


def _over(entry: Expectation, results: Seen) -> bool:
    """Whether the entry's cases ran, and none deviates any more."""
    found = results.belonging(entry)
    return bool(found) and not any(r.outcome in RED for r in found)


def _refresh(kept: Sequence[Expectation], table: Any, results: Seen) -> int:
    """Widen the outcomes of entries about one case that came out red in another way."""
    changed = 0
    for n, entry in enumerate(kept):
        seen = {r.outcome for r in results.belonging(entry)}
        if not entry.several and seen - entry.outcomes:
            outcomes = sorted(
                str(o) for o in seen | (entry.outcomes & RED if len(seen) > 1 else set())
            )
            table[n]["outcome"] = outcomes[0] if len(outcomes) == 1 else outcomes
            changed += 1
    return changed


def _new(results: Seen, kept: Sequence[Expectation]) -> dict[str, list[Result]]:
    """The deviating cases that no entry tells of, with all their results, by id."""
    known = Expectations(kept)
    return {
        check: results.of[check]
        for check in sorted(results.of)
        if any(r.outcome in RED and known.find(check, r.clauses) is None for r in results.of[check])
    }


def _item(check: str, results: Sequence[Result], reason: str, link: str) -> Any:
    first = next(r for r in results if r.outcome in RED)
    outcomes = sorted({str(r.outcome) for r in results})
    item = tomlkit.table()
    item["check"] = check
    item["outcome"] = outcomes[0] if len(outcomes) == 1 else outcomes
    item["reason"] = reason or f"Not looked into yet: wanted {first.wanted}, got {first.got}."[:300]
    item["link"] = link or _source(first)
    return item


def _source(result: Result) -> str:
    """Where the promise stands."""
    clause = catalogue.load().get(result.clauses[0])
    source = clause.sources[0] if clause is not None else ""
    return MANUAL + source if source.startswith(("library/", "reference/")) else source or MANUAL
