"""`osconform list`: clauses, checks, candidates, needs."""

from __future__ import annotations

from collections import Counter

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from os_conformance import catalogue
from os_conformance.needs import NEEDS
from os_conformance.suite import all_checks
from os_harness import candidates


@click.group("list")
def command() -> None:
    """List clauses, checks, candidates or needs."""


@command.command("clauses")
@click.argument("pattern", default="*")
@click.option("--uncovered", is_flag=True, help="Only testable clauses that no check verifies.")
@click.option("--profile", type=str, help="Only those of a profile.")
def list_clauses(pattern: str, uncovered: bool, profile: str | None) -> int:
    """The clauses that match PATTERN (a glob), with the number of cases that verify each."""
    counts = coverage()
    rows = [c for c in catalogue.load().select(pattern) if _in(c, profile)]
    testable = [c for c in rows if not c.untestable]
    shown = [c for c in testable if not counts[c.id]] if uncovered else rows
    table = Table("clause", "level", "cases", "promise", box=None, header_style="bold")
    for c in shown:
        table.add_row(
            c.id, c.level, str(counts[c.id] or ("-" if c.untestable else 0)), Text(c.statement)
        )
    _print(table)
    covered = sum(bool(counts[c.id]) for c in testable)
    share = 100 * covered / len(testable) if testable else 0.0
    click.echo(f"{len(rows)} clauses, {len(testable)} testable, {covered} ({share:.1f} %) verified")
    return 0


def _in(clause: catalogue.Clause, profile: str | None) -> bool:
    return profile is None or catalogue.in_profile(clause, profile)


def coverage() -> Counter[str]:
    """clause -> number of cases that verify it."""
    return Counter(
        c for check in all_checks() for case in check.cases for c in check.case_clauses(case)
    )


@command.command("checks")
@click.argument("pattern", default="")
def list_checks(pattern: str) -> int:
    """The checks whose id holds PATTERN, with the number of their cases."""
    table = Table("check", "cases", "behaviour", box=None, header_style="bold")
    found = [check for check in all_checks() if pattern in check.id]
    for check in found:
        table.add_row(Text(check.id), str(len(check.cases)), Text(check.title))
    _print(table)
    click.echo(f"{len(found)} checks, {sum(len(c.cases) for c in found)} cases")
    return 0


@command.command("candidates")
def list_candidates() -> int:
    """The candidates of the catalogue."""
    table = Table("candidate", "what it is", "provision", box=None, header_style="bold")
    for entry in candidates.catalogue().values():
        table.add_row(entry.name, entry.title, entry.provision)
    _print(table)
    return 0


@command.command("needs")
def list_needs() -> int:
    """What checks may need, and what counts when it is not there."""
    table = Table("need", "meaning", "if unmet", box=None, header_style="bold")
    for need in NEEDS.values():
        table.add_row(need.name, need.meaning, need.outcome)
    _print(table)
    return 0


def _print(table: Table) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = 200
    console.print(table)
