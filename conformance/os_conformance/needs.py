"""What checks may need of a candidate or a machine, each with one sentence and a test.

A need that is not met gives its outcome and its reason instead of a verdict.  The tests ask only about
what the *kit* can do on this machine, or what the candidate declares; they never try the operation
under test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Situation(Protocol):
    """What the tests of needs may look at."""

    is_root: bool
    can_drop: bool
    can_fork: bool
    shared: bool
    os_name: str
    platform: str
    python: tuple[int, int]
    lacks: frozenset[str]
    module: str
    re_exports: bool
    native: bool

    def host_can(self, feature: str) -> str | None:
        """None if the sandbox's file system has the feature; else the reason why not."""

    def has(self, name: str) -> bool:
        """Whether the candidate has a name such as "fork" or "path.join"."""


@dataclass(frozen=True)
class Need:
    """A need: what it means, how to see it is unmet (the reason or None), and what that counts as."""

    name: str
    meaning: str
    unmet: Callable[[Situation], str | None]
    outcome: str = "unprivileged"


def _unprivileged(s: Situation) -> str | None:
    if not s.is_root or s.can_drop:
        return None
    return "the run is privileged and cannot give its privileges up"


def _feature(feature: str) -> Callable[[Situation], str | None]:
    def unmet(s: Situation) -> str | None:
        if feature in s.lacks:
            return f"the candidate's platform declares no {feature}"
        return s.host_can(feature) if s.shared else None

    return unmet


def _fork(s: Situation) -> str | None:
    if "fork" in s.lacks:
        return "the candidate's platform declares no fork"
    return None if s.can_fork else "the candidate's platform has no fork"


def _programs(s: Situation) -> str | None:
    if "programs" in s.lacks:
        return "the candidate's platform declares no programs of the host"
    return _fork(s) if s.os_name == "posix" else None


def _posix_paths(s: Situation) -> str | None:
    flavour = {"nt": "Windows", "mac": "classic Mac OS"}.get(s.os_name)
    return None if flavour is None else f"os.path has the {flavour} flavour"


NEEDS = {
    need.name: need
    for need in (
        Need("unprivileged", "runs without root's privileges, giving them up if need be", _unprivileged),
        Need("root", "runs with root's privileges",
             lambda s: None if s.is_root else "the run is not root's"),
        Need("fork", "the platform can fork", _fork, "not-applicable"),
        Need("programs", "programs of the host can be started",
             _programs, "not-applicable"),
        Need("threads", "the candidate's Python can start threads",
             lambda s: "the candidate's platform declares no threads" if "threads" in s.lacks else None,
             "not-applicable"),
        Need("symlinks", "the file system has symbolic links", _feature("symlinks")),
        Need("hardlinks", "the file system has hard links", _feature("hardlinks")),
        Need("fifos", "the file system has named pipes", _feature("fifos")),
        Need("fifos-if-any", "the file system has named pipes, if the platform has any (not Windows)",
             lambda s: None if s.os_name == "nt" else _feature("fifos")(s)),
        Need("permissions", "the file system keeps permission bits", _feature("permissions")),
        Need("owners", "the platform keeps owners and groups of files",
             lambda s: "the candidate's platform declares no owners" if "owners" in s.lacks else None),
        Need("xattrs", "the file system keeps user extended attributes", _feature("xattrs")),
        Need("nanoseconds", "the file system keeps times to the nanosecond", _feature("nanoseconds")),
        Need("bytes-names", "the file system takes names of any bytes", _feature("bytes-names")),
        Need("case-sensitive", "the file system tells upper from lower case",
             _feature("case-sensitive")),
        Need("mounts", "the kit can mount a file system (Linux, root)",
             lambda s: _feature("mounts")(s) if s.shared else "nothing is mounted on the candidate's files"),
        Need("shared-files", "candidate and host share a file system",
             lambda s: None if s.shared else "the candidate has a file system of its own",
             "not-applicable"),
        Need("stands-for-os", "the candidate is its interpreter's os module",
             lambda s: None if s.module == "os" else "the candidate does not stand in for os here",
             "not-applicable"),
        Need("posix-paths", "os.path has the POSIX flavour", _posix_paths, "not-applicable"),
        Need("slash-paths", "a slash separates the names of a path",
             lambda s: _posix_paths(s) if s.os_name == "mac" else None, "not-applicable"),
        Need("windows-paths", "os.path has the Windows flavour",
             lambda s: None if s.os_name == "nt" else "os.path has the POSIX flavour", "not-applicable"),
        Need("re-exports", "the candidate claims to hand on the OS-dependent module's functions",
             lambda s: None if s.re_exports else "the candidate has functions of its own",
             "not-applicable"),
        Need("variables", "processes have environment variables that can be set",
             lambda s: "the platform has no putenv" if s.os_name == "mac" else None, "not-applicable"),
        Need("native", "the candidate claims the platform that its interpreter runs on",
             lambda s: None if s.native else f"the interpreter is not one of {s.platform}",
             "not-applicable"),
        Need("all-cpus", "the check sees every CPU that the run may use", lambda s: None),
        Need("own-process", "each check has a process of its own",
             lambda s: None if s.can_fork else "checks share a process here"),
    )
}  # fmt: skip
