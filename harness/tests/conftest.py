"""What the harness's tests share: running the kit's commands, and miniature candidates."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from os_harness.report import storage
from os_harness.report.storage import Report

CANDIDATES = Path(__file__).parent / "candidates"


@pytest.fixture
def candidates() -> Path:
    """The folder of miniature candidates."""
    return CANDIDATES


@pytest.fixture
def osconform(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line in a process of its own, in an empty directory."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "os_harness", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


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
