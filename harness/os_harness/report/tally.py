"""The sums of a run's results, made in one way through them.  Pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from os_harness.report.records import NOT_RUN, RED, ClauseCoverage, Outcome, Result

NOT_ABOUT = frozenset({Outcome.NOT_APPLICABLE})


class Tally:
    """The sums of results, made in one way through them.

    `functions` and `levels`: name -> outcome -> number; `clauses`: clause -> its outcomes; `outcomes`:
    outcome -> number; `unexpected`: how many need somebody; `seconds`: how long all took.
    """

    def __init__(self, results: Iterable[Result] = ()) -> None:
        self.outcomes = Counter[Outcome]()
        self.functions: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
        self.levels: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
        self.clauses: defaultdict[str, set[Outcome]] = defaultdict(set)
        self.unexpected, self.seconds = 0, 0.0
        for result in results:
            self.add(result)

    def add(self, result: Result) -> None:
        """Count one more result."""
        outcome = result.outcome
        self.outcomes[outcome] += 1
        self.functions[result.function][outcome] += 1
        self.levels[result.level][outcome] += 1
        self.unexpected += unexpected(result)
        self.seconds += result.seconds
        for clause in result.clauses:
            self.clauses[clause].add(outcome)

    @property
    def red(self) -> int:
        """How many cases deviate."""
        return sum(self.outcomes[outcome] for outcome in RED)

    @property
    def not_run(self) -> int:
        """How many cases were not run."""
        return sum(self.outcomes[outcome] for outcome in NOT_RUN)

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

    def verdicts(self) -> dict[str, str]:
        """clause -> "broken" if any of its cases is red, else "held" if any passed, else "untested"."""
        return {clause: _verdict(self.clauses[clause]) for clause in sorted(self.clauses)}

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


def _verdict(outcomes: set[Outcome]) -> str:
    if outcomes & RED:
        return "broken"
    return "held" if Outcome.PASS in outcomes else "untested"


def unexpected(result: Result) -> bool:
    """Whether a result needs somebody: an unexpected deviation, or the kit's fault."""
    return result.outcome == Outcome.BROKEN or (result.outcome in RED and not result.expected)
