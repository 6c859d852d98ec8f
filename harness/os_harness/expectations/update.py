"""Writes and refreshes an expectation file from reports, keeping comments and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from os_conformance import catalogue
from os_harness.errors import UsageError
from os_harness.expectations.entries import Expectation, read
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
    results = [r for report in reports for r in report.results if r.outcome not in NOT_RUN]
    gone = [n for n, entry in enumerate(entries) if _over(entry, results)]
    table: Any = document.get("expected")
    for n in reversed(gone):
        del table[n]
    kept = [entry for n, entry in enumerate(entries) if n not in gone]
    changed = _refresh(kept, table, results)
    new = _new(results, kept)
    if new and table is None:
        table = document["expected"] = tomlkit.aot()
    for check, outcomes in new.items():
        table.append(_item(check, outcomes, results, reason, link))
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


def _belonging(entry: Expectation, results: Sequence[Result]) -> list[Result]:
    return [r for r in results if entry.matches(r.check, r.clauses)]


def _over(entry: Expectation, results: Sequence[Result]) -> bool:
    """Whether the entry's cases ran, and none deviates any more."""
    found = _belonging(entry, results)
    return bool(found) and not any(r.outcome in RED for r in found)


def _refresh(kept: Sequence[Expectation], table: Any, results: Sequence[Result]) -> int:
    """Widen the outcomes of entries about one case that came out red in another way."""
    changed = 0
    for n, entry in enumerate(kept):
        seen = {r.outcome for r in _belonging(entry, results)}
        if not entry.several and seen - entry.outcomes:
            outcomes = sorted(
                str(o) for o in seen | (entry.outcomes & RED if len(seen) > 1 else set())
            )
            table[n]["outcome"] = outcomes[0] if len(outcomes) == 1 else outcomes
            changed += 1
    return changed


def _new(results: Sequence[Result], kept: Sequence[Expectation]) -> dict[str, list[str]]:
    """The deviating cases that no entry tells of, with all their outcomes."""
    red = {
        r.check
        for r in results
        if r.outcome in RED and not any(e.matches(r.check, r.clauses) for e in kept)
    }
    return {
        check: sorted({str(r.outcome) for r in results if r.check == check})
        for check in sorted(red)
    }


def _item(
    check: str, outcomes: list[str], results: Sequence[Result], reason: str, link: str
) -> Any:
    first = next(r for r in results if r.check == check and r.outcome in RED)
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
