"""Diffs and histories for a terminal, and a diff as Markdown for a pull request's comment."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from os_harness.report import markdown
from os_harness.report.diff import Diff, Kind, Row, differences, exit_code, functions, tally
from os_harness.report.history import Series
from os_harness.report.records import RED
from os_harness.report.storage import Report
from os_harness.report.text import printable

SHOWN = 20  # clauses shown of a kind of change
ROWS = 60  # the same in Markdown
COMMENT = 60_000  # characters: a comment on GitHub holds 65,536
STYLES = {Kind.BROKEN: "bold red", Kind.RIGHT: "bold green", Kind.CHANGED: "bold yellow"}


def show_diff(diff: Diff, console: Console) -> None:
    """Print a diff: what was compared, each kind of change by function and clause, the sum."""
    for name, report in (("old", diff.old), ("new", diff.new)):
        _line(console, f"{name}  {subject(report)}")
    _facts(diff.old, diff.new, console)
    for kind in Kind:
        _kind(diff, kind, console)
    if diff.appeared or diff.gone:
        _line(console, f"only in new: {diff.appeared} cases, only in old: {diff.gone}", "dim")
    words = ", ".join(f"{n} {kind}" for kind, n in tally(diff).items())
    status = exit_code(diff)
    style = "bold red" if status else "bold green"
    _line(
        console,
        "; ".join(filter(None, [f"{words}, {diff.same} the same", explanation(diff, status)])),
        style,
    )


def explanation(diff: Diff, status: int) -> str:
    """What there is to say about an exit code."""
    if status == 4 and not diff.new.complete:
        return "the new report is incomplete"
    if status == 4:
        return "the kit or the adapter failed"
    if status == 0 and diff.of(Kind.BROKEN):
        return "all that is new is expected"
    return ""


def subject(report: Report) -> str:
    """A report in one line: candidate and place, version, start, and whether it is whole."""
    info, run = report.header.candidate, report.header.run
    incomplete = "" if report.complete else ", incomplete"
    return f"{markdown.title(report)}, {info.version}, {run.started}{incomplete}"


def _facts(old: Report, new: Report, console: Console) -> None:
    for name, (before, after) in differences(old.header, new.header).items():
        _line(console, f"     {name}: {before or '-'} -> {after or '-'}", "dim")


def _kind(diff: Diff, kind: Kind, console: Console) -> None:
    """The changes of a kind, if there are any."""
    rows = diff.rows(kind)
    if not rows:
        return
    _line(console, f"{kind}: {len(diff.of(kind))} cases of {len(rows)} clauses", STYLES[kind])
    for function, own in functions(rows[:SHOWN]).items():
        _line(console, f"  {function}", "bold")
        for row in own:
            _row(row, console)
    if len(rows) > SHOWN:
        _line(console, f"  ... and {len(rows) - SHOWN} more clauses")


def _row(row: Row, console: Console) -> None:
    """One clause: how its cases changed, and the first of them."""
    _line(console, f"    {row.clause}  {row.steps}{_clause_words(row)}")
    _line(console, f"      {row.example.check}", "dim")
    if row.example.outcome in RED:
        for name in ("wanted", "got"):
            value = getattr(row.example, name).split("\n")[0]
            if value:
                _line(console, f"        {name:6}  {value}", "dim")


def _clause_words(row: Row) -> str:
    """What became of the clause as a whole, where its verdict is another one now."""
    return "" if row.was == row.now else f" (clause: {row.was} -> {row.now})"


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(Text(printable(" ".join(text.splitlines())), style), soft_wrap=True)


def markdown_of(diff: Diff) -> str:
    """A diff as Markdown that fits into a comment: as many rows of each kind as there is room for."""
    template = markdown.environment().get_template("diff.md")
    limit = ROWS
    while True:
        text = template.render(
            diff=diff, kinds=list(Kind), limit=limit, subject=subject, status=exit_code(diff),
            facts=differences(diff.old.header, diff.new.header), tally=tally(diff), red=RED,
            explanation=explanation(diff, exit_code(diff)),
        )  # fmt: skip
        if len(text) <= COMMENT or limit == 0:
            return text
        limit //= 2


def show_history(found: Sequence[Series], console: Console) -> None:
    """Print the transitions of each series, and the cases that came and went."""
    for one in found:
        _line(console, one.name, "bold")
        for step in one.steps:
            _line(console, f"{step.diff.new.header.run.started}  {_sum(step.diff)}")
            _facts(step.previous, step.diff.new, console)
            for kind in Kind:
                _kind(step.diff, kind, console)
        for check, path in list(one.restless.items())[:SHOWN]:
            _line(console, f"  came and went: {check}: {' -> '.join(path)}")
        if len(one.restless) > SHOWN:
            _line(console, f"  ... and {len(one.restless) - SHOWN} more that came and went")
        _line(console, _closing(one))


def _sum(diff: Diff) -> str:
    return ", ".join(f"{n} {kind}" for kind, n in tally(diff).items() if n)


def _closing(one: Series) -> str:
    if len(one.reports) == 1:
        return f"one report, of {one.reports[0].header.run.started}: nothing to compare it with"
    first, last = (one.reports[n].header.run.started for n in (0, -1))
    words = f"{one.transitions} transitions in {len(one.steps)} of {len(one.reports)} reports"
    return f"{words}, {first} to {last}"
