"""What the GitHub action runs (`.ci/action`): exit codes, outputs, the job's summary."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from os_harness.report import storage

SCRIPT = Path(__file__).parents[2] / ".ci" / "action"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the action needs bash")


@pytest.fixture
def action(tmp_path):
    """Runs the action in an empty folder: (exit code, outputs, summary)."""
    command = tmp_path / "osconform"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m os_harness "$@"\n')
    command.chmod(0o755)

    def run(candidate, **inputs):
        files = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        defaults = {
            "CANDIDATE": str(candidate), "CANDIDATE_PYTHON": sys.executable, "PROFILE": "seed",
            "EXPECT": "", "ARGUMENTS": "-k\ndata.value\n-n1\n", "BASELINE": "", "OUTPUT": "made",
        }  # fmt: skip
        environment = os.environ | defaults | {k.upper(): str(v) for k, v in inputs.items()}
        environment |= {k: str(v) for k, v in files.items()} | {"OSCONFORM": str(command)}
        done = subprocess.run(
            ["bash", SCRIPT], cwd=tmp_path, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().split())
        assert outputs["exit-code"] == str(done.returncode), done.stderr
        return done.returncode, outputs, files["GITHUB_STEP_SUMMARY"].read_text()

    return run


def test_a_run_leaves_its_pages_and_a_summary(action, candidates, tmp_path):
    status, outputs, summary = action(candidates / "wrong.py")
    assert status == 1
    assert outputs["report"] == "made/os.report.jsonl"
    assert storage.load(tmp_path / outputs["report"]).complete
    assert "general/data.value" in summary
    made = {path.name for path in (tmp_path / "made").iterdir()}
    assert made == {"os.report.jsonl", "os.html", "os.md", "os.junit.xml", "os.badge.json"}


def test_what_an_earlier_report_has_too_is_known(action, candidates, tmp_path):
    action(candidates / "wrong.py")
    (tmp_path / "made" / "os.report.jsonl").rename(tmp_path / "old.jsonl")
    status, _, summary = action(candidates / "wrong.py", baseline="old.jsonl")
    assert status == 0
    assert summary.startswith("## Not worse: 0 newly broken")
    action("stdlib")
    (tmp_path / "made" / "os.report.jsonl").rename(tmp_path / "good.jsonl")
    status, _, summary = action(candidates / "wrong.py", baseline="good.jsonl")
    assert status == 1
    assert summary.startswith("## Worse:")
    assert action("stdlib", baseline="none-yet.jsonl")[0] == 0


def test_expectation_files(action, candidates, tmp_path, osconform):
    action(candidates / "wrong.py")
    update = ("expect", "update", "known.toml", "--from", "made/os.report.jsonl")
    assert osconform(*update).returncode == 0
    assert action(candidates / "wrong.py", expect="known.toml\n")[0] == 0


def test_inputs_are_never_run(action, tmp_path):
    status, outputs, summary = action(
        "$(touch hacked); touch hacked", arguments="-k\n`touch hacked`"
    )
    assert status == 2
    assert not (tmp_path / "hacked").exists()
    assert "report" not in outputs
    assert summary == ""
    assert action("--help")[0] == 2
