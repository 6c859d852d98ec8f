"""Makes the published reports anew: `tox -e reports [-- --only NAME ...]`.

Runs the kit on the candidates of `reports.toml` that this machine offers, as far as they are asked for; the
committed report of any other stays as it is, and so does that of a run that fails.  Then, from all reports
that are here: the matrix as Markdown and as a page, the portability guide as a folder and as a page, a
badge, and the parts of README.md between its marks.  At the end it says what was made and what was left.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from os_harness.report import facts, storage
from os_harness.report.escaping import code, escape
from os_harness.report.matrix import BY_FUNCTION
from os_harness.report.records import NOT_RUN, RED, Outcome
from os_harness.report.storage import Report
from os_harness.report.text import printable

HERE = Path(__file__).parent
ENDING = ".report.jsonl.gz"
MAKING = "making"  # the folder for a run; it stands in the report's header
PATIENCE = 3600.0  # seconds that one candidate may take; the slowest need some minutes
MADE = (0, 1, 3)  # exit codes of a run that came to its end, whatever it found
LIMIT = 1 << 20  # bytes of the page when compressed, which is how it travels
SHOWN_BY_GITHUB = 512 << 10  # bytes of Markdown that GitHub renders; longer files it shows as text


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report that is published, and how it is made."""

    name: str
    candidate: str = ""
    python: str = ""
    filesystem: str = ""
    options: list[str] = []

    @property
    def what(self) -> str:
        """The candidate."""
        return self.candidate or self.name

    @property
    def words(self) -> list[str]:
        """The options of the run."""
        return [*(["--python", self.python] if self.python else []), *self.options]

    @property
    def path(self) -> Path:
        """The compressed report."""
        return HERE / f"{self.name}{ENDING}"


class Entries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `reports.toml`."""

    report: list[Entry]


class Left(Exception):
    """Why there is no new report of an entry, in one line."""


def osconform(*arguments: object, capture: bool = False) -> tuple[int, str]:
    """Run a command of the kit beside the reports, so that no path of this machine gets into them.

    Its exit code and, if asked for, what it printed.  Left if it takes too long: all of it is ended then.
    """
    command = [sys.executable, "-m", "os_harness", *map(str, arguments)]
    output = subprocess.PIPE if capture else None
    with subprocess.Popen(
        command, cwd=HERE, stdout=output, text=True, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=PATIENCE)
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise Left(f"not done within {PATIENCE:.0f} s") from None
            raise
    return process.returncode, said or ""


def demand(entry: Entry) -> None:
    """Left unless the candidate is on this machine."""
    python = ["--python", entry.python] if entry.python else []
    status, said = osconform("doctor", entry.what, *python, capture=True)
    if status:
        lines = said.strip().splitlines()
        raise Left(
            " ".join(lines[-1].split()) if lines else f"osconform doctor ended with {status}"
        )


def run(entry: Entry) -> None:
    """Make one report; Left if there is no new one: the kit or the adapter failed, or it is not complete."""
    shutil.rmtree(HERE / MAKING, ignore_errors=True)
    (HERE / MAKING).mkdir()
    try:
        if entry.filesystem:
            only = ("--only", entry.filesystem, "-o", MAKING)
            status, _ = osconform("matrix", "filesystems", entry.what, *only, "--", *entry.words)
        else:
            status, _ = osconform("run", entry.what, "-q", "-o", MAKING, *entry.words)
        found = list((HERE / MAKING).glob("*.report.jsonl"))
        if status not in MADE or not found:
            raise Left(f"osconform ended with {status}")
        if not storage.load(found[0]).complete:
            raise Left("the run did not come to its end")
        beside = entry.path.with_suffix(".new")
        beside.write_bytes(gzip.compress(found[0].read_bytes(), mtime=0))
        beside.replace(entry.path)
    finally:
        shutil.rmtree(HERE / MAKING, ignore_errors=True)


def make(entries: Iterable[Entry]) -> list[str]:
    """Make reports one after the other, whatever becomes of some of them; a line of the summary for each."""
    lines = []
    for entry in entries:
        print(f"{entry.name}:", flush=True)
        begun = time.monotonic()
        try:
            demand(entry)
            run(entry)
            outcome = "made"
        except Left as reason:
            old = "the old one stays" if entry.path.exists() else "there is none"
            outcome = f"left, {old}: {reason}"
        except Exception as error:  # one report must not cost the others
            outcome = f"left: {type(error).__name__}: {error}"
        lines.append(f"{entry.name:20} {time.monotonic() - begun:7.1f} s  {outcome}")
        print(lines[-1], flush=True)
    return lines


def paths(entries: Iterable[Entry]) -> list[Path]:
    """All reports that are here, in the order of the entries; those of no entry last."""
    here = {path.name: path for path in sorted(HERE.glob(f"*{ENDING}"))}
    named = [here.pop(entry.path.name) for entry in entries if entry.path.name in here]
    return [*named, *here.values()]


def render(reports: Sequence[Path]) -> None:
    """The matrix, the guide, the badge, and what README.md tells of them."""
    files = [path.name for path in reports]
    pages = ("--markdown", "matrix.md", "--html", "matrix.html", "--badge", "badge.json")
    shutil.rmtree(HERE / "guide", ignore_errors=True)
    status, _ = osconform("report", *files, *pages, "--guide", "guide/", "--guide", "guide.html")
    if status:
        sys.exit(status)
    loaded = [storage.load(path) for path in reports]
    matrix = (HERE / "matrix.md").read_text("utf-8")
    start, end = "## By section", BY_FUNCTION
    parts = {
        "reports": f"{escape(facts.made(report.header for report in loaded))}\n\n{listing(loaded)}",
        "matrix": matrix.partition(start)[2].partition(end)[0],
    }
    readme = HERE / "README.md"
    text = readme.read_text("utf-8")
    for name, part in parts.items():
        text = between(text, f"<!-- {name} -->", f"<!-- end of {name} -->", part.strip())
    readme.write_text(text, "utf-8")


def weigh(reports: Sequence[Path]) -> list[str]:
    """The sizes of what was made; SystemExit if a page is too large for those who are to read it."""
    total = sum(path.stat().st_size for path in reports)
    page = len(gzip.compress((HERE / "matrix.html").read_bytes(), mtime=0))
    texts = [HERE / "README.md", HERE / "matrix.md", *sorted((HERE / "guide").glob("*.md"))]
    sizes = {path: path.stat().st_size for path in texts}
    largest = max(sizes, key=lambda path: sizes[path])
    large = [path for path in sizes if sizes[path] > SHOWN_BY_GITHUB]
    if large or page > LIMIT:
        sys.exit(f"too large: {', '.join(map(str, large)) or 'matrix.html'}")
    return [
        f"{len(reports)} reports, {total / 2**20:.1f} MiB; matrix.html {page / 2**20:.2f} MiB gzipped",
        f"{len(texts)} files of Markdown; the largest: {largest.relative_to(HERE)}, "
        f"{sizes[largest] / 1024:.0f} KiB",
    ]


def between(text: str, start: str, end: str, new: str) -> str:
    """The text with what stands between two marks replaced; ValueError without the marks."""
    head, mark, rest = text.partition(start)
    _, other, tail = rest.partition(end)
    if not mark or not other:
        raise ValueError(f"README.md: expected {start} and {end}")
    return f"{head}{start}\n\n{new}\n\n{end}{tail}"


def listing(reports: Iterable[Report]) -> str:
    """A line for each report: what ran where and when, and what it came to."""
    lines = ["| report | version | platform | date | suite, seed | pass | deviate | not run |"]
    lines += ["|---|---|---|---|---|---:|---:|---:|"]
    return "\n".join([*lines, *map(_line, reports)])


def _line(report: Report) -> str:
    assert report.path is not None
    header = report.header
    counts = report.footer.counts if report.footer else {}
    name = report.path.name.removesuffix(ENDING)
    cells = [
        f"[{code(name)}]({report.path.name})" + ("" if report.complete else " **incomplete**"),
        escape(facts.implementation(header.candidate)),
        escape(facts.platform(header)),
        escape(header.run.started[:10]),
        escape(f"{header.kit.suite}, {header.run.seed}"),
        str(counts.get(Outcome.PASS, 0)),
        str(sum(counts.get(outcome, 0) for outcome in RED)),
        str(sum(counts.get(outcome, 0) for outcome in NOT_RUN)),
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """The reports that are asked for, then all that is made of them, then the summary."""
    entries = msgspec.toml.decode((HERE / "reports.toml").read_bytes(), type=Entries).report
    names = [entry.name for entry in entries]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", nargs="*", metavar="NAME", default=names,
                        help="names of reports.toml; none: run nothing, only render")  # fmt: skip
    options = parser.parse_args()
    unknown = set(options.only) - set(names)
    if unknown:
        parser.error(f"not in reports.toml: {', '.join(sorted(unknown))}")
    summary = make(entry for entry in entries if entry.name in options.only)
    reports = paths(entries)
    begun = time.monotonic()
    render(reports)
    summary.append(f"{'rendering':20} {time.monotonic() - begun:7.1f} s")
    made = facts.made(storage.load(path).header for path in reports)
    print("\n".join(["", *summary, printable(made), *weigh(reports)]))


if __name__ == "__main__":
    main()
