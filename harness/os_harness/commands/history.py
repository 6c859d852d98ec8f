"""`osconform history`: what changed over many reports, and when."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from os_harness.report import changes, storage
from os_harness.report.history import series

PATH = click.Path(path_type=Path)


@click.command("history")
@click.argument("reports", nargs=-1, required=True, type=PATH)
def command(reports: tuple[Path, ...]) -> int:
    """Show the transitions only, in the order in which the runs of REPORTS began.

    Reports of other candidates, platforms or Python levels make series of their own.
    """
    changes.show_history(series([storage.load(path) for path in reports]), Console())
    return 0
