"""What changed between two reports, case by case and clause by clause.  Pure functions.

The older report is the expectation of the newer one: a deviation that it has too is known.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from os_harness.errors import ReportError
from os_harness.report.records import RED, Header, Outcome, Result
from os_harness.report.storage import Report

PASSING = re.compile(r"0x[0-9a-fA-F]+|\d{10,}")  # addresses and times: others in each run

FACTS: dict[str, Callable[[Header], str]] = {
    "candidate": lambda h: h.candidate.name,
    "implementation": lambda h: h.candidate.implementation,
    "version": lambda h: h.candidate.version,
    "Python": lambda h: h.candidate.python,
    "os.name": lambda h: h.candidate.os_name,
    "system": lambda h: h.platform.system,
    "sys.platform": lambda h: h.platform.sys_platform,
    "release": lambda h: h.platform.release,
    "machine": lambda h: h.platform.machine,
    "file system": lambda h: h.platform.filesystem,
    "case-sensitive": lambda h: str(h.platform.case_sensitive),
    "user": lambda h: h.platform.user,
    "container": lambda h: h.platform.container,
    "kit": lambda h: h.kit.version,
    "suite": lambda h: h.kit.suite,
    "profile": lambda h: h.run.profile,
    "seed": lambda h: str(h.run.seed),
}


class Kind(StrEnum):
    """The direction of a change."""

    BROKEN = "newly broken"
    RIGHT = "newly right"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """A case that came out otherwise; `before` is None for one that the older report lacks."""

    kind: Kind
    before: Result | None
    after: Result

    @property
    def step(self) -> str:
        """From which outcome to which, and whether an expectation file tells of it."""
        before = "not run" if self.before is None else str(self.before.outcome)
        known = " as expected" if self.after.outcome in RED and self.after.expected else ""
        return f"{before} -> {self.after.outcome}{known}"

    @property
    def alarming(self) -> bool:
        """Whether somebody is needed: an unexpected deviation that was not there in this way."""
        if self.after.outcome not in RED or self.after.expected:
            return False
        return self.before is None or self.before.outcome != self.after.outcome


@dataclass(frozen=True)
class Row:
    """The changes of one kind that concern one clause, with the clause's verdict before and now."""

    function: str
    clause: str
    was: str
    now: str
    changes: tuple[Change, ...]

    @property
    def steps(self) -> str:
        """How many cases went from which outcome to which."""
        found = Counter(change.step for change in self.changes)
        return ", ".join(f"{number} {step}" for step, number in found.most_common())

    @property
    def example(self) -> Result:
        """The first of the cases as it is now."""
        return self.changes[0].after


@dataclass(frozen=True)
class Diff:
    """All that changed from `old` to `new`; `appeared` and `gone` count the cases of one side only."""

    old: Report
    new: Report
    changes: tuple[Change, ...]
    appeared: int
    gone: int
    same: int

    def of(self, kind: Kind) -> list[Change]:
        """The changes of a kind."""
        return [change for change in self.changes if change.kind == kind]

    def rows(self, kind: Kind) -> list[Row]:
        """The changes of a kind by function and clause; a case of several clauses is in several."""
        was, now = self.old.tally.verdicts(), self.new.tally.verdicts()
        found: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)
        for change in self.of(kind):
            for clause in change.after.clauses or [""]:
                found[change.after.function, clause].append(change)
        return [
            Row(
                function,
                clause,
                was.get(clause, "unknown"),
                now.get(clause, "unknown"),
                tuple(changes),
            )
            for (function, clause), changes in sorted(found.items())
        ]


def compare(old: Report, new: Report) -> Diff:
    """The changes from one report to another, in the order of the cases' ids."""
    before = {r.check: r for r in old.results}
    after = {r.check: r for r in new.results}
    found = (_change(before.get(check), after[check]) for check in sorted(after))
    changes = tuple(change for change in found if change is not None)
    both = before.keys() & after.keys()
    return Diff(
        old,
        new,
        changes,
        appeared=len(after) - len(both),
        gone=len(before) - len(both),
        same=len(both) - sum(change.before is not None for change in changes),
    )


def demand_common(diff: Diff) -> None:
    """ReportError unless the reports have cases in common: otherwise nothing was compared."""
    if diff.appeared == len(diff.new.results):
        raise ReportError(f"{diff.old.path} and {diff.new.path} have no case in common")


def _change(before: Result | None, after: Result) -> Change | None:
    """The change of one case, or None."""
    was_red = before is not None and before.outcome in RED
    if after.outcome in RED and not was_red:
        return Change(Kind.BROKEN, before, after)
    if before is None:
        return Change(Kind.CHANGED, None, after) if after.outcome == Outcome.BROKEN else None
    if _alike(before, after):
        return None
    if after.outcome == Outcome.PASS and was_red:
        return Change(Kind.RIGHT, before, after)
    return Change(Kind.CHANGED, before, after)


def _alike(before: Result, after: Result) -> bool:
    """Whether a case came out as before; a deviation also has to show in the same way."""
    if before.outcome != after.outcome:
        return False
    return after.outcome not in RED or _shown(before) == _shown(after)


def _shown(result: Result) -> str:
    return PASSING.sub("0", result.got or result.message)


def differences(old: Header, new: Header) -> dict[str, tuple[str, str]]:
    """What is not the same about the two runs: fact -> (old, new)."""
    pairs = {name: (fact(old), fact(new)) for name, fact in FACTS.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def exit_code(diff: Diff) -> int:
    """0 nothing new is wrong, 1 new unexpected deviations, 4 the kit failed or `new` is incomplete."""
    if not diff.new.complete or any(c.after.outcome == Outcome.BROKEN for c in diff.changes):
        return 4
    return 1 if any(change.alarming for change in diff.changes) else 0


def tally(diff: Diff) -> dict[str, int]:
    """kind -> number of cases, kinds without a case included."""
    return {str(kind): len(diff.of(kind)) for kind in Kind}


def functions(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows by function."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.function].append(row)
    return found
