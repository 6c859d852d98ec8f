"""`osconform matrix`: one candidate along an axis."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from os_harness import filesystems
from os_harness.errors import UsageError
from os_harness.expectations import layers


@click.group("matrix")
def command() -> None:
    """Run a candidate along an axis: file systems."""


@command.command("filesystems")
@click.argument("candidate")
@click.option("--only", multiple=True, metavar="NAME", help="One file system; may be given again.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("."),
              help="Where the reports go.")  # fmt: skip
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def file_systems(
    candidate: str, only: tuple[str, ...], output: Path, options: tuple[str, ...]
) -> int:
    """Run CANDIDATE on freshly made file systems (Linux, root).

    OPTIONS after "--" go to `osconform run`.  A report each, <candidate>-<file system>.report.jsonl, and at
    the end the matrix: <candidate>-filesystems.md.  The exit code is the worst of the runs'.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        raise UsageError("matrix filesystems: expected Linux and root, who may mount")
    chosen = [_known(name) for name in only] or list(filesystems.KNOWN.values())
    output.mkdir(parents=True, exist_ok=True)
    worst, reports = 0, []
    with tempfile.TemporaryDirectory(prefix="osconform-mounts-") as folder:
        os.chmod(folder, 0o755)  # checks look at the files as other users too
        for fs in chosen:
            lacking = filesystems.missing(fs)
            if lacking:
                click.echo(f"left out: {lacking}", err=True)
                continue
            report = output / f"{_plain(candidate)}-{fs.name}.report.jsonl"
            status = _run(fs, Path(folder), candidate, report, options)
            if status is not None:
                worst = max(worst, status)
                reports.append(report)
    if reports:
        page = output / f"{_plain(candidate)}-filesystems.md"
        _osconform("report", *reports, "--markdown", page)
    return worst


def _run(
    fs: filesystems.FileSystem, folder: Path, candidate: str, report: Path, options: tuple[str, ...]
) -> int | None:
    """The exit code of the run; None if the file system cannot be had here."""
    try:
        with filesystems.mounted(fs, folder) as sandbox:
            click.echo(f"{fs.name}:", err=True)
            known = ("--expect", layers.kit_file(fs.expect)) if fs.expect else ()
            place = ("--sandbox", sandbox, "-o", report)
            return _osconform("run", candidate, "-q", *place, *known, *options)
    except UsageError as error:
        click.echo(f"left out: {error}", err=True)
        return None


def _known(name: str) -> filesystems.FileSystem:
    if name not in filesystems.KNOWN:
        raise UsageError(f"--only {name}: expected one of {', '.join(filesystems.KNOWN)}")
    return filesystems.KNOWN[name]


def _plain(candidate: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in Path(candidate).name)


def _osconform(*arguments: object) -> int:
    return subprocess.call([sys.executable, "-m", "os_harness", *map(str, arguments)])
