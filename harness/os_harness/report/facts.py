"""What the header of a report says of candidate and platform, in words: the same words in every format.

The candidate's own platform comes first, the host that the run was made on after it: a Windows Python
under Wine on Linux is no Linux, and no Windows either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from os_harness.candidates import Entry, Kind, catalogue
from os_harness.report.records import CandidateInfo, Header, PlatformInfo

IMPLEMENTATIONS = {
    "brython": "Brython", "cpython": "CPython", "graalpy": "GraalPy", "jython": "Jython",
    "micropython": "MicroPython", "node": "Node", "pypy": "PyPy",
}  # fmt: skip
TARGETS = {"linux": "Linux", "mac": "classic Mac OS", "macos": "macOS", "windows": "Windows"}
# Values of sys.platform that are no operating system of the host.
VIRTUAL = {
    "brython": "Brython",
    "emscripten": "Emscripten",
    "wasi": "WASI",
    "webassembly": "WebAssembly",
}
NATIVE = {"Darwin": "darwin", "Linux": "linux", "Windows": "win32"}  # what sys.platform begins with
JAVA = re.compile(r"java(\d[\w.]*)?\Z")
RELEASE = re.compile(r"\d+(?:\.\d+)?")  # what of a release number tells a reader something


def named(info: CandidateInfo) -> str:
    """The interpreter by the name that its makers write: "CPython"."""
    return IMPLEMENTATIONS.get(info.implementation.lower(), info.implementation)


def implementation(info: CandidateInfo) -> str:
    """Interpreter and version: "CPython 3.11.7", or "PyPy 7.3.11 (Python 3.9)" where they count apart."""
    level = ".".join(info.python.split(".")[:2])
    apart = info.version.split(".")[:2] != info.python.split(".")[:2]
    return f"{named(info)} {info.version}" + (f" (Python {level})" if apart else "")


def kind(header: Header) -> Kind:
    """What sort of thing the candidate is; of reports older than this fact, what the catalogue says."""
    said = header.candidate.kind or _entry(header).kind
    known: tuple[Kind, ...] = ("system", "fake")
    return next((name for name in known if name == said), "module")


def system(header: Header) -> str:
    """The platform as the candidate has it, without the host's release: "Linux", "Emscripten"."""
    return _own(header) or _titled(header.platform.system)


def platform(header: Header, release: bool = True) -> str:
    """Where the candidate ran: "Windows API via Wine on Linux 6.18, ext4"; with its files and user."""
    own, info = _own(header), header.platform
    host = _host(info) if release else _titled(info.system)
    words = [f"{own} on {host}" if own else host]
    words += [files(header)]
    # Where there are no users, a run is called ordinary: that says something of hosts only.
    words += [] if own and info.user == "ordinary" else [info.user]
    return ", ".join(words)


def files(header: Header) -> str:
    """What files the candidate works on: the host's file system, or its own."""
    shared = _entry(header).shares_files
    own = header.platform.files == "own" or (not header.platform.files and shared is False)
    return "files of its own" if own else header.platform.filesystem or "unknown file system"


def made(headers: Iterable[Header]) -> str:
    """When reports were made, by which versions of the kit and with which seeds."""
    found = list(headers)
    days = sorted({header.run.started[:10] for header in found})
    words = {
        "osconform": {header.kit.version for header in found},
        "suite": {header.kit.suite for header in found},
        "seed": {str(header.run.seed) for header in found},
    }
    number = f"{len(found)} report{'' if len(found) == 1 else 's'}"
    said = ", ".join(f"{name} {' and '.join(sorted(values))}" for name, values in words.items())
    return f"{number}, made {' to '.join(dict.fromkeys(days[:1] + days[-1:]))} by {said}."


def _own(header: Header) -> str:
    """The candidate's platform, if it is another one than the host's; else ""."""
    info = header.platform
    if kind(header) == "fake":
        target = info.target or _entry(header).platform or "linux"
        return f"{TARGETS.get(target, target)} in memory"
    if info.sys_platform == "win32" and info.system != "Windows":
        return "Windows API via Wine"  # what else gives a Windows program its API elsewhere?
    java = JAVA.match(info.sys_platform)
    if java:
        return "JVM" + (f" (Java {java[1]})" if java[1] else "")
    native = NATIVE.get(info.system, info.sys_platform)
    return (
        ""
        if info.sys_platform.startswith(native)
        else VIRTUAL.get(info.sys_platform, info.sys_platform)
    )


def _titled(name: str) -> str:
    return "macOS" if name == "Darwin" else name


def _host(info: PlatformInfo) -> str:
    """The host's system and its release, as far as that says something: "Linux 6.18"."""
    found = (RELEASE.match(part) for part in info.release.split(", "))
    short = list(dict.fromkeys(m[0] for m in found if m))
    name = "macOS, Darwin" if info.system == "Darwin" else info.system
    return " ".join([name, *([" and ".join(short)] if short else [])])


def _entry(header: Header) -> Entry:
    """The catalogue's entry of that name; an empty one for what it does not know."""
    return _known().get(header.candidate.spec, Entry(name=header.candidate.name))


@cache
def _known() -> Mapping[str, Entry]:
    return catalogue()
