"""`osconform expect`: expectation files."""

from __future__ import annotations

from pathlib import Path

import click

from os_harness.expectations.update import update as refresh
from os_harness.report import storage


@click.group("expect")
def command() -> None:
    """Write and refresh expectation files."""


@command.command("update")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--from", "reports", multiple=True, required=True, type=click.Path(path_type=Path),
    help="A report; may be given again.",
)  # fmt: skip
@click.option("--reason", default="", help="The reason for new entries.")
@click.option(
    "--link", default="", help="The link for new entries (default: where the promise stands)."
)
def update(file: Path, reports: tuple[Path, ...], reason: str, link: str) -> int:
    """Make FILE fit the reports: add new deviations, remove mended ones, keep comments and reasons."""
    change = refresh(file, [storage.load(path) for path in reports], reason, link)
    click.echo(f"{file}: {change.added} added, {change.changed} changed, {change.removed} removed")
    return 0
