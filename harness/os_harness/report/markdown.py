"""Markdown: a summary for a job's page or a pull request; several reports make a matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import jinja2

from os_harness.report import facts, matrix
from os_harness.report.escaping import code, codes, escape
from os_harness.report.records import NOT_RUN, RED, Outcome, Result
from os_harness.report.storage import Report
from os_harness.report.tally import Tally

SHOWN = 100  # red cases listed one by one
FEW = 10  # the same where there are several reports


def environment() -> jinja2.Environment:
    """Templates of Markdown, with every text escaped that did not go through `code`."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("os_harness.report"),
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: escape(value) if type(value) is str else value,
    )
    made.filters |= {"code": code, "codes": codes}
    return made


def render(reports: Sequence[Report], sections: Mapping[str, str] | None = None) -> str:
    """The whole page; `sections`: function -> section, for a matrix by section too."""
    if len(reports) == 1:
        return _single(reports[0], SHOWN, alone=True)
    singles = (_single(report, FEW, alone=False) for report in reports)
    return "\n".join([matrix.render(reports, sections or {}), *singles])


def title(report: Report) -> str:
    """A report's name in one line."""
    info = report.header.candidate
    return f"{info.name} ({facts.implementation(info)}, {facts.platform(report.header)})"


def _single(report: Report, limit: int, alone: bool) -> str:
    """Counts, the first `limit` of the deviations, and why cases were not run.

    How many deviations each function has, and all reasons, only where the report is `alone`: beside others
    the matrix tells the former.
    """
    bad = Tally()
    rows: list[str] = []
    reasons = Counter[tuple[str, str]]()
    for result in report.results:
        if result.outcome in RED or result.outcome == Outcome.BROKEN:
            bad.add(result)
            rows += [_row(result)] if len(rows) < limit else []
        elif result.outcome in NOT_RUN:
            reasons[str(result.outcome), result.message.split("\n", 1)[0]] += 1
    lines = [f"## {escape(title(report))}", "", _counts(report), ""]
    if rows:
        lines += ["| outcome | check | promise | wanted | got |", "|---|---|---|---|---|", *rows]
        more = bad.outcomes.total() - len(rows)
        lines += [f"\n... and {more} more"] if more else []
    if rows and alone:
        lines += ["", "| function | deviations |", "|---|---|"]
        lines += [
            f"| {code(f)} | {', '.join(f'{n} {o}' for o, n in c.items())} |"
            for f, c in bad.by_function.items()
        ]
    return "\n".join([*lines, "", *_reasons(reasons, None if alone else FEW), ""])


def _reasons(reasons: Counter[tuple[str, str]], limit: int | None) -> list[str]:
    """Why cases were not run; with a limit the most frequent reasons, and how many cases have others."""
    frequent = reasons.most_common(limit)
    rest = reasons.total() - sum(number for _, number in frequent)
    told = [f"- {n} {outcome}: {escape(why)}" for (outcome, why), n in sorted(frequent)]
    others = f"- {rest} not run for {len(reasons) - len(frequent)} other reasons"
    return [*told, *([others] if rest else [])]


def _counts(report: Report) -> str:
    words = ", ".join(f"{number} {outcome}" for outcome, number in report.tally.counts.items())
    incomplete = "" if report.complete else "**incomplete:** the run did not come to its end. "
    return f"{incomplete}{words or 'no check ran'}."


def _row(result: Result) -> str:
    cells = [str(result.outcome), code(result.check), escape(result.title)]
    cells += [escape(result.wanted[:200]), escape((result.got or result.message)[:200])]
    return f"| {' | '.join(cells)} |"


def cell(found: dict[str, int]) -> str:
    """What a cell of the matrix says: all well, how many red, or why nothing was run."""
    red = sum(n for o, n in found.items() if Outcome(o) in RED)
    passed, broken = found.get("pass", 0), found.get("broken", 0)
    skipped = sum(n for o, n in found.items() if Outcome(o) in NOT_RUN)
    words = [f"{red} of {red + passed} deviate"] if red else [f"{passed} pass"] if passed else []
    words += [f"{broken} broken"] if broken else []
    words += [f"{skipped} not run"] if skipped and words else []
    return ", ".join(words) or ", ".join(sorted(found)) or "-"
