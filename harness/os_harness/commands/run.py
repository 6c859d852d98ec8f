"""`osconform run`: the suite against a candidate, with progress, summary and report file."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from rich.console import Console

import os_conformance
from os_harness import stopping, streams
from os_harness.errors import AgentFault, ReportError, UsageError
from os_harness.report import storage, terminal
from os_harness.report.summary import exit_code
from os_harness.report.text import printable
from os_harness.running.control import Control
from os_harness.running.naming import command_of
from os_harness.running.progress import Progress
from os_harness.running.settings import Settings, encode

# What a worker's Python takes from the environment: where modules are, and how names are spelled.
KEPT = ("PYTHONPATH", "PYTHONHOME", "PYTHONUTF8", "PYTHONDEVMODE", "PYTHONDONTWRITEBYTECODE")
PROFILES = ["core", "seed", "posix", "windows", "full", "smoke"]


class Shard(click.ParamType[tuple[int, int]]):
    """I/N: the I-th of N parts of the suite."""

    name = "I/N"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, int]:
        """(I, N); a usage error unless 1 <= I <= N."""
        match = re.fullmatch(r"(\d+)/(\d+)", str(value))
        if not match or not 1 <= int(match[1]) <= int(match[2]):
            self.fail(f"{value!r}: expected I/N with 1 <= I <= N, such as 2/4")
        return int(match[1]), int(match[2])


class Level(click.ParamType[str]):
    """X.Y: a level of Python."""

    name = "X.Y"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """The text as it is; a usage error unless it is two numbers with a point."""
        if not re.fullmatch(r"\d+\.\d+", str(value)):
            self.fail(f"{value!r}: expected a level of Python such as 3.13")
        return str(value)


@click.command("run")
@click.argument("candidate")
@click.option(
    "-o", "--output", metavar="FILE|DIR", help="Where the report goes. [NAME.report.jsonl]"
)
@click.option("--profile", type=click.Choice(PROFILES), default="full", show_default=True)
@click.option(
    "-k", "select", metavar="EXPR", help="Only cases whose id or clauses match, as in pytest."
)
@click.option("--clause", metavar="GLOB", help="Only cases that verify a clause like this.")
@click.option("-n", "workers", default="auto", show_default=True, metavar="N|auto")
@click.option(
    "--sandbox", metavar="DIR", help="Work in a directory made here (on that file system)."
)
@click.option("--timeout", type=click.FloatRange(0.1), default=10.0, show_default=True, metavar="S")
@click.option("--python", metavar="EXE", help="The interpreter that runs the candidate.")
@click.option(
    "--level",
    type=Level(),
    help="Judge it as if it claimed to be this Python: how far is it from there? [its own level]",
)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--shard", type=Shard(), help="Only the I-th of N parts.")
@click.option("--resume", is_flag=True, help="Go on with the unfinished report at --output.")
@click.option(
    "--in-process", is_flag=True, help="Without an agent process (debugging; no isolation)."
)
@click.option("--unprivileged", is_flag=True, help="Without root's privileges.")
@click.option("--examples", type=click.IntRange(1), default=25, show_default=True)
@click.option("--scripts", type=click.IntRange(0), default=100, show_default=True)
@click.option("--expect", multiple=True, type=click.Path(), help="A file of expected deviations.")
@click.option("-x", "stop", is_flag=True, help="Stop at the first red check.")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar; the summary only.")
def command(
    workers: str, resume: bool, stop: bool, quiet: bool, output: str | None, **rest: Any
) -> int:
    """Run the suite against CANDIDATE and say what deviates.

    CANDIDATE: stdlib, reference, a name of 'osconform list candidates', package.module[:attribute],
    path/to/file.py[:attribute], or a .toml file.
    """
    path = _report_path(output, rest["candidate"])
    rest["expect"] = [os.path.abspath(name) for name in rest["expect"]]
    settings = Settings(report=str(path), done=_done(path) if resume else [], **rest)
    number = _workers(workers, settings)
    control = Control(settings, number, shlex.join(["osconform", *command_of(sys.argv[1:])]))
    console = Console(stderr=True)
    try:
        facts = control.open()
        level = ".".join(map(str, facts.python))
        progress = Progress(console, f"{settings.candidate} (Python {level})", quiet)
        ending = Ending()
        with _own_environment():
            status = pytest.main(
                _arguments(control.settings, number, stop), plugins=[progress, ending]
            )
        _demand_end(ending, progress)
        ended = {
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
            pytest.ExitCode.NO_TESTS_COLLECTED,
            *([pytest.ExitCode.INTERRUPTED] if stop and not progress.troubles else []),
        }
        if status not in ended or (progress.troubles and not stop):
            raise AgentFault(f"pytest ended with {status!r}: {progress.trouble()}")
        control.finish()
    finally:
        control.close()
    report = storage.load(path)
    summary = Console()
    with streams.writing():
        with summary.capture() as captured:
            terminal.write(report, summary, path)
        sys.stdout.write(captured.get())
    stale = _stale(control)  # beside deviations too: one run names all there is to mend
    return exit_code(report) or stale


class Ending:
    """A pytest plugin that ends workers and agents at once when a signal ends the run."""

    interrupted = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember the signal; xdist itself would wait for what the workers have still to do."""
        if isinstance(excinfo.value, stopping.Stopped):
            self.interrupted = True
            stopping.end_children()


def _demand_end(ending: Ending, progress: Progress) -> None:
    """Raise what stopped the run before its end: a signal, or a report that cannot be written."""
    if ending.interrupted:
        raise stopping.Stopped
    for trouble in progress.troubles:
        if storage.UNWRITABLE in trouble:
            raise ReportError(f"{trouble}; --resume goes on with it")


def _stale(control: Control) -> int:
    """Complain about expectations that no longer hold; 3 if there are any."""
    lines = control.stale()
    for line in lines:
        click.echo(printable(line), err=True)
    return 3 if lines else 0


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """Nothing that changes pytest or a worker's Python: a run must not depend on what is installed, on
    options for other tests, or on modules that happen to be in the working directory."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("PYTEST_", "PYTHON")) and name not in KEPT:
            del os.environ[name]
    os.environ.update(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTHONSAFEPATH="1")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _arguments(settings: Settings, workers: int, stop: bool) -> list[str]:
    folder = os_conformance.__path__[0]
    arguments = [
        os.path.join(folder, "checks"),
        "--candidate-settings", encode(settings),
        "-p", "no:cacheprovider", "-p", "no:tmpdir", "-p", "os_harness.plugin", "-p", "xdist",
        "-c", os.devnull, "--rootdir", folder, "--import-mode=importlib",
    ]  # fmt: skip
    if workers > 1:
        arguments += ["-n", str(workers), "--dist", "worksteal"]
    return arguments + (["-x"] if stop else [])


def _report_path(output: str | None, candidate: str) -> Path:
    name = re.sub(r"[^\w.-]+", "-", candidate).strip("-") + ".report.jsonl"
    if output is None:
        return Path(name)
    path = Path(output)
    return path / name if path.is_dir() else path


def _done(path: Path) -> list[str]:
    """The cases that an unfinished report already has."""
    return [result.check for result in storage.reopen(path).results]


def _workers(text: str, settings: Settings) -> int:
    if settings.in_process:
        return 1
    if text == "auto":
        return os.cpu_count() or 1
    if not text.isdigit():
        raise UsageError(f"-n {text}: expected a number or auto")
    return max(1, int(text))
