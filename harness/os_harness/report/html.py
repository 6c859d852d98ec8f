"""One self-contained HTML page: summary, filters, and for each red case trace and reproducer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

import jinja2

from os_harness.report.markdown import cell, title
from os_harness.report.records import NOT_RUN, RED, Outcome, Result
from os_harness.report.storage import Report
from os_harness.report.summary import by, counts, coverage
from os_harness.report.text import printable

Statement = Callable[[str], str]


def environment() -> jinja2.Environment:
    """Templates with everything escaped that a candidate may have said."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("os_harness.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    made.filters["anchor"] = anchor
    return made


def anchor(text: str) -> str:
    """Text as part of a link's target."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def render(reports: Sequence[Report], statement: Statement = lambda clause: "") -> str:
    """The page for one report, or for several with a matrix; `statement` gives a clause's promise."""
    template = environment().get_template("report.html")
    views = [_view(report, number) for number, report in enumerate(reports)]
    functions = sorted({name for view in views for name in view["by_function"]})
    return template.render(views=views, functions=functions, statement=statement, cell=cell)


def _view(report: Report, number: int) -> dict[str, Any]:
    results = sorted(report.results, key=lambda r: (_rank(r), r.check))
    return {
        "number": number,
        "title": title(report),
        "header": report.header,
        "complete": report.complete,
        "seconds": report.footer.seconds if report.footer else None,
        "counts": counts(results),
        "clauses": coverage(results),
        "by_function": by(results, lambda r: r.function),
        "bad": [r for r in results if _rank(r) == 0],
        "rest": [r for r in results if _rank(r)],
        "levels": sorted({r.level for r in results}),
    }


def _rank(result: Result) -> int:
    """Red and broken first, then what was not run, then passes."""
    if result.outcome in RED or result.outcome == Outcome.BROKEN:
        return 0
    return 1 if result.outcome in NOT_RUN else 2
