"""Runs the kit's cases on one candidate, as `osconform run` does, until the first that is red.

Each candidate has a process of its own (see `pool`), so that the suite is imported once for all.
"""

from __future__ import annotations

import inspect
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from os_conformance import catalogue, suite
from os_conformance.check import Case, Check
from os_harness.errors import CandidateError
from os_harness.report.records import RED, Outcome, Result
from os_harness.running.affinity import all_cpus, keep_to_one_cpu
from os_harness.running.runner import Runner
from os_harness.running.selection import Selection
from os_harness.running.settings import Settings


@dataclass(frozen=True)
class Red:
    """A case that was red: its id, its outcome, and why, in a line."""

    case: str
    outcome: str
    message: str


@dataclass
class Judged:
    """What the kit said of a candidate: the red cases, how many ran, in how many seconds.

    `same`: loading it gives what loading the original gives, so nothing was run.
    `flaky`: cases that were red once and not the second time: they show nothing.
    """

    reds: list[Red] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    flaky: list[str] = field(default_factory=list)
    same: bool = False
    ran: int = 0
    passed: int = 0
    seconds: float = 0.0

    def after(self, other: Judged) -> Judged:
        """Both together, the other first."""
        return Judged(
            other.reds + self.reds,
            other.broken + self.broken,
            other.flaky + self.flaky,
            self.same and other.same,
            other.ran + self.ran,
            other.passed + self.passed,
            round(other.seconds + self.seconds, 3),
        )


#: In the message of a red case that the kit could not run a second time: it stays red.
NOT_REPEATED = "; then broken: "


@cache
def cases() -> dict[str, tuple[Check, Case]]:
    """Every case of the full profile by its id, in the order of the suite."""
    selection = Selection(Settings(candidate="stdlib"), catalogue.load())
    return {
        check.case_id(case): (check, case)
        for check in suite.all_checks()
        for case in selection.cases(check)
    }


def few(names: Iterable[str], many: int | None) -> list[str]:
    """At most so many cases of each check, in their order; all if None."""
    seen: Counter[str] = Counter()
    chosen = []
    for name in names:
        check = name.partition("[")[0]
        seen[check] += 1
        if many is None or seen[check] <= many:
            chosen.append(name)
    return chosen


def function_of(name: str) -> str:
    """The function that a case is about."""
    check, case = cases()[name]
    return catalogue.load()[check.case_clauses(case)[0]].function


def mentions(name: str, word: str) -> bool:
    """Whether the check of a case has a word as a text, or as a name of os."""
    known = cases().get(name)
    source = _source(known[0].function) if known else ""
    return any(f"{before}{word}" in source for before in ("os.", '"'))


@cache
def _source(function: Callable[..., Any]) -> str:
    return inspect.getsource(inspect.unwrap(function))


class Bench:
    """A place to run cases on a candidate: a sandbox and a runner, both gone afterwards."""

    def __init__(self, candidate: Path, timeout: float, worker: int) -> None:
        keep_to_one_cpu(worker)
        self.sandbox = os.path.realpath(tempfile.mkdtemp(prefix="osconform-"))
        os.chmod(self.sandbox, 0o755)
        settings = Settings(
            candidate=str(candidate), sandbox=self.sandbox, timeout=timeout, cpus=all_cpus()
        )
        try:
            self.runner = Runner(settings)
        except BaseException:
            shutil.rmtree(self.sandbox, ignore_errors=True)
            raise

    def run(self, name: str) -> Result:
        """The result of a case."""
        return self.runner.run(*cases()[name])

    def close(self) -> None:
        """End the agent, remove the sandbox."""
        self.runner.close()
        shutil.rmtree(self.sandbox, ignore_errors=True)


def judge(
    candidate: Path, names: Iterable[str], *, timeout: float, worker: int, to_the_end: bool = False
) -> Judged:
    """Run cases on a candidate until one is red (or to the end).

    A candidate that cannot be loaded has one red case, "load".
    """
    started = time.perf_counter()
    judged = Judged()
    names = list(names)
    if not names:
        return judged
    try:
        bench = Bench(candidate, timeout, worker)
    except CandidateError as error:
        judged.reds.append(Red("load", "unloadable", str(error)[:200]))
        return judged
    try:
        for name in names:
            _take(judged, bench.run(name))
            if judged.reds and not to_the_end:
                break
    finally:
        bench.close()
        judged.seconds = round(time.perf_counter() - started, 3)
    return judged


def _take(judged: Judged, result: Result) -> None:
    judged.ran += 1
    judged.passed += result.outcome == Outcome.PASS
    if result.outcome == Outcome.FLAKY and NOT_REPEATED not in result.message:
        judged.flaky.append(f"{result.check}: {result.message}")
    elif result.outcome in RED:
        line = " ".join(result.message.partition(NOT_REPEATED)[0].split())[:200]
        judged.reds.append(Red(result.check, str(result.outcome), line))
    elif result.outcome == Outcome.BROKEN:
        judged.broken.append(result.check)
