"""`osconform repro`: the standalone script for a red check."""

from __future__ import annotations

from pathlib import Path

import click

from os_harness.errors import UsageError
from os_harness.report import storage


@click.command("repro")
@click.argument("report", type=click.Path(path_type=Path))
@click.argument("check")
def command(report: Path, check: str) -> int:
    """Print a plain Python script, without the kit, that shows what CHECK found in REPORT."""
    results = {result.check: result for result in storage.load(report).results}
    found = results.get(check)
    if found is None:
        near = [name for name in sorted(results) if check in name and results[name].reproducer]
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"{report}: no check {check!r}{hint}")
    if not found.reproducer:
        raise UsageError(f"{report}: {check} came out as {found.outcome}: nothing to reproduce")
    click.echo(found.reproducer, nl=False)
    return 0
