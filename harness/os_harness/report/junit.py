"""JUnit XML as continuous-integration viewers read it: a suite a report, a test case a check's case.

Nobody owns the format.  What is written here is valid both by the schema of Jenkins' xunit plugin
(junit-10.xsd) and by the one of Ant's JUnit task that most other readers follow, which wants a host,
a number, properties and both outputs of each suite, and a time without its zone (it is UTC's).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from xml.sax.saxutils import escape, quoteattr

from os_harness.errors import ReportError
from os_harness.report import facts, places
from os_harness.report.diff import FACTS
from os_harness.report.merge import started
from os_harness.report.records import NOT_RUN, RED, Outcome, Result
from os_harness.report.storage import Report
from os_harness.report.text import printable

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PLAIN = re.compile(
    "[ !#-%'-;=?-~]*"
)  # printable ASCII without what XML or an attribute gives a meaning
FIRST, LAST = 10, 30  # steps of a longer trace that are shown
WIDEST = 2000  # characters of a line: some candidates answer with a file's whole content
INCOMPLETE = "the run did not come to its end"


def legal(text: str) -> str:
    """The text with characters that XML 1.0 cannot hold as escapes."""
    return ILLEGAL.sub(lambda found: ascii(found[0])[1:-1], printable(text))


def render(reports: Sequence[Report]) -> Iterator[str]:
    """The whole document, in parts: a line a test case."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    several = len(reports) > 1
    for number, (report, place) in enumerate(zip(reports, places.names(reports), strict=True)):
        # Viewers put classes of one name together, whatever suites they are in.
        prefix = place.replace(".", "_") + "." if several else ""
        yield f"<testsuite{_attributes(_suite(report, number, place if several else ''))}>\n"
        yield from _properties(report)
        for result in report.results:
            yield _case(result, prefix)
        if not report.complete:
            said = {"classname": f"{prefix}osconform", "name": "complete", "time": "0"}
            error = {"type": "incomplete", "message": INCOMPLETE}
            yield f"<testcase{_attributes(said)}><error{_attributes(error)} /></testcase>\n"
        yield "<system-out /><system-err />\n</testsuite>\n"
    yield "</testsuites>\n"


def _attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={_quoted(text)}" for name, text in values.items())


def _quoted(text: str) -> str:
    """The text as the value of an attribute; most need nothing but the quotes."""
    return f'"{text}"' if PLAIN.fullmatch(text) else quoteattr(legal(text))


def _suite(report: Report, number: int, place: str) -> dict[str, str]:
    """The attributes of a report; `place`: its name among several."""
    header = report.header
    where = f"{facts.implementation(header.candidate)}, {facts.system(header)}"
    tally, cut = report.tally, int(not report.complete)
    broken = tally.outcomes[Outcome.BROKEN]
    failures = tally.unexpected - broken
    return {
        "name": place or f"{header.candidate.name} ({where})",
        "package": header.candidate.module or "os",
        "id": str(number),
        "hostname": "localhost",
        "tests": str(len(report.results) + cut),
        "failures": str(failures),
        "errors": str(broken + cut),
        "skipped": str(tally.not_run + tally.red - failures),
        "time": f"{tally.seconds:.3f}",
        "timestamp": _time(report),
    }


def _time(report: Report) -> str:
    """When the run began, in UTC and without saying so; as it stands there if it is no time."""
    try:
        return started(report).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except ReportError:
        return report.header.run.started


def _properties(report: Report) -> Iterator[str]:
    """What the run was, as the other formats tell it."""
    told = {name: fact(report.header) for name, fact in FACTS.items()}
    told |= {"command": report.header.run.command, "complete": str(report.complete)}
    lines = (f"<property{_attributes({'name': n, 'value': v})} />\n" for n, v in told.items() if v)
    return iter(["<properties>\n", *lines, "</properties>\n"])


def _known(result: Result) -> bool:
    """Whether a deviation is one that an expectation file tells of."""
    return result.outcome in RED and result.expected


def _case(result: Result, prefix: str) -> str:
    where, _, name = result.check.partition(".")
    place = prefix + where.replace("/", ".")
    said = {"classname": place, "name": name, "time": f"{result.seconds:.6f}"}
    inside = _inside(result)
    head = f"<testcase{_attributes(said)}"
    return f"{head}>{inside}</testcase>\n" if inside else f"{head} />\n"


def _inside(result: Result) -> str:
    """What a test case that did not pass says."""
    if result.outcome in NOT_RUN or _known(result):
        reason = f"{'expected ' if _known(result) else ''}{result.outcome}: {_first(result)}"
        return f"<skipped{_attributes({'message': reason})} />"
    if result.outcome == Outcome.PASS:
        return ""
    tag = "error" if result.outcome == Outcome.BROKEN else "failure"
    said = {"type": str(result.outcome), "message": _first(result)}
    return f"<{tag}{_attributes(said)}>{escape(legal(_detail(result)))}</{tag}>"


def _first(result: Result) -> str:
    return _short((result.message or result.title).split("\n", 1)[0])


def _detail(result: Result) -> str:
    lines = [f"promise: {result.title}", *(f"clause: {c}" for c in result.clauses)]
    lines += [
        f"wanted: {result.wanted}",
        f"got: {result.got}",
        *result.message.split("\n"),
        "trace:",
    ]
    steps = [f"  {s.code} -> {s.raised or s.returned}" for s in result.trace]
    if len(steps) > FIRST + LAST:
        more = len(steps) - FIRST - LAST
        steps[FIRST:-LAST] = [f"  ... {more} more steps: the report has them all"]
    return "\n".join(map(_short, lines + steps))


def _short(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[:WIDEST]} ..."
