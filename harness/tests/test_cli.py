"""The command line: exit codes, and one clear line for whatever a user gets wrong."""

from __future__ import annotations

import pytest


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
