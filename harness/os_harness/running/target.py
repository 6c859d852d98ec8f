"""The platform that a candidate claims: what decides which clauses apply to it."""

from __future__ import annotations

from os_conformance.catalogue import Target
from os_harness.candidates import Entry
from os_harness.protocol.session import Facts

PLATFORMS = {
    "linux": "linux",
    "linux2": "linux",
    "darwin": "macos",
    "win32": "windows",
    "cygwin": "other",
    "emscripten": "emscripten",
    "wasi": "wasi",
}


def target_of(facts: Facts, entry: Entry, level: str | None = None) -> Target:
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


def platform_of(facts: Facts) -> str:
    """The platform that the candidate's interpreter runs on."""
    if facts.os_name == "nt":
        return "windows"
    return PLATFORMS.get(facts.sys_platform, "other")
