"""The HTML page in a real Chromium: matrix, filters, search, links, keys, copying, printing, harm."""

from __future__ import annotations

import base64
import fcntl
import itertools
import json
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from os_harness.report import html
from os_harness.report.records import Step

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-component-update", "--disable-background-networking", "--disable-sync",
    "--remote-debugging-pipe", "about:blank",
)  # fmt: skip
PATIENCE = 120  # seconds without any word from the browser, after which it counts as hung
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium to open the page in")


class Browser:
    """A headless Chromium, spoken to by its debugging protocol: JSON between NULs over two pipes."""

    def __init__(self, profile: Path) -> None:
        (theirs, to), (back, answers) = os.pipe(), os.pipe()
        self.to, self.back, self.numbers, self.buffer = to, back, itertools.count(1), b""
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (theirs, answers)]
        shell = f'exec "$@" 3<&{ends[0]} 4>&{ends[1]}'
        self.process = subprocess.Popen(
            ["bash", "-c", shell, "bash", CHROMIUM, f"--user-data-dir={profile}", *OPTIONS],
            pass_fds=ends, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        for end in (theirs, answers, *ends):
            os.close(end)
        self.events: list[dict[str, Any]] = []
        self.session = ""
        targets = self.ask("Target.getTargets")["targetInfos"]
        page = next(t["targetId"] for t in targets if t["type"] == "page")
        self.session = self.ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def message(self) -> dict[str, Any]:
        """The browser's next message."""
        while b"\0" not in self.buffer:
            assert select.select([self.back], [], [], PATIENCE)[0], "the browser says nothing"
            data = os.read(self.back, 1 << 20)
            assert data, "the browser has ended"
            self.buffer += data
        first, _, self.buffer = self.buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(first)
        return found

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the browser answers; events that come before it are kept."""
        number = next(self.numbers)
        request = {"id": number, "method": method, "params": parameters}
        request |= {"sessionId": self.session} if self.session else {}
        os.write(self.to, json.dumps(request).encode() + b"\0")
        while (answer := self.message()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, answer
        found: dict[str, Any] = answer["result"]
        return found

    def js(self, expression: str) -> Any:
        """The value of an expression in the page, waited for if it is a promise."""
        answer = self.ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True,
            userGesture=True,
        )  # fmt: skip
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def open(self, path: Path, rest: str = "") -> None:
        """Open a file, and wait until the page has drawn itself (or told that it cannot)."""
        self.events.clear()
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url=path.as_uri() + rest)
        self.until(
            "document.documentElement.dataset.ready"
            " || /cannot/.test(document.querySelector('#status')?.textContent)"
        )

    def visit(self, url: str) -> None:
        """Go to a page, and wait until all of it has been read; scripts need not be enabled."""
        self.events.clear()
        self.ask("Page.navigate", url=url)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message())

    def until(self, condition: str) -> None:
        """Wait until an expression holds, looking at each frame that the page draws."""
        self.js(
            "new Promise((done) => { const look = () => { let held = false; try { held = "
            f"{condition}; }} catch {{}} held ? done() : setTimeout(look, 5); }}; look(); }})"
        )

    def key(self, name: str, text: str = "", modifiers: int = 0) -> None:
        """Press a key."""
        codes = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40, "ArrowRight": 39, "/": 191}
        more = {"key": name, "windowsVirtualKeyCode": codes.get(name, ord(name[0].upper()))}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, modifiers=modifiers, **more)
        self.ask("Input.dispatchKeyEvent", type="keyUp", modifiers=modifiers, **more)

    def complaints(self) -> list[str]:
        """Errors and warnings of the console, exceptions, dialogs and loads since the page was opened."""
        bad = (
            "Runtime.exceptionThrown",
            "Page.javascriptDialogOpening",
            "Log.entryAdded",
            "Runtime.consoleAPICalled",
        )
        return [str(e["params"]) for e in self.events if e.get("method") in bad]

    def close(self) -> None:
        """End it, and all that it started."""
        os.close(self.to)
        os.close(self.back)
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


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
        ("platform", "win32", {"os.mkdir": ["1 of 1 deviates"], "os.rmdir": ["not applicable"]}),
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
    browser.ask(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=900,
        deviceScaleFactor=1,
        mobile=False,
    )
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    browser.ask("Emulation.setEmulatedMedia", features=scheme)
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
