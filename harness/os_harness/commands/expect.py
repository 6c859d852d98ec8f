"""`osconform expect`: expectation files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from os_conformance import catalogue, suite
from os_harness.expectations.evidence import evidence
from os_harness.expectations.update import New
from os_harness.expectations.update import update as refresh
from os_harness.report import storage
from os_harness.report.text import printable

SHOWN = 20  # entries told one by one


@click.group("expect")
def command() -> None:
    """Write and refresh expectation files."""


@command.command("update")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--from", "reports", multiple=True, required=True, type=click.Path(path_type=Path),
    help="A report; may be given again, for several platforms and Pythons.",
)  # fmt: skip
@click.option("--reason", default="", help="The reason for new entries.")
@click.option(
    "--link", default="", help="The link for new entries (default: where the promise stands)."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
    help="The last day of new entries, and of those whose last day is over.",
)  # fmt: skip
def update(
    file: Path, reports: tuple[Path, ...], reason: str, link: str, until: datetime | None
) -> int:
    """Make FILE fit the reports: add new deviations, remove what is mended or about nothing.

    Comments, order and reasons stay.  A deviation of some of the reports' platforms or Pythons becomes an
    entry for these.
    """
    seen = [evidence(storage.load(path), file) for path in reports]
    new = New(reason.strip(), link.strip(), until.date() if until else None)
    change = refresh(file, seen, suite.cases(), catalogue.load().keys(), new)
    _tell("removed", change.removed)
    _tell("left", change.left)
    words = (
        f"{len(change.added)} added, {len(change.changed)} changed, {len(change.removed)} removed"
    )
    click.echo(printable(f"{file}: {words}"))
    return 0


def _tell(what: str, lines: Sequence[str]) -> None:
    """The entries that nobody finds in the file any more, or that it cannot settle."""
    for line in lines[:SHOWN]:
        click.echo(printable(f"{what}: {' '.join(line.split())}"))
    if len(lines) > SHOWN:
        click.echo(f"{what}: ... and {len(lines) - SHOWN} more")
