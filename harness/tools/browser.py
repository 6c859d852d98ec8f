"""A headless Chromium that opens pages, for tests and pictures; it is spoken to without any driver."""

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
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-component-update", "--disable-background-networking", "--disable-sync",
    "--remote-debugging-pipe", "about:blank",
)  # fmt: skip
PATIENCE = 120  # seconds without any word from the browser, after which it counts as hung


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

    def screen(self, width: int, height: int, dark: bool, scale: float = 1) -> None:
        """The size of the window in CSS pixels, and what colours the reader prefers."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.ask("Emulation.setEmulatedMedia", features=scheme)

    def picture(self, kind: str = "webp") -> bytes:
        """What the window shows; `kind` is webp or png."""
        quality = {"quality": 80} if kind == "webp" else {}
        found = self.ask("Page.captureScreenshot", format=kind, **quality)
        return base64.b64decode(found["data"])

    def pdf(self) -> bytes:
        """The page as it is printed."""
        found = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(found["data"])

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
