"""The HTML page in a real Chromium: matrix, filters, search, links, keys, copying, printing, harm."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(
    0, str(Path(__file__).parents[1] / "tools")
)  # tools are no part of what is installed

from browser import CHROMIUM, Browser

from os_harness.report import html, packing
from os_harness.report.records import Step

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium to open the page in")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with Browser(tmp_path_factory.mktemp("profile")) as made:
        yield made


STEPS = [
    Step(actor="host", code="host.mkdir('a')"),
    Step(actor="candidate", code="os.mkdir('a')", returned="None"),
]
SCRIPT = "import os\n\nprint('common part')\n\nos.mkdir('a')  # {}\n"


def red(make: Any, check: str, text: str = "nothing", **changes: Any) -> Any:
    """A failed result with everything that the page shows."""
    words = {"wanted": "FileExistsError", "got": text, "message": text, "title": "It raises."}
    return make.result(
        check, "fail", **{**words, "trace": STEPS, "reproducer": SCRIPT.format(check), **changes}
    )


@pytest.fixture
def reports(make: Any) -> list[Any]:
    """Three small reports: one candidate holds, one deviates as expected and misses, one is on Windows."""
    good = {"d/m.a[1]": "pass", "d/m.a[2]": "pass"}
    removed = make.result("d/r.b", "pass", "os.rmdir/x", level="posix")
    missing = make.result("d/r.b", "missing", "os.rmdir/x", level="posix", expected=False)
    foreign = make.result("d/r.b", "not-applicable", "os.rmdir/x", level="posix")
    passed = [make.result(check, outcome) for check, outcome in good.items()]
    failed = [red(make, "d/m.a[1]", expected=True), passed[1]]
    return [
        make.report([*passed, removed], name="right"),
        make.report([*failed, missing], name="wrong"),
        make.report(
            [red(make, "d/m.a[1]", expected=False), foreign], name="far", sys_platform="win32"
        ),
    ]


@pytest.fixture
def page(tmp_path: Path) -> Any:
    """Renders reports into a file."""

    def write(*reports: Any, name: str = "page.html") -> Path:
        path = tmp_path / name
        path.write_text("".join(html.render(reports, lambda clause: f"promise of {clause}")))
        return path

    return write


CELLS = (
    "Object.fromEntries([...document.querySelectorAll('#matrix tbody tr')].map((row) =>"
    " [row.cells[0].textContent, [...row.cells].slice(1).map((cell) => cell.textContent)]))"
)
CASES = "[...document.querySelectorAll('details.case > summary > code')].map((c) => c.textContent)"
OPENED = "[...document.querySelectorAll('details.case[open] > summary > code')].map((c) => c.textContent)"


RMDIR = ["holds", "missing", "not applicable"]
KNOWN, BAD = "1 of 1 deviates, expected", "1 of 1 deviates"


def choose(browser: Browser, name: str, value: str) -> None:
    """Choose in a filter, and wait for the page to follow."""
    old = browser.js("view.marked = true")
    assert old
    browser.js(f"pick({name!r}).value = {value!r}")
    browser.js(f"pick({name!r}).dispatchEvent(new Event('input', {{bubbles: true}}))")
    browser.until("!view.marked")


def test_matrix(browser: Browser, page: Any, reports: list[Any]) -> None:
    browser.open(page(*reports))
    assert browser.js(CELLS) == {
        "os.mkdir": ["all 2 hold", "1 of 2 deviate, expected", "1 of 1 deviates"],
        "os.rmdir": ["holds", "missing", "not applicable"],
    }
    assert browser.complaints() == []


@pytest.mark.parametrize(
    ("name", "value", "cells"),
    [
        ("level", "1", {"os.rmdir": RMDIR}),
        (
            "platform",
            "Windows API via Wine",
            {"os.mkdir": ["1 of 1 deviates"], "os.rmdir": ["not applicable"]},
        ),
        ("outcome", "unexpected", {"os.mkdir": ["-", "-", BAD], "os.rmdir": ["-", "missing", "-"]}),
        ("outcome", "red", {"os.mkdir": ["-", KNOWN, BAD], "os.rmdir": ["-", "missing", "-"]}),
        ("compare", "differences", {"os.mkdir": ["holds", KNOWN, BAD], "os.rmdir": RMDIR}),
        ("compare", "portable", {}),
        ("search", "rmdir/x", {"os.rmdir": RMDIR}),
        ("search", "D/M nothing", {"os.mkdir": ["-", KNOWN, BAD]}),
        ("search", "no such thing", {}),
    ],
)
def test_filters(
    browser: Browser, page: Any, reports: list[Any], name: str, value: str, cells: Any
) -> None:
    browser.open(page(*reports))
    choose(browser, name, value)
    assert browser.js(CELLS) == cells
    browser.js("document.querySelector('[type=reset]').click()")
    browser.until("document.querySelectorAll('#matrix tbody tr').length === 2")
    assert browser.complaints() == []


def test_portable_functions(browser: Browser, page: Any, reports: list[Any]) -> None:
    browser.open(page(reports[0], reports[0]))
    choose(browser, "compare", "portable")
    assert list(browser.js(CELLS)) == ["os.mkdir", "os.rmdir"]


def test_from_cell_to_reproducer_by_keyboard_only(
    browser: Browser, page: Any, reports: list[Any]
) -> None:
    browser.open(page(*reports))
    browser.js("document.querySelector('#matrix tbody a').focus()")
    for key in ("ArrowRight", "ArrowRight"):
        browser.key(key)
    browser.key("Enter", "\r")
    browser.until("document.querySelectorAll('details.case').length === 2")
    assert browser.js("location.hash") == "#wrong/os.mkdir"
    assert browser.js(CASES) == ["d/m.a[1]", "d/m.a[2]"]
    browser.until("document.activeElement.matches('h2')")
    for key in ("Tab", "Tab"):
        browser.key(key)
    browser.key("Enter", "\r")
    browser.until("document.querySelector('pre.script')")
    told = browser.js("document.querySelector('details.case[open]').innerText")
    for text in (
        "promise of os.mkdir/x",
        "fail, expected",
        "FileExistsError",
        "nothing",
        "returned None",
        "no answer",
    ):
        assert text in told
    assert browser.js("document.querySelector('pre.script').textContent") == SCRIPT.format(
        "d/m.a[1]"
    )
    browser.key("Escape")
    assert browser.js("document.activeElement.getAttribute('href')") == "#wrong/os.mkdir"
    browser.key("/", "/")
    assert browser.js("document.activeElement.id") == "search"
    assert browser.complaints() == []


def test_scripts_are_whole_though_packed_without_what_the_page_knows(
    browser: Browser, page: Any, make: Any
) -> None:
    codes = ["os.mkdir('a')", 'os.stat("it\'s")', "os.stat('\"\\'')", "os.stat(b'\\\\x00')"]
    trace = [Step(actor="candidate", code=text, returned=f"{text}!") for text in codes]
    steps = "\n".join(
        f"step({s.code!r}, {'returned ' + str(s.returned)!r}, globals())" for s in trace
    )
    made = []
    for number, (wanted, got) in enumerate(
        [("it's", "$& $1"), ("a\\b", 'say "x"'), ("\u00e9", "")]
    ):
        check = f"d/m.a[{number}]"
        script = (
            f'"""Check      {check}\nPromise    os.mkdir/x: promise of os.mkdir/x\n'
            f'Outcome    fail\nCandidate  toy\n\nExit status: 1.\n"""\n\nsame = False\n\n'
            f'import operator\n\nr1 = {steps}\n\nprint("wanted:", {wanted!r})\n'
            f'print("got:   ", {got!r})\nsys.exit(1 if same else 0)\n'
        )
        made.append(red(make, check, got, wanted=wanted, trace=trace, reproducer=script))
    path = page(make.report(made))
    for result in made:
        browser.open(path, f"#toy/{result.check}")
        browser.until("document.querySelector('pre.script')")
        assert browser.js("document.querySelector('pre.script').textContent") == result.reproducer
    assert "Candidate  toy" not in json.dumps(unpacked(path.read_text(), "part-0"))
    assert browser.complaints() == []


def unpacked(text: str, name: str) -> Any:
    """One of the page's packed blocks."""
    return packing.unpacked(text.partition(f'id="{name}">')[2].partition("<")[0])


def test_many_candidates_are_told_in_few_characters(
    browser: Browser, page: Any, reports: list[Any], make: Any
) -> None:
    more = [make.report({"d/m.a[1]": "pass"}, name=f"c{number}") for number in range(22)]
    browser.screen(1440, 900, False)
    browser.open(page(*reports, *more))
    assert browser.js(CELLS)["os.mkdir"][:4] == ["\u2713", "1/2", "1/1", "\u2713"]
    assert browser.js(CELLS)["os.rmdir"][:4] == ["\u2713", "none", "\u2013", "-"]
    assert (
        browser.js("document.querySelector('#matrix td.red a').title")
        == "wrong: 1 of 2 deviate, expected"
    )
    width = browser.js("document.querySelector('#matrix table').offsetWidth")
    assert width <= 1440
    assert browser.complaints() == []


def test_copy(browser: Browser, page: Any, reports: list[Any]) -> None:
    browser.open(page(*reports), "#wrong/d/m.a[1]")
    browser.until("document.querySelector('.copy')")
    browser.js("document.querySelector('.copy').click()")
    browser.until("document.querySelector('.copy').textContent !== 'copy'")
    assert browser.js("document.querySelector('.copy').textContent") in (
        "copied",
        "selected: press copy",
    )


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
def test_links_do_not_depend_on_the_order_of_files(
    browser: Browser, page: Any, reports: list[Any], order: list[int]
) -> None:
    path = page(*(reports[number] for number in order))
    browser.open(path, "#wrong/d/m.a%5B1%5D")
    browser.until("document.querySelector('pre.script')")
    assert browser.js(OPENED) == ["d/m.a[1]"]
    link = browser.js("document.querySelector('a.link').getAttribute('href')")
    assert browser.js("document.querySelector('#cases h2').textContent") == "os.mkdir in wrong"
    browser.open(path, link)
    assert browser.js(OPENED) == ["d/m.a[1]"]
    browser.open(path, "#wrong/none")
    assert "nothing named none" in browser.js("pick('status').textContent")
    assert browser.complaints() == []


def test_same_reports_in_any_order_have_the_same_names(
    page: Any, reports: list[Any], make: Any
) -> None:
    twin = make.report({"d/m.a[1]": "pass"}, name="wrong")
    names = []
    for order in ([reports[1], twin], [twin, reports[1]]):
        about = html._about([html._summary(report) for report in order])
        names.append(sorted((told["name"], told["facts"][3][1]) for told in about))
    assert names[0] == names[1]
    assert len({name for name, _ in names[0]}) == 2


def test_a_link_opens_what_a_filter_hides(browser: Browser, page: Any, reports: list[Any]) -> None:
    browser.open(page(*reports))
    choose(browser, "level", "1")
    browser.js("location.hash = '#wrong/d/m.a[1]'")
    browser.until("document.querySelector('pre.script')")
    assert browser.js("pick('level').value") == ""
    browser.js("new Promise((done) => setTimeout(done, 300))")  # longer than filters take to act
    assert browser.js(OPENED) == ["d/m.a[1]"]


def test_single_report(browser: Browser, page: Any, reports: list[Any]) -> None:
    browser.open(page(reports[1]))
    assert browser.js("document.querySelector('#matrix')") is None
    assert browser.js(CASES) == ["d/m.a[1]", "d/m.a[2]", "d/r.b"]
    assert "1 of them expected" in browser.js("document.querySelector('#summary').innerText")


def test_many_cases_come_some_at_a_time(browser: Browser, page: Any, make: Any) -> None:
    many = [red(make, f"d/m.a[{number:04}]") for number in range(700)]
    browser.open(page(make.report(many)), "#toy/d/m.a[0650]")
    browser.until("document.querySelector('pre.script')")
    assert browser.js("document.querySelector('pre.script').textContent") == SCRIPT.format(
        "d/m.a[0650]"
    )
    assert browser.js("document.querySelectorAll('details.case').length") == 700
    assert browser.complaints() == []


def test_checks_that_say_different_things_of_themselves(
    browser: Browser, page: Any, make: Any
) -> None:
    old = make.report([make.result("d/m.a", "pass", "os.mkdir/x")], name="old")
    new = make.report([red(make, "d/m.a", clause="os.rmdir/y")], name="new")
    browser.open(page(old, new), "#new/d/m.a")
    assert browser.js(CELLS) == {
        "os.mkdir": ["holds", "-"],
        "os.rmdir": ["-", "1 of 1 deviates"],
    }
    assert "promise of os.rmdir/y" in browser.js("document.querySelector('details.case').innerText")


@pytest.mark.parametrize("several", [False, True])
def test_hostile_names_do_no_harm(
    browser: Browser, page: Any, make: Any, harmless: Any, several: bool
) -> None:
    odd = make.hostile + "</script><img src=x onerror=alert(2)><!--<script>"
    trace = [Step(actor=odd, code=odd, raised=odd)]
    words = {"wanted": odd, "title": odd, "level": odd, "reproducer": f"{odd}\n\n{odd}"}
    bad = red(make, odd, odd, clause=f"{odd}/x", trace=trace, **words)
    hostile = make.report(
        [bad],
        **dict.fromkeys(("name", "version", "python", "system", "filesystem", "sys_platform"), odd),
    )
    path = page(*[hostile, make.report([bad], name=odd + "2")][: 1 + several])
    browser.open(path)
    browser.js("location.hash = address(data.reports[0], data.checks[0])")
    browser.until("document.querySelector('pre.script')")
    text = browser.js("document.documentElement.innerText")
    assert "<script>alert(1)</script>" in text
    assert "onerror=alert(2)" in text
    assert harmless(text + browser.js("document.title"))
    assert browser.js("document.querySelectorAll('img, main script, [onerror]').length") == 0
    choose(browser, "search", "<script>")
    assert browser.js("view.total") == 1 + several
    browser.open(path, "#%E0%A4%A/%00%")
    assert browser.complaints() == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [400, 1200])
def test_fits_narrow_and_dark_screens(
    browser: Browser, page: Any, reports: list[Any], width: int, dark: bool
) -> None:
    browser.screen(width, 900, dark)
    browser.open(page(*reports), "#far/d/m.a[1]")
    browser.until("document.querySelector('pre.script')")
    assert browser.js("document.documentElement.scrollWidth") <= width
    red, green, blue = browser.js(
        "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)"
    )
    assert (red + green + blue < 200) == dark


def test_print_unfolds_what_is_closed(browser: Browser, page: Any, reports: list[Any]) -> None:
    browser.open(page(reports[1]))
    assert browser.js(OPENED) == []
    browser.js("unfold()")
    assert set(browser.js(OPENED)) == {"d/m.a[1]", "d/r.b"}
    assert "common part" in browser.js("document.querySelector('details.case').innerText")
    printed = base64.b64decode(browser.ask("Page.printToPDF")["data"])
    assert printed.startswith(b"%PDF")
    browser.until("!document.querySelector('[data-was]')")
    assert browser.js(OPENED) == []
    assert browser.complaints() == []


def test_a_damaged_page_says_so(browser: Browser, page: Any, reports: list[Any]) -> None:
    path = page(reports[0])
    text = path.read_text()
    path.write_text(text.replace('id="data">', 'id="data">AAAA'))
    browser.open(path)
    assert "cannot be shown" in browser.js("pick('status').textContent")
    assert browser.complaints() != []


def test_without_scripts_there_is_a_summary(
    browser: Browser, page: Any, reports: list[Any]
) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.visit(page(*reports).as_uri())
        assert browser.js("document.querySelectorAll('noscript h2').length") == 3
        text = browser.js("document.querySelector('noscript').innerText")
    finally:
        browser.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert "1 of 2 deviate" in text
