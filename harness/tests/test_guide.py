"""The portability guide: what it says differs where, and that no name harms it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from os_conformance.catalogue import Clause, Target, inapplicable, load
from os_harness.report import guide as guides
from os_harness.report.guide import Status, guide
from os_harness.report.places import names


def clause(name, section="Making"):
    return Clause(
        id=name, function=name.partition("/")[0], statement=f"Promise of {name}.", level="core",
        section=section, sources=("x",),
    )  # fmt: skip


CLAUSES = {
    c.id: c
    for c in [
        clause("os.walk/z", "Walking"),
        clause("os.mkdir/b"),
        clause("os.mkdir/a"),
        clause("os.link/l"),
    ]
}


def told(made):
    """function -> clause -> [(status, places or "elsewhere")]."""
    return {
        function.name: {
            d.clause: [
                (str(g.finding.status), "elsewhere" if g.elsewhere else g.places) for g in d.groups
            ]
            for d in function.differences
        }
        for functions in made.sections.values()
        for function in functions
    }


def test_what_differs_where(make):
    one = make.report(
        [
            make.result("1", "pass", "os.mkdir/a"),
            make.result("2", "fail", "os.mkdir/a", wanted="None", got="1"),
            make.result("3", "pass", "os.mkdir/b"),
            make.result("4", "pass", "os.walk/z"),
            make.result("5", "blocked", "os.link/l", message="no os.symlink"),
        ],
        name="one",
    )
    two = make.report(
        [
            make.result("1", "pass", "os.mkdir/a"),
            make.result("3", "pass", "os.mkdir/b"),
            make.result("4", "missing", "os.walk/z"),
            make.result("5", "blocked", "os.link/l"),
        ],
        name="two",
    )
    made = guide([one, two], CLAUSES)
    assert list(made.sections) == ["Walking", "Making"]
    assert told(made) == {
        "os.walk": {"os.walk/z": [("missing", ("two",)), ("holds", ("one",))]},
        "os.mkdir": {"os.mkdir/a": [("deviates", ("one",)), ("holds", ("two",))]},
    }
    (difference,) = made.sections["Making"][0].differences
    assert difference.statement == "Promise of os.mkdir/a."
    assert difference.groups[0].finding.words == "1 of 2 cases; wanted None, got 1"
    assert made.alike == ()
    assert made.untold == ("os.link",)
    assert made.totals[0] == {"deviates": 1, "holds": 2, "no verdict": 1}


def test_what_holds_everywhere_is_only_named(make):
    made = guide([make.report({"a": "pass"}), make.report({"a": "pass"}, name="two")], CLAUSES)
    assert not made.sections
    assert made.alike == ("os.mkdir",)


def test_a_deviation_everywhere_is_told_too(make):
    results = [make.result("1", "fail", "os.mkdir/a", message="so")]
    made = guide([make.report(results), make.report(results, name="two")], CLAUSES)
    assert told(made) == {"os.mkdir": {"os.mkdir/a": [("deviates", ("toy", "two"))]}}


@pytest.mark.parametrize(
    ("outcome", "message", "status"),
    [
        ("not-applicable", "promised for windows, not for linux", "not promised"),
        ("unsupported", "no os.link in this build", "not supported"),
        ("crash", "died", "deviates"),
        ("flaky", "comes and goes", "deviates"),
    ],
)
def test_statuses_that_make_a_difference(make, outcome, message, status):
    one = make.report([make.result("1", "pass", "os.mkdir/a")], name="one")
    two = make.report([make.result("1", outcome, "os.mkdir/a", message=message)], name="two")
    (groups,) = told(guide([one, two], CLAUSES))["os.mkdir"].values()
    assert (status, ("two",)) in groups


@pytest.mark.parametrize(
    ("outcome", "message"),
    [("blocked", "x"), ("unprivileged", "x"), ("not-applicable", "it has its own files"), ("broken", "")],
)  # fmt: skip
def test_no_verdict_makes_no_difference(make, outcome, message):
    one = make.report([make.result("1", "pass", "os.mkdir/a")], name="one")
    two = make.report([make.result("1", outcome, "os.mkdir/a", message=message)], name="two")
    three = make.report([make.result("1", "fail", "os.mkdir/a")], name="three")
    assert told(guide([one, two], CLAUSES)) == {}
    (groups,) = told(guide([one, two, three], CLAUSES))["os.mkdir"].values()
    assert groups[-1] == ("no verdict", ("two",))


def test_the_section_of_a_function():
    across = "Errors of functions that take paths"
    rows = [
        clause("os.walk/e", across), clause("os.walk/f", across), clause("os.link/e", across),
        clause("os.walk/z", "Walking"), clause("os.walk/y", "Making"), clause("os.walk/x", "Walking"),
    ]  # fmt: skip
    assert guides.sections_of({c.id: c for c in rows}) == {"os.walk": "Walking", "os.link": across}
    assert {c.section for c in load().values()} >= guides.ACROSS


def test_the_line_of_a_function(make):
    elsewhere = {"message": "promised for windows, not for linux"}
    one = make.report(
        [make.result("1", "fail", "os.mkdir/a"), make.result("2", "pass", "os.link/l"),
         make.result("3", "not-applicable", "os.mkdir/b", **elsewhere)], name="one",
    )  # fmt: skip
    two = make.report(
        [make.result("1", "pass", "os.mkdir/a"), make.result("3", "pass", "os.mkdir/b"),
         make.result("2", "not-applicable", "os.link/l", **elsewhere)], name="two",
    )  # fmt: skip
    (functions,) = guide([one, two], CLAUSES).sections.values()
    assert {f.name: guides.where(f) for f in functions} == {
        "os.link": {"not promised": ["two"]},
        "os.mkdir": {"deviates": ["one"]},
    }


def test_a_place_where_it_was_not_run(make):
    one = make.report([make.result("1", "fail", "os.mkdir/a")], name="one")
    (groups,) = told(guide([one, make.report({}, name="two")], CLAUSES))["os.mkdir"].values()
    assert groups == [("deviates", ("one",)), ("no verdict", ("two",))]


def test_many_places_are_elsewhere(make):
    reports = [
        make.report([make.result("1", "pass", "os.mkdir/a")], name=f"p{n}") for n in range(4)
    ]
    odd = make.report([make.result("1", "fail", "os.mkdir/a")], name="odd")
    (groups,) = told(guide([*reports, odd], CLAUSES))["os.mkdir"].values()
    assert groups == [("deviates", ("odd",)), ("holds", "elsewhere")]


def test_the_reasons_of_the_catalogue_are_told_from_others():
    targets = [Target(os_name="posix", platform="linux", python=(3, 8)),
               Target(os_name="nt", platform="windows", python=(3, 99))]  # fmt: skip
    reasons = {inapplicable(c, target) for c in load().values() for target in targets} - {None}
    assert len(reasons) > 3
    assert all(guides.PROMISED.match(reason) for reason in reasons)
    assert not guides.PROMISED.match("the candidate has a file system of its own")


def test_names_of_places(make):
    reports = [
        make.report({}, name="a"),
        make.report({}, name="b", python="3.11.1"),
        make.report({}, name="b", python="3.12.1", sys_platform="darwin"),
        make.report({}, name="b", python="3.12.1"),
        make.report({}, name="c"),
        make.report({}, name="c"),
    ]
    assert names(reports) == [
        "a", "b (Python 3.11)", "b (Python 3.12, darwin)", "b (Python 3.12, linux)", "c", "c #2",
    ]  # fmt: skip


class Page(HTMLParser):
    """Collects what a browser would run or load, and the ends of links."""

    def __init__(self, text):
        super().__init__()
        self.scripts, self.loads, self.ids, self.links = 0, [], set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.scripts += tag == "script"
        self.loads += [v for k, v in attrs if k in ("src", "href") and not str(v).startswith("#")]
        self.ids |= {values["id"]} if "id" in values else set()
        self.links |= {values["href"]} if tag == "a" else set()
        assert not [k for k, _ in attrs if k.startswith("on")]


def test_markdown_and_html_say_the_same(make):
    one = make.report(
        [make.result("1", "fail", "os.mkdir/a", wanted="None", got="1"),
         make.result("2", "pass", "os.link/l")], name="one", complete=False,
    )  # fmt: skip
    two = make.report([make.result("1", "pass", "os.mkdir/a")], name="two")
    made = guide([one, two], CLAUSES)
    text, page = guides.markdown_of(made), guides.html_of(made)
    assert "\n### <code>os.mkdir</code>\n\ndeviates: <code>one</code>\n\n- Promise of" in text
    assert "\n  - **deviates** in <code>one</code>: <code>wanted None, got 1</code>\n" in text
    assert "\n  - **holds** in <code>two</code>\n" in text
    for made_text in (text, page):
        for words in ("wanted None, got 1", "Promise of os.mkdir/a.", "os.link", "incomplete"):
            assert words in made_text
    read = Page(page)
    assert (read.scripts, read.loads) == (0, [])
    assert {link.removeprefix("#") for link in read.links} == read.ids == {"os.mkdir"}


def test_hostile_names_do_no_harm(make, harmless):
    odd = make.hostile
    texts = {"title": odd, "wanted": odd, "got": odd, "message": odd, "function": odd}
    facts = dict.fromkeys(
        ("name", "version", "implementation", "python", "system", "release", "sys_platform",
         "filesystem", "user", "started", "suite"), odd,
    )  # fmt: skip
    outcomes = ("fail", "missing", "unsupported", "not-applicable", "blocked", "pass")
    results = [make.result(odd + o, o, odd + o, **texts) for o in outcomes]
    one = make.report(results, **facts)
    two = make.report([make.result("x", "pass", odd + o, **texts) for o in outcomes], name=odd)
    odd_clauses = {odd + "fail": clause(odd + "fail", odd)}
    made = guide([one, two], odd_clauses)
    assert made.sections
    text, page = guides.markdown_of(made), guides.html_of(made)
    assert harmless(text)
    assert "<script" not in text
    assert harmless(page)
    assert "<script" not in page
    assert (Page(page).scripts, Page(page).loads) == (0, [])
    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        "# Portability guide to Python's `os`"
    ]
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {row.count("|") for row in rows} == {4 + len(Status) + 1}


def test_command(make, osconform, tmp_path):
    one = make.report([make.result("1", "fail", "os.mkdir/creates")], name="one")
    two = make.report([make.result("1", "pass", "os.mkdir/creates")], name="two")
    done = osconform("report", one.path, two.path, "--guide", "g.md", "--guide", "g.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "wrote g.md\nwrote g.html\n"
    assert (tmp_path / "g.md").read_text().startswith("# Portability guide")
    assert (tmp_path / "g.html").read_text().startswith("<!doctype html>")
    wrong = osconform("report", one.path, "--guide", "none/g.md")
    assert wrong.returncode == 2
    assert len(wrong.stderr.strip().splitlines()) == 1
