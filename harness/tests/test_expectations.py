"""Expectation files: what they excuse, when they are stale, and how they are refreshed."""

from __future__ import annotations

from datetime import date

import pytest

from os_conformance.catalogue import Target
from os_harness.errors import UsageError
from os_harness.expectations import layers
from os_harness.expectations.entries import read
from os_harness.expectations.verdict import Expectations
from os_harness.report.records import Outcome, Result

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
    ],
)
def test_wrong_files(tmp_path, text, word):
    path = file_of(tmp_path, text)
    with pytest.raises(UsageError, match=word) as caught:
        read(path)
    assert "\n" not in str(caught.value)


def problems(tmp_path, text, results, whole=True, today=date(2026, 1, 1)):
    cases = {r.check for r in results} | (set() if whole else {"a/b.c[x]"})
    found = expectations(tmp_path, text).complaints(results, cases, {"a/b.c[x]"}, today)
    return [problem for _, problem in found]


def test_what_is_stale(tmp_path):
    assert problems(tmp_path, entry(), [result()]) == []
    assert "passes now" in problems(tmp_path, entry(), [result(outcome=Outcome.PASS)])[0]
    assert "unused" in problems(tmp_path, entry(), [])[0]
    assert problems(tmp_path, entry(), [], whole=False) == []
    assert "no check or clause" in problems(tmp_path, entry("a/typo"), [result()])[0]
    assert problems(tmp_path, entry(), [result(outcome=Outcome.UNPRIVILEGED)]) == []
    assert "until" in problems(tmp_path, entry(extra="until = 2025-01-01\n"), [result()])[0]


def test_the_first_layer_that_matches_decides(tmp_path):
    own = read(file_of(tmp_path, entry().replace('"fail"', '"crash"'), "own.toml"))
    kit = read(file_of(tmp_path, entry("a/*"), "kit.toml"))
    assert Expectations([*own, *kit]).expected("a/b.c[x]", [], Outcome.CRASH)
    assert not Expectations([*own, *kit]).expected("a/b.c[x]", [], Outcome.FAIL)


def test_the_kit_file_of_cpython_reads():
    assert read(layers.kit_file("cpython"))
    with pytest.raises(UsageError, match="no-such"):
        layers.kit_file("no-such")


RUN = ("-q", "-n", "1", "-k", "mkdir")


def test_round_trip(osconform, candidates, tmp_path):
    report, path = tmp_path / "r.jsonl", tmp_path / "expected.toml"
    candidate = tmp_path / "candidate.py"
    wrong = "import os as _os\nfrom os import *\nfrom os import path, _exit, supports_dir_fd\n"
    wrong += "def mkdir(path, *a, **k):\n    _os.mkdir(path, *a, **k)\n    return 1\n"
    candidate.write_text(wrong)
    run = ("run", candidate, *RUN, "-o", report)
    assert osconform(*run).returncode == 1
    assert osconform("expect", "update", path, "--from", report).returncode == 0
    assert osconform(*run, "--expect", path).returncode == 0

    path.write_text("# a comment of ours\n" + path.read_text())
    candidate.write_text(wrong.replace("return 1", "return None"))
    mended = osconform(*run, "--expect", path)
    assert mended.returncode == 3
    assert "passes now" in mended.stderr
    assert f"osconform expect update {path.name} --from" in mended.stderr
    assert osconform("expect", "update", path, "--from", report).returncode == 0
    assert path.read_text().startswith("# a comment of ours")
    assert osconform(*run, "--expect", path).returncode == 0

    candidate.write_text(
        wrong.replace("return 1", "return 2").replace("*a, **k)\n    r", "0o700)\n    r")
    )
    worse = osconform(*run, "--expect", path)
    assert worse.returncode == 1
    assert "directories/mkdir" in worse.stdout
