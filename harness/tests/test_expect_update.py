"""The refreshing of expectation files: what goes, what comes, for which platforms, and what stays."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest

from os_conformance.catalogue import Target
from os_harness.errors import UsageError
from os_harness.expectations.entries import parse, read
from os_harness.expectations.evidence import evidence
from os_harness.expectations.ranges import Range, meet, ranges
from os_harness.expectations.update import New, update
from os_harness.expectations.verdict import Expectations
from os_harness.report.records import NOT_RUN, Outcome

X, Y, Z, ODD = "a/b.c[x]", "a/b.c[y]", "a/d.e", r"a/f.g[text=\\?\UNC]"
SUITE = {X: ("os.a/b",), Y: ("os.a/b", "os.a/c"), Z: ("os.a/d",), ODD: ("os.a/d",)}
CLAUSES = {"os.a/b", "os.a/c", "os.a/d"}
LINUX, WINDOWS, MACOS = (
    {"sys_platform": sys, "os_name": name}
    for sys, name in (("linux", "posix"), ("win32", "nt"), ("darwin", "posix"))
)


def entry(check=X, outcome='"fail"', **more):
    extra = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[expected]]\ncheck = "{check}"\noutcome = {outcome}\nreason = "known"\nlink = "l"\n{extra}'


@pytest.fixture
def refresh(make, tmp_path):
    """Updates a file of some text from reports; gives the change and the text."""

    def run(text, *reports, **new):
        path = tmp_path / "e.toml"
        if text is not None:
            path.write_text(text, "utf-8", newline="")
        change = update(path, [evidence(r, path) for r in reports], SUITE, CLAUSES, New(**new))
        written = path.read_bytes().decode()
        again = update(path, [evidence(r, path) for r in reports], SUITE, CLAUSES, New(**new))
        assert (again.added, again.changed, again.removed) == ([], [], []), written
        assert path.read_bytes().decode() == written
        return change, written

    return run


def rows(text, tmp_path):
    path = tmp_path / "rows.toml"
    path.write_text(text, "utf-8")
    return [(e.subject, e.row.outcome, tuple(e.row.platforms), e.row.python) for e in read(path)]


def settled(text, tmp_path, *reports):
    """Whether each report, seen as a run with the file, has nothing unexpected and nothing stale."""
    path = tmp_path / "settled.toml"
    path.write_text(text, "utf-8")
    for report in reports:
        one = evidence(report, path)
        known = Expectations([e for e in read(path) if e.applies(one.target)])
        for result in report.results:
            assert known.expected(result.check, result.clauses, result.outcome), result.check
        assert known.complaints(report.results, SUITE, CLAUSES, date(2026, 1, 1)) == []
    return True


# ---------------------------------------------------------------- what stays, what goes


def test_comments_order_and_kind_of_lines_stay(make, refresh):
    text = (
        "# The head of the file.\n\n"
        "# about z\n" + entry(Z, "'fail'  # not 'crash'") + "\n"
        "# ---- of y ----\n\n"
        "# about y\n# in two lines\n" + entry(Y).replace('"known"', '"""of\n[[expected]]\n# y"""') + "\n"
        "# about x\n" + entry(X) + "# the end\n"
    )  # fmt: skip
    report = make.report({X: "fail", Y: "pass", Z: "fail"})
    for newline in ("\n", "\r\n"):
        change, written = refresh(text.replace("\n", newline), report)
        assert (change.added, change.changed, len(change.removed)) == ([], [], 1)
        assert written.count("\r\n") == (written.count("\n") if newline == "\r\n" else 0)
        head, _, rest = text.partition("# about y")
        _, _, end = rest.partition("# about x")
        assert written.replace("\r\n", "\n") == head + "# about x" + end


def test_a_changed_entry_keeps_its_place_and_remarks(make, refresh):
    text = entry(Z) + "\n# mine\n" + entry(X, '"fail"  # a remark') + "\n" + entry(Y)
    _, written = refresh(text, make.report({X: "crash", Y: "fail", Z: "fail"}))
    assert written == text.replace('"fail"  # a remark', '"crash"  # a remark')


def test_what_is_removed_is_told_with_its_reason(make, refresh):
    change, written = refresh(entry(X) + entry("a/gone.x"), make.report({X: "pass"}))
    assert written == ""
    assert change.removed == [
        f"{X}: passes now (known)",
        "a/gone.x: no check or clause has that id (known)",
    ]


def test_an_entry_that_another_one_hides_goes(make, refresh, tmp_path):
    report = make.report({X: "fail", Y: "fail"})
    _, written = refresh(entry("a/b.c[*") + "\n" + entry(X), report)
    assert written == entry("a/b.c[*")
    both = entry(X, platforms='["linux"]') + "\n" + entry(X)
    assert refresh(both, report)[1].startswith(both)


def test_what_comes_and_goes_stays(make, refresh):
    text = entry(X, '["fail", "pass"]')
    for outcome in ("pass", "fail", "flaky", "unprivileged"):
        assert refresh(text, make.report({X: outcome}))[1] == text


@pytest.mark.parametrize("outcome", [*sorted(map(str, NOT_RUN)), "broken"])
def test_what_was_not_tried_says_nothing(make, refresh, outcome):
    text = entry(X)
    assert refresh(text, make.report({X: outcome, Z: outcome}))[1] == text
    assert refresh(entry("a/b.c[*"), make.report({X: "pass", Y: outcome}))[1] == entry("a/b.c[*")


def test_a_part_of_the_suite_does_not_end_a_pattern(make, refresh):
    text = entry("a/b.c[*")
    assert refresh(text, make.report({X: "pass"}))[1] == text
    assert refresh(text, make.report({X: "pass"}), make.report({Y: "pass"}))[1] == ""


# ---------------------------------------------------------------- what comes


def test_a_pattern_gets_an_exception_before_it(make, refresh, tmp_path):
    report = make.report({X: "crash", Y: "fail"})
    change, written = refresh("# head\n" + entry("a/b.c[*"), report)
    assert rows(written, tmp_path) == [(X, "crash", (), "-"), ("a/b.c[*", "fail", (), "-")]
    assert change.added == [X]
    assert settled(written, tmp_path, report)


def test_an_id_with_a_question_mark_is_no_pattern(make, refresh, tmp_path):
    first = make.report({ODD: "fail"})
    _, written = refresh(None, first)
    assert [row[:2] for row in rows(written, tmp_path)] == [(ODD, "fail")]
    _, written = refresh(written, make.report({ODD: "crash"}))
    assert [row[:2] for row in rows(written, tmp_path)] == [(ODD, "crash")]


def test_the_kits_own_fault_is_never_expected(make, refresh):
    assert refresh("", make.report({X: "broken"}))[1] == ""


def test_what_other_files_of_the_candidate_tell_is_not_told_again(make, refresh, tmp_path):
    known = "arguments/follow_symlinks.descriptor_and_dir_fd[chmod]"
    report = make.report([make.result(known, "fail")], spec="stdlib", name="stdlib")
    assert refresh("", report)[1] == ""
    (tmp_path / "c.toml").write_text('name = "c"\nmodule = "os"\nexpect = ["e.toml"]\n')
    report = make.report({X: "fail"}, spec=str(tmp_path / "c.toml"), name="c")
    change, _ = refresh("", report)  # the candidate's file is the one that is updated
    assert change.added == [X]


def test_hostile_reports_become_harmless_files(make, refresh, tmp_path, harmless):
    texts = {"wanted": make.hostile, "got": make.hostile, "message": make.hostile}
    _, written = refresh(
        None, make.report([make.result("a/" + "x" * 9, "fail", clauses=[], **texts)])
    )
    (row,) = read(tmp_path / "e.toml")
    assert harmless(written)
    assert len(row.row.reason) <= 300
    assert row.row.link == "https://docs.python.org/3/"


def test_reason_link_and_last_day(make, refresh, tmp_path):
    report = make.report({X: "fail"})
    refresh(None, report, reason="Why.", link="https://x", until=date(2026, 3, 1))
    (made,) = read(tmp_path / "e.toml")
    assert (made.row.reason, made.row.link, made.row.until) == (
        "Why.",
        "https://x",
        date(2026, 3, 1),
    )


def test_a_day_that_is_over(make, refresh, tmp_path):
    late, report = entry(X, until="2025-12-31"), make.report({X: "fail"})
    change, written = refresh(late, report)
    assert written == late
    assert "expected until 2025-12-31 only: give --until" in change.left[0]
    _, written = refresh(late, report, until=date(2026, 5, 1))
    assert written == late.replace("2025-12-31", "2026-05-01")
    assert refresh(late, make.report({X: "pass"}))[1] == ""


# ---------------------------------------------------------------- platforms and Pythons


def test_an_entry_for_another_platform_neither_goes_nor_explains(make, refresh, tmp_path):
    windows = entry(X, platforms='["windows"]')
    assert refresh(windows, make.report({X: "pass"}, **LINUX))[1] == windows
    fails = make.report({X: "fail"}, **LINUX)
    change, written = refresh(windows, fails)
    assert change.added == [X]
    assert settled(written, tmp_path, fails)


def test_new_entries_are_for_where_they_were_seen(make, refresh, tmp_path):
    reports = [
        make.report({X: "fail", Y: "fail", Z: "crash"}, **LINUX, python="3.8.1"),
        make.report({X: "fail", Y: "pass", Z: "pass"}, **LINUX, python="3.12.0"),
        make.report({X: "crash", Y: "fail", Z: "pass"}, **WINDOWS, python="3.8.1"),
        make.report({X: "fail", Y: "pass", Z: "pass"}, **WINDOWS, python="3.12.0"),
    ]
    _, written = refresh(None, *reports)
    assert rows(written, tmp_path) == [
        (X, ["crash", "fail"], (), "-"),
        (Y, "fail", (), "-3.8"),
        (Z, "crash", ("linux",), "-3.8"),
    ]
    assert settled(written, tmp_path, *reports)


def test_an_entry_that_is_mended_in_some_places_is_for_the_others(make, refresh, tmp_path):
    text = "# why\n" + entry(X) + "\n" + entry("a/b.c[*", python='"3.6-"') + "\n" + entry(Z)
    reports = [
        make.report({X: "pass", Y: "pass", Z: "pass"}, **LINUX, python="3.12.0"),
        make.report({X: "fail", Y: "pass", Z: "fail"}, **WINDOWS, python="3.12.0"),
        make.report({X: "fail", Y: "fail", Z: "pass"}, **LINUX, python="3.8.0"),
        make.report({X: "pass", Y: "pass", Z: "fail"}, **MACOS, python="3.13.0"),
    ]
    _, written = refresh(text, *reports)
    assert rows(written, tmp_path) == [
        (X, "fail", ("linux",), "-3.8"),
        (X, "fail", ("windows",), "-"),
        ("a/b.c[*", "fail", (), "3.6-3.8"),
        (Z, "fail", ("macos", "windows"), "-"),
    ]
    assert written.startswith("# why\n")
    assert written.count('"known"') == 4


def test_the_level_that_a_run_was_judged_by_counts(make, refresh, tmp_path):
    report = make.report({X: "fail"}, python="3.4.0", level="3.13")
    text = entry(X, python='"3.13"')
    assert refresh(text, report)[1] == text


def places(**seen):
    """Outcomes by place, such as linux_8="fail"."""
    found = {}
    for name, outcomes in seen.items():
        platform, _, minor = name.partition("_")
        found[platform, (3, int(minor))] = frozenset(map(Outcome, outcomes.split()))
    return found


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        ({"linux_8": "pass"}, []),
        ({"linux_8": "fail"}, [((), "-")]),
        ({"linux_8": "fail", "linux_9": "crash"}, [((), "-")]),
        ({"linux_8": "fail", "windows_8": "pass"}, [(("linux",), "-")]),
        ({"linux_8": "fail", "linux_9": "pass"}, [((), "-3.8")]),
        ({"linux_8": "pass", "linux_9": "fail"}, [((), "3.9-")]),
        ({"linux_8": "pass", "linux_9": "fail", "linux_10": "pass"}, [((), "3.9")]),
        ({"linux_8": "fail", "linux_9": "pass", "linux_10": "fail"},
         [(("linux",), "-3.8"), (("linux",), "3.10-")]),
        ({"linux_8": "fail", "linux_9": "pass", "windows_9": "fail"},
         [(("linux",), "-3.8"), (("windows",), "-")]),
    ],
)  # fmt: skip
def test_ranges(seen, wanted):
    assert [(r.platforms, r.python) for r in ranges(places(**seen))] == wanted


def test_ranges_leave_out_whatever_passed_and_nothing_that_did_not():
    names = [f"{platform}_{minor}" for platform in ("linux", "windows") for minor in (8, 9, 10)]
    for outcomes in itertools.product(("pass", "fail"), repeat=len(names)):
        seen = places(**dict(zip(names, outcomes, strict=True)))
        made = "".join(
            entry(platforms=str(list(r.platforms)), python=f"'{r.python}'") for r in ranges(seen)
        )
        for (platform, python), found in seen.items():
            target = Target(os_name="posix", platform=platform, python=python)
            applies = any(e.applies(target) for e in parsed(made))
            assert applies == (Outcome.FAIL in found), (outcomes, made)


def parsed(text):
    return parse(text.encode(), Path("e.toml"))


def test_meeting_ranges():
    assert meet("-", "-") == "-"
    assert meet("3.6-", "-3.8") == "3.6-3.8"
    assert meet("3.6-3.9", "3.8-3.12") == "3.8-3.9"
    assert meet("3.8", "-") == "3.8"
    assert Range((), "-", frozenset()).python == "-"


# ---------------------------------------------------------------- files that cannot be updated


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('expected = [{check = "a/d.e", outcome = "fail", reason = "r", link = "l"}]\n', "a table"),
        ("nonsense", "not an expectation file"),
    ],
)
def test_wrong_files_stay_as_they_are(make, tmp_path, text, words):
    path = tmp_path / "e.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=words):
        update(path, [evidence(make.report({X: "fail"}), path)], SUITE, CLAUSES, New())
    assert path.read_text() == text
    assert not path.with_name("e.toml.new").exists()


def test_a_place_that_cannot_be_written(make, tmp_path):
    path = tmp_path / "none" / "e.toml"
    with pytest.raises(UsageError, match="cannot be written"):
        update(path, [evidence(make.report({X: "fail"}), path)], SUITE, CLAUSES, New())


def test_a_link_stays_one(make, refresh, tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "e.toml").symlink_to(tmp_path / "shared" / "real.toml")
    refresh("", make.report({X: "fail"}))
    assert (tmp_path / "e.toml").is_symlink()
    assert read(tmp_path / "shared" / "real.toml")[0].subject == X


def test_a_large_file_takes_seconds_not_minutes(make, refresh):
    cases = {f"a/b.c[{n}]": "fail" for n in range(3000)}
    text = "\n".join(entry(check) for check in cases)
    SUITE.update(dict.fromkeys(cases, ("os.a/b",)))
    try:
        assert refresh(text, make.report(cases))[1] == text
    finally:
        for check in cases:
            del SUITE[check]


def test_command(make, osconform, tmp_path):
    known = "directories/mkdir.mode[umask=0-mode=448]"
    report = make.report([make.result("directories/mkdir.returns_none", "fail")])
    (tmp_path / "e.toml").write_text(
        entry(X, until="2025-01-01") + entry(known, until="2025-01-01")
    )
    done = osconform("expect", "update", "e.toml", "--from", report.path, "--until", "2027-01-01")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == f"removed: {X}: no check or clause has that id (known)"
    assert lines[-1].startswith("e.toml: 1 added, ")
    for arguments in (["--until", "soon"], ["--from", "none.jsonl"], []):
        done = osconform("expect", "update", "e.toml", *arguments)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
