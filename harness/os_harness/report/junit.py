"""JUnit XML as continuous-integration viewers read it: a suite a report, a test case a check's case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from os_harness.report.records import NOT_RUN, RED, Outcome, Result
from os_harness.report.storage import Report
from os_harness.report.text import printable

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text with characters that XML 1.0 cannot hold as escapes."""
    return ILLEGAL.sub(lambda found: ascii(found[0])[1:-1], printable(text))


def render(reports: Sequence[Report]) -> str:
    """The whole document."""
    root = Element("testsuites")
    for report in reports:
        _suite(root, report)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _suite(root: Element, report: Report) -> None:
    results, header = report.results, report.header
    name = f"{header.candidate.name} (Python {header.candidate.python}, {header.platform.system})"
    suite = SubElement(
        root,
        "testsuite",
        name=legal(name),
        tests=str(len(results)),
        failures=str(sum(r.outcome in RED and not r.expected for r in results)),
        errors=str(sum(r.outcome == Outcome.BROKEN for r in results)),
        skipped=str(
            sum(r.outcome in NOT_RUN or (r.outcome in RED and r.expected) for r in results)
        ),
        time=f"{sum(r.seconds for r in results):.3f}",
        timestamp=legal(header.run.started),
    )
    for result in results:
        _case(suite, result)


def _case(suite: Element, result: Result) -> None:
    where, _, name = result.check.partition(".")
    case = SubElement(
        suite,
        "testcase",
        classname=legal(where.replace("/", ".")),
        name=legal(name),
        time=f"{result.seconds:.6f}",
    )
    tag = {Outcome.BROKEN: "error"}.get(result.outcome, "failure" if result.outcome in RED else "")
    known = result.outcome in RED and result.expected
    if result.outcome in NOT_RUN or known:
        reason = f"{'expected ' if known else ''}{result.outcome}: {result.message}"
        SubElement(case, "skipped", message=legal(reason))
    elif tag:
        detail = SubElement(case, tag, type=str(result.outcome), message=legal(_first(result)))
        detail.text = legal(_detail(result))


def _first(result: Result) -> str:
    return (result.message or result.title).split("\n", 1)[0]


def _detail(result: Result) -> str:
    lines = [f"promise: {result.title}", *(f"clause: {c}" for c in result.clauses)]
    lines += [f"wanted: {result.wanted}", f"got: {result.got}", result.message, "trace:"]
    lines += [f"  {s.code} -> {s.raised or s.returned}" for s in result.trace]
    return "\n".join(lines)
