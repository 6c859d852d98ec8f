"""Markdown: a summary for a job's page or a pull request; several reports make a matrix."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import jinja2
from markupsafe import Markup

from os_harness.report.records import NOT_RUN, RED, Outcome, Result
from os_harness.report.storage import Report
from os_harness.report.summary import by, counts
from os_harness.report.text import printable

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&@])")
SHOWN = 100  # red cases listed one by one


def escape(text: str) -> str:
    """Text as Markdown that shows just that, in one line, as plain characters."""
    return SPECIAL.sub(lambda m: f"&#{ord(m[1])};", " ".join(printable(text).split()))


def code(text: str) -> Markup:
    """Text as an inline code span in one line (HTML's, which no backtick can end)."""
    return Markup(f"<code>{escape(text)}</code>")


def codes(texts: Iterable[str]) -> Markup:
    """Texts as code spans, with commas between."""
    return Markup(", ".join(map(code, texts)))


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


def render(reports: Sequence[Report]) -> str:
    """The whole page."""
    parts = [] if len(reports) == 1 else [_matrix(reports)]
    return "\n".join([*parts, *(_single(report) for report in reports)])


def title(report: Report) -> str:
    """A report's name in one line."""
    info, platform = report.header.candidate, report.header.platform
    where = f"{platform.sys_platform}, {platform.filesystem or 'unknown file system'}"
    return f"{info.name} ({info.implementation} {info.python}, {where}, {platform.user})"


def _single(report: Report) -> str:
    lines = [f"## {escape(title(report))}", "", _counts(report), ""]
    bad = [r for r in report.results if r.outcome in RED or r.outcome == Outcome.BROKEN]
    if bad:
        lines += ["| outcome | check | promise | wanted | got |", "|---|---|---|---|---|"]
        lines += [_row(result) for result in bad[:SHOWN]]
        lines += [f"\n... and {len(bad) - SHOWN} more"] if len(bad) > SHOWN else []
        lines += ["", "| function | deviations |", "|---|---|"]
        functions = by(bad, lambda r: r.function)
        lines += [
            f"| {code(f)} | {', '.join(f'{n} {o}' for o, n in c.items())} |"
            for f, c in functions.items()
        ]
    return "\n".join([*lines, "", *_reasons(report), ""])


def _counts(report: Report) -> str:
    words = ", ".join(f"{number} {outcome}" for outcome, number in counts(report.results).items())
    incomplete = "" if report.complete else "**incomplete:** the run did not come to its end. "
    return f"{incomplete}{words or 'no check ran'}."


def _row(result: Result) -> str:
    cells = [str(result.outcome), code(result.check), escape(result.title)]
    cells += [escape(result.wanted[:200]), escape((result.got or result.message)[:200])]
    return f"| {' | '.join(cells)} |"


def _reasons(report: Report) -> list[str]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for result in report.results:
        if result.outcome in NOT_RUN:
            found[str(result.outcome), result.message.split("\n", 1)[0]] += 1
    return [f"- {n} {outcome}: {escape(reason)}" for (outcome, reason), n in sorted(found.items())]


def cell(found: dict[str, int]) -> str:
    """What a cell of the matrix says: all well, how many red, or why nothing was run."""
    red = sum(n for o, n in found.items() if Outcome(o) in RED)
    passed, broken = found.get("pass", 0), found.get("broken", 0)
    skipped = sum(n for o, n in found.items() if Outcome(o) in NOT_RUN)
    words = [f"{red} of {red + passed} deviate"] if red else [f"{passed} pass"] if passed else []
    words += [f"{broken} broken"] if broken else []
    words += [f"{skipped} not run"] if skipped and words else []
    return ", ".join(words) or ", ".join(sorted(found)) or "-"


def _matrix(reports: Sequence[Report]) -> str:
    tables = [by(report.results, lambda r: r.function) for report in reports]
    names = sorted({name for table in tables for name in table})
    head = "| function | " + " | ".join(escape(title(r)) for r in reports) + " |"
    lines = ["# Matrix", "", head, "|---" * (len(reports) + 1) + "|"]
    for name in names:
        cells = " | ".join(cell(table.get(name, {})) for table in tables)
        lines += [f"| {code(name)} | {cells} |"]
    return "\n".join([*lines, ""])
