"""Reproducers: plain scripts that show the deviation without the kit; `describe` on both sides agrees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest

from os_harness.agent.agent import Encoder
from os_harness.probe.source import Source
from os_harness.protocol.values import Codec
from os_harness.running import replay

CODEC = Codec(wrap=lambda told: told, register=lambda f: 0, reference=lambda v: None)


def run_script(text, tmp_path, *flags):
    path = tmp_path / "show.py"
    path.write_text(text)
    return subprocess.run(
        [sys.executable, *flags, str(path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )


@pytest.mark.parametrize("name", ["wrong", "segfault", "leaves"])
def test_scripts_show_what_they_claim(conform, candidates, tmp_path, name):
    _, report = conform(
        candidates / f"{name}.py", "-k", "makedirs or removedirs or renames or data"
    )
    red = [r for r in report.results if r.reproducer]
    assert red
    for result in red:
        done = run_script(result.reproducer, tmp_path)
        if result.outcome == "crash":
            assert done.returncode in (-11, 0)
            assert "the last step came out differently" not in done.stdout
        else:
            assert done.returncode == 1, (result.check, done.stdout, done.stderr)
            assert "the deviation shows" in done.stdout


MURDEROUS = """\
import os
from os import *
from os import _exit, path


def kill(pid, number):
    return os.kill(pid, 9)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork")
def test_helpers_of_snippets_are_in_the_script(conform, tmp_path):
    candidate = tmp_path / "murderous.py"
    candidate.write_text(MURDEROUS)
    _, report = conform(candidate, "-k", "kill_child and SIGTERM")
    (result,) = [r for r in report.results if r.reproducer]
    assert result.reproducer.index("def waiting(") < result.reproducer.index("def killed_child(")
    done = run_script(result.reproducer, tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "the deviation shows" in done.stdout


def test_script_of_a_mended_candidate_says_so(conform, candidates, tmp_path):
    _, report = conform(candidates / "wrong.py", "-k", "existing_leaf")
    result = next(r for r in report.results if r.reproducer)
    os_of_python = result.reproducer.replace(str(candidates / "wrong.py"), os.__file__)
    done = run_script(os_of_python, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "came out differently" in done.stdout


def test_pyfakefs_scripts_need_pyfakefs_alone(conform, tmp_path):
    status, report = conform("pyfakefs-linux", "--clause", "os.removedirs/*")
    assert status == 1
    red = [r for r in report.results if r.reproducer]
    assert red
    for result in red:
        assert not re.search("import os_(harness|conformance|reference)", result.reproducer)
        done = run_script(result.reproducer, tmp_path)
        assert done.returncode == 1, (result.check, done.stdout, done.stderr)


def test_repro_command(osconform, conform, candidates, tmp_path):
    conform(candidates / "wrong.py", "-k", "existing_leaf or data")
    check = "directories/makedirs.existing_leaf[str-leaf=directory]"
    done = osconform("repro", tmp_path / "run.report.jsonl", check)
    assert done.returncode == 0
    assert "Promise    os.makedirs/exists-error" in done.stdout
    missing = osconform("repro", tmp_path / "run.report.jsonl", "existing_leaf[str")
    assert missing.returncode == 2
    assert "did you mean" in missing.stderr
    passed = osconform("repro", tmp_path / "run.report.jsonl", "general/data.value[pardir]")
    assert passed.returncode == 2
    assert "nothing to reproduce" in passed.stderr


VALUES = [
    None, True, 1, 1.5, "é\udcff", "/s/a", "/s", b"/s/x", b"\xff", (1,), (1, "a"), [1, [2]], {"a": 1},
    {2, 1}, bytearray(b"a"), os.stat("/"), os.terminal_size((80, 24)), ValueError("a", 1),
    FileNotFoundError(2, "x", "/s/a", None, b"b"), OSError(2, "x"), OSError("odd"), KeyError("k"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
def test_report_and_script_describe_alike(value, monkeypatch):
    monkeypatch.setattr(replay, "SCRATCH", "/s")
    here = CODEC.decode(Encoder()(value))
    assert Source("/s", cut=False).result(here) == replay.describe(value)


def test_objects_are_described_by_type():
    assert replay.describe(iter([])) == "<list_iterator>"
    assert replay.describe(os.scandir) == "<builtin_function_or_method>"


def space(varying=()):
    """What a script's steps share."""
    return {"os": os, "count": 0, "seen": {}, "varying": dict(varying)}


def test_step_compares_with_what_was_recorded(capsys):
    shared = space()
    assert replay.step("os.fspath('a')", "returned 'a'", shared) == "a"
    assert shared["same"]
    replay.step("os.rmdir('/none/such')", "returned None", shared)
    assert not shared["same"]
    printed = capsys.readouterr().out
    assert "= os.fspath('a')" in printed
    assert "recorded: returned None" in printed


def test_numbers_that_vary_stand_for_each_other():
    kinds = {"3": "number", "4": "number"}
    seen: dict[str, str] = {}
    assert replay.alike("returned (3, 4)", "returned (7, 8)", kinds, seen)
    assert replay.alike("returned 4", "returned 8", kinds, seen)
    assert not replay.alike("returned 3", "returned 8", kinds, seen)
    assert not replay.alike("returned (3, 5)", "returned (7, 6)", kinds, seen)
    assert not replay.alike("returned 3", "raised OSError(EBADF)", kinds, seen)


def test_a_time_of_the_run_is_a_time_of_the_script():
    then, now = "1700000000.25", repr(time.time())
    assert replay.alike(f"returned {then}", f"returned {now}", {then: "time"}, {})
    assert not replay.alike(f"returned {then}", "returned 1000000000.0", {then: "time"}, {})
    assert not replay.alike(f"returned {then}", f"returned {now}", {}, {})


OPENER = """\
import os
from os import *
from os import _exit, path


def dup(fd):
    return os.dup2(fd, fd + 40)


def write(fd, data):
    return os.write(fd, data[:1])
"""


def test_scripts_have_descriptors_and_processes_of_their_own(conform, tmp_path):
    candidate = tmp_path / "opener.py"
    candidate.write_text(OPENER)
    _, report = conform(candidate, "-k", "descriptors/read_write or descriptors/dup")
    red = [r for r in report.results if r.reproducer and 'step("os.open(' in r.reproducer]
    assert red
    for result in red:
        # a descriptor more than there was: every number is another one
        held = "import os as host\nhost.dup2(0, 3); host.dup2(0, 4)\n"
        done = run_script(result.reproducer.replace("import os as host\n", held, 1), tmp_path)
        assert "the deviation shows" in done.stdout, (result.check, done.stdout, done.stderr)


@pytest.mark.parametrize("check", ["processes/exec_errors.environment_contents", "late_refusal"])
def test_python_2_runs_its_scripts(conform, interpreter, tmp_path, check):
    python = interpreter("python2.7")
    if python is None:
        pytest.skip("no python2.7 on the PATH")
    _, report = conform("stdlib", "--python", python, "-k", check)
    red = [r for r in report.results if r.reproducer]
    assert red
    for result in red:
        script = tmp_path / "show.py"
        script.write_text(result.reproducer)
        done = subprocess.run(
            [python, script], capture_output=True, text=True, cwd=tmp_path, check=False
        )
        assert done.returncode == 1, (result.check, done.stdout, done.stderr)


def test_tools_of_the_script(capsys):
    assert os.fspath(replay.FSPath("a")) == "a"
    replay.callback("seen")(1, "x")
    assert "callback seen(1, 'x')" in capsys.readouterr().out

    class Manager:
        def __exit__(self, kind, error, trace):
            return kind

    assert replay.leave(Manager(), False) is None
    assert replay.leave(Manager(), True) is RuntimeError
