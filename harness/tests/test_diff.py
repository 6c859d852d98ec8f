"""What changed between two reports: kinds of change, exit codes, the terminal and Markdown."""

from __future__ import annotations

import re

import pytest

from os_harness.errors import ReportError
from os_harness.report import changes
from os_harness.report.diff import Kind, compare, demand_common, differences, exit_code
from os_harness.report.tally import Tally


def kinds(diff):
    return {change.after.check: str(change.kind) for change in diff.changes}


@pytest.mark.parametrize(
    ("before", "after", "kind", "status"),
    [
        ("pass", "pass", None, 0),
        ("pass", "fail", "newly broken", 1),
        ("pass", "flaky", "newly broken", 1),
        ("blocked", "crash", "newly broken", 1),
        (None, "missing", "newly broken", 1),
        (None, "pass", None, 0),
        ("fail", "pass", "newly right", 0),
        ("escape", "pass", "newly right", 0),
        ("fail", "fail", None, 0),
        ("fail", "crash", "changed", 1),
        ("fail", "unsupported", "changed", 0),
        ("pass", "unsupported", "changed", 0),
        ("unprivileged", "pass", "changed", 0),
        ("pass", "broken", "changed", 4),
        (None, "broken", "changed", 4),
        ("broken", "broken", None, 0),
        ("broken", "fail", "newly broken", 1),
        ("pass", None, None, 0),
    ],
)
def test_kinds_and_exit_codes(make, before, after, kind, status):
    old = make.report({"a/same": "pass"} | ({"a/b": before} if before else {}))
    new = make.report({"a/same": "pass"} | ({"a/b": after} if after else {}))
    diff = compare(old, new)
    assert kinds(diff) == ({"a/b": kind} if kind else {})
    assert exit_code(diff) == status
    assert (diff.appeared, diff.gone) == (before is None, after is None)


def test_an_expected_deviation_is_told_and_does_not_fail(make):
    old = make.report({"a": "pass"})
    diff = compare(old, make.report([make.result("a", "fail", expected=True)]))
    assert kinds(diff) == {"a": "newly broken"}
    assert diff.changes[0].step == "pass -> fail as expected"
    assert exit_code(diff) == 0
    assert "all that is new is expected" in changes.markdown_of(diff)


def test_an_incomplete_report_is_no_proof(make):
    old = make.report({"a": "pass", "b": "pass"})
    diff = compare(old, make.report({"a": "pass"}, complete=False))
    assert exit_code(diff) == 4
    assert "the new report is incomplete" in changes.markdown_of(diff)
    assert exit_code(compare(make.report({"a": "pass"}, complete=False), old)) == 0


def test_another_way_to_deviate_is_a_change_and_passing_values_are_not(make):
    old = make.report([make.result("a", "fail", got="<x at 0x7f01>, 1795249360685218560")])
    same = make.report([make.result("a", "fail", got="<x at 0x7f02>, 1795249360685218999")])
    other = make.report([make.result("a", "fail", got="<y at 0x7f01>")])
    assert kinds(compare(old, same)) == {}
    assert kinds(compare(old, other)) == {"a": "changed"}
    assert exit_code(compare(old, other)) == 0


def test_rows_by_function_and_clause(make):
    def report(*outcomes):
        clauses = [["os.mkdir/x"], ["os.mkdir/x", "os.mkdir/y"], ["os.mkdir/x"], ["os.link/z"]]
        return make.report(
            [
                make.result(f"c{n}", outcome, clauses=own, function=own[0].partition("/")[0])
                for n, (outcome, own) in enumerate(zip(outcomes, clauses, strict=True))
            ]
        )

    diff = compare(report("pass", "pass", "fail", "pass"), report("fail", "crash", "fail", "fail"))
    rows = diff.rows(Kind.BROKEN)
    told = [(r.function, r.clause, r.steps, r.was, r.now) for r in rows]
    assert told == [
        ("os.link", "os.link/z", "1 pass -> fail", "held", "broken"),
        ("os.mkdir", "os.mkdir/x", "1 pass -> fail, 1 pass -> crash", "broken", "broken"),
        ("os.mkdir", "os.mkdir/y", "1 pass -> crash", "held", "broken"),
    ]
    assert len(diff.of(Kind.BROKEN)) == 3


def test_a_result_without_a_clause_is_not_lost(make):
    diff = compare(make.report({"a": "pass"}), make.report([make.result("a", "fail", clauses=[])]))
    assert [row.steps for row in diff.rows(Kind.BROKEN)] == ["1 pass -> fail"]


def test_verdicts(make):
    results = [make.result(f"{n}", o, c) for n, (o, c) in enumerate(
        [("pass", "a"), ("fail", "a"), ("pass", "b"), ("blocked", "b"), ("blocked", "c")]
    )]  # fmt: skip
    assert Tally(results).verdicts() == {"a": "broken", "b": "held", "c": "untested"}


def test_what_differs_about_the_runs(make):
    found = differences(make.header(), make.header(suite="2", user="ordinary", started="later"))
    assert found == {"user": ("root", "ordinary"), "suite": ("1", "2")}


def test_reports_without_a_common_case(make):
    old, new = make.report({"a": "pass"}), make.report({"b": "pass"})
    with pytest.raises(ReportError, match="no case in common"):
        demand_common(compare(old, new))
    with pytest.raises(ReportError, match="no case in common"):
        demand_common(compare(old, make.report({})))
    demand_common(compare(old, make.report({"a": "pass", "b": "pass"})))


def test_markdown_fits_into_a_comment(make):
    def report(outcome):
        return make.report(
            [
                make.result(f"c{n:03}", outcome, f"os.f{n}/x", wanted="|" * 300, got="@" * 300)
                for n in range(300)
            ]
        )

    text = changes.markdown_of(compare(report("pass"), report("fail")))
    assert len(text) <= changes.COMMENT
    shown = len(re.findall(r"^\| <code>os", text, re.MULTILINE))
    assert shown > 10
    assert f"and {300 - shown} more clauses" in text


def test_markdown(make):
    old = make.report({"a": "pass", "b": "fail", "c": "pass"}, version="1.0")
    new = make.report({"a": "fail", "b": "pass", "c": "pass"}, version="1.1")
    text = changes.markdown_of(compare(old, new))
    assert text.startswith("## Worse: 1 newly broken, 1 newly right, 0 changed\n")
    assert "- version: <code>1.0</code> to <code>1.1</code>\n" in text
    assert "| <code>os.mkdir</code> | <code>os.mkdir/x</code> | 1 pass -&#62; fail |" in text
    assert text.index("newly broken</b>") < text.index("newly right</b>")
    assert "<b>changed" not in text
    same = changes.markdown_of(compare(old, old))
    assert same.startswith("## Not worse: 0 newly broken")
    assert "|" not in same


def test_hostile_names_harm_neither_terminal_nor_markdown(make, osconform, harmless):
    odd = make.hostile
    facts = dict.fromkeys(
        ("name", "version", "implementation", "filesystem", "user", "started"), odd
    )
    texts = {"title": odd, "wanted": odd, "got": odd, "message": odd, "function": odd}
    names = ("a", "b", odd)

    def report(*outcomes, **more):
        results = [make.result(n, o, odd, **texts) for n, o in zip(names, outcomes, strict=True)]
        return make.report(results, **more)

    old = report("pass", "fail", "fail")
    new = report("fail", "pass", "crash", **facts)
    done = osconform("diff", old.path, new.path, "--markdown", "d.md")
    assert done.returncode == 1, done.stderr
    assert harmless(done.stdout)
    assert not done.stderr
    text = changes.markdown_of(compare(old, new))
    assert harmless(text)
    assert "<script" not in text
    assert not [line for line in text.splitlines() if line.startswith("# ")]
    rows = [line for line in text.splitlines() if line.startswith("| <code>")]
    assert {row.count("|") for row in rows} == {5}


def test_command(make, osconform, tmp_path):
    old, new = make.report({"a": "pass", "b": "fail"}), make.report({"a": "fail", "b": "pass"})
    worse = osconform("diff", old.path, new.path, "--markdown", "d.md")
    assert worse.returncode == 1
    assert "1 newly broken, 1 newly right, 0 changed, 0 the same" in worse.stdout
    assert "os.mkdir/x  1 pass -> fail" in worse.stdout
    assert (tmp_path / "d.md").read_text() == changes.markdown_of(compare(old, new))
    same = osconform("diff", old.path, old.path)
    assert (same.returncode, same.stderr) == (0, "")
    assert "2 the same" in same.stdout


def test_wrong_use(make, osconform):
    one, other = make.report({"a": "pass"}).path, make.report({"b": "pass"}).path
    for arguments in (
        [one],
        [one, "none.jsonl"],
        [one, other],
        [one, one, "--markdown", "none/d.md"],
    ):
        done = osconform("diff", *arguments)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
