"""`osconform show`: everything about a check or a clause."""

from __future__ import annotations

import inspect

import click
from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text

from os_conformance import catalogue
from os_conformance.catalogue import Clause
from os_conformance.check import Check
from os_conformance.needs import NEEDS
from os_conformance.suite import all_checks
from os_harness.errors import UsageError


@click.command("show")
@click.argument("name")
def command(name: str) -> int:
    """Explain a CHECK (with or without its case) or a CLAUSE."""
    console = Console()
    clauses = catalogue.load()
    checks = {check.id: check for check in all_checks()}
    found = name.partition("[")[0]
    if name in clauses:
        _clause(clauses[name], [c for c in checks.values() if name in _clauses(c)], console)
    elif found in checks:
        _check(checks[found], console)
    else:
        near = [n for n in [*clauses, *checks] if name in n][:3]
        hint = f"; near: {', '.join(near)}" if near else ""
        raise UsageError(f"no check or clause {name!r}{hint}")
    return 0


def _clauses(check: Check) -> set[str]:
    return {c for case in check.cases for c in check.case_clauses(case)}


def _line(console: Console, name: str, value: str) -> None:
    if value:
        console.print(Text(f"{name:10} ", "bold").append(value, "not bold"), soft_wrap=True)


def _clause(clause: Clause, checks: list[Check], console: Console) -> None:
    _line(console, "clause", clause.id)
    _line(console, "promise", clause.statement)
    _line(
        console,
        "level",
        clause.level + (f" ({', '.join(clause.platforms)})" if clause.platforms else ""),
    )
    _line(console, "since", ".".join(map(str, clause.since or ())))
    _line(console, "until", ".".join(map(str, clause.until or ())))
    _line(console, "section", clause.section)
    _line(console, "source", ", ".join(clause.sources))
    _line(console, "untestable", clause.untestable or "")
    for check in checks:
        _line(console, "check", f"{check.id}: {check.title}")


def _check(check: Check, console: Console) -> None:
    _line(console, "check", check.id)
    _line(console, "behaviour", check.title)
    for name in sorted(_clauses(check)):
        _line(console, "clause", name)
    for name in check.needs:
        _line(console, "needs", f"{name}: {NEEDS[name].meaning}")
    if len(check.cases) > 1:
        _line(console, "cases", f"{len(check.cases)}, such as {check.cases[0].id}")
    console.print(Syntax(inspect.getsource(check.function), "python", theme="ansi_light"))
