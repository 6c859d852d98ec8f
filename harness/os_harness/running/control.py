"""A run as a whole: what is done once, before the workers start and after they are done."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
import psutil

from os_conformance import catalogue, suite
from os_conformance.catalogue import Target, inapplicable
from os_harness import candidates
from os_harness.errors import CandidateError, UsageError
from os_harness.expectations import layers
from os_harness.expectations.verdict import commands, near
from os_harness.protocol.session import Facts, Session
from os_harness.report import storage
from os_harness.report.records import CandidateInfo, Header, Kit, PlatformInfo, RunInfo
from os_harness.report.summary import footer
from os_harness.running.affinity import all_cpus
from os_harness.running.files import described
from os_harness.running.naming import Places
from os_harness.running.selection import Selection
from os_harness.running.settings import Settings
from os_harness.running.target import target_of
from os_harness.sandbox.homes import Home


class Control:
    """Prepares a run (sandbox, report header) and finishes it (footer, clean-up)."""

    def __init__(self, settings: Settings, workers: int = 1, command: str = "") -> None:
        self.settings, self.workers, self.command = settings, workers, command
        self.started = time.perf_counter()
        self.own_sandbox: str | None = None
        self.home: Home | None = None  # the same, held
        self.begun: storage.Begun | None = None  # the report, held
        self.kept = settings.report is not None  # whether the report outlives the sandbox
        self.candidate = candidates.resolve(settings.candidate)
        self.facts: Facts | None = None

    def open(self) -> Facts:
        """Check that candidate and expectation files load, make the sandbox and begin the report.

        Raises CandidateError or UsageError in one line.
        """
        _suitable_python()
        Selection(self.settings, catalogue.load())
        session = self._session()
        try:
            self.facts = facts = session.start()
            layers.load(self.candidate, self.settings.expect, self._target())
            self._make_sandbox()
            if self.settings.done:
                self.begun = storage.Begun(self.report)
            else:
                self.begun = storage.start(self.report, self.header(facts, session))
        except BaseException:
            self.close()
            raise
        finally:
            session.close()
        return facts

    def _session(self) -> Session:
        """A session in which the candidate is loaded."""
        candidate = self.candidate
        try:
            session = candidate.session(
                self.settings.python, self.settings.timeout, self.settings.in_process
            )
            session.start()
        except CandidateError as error:
            hint = candidate.entry.provision
            hint = f"; needs: {hint}" if hint else candidates.similar(candidate.spec)
            raise CandidateError(f"{error}{hint}") from None
        return session

    def _make_sandbox(self) -> None:
        parent = self.settings.sandbox
        if parent is not None and not os.path.isdir(parent):
            raise UsageError(f"--sandbox {parent}: not a directory")
        _demand_utf8(self.settings.report or "", os.path.realpath(parent or tempfile.gettempdir()))
        try:
            self.home = Home(parent)
        except OSError as error:
            where = f"--sandbox {parent}" if parent else "a directory for temporary files (TMPDIR)"
            raise UsageError(f"{where}: {error.strerror}") from None
        self.own_sandbox = self.home.path
        report = self.settings.report or os.path.join(self.own_sandbox, "report.jsonl")
        self.settings = msgspec.structs.replace(
            self.settings, sandbox=self.own_sandbox, cpus=all_cpus(), report=report
        )

    @property
    def report(self) -> Path:
        """The report file: where it was asked for, or in the sandbox."""
        assert self.settings.report is not None, "not open"
        return Path(self.settings.report)

    def header(self, facts: Facts, session: Session) -> Header:
        """The first record of the report."""
        candidate = self.candidate
        assert self.own_sandbox is not None
        files, case_sensitive = described(session, candidate.entry, Path(self.own_sandbox))
        return Header(
            format=1,
            kit=Kit(version=version("osconform"), suite=suite.VERSION),
            candidate=CandidateInfo(
                name=candidate.name,
                spec=candidate.spec,
                implementation=facts.implementation,
                version=facts.version,
                python=".".join(str(n) for n in facts.python),
                os_name=facts.os_name,
                module=facts.module,
                file=None if facts.file is None else Places(facts)(facts.file),
                kind=candidate.entry.kind,
            ),
            platform=PlatformInfo(
                system=platform.system(),
                release=platform.release(),
                sys_platform=facts.sys_platform,
                machine=platform.machine(),
                filesystem=filesystem_of(self.own_sandbox),
                case_sensitive=case_sensitive,
                user="root" if facts.uid == 0 and not self.settings.unprivileged else "ordinary",
                container=container(),
                target=self._target().platform,
                files=files,
            ),
            run=RunInfo(
                started=datetime.now(UTC).isoformat(timespec="seconds"),
                seed=self.settings.seed,
                profile=self.settings.profile,
                workers=self.workers,
                command=self.command,
                level=self.settings.level or "",
            ),
        )

    def finish(self) -> None:
        """Write the footer: the report is complete."""
        seconds = round(time.perf_counter() - self.started, 3)
        found = footer(storage.load(self.report), seconds, self.applicable())
        storage.finish(self.report, found)

    def applicable(self) -> list[str]:
        """All clauses that are promises about this candidate, however few the run is about."""
        target = self._target()
        return [c.id for c in catalogue.load().values() if inapplicable(c, target) is None]

    def stale(self) -> list[str]:
        """What the finished report says against expectations, and the commands that mend them."""
        report = storage.load(self.report)
        today = datetime.fromisoformat(report.header.run.started).date()
        expectations = layers.load(self.candidate, self.settings.expect, self._target())
        generated = {e.subject for e in expectations.entries if suite.is_numbered(e.subject)}
        known = catalogue.load().keys() | generated
        found = expectations.complaints(report.results, suite.cases(), known, today)
        name = str(self.report) if self.kept else "REPORT"
        return [
            *(f"stale: {e.named(near(e.file))}: {e.subject}: {words}" for e, words in found),
            *(f"to mend it: {line}" for line in commands(found, name, today).values()),
            *(["REPORT: what --candidate-report REPORT writes"] if found and not self.kept else []),
        ]

    def _target(self) -> Target:
        assert self.facts is not None, "not open"
        return target_of(self.facts, self.candidate.entry, self.settings.level)

    def close(self) -> None:
        """Remove the sandbox, and let others write the report."""
        if self.home is not None:
            self.home.close()
            self.home = self.own_sandbox = None
        if self.begun is not None:
            self.begun.close()
            self.begun = None


def _demand_utf8(*paths: str) -> None:
    """UsageError for a path that is not UTF-8: settings and reports could not tell it."""
    for path in paths:
        if path != path.encode("utf-8", "replace").decode():
            raise UsageError(f"{path}: expected a path in UTF-8")


def _suitable_python() -> None:
    """UsageError unless this Python keeps assertions and names files in UTF-8."""
    if sys.flags.optimize:
        raise UsageError("expected a Python without -O and PYTHONOPTIMIZE: checks are assertions")
    if sys.getfilesystemencoding() != "utf-8":
        raise UsageError(
            f"file names in {sys.getfilesystemencoding()}: expected UTF-8; set PYTHONUTF8=1"
        )


def filesystem_of(path: str) -> str:
    """The type of the file system that holds `path`, such as "ext4"; "" if unknown."""
    best, kind = "", ""
    for part in psutil.disk_partitions(all=True):
        inside = path == part.mountpoint or path.startswith(part.mountpoint.rstrip("/") + os.sep)
        if inside and len(part.mountpoint) >= len(best):
            best, kind = part.mountpoint, part.fstype
    return kind


def container() -> str:
    """The kind of container the run is in, as far as it can be seen; "" for none."""
    if os.path.exists("/.dockerenv"):
        return "docker"
    return os.environ.get("container", "")  # noqa: SIM112 - systemd-nspawn and podman spell it so
