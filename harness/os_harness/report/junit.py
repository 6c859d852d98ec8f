"""JUnit XML as continuous-integration viewers read it: a suite a report, a test case a check's case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from os_harness.report import facts
from os_harness.report.records import NOT_RUN, RED, Outcome, Result
from os_harness.report.storage import Report
from os_harness.report.text import printable

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text with characters that XML 1.0 cannot hold as escapes."""
    return ILLEGAL.sub(lambda found: ascii(found[0])[1:-1], printable(text))


def render(reports: Sequence[Report]) -> Iterator[str]:
    """The whole document, in parts: a line a test case."""
    yield "<testsuites>\n"
    for report in reports:
        yield f"<testsuite{_attributes(_suite(report))}>\n"
        yield from map(_case, report.results)
        yield "</testsuite>\n"
    yield "</testsuites>\n"


def _attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(legal(text))}" for name, text in values.items())


def _suite(report: Report) -> dict[str, str]:
    """The attributes of a report."""
    header = report.header
    where = f"{facts.implementation(header.candidate)}, {facts.system(header)}"
    failures = errors = skipped = number = 0
    seconds = 0.0
    for result in report.results:
        number += 1
        seconds += result.seconds
        failures += result.outcome in RED and not result.expected
        errors += result.outcome == Outcome.BROKEN
        skipped += result.outcome in NOT_RUN or _known(result)
    return {
        "name": f"{header.candidate.name} ({where})",
        "tests": str(number),
        "failures": str(failures),
        "errors": str(errors),
        "skipped": str(skipped),
        "time": f"{seconds:.3f}",
        "timestamp": header.run.started,
    }


def _known(result: Result) -> bool:
    """Whether a deviation is one that an expectation file tells of."""
    return result.outcome in RED and result.expected


def _case(result: Result) -> str:
    where, _, name = result.check.partition(".")
    said = {"classname": where.replace("/", "."), "name": name, "time": f"{result.seconds:.6f}"}
    inside = _inside(result)
    head = f"<testcase{_attributes(said)}"
    return f"{head}>{inside}</testcase>\n" if inside else f"{head} />\n"


def _inside(result: Result) -> str:
    """What a test case that did not pass says."""
    if result.outcome in NOT_RUN or _known(result):
        reason = f"{'expected ' if _known(result) else ''}{result.outcome}: {result.message}"
        return f"<skipped{_attributes({'message': reason})} />"
    if result.outcome == Outcome.PASS:
        return ""
    tag = "error" if result.outcome == Outcome.BROKEN else "failure"
    said = {"type": str(result.outcome), "message": _first(result)}
    return f"<{tag}{_attributes(said)}>{escape(legal(_detail(result)))}</{tag}>"


def _first(result: Result) -> str:
    return (result.message or result.title).split("\n", 1)[0]


def _detail(result: Result) -> str:
    lines = [f"promise: {result.title}", *(f"clause: {c}" for c in result.clauses)]
    lines += [f"wanted: {result.wanted}", f"got: {result.got}", result.message, "trace:"]
    lines += [f"  {s.code} -> {s.raised or s.returned}" for s in result.trace]
    return "\n".join(lines)
