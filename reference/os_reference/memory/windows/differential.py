r"""A real Windows Python against the system in memory: the same random calls, compared one by one.

``python -m os_reference.memory.windows.differential COMMAND... [--calls N] [--seed N]``: COMMAND
starts a Windows Python (such as ``wine python.exe``) on ``agent.py``, whose path is put behind it.
Each sequence has a seed of its own; it is made in memory first and then there, in one step.
``differences.toml`` says which differences are explained, and where.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from os_reference.memory import memory, oracle
from os_reference.memory.differential import Difference
from os_reference.memory.inodes import Directory, Inode
from os_reference.memory.sequences import LENGTH, Call
from os_reference.memory.windows import agent
from os_reference.memory.windows.errors import names
from os_reference.memory.windows.lookup import walk
from os_reference.memory.windows.oracle import CALLS
from os_reference.memory.windows.sequences import BASE, NUMBERS, WindowsGenerator

NOT_COMPARED = frozenset(("umask",))  # what it returns: rationale 0056


@dataclass(frozen=True)
class Made:
    """A call that was made in memory, what it came to, and what it may come to by the oracle."""

    call: Call
    outcome: Any
    allowed: frozenset[str | None]


@dataclass(frozen=True)
class Explained:
    """A kind of difference that is explained: which calls, what came there and here, and why."""

    calls: tuple[str, ...]
    real: str
    ours: str
    note: str
    parts: bool  # whether the systems are in different states afterwards

    def fits(self, call: str, real: str, ours: str) -> bool:
        """Tell whether this explains a difference."""
        return (
            ("*" in self.calls or call in self.calls)
            and self.real in (real, "*")
            and self.ours in (ours, "*")
        )


@cache
def explanations() -> tuple[Explained, ...]:
    """Return the explained differences of ``differences.toml``."""
    text = (resources.files("os_reference.memory.windows") / "differences.toml").read_text("utf-8")
    return tuple(
        Explained(
            tuple(row["calls"]), row["real"], row["ours"], row["note"], row.get("parts", False)
        )
        for row in tomllib.loads(text)["difference"]
    )


def in_memory(seed: int) -> tuple[list[Made], Any]:
    """Make a sequence in memory: its calls and what they came to, and the tree at the end."""
    generator = WindowsGenerator(seed)
    made: list[Made] = []
    with memory("windows", user=(0, 0)) as os:
        os.makedirs(BASE)
        os.chdir(BASE)
        fds: dict[int, int] = {}
        for _ in range(LENGTH):
            call = generator.call()
            if left_out(os, call):
                continue
            allowed = _allowed(os, call)
            found = agent.outcome(os, fds, [call.name, call.args, call.slot])
            made.append(Made(call, found, allowed))
        os.umask(0)
        for fd in fds.values():
            os.close(fd)
        os.chdir("C:\\")
        return made, ["tree", agent.tree(os, agent.VERBATIM + BASE)]


def left_out(os: Any, call: Call) -> bool:
    """Tell whether a call is not made, as Wine cannot do what Windows does (rationale 0060)."""
    if call.name == "chmod" and not call.args[1] & 0o200:
        return isinstance(_node(os, call.args[0]), Directory)  # directories are never read-only
    if call.name == "open" and not call.args[1] & 3:
        return bool(call.args[1] & NUMBERS["O_TRUNC"])  # Microsoft: not together with O_RDONLY
    if call.name == "chdir":
        return bool(call.args[0].startswith(agent.VERBATIM))  # getcwd tells it otherwise
    if call.name in ("unlink", "remove", "rename", "replace"):
        nodes = [node for node in (_node(os, path) for path in call.args) if node is not None]
        opened = os.kernel.process.opened.values()
        if any(o.temporary and o.node in nodes for o in opened):
            return True  # the name of a temporary file stays until it is closed
        if len(nodes) == 2 and nodes[0] is nodes[1]:
            return True  # a name is not spelled anew by replace
        sources = {reason.source for reason in oracle.reasons(os, call.name, *call.args)}
        return "Microsoft, MoveFileExW: below" in sources  # directories move under open files
    return False


def _node(os: Any, path: str) -> Inode | None:
    """Return what a path leads to in memory, None if nothing."""
    try:
        return walk(os.kernel, path, False).node
    except OSError:
        return None


def _allowed(os: Any, call: Call) -> frozenset[str | None]:
    if call.name not in CALLS:
        return frozenset()
    arguments = call.args[:1] if call.name in ("utime", "chmod") else call.args
    return frozenset(oracle.allowed(os, call.name, *arguments))


class Real:
    """A Windows Python that makes sequences of calls; a context manager."""

    def __init__(self, command: list[str]) -> None:
        script = str(Path(agent.__file__).resolve())
        self.process = subprocess.Popen(
            [*command, script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Real:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def make(self, calls: list[Call]) -> list[Any]:
        """Make a sequence of calls there; what they came to, and the tree at the end."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = [BASE, [[c.name, c.args, c.slot] for c in calls]]
        self.process.stdin.write(json.dumps(asked, default=agent.as_text).encode("ascii") + b"\n")
        self.process.stdin.flush()
        answer: list[Any] = json.loads(self.process.stdout.readline(), object_hook=agent.from_text)
        return answer


def compared(seed: int, made: list[Made], tree: Any, real: list[Any], counts: Counter[str]) -> Any:
    """Compare a sequence call by call: the first difference that nothing explains, or None."""
    for number, (one, there) in enumerate(zip(made, real, strict=False)):
        counts["calls"] += 1
        here = json.loads(
            json.dumps(one.outcome, default=agent.as_text), object_hook=agent.from_text
        )
        counts[there[0]] += 1
        if there == here or one.call.name in NOT_COMPARED:
            continue
        if there[0] == here[0] == "raised" and _name(there) in one.allowed:
            counts["other error allowed"] += 1
            continue
        note = explained(one.call.name, short(there), short(here))
        if note is None:
            return Difference(seed, number, one.call, there, here)
        counts[f"explained: {note.note}"] += 1
        if note.parts:
            return None
    here = json.loads(json.dumps(tree))
    return None if here == real[-1] else Difference(seed, len(made), "tree", real[-1], here)


def _name(outcome: Any) -> str | None:
    """Return the name of the error of the system, or of the errno, that an outcome is."""
    _, code, symbol, _ = outcome
    return names().get(code) if isinstance(code, int) else symbol


def short(outcome: Any) -> str:
    """Return an outcome in a word: the code or errno of an error, else "returned"."""
    return str(outcome[1] or outcome[2]) if outcome[0] == "raised" else str(outcome[0])


def explained(call: str, real: str, ours: str) -> Explained | None:
    """Return what explains a difference, None if nothing does."""
    return next((row for row in explanations() if row.fits(call, real, ours)), None)


def campaign(
    command: list[str], calls: int, seed: int = 0, most: int = 10
) -> tuple[Counter[str], list[Difference]]:
    """Run sequences until ``calls`` were compared; counts, and differences nothing explains."""
    counts: Counter[str] = Counter()
    found: list[Difference] = []
    with Real(command) as real:
        while counts["calls"] < calls and len(found) < most:
            made, tree = in_memory(seed)
            answer = real.make([one.call for one in made])
            difference = compared(seed, made, tree, answer, counts)
            counts["sequences"] += 1
            if difference is not None:
                found.append(difference)
            seed += 1
    return counts, found


def main(arguments: list[str] | None = None) -> int:
    """Run a campaign as the command line says; 1 if there was a difference."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n\n")[0])
    parser.add_argument("command", nargs="+")
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=int, default=10, help="differences to stop at")
    given = parser.parse_args(arguments)
    counts, found = campaign(given.command, given.calls, given.seed, given.most)
    for difference in found:
        print(difference)
    for name, value in sorted(counts.items()):
        print(f"{value:8} {name}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
