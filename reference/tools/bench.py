"""Time os_reference against the stdlib's os, side by side in one run, and write a table.

Every operation is timed in rounds, both implementations in each round in turn; the figure is
the median over the rounds of the time of os_reference divided by that of os in the same round.
Import is timed in fresh processes that first load what both need.

    python reference/tools/bench.py [--rounds N] [--entries N] [--json FILE]

``bench_report.py`` runs it under several Pythons and writes the report.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

Operation = Callable[[Any], object]


@dataclass(frozen=True)
class Row:
    """One line of the table: medians in microseconds, and the median ratio.

    ``limit`` is what the ratio may be, None where it is only told.
    """

    name: str
    limit: float | None
    stdlib: float
    reference: float
    ratio: float

    @property
    def kept(self) -> bool:
        """Whether the ratio is within its limit, to the hundredth that the table has."""
        return self.limit is None or round(self.ratio, 2) <= self.limit


@dataclass(frozen=True)
class Benchmark:
    """An operation on an os module, done ``calls`` times a round."""

    name: str
    calls: int
    run: Operation
    limit: float | None = 1.0


def path_benchmarks(root: str) -> Iterator[Benchmark]:
    """Yield the benchmarks of ``os.path`` and ``environ``; ``root`` is an existing directory."""
    import os_reference

    # Where it is the very same function a ratio says nothing.
    normpath_limit = None if os_reference.path.normpath is os.path.normpath else 1.0
    deep = f"{root}/a/b/c/d"
    link = f"{root}/link/c/d"
    untidy = f"{root}//a/./b/../b/c"
    yield Benchmark("join(a, b)", 5000, lambda m: m.path.join("a/b", "c"))
    yield Benchmark("join(a, b, c, d)", 5000, lambda m: m.path.join("/a", "b", "c/", "d"))
    yield Benchmark("split", 5000, lambda m: m.path.split("/usr/lib/python/os.py"))
    yield Benchmark("normpath", 5000, lambda m: m.path.normpath(untidy), normpath_limit)
    yield Benchmark(
        "normpath (bytes)", 5000, lambda m: m.path.normpath(b"/a/./b//c/../d"), normpath_limit
    )
    yield Benchmark("relpath (absolute)", 2000, lambda m: m.path.relpath(deep, root))
    yield Benchmark("relpath (to cwd)", 2000, lambda m: m.path.relpath("a/b/c"))
    yield Benchmark("realpath (no link)", 500, lambda m: m.path.realpath(deep))
    yield Benchmark("realpath (a link)", 500, lambda m: m.path.realpath(link))
    yield Benchmark("realpath (missing)", 500, lambda m: m.path.realpath(deep + "/x/y/z"))
    yield Benchmark("environ[key]", 5000, lambda m: m.environ["BENCH"])
    yield Benchmark("environ.get(key)", 5000, lambda m: m.environ.get("BENCH"))
    yield Benchmark("environ.get(missing)", 5000, lambda m: m.environ.get("BENCH_NOT"))
    yield Benchmark("environ[key] = value", 5000, lambda m: m.environ.__setitem__("BENCH", "x"))


def time_calls(run: Operation, module: Any, calls: int) -> float:
    """Return the microseconds that one of ``calls`` calls takes."""
    start = process_time()
    for _ in range(calls):
        run(module)
    return (process_time() - start) / calls * 1e6


def compare(name: str, limit: float | None, rounds: int, measure: Callable[[Any], float]) -> Row:
    """Measure both modules in each round, first one then the other in turn; return the medians."""
    import os_reference

    times: dict[Any, list[float]] = {os: [], os_reference: []}
    for round_number in range(rounds + 1):
        order = (os, os_reference) if round_number % 2 else (os_reference, os)
        for module in order:
            elapsed = measure(module)
            if round_number:  # the first only warms up
                times[module].append(elapsed)
    ratios = [mine / theirs for theirs, mine in zip(times[os], times[os_reference], strict=True)]
    medians = (statistics.median(times[os]), statistics.median(times[os_reference]))
    return Row(name, limit, *medians, statistics.median(ratios))


def directory_rows(root: str, rounds: int) -> Iterator[Row]:
    """Yield the rows of makedirs, removedirs and renames, each timed without the others."""
    calls = 50
    tops = [f"{root}/many/{i}" for i in range(calls)]
    keep = f"{root}/many/keep"
    os.makedirs(keep)

    def timed(action: Callable[[str], object]) -> float:
        start = process_time()
        for top in tops:
            action(top)
        return (process_time() - start) / calls * 1e6

    def making(tail: str) -> Callable[[Any], float]:
        def measure(module: Any) -> float:
            elapsed = timed(lambda top: module.makedirs(top + tail))
            timed(lambda top: os.removedirs(top + tail))
            return elapsed

        return measure

    def removing(module: Any) -> float:
        timed(lambda top: os.makedirs(top + "/a/b"))
        return timed(lambda top: module.removedirs(top + "/a/b"))

    def renaming(module: Any) -> float:
        timed(lambda top: os.makedirs(top + "/a"))
        elapsed = timed(lambda top: module.renames(top + "/a", top + "_/b"))
        timed(lambda top: os.removedirs(top + "_/b"))
        return elapsed

    def renaming_here(module: Any) -> float:
        timed(lambda top: os.makedirs(top + "/a"))
        elapsed = timed(lambda top: module.renames(top + "/a", top + "/b"))
        timed(lambda top: os.removedirs(top + "/b"))
        return elapsed

    yield compare("makedirs (leaf)", 1.0, rounds, making(""))
    yield compare("makedirs (leaf and 3 parents)", 1.0, rounds, making("/a/b/c"))
    yield compare("makedirs (exists, exist_ok)", 1.0, rounds, lambda m: time_calls(
        lambda module: module.makedirs(keep, exist_ok=True), m, 500))  # fmt: skip
    yield compare("removedirs (3 levels)", 1.0, rounds, removing)
    yield compare("renames (into a new directory)", 1.0, rounds, renaming)
    yield compare("renames (in place)", 1.0, rounds, renaming_here)


@contextmanager
def tree(root: str, entries: int) -> Iterator[str]:
    """Make a tree of that many entries: 20 files and 1 directory in 21 entries."""
    top = Path(root, "tree")
    directories = max(1, entries // 21)
    for i in range(directories):
        directory = top / f"{i % 50}" / f"d{i}"
        directory.mkdir(parents=True)
        for j in range(20):
            (directory / f"file{j}").touch()
    yield str(top)


def walk_rows(root: str, entries: int, rounds: int) -> Iterator[Row]:
    """Yield the rows of walk over a tree of ``entries`` entries."""
    with tree(root, entries) as top:
        for label, arguments in (("top-down", {}), ("bottom-up", {"topdown": False})):

            def walk(module: Any, arguments: Any = arguments) -> float:
                start = process_time()
                for _ in module.walk(top, **arguments):
                    pass
                return (process_time() - start) * 1e6

            yield compare(f"walk ({label}, {entries:,} entries)", 1.0, rounds, walk)


#: What a running interpreter has before any of it is imported, but for the name of the clock.
_PRELOADED = "import sys, abc, stat, _collections_abc, io, codecs, gc, time"

#: Each in a process of its own: imported from .pyc files in directories that nobody listed yet.
#: The collector is off, as in timeit: whether it comes by is chance. What is taken is the time of
#: the processor, so that other processes count little.
_TIMED_IMPORT = """{preloaded}
sys.path[:] = {path!r}
sys.path_importer_cache.clear()
sys.meta_path[:] = [f for f in sys.meta_path if getattr(f, "__name__", "") != "FrozenImporter"]
for name in ("os", "os.path", "posixpath", "ntpath", "genericpath", "types", "__future__"):
    sys.modules.pop(name, None)
gc.disable()
start = time.process_time()
import {names}
print(time.process_time() - start)
module = sys.modules[{first!r}]
assert module.__spec__.has_location and not hasattr(module, "__origname__"), module.__spec__
"""


def timed_import(path: list[str], names: str) -> float:
    """Return the microseconds that a fresh process takes to import ``names`` from ``path``."""
    code = _TIMED_IMPORT.format(
        preloaded=_PRELOADED, path=path, names=names, first=names.split(",")[0]
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout) * 1e6


def import_rows(rounds: int) -> Iterator[Row]:
    """Yield the rows of import: against a fresh copy of os, its path modules and genericpath.

    The stdlib's os is frozen into the interpreter; here its files are loaded as any others.
    os_reference loads the path module of its flavour; with the other one too it is only told.
    """
    stdlib = sysconfig.get_path("stdlib")
    here = str(Path(__file__).resolve().parents[1])
    for names, limit in (("os_reference", 1.5), ("os_reference, os_reference.paths.nt", None)):

        def measure(module: Any, names: str = names) -> float:
            if module is os:
                return timed_import([stdlib], "os, ntpath")
            return timed_import([here, stdlib], names)

        yield compare(f"import {names}", limit, rounds, measure)


def rows(rounds: int, entries: int) -> Iterator[Row]:
    """Yield all rows."""
    import os_reference

    yield from import_rows(2 * rounds)
    os.environ["BENCH"] = os_reference.environ["BENCH"] = "value"
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(f"{root}/a/b/c/d")
        os.symlink(f"{root}/a/b", f"{root}/link")
        os.chdir(root)
        try:
            for bench in path_benchmarks(root):
                yield compare(bench.name, bench.limit, rounds, lambda module, b=bench: time_calls(
                    b.run, module, b.calls))  # fmt: skip
            yield from directory_rows(root, rounds)
            yield from walk_rows(root, entries, max(5, rounds // 4))
        finally:
            os.chdir(before)


def main() -> int:
    """Measure, print, and write the rows as JSON if asked to; 1 if a ratio is above its limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    options = parser.parse_args()
    table = []
    for row in rows(options.rounds, options.entries):
        table.append(row)
        print(
            f"{row.name:36} {row.stdlib:12.2f} {row.reference:12.2f} {row.ratio:6.3f}"
            f"{'' if row.kept else '  above its limit'}",
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in table]), encoding="utf-8")
    return int(not all(row.kept for row in table))


if __name__ == "__main__":
    sys.exit(main())
