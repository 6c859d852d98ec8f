"""Workers on other machines: pytest-xdist over execnet's socket gateways, here on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import os_conformance
import os_harness
import os_reference
from os_harness.report import storage

SUITE = "os_conformance.checks.xattrs"
PACKAGES = (os_reference, os_conformance, os_harness)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Gateway:
    """A machine that workers may be started on: its working directory, and where it has the kit."""

    def __init__(self, folder: Path, kit: list[str]) -> None:
        folder.mkdir()
        self.spec = f"socket=127.0.0.1:{free_port()}"
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "execnet.script.socketserver", self.spec[7:]],
            cwd=folder, env={**os.environ, "PYTHONPATH": os.pathsep.join(kit)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        while "Accept loop" not in (line := self.process.stdout.readline()):
            assert line, "the gateway ended"

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def gateways(tmp_path: Path) -> Iterator[list[Gateway]]:
    """Two machines: one with the kit where it is here, one with a copy of it elsewhere."""
    ignored = shutil.ignore_patterns("__pycache__", "tests", "strength", "*.gz")
    here = [str(Path(str(p.__file__)).parents[1]) for p in PACKAGES]
    copies = []
    for package, folder in zip(PACKAGES, here, strict=True):
        copy = tmp_path / "kit" / Path(folder).name
        shutil.copytree(Path(folder) / package.__name__, copy / package.__name__, ignore=ignored)
        copies.append(str(copy))
    made = [Gateway(tmp_path / "one", here), Gateway(tmp_path / "two", copies)]
    yield made
    for gateway in made:
        gateway.close()


def run(folder: Path, *options: str) -> tuple[int, dict[str, tuple[str, list[str]]]]:
    """Exit status of plain pytest over the suite's section, and outcome and clauses of each case."""
    folder.mkdir()
    report = folder / "report.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", SUITE,
         "--candidate=stdlib", f"--candidate-report={report}", *options],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    loaded = storage.load(report)
    assert loaded.complete, done.stdout
    return done.returncode, {r.check: (str(r.outcome), r.clauses) for r in loaded.results}


def test_results_of_remote_workers_are_those_of_one_process(tmp_path, gateways):
    """Whatever worker ran a case, and wherever its kit is, the report has the same results."""
    alone = run(tmp_path / "alone")
    options = ["--dist=load", *(f"--tx={gateway.spec}" for gateway in gateways)]
    assert run(tmp_path / "spread", *options) == alone
    assert len(alone[1]) > 50


def test_remote_workers_leave_nothing(tmp_path, gateways):
    """Their sandboxes are gone, and no report of theirs is left where they worked."""
    place = tmp_path / "temporary"
    place.mkdir()
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(place)
    try:
        extra = Gateway(tmp_path / "three", [])
    finally:
        os.environ.pop("TMPDIR")
        if before is not None:
            os.environ["TMPDIR"] = before
    try:
        status, results = run(tmp_path / "spread", "--dist=load", f"--tx={extra.spec}")
    finally:
        extra.close()
    assert status == 0
    assert results
    assert list(place.iterdir()) == []
    assert not list((tmp_path / "three").rglob("*.jsonl"))
