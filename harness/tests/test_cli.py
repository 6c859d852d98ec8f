"""The command line: exit codes, and one clear line for whatever a user gets wrong."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from os_harness.report import storage


def assert_one_line(done, *words):
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1
    for word in words:
        assert word in lines[0]


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        ("no-such", ["unknown candidate", "no-such"]),
        ("no_such_module", ["ModuleNotFoundError", "no_such_module"]),
        ("none/such.py", ["no such file"]),
        ("none.toml", ["none.toml", "No such file"]),
        ("os:nothing", ["AttributeError", "nothing"]),
    ],
)
def test_unknown_candidate(osconform, candidate, words):
    assert_one_line(osconform("run", candidate), *words)


def test_syntax_error_in_candidate(osconform, candidates):
    assert_one_line(osconform("run", candidates / "syntax.py"), "SyntaxError", "syntax.py")


def test_import_error_in_candidate(osconform, candidates):
    done = osconform("run", candidates / "imports.py")
    assert_one_line(done, "ModuleNotFoundError", "imports.py, line 2")


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "stdlib", "--profile", "nonsense"],
        ["run", "stdlib", "--shard", "5/4"],
        ["run", "stdlib", "--sandbox", "none/such"],
        ["run", "stdlib", "--python", "no-such-python"],
        ["run", "stdlib", "-k", "and and"],
        ["run", "stdlib", "-n", "many"],
        ["run", "stdlib", "-o", "none/such/file"],
        ["run"],
        ["nonsense"],
        ["repro", "none.jsonl", "x"],
        ["report", "none.jsonl"],
        ["show", "nonsense"],
    ],
)
def test_wrong_usage(osconform, arguments):
    assert_one_line(osconform(*arguments))


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"record": "header"}\n', b"[1]\n"])
def test_unreadable_report(osconform, tmp_path, content):
    (tmp_path / "odd.jsonl").write_bytes(content)
    assert_one_line(osconform("report", "odd.jsonl"), "odd.jsonl")
    assert_one_line(osconform("repro", "odd.jsonl", "x"), "odd.jsonl")


def test_no_check_selected_is_the_kits_fault(osconform):
    assert osconform("run", "stdlib", "-q", "-k", "matches_nothing_at_all").returncode == 4


def test_stdlib_keeps_the_smoke_profile(osconform):
    done = osconform("run", "stdlib", "-q", "--profile", "smoke")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass" in done.stdout


def test_lists(osconform):
    assert "stdlib" in osconform("list", "candidates").stdout
    assert "unprivileged" in osconform("list", "needs").stdout
    assert "directories/makedirs.creates_all" in osconform("list", "checks", "makedirs").stdout
    assert "os.makedirs/exist-ok" in osconform("list", "clauses", "os.makedirs/*").stdout


def test_show_clause_and_check(osconform):
    assert "makedirs" in osconform("show", "os.makedirs/exist-ok").stdout
    assert "def check_creates_all" in osconform("show", "directories/makedirs.creates_all").stdout


def test_doctor(osconform):
    done = osconform("doctor", "stdlib")
    assert done.returncode == 0
    assert "stdlib      ready" in done.stdout
    assert osconform("doctor", "no-such").returncode == 2


def test_a_locale_without_utf8(osconform, tmp_path):
    """The kit arranges any name, whatever the locale's encoding."""
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    select = ["-k", "accepted and stat-bytes-non-ascii", "-n", "1", "-o", tmp_path / "r.jsonl"]
    done = osconform("run", "stdlib", *select, env=ascii_only)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_empty_environment(osconform, tmp_path):
    """Where the kit is started without a PATH the candidate has one."""
    select = ["-k", "start_values or exec_path_default", "-n", "1", "-o", tmp_path / "r.jsonl"]
    done = osconform("run", "stdlib", *select, env={"PATH": None})
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_python_without_assertions(osconform):
    """Checks are assertions: a Python that leaves them out is refused."""
    done = osconform("run", "stdlib", "--profile", "smoke", env={"PYTHONOPTIMIZE": "1"})
    assert_one_line(done, "without -O", "PYTHONOPTIMIZE")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["rum", "stdlib"], "Did you mean 'run'?"),
        (["run", "stdlib", "--profil", "core"], "--profile"),
        (["run", "stdlb"], "did you mean 'stdlib'?"),
    ],
)
def test_a_slip_gets_a_hint(osconform, words, hint):
    assert_one_line(osconform(*words), hint)


ONE_CASE = ["run", "stdlib", "-q", "-k", "data.value and curdir"]


def run_by_shell(text, cwd, **env):
    """`text` by the shell, "$@" standing for a run of one case; the modules in `cwd` are none of ours."""
    command = ["sh", "-c", text, "sh", sys.executable, "-P", "-m", "os_harness", *ONE_CASE]
    environment = {**os.environ, **env}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_what_lies_around_does_not_matter(tmp_path):
    """Neither modules and settings in the working directory, nor variables for other programs, matter."""
    for name in ("typing.py", "conftest.py", "sitecustomize.py"):
        (tmp_path / name).write_text("raise SystemExit(9)\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --nonsense\n")
    odd = {"PYTEST_ADDOPTS": "-p nonsense", "PYTEST_PLUGINS": "nonsense"}
    done = run_by_shell('"$@" -n 2', tmp_path, PYTHONIOENCODING="utf-16", **odd)
    assert done.returncode == 0, done.stderr


def test_closed_streams(tmp_path):
    done = run_by_shell('"$@" -n 2 <&- >&- 2>&-', tmp_path)
    assert done.returncode == 0


def test_a_verdict_stands_though_nobody_reads_it(tmp_path):
    done = run_by_shell('{ "$@" -n 1; echo $? > status; } | true', tmp_path)
    assert (tmp_path / "status").read_text() == "0\n", done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_device(tmp_path):
    assert_one_line(run_by_shell('"$@" -n 1 >/dev/full', tmp_path), "standard output", "No space")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no named pipes")
def test_only_a_file_is_written_over(osconform, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert_one_line(osconform("run", "stdlib", "-o", "pipe"), "pipe", "not a regular file")


def test_two_runs_do_not_write_one_report(osconform, tmp_path, make):
    begun = storage.start(tmp_path / "r.jsonl", make.header())
    assert_one_line(osconform("run", "stdlib", "-o", "r.jsonl"), "another run is writing it")
    begun.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no such limits")
def test_a_report_that_cannot_grow_keeps_whole_lines(tmp_path):
    """What was written stays readable, and one line says what happened."""
    text = 'ulimit -f 4; "$@" -n 2 -o r.jsonl -k general/data'
    assert_one_line(run_by_shell(text, tmp_path), "r.jsonl", "File too large", "--resume")
    assert not storage.load(tmp_path / "r.jsonl").complete
    assert run_by_shell('"$@" -n 1 -o r.jsonl -k general/data --resume', tmp_path).returncode == 0


def test_names_that_are_not_utf8(tmp_path):
    folder = os.fsencode(tmp_path) + b"/\xff"
    os.mkdir(folder)
    done = run_by_shell('"$@" -n 1', tmp_path, TMPDIR=os.fsdecode(folder))
    assert_one_line(done, "expected a path in UTF-8")
    assert os.listdir(folder) == []


def test_few_descriptors(tmp_path):
    done = run_by_shell('ulimit -n 64; "$@" -n 1', tmp_path)
    assert done.returncode == 0, done.stderr
