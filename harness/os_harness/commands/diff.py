"""`osconform diff`: what a change broke and what it mended."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from os_harness.report import changes, storage
from os_harness.report.diff import compare, demand_common, exit_code

PATH = click.Path(path_type=Path)


@click.command("diff")
@click.argument("old", type=PATH)
@click.argument("new", type=PATH)
@click.option(
    "--markdown",
    "markdown_file",
    type=PATH,
    help="Write it here too, for a pull request's comment.",
)
def command(old: Path, new: Path, markdown_file: Path | None) -> int:
    """Say what is newly broken, newly right or changed from report OLD to report NEW.

    Exit codes: 0 nothing new is wrong; 1 new deviations, or old ones with another outcome, that no
    expectation file tells of; 4 the kit failed in NEW, or NEW is incomplete.
    """
    diff = compare(storage.load(old), storage.load(new))
    demand_common(diff)
    if markdown_file is not None:
        storage.write_text(markdown_file, changes.markdown_of(diff))
    changes.show_diff(diff, Console())
    return exit_code(diff)
