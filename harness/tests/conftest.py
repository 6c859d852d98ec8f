"""What the harness's tests share: running the kit's commands, and miniature candidates."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from os_harness.report import html, storage
from os_harness.report.records import (
    CandidateInfo,
    Header,
    Kit,
    Outcome,
    PlatformInfo,
    Result,
    RunInfo,
    Step,
)
from os_harness.report.storage import Report
from os_harness.report.summary import footer
from os_harness.sandbox.homes import clear

sys.path.insert(
    0, str(Path(__file__).parents[1] / "tools")
)  # tools are no part of what is installed

from browser import CHROMIUM, Browser

CANDIDATES = Path(__file__).parent / "candidates"
STEPS = [
    Step(actor="host", code="host.mkdir('a')"),
    Step(actor="candidate", code="os.mkdir('a')", returned="None"),
]
SCRIPT = "import os\n\nprint('common part')\n\nos.mkdir('a')  # {}\n"


@pytest.fixture(autouse=True)
def temporary(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A directory for temporary files of each test's own: nothing stays in the usual one."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    clear(str(folder))


@pytest.fixture
def candidates() -> Path:
    """The folder of miniature candidates."""
    return CANDIDATES


@pytest.fixture
def osconform(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line in a process of its own, in an empty directory.

    `env` changes its environment; None takes a variable out.
    """

    def run(
        *arguments: object, env: Mapping[str, str | None] = MappingProxyType({})
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "os_harness", *map(str, arguments)]
        changed = {k: v for k, v in {**os.environ, **env}.items() if v is not None}
        return subprocess.run(
            command, cwd=tmp_path, env=changed, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture(scope="session")
def interpreter() -> Callable[[str], str | None]:
    """Finds an interpreter on PATH that starts (a name there may be no more than a stand-in)."""

    def find(name: str) -> str | None:
        found = shutil.which(name)
        if found is None:
            return None
        done = subprocess.run([found, "-c", ""], capture_output=True, check=False)
        return found if done.returncode == 0 else None

    return find


@pytest.fixture
def conform(
    osconform: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> Callable[..., tuple[int, Report]]:
    """Runs a candidate and loads its report: (exit code, report)."""

    def run(candidate: object, *arguments: object) -> tuple[int, Report]:
        path = tmp_path / "run.report.jsonl"
        done = osconform("run", candidate, "-q", "-n", 1, "-o", path, *arguments)
        assert path.exists(), done.stderr
        return done.returncode, storage.load(path)

    return run


class Maker:
    """Makes reports out of a few words, and report files of them."""

    hostile = (
        "<script>alert(1)</script>\"'`|*_[x](y)\x1b[31m\x00\u202e\udcff]]>&amp;{{7*7}}\n# head"
    )

    hostile_texts = dict.fromkeys(("title", "wanted", "got", "message", "function"), hostile)
    hostile_facts = dict.fromkeys(
        ("name", "version", "implementation", "python", "system", "release", "sys_platform", "kind",
         "filesystem", "user", "started", "suite", "kit", "target", "files"), hostile,
    )  # fmt: skip

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, itertools.count(1)

    def header(self, **changes: Any) -> Header:
        """A header; `changes` by the name of the key, wherever it stands."""
        values: dict[str, Any] = {
            "format": 1, "suite": "1", "name": "toy", "spec": "toy", "implementation": "cpython",
            "python": "3.11.7", "os_name": "posix", "module": "toy", "file": None, "system": "Linux",
            "release": "6", "sys_platform": "linux", "machine": "x86_64", "filesystem": "ext4",
            "case_sensitive": True, "user": "root", "container": "", "seed": 0, "profile": "full",
            "started": "2026-01-01T00:00:00+00:00", "workers": 1, "command": "osconform run toy",
            "kit": "0.1", "version": "3.11.7", **changes,
        }  # fmt: skip

        def pick(kind: Any, **more: Any) -> Any:
            names = kind.__struct_fields__
            return kind(**{n: values[n] for n in names if n in values} | more)

        return Header(
            format=1,
            kit=Kit(version=values["kit"], suite=values["suite"]),
            candidate=pick(CandidateInfo),
            platform=pick(PlatformInfo),
            run=pick(RunInfo),
        )

    def result(
        self, check: str, outcome: str, clause: str = "os.mkdir/x", **changes: Any
    ) -> Result:
        """A result of a case of one clause."""
        values: dict[str, Any] = {
            "clauses": [clause], "function": clause.partition("/")[0], "level": "core",
            "expected": outcome in ("pass", "unsupported", "not-applicable"), "title": "it does",
        }  # fmt: skip
        return Result(check=check, outcome=Outcome(outcome), **values | changes)

    def red(self, check: str, text: str = "nothing", **changes: Any) -> Result:
        """A failed result with everything that a page shows."""
        words = {"wanted": "FileExistsError", "got": text, "message": text, "title": "It raises."}
        evidence = {"trace": STEPS, "reproducer": SCRIPT.format(check)}
        return self.result(check, "fail", **{**words, **evidence, **changes})

    def report(
        self, cases: dict[str, str] | list[Result], complete: bool = True, **changes: Any
    ) -> Report:
        """A report of `cases`, check -> outcome or results, with a file of its own."""
        if isinstance(cases, dict):
            cases = [self.result(check, outcome) for check, outcome in cases.items()]
        path = self.folder / f"r{next(self.numbers)}.report.jsonl"
        made = Report(self.header(**changes), cases)
        last = [footer(made, 1.0)] if complete else []
        storage.write(path, [made.header, *cases, *last])
        return storage.load(path)


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    """Makes reports."""
    return Maker(tmp_path)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests that open pages."""
    if not CHROMIUM:
        pytest.skip("needs Chromium to open the page in")
    with Browser(tmp_path_factory.mktemp("profile")) as made:
        yield made


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., Path]:
    """Renders reports into a file; the promise of a clause says its name, `sources` where it stands."""

    def write(
        *reports: Report, name: str = "page.html", sources: Any = html.where_it_stands
    ) -> Path:
        path = tmp_path / name
        text = html.render(reports, lambda clause: f"promise of {clause}", sources)
        path.write_text("".join(text))
        return path

    return write


HARMFUL = re.compile("[\x00\x07\x1b\u202e\udc80-\udcff]")


@pytest.fixture
def harmless() -> Callable[[str], bool]:
    """Tells whether a text has nothing in it that a terminal would obey."""
    return lambda text: not HARMFUL.search(text)
