"""The workflows and the action as texts: what they use, what they may do, what their scripts are."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILES = [*WORKFLOWS, ROOT / "action.yml"]
JOBS = [
    pytest.param(job, id=f"{path.stem}-{name}")
    for path in WORKFLOWS
    for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items()
]
STATUS = re.compile(r"always\(\)|!cancelled\(\)")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_others_wrote_is_pinned_to_a_commit(path):
    for use in re.findall(r"uses: (.*)", path.read_text("utf-8")):
        assert use == "./" or re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)


def test_an_action_has_one_version():
    uses = {use for path in FILES for use in re.findall(r"uses: (actions/.*)", path.read_text())}
    assert len(uses) == len({use.partition("@")[0] for use in uses})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_may_read_only(path):
    assert yaml.safe_load(path.read_text("utf-8"))["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("job", JOBS)
def test_jobs(job):
    assert 0 < job["timeout-minutes"] <= 90
    assert set(job.get("permissions", {})) <= {"pages", "id-token"}
    if "needs" in job:  # else GitHub skips it where a job before those failed
        assert STATUS.search(job["if"])
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
        assert "${{" not in step.get("run", "")


def test_the_pages_are_made_although_a_job_found_deviations():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "conformance.yml").read_text())["jobs"]
    assert "needs.matrix.result == 'success'" in jobs["pages"]["if"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize("name", ["action", "run", "site", "summary"])
def test_scripts_are_bash(name):
    script = ROOT / ".ci" / name
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert b"\r" not in script.read_bytes()
    # what the bash 3.2 of macOS and BSD's tools do not have
    assert not re.search(
        r"mapfile|readarray|declare -A|\$\{\w+\^|sed -i|head -n -", script.read_text()
    )


def test_lines_end_alike_on_every_system():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not in a checkout of git")
    command = ["git", "check-attr", "eol", ".ci/action", "harness/os_harness/catalogue/stdlib.toml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.count("eol: lf") == 2
