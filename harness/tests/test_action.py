"""The GitHub action, step by step as the runner takes them: exit codes, outputs, the job's summary."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from os_harness.report import storage

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the action needs bash")

# Stands in for the Python that setup-python makes: its venv has a command `osconform` that is the kit under
# test, so that nothing is downloaded.  OSCONFORM_ACTION_PYTHON=EXE installs the kit with that Python instead.
PYTHON = """\
#!/bin/sh
[ "$1 $2" = "-m venv" ] || exit 9
mkdir -p "$3/bin"
cp "$0" "$3/bin/"
printf '#!/bin/sh\\n[ "$1 $2" = "-m pip" ] && [ -f "$6/pyproject.toml" ]\\n' > "$3/bin/python"
printf '#!/bin/sh\\nexec "{python}" -m os_harness "$@"\\n' > "$3/bin/osconform"
chmod +x "$3/bin/python" "$3/bin/osconform"
"""


class Job:
    """A job of one step that uses the action, with what GitHub's documentation says that a step gets."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "work space"
        self.temp = folder / "runner temp"
        self.action = folder / "the action"
        for made in (self.workspace, self.temp):
            made.mkdir()
        self.action.symlink_to(ROOT)
        python = folder / "kit python"
        python.write_text(PYTHON.format(python=sys.executable))
        python.chmod(0o755)
        self.python = os.environ.get("OSCONFORM_ACTION_PYTHON", str(python))
        self.summary, self.log = "", ""

    def use(self, **inputs: object) -> tuple[int, dict[str, str]]:
        """Take the action's steps until one fails: the exit code, and the action's outputs."""
        action = yaml.safe_load((self.action / "action.yml").read_text("utf-8"))
        self.summary, self.log, status = "", "", 0
        assert set(inputs) <= set(action["inputs"])
        known = {name: str(one.get("default", "")) for name, one in action["inputs"].items()}
        self.values = {f"inputs.{name}": v for name, v in known.items()}
        self.values |= {f"inputs.{name}": str(value) for name, value in inputs.items()}
        for step in action["runs"]["steps"]:
            status = self._step(step)
            if status:
                break
        outputs = {n: self._filled(one["value"]) for n, one in action["outputs"].items()}
        return status, outputs

    def _step(self, step: dict[str, object]) -> int:
        """One step: what it puts out becomes a value, what it says for the summary is kept."""
        if "uses" in step:
            assert str(step["uses"]).startswith("actions/setup-python@")
            self.values["steps.python.outputs.python-path"] = self.python
            return 0
        script, files = self.temp / "script.sh", self._files()
        script.write_text(self._filled(str(step["run"])))
        assert step["shell"] == "bash"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace, env=self._environment(step, files), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False, encoding="utf-8",
        )  # fmt: skip
        self.log += done.stdout
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
        assert files["GITHUB_ENV"].read_text() == ""  # later steps of the job are left alone
        for line in files["GITHUB_OUTPUT"].read_text("utf-8").splitlines():
            name, _, value = line.partition("=")
            self.values[f"steps.{step['id']}.outputs.{name}"] = value
        return done.returncode

    def _files(self) -> dict[str, Path]:
        names = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY")
        files = {name: self.temp / name.lower() for name in names}
        for file in files.values():
            file.write_text("")
        return files

    def _environment(self, step: dict[str, object], files: dict[str, Path]) -> dict[str, str]:
        own: object = step.get("env", {})
        assert isinstance(own, dict)
        fixed = {
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTION_PATH": str(self.action),
            "CI": "true",
        }
        given = {name: self._filled(value) for name, value in own.items()}
        return os.environ | {n: str(f) for n, f in files.items()} | fixed | given

    def _filled(self, text: str) -> str:
        """The text with values in the place of expressions; an output that is not there is empty."""
        return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda m: self.values.get(m[1], ""), text)


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path)


@pytest.fixture
def action(job):
    """Uses the action for a small part of the suite: (exit code, outputs, summary)."""

    def run(candidate, **inputs):
        quick = {"python": sys.executable, "profile": "seed", "arguments": "-k\ndata.value\n-n1\n"}
        status, outputs = job.use(candidate=candidate, **quick | inputs)
        assert outputs["exit-code"] == str(status), job.log
        assert (status == 0) == ("::error title=osconform::" not in job.log)
        return status, outputs, job.summary

    return run


def test_a_run_leaves_its_pages_and_a_summary(action, candidates, job):
    status, outputs, summary = action(candidates / "wrong.py")
    assert status == 1
    assert outputs["report"] == "osconform/os.report.jsonl"
    assert storage.load(job.workspace / outputs["report"]).complete
    assert "general/data.value" in summary
    made = {path.name for path in (job.workspace / "osconform").iterdir()}
    assert made == {
        "os.report.jsonl", "os.log", "os.html", "os.md", "os.junit.xml", "os.badge.json",
    }  # fmt: skip
    assert "::error title=osconform::unexpected deviations" in job.log


def test_baseline_and_expectations_in_folders_with_spaces(action, candidates, job, osconform):
    wrong, made = candidates / "wrong.py", job.workspace / "the output"
    base = {"output": "the output", "baseline": "old ones/os.report.jsonl"}
    assert action(wrong, **base)[0] == 1  # there is none yet
    (job.workspace / "old ones").mkdir()
    (made / "os.report.jsonl").rename(job.workspace / "old ones" / "os.report.jsonl")
    status, _, summary = action(wrong, **base)
    assert status == 0
    assert summary.startswith("## Not worse: 0 newly broken")
    report, known = made / "os.report.jsonl", job.workspace / "known ones.toml"
    assert osconform("expect", "update", known, "--from", report).returncode == 0
    assert action(wrong, expect="known ones.toml\n", output="the output")[0] == 0
    assert not (made / "diff.md").exists()  # nothing of an earlier use is left
    status, _, summary = action("stdlib", expect="known ones.toml\n")
    assert status == 3
    assert "    stale: known ones.toml, entry 1: general/data.value[" in summary
    assert "    to mend it: osconform expect update 'known ones.toml' --from osconform/" in summary


def test_worse_than_before(action, candidates, job):
    action("stdlib")
    (job.workspace / "osconform" / "os.report.jsonl").rename(job.workspace / "good.jsonl")
    status, _, summary = action(candidates / "wrong.py", baseline="good.jsonl")
    assert status == 1
    assert summary.startswith("## Worse:")
    (job.workspace / "good.jsonl").write_text("cut off by a ca")
    assert action(candidates / "wrong.py", baseline="good.jsonl")[0] == 2


def test_inputs_are_never_run(action, job):
    status, outputs, summary = action(
        "$(touch hacked); touch hacked", arguments="-k\n`touch hacked`"
    )
    assert status == 2
    assert not (job.workspace / "hacked").exists()
    assert outputs["report"] == ""
    assert summary.startswith("    osconform: unknown candidate")
    assert "::error title=osconform::the candidate could not be checked" in job.log
    assert action("--help")[0] == 2


def test_what_is_printed_is_no_command_to_the_runner(action, candidates, job):
    action(candidates / "wrong.py")
    token = re.search(r"^::stop-commands::(osconform-[0-9a-f]{32})$", job.log, re.MULTILINE)[1]
    between = job.log.partition(f"::stop-commands::{token}\n")[2].partition(f"\n::{token}::\n")[0]
    assert "general/data.value" in between
    assert "::error" not in between


@pytest.mark.parametrize(
    ("before", "size", "cut"),
    [(0, 1000, False), (0, 3_000_000, True), (999_000, 3000, True), (1_048_000, 10, True)],
)
def test_a_summary_that_is_too_long_ends_at_a_line(tmp_path, before, size, cut):
    page, summary = tmp_path / "matrix.md", tmp_path / "summary"
    page.write_text("| é漢字 |\n" * (size // 13), "utf-8")
    summary.write_text("x" * before)
    subprocess.run(
        ["bash", ROOT / ".ci" / "summary", page], check=True,
        env=os.environ | {"GITHUB_STEP_SUMMARY": str(summary), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    text = summary.read_text("utf-8")  # no character in half
    assert len(text.encode()) < 1_048_576
    lines = text[before:].splitlines()
    assert ("Cut here" in lines[-1]) == cut
    assert set(lines[: -2 if cut else None]) <= {"| é漢字 |"}
    assert cut or text[before:] == page.read_text("utf-8")


def test_a_terminal_of_another_encoding(osconform, make):
    report = make.report([make.result("a/b.c[é漢]", "fail", title="é漢", wanted="é", got="漢")])
    done = osconform("report", report.path, env={"PYTHONIOENCODING": "ascii:strict"})
    assert (done.returncode, done.stderr) == (0, "")
    assert r"a/b.c[\xe9\u6f22]" in done.stdout
