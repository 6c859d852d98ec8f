"""How a reader finds a way through the HTML page: filters, addresses, columns, keys, colours."""

from __future__ import annotations

import random
import shlex
from typing import Any

import pytest

from os_harness.report import facts
from os_harness.report.records import RED, Outcome, Step

ROWS = "[...document.querySelectorAll('#matrix tbody tr')].map((row) => row.cells[0].textContent)"
HEADS = (
    "[...document.querySelectorAll('#matrix thead th')].slice(1).map((cell) => cell.textContent)"
)
OPENED = "[...document.querySelectorAll('details.case[open] > summary > code')].map((c) => c.textContent)"
SHOWN = "pick('shown').value"
VERDICTS = {"pass": "pass", "missing": "missing", "unsupported": "unsupported"} | dict.fromkeys(
    [str(o) for o in RED if o != Outcome.MISSING], "deviates"
)


def choose(browser: Any, **values: str) -> None:
    """Choose in filters, and wait for the page to follow."""
    browser.js("view.marked = true")
    for name, value in values.items():
        browser.js(f"pick({name!r}).value = {value!r}")
        browser.js(f"pick({name!r}).dispatchEvent(new Event('input', {{bubbles: true}}))")
    browser.until("!view.marked")


@pytest.fixture
def mixed(make: Any) -> list[Any]:
    """Reports with all outcomes, by chance but always the same."""
    chance = random.Random(8)
    usual = ["pass"] * 20 + [str(outcome) for outcome in Outcome]
    made = []
    for name, platform in (("a", "linux"), ("b", "linux"), ("c", "win32")):
        results = []
        for number in range(200):
            function, level = f"os.f{number % 23}", ("core", "posix")[number % 2]
            odd = number % 23 > 9 and (level == "posix" or number % 23 > 12)
            outcome = chance.choice(usual) if odd else "pass"
            known = chance.random() < 0.3 or outcome == "pass"
            case = f"d/m.c{number % 7}[{number}]"
            results.append(make.result(case, outcome, f"{function}/x", level=level, expected=known))
        made.append(make.report(results, name=name, sys_platform=platform))
    return made


def counted(reports: list[Any], wanted: Any) -> str:
    """What the page must say of the results that are wanted: counted from the records alone."""
    found = [result for report in reports for result in report.results if wanted(report, result)]
    functions = {result.function for result in found}
    words = f"{len(found):,} result{'s' * (len(found) != 1)}"
    return f"{words} of {len(functions)} function{'s' * (len(functions) != 1)}"


def disputed(reports: list[Any]) -> set[str]:
    """The cases with more than one kind of verdict."""
    kinds: dict[str, set[str]] = {}
    for report in reports:
        for result in report.results:
            kinds.setdefault(result.check, set()).add(VERDICTS.get(str(result.outcome), ""))
    return {check for check, found in kinds.items() if len(found - {""}) > 1}


def portable(reports: list[Any], level: str = "") -> set[str]:
    """The functions that hold in every report, of which none had to leave out a case."""
    bad = RED | {Outcome.BROKEN, Outcome.BLOCKED, Outcome.UNSUPPORTED}
    held = []
    for report in reports:
        results = [r for r in report.results if level in ("", r.level)]
        odd = {r.function for r in results if r.outcome in bad}
        held.append({r.function for r in results if r.outcome == Outcome.PASS} - odd)
    return set.intersection(*held)


def test_filters_show_as_many_as_the_records_say(browser: Any, page: Any, mixed: list[Any]) -> None:
    browser.open(page(*mixed))
    assert browser.js(SHOWN) == counted(mixed, lambda report, result: True)
    cases: list[tuple[dict[str, str], Any]] = [
        ({"level": "posix"}, lambda report, r: r.level == "posix"),
        ({"outcome": "red"}, lambda report, r: r.outcome in RED),
        ({"outcome": "unexpected"}, lambda report, r: r.outcome in RED and not r.expected),
        ({"search": "f13/"}, lambda report, r: r.function == "os.f13"),
    ]
    cases += [({"outcome": str(o)}, lambda report, r, o=o: r.outcome == o) for o in Outcome]
    for values, wanted in cases:
        choose(browser, **values)
        assert browser.js(SHOWN) == counted(mixed, wanted), values
        browser.js("document.querySelector('[type=reset]').click()")
        browser.until("!pick('search').value && !location.hash.includes('?')")
    choose(browser, platform=facts.system(mixed[0].header))
    assert browser.js(SHOWN) == counted(mixed[:2], lambda report, r: True)
    assert browser.complaints() == []


def test_only_differences_of_the_columns_that_are_shown(
    browser: Any, page: Any, mixed: list[Any]
) -> None:
    path = page(*mixed)
    for names in ("a,b,c", "a,c", "b"):
        reports = [report for report in mixed if report.header.candidate.name in names]
        odd = disputed(reports)
        browser.open(path, f"#?compare=differences&only={names}")
        assert browser.js(SHOWN) == counted(reports, lambda report, r, odd=odd: r.check in odd)
    choose(browser, level="core")
    assert "No function fits" in browser.js("pick('empty').innerText")
    assert browser.complaints() == []


def test_only_portable_whatever_else_is_chosen(browser: Any, page: Any, mixed: list[Any]) -> None:
    browser.open(page(*mixed), "#?compare=portable")
    assert set(browser.js(ROWS)) == portable(mixed)
    assert 0 < len(portable(mixed)) < len(portable(mixed, "core")) < 23
    choose(browser, outcome="pass")  # a function with other outcomes too is none the better for it
    assert set(browser.js(ROWS)) == portable(mixed)
    assert browser.js(SHOWN).endswith(f"of {len(portable(mixed))} functions")
    choose(browser, outcome="", level="core")
    assert set(browser.js(ROWS)) == portable(mixed, "core")
    choose(browser, level="", search="nothing has this")
    assert browser.js(ROWS) == []


def test_the_address_says_all_that_is_chosen(browser: Any, page: Any, mixed: list[Any]) -> None:
    path = page(*mixed)
    browser.open(path)
    choose(browser, outcome="red", level="core", search="d/m c")
    browser.js("pick('columns').open = true; pick('names').querySelector('input').click()")
    browser.until("view.reports.length === 2")
    browser.until("location.hash.includes('only')")
    browser.js("document.querySelector('#matrix td.red a').click()")
    browser.until("document.querySelector('#list details.case')")
    cell = browser.js("location.hash")
    browser.js("document.querySelector('#list details.case summary').click()")
    opened, shown = browser.js(OPENED), browser.js(SHOWN)
    assert len(opened) == 1
    address = browser.js("location.hash")
    assert "only=b,c" in address
    browser.open(path, address)
    assert browser.js(OPENED) == opened
    assert browser.js(SHOWN) == shown
    assert browser.js(HEADS) == ["b", "c"]
    assert browser.js("[pick('outcome').value, pick('search').value]") == ["red", "d/m c"]
    assert browser.js("location.hash") == address
    browser.open(path, cell)
    browser.js("pick('outcome').value = ''")
    browser.js("document.querySelector('[type=reset]').click()")
    browser.until("!location.hash.includes('?')")
    browser.js("document.querySelector('#matrix thead a').click()")
    browser.until("location.hash === '#a'")
    browser.js("history.back()")
    browser.until("location.hash !== '#a' && !pick('cases').hidden")
    assert browser.js("[pick('outcome').value, view.reports.length]") == ["", 3]
    browser.open(path, "#?outcome=none-such&only=%E0%A4%A,nobody&level=%")
    assert browser.js("[pick('outcome').value, pick('level').value]") == ["", ""]
    assert browser.js(HEADS) == []
    assert browser.complaints() == []


def test_back_gives_the_filters_that_were(browser: Any, page: Any, mixed: list[Any]) -> None:
    browser.open(page(*mixed))
    choose(browser, outcome="red")
    browser.js("location.hash = '#c/os.f13'")
    browser.until("!pick('cases').hidden && location.hash === '#c/os.f13?outcome=red'")
    choose(browser, outcome="", level="core")
    assert browser.js("location.hash") == "#c/os.f13?level=core"
    browser.js("history.back()")
    browser.until("location.hash === '#?outcome=red'")
    assert browser.js("[pick('outcome').value, pick('level').value]") == ["red", ""]
    browser.js("history.forward()")
    browser.until("location.hash === '#c/os.f13?level=core'")
    assert browser.js("[pick('outcome').value, pick('level').value]") == ["", "core"]


def test_columns_are_chosen_and_few_are_told_in_words(browser: Any, page: Any, make: Any) -> None:
    names = ["stdlib", "pypy", *(f"c{number}" for number in range(40)), "stdlib"]
    level = iter(["3.10.1", "3.9.1"])
    made = [
        make.report({"d/m.a[1]": "pass"}, name=n, python=next(level) if n == "stdlib" else "3.11.1")
        for n in names
    ]
    browser.open(page(*made))
    heads = browser.js(HEADS)
    assert heads[:3] == ["stdlib (Python 3.9)", "stdlib (Python 3.10)", "pypy"]
    assert len(heads) == 43
    browser.js("pick('none').click()")
    browser.until("view.reports.length === 0")
    for name in ("pypy", "stdlib (Python 3.9)"):
        box = (
            f"[...pick('names').querySelectorAll('input')].find((b) => b.report.name === {name!r})"
        )
        browser.js(f"{box}.click()")
    browser.until("view.reports.length === 2")
    assert browser.js(HEADS) == ["stdlib (Python 3.9)", "pypy"]
    cells = "[...document.querySelectorAll('#matrix tbody td')].map((cell) => cell.textContent)"
    assert browser.js(cells) == ["holds", "holds"]
    assert "2 of 43" in browser.js("pick('columns').innerText")
    browser.js("pick('all').click()")
    browser.until("view.reports.length === 43 && !location.hash.includes('only')")
    assert browser.complaints() == []


def test_keys_in_a_large_matrix(browser: Any, page: Any, make: Any) -> None:
    results = [make.result(f"d/m.a[{n:03}]", "pass", f"os.f{n:03}/x") for n in range(120)]
    browser.screen(600, 700, False)
    browser.open(page(*(make.report(results, name=f"c{number:02}") for number in range(30))))
    browser.js("document.querySelector('#matrix tbody a').focus()")
    at = "decodeURIComponent(document.activeElement.getAttribute('href'))"
    for key, modifiers, wanted in [
        ("End", 0, "#c29/os.f000"),
        ("PageDown", 0, "#c29/os.f010"),
        ("End", 2, "#c29/os.f119"),
        ("PageUp", 0, "#c29/os.f109"),
        ("ArrowUp", 0, "#c29/os.f108"),
        ("ArrowLeft", 0, "#c28/os.f108"),
        ("Home", 0, "#/os.f108"),
        ("Home", 2, "#/os.f000"),
    ]:
        browser.key(key, modifiers=modifiers)
        assert browser.js(at) == wanted, key
    for _ in range(12):
        browser.key("PageDown")
    browser.key("End")
    for _ in range(60):  # what has the focus stays clear of the names in the first row and column
        browser.key("ArrowUp")
        browser.key("ArrowLeft") if browser.js(at).startswith("#c") else None
        clear = (
            "(() => { const box = document.activeElement.getBoundingClientRect(), head ="
            " document.querySelector('#matrix thead th').getBoundingClientRect(), side ="
            " document.querySelector('#matrix tbody th').getBoundingClientRect(); return"
            " document.activeElement.closest('th') ? true :"
            " box.top >= head.bottom - 1 && box.left >= side.right - 1; })()"
        )
        assert browser.js(clear), browser.js(at)
    assert browser.complaints() == []


def test_the_list_of_keys(browser: Any, page: Any, mixed: list[Any]) -> None:
    browser.open(page(*mixed), "#a/os.f13")
    browser.key("?", "?")
    assert browser.js("pick('keys').open")
    assert "empties the search" in browser.js("pick('keys').innerText")
    browser.key("/", "/")
    assert not browser.js("document.activeElement.id === 'search'")
    browser.key("Escape")
    browser.until("!pick('keys').open")
    browser.key("/", "/")
    browser.key("?", "?")
    assert browser.js("[document.activeElement.id, pick('search').value]") == ["search", "?"]
    browser.key("Escape")
    assert browser.js("pick('search').value") == ""


BACK = "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)[0] < 128"


def test_colours_are_the_readers_choice(browser: Any, page: Any, mixed: list[Any]) -> None:
    path = page(*mixed)
    try:
        for system, choice, dark in [
            (False, "dark", True),
            (True, "dark", True),
            (True, "light", False),
            (True, "", True),
            (False, "", False),
        ]:
            browser.screen(1200, 900, system)
            browser.open(path)
            browser.js(f"pick('theme').value = {choice!r}")
            browser.js("pick('theme').dispatchEvent(new Event('input'))")
            assert browser.js(BACK) == dark
            browser.open(path)  # kept
            assert browser.js(f"[{BACK}, pick('theme').value]") == [dark, choice]
    finally:
        browser.js("localStorage.clear()")


CONTRAST = """(() => {
  const numbers = (text) => { const found = text.match(/[0-9.e-]+/g).map(Number);
    return text.startsWith("color(") ? found : found.map((n, i) => i < 3 ? n / 255 : n); };
  const light = ([r, g, b]) => [r, g, b].map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => { const found = numbers(getComputedStyle(element).backgroundColor);
    return found[3] === 0 ? behind(element.parentElement) : found; };
  const front = (element) => numbers(getComputedStyle(element).color);
  const ratio = (element) => { const pair = [light(front(element)), light(behind(element))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05); };
  const kinds = "a, td, code, span, b, dt, dd, p, h2, h3, output, select, button, li, summary";
  return [...document.querySelectorAll(kinds)].filter((e) => e.checkVisibility() && e.textContent.trim())
    .map((e) => [ratio(e), e.outerHTML.slice(0, 80)])
    .filter(([found]) => found < 4.5);
})()"""


@pytest.mark.parametrize("dark", [False, True])
def test_everything_can_be_told_from_what_is_behind_it(
    browser: Any, page: Any, mixed: list[Any], make: Any, dark: bool
) -> None:
    browser.screen(1200, 900, dark)
    more = [make.report([make.red("d/m.c[1]")], name=f"c{number}") for number in range(6)]
    browser.open(page(*mixed, *more), "#c1/d/m.c[1]")
    browser.until("document.querySelector('pre.script')")
    browser.js("for (const box of document.querySelectorAll('details')) { box.open = true; }")
    assert browser.js(CONTRAST) == []
    names = "[...document.querySelectorAll('button, select, input, a')].filter((e) => !(e.ariaLabel"
    names += " || e.textContent.trim() || e.labels?.length)).map((e) => e.outerHTML)"
    assert browser.js(names) == []
    outside = (
        "[...document.querySelectorAll('[aria-label]')].filter((e) => e.matches('a, button') &&"
    )
    outside += " !e.ariaLabel.includes(e.textContent)).map((e) => e.outerHTML)"
    assert browser.js(outside) == []  # who speaks to the page says what stands on it
    browser.screen(400, 900, dark)
    assert browser.js("document.querySelector('h1').checkVisibility()")
    assert browser.js("document.documentElement.scrollWidth") <= 400


def test_nothing_is_asked_of_any_network(browser: Any, page: Any, mixed: list[Any]) -> None:
    path = page(*mixed)
    browser.ask("Network.enable")
    try:
        browser.open(path, "#a/os.f13")
        choose(browser, search="os")
        asked = [
            event["params"]["request"]["url"]
            for event in browser.events
            if event.get("method") == "Network.requestWillBeSent"
        ]
    finally:
        browser.ask("Network.disable")
    assert {url.partition("#")[0] for url in asked} <= {path.as_uri(), "about:blank"}


def test_a_promise_has_its_sources(browser: Any, page: Any, make: Any) -> None:
    places = [("manual", "https://example.org/os"), ("note", ""), ("trap", "javascript:alert(1)")]
    browser.open(page(make.report([make.red("d/m.a")]), sources=lambda c: places), "#toy/d/m.a")
    told = "[...document.querySelectorAll('details.case dd')].find((e) => /manual/.test(e.textContent))"
    assert browser.js(f"{told}.textContent") == "manual, note, trap"
    links = f"[...{told}.querySelectorAll('a')].map((a) => a.href)"
    assert browser.js(links) == ["https://example.org/os"]


def test_deviations_of_the_same_cause_are_a_group(browser: Any, page: Any, make: Any) -> None:
    bad = "unexpected OSError with EBADF: [Errno {}] Bad file: 'f{}'"
    results = [
        make.red(f"d/m.a[{n:02}]", f"f{n}", clause=f"os.f{n}/x", message=bad.format(n, n))
        for n in range(12)
    ]
    results += [
        make.red(f"d/m.b[{n}]", f"'{n}'", wanted=f"'{n + 1}'", message="") for n in range(3)
    ]
    results += [
        make.red(f"d/r.b[{n}]", f"'{n}'", wanted=f"'{n + 1}'", message="") for n in range(2)
    ]
    results += [
        make.result(f"s/n.m[{n}]", "missing", f"os.g{n}/x", message=f"no g{n}") for n in range(4)
    ]
    browser.open(page(make.report(results)))
    groups = "[...document.querySelectorAll('#causes summary')].map((s) => s.textContent)"
    assert browser.js(groups) == [
        "12 unexpected OSError with EBADF: [Errno N] Bad file: '\u2026' in 12 functions",
        "4 a promised name or parameter is not there in 4 functions",
        "3 d/m.b: wanted '\u2026', got '\u2026' in os.mkdir",
        "2 d/r.b: wanted '\u2026', got '\u2026' in os.mkdir",
    ]
    browser.js("document.querySelector('#causes summary').click()")
    browser.until("document.querySelectorAll('#causes details.case').length === 12")
    browser.js("document.querySelector('#causes details.case summary').click()")
    browser.until("document.querySelector('pre.script')")
    assert browser.js("location.hash") == "#toy/d/m.a%5B00%5D"
    choose(browser, search="d/m.b")
    assert browser.js("pick('causes').hidden")  # few: the list below says it
    assert browser.complaints() == []


def test_how_to_run_it_again_can_be_pasted_into_a_shell(browser: Any, page: Any, make: Any) -> None:
    spec = "odd'$(touch x) `y`.py"
    checks = {"d/m.a[1-str]": "d/m.a[1-str]", "d/m.a[depth=1; reboot]": "d/m.a"}
    path = page(make.report([make.red(check) for check in checks], spec=spec))
    for check, wanted in checks.items():
        browser.open(path, f"#toy/{check}")
        browser.until("document.querySelector('.again')")
        said = browser.js("document.querySelector('.again code').textContent")
        assert shlex.split(said) == ["osconform", "run", spec, "-k", wanted]


def test_a_long_way_to_the_first_step_is_folded(browser: Any, page: Any, make: Any) -> None:
    trace = [Step(actor="host", code=f"host.mkdir('{n}')", returned="None") for n in range(9)]
    trace += [Step(actor="candidate", code="os.mkdir('x')", raised="OSError()")]
    browser.open(page(make.report([make.red("d/m.a", trace=trace)])), "#toy/d/m.a")
    browser.until("document.querySelector('pre.script')")
    steps = "[...document.querySelectorAll('.trace li')].map((e) => e.innerText)"
    assert browser.js(steps) == ["os.mkdir('x')\nraised OSError()"]
    assert browser.js("document.querySelector('.trace').start") == 10
    browser.js("document.querySelector('.arranged summary').click()")
    browser.until("document.querySelectorAll('.trace li').length === 10")
