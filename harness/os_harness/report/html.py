"""One self-contained HTML page: the matrix, and every case down to trace and reproducer.

The page's data are packed (`packing`); the browser unpacks them and draws what is asked for (`report.js`).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from os_conformance import catalogue
from os_conformance.sources import address
from os_harness.report import facts, places
from os_harness.report.markdown import cell, title
from os_harness.report.packing import Packer, Sources, Statement, packed
from os_harness.report.storage import Report
from os_harness.report.summary import coverage
from os_harness.report.text import printable

SCRIPTS = ("report.data.js", "report.matrix.js", "report.cases.js", "report.js")


@dataclass(frozen=True)
class Summary:
    """What the page says of a report without its results."""

    report: Report  # without its results
    title: str
    facts: dict[str, str]
    counts: dict[str, int]
    deviating: dict[str, str]  # function -> how many of its cases
    order: tuple[str, str]  # sorts reports, whatever the order of their files


def environment() -> jinja2.Environment:
    """Templates with everything escaped that a candidate may have said."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("os_harness.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    made.filters["anchor"] = anchor
    return made


def anchor(text: str) -> str:
    """Text as part of a link's target."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def where_it_stands(clause: str) -> list[tuple[str, str]]:
    """The sources of a clause of the catalogue: words and an address, or "" for a file of the project."""
    found = catalogue.load().get(clause)
    return [address(source) for source in found.sources] if found else []


def render(
    reports: Iterable[Report],
    statement: Statement = lambda clause: "",
    sources: Sources = where_it_stands,
) -> Iterator[str]:
    """The page for one report, or for several with a matrix.

    `statement` gives a clause's promise, `sources` where it stands (words and an address, or "").

    In parts, to be written one after the other.  Reports are taken one by one and let go.
    """
    packer = Packer(statement, sources)
    summaries = []
    for report in reports:
        packer.add(report)
        summaries.append(_summary(report))
    packer.flush()
    data = packer.data(_about(summaries))
    shared = packed(packer.scripts.texts())
    templates = environment()
    script, style = source(templates, *SCRIPTS), source(templates, "report.css")
    return templates.get_template("report.html").generate(
        summaries=summaries,
        policy=policy(script, style),
        script=Markup(script),
        style=Markup(style),
        blobs={"data": Markup(data), "shared": Markup(shared)}
        | {f"part-{number}": Markup(part) for number, part in enumerate(packer.parts)},
    )


def source(templates: jinja2.Environment, *names: str) -> str:
    """The text of templates that hold nothing to fill in."""
    loader = templates.loader
    assert loader is not None
    return "\n" + "\n".join(loader.get_source(templates, name)[0] for name in names)


def policy(script: str, style: str) -> str:
    """The content security policy of a page that has this script and this style, and loads nothing."""
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    """How a content security policy names the one script (or style) that may be used."""
    found = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(found).decode()}'"


def _summary(report: Report) -> Summary:
    tally = report.tally
    cells = {name: cell(found) for name, found in tally.by_function.items()}
    return Summary(
        report=Report(report.header, [], report.footer, report.path),
        title=title(report),
        facts=_facts(report),
        counts=tally.counts,
        deviating={n: words for n, words in cells.items() if "deviate" in words},
        order=(repr(report.header), repr((tally.counts, cells))),
    )


def _facts(report: Report) -> dict[str, str]:
    """Candidate, platform, run and clauses in words."""
    candidate, platform, run = report.header.candidate, report.header.platform, report.header.run
    found = coverage(report)
    took = f", {report.footer.seconds:.1f} s" if report.footer else ""
    return {
        "candidate": f"{candidate.spec}: {facts.implementation(candidate)}, "
        f"os.name {candidate.os_name}",
        "platform": f"{facts.platform(report.header)}; {platform.machine}",
        "run": f"{run.started}, profile {run.profile}, seed {run.seed}{took}, "
        f"kit {report.header.kit.version}, suite {report.header.kit.suite}",
        "clauses": f"{found.held} held, {len(found.broken)} broken, "
        f"{len(found.untested)} without a verdict",
    }


def _about(summaries: list[Summary]) -> list[dict[str, Any]]:
    """What the script is told of each report; its name is that of its links."""
    ordered = sorted(range(len(summaries)), key=lambda number: summaries[number].order)
    names = places.names([summaries[number].report for number in ordered])
    named = dict(zip(ordered, names, strict=True))
    return [
        {
            "name": printable(named[number]),
            "candidate": printable(summary.report.header.candidate.name),
            "title": printable(summary.title),
            "platform": printable(facts.system(summary.report.header)),
            "spec": printable(summary.report.header.candidate.spec),
            "complete": summary.report.complete,
            "facts": [[label, printable(words)] for label, words in summary.facts.items()],
        }
        for number, summary in enumerate(summaries)
    ]
