"""The report file and every format of it; nothing a candidate says may harm an output."""

from __future__ import annotations

import gzip
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import msgspec
import pytest
from rich.console import Console

from os_harness.errors import ReportError
from os_harness.report import badge, document, html, junit, markdown, packing, storage, terminal
from os_harness.report.records import (
    CandidateInfo,
    Header,
    Kit,
    Outcome,
    PlatformInfo,
    Result,
    RunInfo,
    Step,
)
from os_harness.report.storage import Appender, Report
from os_harness.report.summary import exit_code, footer
from os_harness.report.tally import Tally
from os_harness.report.text import printable

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text())
HOSTILE = (
    "<script>alert(1)</script>\"'`|*_[x](y)\x1b[31m\x00\x07\u202e\udcff]]>&amp;{{7*7}}\n# head"
)


def header(text="plain"):
    return Header(
        format=1,
        kit=Kit(version="0.1", suite="1"),
        candidate=CandidateInfo(
            name=text, spec=text, implementation=text, version=text, python="3.11.7", os_name=text,
            module=text,
        ),
        platform=PlatformInfo(
            system="Linux", release="6", sys_platform="linux", machine="x86_64", filesystem="ext4",
            case_sensitive=True, user="root",
        ),
        run=RunInfo(started="2026-01-01T00:00:00+00:00", seed=0, profile="full", workers=2, command="run"),
    )  # fmt: skip


def result(outcome, name="a/b.c[1]", text="plain", **changes):
    red = outcome in ("fail", "missing", "crash", "timeout", "escape", "flaky")
    fields = {
        "check": name, "clauses": ["os.mkdir/x"], "function": "os.mkdir", "level": "core",
        "outcome": Outcome(outcome), "expected": not red, "title": text, "message": text,
        "wanted": text, "got": text, "seconds": 0.5, "reproducer": text if red else "",
        "trace": [
            Step(actor="candidate", code=text, raised=text), Step(actor="host", code=text)
        ] if red else [],
        **changes,
    }  # fmt: skip
    return Result(**fields)


def report(*results, text="plain", complete=True):
    made = Report(header(text), list(results))
    return Report(made.header, made.results, footer(made, 1.0) if complete else None)


EVERY = [result(outcome, f"a/b.{outcome}") for outcome in Outcome]
HOSTILES = [
    result("fail", HOSTILE, HOSTILE),
    result("blocked", HOSTILE + "2", HOSTILE),
    result("broken", "x", HOSTILE),
]


# -- the file


def test_file_round_trip(tmp_path):
    path = tmp_path / "r.jsonl"
    storage.start(path, header(HOSTILE))
    appender = Appender(path)
    for item in [*EVERY, *HOSTILES]:
        appender.append(item)
    appender.close()
    unfinished = storage.load(path)
    assert not unfinished.complete
    assert unfinished.results == [*EVERY, *HOSTILES]
    storage.finish(path, footer(unfinished, 2.0))
    loaded = storage.load(path)
    assert loaded.complete
    assert loaded.header == header(HOSTILE)
    assert [r.check for r in loaded.results] == sorted(r.check for r in [*EVERY, *HOSTILES])
    for line in path.read_bytes().splitlines():
        assert line.isascii()
        jsonschema.validate(json.loads(line), SCHEMA)


def test_compressed_file(tmp_path):
    path = tmp_path / "r.jsonl"
    storage.write(path, [header(), result("pass")])
    packed = tmp_path / "r.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert storage.load(packed).results == [result("pass")]
    packed.write_bytes(packed.read_bytes()[:-12])
    with pytest.raises(ReportError, match="damaged or cut off"):
        storage.load(packed)


def test_last_result_of_a_check_counts_and_torn_lines_are_dropped(tmp_path):
    path = tmp_path / "r.jsonl"
    storage.write(path, [header(), result("fail"), result("pass")])
    path.write_bytes(path.read_bytes() + b'{"record": "res')
    assert [r.outcome for r in storage.load(path).results] == ["pass"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1"),
        (b"not json\n", "line 1"),
        (b'{"record": "header"', "unfinished"),
        (b'{"record": "footer"}\n', "line 1"),
        (storage.encode(header()) + b"{}\n", "line 2"),
        (storage.encode(header()) * 2, "more than one header"),
        (b"[" * 100_000 + b"\n", "line 1"),
        (b"\x1f\x8b\x08\x00" + b"x" * 40, "damaged"),
        (storage.encode(result("pass")), "header"),
        (storage.encode(msgspec.structs.replace(header(), format=99)), "format 1, found 99"),
    ],
)
def test_bad_files_are_told_in_one_line(tmp_path, content, words):
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(ReportError) as caught:
        storage.load(path)
    assert words in str(caught.value)
    assert "bad.jsonl" in str(caught.value)


def test_files_that_cannot_be_had(tmp_path):
    with pytest.raises(ReportError, match="cannot be read"):
        storage.load(tmp_path / "none")
    with pytest.raises(ReportError, match="cannot be written"):
        storage.start(tmp_path / "none" / "r", header())


def test_windows_appends_under_a_lock(tmp_path, monkeypatch):
    storage.start(tmp_path / "r.jsonl", header())
    monkeypatch.setattr(os, "name", "nt")
    appender = Appender(tmp_path / "r.jsonl")
    monkeypatch.undo()
    appender.append(result("pass"))
    appender.close()
    assert len(storage.load(tmp_path / "r.jsonl").results) == 1


# -- what it comes to


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        (["pass"], 0),
        (["pass", "unsupported", "blocked", "unprivileged"], 0),
        (["pass", "fail"], 1),
        (["missing"], 1),
        (["pass", "broken"], 4),
        ([], 4),
        (["not-applicable", "unprivileged"], 4),
        (["blocked"], 4),
        (["unsupported"], 4),
    ],
)
def test_exit_code(outcomes, status):
    assert exit_code(report(*[result(o, f"c{n}") for n, o in enumerate(outcomes)])) == status


def test_expected_deviations_are_no_failure():
    assert exit_code(report(result("fail", expected=True))) == 0


def test_clause_coverage():
    tally = Tally(
        [
            result("pass", "1", clauses=["os.a/1", "os.a/2"]),
            result("fail", "2", clauses=["os.a/2"]),
            result("blocked", "3", clauses=["os.a/3"]),
            result("not-applicable", "4", clauses=["os.a/4"]),
        ]
    )
    found = tally.coverage()
    assert (found.held, found.broken, found.untested) == (1, ["os.a/2"], ["os.a/3"])
    found = tally.coverage(["os.a/1", "os.a/2", "os.b/1"])
    assert (found.held, found.broken, found.untested) == (1, ["os.a/2"], ["os.a/3", "os.b/1"])


# -- the formats


class Page(HTMLParser):
    """Collects what a browser would run or load."""

    def __init__(self, text):
        super().__init__()
        self.scripts, self.loads, self.text = 0, [], []
        self.blocks, self.block = {}, None
        self.feed(text)
        self.data = packing.unpacked(self.blocks["data"])
        self.told = json.dumps([packing.unpacked(block) for block in self.blocks.values()])

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        data = tag == "script" and attributes.get("type") == "text/plain"  # which no browser runs
        self.block = attributes["id"] if data else None
        self.scripts += tag == "script" and not data
        self.loads += [v for k, v in attrs if k in ("src", "href") and not str(v).startswith("#")]
        assert not [k for k, _ in attrs if k.startswith("on")]

    def handle_data(self, data):
        if self.block:
            self.blocks[self.block], self.block = data, None
        self.text.append(data)


@pytest.mark.parametrize(
    "reports", [[report(*EVERY)], [report(*EVERY), report(*EVERY, complete=False)]]
)
def test_html_is_self_contained(reports):
    page = Page("".join(html.render(reports, lambda clause: f"promise of {clause}")))
    assert page.scripts == 1
    assert page.loads == []
    assert ["os.mkdir/x", "promise of os.mkdir/x", []] in page.data["clauses"]
    assert [r["complete"] for r in page.data["reports"]] == [r.complete for r in reports]
    text = "".join(page.text)
    assert text.count("This report is incomplete") == len(reports)  # once in the script
    assert ("Matrix" in text) == (len(reports) == 2)


def test_hostile_html():
    odd = result("fail", "y", HOSTILE, level=HOSTILE, clauses=[HOSTILE])
    made = report(*HOSTILES, odd, text=HOSTILE)
    places = PlatformInfo(
        system=HOSTILE, release=HOSTILE, sys_platform=HOSTILE, machine=HOSTILE, filesystem=HOSTILE,
        case_sensitive=True, user=HOSTILE,
    )  # fmt: skip
    made = Report(msgspec.structs.replace(made.header, platform=places), made.results, made.footer)
    text = "".join(html.render([made], lambda clause: HOSTILE))
    page = Page(text)
    assert page.scripts == 1
    assert page.loads == []
    assert "{{7*7}}" in text
    assert "{{7*7}}" in page.told
    for what in (text, page.told, str(packing.unpacked(page.blocks["part-0"]))):
        assert not re.search("[\x00\x07\x1b\u202e\udc80-\udcff]", what)


def test_junit_is_well_formed():
    text = "".join(junit.render([report(*EVERY), report(*HOSTILES, text=HOSTILE)]))
    root = ElementTree.fromstring(text)
    first, second = root.findall("testsuite")
    assert (
        first.get("tests"),
        first.get("failures"),
        first.get("errors"),
        first.get("skipped"),
    ) == ("12", "6", "1", "4")
    assert len(second.findall("testcase")) == 3
    case = first.find("testcase[failure]")
    assert case.get("classname").endswith(".a.b")
    assert "promise: plain" in case.find("failure").text
    assert second.find("testcase/failure").get("message").startswith("<script>")


def test_markdown():
    text = markdown.render([report(*EVERY)])
    assert "1 pass" in text
    assert "| fail | <code>a/b.fail</code> |" in text
    assert "os.mkdir" in text
    hostile = markdown.render([report(*HOSTILES, text=HOSTILE, complete=False), report(*EVERY)])
    assert "<script" not in hostile
    assert "\x1b" not in hostile
    assert "incomplete" in hostile
    assert "# Matrix" in hostile
    rows = [line for line in hostile.splitlines() if line.startswith("| fail")]
    assert {row.count("|") for row in rows} == {6}


def test_markdown_of_many_failures_is_cut():
    many = [result("fail", f"c{n:03}") for n in range(150)]
    assert "and 50 more" in markdown.render([report(*many)])


@pytest.mark.parametrize(
    ("results", "message", "color"),
    [
        ([result("pass")], "1 of 1 checks pass", "brightgreen"),
        ([result("pass"), result("fail", "2")], "1 of 2 checks pass", "red"),
        ([], "no verdict", "lightgrey"),
    ],
)
def test_badge(results, message, color):
    made = json.loads(badge.render([report(*results)]))
    assert made == {
        "schemaVersion": 1,
        "label": "os conformance",
        "message": message,
        "color": color,
    }


def test_document_has_the_same_keys():
    text = "".join(document.render([report(*EVERY, *HOSTILES)]))
    (made,) = json.loads(text)["reports"]
    for record in (made["header"], *made["results"], made["footer"]):
        jsonschema.validate(record, SCHEMA)
    assert text.isascii()


def test_a_footer_without_its_line_end_is_complete(tmp_path):
    path = tmp_path / "r.jsonl"
    storage.write(path, [header(), result("pass"), footer(report(result("pass")), 1.0)])
    path.write_bytes(path.read_bytes().rstrip())
    assert storage.load(path).complete


def test_cells_of_the_matrix_hide_nothing():
    assert markdown.cell({"pass": 3}) == "3 pass"
    assert markdown.cell({"pass": 3, "broken": 1}) == "3 pass, 1 broken"
    assert markdown.cell({"pass": 3, "fail": 1, "blocked": 2}) == "1 of 4 deviate, 2 not run"
    assert markdown.cell({"blocked": 2}) == "blocked"
    assert markdown.cell({}) == "-"


def test_hostile_first_failure_on_the_terminal(tmp_path):
    console = Console(record=True, width=100, file=open(os.devnull, "w"))  # noqa: SIM115
    hostile = result("fail", HOSTILE, HOSTILE, function=HOSTILE, level=HOSTILE)
    terminal.write(report(hostile, text=HOSTILE), console, tmp_path / "odd \x1b' name")
    text = console.export_text()
    console.file.close()
    assert not re.search("[\x00\x07\x1b\u202e\udc80-\udcff]", text)


def test_terminal_summary(tmp_path):
    console = Console(record=True, width=100, file=open(os.devnull, "w"))  # noqa: SIM115
    terminal.write(report(*EVERY, *HOSTILES, text=HOSTILE), console, tmp_path / "r.jsonl")
    text = console.export_text()
    console.file.close()
    assert text.index("fail") < text.index("1 pass")
    assert "osconform repro" in text
    assert "\x1b" not in text
    assert "\x00" not in text


def test_terminal_summary_of_many_failures():
    console = Console(record=True, width=100, file=open(os.devnull, "w"))  # noqa: SIM115
    terminal.write(
        report(*[result("fail", f"c{n}", wanted="", got="") for n in range(30)], complete=False),
        console,
    )
    text = console.export_text()
    console.file.close()
    assert "and 10 more" in text
    assert "(incomplete)" in text


def test_terminal_summary_of_many_reasons():
    console = Console(record=True, width=100, file=open(os.devnull, "w"))  # noqa: SIM115
    cases = [result("blocked", f"c{n}", message=f"reason {n // 2}") for n in range(40)]
    terminal.write(report(*cases), console)
    text = console.export_text()
    console.file.close()
    assert text.count("2 blocked: reason") == 12
    assert "16 not run for 8 other reasons" in text


def test_printable():
    assert printable("a\tb\n\x1b\u202eé\udcff") == "a\tb\n\\x1b\\u202eé\\udcff"


def test_report_command(osconform, tmp_path):
    storage.write(tmp_path / "r.jsonl", [header(), *EVERY, footer(report(*EVERY), 1.0)])
    outputs = {
        "html": "r.html",
        "markdown": "r.md",
        "junit": "r.xml",
        "badge": "r.badge",
        "json": "r.json",
    }
    options = [word for name, file in outputs.items() for word in (f"--{name}", file)]
    assert osconform("report", "r.jsonl", *options).returncode == 0
    assert all((tmp_path / file).stat().st_size for file in outputs.values())
    assert "1 pass" in osconform("report", "r.jsonl").stdout
    assert osconform("report", "r.jsonl", "--html", "none/r.html").returncode == 2
