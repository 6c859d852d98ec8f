"""Random calls on real file systems and in memory, compared one by one; the figures as a page.

For each file system, freshly made and mounted (Linux, root), three campaigns share the calls: by
root, by a user without privileges, and with a look at every file's times after every call. The
seeds of all sequences are in the page. Exit status 1 if a real system did what the rules do not allow.

    python reference/tools/memory_differential.py [--calls N] [--only NAME] [--page FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from os_harness import filesystems
from os_reference.memory.sequences import LENGTH

FILE_SYSTEMS = ("ext4", "tmpfs", "xfs", "btrfs")
USER = 1000  # anybody who is not root
APART = 10_000_000  # between the first seeds of two campaigns; more than one ever has
HERE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Kind:
    """A kind of campaign: which share of the calls it makes, and how."""

    title: str
    percent: int
    options: tuple[str, ...] = ()


KINDS = (
    Kind("root", 60),
    Kind("a user", 20, ("--user", str(USER))),
    Kind("root, times after each call", 20, ("--times",)),
)
#: tmpfs marks directories by the tick of the clock: several calls in one are not told apart.
KINDS_OF = {"tmpfs": (Kind("root", 80), KINDS[1])}


@dataclass(frozen=True)
class Done:
    """What a campaign came to."""

    file_system: str
    kind: Kind
    seed: int
    counts: dict[str, int]
    differences: list[str]
    seconds: float


def campaign(directory: Path, file_system: str, kind: Kind, calls: int, seed: int) -> Done:
    """Run one campaign in an interpreter of its own (which may give its privileges up)."""
    command = [
        sys.executable, "-m", "os_reference.memory.differential", str(directory), "--json",
        "--calls", str(calls), "--seed", str(seed), *kind.options,
    ]  # fmt: skip
    started = time.monotonic()
    run = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1) or not run.stdout:
        raise SystemExit(f"{file_system}, {kind.title}: {run.stderr}")
    told: dict[str, Any] = json.loads(run.stdout)
    seconds = time.monotonic() - started
    return Done(file_system, kind, seed, told["counts"], told["differences"], seconds)


def run_all(names: tuple[str, ...], calls: int, first: int) -> list[Done]:
    """Run the campaigns on all file systems, ``calls`` on each; say how it goes."""
    found: list[Done] = []
    with tempfile.TemporaryDirectory(prefix="osconform-differential-") as folder:
        os.chmod(folder, 0o755)
        for name in names:
            with filesystems.mounted(filesystems.KNOWN[name], Path(folder)) as place:
                os.chmod(place, 0o777)
                for kind in KINDS_OF.get(name, KINDS):
                    seed = first + len(found) * APART
                    done = campaign(place, name, kind, calls * kind.percent // 100, seed)
                    found.append(done)
                    print(row(done), *done.differences, sep="\n", flush=True)
    return found


WHAT = """\
After every call what it returned is compared (bytes, offsets, statuses with modes, owners, sizes, link
counts and times), or errno and names of the error; after every sequence the offset and status of each
open file, and the whole tree: names, statuses, contents, targets, which names are one inode. A time is
the one that was set, or one of just now: so which calls mark times of access and modification shows.
In the third kind of campaign every file's times of modification and change are read after every call,
and what the call marked is compared (not on tmpfs, which marks directories by the tick of the clock,
often the same for several calls)."""


def alone(command: list[str]) -> NoReturn:
    """Run a command line of this script again where nobody else sees what it mounts.

    Otherwise whoever lists all directories of the machine marks times of access, as a backup does.
    """
    unshare = ["unshare", "--mount", "--propagation", "private"]
    os.execvp(unshare[0], [*unshare, sys.executable, *command, "--alone"])


HEADINGS = (
    "file system", "calls by", "calls", "sequences", "seeds", "returned", "raised",
    "raised another errno that is allowed", "outside the allowed set", "seconds",
)  # fmt: skip


def row(done: Done) -> str:
    """One line of the table."""
    count = done.counts.get
    sequences = count("sequences", 0)
    cells = (
        done.file_system, done.kind.title, f"{count('calls', 0):,}", f"{sequences:,}",
        f"{done.seed} to {done.seed + sequences - 1}", f"{count('returned', 0):,}",
        f"{count('raised', 0):,}", f"{count('other errno allowed', 0):,}",
        str(len(done.differences)), f"{done.seconds:.0f}",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def page(found: list[Done], command: str) -> str:
    """The page of a run."""
    total = sum(done.counts.get("calls", 0) for done in found)
    differences = [text for done in found for text in done.differences]
    system = f"{platform.system()} {platform.release()}, CPython {platform.python_version()}"
    lines = [
        "# The system in memory against real file systems",
        "",
        f"Made by `{command}` on {time.strftime('%Y-%m-%d', time.gmtime())}: {system}.",
        "",
        f"{total:,} random calls in sequences of {LENGTH} on each side, and "
        f"**{len(differences)} results of the real system outside the allowed set**.",
        "",
        WHAT,
        "",
        "| " + " | ".join(HEADINGS) + " |",
        "|" + "---|" * len(HEADINGS),
        *map(row, found),
        "",
        "A sequence is made anew by its seed: `python -m os_reference.memory.differential DIRECTORY --seed N"
        f" --calls {LENGTH}`.",
    ]
    if differences:
        lines += ["", "## Differences", "", "```", *differences, "```"]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line says and write the page; 1 if there was a difference."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n\n")[0])
    parser.add_argument("--calls", type=int, default=1_000_000, help="on each file system")
    parser.add_argument("--seed", type=int, default=0, help="of the first sequence")
    parser.add_argument("--only", action="append", choices=FILE_SYSTEMS)
    parser.add_argument("--page", type=Path, default=HERE / "reports" / "differential.md")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if sys.platform != "linux" or os.geteuid() != 0:
        parser.error("expected Linux and root, who may mount file systems")
    if not given.alone:
        alone(sys.argv if arguments is None else [__file__, *arguments])
    found = run_all(tuple(given.only or FILE_SYSTEMS), given.calls, given.seed)
    words = [f"--calls {given.calls}", f"--seed {given.seed}"]
    words += [f"--only {name}" for name in given.only or ()]
    given.page.write_text(page(found, f"tox -e differential -- {' '.join(words)}"), "utf-8")
    return 1 if any(done.differences for done in found) else 0


if __name__ == "__main__":
    sys.exit(main())
