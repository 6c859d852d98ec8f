"""What a report shows of each clause: the worst of its cases' verdicts, in a few words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from os_harness.report.records import RED, Outcome, Result

# How the reasons begin that tell for whom a clause is no promise (catalogue.inapplicable).
PROMISED = re.compile(r"promised |the candidate is documented without |\S+ has (no )?os\.")
DETAIL = re.compile(
    r": \[(?:Errno|WinError|Error)\b.*", re.DOTALL
)  # the error itself is told before
CUT = 80  # characters of what was wanted, and of what came
GRAVE = frozenset({Outcome.CRASH, Outcome.TIMEOUT, Outcome.ESCAPE})


class Status(StrEnum):
    """What a place shows of a clause."""

    DEVIATES = "deviates"
    MISSING = "missing"
    UNSUPPORTED = "not supported"
    NOT_PROMISED = "not promised"
    HOLDS = "holds"
    UNKNOWN = "no verdict"


@dataclass(frozen=True)
class Finding:
    """What one place shows of a clause, in which words; `red` of `cases` cases deviate.

    `grave`: the candidate crashed, hung or escaped.
    """

    status: Status
    words: str = ""
    red: int = 0
    cases: int = 0
    grave: bool = False

    @property
    def said(self) -> str:
        """The words, with how many of the cases they are true of unless that is all."""
        share = f"{self.red} of {self.cases} cases: " if self.red < self.cases else ""
        return f"{share}{self.words}"


NOT_RUN = Finding(Status.UNKNOWN, "not in the run")


def findings(results: Iterable[Result], owners: dict[str, str]) -> dict[str, Finding]:
    """clause -> what these results show of it; `owners` learns whose clause it is."""
    found: defaultdict[str, _Seen] = defaultdict(_Seen)
    for result in results:
        for clause in result.clauses:
            found[clause].add(result)
            owners[clause] = result.function
    return {clause: seen.finding() for clause, seen in found.items()}


class _Seen:
    """What results show of one clause, taken one after the other: the worst of the verdicts counts."""

    def __init__(self) -> None:
        self.cases, self.passed = 0, False
        self.red = {Status.DEVIATES: _Reds(), Status.MISSING: _Reds()}
        self.silent: dict[Outcome, str] = {}  # outcome without a verdict -> the first reason

    def add(self, result: Result) -> None:
        """Take one more result."""
        if result.outcome in RED:
            missing = result.outcome == Outcome.MISSING
            self.red[Status.MISSING if missing else Status.DEVIATES].add(result)
        elif result.outcome == Outcome.PASS:
            self.passed = True
        elif result.outcome not in self.silent:
            self.silent[result.outcome] = result.message.split("\n")[0]
        self.cases += result.outcome in RED or result.outcome == Outcome.PASS

    def finding(self) -> Finding:
        """The worst of the verdicts; without any, why there is none."""
        for status, reds in self.red.items():
            if reds.number:
                return Finding(status, reds.words, reds.number, self.cases, reds.grave)
        if self.passed:
            return Finding(Status.HOLDS)
        if Outcome.UNSUPPORTED in self.silent:
            return Finding(Status.UNSUPPORTED, self.silent[Outcome.UNSUPPORTED])
        outcome, words = next(iter(self.silent.items()))
        if outcome == Outcome.NOT_APPLICABLE and PROMISED.match(words):
            return Finding(Status.NOT_PROMISED, words)
        return Finding(Status.UNKNOWN, words or str(outcome))


class _Reds:
    """How many cases deviate, and what came of the gravest; of those, of the first by its id."""

    def __init__(self) -> None:
        self.number, self.words, self.grave = 0, "", False
        self.first: tuple[bool, str] | None = None

    def add(self, result: Result) -> None:
        """Take one more deviation."""
        self.number += 1
        grave = result.outcome in GRAVE
        rank = (not grave, result.check)
        if self.first is None or rank < self.first:
            self.first, self.grave, self.words = rank, grave, _words(result)


def _words(result: Result) -> str:
    """What was wanted and what came; the outcome where it is no plain failure."""
    kind = "" if result.outcome in (Outcome.FAIL, Outcome.MISSING) else f"{result.outcome}: "
    if result.got and result.wanted == result.title:  # it says no more than the promise
        return f"{kind}got {_short(result.got)}"
    if result.got:
        return f"{kind}wanted {_short(result.wanted)}, got {_short(result.got)}"
    return kind + _short(result.message)


def _short(text: str) -> str:
    line = DETAIL.sub("", text.split("\n")[0])
    return line if len(line) <= CUT else f"{line[: CUT - 1]}…"
