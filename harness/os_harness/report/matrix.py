"""The matrix as Markdown: candidates in columns; sections of the manual, then functions, in rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from os_harness.report import facts, places
from os_harness.report.escaping import code, codes, escape
from os_harness.report.records import RED, Outcome
from os_harness.report.storage import Report
from os_harness.report.tally import Tally

Found = Counter[Outcome]

LEGEND = (
    "✓: all that was tried holds. **n/m**: n of m cases with a verdict deviate. **none**: the name is not "
    "there. –: not promised there. ·: could not be tried there. !: the kit's own fault."
)
BY_FUNCTION = "## By function"  # the heading that the longest table stands below


def render(reports: Sequence[Report], sections: Mapping[str, str]) -> str:
    """The matrix of several reports; `sections`: function -> section of the manual, in their order."""
    names = places.names(reports)
    tallies = [report.tally for report in reports]
    lines = ["# Matrix", "", *_candidates(reports, names, tallies), "", LEGEND, ""]
    if sections:
        grouped = [_by_section(tally, sections) for tally in tallies]
        found = {section for table in grouped for section in table}
        rows = [s for s in dict.fromkeys([*sections.values(), *sorted(found)]) if s in found]
        lines += ["## By section", "", *_table("section", names)]
        lines += [_row(escape(s), [table.get(s, Found()) for table in grouped]) for s in rows]
        lines += [""]
    return "\n".join([*lines, *_functions(names, tallies)])


def _candidates(
    reports: Sequence[Report], names: Sequence[str], tallies: Sequence[Tally]
) -> list[str]:
    lines = ["| candidate | version | platform | run | pass | deviate | not run |"]
    lines += ["|---|---|---|---|---:|---:|---:|"]
    for report, name, tally in zip(reports, names, tallies, strict=True):
        run = report.header.run
        words = (
            facts.implementation(report.header.candidate),
            facts.platform(report.header),
            f"{run.started[:10]}, suite {report.header.kit.suite}, seed {run.seed}",
        )
        incomplete = "" if report.complete else " **incomplete**"
        numbers = (
            tally.outcomes[Outcome.PASS],
            tally.red,
            tally.not_run,
        )
        cells = [code(name) + incomplete, *map(escape, words), *map(str, numbers)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _by_section(tally: Tally, sections: Mapping[str, str]) -> dict[str, Found]:
    made: defaultdict[str, Found] = defaultdict(Counter)
    for function, found in tally.functions.items():
        made[sections.get(function, "Others")] += found
    return made


def _functions(names: Sequence[str], tallies: Sequence[Tally]) -> list[str]:
    """A row for the functions that deviate somewhere, one for all that do so alike; the others by name."""
    functions = sorted({name for tally in tallies for name in tally.functions})
    rows = {name: [tally.functions.get(name, Found()) for tally in tallies] for name in functions}
    odd = [name for name, cells in rows.items() if any(map(_deviates, cells))]
    rest = [name for name in functions if name not in set(odd)]
    held = [name for name in rest if any(found[Outcome.PASS] for found in rows[name])]
    silent = [name for name in rest if name not in set(held)]
    lines = [BY_FUNCTION, ""]
    same: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in odd:
        same[tuple(map(mark, rows[name]))].append(name)
    told = (f"| {' | '.join([codes(found), *marks])} |" for marks, found in same.items())
    lines += [*_table("function", names), *told, ""] if odd else []
    lines += [f"As promised wherever they were tried: {codes(held)}.", ""] if held else []
    lines += [f"Not tried anywhere: {codes(silent)}.", ""] if silent else []
    return lines


def _table(first: str, names: Sequence[str]) -> list[str]:
    return [f"| {' | '.join([first, *map(escape, names)])} |", "|---" + "|:-:" * len(names) + "|"]


def _row(head: str, cells: Sequence[Found]) -> str:
    return f"| {' | '.join([head, *map(mark, cells)])} |"


def _deviates(found: Found) -> bool:
    return bool(found[Outcome.BROKEN] or any(found[outcome] for outcome in RED))


def mark(found: Found) -> str:
    """What a cell says, in a few characters (`LEGEND`)."""
    red, passed = sum(found[outcome] for outcome in RED), found[Outcome.PASS]
    fault = " !" if found[Outcome.BROKEN] else ""
    if red and red == found[Outcome.MISSING] and not passed:
        return f"**none**{fault}"
    if red:
        return f"**{red}/{red + passed}**{fault}"
    if passed:
        return f"✓{fault}"
    return fault.strip() or ("·" if set(+found) - {Outcome.NOT_APPLICABLE} else "–")
