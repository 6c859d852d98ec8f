"""The progress of a run on the terminal: a pytest plugin in place of pytest's own reporter."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Any

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

RED = {"fail", "missing", "crash", "timeout", "escape", "flaky", "broken"}


class Progress:
    """Shows how many checks are done and how many cases came out red; remembers pytest's own trouble."""

    def __init__(self, console: Console, title: str, quiet: bool = False) -> None:
        self.counts = Counter[str]()
        self.troubles: list[str] = []
        self.bar = Bar(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            TextColumn("{task.fields[red]}"), console=console, transient=True, disable=quiet,
        )  # fmt: skip
        self.task = self.bar.add_task(title, total=None, red="")

    def trouble(self) -> str:
        """What pytest itself complained about, in one line."""
        return " | ".join(" ".join(t.split())[-300:] for t in self.troubles) or "no details"

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Silence pytest's own reporter: this one speaks."""
        reporter: Any = config.pluginmanager.getplugin("terminalreporter")
        if reporter is not None and not hasattr(config, "workerinput"):
            reporter._tw._file = _Nowhere()
        self.bar.start()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """The number of checks, without xdist."""
        if session.items:
            self.bar.update(self.task, total=len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        """The number of checks, with xdist."""
        self.bar.update(self.task, total=len(ids))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be collected."""
        if report.failed:
            self.troubles.append(str(report.longrepr))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what a check's cases came to."""
        if report.when == "call":
            counts = dict(report.user_properties).get("osconform")
            if isinstance(counts, dict):
                self.counts.update(counts)
            red = sum(n for outcome, n in self.counts.items() if outcome in RED)
            self.bar.update(self.task, advance=1, red=f"[red]{red} red" if red else "")
        if report.failed and report.longrepr and "osconform" not in dict(report.user_properties):
            self.troubles.append(str(report.longrepr))

    def pytest_internalerror(self, excrepr: Any) -> None:
        """Remember pytest's own failure."""
        self.troubles.append(str(excrepr))

    def pytest_unconfigure(self) -> None:
        """Take the bar away."""
        with contextlib.suppress(Exception):
            self.bar.stop()


class _Nowhere:
    """A stream that swallows everything."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Swallow."""
        return len(text)

    def flush(self) -> None:
        """Nothing to do."""

    def isatty(self) -> bool:
        """No terminal."""
        return False
