"""Expectation files: what they excuse, when they are stale, and how they are refreshed."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
from datetime import date

import pytest

from os_conformance.catalogue import Target
from os_harness.candidates import catalogue
from os_harness.errors import UsageError
from os_harness.expectations import layers
from os_harness.expectations.entries import PLATFORMS, read
from os_harness.expectations.verdict import Expectations
from os_harness.report.records import Outcome, Result
from os_harness.running.target import PLATFORMS as PLATFORMS_OF_CANDIDATES

ENTRY = 'check = "{check}"\noutcome = "fail"\nreason = "known"\nlink = "https://example.org"\n'


def file_of(tmp_path, text, name="expected.toml"):
    path = tmp_path / name
    path.write_text(text)
    return path


def entry(check="a/b.c[x]", extra=""):
    return "[[expected]]\n" + ENTRY.format(check=check) + extra


def expectations(tmp_path, text):
    return Expectations(read(file_of(tmp_path, text)))


def result(check="a/b.c[x]", outcome=Outcome.FAIL, clauses=("os.a/b",)):
    return Result(
        check=check, clauses=list(clauses), function="os.a", level="core", outcome=outcome,
        expected=False, title="t",
    )  # fmt: skip


def test_a_known_deviation_is_expected_and_another_outcome_is_not(tmp_path):
    known = expectations(tmp_path, entry())
    assert known.expected("a/b.c[x]", [], Outcome.FAIL)
    assert not known.expected("a/b.c[x]", [], Outcome.CRASH)
    assert not known.expected("a/b.c[x]", [], Outcome.PASS)
    assert not known.expected("a/b.c[y]", [], Outcome.FAIL)
    assert known.expected("a/b.c[y]", [], Outcome.PASS)


def test_brackets_are_no_wildcards_and_stars_are(tmp_path):
    assert not expectations(tmp_path, entry("a[xyz]")).expected("ax", [], Outcome.FAIL)
    assert expectations(tmp_path, entry("a/*[x?]")).expected("a/b.c[x1]", [], Outcome.FAIL)


def test_by_clause(tmp_path):
    text = entry().replace('check = "a/b.c[x]"', 'clause = "os.a/*"')
    assert expectations(tmp_path, text).expected("any", ["os.b/x", "os.a/y"], Outcome.FAIL)


@pytest.mark.parametrize(
    ("extra", "applies"),
    [
        ('platforms = ["linux"]\n', True),
        ('platforms = ["windows", "macos"]\n', False),
        ('python = "3.11"\n', True),
        ('python = "3.8-3.11"\n', True),
        ('python = "3.12-"\n', False),
        ('python = "-3.10"\n', False),
    ],
)
def test_where_an_entry_applies(tmp_path, extra, applies):
    target = Target(os_name="posix", platform="linux", python=(3, 11))
    assert read(file_of(tmp_path, entry(extra=extra)))[0].applies(target) is applies


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("nonsense", "not an expectation file"),
        ("[[expected]]\ncheck = 1\n", "not an expectation file"),
        (entry().replace('reason = "known"\n', ""), "reason"),
        (entry().replace('"known"', '" "'), "expected a reason and a link"),
        (entry().replace('"fail"', '"red"'), "outcome 'red'"),
        (entry(extra='python = "new"\n'), "expected a range"),
        (entry(extra='clause = "os.a/b"\n'), "either check or clause"),
        (entry(extra='unknown = "x"\n'), "unknown"),
        (entry().replace('"fail"', "[]"), "outcome = .*expected at least one"),
        (entry().replace('"fail"', '"broken"'), "outcome 'broken': expected one of crash"),
        (entry().replace('"fail"', '["fail", "blocked"]'), "outcome 'blocked'"),
        (entry(extra='platforms = ["win32"]\n'), "platforms: 'win32': expected one of"),
        (entry(extra='python = "3.12-3.8"\n'), "expected the older Python first"),
        (entry(extra="until = 'soon'\n"), "entry 1, until: "),
        (entry(extra="until = 2026-02-30\n"), "not an expectation file"),
        (entry(extra='check = "twice"\n'), "not an expectation file"),
        ("expected = 1\n", "not an expectation file"),
        ("[expected]\ncheck = 'x'\n", "not an expectation file"),
        ("x = " + "[" * 5000, "not an expectation file"),
    ],
)
def test_wrong_files(tmp_path, text, word):
    path = file_of(tmp_path, text)
    with pytest.raises(UsageError, match=word) as caught:
        read(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff\xfe[\x00", b"reason = '\xe9'", b"\x00\x01\x02"])
def test_files_that_are_no_text(tmp_path, data):
    path = tmp_path / "odd.toml"
    path.write_bytes(data)
    with pytest.raises(UsageError, match="not an expectation file") as caught:
        read(path)
    assert "\n" not in str(caught.value)


def test_files_of_other_editors(tmp_path):
    path = tmp_path / "notepad.toml"
    path.write_bytes(codecs.BOM_UTF8 + entry().replace("\n", "\r\n").encode())
    assert read(path)[0].subject == "a/b.c[x]"


def test_platforms_are_those_that_candidates_may_have():
    known = {*PLATFORMS_OF_CANDIDATES.values(), "windows"}
    known |= {e.platform for e in catalogue().values() if e.platform}
    assert known == PLATFORMS


SUITE = {"a/b.c[x]": ("os.a/b",), "a/b.c[y]": ("os.a/b", "os.a/c"), "a/d.e": ("os.a/d",)}
CLAUSES = {"os.a/b", "os.a/c", "os.a/d", "os.a/none"}


def problems(tmp_path, text, results, today=date(2026, 1, 1)):
    found = expectations(tmp_path, text).complaints(results, SUITE, CLAUSES, today)
    return [problem for _, problem in found]


def test_what_is_stale(tmp_path):
    assert problems(tmp_path, entry(), [result()]) == []
    assert problems(tmp_path, entry(), []) == []
    assert "passes now" in problems(tmp_path, entry(), [result(outcome=Outcome.PASS)])[0]
    assert problems(tmp_path, entry(), [result(outcome=Outcome.UNPRIVILEGED)]) == []
    assert problems(tmp_path, entry(), [result(outcome=Outcome.BROKEN)]) == []
    assert "until" in problems(tmp_path, entry(extra="until = 2025-01-01\n"), [result()])[0]
    assert problems(tmp_path, entry(extra="until = 2026-01-01\n"), [result()]) == []


@pytest.mark.parametrize("subject", ['check = "a/b.c[*"', 'clause = "os.a/b"', 'check = "a/*"'])
def test_what_was_run_in_part_is_not_said_to_pass(tmp_path, subject):
    text = entry().replace('check = "a/b.c[x]"', subject)
    x, y, z = (result(check, Outcome.PASS) for check in ("a/b.c[x]", "a/b.c[y]", "a/d.e"))
    assert problems(tmp_path, text, [x]) == []  # -k, --shard, --profile, -x
    for outcome in (Outcome.UNPRIVILEGED, Outcome.NOT_APPLICABLE, Outcome.BLOCKED, Outcome.FAIL):
        assert problems(tmp_path, text, [x, result("a/b.c[y]", outcome), z]) == []
    assert "passes now" in problems(tmp_path, text, [x, y, z])[0]


def test_unknown_ids_come_with_what_may_be_meant(tmp_path):
    def problem(subject):
        (words,) = problems(tmp_path, entry().replace('check = "a/b.c[x]"', subject), [])
        return words

    assert problem('check = "a/typo"') == "no check or clause has that id"
    assert problem('check = "a/bb.c[x]"').endswith("; did you mean 'a/b.c[x]'?")
    assert problem('check = "a/b.c"').endswith("; did you mean 'a/b.c[*]'?")
    assert problem('check = "os.a/b"').endswith("; expected clause = 'os.a/b'")
    assert problem('clause = "a/d.e"').endswith("; expected check = 'a/d.e'")
    assert problem('clause = "os.a/bb"').endswith("; did you mean 'os.a/b'?")
    assert problem('check = "os.*/b"') == "no check or clause has that id"
    assert problem('clause = "os.a/none"') == "unused: no check is about that clause"


def test_an_entry_that_another_one_hides(tmp_path):
    assert problems(tmp_path, entry() + entry(), [result()]) == [
        "unused: entry 1 before it tells of all its cases"
    ]
    assert "entry 1 before it" in problems(tmp_path, entry("a/*") + entry(), [result()])[0]
    # for one platform, then for all: as it should be
    linux = entry(extra='platforms = ["linux"]\n')
    assert problems(tmp_path, linux + entry(), [result()]) == []
    assert problems(tmp_path, entry(extra='python = "3.8-"\n') + entry(), [result()]) == []
    assert "entry 1" in problems(tmp_path, linux + linux, [result()])[0]


def test_an_entry_that_a_nearer_file_overrides_is_not_stale(tmp_path):
    own = read(file_of(tmp_path, entry(), "own.toml"))
    kit = read(file_of(tmp_path, entry() + entry("a/b.c[*"), "kit.toml"))
    found = Expectations([*own, *kit]).complaints([result()], SUITE, CLAUSES, date(2026, 1, 1))
    assert found == []


def test_what_comes_and_goes_may_be_flaky(tmp_path):
    known = expectations(tmp_path, entry().replace('"fail"', '["fail", "pass"]'))
    assert known.expected("a/b.c[x]", [], Outcome.FLAKY)
    assert not expectations(tmp_path, entry()).expected("a/b.c[x]", [], Outcome.FLAKY)
    assert not known.expected("a/b.c[x]", [], Outcome.CRASH)


def test_the_first_layer_that_matches_decides(tmp_path):
    own = read(file_of(tmp_path, entry().replace('"fail"', '"crash"'), "own.toml"))
    kit = read(file_of(tmp_path, entry("a/*"), "kit.toml"))
    assert Expectations([*own, *kit]).expected("a/b.c[x]", [], Outcome.CRASH)
    assert not Expectations([*own, *kit]).expected("a/b.c[x]", [], Outcome.FAIL)


def test_the_kit_file_of_cpython_reads():
    assert read(layers.kit_file("cpython"))
    with pytest.raises(UsageError, match="no-such"):
        layers.kit_file("no-such")


WRONG = """\
import os as _os
from os import *
from os import path, _exit, supports_dir_fd


def mkdir(path, *a, **k):
    _os.mkdir(path, *a, **k)
    return {}
"""


@pytest.fixture
def runs(osconform, tmp_path):
    """Runs a candidate whose mkdir returns a value, with an expectation file."""

    def run(returned, *options):
        (tmp_path / "candidate.py").write_text(WRONG.format(returned))
        path = (
            "run",
            "candidate.py",
            "-q",
            "-n",
            "1",
            "-k",
            "directories/mkdir.creates",
            "-o",
            "r.jsonl",
        )
        return osconform(*path, *options)

    return run


@pytest.fixture
def typed(tmp_path):
    """Types the commands that a run names to mend what it complains of, into a shell."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "osconform"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m os_harness "$@"\n')
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"

    def run(told):
        lines = [line.partition("to mend it: ")[2] for line in told.splitlines()]
        commands = [line for line in lines if line]
        for line in commands:
            subprocess.run(
                line, shell=True, cwd=tmp_path, env=os.environ | {"PATH": path}, check=True
            )
        return commands

    return run


def test_round_trip(osconform, runs, typed, tmp_path):
    known = "known to us.toml"
    path = tmp_path / known
    assert runs(1).returncode == 1
    assert osconform("expect", "update", known, "--from", "r.jsonl").returncode == 0
    assert runs(1, "--expect", known).returncode == 0

    path.write_text("# a comment of ours\n" + path.read_text())
    mended = runs(None, "--expect", known)
    assert mended.returncode == 3
    assert f"{known}, entry 1: {read(path)[0].subject}: passes now, expected fail" in mended.stderr
    assert typed(mended.stderr) == ["osconform expect update 'known to us.toml' --from r.jsonl"]
    assert path.read_text() == "# a comment of ours\n"
    assert runs(None, "--expect", known).returncode == 0

    worse = runs(1, "--expect", known)
    assert worse.returncode == 1
    assert "directories/mkdir" in worse.stdout


def test_every_complaint_comes_with_a_command_that_ends_it(runs, typed, tmp_path):
    known = "directories/mkdir.creates[name=d]"
    late = entry(known, "until = 2020-01-01\n")
    nothing = entry("directories/mkdir.no_such_check") + entry(known)
    clause = entry().replace("check = ", "clause = ").replace("a/b.c[x]", "os.mkdir/no-such-clause")
    for name, text in (("own.toml", late + nothing), ("other.toml", clause)):
        (tmp_path / name).write_text(text)
    options = ("--expect", "other.toml", "--expect", "own.toml")
    first = runs(1, *options)
    problems = [line for line in first.stderr.splitlines() if line.startswith("stale: ")]
    assert (first.returncode, len(problems)) == (1, 4), first.stderr  # 1: the other five names
    assert len(typed(first.stderr)) == 2
    second = runs(1, *options)
    assert (second.returncode, second.stderr) == (0, ""), second.stderr
