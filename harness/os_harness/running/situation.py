"""The surroundings of a run: what candidate, platform, user and sandbox are like."""

from __future__ import annotations

import os
import sys

from os_harness.candidates import Entry
from os_harness.errors import AgentFault
from os_harness.protocol.session import Session
from os_harness.running.features import Features
from os_harness.running.files import shares
from os_harness.running.settings import Settings
from os_harness.running.target import platform_of, target_of
from os_harness.sandbox.scratch import Scratch

SEPARATORS = {"nt": "\\", "mac": ":"}


class Surroundings:
    """Answers the questions of `needs.py` for one worker (see `os_conformance.needs.Situation`)."""

    def __init__(
        self, session: Session, entry: Entry, scratch: Scratch, settings: Settings
    ) -> None:
        self.facts = session.start()
        self.target = target_of(self.facts, entry, settings.level)
        self.os_name, self.platform = self.target.os_name, self.target.platform
        self.python = self.target.python
        modelled = self.os_name == "nt" and self.facts.sys_platform != "win32"
        self.native = self.platform == platform_of(self.facts) and not modelled
        self.module = entry.module or ""
        self.re_exports = entry.re_exports
        self.lacks = frozenset(entry.lacks)
        self.drive = entry.drive
        self.can_fork = self.facts.can_fork and not settings.in_process
        self.drops = self.facts.uid == 0 and self.can_fork and sys.platform == "linux"
        self.separator = SEPARATORS.get(self.os_name, "/")
        self.shared = shares(session, entry, scratch.levels[0] / "canary")
        own = self.os_name == "mac" or (self.os_name == "nt" and not self.shared)
        self.volume = _volume(session, self.separator) if own else ""
        user = self.facts.uid if self.shared else _own_user(session, self.facts.uid)
        self.can_drop = self.drops and self.shared  # a file system of its own has users of its own
        self.is_root = user == 0 and not (settings.unprivileged and self.can_drop)
        self.on_host = self.shared or _begins(session, str(scratch.inner))
        folder = scratch.base.parent / f"{scratch.base.name}-features"
        self.features = Features(folder)
        if self.shared:
            folder.mkdir(exist_ok=True)

    def for_candidate(self, path: str) -> str:
        """A path of the host as the candidate names it."""
        if self.os_name == "nt" and os.name != "nt":
            return self.drive + path.replace("/", "\\")
        return path

    def virtual(self, name: str) -> str:
        """The absolute path of a directory in a file system that only the candidate has."""
        return f"{self.volume}{self.separator if self.volume else '/'}{name}"

    def host_can(self, feature: str) -> str | None:
        """None if the sandbox's file system has the feature; else the reason why not."""
        return self.features.lacking(feature)

    def has(self, name: str) -> bool:
        """Whether the candidate has a name such as "fork" or "path.join"."""
        if name.startswith("path."):
            return name[5:] in self.facts.path_names
        return name in self.facts.names


def _own_user(session: Session, host: int) -> int:
    """The user that a candidate with files of its own says it is; the host's if it does not say."""
    session.begin(cwd=None)
    try:
        answer = session.request({"op": "call", "name": "geteuid", "args": []}, "geteuid")
        return answer if isinstance(answer, int) else host
    except Exception:
        return host
    finally:
        session.end()


def _volume(session: Session, separator: str) -> str:
    """The volume that a candidate's own files are on: what its current directory begins with."""
    session.begin(cwd=None)
    try:
        answer = session.request({"op": "call", "name": "getcwd", "args": []}, "getcwd")
        return str(answer).partition(separator)[0]
    finally:
        session.end()


def _begins(session: Session, cwd: str) -> bool:
    """Whether the agent itself has the host's files: a check can begin in a directory of the host."""
    try:
        session.begin(cwd=cwd)
    except AgentFault:
        session.kill()
        return False
    session.end()
    return True
