"""What `osconform report` costs on a million results: seconds and peak memory of the whole command.

    python harness/benchmarks/large_report.py [--results N] [--places N] [--limit-seconds S] [--limit-mib M]

The reports are made up, of the size and kind of real ones: the suite's own cases, again and again with a
number added, one in twenty red with trace and reproducer.  Each format is rendered in a process of its own,
then all at once.  Exit code 1 if one of them is over a limit.
"""

from __future__ import annotations

import argparse
import inspect
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from os_conformance import catalogue, suite
from os_harness.report import storage
from os_harness.report.records import (
    CandidateInfo,
    Header,
    Kit,
    Outcome,
    PlatformInfo,
    Record,
    Result,
    RunInfo,
    Step,
)
from os_harness.report.summary import footer
from os_harness.running import replay

sys.path.insert(
    0, str(Path(__file__).parents[1] / "tools")
)  # tools are no part of what is installed

from browser import CHROMIUM, Browser

RED = 20  # one case in so many deviates
FORMATS = {
    "html": ["--html", "page.html"],
    "markdown": ["--markdown", "page.md"],
    "guide": ["--guide", "guide/", "--guide", "guide.html"],
    "junit": ["--junit", "junit.xml"],
    "badge": ["--badge", "badge.json"],
    "json": ["--json", "document.json"],
    "terminal": [],
}
SHARED = inspect.getsource(replay)  # what real reproducers have in common


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock and of a processor, the most memory it held, in MiB."""

    seconds: float
    cpu: float
    mib: float


def header(place: int) -> Header:
    """The header of one of the made-up reports."""
    name = f"place-{place:02}"
    return Header(
        format=1,
        kit=Kit(version="0", suite=suite.VERSION),
        candidate=CandidateInfo(
            name=name, spec=name, implementation="cpython", version="3.12.1", python="3.12.1",
            os_name="posix", module="os",
        ),
        platform=PlatformInfo(
            system="Linux", release="6", sys_platform="linux", machine="x86_64", filesystem="ext4",
            case_sensitive=True, user="root",
        ),
        run=RunInfo(started="2026-01-01T00:00:00+00:00", seed=0, profile="full", workers=2, command=""),
    )  # fmt: skip


def results(number: int, place: int) -> Iterator[Result]:
    """`number` results for one place, in the order of their ids; which are red depends on the place."""
    known = catalogue.load()
    cases = [(check, case) for check in suite.all_checks() for case in check.cases]
    rounds = -(-number // len(cases))
    named = sorted(
        (f"{check.case_id(case)}#{round_}", n, check, case)
        for round_ in range(rounds)
        for n, (check, case) in enumerate(cases)
    )
    for name, n, check, case in named[:number]:
        clauses = list(check.case_clauses(case))
        first = known[clauses[0]]
        red = (n * 7 + place * 3 + len(name)) % RED == 0
        made = Result(
            check=name, clauses=clauses, function=first.function, level=first.level,
            outcome=Outcome.FAIL if red else Outcome.PASS, expected=not red, title=check.title,
            seconds=0.004,
        )  # fmt: skip
        yield _red(made, place) if red else made


def _red(result: Result, place: int) -> Result:
    """The result with what a deviation carries."""
    steps = [
        Step(actor="host", code=f"host.mkdir(SCRATCH + '/{result.check[-12:]}')"),
        Step(actor="candidate", code=f"{result.function}('{result.check[-20:]}', {place})",
             raised=f"FileNotFoundError(ENOENT, filename='{result.check[-20:]}')"),
    ]  # fmt: skip
    script = f'"""Check {result.check}"""\n\n{SHARED}\n\n' + "\n".join(s.code for s in steps)
    return Result(
        check=result.check, clauses=result.clauses, function=result.function, level=result.level,
        outcome=result.outcome, expected=False, title=result.title, seconds=result.seconds,
        wanted="FileExistsError", got=f"FileNotFoundError(ENOENT) at {place}",
        message=f"wanted FileExistsError, got FileNotFoundError(ENOENT) at {place}",
        trace=steps, reproducer=script,
    )  # fmt: skip


def write(path: Path, number: int, place: int) -> None:
    """Write one made-up report."""
    head = header(place)
    last = footer(storage.Report(head, _Again(number, place)), 60.0)
    records: Iterator[Record] = itertools.chain([head], results(number, place), [last])
    storage.write(path, records)


class _Again(Sequence[Result]):
    """The results of a place, made anew each time they are gone through."""

    def __init__(self, number: int, place: int) -> None:
        self.number, self.place = number, place

    def __len__(self) -> int:
        return self.number

    def __iter__(self) -> Iterator[Result]:
        return results(self.number, self.place)

    def __getitem__(self, index: int | slice) -> Result | list[Result]:  # type: ignore[override]
        return list(self)[index]


def measure(command: Sequence[str], folder: Path) -> Cost:
    """Run a command; SystemExit if it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    seconds = time.perf_counter() - started
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20)


FOUND = (  # what a reader waits for after a word typed into the search: how long, and how many
    "new Promise((done) => { const began = performance.now(), old = view; pick('search').value = 'eloop';"
    " pick('search').dispatchEvent(new Event('input', {bubbles: true})); const look = () => view !== old &&"
    " document.querySelector('#list summary') ? done([performance.now() - began, view.total].map(Math.round))"
    " : requestAnimationFrame(look); look(); })"
)


def opening(page: Path) -> str:
    """How long a browser takes until the page is drawn, and from a word in the search to its results."""
    if not CHROMIUM:
        return "no Chromium here to open it"
    with tempfile.TemporaryDirectory() as profile, Browser(Path(profile)) as browser:
        browser.screen(1280, 800, dark=False)
        browser.open(page)
        drawn = int(browser.js("document.documentElement.dataset.ready"))
        waited, found = browser.js(FOUND)
        return f"{drawn} ms until it is drawn, {waited} ms more to the {found} results of a search"


def main() -> int:
    """Make the reports, render them, print a line for each format."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--results", type=int, default=1_000_000)
    parser.add_argument("--places", type=int, default=25)
    parser.add_argument("--limit-seconds", type=float, default=60)
    parser.add_argument("--limit-mib", type=float, default=1000)
    parser.add_argument("--only", nargs="*", choices=[*FORMATS, "all"], default=[*FORMATS, "all"])
    parser.add_argument("--keep", type=Path, help="make the reports and pages in this directory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="osconform-bench-") as made:
        folder = options.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        each = options.results // options.places
        paths = [folder / f"{place:02}.report.jsonl" for place in range(options.places)]
        for place, path in enumerate(paths):
            if not path.exists():
                write(path, each, place)
        size = sum(path.stat().st_size for path in paths) / 2**20
        print(f"{each * options.places} results in {options.places} reports, {size:.0f} MiB")
        costs = []
        every = [word for words in FORMATS.values() for word in words]
        for name in options.only:
            command = [sys.executable, "-m", "os_harness", "report", *(str(p.name) for p in paths)]
            cost = measure(command + (every if name == "all" else FORMATS[name]), folder)
            costs.append(cost)
            words = f"{cost.seconds:6.1f} s ({cost.cpu:.1f} s of a processor) {cost.mib:6.0f} MiB"
            print(f"{name:10} {words}", flush=True)
        page = folder / "page.html"
        if page.exists():
            print(f"page.html  {page.stat().st_size / 2**20:.1f} MiB, {opening(page)}")
    over = [c for c in costs if c.seconds > options.limit_seconds or c.mib > options.limit_mib]
    return int(bool(over))


if __name__ == "__main__":
    sys.exit(main())
