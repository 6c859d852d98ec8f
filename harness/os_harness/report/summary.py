"""What the results of a run come to: counts, coverage of clauses, exit code.  Pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from os_harness.report.records import NOT_RUN, RED, ClauseCoverage, Footer, Outcome, Result
from os_harness.report.storage import Report

NOT_ABOUT = frozenset({Outcome.NOT_APPLICABLE})


class Tally:
    """The sums of results, made in one way through them.

    `by_function` and `by_level`: name -> outcome -> number; `clauses`: clause -> its outcomes; `outcomes`:
    outcome -> number; `unexpected`: how many need somebody.
    """

    def __init__(self, results: Iterable[Result] = ()) -> None:
        self.outcomes = Counter[Outcome]()
        self.functions: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
        self.levels: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
        self.clauses: defaultdict[str, set[Outcome]] = defaultdict(set)
        self.unexpected = 0
        for result in results:
            self.add(result)

    def add(self, result: Result) -> None:
        """Count one more result."""
        self.outcomes[result.outcome] += 1
        self.functions[result.function][result.outcome] += 1
        self.levels[result.level][result.outcome] += 1
        self.unexpected += unexpected(result)
        for clause in result.clauses:
            self.clauses[clause].add(result.outcome)

    @property
    def counts(self) -> dict[str, int]:
        """outcome -> number of cases, in the order of the outcomes."""
        return _ordered(self.outcomes)

    @property
    def by_function(self) -> dict[str, dict[str, int]]:
        """function -> outcome -> number of cases, by name."""
        return {name: _ordered(self.functions[name]) for name in sorted(self.functions)}

    @property
    def by_level(self) -> dict[str, dict[str, int]]:
        """level -> outcome -> number of cases, by name."""
        return {name: _ordered(self.levels[name]) for name in sorted(self.levels)}

    def coverage(self, applicable: Iterable[str] = ()) -> ClauseCoverage:
        """Which clauses held, were broken, or have no verdict though they apply.

        `applicable`: further clauses about this candidate and platform; those that no case of the run is
        about have no verdict.  A clause of which all cases are not applicable is none of them.
        """
        found = {c: _verdict(o) for c, o in self.clauses.items() if o != NOT_ABOUT}
        for clause in applicable:
            found.setdefault(clause, "untested")
        of = {v: sorted(c for c in found if found[c] == v) for v in ("held", "broken", "untested")}
        return ClauseCoverage(held=len(of["held"]), broken=of["broken"], untested=of["untested"])


def _ordered(found: Mapping[Outcome, int]) -> dict[str, int]:
    return {str(o): found[o] for o in Outcome if found.get(o)}


def counts(results: Iterable[Result]) -> dict[str, int]:
    """outcome -> number of cases, in the order of the outcomes."""
    return _ordered(Counter(r.outcome for r in results))


def by(results: Iterable[Result], key: Callable[[Result], str]) -> dict[str, dict[str, int]]:
    """key -> outcome -> number of cases."""
    groups: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
    for result in results:
        groups[key(result)][result.outcome] += 1
    return {name: _ordered(groups[name]) for name in sorted(groups)}


def verdicts(results: Iterable[Result]) -> dict[str, str]:
    """clause -> "broken" if any of its cases is red, else "held" if any passed, else "untested"."""
    outcomes = Tally(results).clauses
    return {clause: _verdict(outcomes[clause]) for clause in sorted(outcomes)}


def _verdict(outcomes: set[Outcome]) -> str:
    if outcomes & RED:
        return "broken"
    return "held" if Outcome.PASS in outcomes else "untested"


def footer(report: Report, seconds: float, applicable: Iterable[str] = ()) -> Footer:
    """The footer for what is in a report so far; `applicable` as for `Tally.coverage`."""
    tally = Tally(report.results)
    return Footer(
        seconds=seconds,
        counts=tally.counts,
        by_level=tally.by_level,
        by_function=tally.by_function,
        clauses=tally.coverage(applicable),
    )


def coverage(report: Report, tally: Tally) -> ClauseCoverage:
    """What a report's footer says of its clauses; without one, what `tally`, of its results, does."""
    return report.footer.clauses if report.footer else tally.coverage()


def exit_code(report: Report) -> int:
    """0 all as promised or expected, 1 unexpected deviations, 4 the kit's fault or nothing ran."""
    tally = Tally(report.results)
    if tally.outcomes[Outcome.BROKEN] or not set(tally.outcomes) - NOT_RUN:
        return 4
    return 1 if tally.unexpected else 0


def unexpected(result: Result) -> bool:
    """Whether a result needs somebody: an unexpected deviation, or the kit's fault."""
    return result.outcome == Outcome.BROKEN or (result.outcome in RED and not result.expected)
