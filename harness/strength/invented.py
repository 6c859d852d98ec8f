"""`python -m strength.invented OUTPUT`: try each wrong module of `inside/invented`; a JSON line for each.

Run are the cases about what it exchanges, those that call it first, until one is red, twice.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from strength import kit, pool
from strength.making import INSIDE, describe, place_source, plan_for

LIMIT = 600.0  # seconds for one of them
#: What cases say, besides its name, when they are about a function.
BESIDES = {
    "scandir": ("DirEntry", "dir_entry"),
    "getresuid": ("setres",),
    "supports": ("supports(",),
}


def known() -> dict[str, Any]:
    """The wrong modules by name."""
    sys.path.insert(0, str(INSIDE))
    from invented.every import INVENTED

    found: dict[str, Any] = INVENTED
    return found


def cases_about(made: Any) -> list[str]:
    """The cases to run on a wrong module, the likeliest first."""
    names = {name.rpartition(".")[2] for name in made.names} or {"supports"}
    words = {*names, *(w for name in names for w in BESIDES.get(name, ()))}
    paths = made.flavour == "nt"
    chosen = [
        case
        for case in kit.cases()
        if any(w in case or w in kit.function_of(case) or kit.mentions(case, w) for w in words)
        and (not paths or kit.function_of(case).startswith("os.path"))
    ]
    return sorted(chosen, key=lambda case: not any(n in kit.function_of(case) for n in names))


def unchanged_reds(flavour: str, timeout: float) -> set[str]:
    """The cases about paths that are red without a change, where os.path is another platform's."""
    if flavour == "posix":
        return {"arguments/follow_symlinks.descriptor_and_dir_fd[chmod]"}  # rationale 0015
    names = [case for case in kit.cases() if kit.function_of(case).startswith("os.path")]
    judged = _judge(None, flavour, names, timeout, 0, to_the_end=True)
    return {red.case for red in judged.reds}


def _judge(
    name: str | None, flavour: str, cases: list[str], timeout: float, worker: int, **more: bool
) -> kit.Judged:
    edit = {"edit": {"name": name, "how": "invented"}} if name else {}
    with tempfile.TemporaryDirectory(prefix="osconform-invented-") as made:
        folder = Path(os.path.realpath(made))
        folder.chmod(0o755)
        place_source(folder, "cpython", None, "")
        plan = plan_for(folder, "cpython", flavour, **edit)
        candidate = describe(folder, plan, name or "unchanged", re_exports=False)
        return kit.judge(candidate, cases, timeout=timeout, worker=worker, **more)


def main(arguments: list[str]) -> int:
    """Exit status: 1 if one survived."""
    parser = argparse.ArgumentParser(prog="strength.invented", description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--match", default="*", help="only those whose name matches this glob")
    parser.add_argument("-n", "--workers", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=5.0, help="seconds for one answer")
    given = parser.parse_args(arguments)
    found = {n: m for n, m in known().items() if fnmatchcase(n, given.match)}
    flavours = {made.flavour for made in found.values()}
    reds = {flavour: unchanged_reds(flavour, given.timeout) for flavour in flavours}

    def work(name: str, worker: int) -> kit.Judged:
        made = found[name]
        cases = [case for case in cases_about(made) if case not in reds[made.flavour]]
        return _judge(name, made.flavour, cases, given.timeout, worker)

    alive = []
    with given.output.open("w", encoding="utf-8") as stream:
        for name, judged in pool.run(work, list(found), given.workers, LIMIT):
            failed = isinstance(judged, pool.Failed)
            red = "" if failed or not judged.reds else judged.reds[0].case
            told = {"name": name, "red": red, "ran": 0 if failed else judged.ran}
            stream.write(json.dumps(told) + "\n")
            alive += [] if red else [name]
    print(f"{len(found)} tried, {len(found) - len(alive)} killed, alive: {sorted(alive)}")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
