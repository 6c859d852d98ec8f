"""The places that reports come from: short names that tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from os_harness.candidates import Kind
from os_harness.report import facts
from os_harness.report.storage import Report

LEAST = 2  # Pythons in a row that are told as from-to
FIELDS: tuple[Callable[[Report], str], ...] = (
    lambda r: f"Python {_level(r)}",
    lambda r: r.header.platform.sys_platform,
    lambda r: r.header.platform.filesystem or "unknown file system",
    lambda r: r.header.platform.user,
    lambda r: r.header.candidate.version,
    lambda r: r.path.name.split(".")[0] if r.path else "",
    lambda r: r.header.run.started,
)


def _level(report: Report) -> str:
    return ".".join(report.header.candidate.python.split(".")[:2])


def names(reports: Sequence[Report]) -> list[str]:
    """A name for each report: the candidate's, with what tells it from others of that name."""
    return _numbered([_name(report, reports) for report in reports])


def _numbered(made: Sequence[str]) -> list[str]:
    """The names, with a number after each that was there before."""
    seen = Counter[str]()
    told = []
    for name in made:
        seen[name] += 1
        told.append(f"{name} #{seen[name]}" if seen[name] > 1 else name)
    return told


def _name(report: Report, reports: Sequence[Report]) -> str:
    """The candidate's name and the first fields that are needed; a field all share is left out."""
    name = report.header.candidate.name
    rivals = [r for r in reports if r.header.candidate.name == name]
    words: list[str] = []
    for field in FIELDS:
        if len({field(r) for r in rivals}) > 1:
            words.append(field(report))
            rivals = [r for r in rivals if field(r) == field(report)]
    return f"{name} ({', '.join(words)})" if words else name


@dataclass(frozen=True)
class Place:
    """A place as the guide calls it, and of what kind its candidate is.

    An interpreter's own os goes by the interpreter's name, which `family` has, with what follows the
    Python `level`: ("CPython", " on Windows").  It has none where another of its level stands for it.
    """

    label: str
    kind: Kind
    family: tuple[str, str] | None = None
    level: tuple[int, ...] = ()


def places(reports: Sequence[Report]) -> list[Place]:
    """A place for each report."""
    stdlib = [r for r in reports if r.header.candidate.spec == "stdlib"]
    several = len({facts.system(r.header) for r in stdlib}) > 1
    made: list[Place] = []
    seen = set[tuple[str, str, str]]()
    for report, name in zip(reports, names(reports), strict=True):
        kind = facts.kind(report.header)
        if report.header.candidate.spec != "stdlib":
            made.append(Place(name, kind))
            continue
        family = facts.named(report.header.candidate)
        where = f" on {facts.system(report.header)}" if several else ""
        level = _level(report)
        first = (family, where, level) not in seen
        seen.add((family, where, level))
        rest = where if first else f" on {facts.files(report.header)}"
        numbers = tuple(int(n) for n in level.split(".") if n.isdecimal())
        of = (family, where) if first else None
        made.append(Place(f"{family} {level}{rest}", kind, of, numbers))
    labels = _numbered([place.label for place in made])
    return [replace(place, label=label) for place, label in zip(made, labels, strict=True)]


def spans(known: Sequence[Place], chosen: Collection[int]) -> list[str]:
    """The labels of the places with these numbers, interpreters first.

    Pythons that follow each other are told as "CPython 3.8–3.13".
    """
    told = {number: known[number].label for number in chosen}
    for family in {place.family for place in known if place.family}:
        pythons = sorted(
            (n for n in told if known[n].family == family), key=lambda n: known[n].level
        )
        for run in _runs(pythons, lambda n: known[n].level):
            if len(run) >= LEAST:
                ends = (".".join(map(str, known[end].level)) for end in (run[0], run[-1]))
                told = {n: label for n, label in told.items() if n not in run}
                told[min(run)] = f"{family[0]} {'–'.join(ends)}{family[1]}"
    kinds = get_args(Kind)

    def order(number: int) -> tuple[int, int, tuple[int, ...]]:
        place = known[number]
        first = next(n for n, other in enumerate(known) if other.family == place.family)
        return kinds.index(place.kind), first if place.family else number, place.level

    return [told[number] for number in sorted(told, key=order)]


def _runs(numbers: Iterable[int], level: Callable[[int], tuple[int, ...]]) -> list[list[int]]:
    """Places in the order of their levels, cut where a minor version is left out."""
    made: list[list[int]] = []
    for number in numbers:
        *major, minor = level(number) or (0,)
        if made and level(made[-1][-1]) == (*major, minor - 1):
            made[-1].append(number)
        else:
            made.append([number])
    return made
