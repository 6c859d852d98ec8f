"""The portability guide as one self-contained page: searched by function, asked for one place."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from os_harness.report import facts, guide_pages, html
from os_harness.report.findings import Status
from os_harness.report.guide import KINDS, Guide


def html_of(guide: Guide) -> Iterator[str]:
    """The page, in parts to be written one after the other."""
    templates = html.environment()
    script = html.source(templates, "guide.js")
    style = html.source(templates, "report.css", "guide.css")
    return templates.get_template("guide.html").generate(
        guide=guide,
        policy=html.policy(script, style),
        script=Markup(script),
        style=Markup(style),
        kinds=KINDS,
        statuses=list(Status),
        say=guide_pages,
        facts=facts,
    )
