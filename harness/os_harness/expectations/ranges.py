"""For which platforms and Pythons a deviation was seen, as expectation files tell it.  Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from os_harness.expectations.entries import Level, span
from os_harness.report.records import RED, Outcome

Place = tuple[str, Level]  # a platform and a level of Python
Seen = Mapping[Place, frozenset[Outcome]]  # what came out where
EVER = "-"  # the range of all Pythons


@dataclass(frozen=True)
class Range:
    """Where a deviation is: on these platforms (none: on all), for these Pythons; and what it is there."""

    platforms: tuple[str, ...]
    python: str
    outcomes: frozenset[Outcome]


def ranges(seen: Seen) -> list[Range]:
    """The fewest restrictions that leave out every place where it passed: none, platforms, Pythons, both.

    Of places that nobody looked at the ranges say what the nearest ones do.
    """
    red = {place for place, outcomes in seen.items() if outcomes & RED}
    good = seen.keys() - red
    outcomes = _union(seen[place] for place in red)
    platforms = {platform for platform, _ in red}
    if not red or not good:
        return [Range((), EVER, outcomes)] if red else []
    if not platforms & {platform for platform, _ in good}:
        return [Range(tuple(sorted(platforms)), EVER, outcomes)]
    python = _between({level for _, level in red}, {level for _, level in good})
    if python is not None:
        return [Range((), python, outcomes)]
    return [found for platform in sorted(platforms) for found in _on(platform, seen)]


def _on(platform: str, seen: Seen) -> Iterator[Range]:
    """The ranges of one platform: the runs of Pythons with the deviation."""
    levels = sorted(level for where, level in seen if where == platform)
    good = {level for level in levels if not seen[platform, level] & RED}
    run: list[Level] = []
    for level in [*levels, None]:
        if level is not None and level not in good:
            run.append(level)
        elif run:
            outcomes = _union(seen[platform, each] for each in run)
            yield Range((platform,), _between(set(run), good) or EVER, outcomes)
            run = []


def _union(outcomes: Iterable[frozenset[Outcome]]) -> frozenset[Outcome]:
    return frozenset[Outcome]().union(*outcomes)


def _between(red: set[Level], good: set[Level]) -> str | None:
    """The range of the red levels, open where no good one is beyond; None if a good one is among them."""
    low, high = min(red), max(red)
    if any(low <= level <= high for level in good):
        return None
    first = _text(low) if any(level < low for level in good) else ""
    last = _text(high) if any(level > high for level in good) else ""
    return first if first and first == last else f"{first}-{last}"


def meet(one: str, other: str) -> str:
    """The Pythons that are in both ranges."""
    (first_of_one, last_of_one), (first_of_other, last_of_other) = span(one), span(other)
    low, high = max(first_of_one, first_of_other), min(last_of_one, last_of_other)
    first = "" if low == span(EVER)[0] else _text(low)
    last = "" if high == span(EVER)[1] else _text(high)
    return first if first and first == last else f"{first}-{last}"


def _text(level: Level) -> str:
    return ".".join(map(str, level))
