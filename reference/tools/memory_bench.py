"""Time systems in memory beside pyfakefs in one run, and a tree of a million files; write a page.

Both do the same calls in each round, in turn; the figure is the least time of a round. Times are
those of the CPU, as nothing here waits: so others on the machine do not count. Trees are measured
in processes of their own, whose greatest size is told.

    python reference/tools/memory_bench.py [--rounds N] [--page FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from os_reference import memory

HERE = Path(__file__).resolve().parents[2]
LEAST = 10  # times faster than pyfakefs: what issue and manual of the project promise of the mixes
MILLION = 1_000_000
SECONDS, MEGABYTES = 60, 1000  # what a tree of a million files may take
DIRECTORIES = 50  # in which a mix has its files


def fake(platform: str) -> Any:
    """Return pyfakefs's os module over a fresh fake file system."""
    from pyfakefs.fake_filesystem import FakeFilesystem, OSType
    from pyfakefs.fake_os import FakeOsModule

    system = FakeFilesystem()
    system.os = {"linux": OSType.LINUX, "macos": OSType.MACOS}[platform]
    return FakeOsModule(system)


def mix(os: Any, count: int) -> None:
    """Do mkdir, open, write, stat, rename, unlink, listdir and walk with ``count`` files."""
    os.mkdir("/work")
    os.chdir("/work")
    for number in range(count):
        directory = f"d{number % DIRECTORIES}"
        if number < DIRECTORIES:
            os.mkdir(directory)
        path = f"{directory}/f{number}"
        fd = os.open(path, os.O_CREAT | os.O_RDWR)
        os.write(fd, b"data")
        os.close(fd)
        os.stat(path)
        os.rename(path, path + "x")
        if number % 3 == 0:
            os.unlink(path + "x")
        if number % 20 == 0:
            os.listdir(directory)
    for _ in range(3):
        list(os.walk("."))


def tree(os: Any, depth: int) -> None:
    """Make, walk and remove directories in directories, three in each."""
    paths = ["/tree"]
    for path in paths:
        os.mkdir(path)
        if path.count("/") < depth:
            paths += [f"{path}/{name}" for name in "abc"]
    list(os.walk("/tree"))
    for path in reversed(paths):
        os.rmdir(path)


MIXES: dict[str, Callable[[Any], None]] = {
    "mkdir, open, write, stat, rename, unlink, listdir, walk: 300 files": lambda os: mix(os, 300),
    "the same with 3000 files": lambda os: mix(os, 3000),
    "mkdir, walk, rmdir: 121 directories, five deep": lambda os: tree(os, 5),
}


def arranged(os: Any) -> Any:
    """Make what the single calls are made on, and return the module."""
    os.mkdir("/x")
    for number in range(20):
        fd = os.open(f"/x/f{number}", os.O_CREAT | os.O_RDWR)
        os.write(fd, b"0" * 100)
        os.close(fd)
    os.symlink("f0", "/x/link")
    return os


def _there_and_back(os: Any) -> None:
    os.rename("/x/f1", "/x/g1")
    os.rename("/x/g1", "/x/f1")


def _write(os: Any) -> None:
    fd = os.open("/x/f2", os.O_WRONLY)
    os.write(fd, b"data")
    os.close(fd)


def _read(os: Any) -> None:
    fd = os.open("/x/f2", os.O_RDONLY)
    os.read(fd, 100)
    os.close(fd)


SINGLE: dict[str, Callable[[Any], object]] = {
    "stat": lambda os: os.stat("/x/f0"),
    "stat of a link": lambda os: os.stat("/x/link"),
    "path.exists, of nothing": lambda os: os.path.exists("/x/none"),
    "listdir of 21": lambda os: os.listdir("/x"),
    "scandir of 21": lambda os: list(os.scandir("/x")),
    "open, write, close": _write,
    "open, read, close": _read,
    "mkdir, rmdir": lambda os: (os.mkdir("/x/d"), os.rmdir("/x/d")),
    "rename, twice": _there_and_back,
    "chmod": lambda os: os.chmod("/x/f0", 0o600),
    "utime": lambda os: os.utime("/x/f0", (1, 2)),
}


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of the CPU that some work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def compare_mixes(rounds: int) -> list[tuple[str, float, float]]:
    """Time the mixes on fresh systems; name, seconds in memory, seconds with pyfakefs."""
    found = []
    for name, work in MIXES.items():
        ours, theirs = [], []
        for _ in range(rounds):
            module, other = memory("linux"), fake("linux")
            ours.append(timed(lambda m=module, w=work: w(m)))  # type: ignore[misc]
            theirs.append(timed(lambda m=other, w=work: w(m)))  # type: ignore[misc]
        found.append((name, min(ours), min(theirs)))
    return found


def compare_calls(rounds: int, calls: int = 300) -> list[tuple[str, float, float]]:
    """Time single calls; name, seconds of one in memory, and with pyfakefs."""
    ours, theirs, found = arranged(memory("linux")), arranged(fake("linux")), []
    for name, call in SINGLE.items():
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds):
            for module, into in zip((ours, theirs), times, strict=True):
                into.append(timed(lambda m=module, c=call: [c(m) for _ in range(calls)]))  # type: ignore[misc]
        found.append((name, min(times[0]) / calls, min(times[1]) / calls))
    return found


def grow(count: int) -> dict[str, float]:
    """Make ``count`` empty files, a thousand in a directory; what that takes, and to use them."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    system = memory("linux")

    def make() -> None:
        for directory in range(count // 1000):
            system.mkdir(f"/d{directory}")
            for number in range(1000):
                path = f"/d{directory}/f{number}"
                system.close(system.open(path, system.O_CREAT | system.O_WRONLY))

    begun = time.perf_counter()
    made = timed(make)
    clock = time.perf_counter() - begun
    walked = timed(lambda: sum(len(files) for _, _, files in system.walk("/")))
    state: list[Any] = []
    taken = timed(lambda: state.append(system.snapshot()))
    system.unlink("/d0/f0")
    restored = timed(lambda: system.restore(state[0]))
    cloned = timed(lambda: state.append(system.clone()))
    used = timed(lambda: state[1].rename("/d0/f1", "/d0/new"))
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "files": count, "make": made, "clock": clock, "walk": walked, "snapshot": taken, "restore": restored,
        "clone": cloned, "first": used, "size": size / 1024, "grown": (size - before) / 1024,
    }  # fmt: skip


def grown(count: int) -> dict[str, float]:
    """Do ``grow`` in a process of its own."""
    command = [sys.executable, __file__, "--grow", str(count)]
    told: dict[str, float] = json.loads(subprocess.check_output(command, text=True))
    return told


def table(rows: list[tuple[str, float, float]], unit: str, scale: float) -> list[str]:
    """Lines of a table that compares two implementations."""
    lines = [f"| | in memory, {unit} | pyfakefs, {unit} | times faster |", "|---|--:|--:|--:|"]
    for name, ours, theirs in rows:
        cells = f"{ours * scale:.2f} | {theirs * scale:.2f} | {theirs / ours:.1f}"
        lines.append(f"| {name} | {cells} |")
    return lines


def page(mixes: list[Any], calls: list[Any], trees: list[dict[str, float]], rounds: int) -> str:
    """The page of a run."""
    system = f"{platform.system()} {platform.machine()}, CPython {platform.python_version()}"
    lines = [
        "# The system in memory beside pyfakefs",
        "",
        f"Made by `python reference/tools/memory_bench.py` (the first part of `tox -e bench`): {system},",
        f"pyfakefs {version('pyfakefs')}. Least of {rounds} rounds, both in each round in turn;",
        f"seconds of the CPU ({os.getloadavg()[0]:.0f} processes wanted {os.cpu_count()} cores meanwhile).",
        "",
        "## Mixes of calls",
        "",
        *table(mixes, "ms", 1e3),
        "",
        "## Single calls",
        "",
        *table(calls, "µs", 1e6),
        "",
        "## Large trees",
        "",
        "Empty files, a thousand in a directory. Megabytes: of the process at its greatest, and how much of",
        "that came with the tree. `change`: a rename in a directory of the clone.",
        "",
        "| files | make, s | by the clock, s | walk, s | snapshot, ms | restore, ms | clone, ms | change, ms "
        "| MB | of tree |",
        "|" + "--:|" * 10,
    ]
    for t in trees:
        states = " | ".join(f"{t[k] * 1e3:.3f}" for k in ("snapshot", "restore", "clone", "first"))
        lines.append(
            f"| {t['files']:,} | {t['make']:.1f} | {t['clock']:.1f} | {t['walk']:.2f} | {states} "
            f"| {t['size']:.0f} | {t['grown']:.0f} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Measure, write the page; 1 if something is slower or larger than it may be."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", type=Path, default=HERE / "reports" / "bench-memory.md")
    parser.add_argument("--grow", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.grow:
        print(json.dumps(grow(given.grow)))
        return 0
    mixes, calls = compare_mixes(given.rounds), compare_calls(given.rounds)
    trees = [grown(count) for count in (1000, 100_000, MILLION)]
    text = page(mixes, calls, trees, given.rounds)
    given.page.write_text(text, "utf-8")
    print(text)
    slow = [name for name, ours, theirs in mixes if theirs < LEAST * ours]
    large = trees[-1]["make"] > SECONDS or trees[-1]["size"] > MEGABYTES
    for name in slow:
        print(f"not {LEAST} times faster: {name}")
    if large:
        print(f"a million files take more than {SECONDS} s or {MEGABYTES} MB")
    return 1 if slow or large else 0


if __name__ == "__main__":
    sys.exit(main())
