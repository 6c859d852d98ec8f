"""The portability guide: what it says differs where, in words for a person, and that no name harms it."""

from __future__ import annotations

import pytest

from os_conformance.catalogue import Clause, Target, inapplicable, load
from os_harness.report import findings, guide_pages
from os_harness.report import guide as guides
from os_harness.report.findings import Status
from os_harness.report.guide import guide
from os_harness.report.places import names, places, spans


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


def functions(made):
    """name -> what is said of it, in the order of the guide."""
    found = {}
    for section in made.sections:
        found |= {function.name: function for function in section.differ}
        for group in (*section.lacking, *section.alike):
            found |= dict.fromkeys(group.names, group.about)
    return found


def rows(made, name):
    """The rows of a function: (places, promises, what was seen)."""
    return [
        (tuple(made.places[n].label for n in row.places), row.promises, guide_pages.said(made, row))
        for found in functions(made)[name].rows.values()
        for row in found
    ]


def said(made, name):
    """The paragraph of a function."""
    return dict(guide_pages.summary(made, functions(made)[name]))


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
    assert [section.title for section in made.sections] == ["Walking", "Making"]
    walking, making = made.sections
    assert [group.names for group in walking.lacking] == [("os.walk",)]
    assert said(made, "os.walk") == {"Holds in": "one", "Missing in": "two"}
    assert rows(made, "os.mkdir") == [
        (("one",), ("Promise of os.mkdir/a.",), "1 of 2 cases: wanted None, got 1")
    ]
    assert said(made, "os.mkdir") == {"Holds in": "two"}
    assert making.untold == ("os.link",)
    assert made.totals[0] == {"deviates": 1, "holds": 2, "no verdict": 1}


def test_promises_that_fail_in_the_same_places_are_one_row(make):
    def bad(got):
        return [
            make.result("1", "fail", "os.mkdir/a", wanted="None", got=got),
            make.result("2", "fail", "os.mkdir/b", wanted="None", got=got),
        ]

    good = [make.result("1", "pass", "os.mkdir/a"), make.result("2", "pass", "os.mkdir/b")]
    both = ("Promise of os.mkdir/b.", "Promise of os.mkdir/a.")
    three = [
        make.report(found, name=name)
        for found, name in ((bad("1"), "p"), (good, "q"), (bad("1"), "r"))
    ]
    assert rows(guide(three, CLAUSES), "os.mkdir") == [(("p", "r"), both, "wanted None, got 1")]
    three[2] = make.report(bad("2"), name="r")
    assert rows(guide(three, CLAUSES), "os.mkdir") == [(("p", "r"), both, "p: wanted None, got 1")]


def test_the_most_telling_is_what_crashes_then_what_is_always_so(make):
    results = [
        make.result("1", "fail", "os.mkdir/a", wanted="None", got="0"),
        make.result("2", "pass", "os.mkdir/a"),
        make.result("3", "fail", "os.mkdir/b", wanted="None", got="1"),
    ]
    (row,) = rows(guide([make.report(results)], CLAUSES), "os.mkdir")
    assert row[2] == "wanted None, got 1"
    results.append(make.result("4", "crash", "os.mkdir/a", message="died by signal 11\nmore"))
    (row,) = rows(guide([make.report(results)], CLAUSES), "os.mkdir")
    assert row[2] == "2 of 3 cases: crash: died by signal 11"


def test_fakes_stand_apart_from_systems(make):
    bad = [make.result("1", "fail", "os.mkdir/a", message="so")]
    reports = [
        make.report(bad, name="f", kind="fake"), make.report(bad, name="s", kind="system"),
        make.report(bad, name="m"),
    ]  # fmt: skip
    made = guide(reports, CLAUSES)
    assert list(functions(made)["os.mkdir"].rows) == ["system", "module", "fake"]
    assert made.is_system(functions(made)["os.mkdir"])
    (section,) = made.sections
    assert guide_pages.sorted_out(made, section) == [
        ("**Differ** between interpreters and systems", [("os.mkdir", True)])
    ]
    made = guide([reports[0], reports[2]], CLAUSES)
    (section,) = made.sections
    assert guide_pages.sorted_out(made, section) == [
        ("Differ only in modules, adapters or fakes", [("os.mkdir", True)])
    ]
    text = guide_pages.markdown_of(made)
    assert text.index("| *modules and adapters* |") < text.index("| m | Promise of os.mkdir/a. |")
    assert text.index("| *fakes: systems") < text.index("| f | Promise of os.mkdir/a. |")


def test_what_holds_everywhere_is_one_line(make):
    made = guide([make.report({"a": "pass"}), make.report({"a": "pass"}, name="two")], CLAUSES)
    (section,) = made.sections
    assert (section.differ, section.lacking, section.untold) == ((), (), ())
    text = guide_pages.markdown_of(made)
    assert "\n| <code>os.mkdir</code> | in 2 of 2 |  |  |\n" in text
    assert (
        "- Hold wherever they are promised and could be tried (1): <code>os.mkdir</code>\n" in text
    )


@pytest.mark.parametrize(
    ("outcome", "message", "word"),
    [
        ("not-applicable", "promised for windows, not for linux", "Not promised in"),
        ("unsupported", "no os.link in this build", "Not supported in"),
        ("missing", "os has no mkdir", "Missing in"),
        ("blocked", "x", "Not tried in"),
        ("unprivileged", "x", "Not tried in"),
        ("not-applicable", "it has its own files", "Not tried in"),
        ("broken", "", "Not tried in"),
    ],
)
def test_lists_of_places(make, outcome, message, word):
    one = make.report([make.result("1", "pass", "os.mkdir/a")], name="one")
    two = make.report([make.result("1", outcome, "os.mkdir/a", message=message)], name="two")
    three = make.report([make.result("1", "fail", "os.mkdir/a")], name="three")
    assert said(guide([one, two, three], CLAUSES), "os.mkdir") == {"Holds in": "one", word: "two"}
    made = guide([one, two], CLAUSES)
    assert functions(made)["os.mkdir"].lacking == (outcome in ("unsupported", "missing"))


def test_a_wanted_that_is_the_promise_is_not_told_again(make):
    results = [
        make.result("1", "timeout", "os.mkdir/a", wanted="it does", got="no answer within 10 s")
    ]
    (row,) = rows(guide([make.report(results)], CLAUSES), "os.mkdir")
    assert row[2] == "timeout: got no answer within 10 s"


@pytest.mark.parametrize("outcome", ["fail", "crash", "timeout", "escape", "flaky"])
def test_every_red_outcome_is_a_row(make, outcome):
    made = guide([make.report([make.result("1", outcome, "os.mkdir/a", message="so")])], CLAUSES)
    words = "so" if outcome == "fail" else f"{outcome}: so"
    assert rows(made, "os.mkdir") == [(("toy",), ("Promise of os.mkdir/a.",), words)]


def test_a_missing_part_of_what_is_there_is_a_row(make):
    results = [
        make.result("1", "missing", "os.mkdir/a", message="no mode"), make.result("2", "pass", "os.mkdir/b")
    ]  # fmt: skip
    made = guide([make.report(results)], CLAUSES)
    assert rows(made, "os.mkdir") == [(("toy",), ("Promise of os.mkdir/a.",), "no mode")]
    assert said(made, "os.mkdir") == {}


def test_a_part_that_is_not_supported_is_counted(make):
    results = [
        make.result("1", "unsupported", "os.mkdir/a"), make.result("2", "pass", "os.mkdir/b")
    ]  # fmt: skip
    made = guide([make.report(results), make.report({"1": "pass"}, name="two")], CLAUSES)
    assert said(made, "os.mkdir")["Not supported in"] == "toy (1 promise)"


def test_to_whom_it_is_promised(make):
    def without(clause, words):
        return make.result(clause, "not-applicable", clause, message=words)

    old = make.report(
        [make.result("1", "pass", "os.mkdir/a"), without("os.mkdir/b", "promised since Python 3.12"),
         make.result("2", "fail", "os.mkdir/c"), without("os.link/l", "promised for posix, not for windows")],
        name="old",
    )  # fmt: skip
    new = make.report(
        [without("os.mkdir/a", "promised for posix, !wasi, not for windows"),
         make.result("2", "pass", "os.mkdir/b"), make.result("3", "pass", "os.link/l")],
        name="new",
    )  # fmt: skip
    made = guide([old, new], CLAUSES)
    mkdir = functions(made)["os.mkdir"]
    assert [(limit.audience, limit.promises) for limit in mkdir.platforms] == [
        ("on POSIX, not on WASI", ("Promise of os.mkdir/a.",))
    ]
    assert guide_pages.only(mkdir) == "1 promise on POSIX, not on WASI; 1 promise since Python 3.12"
    assert guide_pages.only(functions(made)["os.link"]) == "on POSIX"
    text = guide_pages.markdown_of(made)
    assert "\n- Promised only on POSIX, not on WASI: Promise of os.mkdir/a.\n" in text
    assert "\n- Not promised of all Pythons: 1 promise since Python 3.12.\n" in text


def test_every_reason_of_the_catalogue_is_understood():
    targets = [Target(os_name="posix", platform="linux", python=(3, 8)),
               Target(os_name="nt", platform="windows", python=(3, 99))]  # fmt: skip
    reasons = {inapplicable(c, target) for c in load().values() for target in targets} - {None}
    assert len(reasons) > 3
    assert all(findings.PROMISED.match(reason) for reason in reasons)
    told = {r for r in reasons if guides.on_platforms(r) or guides.of_pythons(r)}
    assert all(" has " in reason for reason in reasons - told)  # no os.X there: of no clause alone
    assert not findings.PROMISED.match("the candidate has a file system of its own")
    assert guides.of_pythons("promised until Python 3.11") == "until Python 3.11"


def test_the_section_of_a_function():
    across = "Errors of functions that take paths"
    clauses = [
        clause("os.walk/e", across), clause("os.walk/f", across), clause("os.link/e", across),
        clause("os.walk/z", "Walking"), clause("os.walk/y", "Making"), clause("os.walk/x", "Walking"),
    ]  # fmt: skip
    assert guides.sections_of({c.id: c for c in clauses}) == {
        "os.walk": "Walking",
        "os.link": across,
    }
    assert {c.section for c in load().values()} >= guides.ACROSS


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
        "a", "b (Python 3.11)", "b (Python 3.12, darwin)", "b (Python 3.12, linux)", "c (r5)", "c (r6)",
    ]  # fmt: skip
    assert names([reports[4]] * 2) == ["c", "c #2"]


def test_pythons_in_a_row_are_told_as_from_to(make):
    def python(level, **changes):
        version = f"{level}.1"
        return make.report(
            {}, name="stdlib", spec="stdlib", python=version, version=version, **changes
        )

    known = places(
        [python("3.11"), python("3.8"), python("3.9"), python("3.10"), python("3.13"), make.report({}),
         python("3.11", filesystem="xfs"), python("2.7"), python("3.12")]
    )  # fmt: skip
    every = ["CPython 2.7", "CPython 3.8–3.13", "CPython 3.11 on xfs", "toy"]
    assert spans(known, range(9)) == every
    assert spans(known, [5, 1, 2, 7]) == ["CPython 2.7", "CPython 3.8–3.9", "toy"]
    assert spans(known, [4, 7, 3, 0]) == ["CPython 2.7", "CPython 3.10–3.11", "CPython 3.13"]
    both = places([python("3.11"), python("3.11", sys_platform="win32", system="Windows")])
    assert [place.label for place in both] == ["CPython 3.11 on Linux", "CPython 3.11 on Windows"]


def test_a_folder_has_a_page_for_each_section(make):
    results = [
        make.result("1", "fail", "os.mkdir/a", message="so"), make.result("2", "pass", "os.walk/z")
    ]  # fmt: skip
    made = guide([make.report(results, started="2026-02-03T00:00:00+00:00")], CLAUSES)
    pages = guide_pages.folder_of(made)
    assert list(pages) == ["README.md", "walking.md", "making.md"]
    assert "](making.md#os.mkdir)" in pages["README.md"]
    assert '<a id="os.mkdir"></a>' in pages["making.md"]
    assert "1 report, made 2026-02-03 by osconform 0.1, suite 1, seed 0." in pages["README.md"]
    assert (
        "| <code>toy</code> | CPython 3.11.7 | Linux 6, ext4, root | 2026-02-03 |"
        in pages["README.md"]
    )
    assert "os.mkdir" not in pages["walking.md"]


def test_names_of_pages_are_plain_and_different():
    sections = [
        guides.Section(title, (), (), (), ()) for title in ("A: b", "a b", "../..", "readme", "<b>")
    ]
    assert list(guide_pages.page_names(sections).values()) == [
        "a-b.md", "a-b-2.md", "section.md", "readme-4.md", "b.md",
    ]  # fmt: skip


def hostile(make):
    """A guide of reports in which every text is hostile."""
    odd = make.hostile
    texts, facts = make.hostile_texts, make.hostile_facts
    outcomes = ("fail", "missing", "unsupported", "not-applicable", "blocked", "pass")
    results = [make.result(odd + o, o, odd + o, **texts) for o in outcomes]
    results.append(
        make.result("n", "not-applicable", "n", message=f"promised for {odd}, not for x")
    )
    one = make.report(results, **facts)
    alone = [make.result("x", o, f"{odd}{o}/x", function=f"{odd}{o}") for o in outcomes]
    two = make.report([*alone, make.result("n", "pass", "n", function=odd)], name=odd)
    odd_clauses = {odd + "fail": clause(odd + "fail", odd)}
    return guide([one, two], odd_clauses)


def test_hostile_names_do_no_harm(make, harmless):
    made = hostile(make)
    assert any(section.differ for section in made.sections)
    for name, text in {
        "one.md": guide_pages.markdown_of(made),
        **guide_pages.folder_of(made),
    }.items():
        assert harmless(text + name)
        assert "<script" not in text
        assert "/" not in name
        heads = [line for line in text.splitlines() if line.startswith("# ")]
        assert len(heads) == 1
        for start in ("| place |", "| where |", "| name |"):
            for table in text.split(f"\n{start}")[1:]:
                lines = [f"{start}{table}".splitlines()[0]]
                lines += [
                    line for line in table.split("\n\n")[0].splitlines() if line.startswith("|")
                ]
                assert len({line.count("|") for line in lines}) == 1, lines


def test_command(make, osconform, tmp_path):
    one = make.report([make.result("1", "fail", "os.mkdir/creates")], name="one")
    two = make.report([make.result("1", "pass", "os.mkdir/creates")], name="two")
    outputs = ("--guide", "g.md", "--guide", "g.html", "--guide", "new/folder/")
    done = osconform("report", one.path, two.path, *outputs)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["wrote g.md", "wrote g.html"]
    assert (tmp_path / "g.md").read_text().startswith("# Portability guide")
    assert (tmp_path / "g.html").read_text().lstrip().startswith("<!doctype html>")
    assert (tmp_path / "new" / "folder" / "README.md").read_text().startswith("# Portability guide")
    for where in ("none/g.md", "g.md/", "g.md/folder/"):
        wrong = osconform("report", one.path, "--guide", where)
        assert wrong.returncode == 2
        assert len(wrong.stderr.strip().splitlines()) == 1


def test_all_statuses_are_counted(make):
    made = guide([make.report({"a": "pass"})], CLAUSES)
    (head,) = [
        line for line in guide_pages.markdown_of(made).splitlines() if line.startswith("| place")
    ]
    assert all(f" {status} |" in head for status in Status)
