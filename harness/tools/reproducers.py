"""Runs the scripts that stand in published reports, with the candidate alone: `reproducers.py REPORT ...`.

Every red result carries a script of plain Python that is to show the deviation again.  Each is started here
in an empty directory of its own, under the interpreter that the candidate runs in (`--python`), and counted
by what it says: the deviation shows, it came out differently, or the script itself failed.
"""

from __future__ import annotations

import argparse
import collections
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from os_harness.report import storage
from os_harness.report.records import RED, Outcome, Result
from os_harness.sandbox.scratch import remove

SHOWS, DIFFERS, FAILED = "the deviation shows", "came out differently", "no answer"
ENDS = {Outcome.CRASH, Outcome.TIMEOUT}  # a script for these ends as the candidate did


@dataclass(frozen=True)
class Replay:
    """What came of one script: one of the three answers, and the last lines that it wrote."""

    check: str
    answer: str
    text: str


def replay(result: Result, python: str, limit: float) -> Replay:
    """Run the script of a result under `python`, for `limit` seconds at most."""
    folder = tempfile.mkdtemp(prefix="osconform-replay-")
    script = Path(folder) / "reproducer.py"
    script.write_text(result.reproducer, "utf-8")
    environment = {**os.environ, "TMPDIR": folder, "LC_ALL": "C.UTF-8"}
    environment.pop("PYTHONPATH", None)
    try:
        done = subprocess.run(
            [python, "-u", script], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=limit, check=False, start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        answer = SHOWS if result.outcome == Outcome.TIMEOUT else FAILED
        return Replay(result.check, answer, f"still running after {limit:g} s")
    finally:
        remove(folder)
    text = (done.stdout + done.stderr).decode("utf-8", "backslashreplace")
    return Replay(result.check, _answer(result, done.returncode, done.stdout), text)


def _answer(result: Result, status: int, said: bytes) -> str:
    last = said.rstrip().rpartition(b"\n")[2]
    if status == 1 and last == SHOWS.encode():
        return SHOWS
    if status == 0 and last.endswith(DIFFERS.encode()):
        return DIFFERS
    ended = result.outcome in ENDS and last not in (SHOWS.encode(), DIFFERS.encode())
    return SHOWS if ended and status < 0 else FAILED


def chosen(path: Path, sample: int | None) -> list[Result]:
    """The red results of a report that carry a script; of many a fixed sample."""
    found = [r for r in storage.load(path).results if r.outcome in RED and r.reproducer]
    if sample is not None and sample < len(found):
        found = random.Random(0).sample(found, sample)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts of each report and what did not show; 1 if anything did not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT")
    parser.add_argument("--python", default=sys.executable, help="what the candidate runs in")
    parser.add_argument("--sample", type=int, metavar="N", help="so many of each report at most")
    parser.add_argument("--limit", type=float, default=60.0, metavar="S", help="seconds a script")
    parser.add_argument("-v", action="store_true", dest="verbose", help="show what they wrote")
    options = parser.parse_args(arguments)
    wrong = 0
    for path in options.reports:
        results = chosen(path, options.sample)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            replays = list(pool.map(lambda r: replay(r, options.python, options.limit), results))
        counts = collections.Counter(r.answer for r in replays)
        print(f"{path.name}: " + ", ".join(f"{counts[a]} {a}" for a in (SHOWS, DIFFERS, FAILED)))
        for one in replays:
            if one.answer != SHOWS:
                wrong += 1
                print(f"  {one.answer}: {one.check}")
                if options.verbose:
                    print(one.text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
