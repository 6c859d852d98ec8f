"""The portability guide: for each function, which promises come out differently where.

Made from measurements only: what reports have seen, with the promise's statement from the catalogue.
`guide_pages` writes it as Markdown, `guide_html` as a page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from os_conformance.catalogue import Clause
from os_harness.candidates import Kind
from os_harness.report.findings import NOT_RUN, Finding, Status, findings
from os_harness.report.places import Place, places
from os_harness.report.storage import Report

ACROSS = {  # sections of the catalogue that go through all functions
    "Errors of functions that take paths",
    "Names",
    "Names: attributes and methods",
    "Sequences of calls",
    "Signatures",
}
OTHERS = "Others"  # the section of what the catalogue does not have
KINDS: Mapping[Kind, str] = {
    "system": "interpreters on their systems",
    "module": "modules and adapters",
    "fake": "fakes: systems in memory or for tests",
}
RED = (Status.DEVIATES, Status.MISSING)
PLATFORMS = re.compile(r"promised for (.+), not for \w+\Z")
PYTHONS = re.compile(r"promised (since|until) (Python [\d.]+)\Z")
TITLES = {
    "emscripten": "Emscripten", "linux": "Linux", "mac": "the classic Mac OS", "macos": "macOS",
    "other": "other systems", "posix": "POSIX", "wasi": "WASI", "windows": "Windows",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """Promises that do not hold in the same places, all of one kind.

    `example`: the most telling of what was seen; `teller`: the place that it is from, unless all say it.
    """

    places: tuple[int, ...]
    promises: tuple[str, ...]
    example: str
    teller: int | None


@dataclass(frozen=True)
class Limit:
    """Promises that are made to some platforms or Pythons only; `whole`: all of the function's."""

    audience: str
    promises: tuple[str, ...]
    whole: bool


@dataclass(frozen=True)
class Function:
    """A function, and the places by what they show of it.

    `promises`: how many clauses were seen to hold or not; `holds`: where nothing deviates; `missing`: where
    it is not there; `unsupported`: where it says so; `partly`: where it says so of as many promises;
    `strange`: where nothing is promised; `untried`: where nothing could be tried; `rows` by kind of place;
    `platforms`, `pythons`: what is promised to some of them only.
    """

    name: str
    section: str
    promises: int
    holds: tuple[int, ...]
    missing: tuple[int, ...]
    unsupported: tuple[int, ...]
    partly: tuple[tuple[int, int], ...]
    strange: tuple[int, ...]
    untried: tuple[int, ...]
    rows: Mapping[Kind, tuple[Row, ...]]
    platforms: tuple[Limit, ...]
    pythons: tuple[Limit, ...]

    @property
    def lacking(self) -> bool:
        """Whether it, or a part, is missing or not supported somewhere."""
        return bool(self.missing or self.unsupported or self.partly)

    @property
    def odd(self) -> frozenset[int]:
        """The places where not all of it is there as promised."""
        rows = {n for rows in self.rows.values() for row in rows for n in row.places}
        return frozenset({*rows, *self.missing, *self.unsupported, *(n for n, _ in self.partly)})

    @property
    def abroad(self) -> frozenset[int]:
        """The places of which the guide says something other than that it holds."""
        return self.odd | frozenset(self.strange) | frozenset(self.untried)


@dataclass(frozen=True)
class Alike:
    """Functions of which the same is to be said, which the first stands for."""

    names: tuple[str, ...]
    about: Function


@dataclass(frozen=True)
class Section:
    """A section of the manual: its functions by how much there is to say of them."""

    title: str
    differ: tuple[Function, ...]
    lacking: tuple[Alike, ...]
    alike: tuple[Alike, ...]
    untold: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """All of it; `totals` has for each place how many clauses came out with which status."""

    reports: tuple[Report, ...]
    places: tuple[Place, ...]
    totals: tuple[Mapping[str, int], ...]
    sections: tuple[Section, ...]

    def is_system(self, function: Function) -> bool:
        """Whether something of a function differs on an interpreter's system, not in others only."""
        return any(self.places[number].kind == "system" for number in function.odd)


def guide(reports: Sequence[Report], clauses: Mapping[str, Clause]) -> Guide:
    """The guide for reports; of a clause that `clauses` does not have there is no statement."""
    owners: dict[str, str] = {}  # clause -> its function: the catalogue's word, else a result's
    tables = [findings(report.results, owners) for report in reports]
    owners |= {name: clauses[name].function for name in owners if name in clauses}
    own: defaultdict[str, list[str]] = defaultdict(list)
    rank = {name: number for number, name in enumerate(clauses)}
    for clause in sorted(owners, key=lambda c: (rank.get(c, len(rank)), c)):
        own[owners[clause]].append(clause)
    known = tuple(places(reports))
    chosen = sections_of(clauses)
    made = [
        _Maker(name, own[name], tables, clauses, known).made(chosen.get(name, OTHERS))
        for name in sorted(own)
    ]
    return Guide(
        reports=tuple(reports),
        places=known,
        totals=tuple(Counter(str(f.status) for f in table.values()) for table in tables),
        sections=tuple(_sections(made, clauses)),
    )


def sections_of(clauses: Mapping[str, Clause]) -> dict[str, str]:
    """function -> the section that has most of its clauses; one that goes across only without another.

    In the order of the catalogue.
    """
    said = Counter((c.function, c.section) for c in clauses.values())
    ranked = dict(sorted(said, key=lambda pair: (pair[1] not in ACROSS, said[pair])))
    return {function: ranked[function] for function, _ in said}


def _sections(made: Sequence[Function], clauses: Mapping[str, Clause]) -> Iterable[Section]:
    of: defaultdict[str, list[Function]] = defaultdict(list)
    for function in made:
        of[function.section].append(function)
    order = list(dict.fromkeys([*(c.section for c in clauses.values()), *sorted(of)]))
    for title in sorted(filter(of.__contains__, order), key=lambda title: title in ACROSS):
        plain = [f for f in of[title] if not f.rows]
        yield Section(
            title=title,
            differ=tuple(f for f in of[title] if f.rows),
            lacking=_together(f for f in plain if f.lacking),
            alike=_together(f for f in plain if not f.lacking and f.promises),
            untold=tuple(f.name for f in plain if not f.lacking and not f.promises),
        )


def _together(functions: Iterable[Function]) -> tuple[Alike, ...]:
    """Functions of which the same is to be said as one, in the order of the first."""
    groups: defaultdict[object, list[Function]] = defaultdict(list)
    for f in functions:
        limits = (*f.platforms, *f.pythons)
        wholes = (limit.audience for limit in limits if limit.whole)
        parts = (limit for limit in limits if not limit.whole)
        same = (f.holds, f.missing, f.unsupported, f.partly, f.strange, (*wholes,), (*parts,))
        groups[same].append(f)
    return tuple(Alike(tuple(f.name for f in found), found[0]) for found in groups.values())


class _Maker:
    """Makes what is to be said of one function from what each place shows of its clauses."""

    def __init__(
        self,
        name: str,
        own: Sequence[str],
        tables: Sequence[Mapping[str, Finding]],
        clauses: Mapping[str, Clause],
        known: Sequence[Place],
    ) -> None:
        self.name, self.own, self.clauses, self.known = name, own, clauses, known
        self.found = {c: [table.get(c, NOT_RUN) for table in tables] for c in own}
        self.seen = [{self.found[c][n].status for c in own} for n in range(len(tables))]

    def made(self, section: str) -> Function:
        """All of it."""
        verdicts = {Status.HOLDS, *RED}
        missing = self._where(
            lambda s: Status.MISSING in s and not s & {Status.HOLDS, Status.DEVIATES}
        )
        unsupported = self._where(lambda s: Status.UNSUPPORTED in s and not s & verdicts)
        rest = {Status.UNKNOWN, Status.NOT_PROMISED}
        strange = self._where(lambda s: Status.NOT_PROMISED in s and s <= rest)
        return Function(
            name=self.name,
            section=section,
            promises=sum(any(f.status in verdicts for f in row) for row in self.found.values()),
            holds=self._where(lambda s: Status.HOLDS in s and not s & set(RED)),
            missing=missing,
            unsupported=unsupported,
            partly=tuple(
                (n, sum(row[n].status == Status.UNSUPPORTED for row in self.found.values()))
                for n in self._where(lambda s: Status.UNSUPPORTED in s)
                if n not in unsupported and n not in missing
            ),
            strange=strange,
            untried=self._where(lambda s: s == {Status.UNKNOWN}),
            rows=self._rows(frozenset(missing)),
            platforms=self._limits(on_platforms),
            pythons=self._limits(of_pythons),
        )

    def _where(self, holds: Callable[[set[Status]], bool]) -> tuple[int, ...]:
        return tuple(n for n, statuses in enumerate(self.seen) if holds(statuses))

    def _promise(self, clause: str) -> str:
        return self.clauses[clause].statement if clause in self.clauses else clause

    def _rows(self, missing: frozenset[int]) -> dict[Kind, tuple[Row, ...]]:
        """The clauses by the places of each kind where they do not hold; the most widespread first."""
        made: dict[Kind, tuple[Row, ...]] = {}
        for kind in KINDS:
            groups: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
            for clause, row in self.found.items():
                where = (n for n, f in enumerate(row) if f.status in RED and n not in missing)
                groups[tuple(n for n in where if self.known[n].kind == kind)].append(clause)
            groups.pop((), None)
            ordered = sorted(groups.items(), key=lambda item: -len(item[0]))
            if ordered:
                made[kind] = tuple(self._row(where, found) for where, found in ordered)
        return made

    def _row(self, where: tuple[int, ...], clauses: Sequence[str]) -> Row:
        """The most telling: what crashes, what is so in all cases, what says what was wanted."""
        pairs = [(self.found[c][n], c, n) for c in clauses for n in where]

        def plain(pair: tuple[Finding, str, int]) -> tuple[bool, ...]:
            finding, _, place = pair
            old = self.known[place].level < (3,) and self.known[place].family is not None
            partial, vague = finding.red < finding.cases, "wanted" not in finding.words
            return not finding.grave, old, partial, vague

        finding, clause, teller = min(pairs, key=plain)
        shared = all(self.found[clause][n] == finding for n in where)
        promises = tuple(dict.fromkeys(map(self._promise, clauses)))
        return Row(where, promises, finding.said, None if shared else teller)

    def _limits(self, audience: Callable[[str], str]) -> tuple[Limit, ...]:
        """The clauses by whom they are promised to, as far as that leaves out one of the places."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for clause, row in self.found.items():
            reasons = {audience(f.words) for f in row if f.status == Status.NOT_PROMISED} - {""}
            groups[" and ".join(sorted(reasons))].append(clause)
        whole = len(groups) == 1
        groups.pop("", None)
        return tuple(
            Limit(words, tuple(dict.fromkeys(map(self._promise, groups[words]))), whole)
            for words in sorted(groups, key=_by_number)
        )


def _by_number(text: str) -> tuple[object, ...]:
    """Sorts Python 3.10 after 3.9."""
    return tuple(int(part) if part.isdigit() else 0 for part in re.split(r"(\d+)", text)), text


def on_platforms(reason: str) -> str:
    """The platforms that a clause is promised on, from why it is not promised on another; "" if not told."""
    found = PLATFORMS.match(reason)
    if found is None:
        return ""
    named = found[1].split(", ")
    only = [TITLES.get(name, name) for name in named if not name.startswith("!")]
    without = [TITLES.get(name[1:], name[1:]) for name in named if name.startswith("!")]
    words = [f"on {' and '.join(only)}"] if only else []
    return ", ".join([*words, *([f"not on {' and '.join(without)}"] if without else [])])


def of_pythons(reason: str) -> str:
    """The Pythons that a clause is promised of, from why not of another: "since Python 3.3"."""
    found = PYTHONS.match(reason)
    return f"{found[1]} {found[2]}" if found else ""
