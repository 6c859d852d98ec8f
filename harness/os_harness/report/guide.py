"""The portability guide: for each function, which promises come out differently where.

Made from measurements only: what reports have seen, with the promise's statement from the catalogue.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from os_conformance.catalogue import Clause
from os_harness.report import html, markdown, places
from os_harness.report.records import RED, Outcome, Result
from os_harness.report.storage import Report

# How the reasons begin that tell for whom a clause is no promise (catalogue.inapplicable).
PROMISED = re.compile(r"promised |the candidate is documented without |\S+ has (no )?os\.")
LISTED = 3  # places: a larger group may be called "elsewhere"
ACROSS = {  # sections of the catalogue that go through all functions
    "Errors of functions that take paths",
    "Names",
    "Names: attributes and methods",
    "Sequences of calls",
    "Signatures",
}
OTHERS = "Others"  # the section of what the catalogue does not have
CUT = 160  # characters of what a candidate said


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
    """What one place shows of a clause, and in which words."""

    status: Status
    words: str = ""


NOT_RUN = Finding(Status.UNKNOWN, "not in the run")
SILENT = Finding(Status.UNKNOWN, "for several reasons")


@dataclass(frozen=True)
class Group:
    """Places that show the same of a clause; `elsewhere`: the many that need not be listed."""

    finding: Finding
    places: tuple[str, ...]
    elsewhere: bool = False


@dataclass(frozen=True)
class Difference:
    """A clause that does not hold everywhere, or is not promised everywhere."""

    clause: str
    statement: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Function:
    """A function with its differences.

    `clauses` is the number of those that were measured, `strange` has the places where none is promised.
    """

    name: str
    section: str
    clauses: int
    differences: tuple[Difference, ...]
    strange: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """All of it: the places, the functions that differ by section, and those that do not.

    `totals` has for each place how many clauses came out with which status.
    """

    reports: tuple[Report, ...]
    places: tuple[str, ...]
    totals: tuple[Mapping[str, int], ...]
    sections: Mapping[str, list[Function]]
    alike: tuple[str, ...]
    untold: tuple[str, ...]


def guide(reports: Sequence[Report], clauses: Mapping[str, Clause]) -> Guide:
    """The guide for reports; of a clause that `clauses` does not have there is no statement."""
    names = tuple(places.names(reports))
    owners: dict[
        str, str
    ] = {}  # clause -> its function: the catalogue's word, else that of a result
    tables = [_findings(report.results, owners) for report in reports]
    owners |= {name: clauses[name].function for name in owners if name in clauses}
    chosen = sections_of(clauses)
    functions = _functions(names, tables, clauses, owners, chosen)
    sections: defaultdict[str, list[Function]] = defaultdict(list)
    order = list(dict.fromkeys(c.section for c in clauses.values()))
    rank = {section: number for number, section in enumerate(order)}
    differing = [f for f in functions if f.differences]
    for function in sorted(differing, key=lambda f: (rank.get(f.section, len(rank)), f.name)):
        sections[function.section].append(function)
    rest = [f for f in functions if not f.differences]
    return Guide(
        reports=tuple(reports),
        places=names,
        totals=tuple(Counter(str(f.status) for f in table.values()) for table in tables),
        sections=sections,
        alike=tuple(f.name for f in rest if f.clauses),
        untold=tuple(f.name for f in rest if not f.clauses),
    )


def sections_of(clauses: Mapping[str, Clause]) -> dict[str, str]:
    """function -> the section that has most of its clauses; one that goes across only without another.

    In the order of the catalogue.
    """
    said = Counter((c.function, c.section) for c in clauses.values())
    ranked = dict(sorted(said, key=lambda pair: (pair[1] not in ACROSS, said[pair])))
    return {function: ranked[function] for function, _ in said}


def _findings(results: Iterable[Result], owners: dict[str, str]) -> dict[str, Finding]:
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
        self.cases += 1
        if result.outcome in RED:
            missing = result.outcome == Outcome.MISSING
            self.red[Status.MISSING if missing else Status.DEVIATES].add(result)
        elif result.outcome == Outcome.PASS:
            self.passed = True
        elif result.outcome not in self.silent:
            self.silent[result.outcome] = result.message.split("\n")[0][:CUT]

    def finding(self) -> Finding:
        """The worst of the verdicts; without any, why there is none."""
        for status, reds in self.red.items():
            if reds.number:
                share = (
                    "" if reds.number == self.cases else f"{reds.number} of {self.cases} cases; "
                )
                return Finding(status, f"{share}{reds.words}"[:CUT])
        if self.passed:
            return Finding(Status.HOLDS)
        if Outcome.UNSUPPORTED in self.silent:
            return Finding(Status.UNSUPPORTED, self.silent[Outcome.UNSUPPORTED])
        outcome, words = next(iter(self.silent.items()))
        if outcome == Outcome.NOT_APPLICABLE and PROMISED.match(words):
            return Finding(Status.NOT_PROMISED, words)
        return Finding(Status.UNKNOWN, words or str(outcome))


class _Reds:
    """How many cases deviate, and what came of the first by its id."""

    def __init__(self) -> None:
        self.number, self.check, self.words = 0, "", ""

    def add(self, result: Result) -> None:
        """Take one more deviation."""
        self.number += 1
        if self.number == 1 or result.check < self.check:
            self.check = result.check
            kind = (
                "" if result.outcome in (Outcome.FAIL, Outcome.MISSING) else f"{result.outcome}: "
            )
            words = result.message.split("\n")[0]
            if result.got:
                words = f"wanted {result.wanted}, got {result.got}"
            self.words = f"{kind}{words}"[:CUT]


def _functions(
    names: Sequence[str],
    tables: Sequence[Mapping[str, Finding]],
    clauses: Mapping[str, Clause],
    owners: Mapping[str, str],
    sections: Mapping[str, str],
) -> list[Function]:
    """Every function that a report tells of, by name."""
    own: defaultdict[str, list[str]] = defaultdict(list)
    rank = {name: number for number, name in enumerate(clauses)}
    for clause in sorted(owners, key=lambda c: (rank.get(c, len(rank)), c)):
        own[owners[clause]].append(clause)
    return [
        _function(name, sections.get(name, OTHERS), own[name], names, tables, clauses)
        for name in sorted(own)
    ]


def _function(
    name: str,
    section: str,
    own: Sequence[str],
    names: Sequence[str],
    tables: Sequence[Mapping[str, Finding]],
    clauses: Mapping[str, Clause],
) -> Function:
    differences, told = [], 0
    for clause in own:
        findings = [table.get(clause, NOT_RUN) for table in tables]
        known = {f.status for f in findings} - {Status.UNKNOWN}
        told += bool(known & {Status.HOLDS, Status.DEVIATES, Status.MISSING})
        if len(known) > 1 or known & {Status.DEVIATES, Status.MISSING}:
            statement = clauses[clause].statement if clause in clauses else ""
            differences.append(Difference(clause, statement, _groups(names, findings)))
    strange = [n for n, t in zip(names, tables, strict=True) if not _promised(own, t)]
    return Function(name, section, told, tuple(differences), tuple(strange))


def _promised(own: Sequence[str], table: Mapping[str, Finding]) -> bool:
    """Whether a place has a verdict other than that none of these clauses is promised there."""
    known = {table[clause].status for clause in own if clause in table} - {Status.UNKNOWN}
    return known != {Status.NOT_PROMISED}


def _groups(names: Sequence[str], findings: Sequence[Finding]) -> tuple[Group, ...]:
    """The places by what they show, deviations first, places without a verdict last."""
    found: defaultdict[Finding, list[str]] = defaultdict(list)
    reasons = {finding for finding in findings if finding.status == Status.UNKNOWN}
    for name, finding in zip(names, findings, strict=True):
        found[SILENT if finding in reasons and len(reasons) > 1 else finding].append(name)
    order = list(Status)
    ranked = sorted(found, key=lambda f: (order.index(f.status), f.words))
    largest = max(ranked, key=lambda f: (len(found[f]), f.status == Status.HOLDS))
    many = len(ranked) > 1 and len(found[largest]) > LISTED
    return tuple(Group(f, tuple(found[f]), many and f == largest) for f in ranked)


def where(function: Function) -> dict[str, list[str]]:
    """status -> the places that show it for any of the function's differences, for one line."""
    found: defaultdict[Status, dict[str, None]] = defaultdict(dict)
    for difference in function.differences:
        for group in difference.groups:
            found[group.finding.status].update(dict.fromkeys(group.places))
    found[Status.NOT_PROMISED] = dict.fromkeys(function.strange)
    told = (Status.DEVIATES, Status.MISSING, Status.UNSUPPORTED, Status.NOT_PROMISED)
    return {str(status): list(found[status]) for status in told if found[status]}


def markdown_of(made: Guide) -> str:
    """The guide as Markdown."""
    template = markdown.environment().get_template("guide.md")
    return template.render(guide=made, statuses=list(Status), where=where)


def html_of(made: Guide) -> str:
    """The guide as one self-contained page."""
    template = html.environment().get_template("guide.html")
    return template.render(guide=made, statuses=list(Status), where=where)
