"""The summary on the terminal: failures first, by function, then counts and reasons."""

from __future__ import annotations

import shlex
from collections import Counter
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from os_harness.report import facts
from os_harness.report.records import NOT_RUN, RED, Result
from os_harness.report.storage import Report
from os_harness.report.tally import unexpected
from os_harness.report.text import printable

SHOWN = 20  # red cases shown in full
REASONS = 12  # why cases were not run


def write(report: Report, console: Console, path: Path | None = None) -> None:
    """Print the summary of a run."""
    shown: list[Result] = []
    expected, reasons = Counter[str](), Counter[tuple[str, str]]()
    places = Counter[tuple[str, str, str]]()
    for result in report.results:
        if unexpected(result):
            places[result.function, result.level, str(result.outcome)] += 1
            shown += [result] if len(shown) < SHOWN else []
        elif result.outcome in RED:
            expected[str(result.outcome)] += 1
        elif result.outcome in NOT_RUN:
            reasons[str(result.outcome), result.message.split("\n")[0]] += 1
    if shown:
        _failures(shown, report.tally.unexpected, console, path)
        _by_function(places, console)
    for outcome, number in expected.most_common():
        console.print(Text(f"{number:6} {outcome}: as expected", "dim"))
    _reasons(reasons, console)
    _closing(report, console, path)


def _failures(shown: list[Result], number: int, console: Console, path: Path | None) -> None:
    """The first of the deviations in full, how many more there are, and how to repeat one."""
    for result in shown:
        heading = Text(f"{result.outcome}  ", "bold red") + Text(printable(result.check), "bold")
        console.print(heading, soft_wrap=True)
        console.print(Text(f"  promise  {printable(result.title)}"), soft_wrap=True)
        for name in ("wanted", "got"):
            value = printable(getattr(result, name)).split("\n")[0]
            if value:
                console.print(Text(f"  {name:7}  {value}"), soft_wrap=True)
        if not result.wanted and not result.got:
            console.print(Text(f"  {printable(result.message)}"), soft_wrap=True)
    if number > len(shown):
        console.print(f"  ... and {number - len(shown)} more in the report")
    if path is not None:
        words = f"osconform repro {shlex.quote(str(path))} {shlex.quote(shown[0].check)}"
        console.print(Text(f"reproduce: {printable(words)}"), soft_wrap=True)


def _by_function(places: Counter[tuple[str, str, str]], console: Console) -> None:
    """Where the deviations are: (function, level, outcome) -> how many, as a table."""
    table = Table("function", "level", "red", box=None, header_style="bold")
    for (function, level), rows in groupby(sorted(places.items()), lambda item: item[0][:2]):
        words = ", ".join(f"{number} {outcome}" for (_, _, outcome), number in rows)
        table.add_row(Text(printable(function)), Text(printable(level)), words)
    console.print(table)


def _reasons(reasons: Counter[tuple[str, str]], console: Console) -> None:
    """Why cases were not run: (outcome, reason) -> how many; the most frequent ones."""
    for (outcome, message), number in reasons.most_common(REASONS):
        console.print(Text(f"{number:6} {outcome}: {printable(message)}", "dim"), soft_wrap=True)
    rest = [number for _, number in reasons.most_common()[REASONS:]]
    if rest:
        console.print(Text(f"{sum(rest):6} not run for {len(rest)} other reasons", "dim"))


def _closing(report: Report, console: Console, path: Path | None) -> None:
    tally = report.tally
    words = ", ".join(f"{n} {outcome}" for outcome, n in tally.counts.items()) or "no check ran"
    style = "bold red" if tally.unexpected or not tally.counts else "bold green"
    seconds = f" in {report.footer.seconds:.1f} s" if report.footer else " (incomplete)"
    header = report.header
    console.print(
        Text(f"{printable(header.candidate.name)}: {words}{seconds}", style), soft_wrap=True
    )
    where = f"{facts.implementation(header.candidate)}, {facts.platform(header)}"
    console.print(Text(printable(where), "dim"), soft_wrap=True)
    if path is not None:
        console.print(Text(f"report: {printable(str(path))}"), soft_wrap=True)
