"""Run bench.py under several Pythons, several times each in turn, and write the report's tables.

    python reference/tools/bench_report.py PYTHON... [--runs N] [--rounds N] [--report FILE]

A row of the report is the median of the runs. The tables stand between two marks in the report
(``reports/bench-reference.md``); what is around them stays.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import Row

HERE = Path(__file__).resolve().parent
REPORT = HERE.parents[1] / "reports" / "bench-reference.md"
BEGIN, END = "<!-- tables: begin -->\n", "<!-- tables: end -->\n"

_ABOUT = (
    "import platform as p; print(p.python_implementation(), p.python_version(), end=', ');"
    "print(p.system(), p.machine())"
)


def one_run(python: str, rounds: int) -> list[Row]:
    """Return the rows of one run of bench.py under the interpreter ``python``."""
    with tempfile.TemporaryDirectory() as directory:
        result = Path(directory, "rows.json")
        command = [python, str(HERE / "bench.py"), "--rounds", str(rounds), "--json", str(result)]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        loaded: list[dict[str, Any]] = json.loads(result.read_text(encoding="utf-8"))
    return [Row(**row) for row in loaded]


def middle(runs: list[list[Row]]) -> list[Row]:
    """Return one row for each of the runs' rows: the medians of their figures."""
    return [
        Row(
            same[0].name,
            same[0].limit,
            *(
                statistics.median(getattr(row, column) for row in same)
                for column in ("stdlib", "reference", "ratio")
            ),
        )
        for same in zip(*runs, strict=True)
    ]


def markdown(title: str, table: list[Row]) -> str:
    """Return the table of one Python."""
    lines = [
        f"## {title}",
        "",
        "| operation | os, µs | os_reference, µs | ratio | at most | kept |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for row in table:
        limit, kept = ("", "") if row.limit is None else (f"{row.limit:.1f}", "yes")
        lines.append(
            f"| {row.name} | {row.stdlib:,.2f} | {row.reference:,.2f} | {row.ratio:.2f} "
            f"| {limit} | {kept if row.kept else '**no**'} |"
        )
    return "\n".join(lines) + "\n\n"


def main() -> int:
    """Measure and write; 1 if a ratio is above its limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("python", nargs="+", help="interpreters to measure under")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args()
    runs: dict[str, list[list[Row]]] = {python: [] for python in options.python}
    for number in range(options.runs):
        for python in options.python:
            runs[python].append(one_run(python, options.rounds))
            print(f"run {number + 1} of {options.runs}: {python}", flush=True)
    tables = [
        f"Median of {options.runs} runs of {options.rounds} rounds each (import: twice as many, "
        f"walk: a quarter), both modules in each round; {os.cpu_count()} processors.\n\n"
    ]
    kept = True
    for python, each in runs.items():
        about = [python, "-c", _ABOUT]
        title = subprocess.run(about, capture_output=True, text=True, check=True).stdout.strip()
        table = middle(each)
        kept = kept and all(row.kept for row in table)
        tables.append(markdown(title, table))
        print(tables[-1])
    before, _, rest = options.report.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    options.report.write_text(
        before + BEGIN + "\n" + "".join(tables) + END + after, encoding="utf-8"
    )
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
