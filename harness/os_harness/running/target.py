"""The platform that a candidate claims: what decides which clauses apply to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from os_conformance.catalogue import Target
from os_harness.candidates import Entry
from os_harness.errors import ReportError
from os_harness.report.records import Header

PLATFORMS = {
    "linux": "linux",
    "linux2": "linux",
    "darwin": "macos",
    "win32": "windows",
    "cygwin": "other",
    "emscripten": "emscripten",
    "wasi": "wasi",
}


class Claims(Protocol):
    """What a candidate's interpreter says of itself, as far as it decides the platform."""

    @property
    def os_name(self) -> str:
        """`os.name`."""

    @property
    def sys_platform(self) -> str:
        """`sys.platform`."""

    @property
    def python(self) -> tuple[int, int, int]:
        """The level of Python."""


@dataclass(frozen=True)
class Told:
    """The same as a report tells it."""

    os_name: str
    sys_platform: str
    python: tuple[int, int, int]


def target_of(facts: Claims, entry: Entry, level: str | None = None) -> Target:
    """Os name, platform and Python level of a candidate.

    A candidate whose description says Windows is judged as one of os.name "nt", whatever its `name` is.
    A chosen `level` such as "3.13" is that of the whole os module: how far is the candidate from it?
    """
    chosen = level or entry.level
    python = tuple(int(n) for n in chosen.split(".")) if chosen else facts.python
    return Target(
        os_name="nt" if entry.platform == "windows" else facts.os_name,
        platform=entry.platform or platform_of(facts),
        python=(python[0], python[1]),
        functions=() if level else tuple(entry.promises),
    )


def target_told(header: Header, entry: Entry | None) -> Target:
    """The same from a report's header; `entry` is None for a candidate whose description is not here."""
    info = header.candidate
    try:
        major, minor, micro = (*map(int, info.python.split(".")), 0, 0)[:3]
    except ValueError:
        raise ReportError(
            f"candidate.python is {info.python!r}: expected a Python's level"
        ) from None
    told = Told(info.os_name, header.platform.sys_platform, (major, minor, micro))
    return target_of(told, entry or Entry(name=info.name), header.run.level or None)


def platform_of(facts: Claims) -> str:
    """The platform that the candidate's interpreter runs on."""
    if facts.os_name == "nt":
        return "windows"
    return PLATFORMS.get(facts.sys_platform, "other")
