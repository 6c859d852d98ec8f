"""Candidates start in the sandbox, not where the user is; what the user named is found all the same."""

from __future__ import annotations

import os
import sys

import pytest

from os_harness import candidates
from os_harness.report.records import Outcome

ONE = ("-k", "directories/mkdir.creates", "--sandbox")
AGENT = candidates.placeholders(None)["agent"]


@pytest.fixture
def sandbox(tmp_path):
    """A directory for sandboxes beside the directory that the kit is started in."""
    folder = tmp_path / "sandboxes"
    folder.mkdir()
    return folder


def test_a_file_left_where_the_agent_started_is_an_escape(conform, tmp_path, sandbox, candidates):
    _, report = conform(candidates / "strays.py", *ONE, sandbox)
    ran = [r for r in report.results if r.outcome != Outcome.NOT_APPLICABLE]
    assert ran
    assert {r.outcome for r in ran} == {Outcome.ESCAPE}
    assert "left outside the scratch directory: ['stray']" in ran[0].message
    assert {path.name for path in tmp_path.iterdir()} == {"run.report.jsonl", "sandboxes"}
    assert not list(sandbox.iterdir())


def test_relative_names_are_those_of_the_user(osconform, tmp_path, sandbox):
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "own.py").write_text("from os import *\nimport helper\n")
    (tmp_path / "tools" / "helper.py").write_text("")
    (tmp_path / "tools" / "own.toml").write_text('name = "own"\nfile = "own.py"\n')
    (tmp_path / "python").symlink_to(sys.executable)
    given = {"PYTHONPATH": "tools", "PYTHONHOME": None}
    for words in (
        ["tools/own.py"],
        ["tools/own.toml"],
        ["own"],
        ["tools/own.py", "--python", "./python"],
    ):
        done = osconform("run", *words, "-q", "-n", 1, *ONE, sandbox, env=given)
        assert done.returncode != 2, (words, done.stderr)
        assert "0 pass" not in done.stdout, (words, done.stdout)


def test_words_of_a_command_name_files_of_the_user(osconform, tmp_path, sandbox):
    (tmp_path / "agent").write_text(f"#!/bin/sh\nexec {sys.executable} -u {AGENT}\n")
    os.chmod(tmp_path / "agent", 0o755)
    (tmp_path / "adapter.py").write_text(
        f"import runpy\nrunpy.run_path({AGENT!r}, None, '__main__')\n"
    )
    for name, command in (
        ("program", ["./agent"]),
        ("script", [sys.executable, "-u", "adapter.py"]),
        ("here", [sys.executable, "-u", "{here}/adapter.py"]),
    ):
        (tmp_path / f"{name}.toml").write_text(
            f'name = "{name}"\nmodule = "os"\ncommand = {command!r}\n'
        )
        done = osconform("run", f"{name}.toml", "-q", "-n", 1, *ONE, sandbox)
        assert done.returncode == 0, (name, done.stdout, done.stderr)


def test_search_paths_are_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", "lib", "/abs"]))
    monkeypatch.setenv("NODE_PATH", "node_modules")
    found = candidates.agent_environment({})
    assert found["PYTHONPATH"] == os.pathsep.join([str(tmp_path), str(tmp_path / "lib"), "/abs"])
    assert found["NODE_PATH"] == str(tmp_path / "node_modules")
