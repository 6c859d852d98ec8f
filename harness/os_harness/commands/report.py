"""`osconform report`: report files as pages and other formats."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from rich.console import Console

from os_conformance import catalogue
from os_harness.errors import ReportError
from os_harness.report import badge, document, guide, html, junit, markdown, storage, terminal
from os_harness.report.guide_html import html_of
from os_harness.report.guide_pages import folder_of, markdown_of

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("report")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--html", "html_file", type=FILE, help="A self-contained page.")
@click.option("--markdown", "markdown_file", type=FILE, help="For a job's page or a pull request.")
@click.option("--junit", "junit_file", type=FILE, help="JUnit XML.")
@click.option("--badge", "badge_file", type=FILE, help="JSON for a shields endpoint badge.")
@click.option("--json", "json_file", type=FILE, help="One JSON document.")
@click.option(
    "--guide", "guides", multiple=True, type=click.Path(),
    help="A portability guide: NAME.md, NAME.html, or a folder (DIR/), with a page of Markdown for each "
    "section of the manual; may be given again.",
)  # fmt: skip
def command(files: tuple[Path, ...], guides: tuple[str, ...], **outputs: Path | None) -> int:
    """Render report FILES; several make a matrix.  Without an option: a summary here."""
    reports = [storage.load(file) for file in files]
    renderers: dict[str, Callable[[], str | Iterable[str]]] = {
        "html_file": lambda: html.render(reports, statement),
        "markdown_file": lambda: markdown.render(reports, guide.sections_of(catalogue.load())),
        "junit_file": lambda: junit.render(reports),
        "badge_file": lambda: badge.render(reports),
        "json_file": lambda: document.render(reports),
    }
    for name, path in outputs.items():
        if path is not None:
            _write(path, renderers[name]())
    if guides:
        made = guide.guide(reports, catalogue.load())
        for where in guides:
            _write_guide(where, made)
    if not guides and not any(outputs.values()):
        for report in reports:
            terminal.write(report, Console(), report.path)
    return 0


def statement(clause: str) -> str:
    """The promise of a clause, if the catalogue still has it."""
    found = catalogue.load().get(clause)
    return found.statement if found else ""


def _write_guide(where: str, made: guide.Guide) -> None:
    """The guide as its name asks: a page, a Markdown file, or a folder of them."""
    path = Path(where)
    if path.suffix in (".html", ".htm"):
        _write(path, html_of(made))
    elif path.suffix and not path.is_dir() and not where.endswith(("/", os.sep)):
        _write(path, markdown_of(made))
    else:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ReportError(f"{path}: cannot be written: {error.strerror}") from None
        for name, text in folder_of(made).items():
            _write(path / name, text)


def _write(path: Path, text: str | Iterable[str]) -> None:
    storage.write_text(path, text)
    click.echo(f"wrote {path}")
