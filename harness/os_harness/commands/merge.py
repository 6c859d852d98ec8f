"""`osconform merge`: one report of the parts of a run."""

from __future__ import annotations

from pathlib import Path

import click

from os_harness.report import storage
from os_harness.report.merge import merge
from os_harness.report.text import printable

PATH = click.Path(path_type=Path)


@click.command("merge")
@click.argument("reports", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", required=True, type=PATH, help="The whole; compressed if NAME.gz.")
def command(reports: tuple[Path, ...], output: Path) -> int:
    """Put the REPORTS of shards of one run together: one candidate, suite, platform, profile and seed.

    The whole is incomplete if a part is, or if a shard is not among them.
    """
    made = merge([storage.load(path) for path in reports])
    footer = [made.report.footer] if made.report.footer else []
    storage.write(output, [made.report.header, *made.report.results, *footer])
    for line in made.lacks:
        click.echo(printable(f"incomplete: {line}"), err=True)
    words = ", ".join(f"{n} {outcome}" for outcome, n in made.report.tally.counts.items())
    click.echo(printable(f"{output}: {len(reports)} reports, {words or 'no check ran'}"))
    return 0
