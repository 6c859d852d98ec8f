"""The HTML page in a real Chromium: matrix, filters, search, links, keys, copying, printing, harm."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from os_harness.report import html, packing
from os_harness.report.records import Step

SCRIPT = "import os\n\nprint('common part')\n\nos.mkdir('a')  # {}\n"  # as Maker.red has it


@pytest.fixture
def reports(make: Any) -> list[Any]:
    """Three small reports: one candidate holds, one deviates as expected and misses, one is on Windows."""
    good = {"d/m.a[1]": "pass", "d/m.a[2]": "pass"}
    removed = make.result("d/r.b", "pass", "os.rmdir/x", level="posix")
    missing = make.result("d/r.b", "missing", "os.rmdir/x", level="posix", expected=False)
    foreign = make.result("d/r.b", "not-applicable", "os.rmdir/x", level="posix")
    passed = [make.result(check, outcome) for check, outcome in good.items()]
    failed = [make.red("d/m.a[1]", expected=True), passed[1]]
    return [
        make.report([*passed, removed], name="right"),
        make.report([*failed, missing], name="wrong"),
        make.report(
            [make.red("d/m.a[1]", expected=False), foreign], name="far", sys_platform="win32"
        ),
    ]


CELLS = (
    "Object.fromEntries([...document.querySelectorAll('#matrix tbody tr')].map((row) =>"
    " [row.cells[0].textContent, [...row.cells].slice(1).map((cell) => cell.textContent)]))"
)
CASES = "[...document.querySelectorAll('details.case > summary > code')].map((c) => c.textContent)"
OPENED = "[...document.querySelectorAll('details.case[open] > summary > code')].map((c) => c.textContent)"


RMDIR = ["holds", "missing", "not applicable"]
KNOWN, BAD = "1 of 1 deviates, expected", "1 of 1 deviates"


def choose(browser: Any, name: str, value: str) -> None:
    """Choose in a filter, and wait for the page to follow."""
    old = browser.js("view.marked = true")
    assert old
    browser.js(f"pick({name!r}).value = {value!r}")
    browser.js(f"pick({name!r}).dispatchEvent(new Event('input', {{bubbles: true}}))")
    browser.until("!view.marked")


def test_matrix(browser: Any, page: Any, reports: list[Any]) -> None:
    browser.open(page(*reports))
    assert browser.js(CELLS) == {
        "os.mkdir": ["all 2 hold", "1 of 2 deviate, expected", "1 of 1 deviates"],
        "os.rmdir": ["holds", "missing", "not applicable"],
    }
    assert browser.complaints() == []


@pytest.mark.parametrize(
    ("name", "value", "cells"),
    [
        ("level", "posix", {"os.rmdir": RMDIR}),
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
    browser: Any, page: Any, reports: list[Any], name: str, value: str, cells: Any
) -> None:
    browser.open(page(*reports))
    choose(browser, name, value)
    assert browser.js(CELLS) == cells
    browser.js("document.querySelector('[type=reset]').click()")
    browser.until("document.querySelectorAll('#matrix tbody tr').length === 2")
    assert browser.complaints() == []


def test_portable_functions(browser: Any, page: Any, reports: list[Any]) -> None:
    browser.open(page(reports[0], reports[0]))
    choose(browser, "compare", "portable")
    assert list(browser.js(CELLS)) == ["os.mkdir", "os.rmdir"]


def test_from_cell_to_reproducer_by_keyboard_only(
    browser: Any, page: Any, reports: list[Any]
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
    for _ in range(4):  # the way back, the button that unfolds, the function, the case
        browser.key("Tab")
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
    assert browser.js(OPENED) == []
    assert browser.js("document.activeElement.textContent").startswith("fail, expected")
    browser.key("Escape")
    assert browser.js("document.activeElement.getAttribute('href')") == "#wrong/os.mkdir"
    browser.key("/", "/")
    assert browser.js("document.activeElement.id") == "search"
    assert browser.complaints() == []


def test_scripts_are_whole_though_packed_without_what_the_page_knows(
    browser: Any, page: Any, make: Any
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
        made.append(make.red(check, got, wanted=wanted, trace=trace, reproducer=script))
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
    browser: Any, page: Any, reports: list[Any], make: Any
) -> None:
    more = [make.report({"d/m.a[1]": "pass"}, name=f"c{number}") for number in range(22)]
    browser.screen(1440, 900, False)
    browser.open(page(*reports, *more))
    assert browser.js(CELLS)["os.mkdir"][:4] == ["\u2713", "1/2*", "1/1", "\u2713"]
    assert browser.js(CELLS)["os.rmdir"][:4] == ["\u2713", "none", "\u2013", ""]
    assert (
        browser.js("document.querySelector('#matrix td.red a').title")
        == "wrong: 1 of 2 deviate, expected"
    )
    width = browser.js("document.querySelector('#matrix table').offsetWidth")
    assert width <= 1440
    assert browser.complaints() == []


def test_copied_reproducer_is_in_the_clipboard(browser: Any, page: Any, reports: list[Any]) -> None:
    browser.ask(
        "Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
    )
    browser.open(page(*reports), "#wrong/d/m.a[1]")
    browser.until("document.querySelector('.copy')")
    browser.js("document.querySelector('.copy').focus()")
    browser.key("Enter", "\r")
    browser.until("document.querySelector('.copy').textContent === 'copied'")
    assert browser.js("navigator.clipboard.readText()") == SCRIPT.format("d/m.a[1]")
    assert browser.js("pick('status').textContent") == "copied"


def test_what_may_not_be_copied_is_selected(browser: Any, page: Any, reports: list[Any]) -> None:
    browser.open(page(*reports), "#wrong/d/m.a[1]")
    browser.until("document.querySelector('.copy')")
    browser.js("navigator.clipboard.writeText = () => Promise.reject(Error('not here'))")
    browser.js("document.querySelector('.copy').click()")
    browser.until("document.querySelector('.copy').textContent === 'selected: press copy'")
    assert browser.js("getSelection().toString()") == SCRIPT.format("d/m.a[1]").rstrip()


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
def test_links_do_not_depend_on_the_order_of_files(
    browser: Any, page: Any, reports: list[Any], order: list[int]
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


def test_a_link_opens_what_a_filter_hides(browser: Any, page: Any, reports: list[Any]) -> None:
    browser.open(page(*reports))
    choose(browser, "level", "posix")
    browser.js("location.hash = '#wrong/d/m.a[1]'")
    browser.until("document.querySelector('pre.script')")
    assert browser.js("pick('level').value") == ""
    browser.js("new Promise((done) => setTimeout(done, 300))")  # longer than filters take to act
    assert browser.js(OPENED) == ["d/m.a[1]"]


def test_single_report(browser: Any, page: Any, reports: list[Any]) -> None:
    browser.open(page(reports[1]))
    assert browser.js("document.querySelector('#matrix')") is None
    assert browser.js(CASES) == ["d/m.a[1]", "d/m.a[2]", "d/r.b"]
    assert "1 of the deviations expected" in browser.js(
        "document.querySelector('#summary').innerText"
    )


def test_many_cases_come_some_at_a_time(browser: Any, page: Any, make: Any) -> None:
    many = [make.red(f"d/m.a[{number:04}]") for number in range(700)]
    browser.open(page(make.report(many)), "#toy/d/m.a[0650]")
    browser.until("document.querySelector('pre.script')")
    assert browser.js("document.querySelector('pre.script').textContent") == SCRIPT.format(
        "d/m.a[0650]"
    )
    assert browser.js("document.querySelectorAll('details.case').length") == 700
    assert browser.complaints() == []


def test_checks_that_say_different_things_of_themselves(browser: Any, page: Any, make: Any) -> None:
    old = make.report([make.result("d/m.a", "pass", "os.mkdir/x")], name="old")
    new = make.report([make.red("d/m.a", clause="os.rmdir/y")], name="new")
    browser.open(page(old, new), "#new/d/m.a")
    assert browser.js(CELLS) == {
        "os.mkdir": ["holds", "-"],
        "os.rmdir": ["-", "1 of 1 deviates"],
    }
    assert "promise of os.rmdir/y" in browser.js("document.querySelector('details.case').innerText")


@pytest.mark.parametrize("several", [False, True])
def test_hostile_names_do_no_harm(
    browser: Any, page: Any, make: Any, harmless: Any, several: bool
) -> None:
    odd = make.hostile + "</script><img src=x onerror=alert(2)><!--<script>"
    trace = [Step(actor=odd, code=odd, raised=odd)]
    words = {"wanted": odd, "title": odd, "level": odd, "reproducer": f"{odd}\n\n{odd}"}
    bad = make.red(odd, odd, clause=f"{odd}/x", trace=trace, **words)
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
    browser: Any, page: Any, reports: list[Any], width: int, dark: bool
) -> None:
    browser.screen(width, 900, dark)
    browser.open(page(*reports), "#far/d/m.a[1]")
    browser.until("document.querySelector('pre.script')")
    assert browser.js("document.documentElement.scrollWidth") <= width
    red, green, blue = browser.js(
        "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)"
    )
    assert (red + green + blue < 200) == dark


def test_print_shows_what_the_window_shows(browser: Any, page: Any, reports: list[Any]) -> None:
    browser.open(page(*reports), "#wrong/os.mkdir")
    browser.js("document.querySelector('details.case').open = true")
    browser.until("document.querySelector('pre.script')")
    browser.ask("Emulation.setEmulatedMedia", media="print")
    try:
        seen = "((name) => document.querySelector(name).checkVisibility())"
        for name in ("#filters", "#tools", "#matrix", ".copy", ".link"):
            assert not browser.js(f"{seen}({name!r})"), name
        assert browser.js(f"{seen}('pre.script')")
        assert "common part" in browser.js("pick('cases').innerText")
        browser.js("location.hash = ''")
        browser.until("pick('cases').hidden")
        assert browser.js(f"{seen}('#matrix')")
    finally:
        browser.ask("Emulation.setEmulatedMedia", media="")
    pages = re.findall(rb"/MediaBox \[0 0 (\S+) (\S+)\]", browser.pdf())
    assert len(pages) == 1
    assert float(pages[0][0]) > float(pages[0][1])  # across
    assert browser.complaints() == []


def test_many_cases_are_printed_without_their_scripts(browser: Any, page: Any, make: Any) -> None:
    many = [make.red(f"d/m.a[{number}]") for number in range(8)]
    browser.open(page(make.report(many)))
    browser.js("pick('unfold').click()")
    browser.until("document.querySelectorAll('pre.script').length === 8")
    assert browser.js("pick('unfold').textContent") == "fold all"
    browser.pdf()
    assert browser.js("document.body.classList.contains('many')")
    browser.js("pick('unfold').click()")
    browser.until("!document.querySelector('details.case[open]')")
    assert browser.complaints() == []


def test_a_damaged_page_says_so(browser: Any, page: Any, reports: list[Any]) -> None:
    path = page(reports[0])
    text = path.read_text()
    path.write_text(text.replace('id="data">', 'id="data">AAAA'))
    browser.open(path)
    assert "cannot be shown" in browser.js("pick('status').textContent")
    assert browser.complaints() != []


def test_without_scripts_there_is_a_summary(browser: Any, page: Any, reports: list[Any]) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.visit(page(*reports).as_uri())
        assert browser.js("document.querySelectorAll('noscript h2').length") == 3
        text = browser.js("document.querySelector('noscript').innerText")
        assert not browser.js("document.querySelector('form').checkVisibility()")
    finally:
        browser.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert "1 of 2 deviate" in text
