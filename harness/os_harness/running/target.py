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


def target_of(facts: Facts, entry: Entry) -> Target:
    """Os name, platform and Python level of a candidate."""
    platform = entry.platform or platform_of(facts)
    level = tuple(int(n) for n in entry.level.split(".")) if entry.level else facts.python
    return Target(os_name=facts.os_name, platform=platform, python=(level[0], level[1]))


def platform_of(facts: Facts) -> str:
    """The platform that the candidate's interpreter runs on."""
    if facts.os_name == "nt":
        return "windows"
    return PLATFORMS.get(facts.sys_platform, "other")
