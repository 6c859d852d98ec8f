"""What the conformance workflow makes of its jobs' reports (`.ci/site`), and the workflow itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from os_harness.report import storage
from os_harness.report.storage import Report

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the workflow needs bash")


@pytest.fixture
def site(tmp_path):
    """Runs the script on the folder of parts: (exit code, the site's folder, the job's summary)."""
    command, summary = tmp_path / "osconform", tmp_path / "summary.md"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m os_harness "$@"\n')
    command.chmod(0o755)

    def run():
        done = subprocess.run(
            ["bash", ROOT / ".ci" / "site", "all parts", "the site"], cwd=tmp_path,
            capture_output=True, text=True, check=False,
            env=os.environ | {"OSCONFORM": str(command), "GITHUB_STEP_SUMMARY": str(summary)},
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done, tmp_path / "the site", summary.read_text() if summary.exists() else ""

    return run


@pytest.fixture
def part(tmp_path, make):
    """Puts the report of a job where the workflow downloads it to."""

    def put(run, shard, cases, **changes):
        folder = tmp_path / "all parts" / f"part-{run}-{shard}"
        folder.mkdir(parents=True)
        command = f"osconform run --shard={shard}/2 stdlib"
        made: Report = make.report(cases, command=command, name="stdlib", **changes)
        assert made.path is not None
        made.path.rename(folder / "os.report.jsonl")

    return put


def test_shards_become_reports_and_reports_a_site(site, part):
    part("ubuntu-latest-3.8", 1, {"a.b[1]": "pass"}, python="3.8.18")
    part("ubuntu-latest-3.8", 2, {"a.b[2]": "pass"}, python="3.8.18")
    part("windows-latest-3.13", 1, {"a.b[1]": "fail"}, python="3.13.0", sys_platform="win32")
    part("windows-latest-3.13", 2, {"a.b[2]": "pass"}, python="3.13.0", sys_platform="win32")
    done, folder, summary = site()
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == [
        "badge.json", "guide", "guide.html", "index.html", "junit.xml", "matrix.md",
        "stdlib-ubuntu-latest-3.8.report.jsonl.gz", "stdlib-windows-latest-3.13.report.jsonl.gz",
    ]  # fmt: skip
    whole = storage.load(folder / "stdlib-ubuntu-latest-3.8.report.jsonl.gz")
    assert whole.complete
    assert [result.check for result in whole.results] == ["a.b[1]", "a.b[2]"]
    assert json.loads((folder / "badge.json").read_text())["message"] == "3 of 4 checks pass"
    assert "| <code>os.mkdir</code> | ✓ | **1/2** |" in summary


def test_a_job_without_a_report_is_told_and_left_out(site, part, tmp_path):
    part("ubuntu-latest-3.8", 1, {"a.b[1]": "pass"})
    (tmp_path / "all parts" / "part-macos-latest-3.8-1").mkdir()
    done, folder, _ = site()
    assert done.returncode == 0, done.stderr
    assert "macos-latest-3.8: no report" in done.stderr
    assert "incomplete: shards [1] of 2 only" in done.stderr
    assert len(list(folder.glob("*.report.jsonl.gz"))) == 1


def test_a_run_that_cannot_be_merged_is_told_and_the_others_are_published(site, part):
    part("ubuntu-latest-3.8", 1, {"a.b[1]": "pass"}, version="3.8.18")
    part("ubuntu-latest-3.8", 2, {"a.b[2]": "pass"}, version="3.8.19")
    part("macos-latest-3.13", 1, {"a.b[1]": "pass"})
    part("macos-latest-3.13", 2, {"a.b[2]": "pass"})
    part("macos-latest-3.13-t", 1, {"a.b[2]": "pass"})  # another run, whose name begins alike
    done, folder, summary = site()
    assert done.returncode == 1
    assert "candidate.version is '3.8.18' and '3.8.19'" in done.stderr
    assert "ubuntu-latest-3.8: cannot be merged" in done.stderr
    assert len(list(folder.glob("*.report.jsonl.gz"))) == 2
    assert len(storage.load(folder / "stdlib-macos-latest-3.13.report.jsonl.gz").results) == 2
    assert (folder / "index.html").exists()
    assert summary


def test_nothing_to_publish(site, tmp_path):
    (tmp_path / "all parts").mkdir()
    done, _, _ = site()
    assert done.returncode == 1
    assert done.stderr == "all parts: no reports\n"


def test_the_workflow_uses_what_is_there():
    workflow = (ROOT / ".github" / "workflows" / "conformance.yml").read_text()
    assert "bash .ci/site parts site" in workflow
    assert "uses: ./" in workflow
    assert (ROOT / "action.yml").exists()
