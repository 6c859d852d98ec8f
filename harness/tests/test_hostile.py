"""A candidate full of markup and control characters is run, and harms none of the outputs."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.dom import minidom
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from os_harness.report import storage
from os_harness.report.records import RED

# C0 and C1 controls, marks of direction, characters without a shape, halves of surrogate pairs
HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufffe]"
)
ODD = "o<b>dd'\"`|\x1b[31m\u202e&amp;.py"
WANTED = "makedirs or renames or general/data or getcwd"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the candidate under a hostile name."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(Path(__file__).parent / "candidates" / "hostile.py", folder / ODD)
    return folder


@pytest.fixture
def outputs(hostile: Path, osconform: Any, tmp_path: Path) -> Any:
    """What the commands print, and the folder of what they write, of two reports and of one."""
    done = osconform(
        "run", hostile / ODD, "-k", WANTED, "-n", 1, "-o", tmp_path / "o\x1b<i>.report.jsonl"
    )
    assert done.returncode == 1, done.stderr
    report = tmp_path / "o\x1b<i>.report.jsonl"
    shutil.copy(report, tmp_path / "two.report.jsonl")
    printed = [done.stdout, osconform("report", report).stdout]
    for name, files in (("one", [report]), ("both", [report, tmp_path / "two.report.jsonl"])):
        formats = {
            "html": "html",
            "markdown": "md",
            "junit": "xml",
            "badge": "badge",
            "json": "json",
        }
        options = [w for kind, end in formats.items() for w in (f"--{kind}", f"{name}.{end}")]
        made = osconform("report", *files, *options)
        assert made.returncode == 0, made.stderr
        printed.append(made.stdout)
    return printed, tmp_path, storage.load(report)


def test_no_output_is_harmed(outputs: Any, browser: Any) -> None:
    printed, folder, report = outputs
    said = [r for r in report.results if r.outcome in RED and "<script>" in f"{r.got}{r.message}"]
    assert len(said) > 5  # what it says has come through
    for text in printed:
        assert not HARMFUL.search(text), HARMFUL.search(text)
    for name in ("one", "both"):
        for end in ("html", "md", "xml", "badge", "json"):
            text = (folder / f"{name}.{end}").read_text("utf-8")
            assert not HARMFUL.search(text), (name, end, HARMFUL.search(text))
        json.loads((folder / f"{name}.badge").read_text())
        json.loads((folder / f"{name}.json").read_text())
        check_xml((folder / f"{name}.xml").read_text("utf-8"), browser)
        check_markdown((folder / f"{name}.md").read_text("utf-8"))
        check_page(folder / f"{name}.html", browser, said[0].check)


def check_xml(text: str, browser: Any) -> None:
    """Two parsers read it, and what was said is text in it."""
    cases = ElementTree.fromstring(text).findall(".//testcase")
    assert len(minidom.parseString(text.encode()).getElementsByTagName("testcase")) == len(cases)
    kinds = {e.tag for e in ElementTree.fromstring(text).iter()}
    assert kinds == {"testsuites", "testsuite"} | kinds & {
        "testcase", "failure", "skipped", "error", "properties", "property", "system-out", "system-err"
    }  # fmt: skip
    parsed = f"new DOMParser().parseFromString({json.dumps(text)}, 'application/xml')"
    assert browser.js(f"{parsed}.querySelectorAll('testcase').length") == len(cases)
    assert browser.js(f"{parsed}.querySelector('parsererror')") is None


class Tags(HTMLParser):
    """The elements of a page and what they may run or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


def check_markdown(text: str) -> None:
    """Rendered with HTML allowed it has the elements of the kit alone, and its tables are whole."""
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    found = Tags(shown)
    kit = {
        "h1",
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "strong",
        "ul",
        "li",
    }
    assert found.names <= kit
    assert {name for name, _ in found.attributes} <= {"style"}  # a column's side
    for table in re.findall("<table>.*?</table>", shown, re.DOTALL):
        rows = re.findall("<tr>.*?</tr>", table, re.DOTALL)
        assert len({len(re.findall("<t[hd]", row)) for row in rows}) == 1
    assert "<p>|" not in shown  # no row has left its table


def check_page(path: Path, browser: Any, check: str) -> None:
    """In a browser: no dialog, no error, no element of the candidate's."""
    browser.open(path)
    browser.js(f"location.hash = address(data.reports[0], {check!r})")
    browser.until("document.querySelector('pre.script')")
    browser.js("unfold()")
    text = browser.js("document.documentElement.innerText + document.title")
    assert "<script>alert(1)</script>" in text
    assert not HARMFUL.search(text)
    assert (
        browser.js(
            "document.querySelectorAll('img, i, main script, [onerror], main pre pre').length"
        )
        == 0
    )
    links = "[...document.querySelectorAll('a')].map((a) => new URL(a.href).protocol)"
    assert set(browser.js(links)) <= {"file:", "https:"}
    assert browser.complaints() == []
