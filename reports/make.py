"""Makes the published reports anew: `tox -e reports [-- --only NAME ...]`.

Runs the kit on the candidates of `reports.toml` that this machine offers, as far as they are asked for; the
committed report of any other stays as it is.  Then, from all reports that are here: the matrix as Markdown
and as a page, the portability guide, a badge, and the parts of README.md between its marks.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from os_harness.report import storage
from os_harness.report.escaping import code, escape
from os_harness.report.matrix import BY_FUNCTION
from os_harness.report.records import NOT_RUN, RED, Outcome
from os_harness.report.storage import Report

HERE = Path(__file__).parent
ENDING = ".report.jsonl.gz"
MAKING = "making"  # the folder for a run; it stands in the report's header
LIMIT = 1 << 20  # bytes of the page when compressed, which is how it travels


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


def osconform(*arguments: object, quiet: bool = False) -> int:
    """Run a command of the kit beside the reports, so that no path of this machine gets into them."""
    command = [sys.executable, "-m", "os_harness", *map(str, arguments)]
    return subprocess.call(command, cwd=HERE, stdout=subprocess.DEVNULL if quiet else None)


def ready(entry: Entry) -> bool:
    """Whether the candidate is on this machine; the command says why not."""
    python = ["--python", entry.python] if entry.python else []
    return osconform("doctor", entry.what, *python) == 0


def run(entry: Entry) -> bool:
    """Make one report; whether there is a new one: a run that the kit or the adapter failed in makes none."""
    shutil.rmtree(HERE / MAKING, ignore_errors=True)
    (HERE / MAKING).mkdir()
    try:
        if entry.filesystem:
            only = ("--only", entry.filesystem, "-o", MAKING)
            status = osconform("matrix", "filesystems", entry.what, *only, "--", *entry.words)
        else:
            status = osconform("run", entry.what, "-q", "-o", MAKING, *entry.words)
        found = list((HERE / MAKING).glob("*.report.jsonl"))
        if status not in (0, 1, 3) or not found:
            print(f"{entry.name}: left as it is: osconform ended with {status}")
            return False
        entry.path.write_bytes(gzip.compress(found[0].read_bytes(), mtime=0))
    finally:
        shutil.rmtree(HERE / MAKING)
    return True


def paths(entries: Iterable[Entry]) -> list[Path]:
    """All reports that are here, in the order of the entries; those of no entry last."""
    here = {path.name: path for path in sorted(HERE.glob(f"*{ENDING}"))}
    named = [here.pop(entry.path.name) for entry in entries if entry.path.name in here]
    return [*named, *here.values()]


def render(reports: Sequence[Path]) -> None:
    """The matrix, the guide, the badge, and what README.md tells of them."""
    files = [path.name for path in reports]
    pages = ("--markdown", "matrix.md", "--html", "matrix.html", "--badge", "badge.json")
    status = osconform("report", *files, *pages, "--guide", "portability-guide.md")
    if status:
        sys.exit(status)
    matrix = (HERE / "matrix.md").read_text("utf-8")
    start, end = "## By section", BY_FUNCTION
    parts = {"reports": listing(reports), "matrix": matrix.partition(start)[2].partition(end)[0]}
    readme = HERE / "README.md"
    text = readme.read_text("utf-8")
    for name, part in parts.items():
        text = between(text, f"<!-- {name} -->", f"<!-- end of {name} -->", part.strip())
    readme.write_text(text, "utf-8")
    size = len(gzip.compress((HERE / "matrix.html").read_bytes(), mtime=0))
    total = sum(path.stat().st_size for path in reports)
    print(
        f"{len(reports)} reports, {total / 2**20:.1f} MiB; matrix.html {size / 2**20:.2f} MiB gzipped"
    )
    if size > LIMIT:
        sys.exit("matrix.html is too large")


def between(text: str, start: str, end: str, new: str) -> str:
    """The text with what stands between two marks replaced; ValueError without the marks."""
    head, mark, rest = text.partition(start)
    _, other, tail = rest.partition(end)
    if not mark or not other:
        raise ValueError(f"README.md: expected {start} and {end}")
    return f"{head}{start}\n\n{new}\n\n{end}{tail}"


def listing(reports: Iterable[Path]) -> str:
    """A line for each report: what ran where and when, and what it came to."""
    lines = ["| report | version | platform | date | suite, seed | pass | deviate | not run |"]
    lines += ["|---|---|---|---|---|---:|---:|---:|"]
    return "\n".join([*lines, *(_line(storage.load(path)) for path in reports)])


def _line(report: Report) -> str:
    assert report.path is not None
    info, platform, run = report.header.candidate, report.header.platform, report.header.run
    counts = report.footer.counts if report.footer else {}
    name = report.path.name.removesuffix(ENDING)
    cells = [
        f"[{code(name)}]({report.path.name})" + ("" if report.complete else " **incomplete**"),
        escape(f"{info.implementation} {info.version}"),
        escape(f"{platform.system} {platform.release}, {platform.filesystem}, {platform.user}"),
        escape(run.started[:10]),
        escape(f"{report.header.kit.suite}, {run.seed}"),
        str(counts.get(Outcome.PASS, 0)),
        str(sum(counts.get(outcome, 0) for outcome in RED)),
        str(sum(counts.get(outcome, 0) for outcome in NOT_RUN)),
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """The reports that are asked for, then all that is made of them."""
    entries = msgspec.toml.decode((HERE / "reports.toml").read_bytes(), type=Entries).report
    names = [entry.name for entry in entries]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", nargs="*", metavar="NAME", default=names,
                        help="names of reports.toml; none: run nothing, only render")  # fmt: skip
    options = parser.parse_args()
    unknown = set(options.only) - set(names)
    if unknown:
        parser.error(f"not in reports.toml: {', '.join(sorted(unknown))}")
    for entry in entries:
        if entry.name in options.only:
            print(f"{entry.name}:", flush=True)
            if ready(entry):
                run(entry)
    render(paths(entries))


if __name__ == "__main__":
    main()
