"""Which lines and branches of the unchanged files the suite executes, at import or in a case.

What is executed is marked inside the candidate's agent, also in its forked children (see
`inside/tracing.py`), and on CPython for Windows (`windows`); what could be, coverage.py tells.
"""

from __future__ import annotations

import json
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from coverage import Coverage

from strength import windows
from strength.errors import StrengthError
from strength.inside.arcs import Step
from strength.reach import Ground
from strength.sources import HERE, Source, sources

NAME = "strength.coverage.json"


class Part(msgspec.Struct):
    """Lines or branches: how many there are, how many are executed, which are not.

    A branch is told by the line where it begins and that to which it goes (0: out of the function).
    `beyond` are those of the missing that cannot be executed on any of the platforms.
    """

    many: int
    reached: int
    missing: list[Any]
    beyond: list[Any]


class Beyond(msgspec.Struct, frozen=True):
    """Code that no case can execute here: its first and last line, and why."""

    first: int
    last: int
    reason: str


class Covered(msgspec.Struct):
    """What is executed of a file."""

    lines: Part
    branches: Part
    beyond: list[Beyond]


def covered(found: Iterable[Ground], elsewhere: dict[str, windows.Seen]) -> dict[str, Covered]:
    """Every source file with what all grounds, and other platforms, together execute of it."""
    steps: defaultdict[str, set[Step]] = defaultdict(set)
    for ground in found:
        for name, taken in ground.steps.items():
            steps[name] |= taken
    for name, seen in elsewhere.items():
        steps[name] |= seen.arcs
    known = {
        source.name: source for origin in ("cpython", "reference") for source in sources(origin)
    }
    return {name: analysed(known[name], steps[name]) for name in sorted(steps)}


def analysed(source: Source, steps: set[Step]) -> Covered:
    """A file as coverage.py sees it, with the steps that were taken in it."""
    measure = Coverage(data_file=None, config_file=False, branch=True)
    measure.set_option("report:exclude_lines", [])
    measure.get_data().add_arcs({str(source.path): sorted(steps)})
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "report"
        measure.json_report(morfs=[str(source.path)], outfile=str(output))
        ((told,),) = [list(json.loads(output.read_bytes())["files"].values())]
    parts = beyond(source)
    lines = told["missing_lines"]
    branches = [[a, max(b, 0)] for a, b in told["missing_branches"]]
    return Covered(
        lines=Part(
            many=len(told["executed_lines"]) + len(lines),
            reached=len(told["executed_lines"]),
            missing=lines,
            beyond=[line for line in lines if _within(line, parts)],
        ),
        branches=Part(
            many=told["summary"]["num_branches"],
            reached=told["summary"]["covered_branches"],
            missing=branches,
            beyond=[pair for pair in branches if any(_within(line, parts) for line in pair)],
        ),
        beyond=parts,
    )


def _within(line: int, parts: Iterable[Beyond]) -> bool:
    return any(part.first <= line <= part.last for part in parts)


def beyond(source: Source) -> list[Beyond]:
    """What beyond.toml says of a file; StrengthError if a text there is not once in the file."""
    text, found = source.text(), []
    for entry in tomllib.loads((HERE / "beyond.toml").read_text("utf-8")).get("beyond", []):
        code = entry["code"].strip("\n")
        if entry["file"] != source.name:
            continue
        if text.count(code) != 1:
            raise StrengthError(f"{source.name} has not once: {code.splitlines()[0].strip()}")
        whole = text[: text.index(code)].count("\n") + 1
        first = whole + entry.get("skip", 0)
        found.append(Beyond(first, whole + code.count("\n"), entry["reason"]))
    return found


def save(folder: Path, found: Iterable[Ground]) -> None:
    """Write the coverage as JSON, with what was executed on Windows if that was measured."""
    data = msgspec.json.encode(covered(found, windows.load(folder)))
    (folder / NAME).write_bytes(msgspec.json.format(data, indent=1) + b"\n")


def load(folder: Path) -> dict[str, Covered]:
    """The coverage that was written into a folder; empty if none was."""
    path = folder / NAME
    if not path.exists():
        return {}
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Covered])
