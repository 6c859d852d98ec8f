"""What the results of a run come to: counts, coverage of clauses, exit code.  Pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from os_harness.report.records import NOT_RUN, RED, ClauseCoverage, Footer, Outcome, Result
from os_harness.report.storage import Report


def counts(results: Iterable[Result]) -> dict[str, int]:
    """outcome -> number of cases, in the order of the outcomes."""
    found = Counter(str(r.outcome) for r in results)
    return {str(o): found[str(o)] for o in Outcome if found[str(o)]}


def by(results: Iterable[Result], key: Callable[[Result], str]) -> dict[str, dict[str, int]]:
    """key -> outcome -> number of cases."""
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return {name: counts(groups[name]) for name in sorted(groups)}


def verdicts(results: Iterable[Result]) -> dict[str, str]:
    """clause -> "broken" if any of its cases is red, else "held" if any passed, else "untested"."""
    outcomes: defaultdict[str, set[Outcome]] = defaultdict(set)
    for result in results:
        for clause in result.clauses:
            outcomes[clause].add(result.outcome)
    return {clause: _verdict(outcomes[clause]) for clause in sorted(outcomes)}


def _verdict(outcomes: set[Outcome]) -> str:
    if outcomes & RED:
        return "broken"
    return "held" if Outcome.PASS in outcomes else "untested"


def coverage(results: Iterable[Result]) -> ClauseCoverage:
    """Which of the clauses in the results held: all verdicts passes; broken: any is red."""
    found = verdicts(results)
    broken = [clause for clause, verdict in found.items() if verdict == "broken"]
    untested = [clause for clause, verdict in found.items() if verdict == "untested"]
    return ClauseCoverage(
        held=len(found) - len(broken) - len(untested), broken=broken, untested=untested
    )


def footer(report: Report, seconds: float) -> Footer:
    """The footer for what is in a report so far."""
    results = report.results
    return Footer(
        seconds=seconds,
        counts=counts(results),
        by_level=by(results, lambda r: r.level),
        by_function=by(results, lambda r: r.function),
        clauses=coverage(results),
    )


def exit_code(report: Report) -> int:
    """0 all as promised or expected, 1 unexpected deviations, 4 the kit's fault or nothing ran."""
    outcomes = {r.outcome for r in report.results}
    if Outcome.BROKEN in outcomes or not outcomes - NOT_RUN:
        return 4
    return 1 if any(map(unexpected, report.results)) else 0


def unexpected(result: Result) -> bool:
    """Whether a result needs somebody: an unexpected deviation, or the kit's fault."""
    return result.outcome == Outcome.BROKEN or (result.outcome in RED and not result.expected)
