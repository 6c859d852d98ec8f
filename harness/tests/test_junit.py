"""JUnit XML as the schemas of its readers want it, and as their pages group it."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from os_harness.report import junit
from os_harness.report.badge import render as badge
from os_harness.report.records import NOT_RUN, RED, Outcome, Step

# What both schemas allow: Jenkins' (junit-10.xsd) and that of Ant's task.
SUITE = {
    "name",
    "package",
    "id",
    "hostname",
    "tests",
    "failures",
    "errors",
    "skipped",
    "time",
    "timestamp",
}
CASE = {"classname", "name", "time"}
INSIDE = {"skipped": {"message"}, "failure": {"type", "message"}, "error": {"type", "message"}}


def document(*reports):
    text = "".join(junit.render(reports))
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    return ElementTree.fromstring(text.encode())


@pytest.fixture
def every(make):
    """A report with every outcome, an expected deviation, and texts that mean harm."""

    def made(**changes):
        results = [make.result(f"section/check.case[{o}]", o) for o in Outcome]
        results += [make.result("section/other.known", "fail", expected=True, message="known")]
        results += [make.result(make.hostile, "fail", message=make.hostile, got=make.hostile)]
        return make.report(results, **changes)

    return made


def test_both_schemas_are_kept(every):
    root = document(every(), every(started="yesterday"), every(complete=False))
    assert (root.tag, root.attrib) == ("testsuites", {})
    for number, suite in enumerate(root):
        assert set(suite.attrib) == SUITE
        assert suite.get("id") == str(number)
        assert re.fullmatch(r"\d+\.\d{3}", suite.get("time"))
        tags = [child.tag for child in suite]
        order = ["properties", "testcase", "system-out", "system-err"]
        assert [a for a, b in pairwise([*tags, ""]) if a != b] == order
        for case in suite.findall("testcase"):
            assert set(case.attrib) == CASE
            assert len(case) <= 1
            for inside in case:
                assert set(inside.attrib) == INSIDE[inside.tag]
    assert root[0].get("timestamp") == "2026-01-01T00:00:00"


def test_the_time_is_that_of_utc(make):
    (suite,) = document(make.report({"a/b.c": "pass"}, started="2026-01-01T01:30:00+02:00"))
    assert suite.get("timestamp") == "2025-12-31T23:30:00"


def test_the_sums_are_those_of_the_cases(every):
    (suite,) = document(every())
    for name, tag in (
        ("tests", "."),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        assert int(suite.get(name)) == len(suite.findall(f"testcase/{tag}")), name
    assert int(suite.get("failures")) == len(RED) + 1
    assert int(suite.get("skipped")) == len(NOT_RUN) + 1
    assert suite.find("testcase[@name='known']/skipped").get("message") == "expected fail: known"


def test_properties_tell_what_was_run(every):
    (suite,) = document(every())
    found = {p.get("name"): p.get("value") for p in suite.find("properties")}
    assert found["version"] == "3.11.7"
    assert found["sys.platform"] == "linux"
    assert found["command"] == "osconform run toy"
    assert found["complete"] == "True"


def test_a_run_that_did_not_end_is_an_error(make):
    (suite,) = document(make.report({"a/b.c": "pass"}, complete=False))
    assert (suite.get("tests"), suite.get("errors")) == ("2", "1")
    assert suite.find("testcase/error").get("message") == "the run did not come to its end"
    assert '"message": "1 of 1 checks pass, incomplete", "color": "lightgrey"' in badge(
        [make.report({"a/b.c": "pass"}, complete=False)]
    )


def test_cases_of_several_reports_are_told_apart(make):
    (suite,) = document(make.report({"directories/mkdir.mode[umask=0]": "pass"}))
    case = suite.find("testcase")
    assert (case.get("classname"), case.get("name")) == ("directories.mkdir", "mode[umask=0]")
    one, two = make.report({"a/b.c": "pass"}), make.report({"a/b.c": "pass"}, python="3.8.1")
    root = document(one, two)
    assert len({suite.get("name") for suite in root}) == 2
    classes = [case.get("classname") for case in root.iter("testcase")]
    assert len(set(classes)) == 2
    assert all(name.count(".") == 2 and name.endswith(".a.b") for name in classes)


def test_long_traces_are_cut_in_the_middle(make):
    steps = [
        Step(actor="candidate", code=f"os.f({n})", returned="x" * 100_000) for n in range(1000)
    ]
    (suite,) = document(make.report([make.result("a/b.c", "fail", trace=steps, got="y" * 100_000)]))
    text = suite.find("testcase/failure").text
    assert len(text) < 100_000
    assert "os.f(0)" in text
    assert "... 960 more steps" in text
    assert "os.f(999)" in text
