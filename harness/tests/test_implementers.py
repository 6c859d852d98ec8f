"""docs/for-implementers.md: the suite under plain pytest from a candidate's own repository."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from os_harness.report import storage

SETTINGS = """\
[tool.pytest.ini_options]
testpaths = ["tests"]
addopts = "-ra --strict-markers --strict-config"
filterwarnings = ["error"]
xfail_strict = true
"""

CANDIDATE = """\
import os as _os
from os import *
from os import _exit, path, supports_dir_fd, supports_effective_ids, supports_fd
from os import supports_follow_symlinks


def makedirs(name, mode=0o777, exist_ok=False):
    _os.makedirs(name, mode, exist_ok=True)
"""


@pytest.fixture
def repository(tmp_path):
    """A repository with a module that knows no existing leaf, and strict settings of its own."""
    (tmp_path / "src" / "fakeos").mkdir(parents=True)
    (tmp_path / "src" / "fakeos" / "__init__.py").write_text(CANDIDATE)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_own.py").write_text("def test_own():\n    pass\n")
    (tmp_path / "candidate.toml").write_text(
        'name = "fakeos"\nmodule = "fakeos"\nexpect = ["known.toml"]\n'
    )
    return tmp_path


@pytest.fixture
def pytest_in(repository):
    """Runs pytest in the repository."""

    def run(*arguments):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
        environment = os.environ | {"PYTHONPATH": str(repository / "src")}
        return subprocess.run(
            command, cwd=repository, env=environment, capture_output=True, text=True, check=False
        )

    return run


# The part of `--pyargs os_conformance` that is collected fast.
SUITE = ("--pyargs", "os_conformance.checks.directories.check_makedirs", "-k", "existing_leaf")


def test_the_plugin_leaves_other_tests_alone(pytest_in):
    done = pytest_in()
    assert done.returncode == 0
    assert "1 passed" in done.stdout


def test_from_the_first_run_to_known_deviations(pytest_in, osconform, repository):
    first = pytest_in(*SUITE, "--candidate", "fakeos", "--candidate-report", "os.report.jsonl")
    assert first.returncode == 1, first.stdout + first.stderr
    assert "fail: directories/makedirs.existing_leaf" in first.stdout
    assert storage.load(repository / "os.report.jsonl").header.candidate.name == "fakeos"
    assert osconform("expect", "update", "known.toml", "--from", "os.report.jsonl").returncode == 0
    known = pytest_in(*SUITE, "--candidate", "fakeos", "--candidate-expect", "known.toml")
    assert known.returncode == 0, known.stdout + known.stderr
    described = pytest_in(*SUITE, "--candidate", "candidate.toml")
    assert described.returncode == 0, described.stdout + described.stderr


def test_stale_expectations(pytest_in, osconform, repository):
    entry = '[[expected]]\ncheck = "directories/{}"\noutcome = "fail"\nreason = "r"\nlink = "l"\n'
    (repository / "stale.toml").write_text(
        entry.format("makedirs.existing_leaf*") + entry.format("makedirs.no_such_check")
    )
    good = ("--candidate", "stdlib", "--candidate-expect", "stale.toml")
    done = pytest_in(*SUITE, *good)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "stale.toml, entry 1: directories/makedirs.existing_leaf*: passes now" in done.stdout
    assert "entry 2: directories/makedirs.no_such_check: no check or clause" in done.stdout
    assert "--from REPORT" in done.stdout
    assert "REPORT: what --candidate-report REPORT writes" in done.stdout
    assert pytest_in(*SUITE, *good, "-n", "2", "--candidate-report", "r.jsonl").returncode == 3
    assert osconform("expect", "update", "stale.toml", "--from", "r.jsonl").returncode == 0
    fresh = pytest_in(*SUITE, *good)
    assert fresh.returncode == 0, fresh.stdout + fresh.stderr
    assert "stale expectations" not in fresh.stdout


def test_an_expectation_file_that_is_not_there(pytest_in):
    done = pytest_in(*SUITE, "--candidate", "fakeos", "--candidate-expect", "none.toml")
    assert done.returncode != 0
    assert "none.toml" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_first_run_with_an_empty_file_that_the_description_names(pytest_in, repository):
    assert pytest_in(*SUITE, "--candidate", "candidate.toml").returncode != 1  # it is not there
    (repository / "known.toml").touch()
    done = pytest_in(*SUITE, "--candidate", "candidate.toml")
    assert done.returncode == 1
    assert "fail: directories/makedirs.existing_leaf" in done.stdout


def test_the_command_says_so_in_one_line_too(osconform):
    done = osconform("run", "stdlib", "-q", "--profile", "smoke", "--expect", "none.toml")
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert line.endswith("none.toml: No such file or directory")
