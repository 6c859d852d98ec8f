"""The hunt: plays random scripts on a candidate, shrinks what deviates, keeps each kind once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from os_conformance.check import Case, Check, Facts, Os, Run, World
from os_conformance.scripts.generating import script
from os_conformance.scripts.judging import Ground, ScriptDeviation
from os_conformance.scripts.sides import Outcome
from os_conformance.scripts.steps import Step
from os_conformance.suite import all_checks
from os_harness.hunting.shrinking import Steps, shrunk
from os_harness.report.records import RED, Result
from os_harness.report.records import Outcome as ResultOutcome
from os_harness.running.runner import Runner

LENGTH = 40  # steps of a script
TOGETHER = 20  # scripts of one process of the candidate
SCRIPTS = "scripts/scripts.script"  # the check whose needs and promise are those of the hunt

Kind = tuple[str, str, str]  # call, what was wanted, what came
Standard = Callable[[Any, Any], list[Outcome]]


@dataclass(frozen=True)
class Budget:
    """How long a hunt goes on: seconds or steps, whichever is given."""

    seconds: float | None = None
    steps: int | None = None


@dataclass
class Find:
    """A kind of deviation: the shortest script that shows it, its result, how often it was met."""

    kind: Kind
    steps: Steps
    result: Result
    times: int = 1


@dataclass
class Hunt:
    """What a hunt has come to so far."""

    finds: dict[Kind, Find] = field(default_factory=dict)
    scripts: int = 0
    steps: int = 0
    seconds: float = 0.0
    trouble: str = ""  # why there could be no hunt, or what the kit did wrong
    broken: bool = False


class Hunter:
    """Plays scripts of a seed with a runner; `standard` takes the place of the system in memory."""

    def __init__(self, runner: Runner, seed: int, standard: Any = None) -> None:
        self.runner, self.seed, self.standard = runner, seed, standard
        check = next(c for c in all_checks() if c.id == SCRIPTS)
        self.check = replace(check, id="hunt/scripts.found", cases=(), numbered=False)
        self.hunt = Hunt()
        self.started = time.monotonic()
        self.at = 0  # the script that is played now
        self.deviation: ScriptDeviation | None = None

    def go(self, budget: Budget) -> Iterator[Find]:
        """Play scripts until the budget is used up; each new kind of deviation as it is found."""
        number = 0
        while not self._used_up(budget) and not self.hunt.trouble:
            kind, result = self._together(number)
            played = self.at + 1 - number
            number = self.at + 1
            self.hunt.scripts += played
            self.hunt.steps += played * LENGTH
            if kind in self.hunt.finds:
                self.hunt.finds[kind].times += 1
            elif kind is not None:
                yield self._found(kind, result)
        self.hunt.seconds = time.monotonic() - self.started

    def _used_up(self, budget: Budget) -> bool:
        self.hunt.seconds = time.monotonic() - self.started
        late = budget.seconds is not None and self.hunt.seconds >= budget.seconds
        return late or (budget.steps is not None and self.hunt.steps >= budget.steps)

    def _together(self, number: int) -> tuple[Kind | None, Result]:
        """Play some scripts in one process, up to the first that deviates."""
        self.at = number + TOGETHER - 1
        known = frozenset(self.hunt.finds)

        def play(os: Os, world: World, run: Run, facts: Facts, platform: str) -> None:
            for self.at in range(number, number + TOGETHER):
                steps = script(self.seed, self.at, LENGTH)
                self._ground(os, world, run, facts, platform).play(steps, known=known)

        return self._tried(play, f"script-{number}")

    def _ground(self, os: Os, world: World, run: Run, facts: Facts, platform: str) -> Ground:
        return Ground(os, world, run, platform, facts.python[:2], self.standard, names=True)

    def _tried(self, play: Callable[..., None], name: str) -> tuple[Kind | None, Result]:
        """Run a function as a check: the kind of its deviation, and its result."""
        self.deviation = None

        def kept(os: Os, world: World, run: Run, facts: Facts, platform: str) -> None:
            try:
                play(os, world, run, facts, platform)
            except ScriptDeviation as deviation:
                self.deviation = deviation
                raise

        result = self.runner.run(replace(self.check, function=kept), Case(name))
        if result.outcome == ResultOutcome.BROKEN:
            self.hunt.trouble, self.hunt.broken = result.message, True
        elif result.outcome not in RED | {ResultOutcome.PASS}:
            self.hunt.trouble = f"{result.outcome}: {result.message}"
        if result.outcome not in RED:
            return None, result
        if self.deviation is not None and result.outcome == ResultOutcome.FAIL:
            return self.deviation.parting.kind, result
        return ("", "", str(result.outcome)), result  # a crash, a time-out, an escape

    def _found(self, kind: Kind, result: Result) -> Find:
        """Shrink a script that deviates, and run the shortest once more for its trace and reproducer."""
        steps = script(self.seed, self.at, LENGTH)
        if self.deviation is not None and result.outcome == ResultOutcome.FAIL:
            steps = (*self.deviation.parting.before, self.deviation.parting.expected.step)

        def shows(shorter: Steps) -> bool:
            return self._tried(self._playing(shorter), "shrinking")[0] == kind

        if shows(steps):
            steps = shrunk(steps, shows)
            name = "-".join(word.replace(" ", "-") for word in kind if word)
            _, result = self._tried(self._playing(steps), name)
        find = Find(kind, steps, result)
        self.hunt.finds[kind] = find
        return find

    def _playing(self, steps: tuple[Step, ...]) -> Callable[..., None]:
        """A check that plays just these steps, call by call."""

        def play(os: Os, world: World, run: Run, facts: Facts, platform: str) -> None:
            self._ground(os, world, run, facts, platform).step_by_step(steps, look=False)

        return play


class Other:
    """Another candidate as the standard: what the steps of a script come to there."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.check = Check(
            id="hunt/scripts.standard",
            function=_nothing,
            clauses=("os/scripts",),
            title="The standard.",
        )

    def __call__(self, steps: list[Step], home: str) -> list[Outcome]:
        """The outcomes of the steps, with `home` for its own directory; fewer if it stopped short."""
        told: list[Outcome] = []

        def play(os: Os, world: World, run: Run, facts: Facts, platform: str) -> None:
            ground = Ground(os, world, run, platform, facts.python[:2])
            told.extend(ground.outcomes(steps, home))

        result = self.runner.run(replace(self.check, function=play), Case("standard"))
        return told if result.outcome == ResultOutcome.PASS else []


def _nothing() -> None:
    """Stands in a check whose function is chosen later."""


def summary_result(hunt: Hunt, hunter: Hunter, seed: int) -> Result:
    """The result of a hunt that found nothing: so many steps, all as allowed."""
    _, result = hunter._tried(lambda *_: None, "nothing-found")
    text = f"{hunt.steps} steps in {hunt.scripts} scripts of seed {seed}"
    return msgspec.structs.replace(result, message=text)
