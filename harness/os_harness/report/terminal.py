"""The summary on the terminal: failures first, by function, then counts and reasons."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from os_harness.report.records import NOT_RUN, RED, Result
from os_harness.report.storage import Report
from os_harness.report.summary import by, counts, unexpected
from os_harness.report.text import printable

SHOWN = 20  # red cases shown in full


def write(report: Report, console: Console, path: Path | None = None) -> None:
    """Print the summary of a run."""
    bad = [r for r in report.results if unexpected(r)]
    if bad:
        _failures(bad, console, path)
        _by_function(bad, console)
    _expected(report.results, console)
    _reasons(report.results, console)
    _closing(report, console, path)


def _failures(bad: list[Result], console: Console, path: Path | None) -> None:
    for result in bad[:SHOWN]:
        console.print(
            Text(f"{result.outcome}  ", "bold red") + Text(printable(result.check), "bold")
        )
        console.print(Text(f"  promise  {printable(result.title)}"))
        for name in ("wanted", "got"):
            value = printable(getattr(result, name)).split("\n")[0]
            if value:
                console.print(Text(f"  {name:7}  {value}"), soft_wrap=True)
        if not result.wanted and not result.got:
            console.print(Text(f"  {printable(result.message)}"), soft_wrap=True)
    if len(bad) > SHOWN:
        console.print(f"  ... and {len(bad) - SHOWN} more in the report")
    if path is not None:
        words = f"osconform repro {shlex.quote(str(path))} {shlex.quote(bad[0].check)}"
        console.print(Text(f"reproduce: {printable(words)}"), soft_wrap=True)


def _expected(results: list[Result], console: Console) -> None:
    """The deviations that an expectation file tells of, counted."""
    found = Counter(str(r.outcome) for r in results if r.outcome in RED and r.expected)
    for outcome, number in found.most_common():
        console.print(Text(f"{number:6} {outcome}: as expected", "dim"))


def _by_function(bad: list[Result], console: Console) -> None:
    table = Table("function", "level", "red", box=None, header_style="bold")
    for place, found in by(bad, lambda r: f"{r.function}\n{r.level}").items():
        name, _, level = place.partition("\n")
        table.add_row(
            Text(printable(name)),
            Text(printable(level)),
            ", ".join(f"{n} {o}" for o, n in found.items()),
        )
    console.print(table)


def _reasons(results: list[Result], console: Console) -> None:
    """Why cases were not run, a line a reason."""
    found = Counter((r.outcome, r.message.split("\n")[0]) for r in results if r.outcome in NOT_RUN)
    for (outcome, message), number in found.most_common():
        console.print(Text(f"{number:6} {outcome}: {printable(message)}", "dim"), soft_wrap=True)


def _closing(report: Report, console: Console, path: Path | None) -> None:
    total = counts(report.results)
    words = ", ".join(f"{n} {outcome}" for outcome, n in total.items()) or "no check ran"
    bad = any(map(unexpected, report.results))
    style = "bold red" if bad or not total else "bold green"
    seconds = f" in {report.footer.seconds:.1f} s" if report.footer else " (incomplete)"
    console.print(
        Text(f"{printable(report.header.candidate.name)}: {words}{seconds}", style), soft_wrap=True
    )
    if path is not None:
        console.print(Text(f"report: {printable(str(path))}"), soft_wrap=True)
