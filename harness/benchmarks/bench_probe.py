"""What the way to the candidate costs: a call through the probe, and the isolation of a check.

Median times of this machine, for the figures in the README; nothing is asserted about time.  As in a
run, host and agent share one CPU.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from os_conformance.suite import all_checks
from os_harness.probe.module import Probe
from os_harness.running.affinity import keep_to_one_cpu
from os_harness.running.runner import Runner
from os_harness.running.settings import Settings


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A runner for the stdlib, on one CPU as a worker's."""
    before = os.sched_getaffinity(0)
    keep_to_one_cpu(0)
    made = Runner(Settings(candidate="stdlib", sandbox=str(tmp_path_factory.mktemp("bench"))))
    yield made
    made.close()
    os.sched_setaffinity(0, before)


@pytest.fixture
def probe(runner: Runner, tmp_path: Path) -> Iterator[Probe]:
    """The probe of an open check."""
    runner.session.begin(cwd=str(tmp_path))
    yield Probe(runner.caller, runner.facts.names, runner.facts.path_names)
    runner.session.end()
    runner.trace.clear()


CALLS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "getcwd": ("getcwd", ()),
    "fspath": ("fspath", ("a/b",)),
    "listdir": ("listdir", (".",)),
    "stat": ("stat", ("/",)),
    "mkdir that raises": ("mkdir", ("/",)),
}


@pytest.mark.parametrize("name", CALLS)
def bench_call(benchmark: Any, probe: Probe, runner: Runner, name: str) -> None:
    """One call through the probe, traced."""
    function, arguments = CALLS[name]

    def call() -> None:
        with contextlib.suppress(OSError):
            getattr(probe, function)(*arguments)

    benchmark.pedantic(call, rounds=3000, iterations=1, warmup_rounds=100)


def bench_isolation(benchmark: Any, runner: Runner, tmp_path: Path) -> None:
    """Beginning and ending a check: a forked child, its leftovers looked for."""

    def isolate() -> None:
        runner.session.begin(cwd=str(tmp_path))
        runner.session.end()

    benchmark.pedantic(isolate, rounds=300, iterations=1, warmup_rounds=10)


def bench_whole_case(benchmark: Any, runner: Runner) -> None:
    """A whole case: scratch directory, child, arrangement, call, canaries, record."""
    check = next(c for c in all_checks() if c.id == "directories/makedirs.returns_none")
    benchmark.pedantic(
        lambda: runner.run(check, check.cases[0]), rounds=300, iterations=1, warmup_rounds=10
    )
