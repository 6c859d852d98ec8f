"""The transitions of many reports."""

from __future__ import annotations

import pytest

from os_harness.errors import ReportError
from os_harness.report.history import series


def day(make, number, cases, **changes):
    return make.report(cases, started=f"2026-01-{number:02}T00:00:00+00:00", **changes)


def told(one):
    return [
        (step.diff.new.header.run.started[8:10], change.after.check, change.step)
        for step in one.steps
        for change in step.diff.changes
    ]


def test_transitions_only_in_the_order_of_their_start(make):
    reports = [
        day(make, 3, {"a": "fail", "b": "pass"}),
        day(make, 1, {"a": "pass", "b": "fail"}),
        day(make, 4, {"a": "pass", "b": "pass"}),
        day(make, 2, {"a": "pass", "b": "fail"}),
    ]
    (one,) = series(reports)
    assert told(one) == [
        ("03", "a", "pass -> fail"),
        ("03", "b", "fail -> pass"),
        ("04", "a", "fail -> pass"),
    ]
    assert one.transitions == 3
    assert one.restless == {"a": ("pass", "fail", "pass")}


def test_times_are_compared_as_times(make):
    reports = [
        make.report({"a": "pass"}, started="2026-01-01T12:00:00+02:00"),
        make.report({"a": "fail"}, started="2026-01-01T11:00:00+00:00"),
        make.report({"a": "crash"}, started="2026-01-01T10:30:00"),
    ]
    (one,) = series(reports)
    assert [words for _, _, words in told(one)] == ["pass -> crash", "crash -> fail"]


def test_a_case_is_compared_with_its_last_result_however_old(make):
    (one,) = series(
        [day(make, 1, {"a": "pass"}), day(make, 2, {"b": "pass"}), day(make, 3, {"a": "fail"})]
    )
    assert told(one) == [("03", "a", "pass -> fail")]


def test_first_sights_and_other_words_are_no_transitions(make):
    (one,) = series(
        [
            day(make, 1, [make.result("a", "fail", got="1")]),
            day(make, 2, [make.result("a", "fail", got="2"), make.result("new", "fail")]),
        ]
    )
    assert told(one) == []


@pytest.mark.parametrize(
    "changes",
    [{"name": "other"}, {"python": "3.12.1"}, {"sys_platform": "darwin"}, {"user": "ordinary"},
     {"filesystem": "tmpfs"}, {"implementation": "pypy"}],
)  # fmt: skip
def test_other_places_are_other_series(make, changes):
    found = series([day(make, 1, {"a": "pass"}), day(make, 2, {"a": "fail"}, **changes)])
    assert [len(one.reports) for one in found] == [1, 1]
    assert [one.transitions for one in found] == [0, 0]


def test_other_versions_are_the_same_series(make):
    found = series(
        [
            day(make, 1, {"a": "pass"}),
            day(make, 2, {"a": "fail"}, python="3.11.9", version="9", suite="2", release="7"),
        ]
    )
    assert [one.transitions for one in found] == [1]


def test_a_time_that_is_none(make):
    with pytest.raises(ReportError, match="not a time"):
        series([make.report({"a": "pass"}, started="yesterday")])


def test_command(make, osconform):
    one = day(make, 1, {"a/b.c": "pass"}, version="1.0")
    two = day(make, 2, {"a/b.c": "fail"}, version="1.1")
    done = osconform("history", two.path, one.path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "toy (CPython 3.11, Linux, ext4, root)"
    assert lines[1] == "2026-01-02T00:00:00+00:00  1 newly broken"
    assert lines[2].strip() == "version: 1.0 -> 1.1"
    assert "    os.mkdir/x  1 pass -> fail (clause: held -> broken)" in lines
    assert "1 transitions in 1 of 2 reports" in lines[-1]
    alone = osconform("history", one.path)
    assert alone.returncode == 0
    assert "nothing to compare it with" in alone.stdout


def test_wrong_use(make, osconform):
    odd = make.report({"a": "pass"}, started="yesterday")
    for arguments in ([], ["none.jsonl"], [odd.path]):
        done = osconform("history", *arguments)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1


def test_hostile_names_do_no_harm(make, osconform, harmless):
    odd = make.hostile
    texts = {"title": odd, "wanted": odd, "got": odd, "message": odd, "function": odd}
    outcomes = ["pass", "fail", "pass", "crash"]
    reports = [
        day(make, n, [make.result(odd, o, odd, **texts)], name=odd, user=odd, version=f"{odd}{n}")
        for n, o in enumerate(outcomes, 1)
    ]
    done = osconform("history", *(r.path for r in reports))
    assert (done.returncode, done.stderr) == (0, "")
    assert harmless(done.stdout)
    assert "pass -> fail -> pass -> crash" in done.stdout
