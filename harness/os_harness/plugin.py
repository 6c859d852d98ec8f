"""The pytest plugin: `pytest --pyargs os_conformance --candidate stdlib -n auto`.

Each check is one pytest item, which runs all its cases.  The process that pytest was started in (the
controller, with xdist) prepares the run and finishes the report; each worker has an agent and a
sandbox of its own and appends its results to the report itself.  A worker on another machine
(docs/several-machines.md) makes its sandbox itself and sends its results along with pytest's reports.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from os_conformance import catalogue, suite
from os_conformance.check import Case, Check
from os_harness.errors import HarnessError, ReportError
from os_harness.report import results
from os_harness.report.records import Result
from os_harness.report.storage import Appender
from os_harness.report.tally import unexpected
from os_harness.report.text import printable
from os_harness.running.affinity import keep_to_one_cpu
from os_harness.running.control import Control
from os_harness.running.runner import Runner
from os_harness.running.selection import Selection
from os_harness.running.settings import Settings, decode, encode
from os_harness.sandbox import homes

pytest.register_assert_rewrite("os_conformance.checks")

SETTINGS = pytest.StashKey[Settings]()
CONTROL = pytest.StashKey[Control]()
PART = pytest.StashKey[Control]()  # what a worker on another machine makes ready for itself
RUNNER = pytest.StashKey[Runner]()
APPENDER = pytest.StashKey[Appender]()
HELD = pytest.StashKey[int | None]()  # a worker's hold on the run's sandbox
STARTER = pytest.StashKey[int]()  # the process id of a worker's parent: the controller
STALE = pytest.StashKey[list[str]]()
PORTION = 25  # generated cases of one item
REMOTE = "osconform-results"  # the property of a pytest report with what a remote worker found
ROOT = Path(suite.__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of a run under plain pytest; `osconform run` passes all of them as one."""
    group = parser.getgroup("osconform", "conformance of an os module")
    group.addoption("--candidate", help="the os module to check; see 'osconform run --help'")
    group.addoption("--candidate-python", help="the interpreter that runs the candidate")
    group.addoption("--candidate-level", help="the Python to judge it by, such as 3.13")
    group.addoption("--candidate-report", help="write the report to this file")
    group.addoption(
        "--candidate-profile", default="full", help="core, seed, posix, windows, full, smoke"
    )
    group.addoption(
        "--candidate-expect", action="append", default=[], metavar="FILE",
        help="a file of expected deviations; may be given again",
    )  # fmt: skip
    group.addoption(
        "--candidate-settings", help="all settings of a run as JSON (used by osconform run)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Take over the settings, or make them; prepare the run where pytest was started."""
    if hasattr(config, "workerinput"):
        if "osconform" in config.workerinput:
            _enter(config, decode(config.workerinput["osconform"]))
        if config.workerinput.get("osconform-remote"):
            config.stash[PART] = _opened(config, config.stash[SETTINGS])
        return
    text = config.getoption("--candidate-settings")
    if text:  # `osconform run` has prepared the run and will finish it
        config.stash[SETTINGS] = decode(text)
        return
    settings = _settings(config)
    if settings is not None:
        config.stash[CONTROL] = _opened(config, settings, command="pytest")
        config.pluginmanager.register(Collecting(config), "osconform-collecting")


def _enter(config: pytest.Config, settings: Settings) -> None:
    """A worker's beginning: it holds the sandbox, which thus is no killed run's while it works there."""
    config.stash[SETTINGS] = settings
    config.stash[STARTER] = os.getppid()
    config.stash[HELD] = homes.hold(settings.sandbox) if settings.sandbox else None


def _opened(config: pytest.Config, settings: Settings, command: str = "") -> Control:
    """A run, or a remote worker's part of it, made ready."""
    try:
        control = Control(settings, command=command)
        control.open()
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[SETTINGS] = control.settings
    return control


def _settings(config: pytest.Config) -> Settings | None:
    """The settings that pytest's own command line asks for; None without a candidate."""
    candidate = config.getoption("--candidate")
    if candidate is None:
        return None
    return Settings(
        candidate=candidate,
        python=config.getoption("--candidate-python"),
        level=config.getoption("--candidate-level"),
        report=config.getoption("--candidate-report"),
        profile=config.getoption("--candidate-profile"),
        expect=[os.path.abspath(name) for name in config.getoption("--candidate-expect")],
    )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the settings to an xdist worker; one on another machine has neither report nor sandbox of ours."""
    settings = node.config.stash.get(SETTINGS, None)
    if settings is None:
        return
    if not node.gateway.spec.popen:
        settings = msgspec.structs.replace(settings, report=None, sandbox=None)
        node.workerinput["osconform-remote"] = True
    node.workerinput["osconform"] = encode(settings)


class Collecting:
    """Puts what remote workers found into the report."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Append the results that came with a pytest report."""
        if report.when == "call":
            found: dict[str, Any] = dict(report.user_properties)
            for line in found.get(REMOTE, ()):
                _appender(self.config).append(msgspec.convert(json.loads(line), Result))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect `check_*.py` below the suite."""
    if (
        file_path.name.startswith("check_")
        and file_path.suffix == ".py"
        and ROOT in file_path.parents
    ):
        return CheckFile.from_parent(parent, path=file_path)
    return None


class CheckFile(pytest.File):
    """A module of checks."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each check with a case that belongs to the run."""
        settings = self.config.stash.get(SETTINGS, None)
        if settings is None:
            raise pytest.UsageError("the suite needs a candidate: --candidate stdlib, for example")
        selection = Selection(settings, catalogue.load())
        where = self.path.relative_to(suite.CHECKS).with_suffix("").as_posix()
        for check in suite.checks_of(where):
            name = check.id.rpartition(".")[2]
            for number, cases in enumerate(_portions(check, selection.cases(check))):
                yield CheckItem.from_parent(
                    self, name=f"{name}-{number}" if number else name, check=check, cases=cases
                )


def _portions(check: Check, cases: tuple[Case, ...]) -> Iterator[tuple[Case, ...]]:
    """The cases of each item: all of a check; of generated ones so many that workers can share them."""
    size = PORTION if check.numbered else max(1, len(cases))
    return (cases[at : at + size] for at in range(0, len(cases), size))


class CheckFailed(Exception):
    """Cases of a check came out red (`results`)."""

    def __init__(self, results: list[Result]) -> None:
        super().__init__(f"{len(results)} case(s)")
        self.results = results


class CheckItem(pytest.Item):
    """One check with the cases that belong to the run."""

    def __init__(self, *, check: Check, cases: Iterable[Case], **rest: Any) -> None:
        super().__init__(**rest)
        self.check, self.cases = check, tuple(cases)

    def runtest(self) -> None:
        """Run each case, append its result to the report, and fail if one is red."""
        runner, appender = _runner(self.config), _appender(self.config)
        bad, counts, told = [], Counter[str](), []
        for case in self.cases:
            result = runner.run(self.check, case)
            counts[str(result.outcome)] += 1
            self._append(appender, result)
            told.append(results.encode(result).decode("ascii"))
            if unexpected(result):
                bad.append(result)
        self.user_properties.append(("osconform", dict(counts)))
        if PART in self.config.stash:
            self.user_properties.append((REMOTE, told))
        if bad:
            raise CheckFailed(bad)
        if set(counts) <= {"not-applicable", "unprivileged", "unsupported", "blocked"}:
            pytest.skip("; ".join(f"{n} {outcome}" for outcome, n in counts.items()))

    def _append(self, appender: Appender, result: Result) -> None:
        """Add a result to the report; if that is impossible the run ends: no other would fare better."""
        try:
            appender.append(result)
        except ReportError as error:
            self.session.shouldstop = str(error)
            raise

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The red cases in a few lines each."""
        if isinstance(excinfo.value, ReportError):
            return str(excinfo.value)
        if isinstance(excinfo.value, CheckFailed):
            return "\n\n".join(_lines(result) for result in excinfo.value.results)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the check stands, and its id."""
        return self.path, self.check.function.__code__.co_firstlineno, self.check.id


def _lines(result: Result) -> str:
    lines = [f"{result.outcome}: {result.check}", f"  promise: {result.title}"]
    lines += [f"  {line}" for line in result.message.splitlines()]
    return "\n".join(lines)


def _runner(config: pytest.Config) -> Runner:
    runner = config.stash.get(RUNNER, None)
    if runner is None:
        name = os.environ.get("PYTEST_XDIST_WORKER", "main")
        if name != "main":
            keep_to_one_cpu(int(name.removeprefix("gw")))
        runner = config.stash[RUNNER] = Runner(config.stash[SETTINGS], name)
    return runner


def _appender(config: pytest.Config) -> Appender:
    if APPENDER not in config.stash:
        report = config.stash[SETTINGS].report
        assert report is not None, "the run was prepared without a report"
        config.stash[APPENDER] = Appender(Path(report))
    return config.stash[APPENDER]


def _end_worker(config: pytest.Config) -> None:
    """End the agent; a worker whose controller was killed clears up what it can, and is gone."""
    if RUNNER in config.stash:
        config.stash[RUNNER].close()
        del config.stash[RUNNER]
    if config.stash.get(STARTER, None) in (None, os.getppid()):
        return
    settings = config.stash[SETTINGS]
    if settings.sandbox:
        homes.leave(settings.sandbox, config.stash[HELD])
    os._exit(1)  # nobody listens: pytest's own way out would only complain of that


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where pytest was started: finish the report; stale expectations make exit code 3 of a good one."""
    _end_worker(session.config)
    control = session.config.stash.get(CONTROL, None)
    if control is None:
        return
    control.finish()
    session.config.stash[STALE] = lines = control.stale()
    if lines and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = 3


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which expectations are stale, and what mends them."""
    lines = terminalreporter.config.stash.get(STALE, [])
    if lines:
        terminalreporter.section("stale expectations")
    for line in lines:
        terminalreporter.line(printable(line))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the agent; where pytest was started, and on other machines, remove the sandbox."""
    _end_worker(config)
    for key in (CONTROL, PART):
        if key in config.stash:
            config.stash[key].close()
            del config.stash[key]
