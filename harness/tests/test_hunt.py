"""Tests of the hunt: shrinking, what is found in candidates with planted defects, and the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path as FilePath

import pytest

from os_conformance.scripts.steps import Path, Step
from os_harness.hunting.shrinking import Steps, shrunk
from os_harness.report import storage

#: os with one wrong function: truncate never makes a file longer.
SHORT = """\
import os as real
from types import SimpleNamespace

def truncate(path, length):
    if real.path.isfile(path) and real.stat(path).st_size < length:
        return
    real.truncate(path, length)

os = SimpleNamespace(**{**vars(real), "truncate": truncate})
"""


def steps(*names: str) -> Steps:
    return tuple(Step(name, (Path("a", "bytes"),)) for name in names)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "os_harness", "hunt", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def short(tmp_path: FilePath) -> str:
    path = tmp_path / "short.py"
    path.write_text(SHORT)
    return f"{path}:os"


def test_shrunk_script_has_the_steps_that_matter_in_their_order() -> None:
    script = steps("a", "b", "c", "d", "e", "f", "g", "h")

    def shows(shorter: Steps) -> bool:
        names = [step.name for step in shorter]
        return "c" in names and "g" in names[names.index("c") :]

    assert [step.name for step in shrunk(script, shows)] == ["c", "g"]


def test_shrunk_script_has_its_paths_in_the_plainest_form_that_shows() -> None:
    def shows(shorter: Steps) -> bool:
        forms = {step.name: step.args[0].form for step in shorter}
        return forms.get("b") == "bytes" and "a" in forms

    short = shrunk(steps("a", "b", "c"), shows)
    assert [(step.name, step.args[0].form) for step in short] == [("a", ""), ("b", "bytes")]


def test_single_step_is_kept() -> None:
    assert shrunk(steps("a"), lambda shorter: True) == (Step("a", (Path("a"),)),)


def test_planted_defect_is_found_shrunk_and_reproduced(short: str, tmp_path: FilePath) -> None:
    report = tmp_path / "found.report.jsonl"
    hunt = run(short, "--steps", "3000", "--seed", "1", "-o", str(report))
    assert hunt.returncode == 1, hunt.stderr
    loaded = storage.load(report)
    assert loaded.complete
    result = next(r for r in loaded.results if "os.truncate(" in r.trace[-2].code)
    calls = [step for step in result.trace if step.code.startswith(("os.open(", "os.truncate("))]
    assert len(calls) <= 3
    script = tmp_path / "repro.py"
    script.write_text(result.reproducer)
    again = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert again.returncode == 1, again.stdout

    assert "the deviation shows" in again.stdout


def test_hunt_is_the_same_again_with_its_seed(short: str) -> None:
    one, other = (run(short, "--steps", "2000", "--seed", "5") for _ in range(2))
    assert one.stdout.splitlines()[:-1] == other.stdout.splitlines()[:-1]


def test_nothing_is_found_where_nothing_is_wrong(tmp_path: FilePath) -> None:
    report = tmp_path / "none.report.jsonl"
    hunt = run("reference:linux", "--steps", "2000", "--seed", "2", "-o", str(report))
    assert hunt.returncode == 0, hunt.stdout + hunt.stderr
    (result,) = storage.load(report).results
    assert (result.outcome, result.message) == ("pass", "2400 steps in 60 scripts of seed 2")


def test_other_candidate_can_be_what_it_is_compared_with(short: str) -> None:
    hunt = run(short, "--against", "stdlib", "--steps", "3000", "--seed", "1")
    assert hunt.returncode == 1, hunt.stderr
    assert "truncate" in hunt.stdout
    assert run("stdlib", "--against", "stdlib", "--steps", "800", "--seed", "1").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing-like-it",),
        ("stdlib", "--time", "1", "--steps", "1"),
        ("reference:windows", "--steps", "9"),
    ],
)
def test_what_cannot_be_hunted_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    hunt = run(*arguments)
    assert hunt.returncode == 2
    assert len(hunt.stderr.splitlines()) == 1
