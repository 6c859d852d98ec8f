"""What the suite executes of the portable layer and the paths on CPython for Windows (under Wine).

    python -m strength.windows --python DIR/python.exe [-o FOLDER]

`harness/tools/windows_python.py` fetches such a CPython.  What runs there are this interpreter's own
files, in the place of those that came with it, so that both measures are of one text.  The result,
`strength.windows.json`, is united by `coverage` with what runs here.
"""

from __future__ import annotations

import argparse
import hashlib
import mmap
import os
import shutil
import sys
import tempfile
from collections import Counter
from importlib import resources
from pathlib import Path

import msgspec

from os_harness import candidates
from strength import kit
from strength.inside.arcs import AREA, taken
from strength.making import INSIDE
from strength.sources import Source, sources

REPORTS = Path(__file__).parents[2] / "reports"
NAME = "strength.windows.json"

SCRIPT = '''"""CPython's own files on Windows, traced."""

import sys

sys.path.insert(0, {inside!r})

import sysconfig  # before os is another

import arcs
import loading

arcs.start({table!r}, {files!r})
os = loading.load_cpython({directory!r})["os"]
'''


class Seen(msgspec.Struct):
    """What was executed of a file: lines, and steps from line to line.

    `digest` tells the text.  A step into a piece of code starts at minus the number of its first line,
    one out of it ends there.
    """

    digest: str
    lines: set[int]
    arcs: set[tuple[int, int]]


def measure(python: Path, timeout: float = 10.0) -> tuple[dict[str, Seen], Counter[str]]:
    """Run the suite on a Windows CPython; what it executes, and the outcomes of its cases."""
    work = Path(os.path.realpath(tempfile.mkdtemp(prefix="osconform-windows-")))
    os.chmod(work, 0o755)
    try:
        found = sources("cpython")
        table = work / "table"
        with table.open("wb") as empty:
            empty.truncate(len(found) * AREA)
        outcomes = _run(_place(work, python, found, table), timeout)
        with table.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as marks:
            return {s.name: _seen(s, marks, n) for n, s in enumerate(found)}, outcomes
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _place(work: Path, python: Path, found: list[Source], table: Path) -> Path:
    """Copy the files, write the candidate that loads them; the path of its description."""
    for source in found:
        (work / source.relative).write_text(source.text(), "utf-8")
    script = SCRIPT.format(
        inside=_on_z(INSIDE),
        table=_on_z(table),
        files=[_on_z(work / source.relative) for source in found],
        directory=_on_z(work),
    )
    (work / "candidate.py").write_text(script, "utf-8")
    wine = (resources.files(candidates.__package__) / "catalogue" / "wine.toml").read_text("utf-8")
    own = f'file = "candidate.py"\nattribute = "os"\npython = "{python.absolute()}"\n'
    entry = work / "candidate.toml"
    entry.write_text(own + wine, "utf-8")
    return entry


def _on_z(path: Path) -> str:
    """The path as a Windows program under Wine sees it."""
    return "Z:" + str(path).replace("/", "\\")


def _run(candidate: Path, timeout: float) -> Counter[str]:
    """Run every case; how many had which outcome."""
    bench = kit.Bench(candidate, timeout, 0)
    try:
        return Counter(str(bench.run(name).outcome) for name in kit.cases())
    finally:
        bench.close()


def _seen(source: Source, marks: mmap.mmap, number: int) -> Seen:
    """What the table says of the file with a number."""
    arcs = set(taken(marks, number))
    lines = {line for arc in arcs for line in arc if line > 0}
    return Seen(_digest(source), lines, arcs)


def _digest(source: Source) -> str:
    return hashlib.sha256(source.text().encode()).hexdigest()


def save(path: Path, found: dict[str, Seen]) -> None:
    """Write what was measured, as JSON."""
    path.write_bytes(msgspec.json.encode(found, order="deterministic") + b"\n")


def load(folder: Path) -> dict[str, Seen]:
    """What was measured of the files as they are now; without those that have another text."""
    path = folder / NAME
    if not path.exists():
        return {}
    found = msgspec.json.decode(path.read_bytes(), type=dict[str, Seen])
    now = {source.name: _digest(source) for source in sources("cpython")}
    return {name: seen for name, seen in found.items() if now.get(name) == seen.digest}


def main(arguments: list[str]) -> int:
    """Measure and write; prints a line for each file."""
    parser = argparse.ArgumentParser(prog="strength.windows", description=__doc__)
    parser.add_argument("--python", type=Path, required=True, help="a python.exe")
    parser.add_argument("-o", "--output", type=Path, default=REPORTS, help="folder of the result")
    given = parser.parse_args(arguments)
    found, outcomes = measure(given.python)
    save(given.output / NAME, found)
    print(", ".join(f"{many} {outcome}" for outcome, many in sorted(outcomes.items())))
    for name, seen in found.items():
        print(f"{name}: {len(seen.lines)} lines, {len(seen.arcs)} steps")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
