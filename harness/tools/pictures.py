"""Makes the README's pictures of the published reports: `tox -e pictures`.

Opens reports/matrix.html, and the page of one report, in a headless Chromium, light and dark, wide and
narrow, and writes docs/images/*.webp; the end of a run on a terminal becomes docs/images/terminal.svg.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path
from urllib.parse import quote

from browser import Browser
from rich.console import Console
from rich.text import Text

from os_harness.commands.report import statement
from os_harness.report import html, storage, terminal
from os_harness.report.records import RED
from os_harness.report.storage import Report

ROOT = Path(__file__).parents[2]
SCREENS = (  # what the name of a picture ends with, size in CSS pixels, whether dark
    ("", (1280, 800), False),
    ("-dark", (1280, 800), True),
    ("-narrow", (400, 800), True),
)
TERMINAL = 120  # columns
FIRST, LAST = 12, 18  # lines of the end of a run that the picture shows


def page_of(report: Report, folder: Path) -> Path:
    """The page of one report."""
    path = folder / "report.html"
    storage.write_text(path, html.render([report], statement))
    return path


def telling(report: Report) -> str:
    """A case that shows what a report has to tell: the first deviation with a trace of some steps."""
    found = (r.check for r in report.results if r.outcome in RED and 4 <= len(r.trace) <= 8)
    return next(found)


def take(browser: Browser, page: Path, name: str, target: Path, kind: str, rest: str = "") -> None:
    """The pictures of one page."""
    for suffix, (width, height), dark in SCREENS:
        browser.screen(width, height, dark)
        browser.open(page, rest)
        if rest:
            browser.until("document.querySelector('pre.script')")
        path = target / f"{name}{suffix}.{kind}"
        path.write_bytes(browser.picture(kind))
        print(f"{path}: {path.stat().st_size / 1024:.0f} KiB")
    complaints = browser.complaints()
    assert not complaints, complaints


def main() -> None:
    """All pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reports", type=Path, default=ROOT / "reports")
    parser.add_argument("--report", default="pyfakefs-linux", help="whose page is shown")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--kind", choices=["webp", "png"], default="webp")
    options = parser.parse_args()
    report = storage.load(options.reports / f"{options.report}.report.jsonl.gz")
    with tempfile.TemporaryDirectory() as made, Browser(Path(made, "profile")) as browser:
        take(browser, options.reports / "matrix.html", "matrix", options.output, options.kind)
        case = f"#{quote(options.report)}/{quote(telling(report))}"
        take(browser, page_of(report, Path(made)), "report", options.output, options.kind, case)
    end_of_run(report, options.report, options.output / "terminal.svg")


def end_of_run(report: Report, name: str, path: Path) -> None:
    """What `osconform run` prints at its end: the first deviation and the last lines."""
    console = Console(record=True, width=TERMINAL, file=io.StringIO(), force_terminal=True)
    terminal.write(report, console, Path(f"{name}.report.jsonl"))
    lines = console.export_text(styles=True).splitlines()
    shown = Console(record=True, width=TERMINAL, file=io.StringIO(), force_terminal=True)
    shown.print(Text(f"$ osconform run {name}"))
    for line in [*lines[:FIRST], "...", *lines[-LAST:]]:
        shown.print(Text.from_ansi(line), no_wrap=True, overflow="ellipsis")
    shown.save_svg(str(path), title="osconform")


if __name__ == "__main__":
    main()
