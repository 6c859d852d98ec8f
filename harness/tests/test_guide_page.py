"""The portability guide as a page, in a real browser: from a file, narrow and wide, searched and asked."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))  # no part of what is installed

from browser import CHROMIUM, Browser

from os_harness.report.guide import guide
from os_harness.report.guide_html import html_of

needs_browser = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
SHOWN = """[...document.querySelectorAll('article, tr[data-name]')].filter((e) => e.checkVisibility())
    .map((e) => e.dataset.name)"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """One Chromium for all tests of this file."""
    with Browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def reports(make):
    """Three places: one, a fake that deviates more, and one in which nothing is wrong."""

    def of(*outcomes, **changes):
        rows = zip(("os.mkdir/a", "os.mkdir/b", "os.rmdir/a", "os.link/a"), outcomes, strict=True)
        return make.report(
            [make.result(str(n), o, c, wanted="None", got="1", message="m") for n, (c, o) in enumerate(rows)],
            **changes,
        )  # fmt: skip

    return [
        of("fail", "pass", "missing", "pass", name="one", kind="system"),
        of("fail", "crash", "pass", "pass", name="fake", kind="fake"),
        of("pass", "pass", "pass", "pass", name="right"),
    ]


@pytest.fixture
def page(tmp_path):
    """Writes the page of reports."""

    def write(reports):
        path = tmp_path / "guide.html"
        path.write_text("".join(html_of(guide(reports, {}))), "utf-8", errors="backslashreplace")
        return path

    return write


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
        self.links |= {values["href"][1:]} if tag == "a" else set()
        assert not [k for k, _ in attrs if k.startswith("on") or k == "style"]


def test_it_says_all_and_loads_nothing(page, reports):
    text = page(reports).read_text()
    for words in (
        "os.mkdir",
        "wanted None, got 1",
        "os.rmdir",
        "Missing",
        "3 reports, made 2026-01-01",
    ):
        assert words in text
    read = Page(text)
    assert (read.scripts, read.loads) == (1, [])
    assert read.links - {""} <= read.ids
    assert "os.mkdir" in read.ids


@needs_browser
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)])
def test_it_fits_and_nothing_complains(browser, page, reports, width, dark):
    browser.screen(width, 800, dark)
    browser.open(page(reports))
    assert browser.js(SHOWN) == ["os.mkdir", "os.rmdir", "os.link"]
    assert browser.js("document.documentElement.scrollWidth") <= width
    light = "getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'"
    assert browser.js(light) is not dark
    assert browser.complaints() == []


def enter(browser, name, value):
    browser.js(
        f"""(() => {{ const field = document.getElementById({name!r}); field.value = {value!r};
        for (const kind of ["input", "change"]) {{ field.dispatchEvent(new Event(kind)); }} }})()"""
    )


@needs_browser
@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("search", "MKDIR", ["os.mkdir"]),
        ("search", "crash", ["os.mkdir"]),
        ("search", "os. r", ["os.mkdir", "os.rmdir"]),
        ("search", "nothing has this", []),
        ("place", "0", ["os.mkdir", "os.rmdir"]),
        ("place", "1", ["os.mkdir"]),
        ("place", "2", []),
    ],
)
def test_filters(browser, page, reports, name, value, shown):
    browser.screen(1280, 800, False)
    browser.open(page(reports))
    enter(browser, name, value)
    assert browser.js(SHOWN) == shown
    number = f"{len(shown)} function{'' if len(shown) == 1 else 's'}"
    assert browser.js("document.getElementById('shown').textContent") == number
    browser.js("document.querySelector('button[type=reset]').click()")
    assert browser.js(SHOWN) == ["os.mkdir", "os.rmdir", "os.link"]
    assert browser.complaints() == []


@needs_browser
def test_a_place_shows_its_own_rows_and_a_link_its_function(browser, page, reports):
    path = page(reports)
    browser.screen(1280, 800, False)
    browser.open(path)
    rows = """[...document.querySelectorAll('article tr[data-in]')].filter((e) => e.checkVisibility())
        .map((e) => e.firstChild.textContent)"""
    assert browser.js(rows) == ["one"]  # the fake's are folded
    enter(browser, "place", "1")
    assert browser.js(rows) == ["fake"]
    browser.open(path, "#os.mkdir")
    enter(browser, "search", "rmdir")
    assert browser.js("document.getElementById('os.mkdir').hidden")
    browser.js("location.hash = ''")
    browser.js("location.hash = '#os.mkdir'")
    browser.until("!document.getElementById('os.mkdir').hidden")
    assert len(browser.pdf()) > 1000
    assert browser.complaints() == []


def test_hostile_texts_stay_texts(page, make, harmless):
    odd = make.hostile
    texts, facts = make.hostile_texts, make.hostile_facts
    results = [
        make.result(odd + o, o, odd + o, **texts) for o in ("fail", "missing", "unsupported")
    ]
    path = page([make.report(results, **facts), make.report({}, name=odd)])
    text = path.read_text()
    assert harmless(text)
    read = Page(text)
    assert (read.scripts, read.loads) == (1, [])


@needs_browser
def test_hostile_texts_run_nothing(browser, page, make):
    odd = make.hostile
    results = [make.result(odd, "fail", odd + "/x", function=odd, wanted=odd, got=odd)]
    browser.open(page([make.report(results, name=odd), make.report({}, name="b")]))
    assert len(browser.js(SHOWN)) == 1
    assert browser.complaints() == []
