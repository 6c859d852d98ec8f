"""A real system against the one in memory: the same random calls, compared one by one.

``python -m os_reference.memory.differential DIRECTORY [--calls N] [--seed N]`` runs sequences of
calls below DIRECTORY of the host and in memory, and tells every difference that the rules do not
allow. Sequences are reproducible: each has a seed of its own.
"""

from __future__ import annotations

import argparse
import json
import os as host
import shutil
import stat
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from os_reference.memory import memory, oracle
from os_reference.memory.refusing import symbol_of
from os_reference.memory.sequences import LENGTH, Call, Generator


@dataclass(frozen=True)
class Ground:
    """What a file system of the host has to be compared: asked of it once, by trying."""

    access_times: bool = True  # reading marks them (no "noatime")
    directory_links: bool = True  # a directory's link count tells how many are in it (not on btrfs)
    empty_reads_mark: bool = False  # reading no bytes marks the access time too (tmpfs)


@dataclass
class Side:
    """One of the two systems: its os module and its open descriptors by slot."""

    os: Any
    fds: dict[int, int] = field(default_factory=dict)
    ground: Ground = Ground()


#: Links to directories above can lead a sequence up: not out of its own directory.
DEPTH = "/x/y/z"
SECOND = 10**9


def outcome(side: Side, call: Call) -> Any:
    """Make a call on one side; what came back, in a form that both sides share."""
    try:
        return "returned", _made(side, call)
    except OSError as error:
        return "raised", symbol_of(error), error.filename, error.filename2


def _made(side: Side, call: Call) -> Any:
    os = side.os
    if call.name == "open":
        assert call.slot is not None
        opened = os.open(*call.args, **_at(side, call))
        if call.slot in side.fds:
            os.close(side.fds[call.slot])
        side.fds[call.slot] = opened
        return "opened"
    if _is_open_question(side, call):
        return "unspecified"
    if call.slot is not None:
        fd = side.fds.get(call.slot, 999)
        if call.name == "close":
            side.fds.pop(call.slot, None)
        return _comparable(side, getattr(os, call.name)(fd, *call.args))
    if call.name == "chdir":
        return _looked_from(side, call.args[0])
    if call.name == "scandir":
        with os.scandir(*call.args) as entries:
            return sorted((e.name, e.path, e.is_dir(follow_symlinks=False)) for e in entries)
    if call.name == "utime":
        return os.utime(call.args[0], ns=call.args[1])
    return _comparable(side, getattr(os, call.name)(*call.args, **_at(side, call)))


def _at(side: Side, call: Call) -> dict[str, int]:
    """The keyword dir_fd of a call, if it has one; 999 is never open."""
    return {} if call.at is None else {"dir_fd": side.fds.get(call.at, 999)}


def _is_open_question(side: Side, call: Call) -> bool:
    """What is left to the file system: positions in directories, what it stores as a hole,
    which times a truncate to the size or an attribute to the value that a file has already, or
    a read of nothing marks.
    """
    if call.name == "lseek" and call.slot in side.fds:
        found = side.os.fstat(side.fds[call.slot])
        position, whence = call.args
        if stat.S_ISDIR(found.st_mode):
            return bool(whence > 1)
        return bool(whence > 2 and position < found.st_size)
    if call.name == "read" and side.ground.empty_reads_mark:
        return bool(call.args == (0,))
    if call.name == "truncate":
        found = side.os.stat(call.args[0])
        return stat.S_ISREG(found.st_mode) and bool(found.st_size == call.args[1])
    if call.name == "setxattr":
        path, name, value, _ = call.args
        return name in side.os.listxattr(path) and side.os.getxattr(path, name) == value
    return False


def _looked_from(side: Side, path: str) -> Any:
    """What is seen from another directory; the way back is by descriptor."""
    os = side.os
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(path)
        try:
            return sorted(os.listdir(".")), os.path.basename(os.getcwd())
        finally:
            os.fchdir(here)
    finally:
        os.close(here)


def _comparable(side: Side, value: Any) -> Any:
    if isinstance(value, list):
        return sorted(value)
    if hasattr(value, "st_mode"):
        return status(side, value)
    return value


def status(side: Side, found: Any) -> Any:
    """What of a status must agree: not the size of directories."""
    accessed = given(found.st_atime_ns) if side.ground.access_times else None
    seen = found.st_mode, found.st_uid, found.st_gid, accessed, given(found.st_mtime_ns)
    if stat.S_ISDIR(found.st_mode):
        return (*seen, found.st_nlink) if side.ground.directory_links else seen
    return (*seen, found.st_nlink, found.st_size)


def given(moment: int) -> int | str:
    """A time that a sequence set (all are in the first second), or that it is one of just now."""
    if moment < SECOND:
        return moment
    return "now" if abs(moment - time.time_ns()) < 600 * SECOND else f"at {moment}"


def tree(side: Side, path: str = ".", numbers: dict[int, int] | None = None) -> Any:
    """Everything below a directory: names, statuses with times, contents, targets.

    Inodes are numbered by the order in which they are seen: hard links show.
    """
    os = side.os
    found: dict[str, Any] = {}
    numbers = {} if numbers is None else numbers
    for name in _names(os, path):
        below = f"{path}/{name}"
        try:
            seen = os.lstat(below)
        except OSError as error:
            found[name] = symbol_of(error)
            continue
        more: Any = None
        if stat.S_ISDIR(seen.st_mode):
            more = tree(side, below, numbers)
        elif stat.S_ISLNK(seen.st_mode):
            more = os.readlink(below)
        elif stat.S_ISREG(seen.st_mode):
            more = _content(os, below)
        found[name] = status(side, seen), numbers.setdefault(seen.st_ino, len(numbers)), more
    return found


def _names(os: Any, path: str) -> list[str]:
    try:
        return sorted(os.listdir(path))
    except OSError as error:
        return [symbol_of(error)]


def _content(os: Any, path: str) -> Any:
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError as error:
        return symbol_of(error)
    try:
        return os.read(fd, 10000)
    finally:
        os.close(fd)


def offsets(side: Side) -> dict[int, Any]:
    """Where the open files are at, and what they are, by slot."""
    os = side.os
    seen = {slot: os.fstat(fd) for slot, fd in side.fds.items()}
    return {
        slot: (os.lseek(side.fds[slot], 0, 1) if stat.S_ISREG(s.st_mode) else None, status(side, s))
        for slot, s in sorted(seen.items())
    }


def ground_of(directory: str) -> Ground:
    """Try what the file system of a directory of the host keeps."""
    place = tempfile.mkdtemp(dir=directory)
    try:
        links = host.stat(place).st_nlink
        fd = host.open(host.path.join(place, "f"), host.O_CREAT | host.O_RDWR)
        try:
            host.write(fd, b"x")
            marks = []
            for count in (0, 1):
                host.utime(fd, ns=(0, 0))
                host.pread(fd, count, 0)
                marks.append(host.fstat(fd).st_atime_ns != 0)
        finally:
            host.close(fd)
    finally:
        shutil.rmtree(place)
    return Ground(access_times=marks[1], directory_links=links == 2, empty_reads_mark=marks[0])


def changed(side: Side, before: dict[str, Any]) -> tuple[set[tuple[str, str]], dict[str, Any]]:
    """Which modification and change times differ from ``before``; and all of them now."""
    now = times(side.os)
    marks = {
        (path, kind)
        for path, (node, modified, altered) in now.items()
        if path in before and before[path][0] == node
        for kind, differs in (
            ("m", before[path][1] != modified),
            ("c", before[path][2] != altered),
        )
        if differs
    }
    return marks, now


def times(os: Any, path: str = ".") -> dict[str, Any]:
    """Inode, modification and change time of all below a directory, by path."""
    try:
        seen = os.lstat(path)
    except OSError:
        return {}
    found = {path: (seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns)}
    if stat.S_ISDIR(seen.st_mode):
        for name in _names(os, path):
            found |= times(os, f"{path}/{name}")
    return found


@dataclass
class Difference:
    """What differed: the sequence's seed, the number of the call, the call, both outcomes."""

    seed: int
    number: int
    call: Any
    real: Any
    ours: Any

    def __str__(self) -> str:
        return (
            f"seed {self.seed}, call {self.number}: {self.call}\n"
            f"  real {self.real}\n  ours {self.ours}"
        )


def run_sequence(
    real: Side, ours: Side, seed: int, counts: Counter[str], *, with_times: bool = False
) -> Difference | None:
    """Run one sequence on both sides, each in its current directory; the first difference."""
    generator = Generator(seed)
    marks = (times(real.os), times(ours.os)) if with_times else ({}, {})
    for number in range(LENGTH):
        call = generator.call()
        may = _allowed(ours.os, call)
        there, here = outcome(real, call), outcome(ours, call)
        counts["calls"] += 1
        counts[there[0]] += 1
        if there != here:
            if not (there[0] == here[0] == "raised" and there[1] in may):
                return Difference(seed, number, call, there, here)
            counts["other errno allowed"] += 1
        if with_times:
            real_marks, real_times = changed(real, marks[0])
            our_marks, our_times = changed(ours, marks[1])
            if real_marks != our_marks:
                return Difference(seed, number, call, sorted(real_marks), sorted(our_marks))
            marks = real_times, our_times
    for what, look in (("offsets", offsets), ("tree", tree)):
        seen = look(real), look(ours)
        if seen[0] != seen[1]:
            return Difference(seed, LENGTH, what, *seen)
    return None


def _allowed(os: Any, call: Call) -> set[str | None]:
    if call.name not in oracle.CALLS or call.at is not None:
        return set()
    arguments = call.args[:1] if call.name in ("mkdir", "mkfifo", "mknod") else call.args
    return oracle.allowed(os, call.name, *arguments)


def campaign(
    directory: str, calls: int, seed: int = 0, *, with_times: bool = False, most: int = 10
) -> tuple[Counter[str], list[Difference]]:
    """Run sequences below a directory of the host until ``calls`` were made; counts, differences."""
    counts: Counter[str] = Counter()
    found: list[Difference] = []
    ground = ground_of(directory)
    home = host.open(".", host.O_RDONLY)
    before = host.umask(0o022)
    try:
        while counts["calls"] < calls and len(found) < most:
            difference = _one(directory, seed, counts, with_times, ground)
            counts["sequences"] += 1
            if difference is not None:
                found.append(difference)
            seed += 1
    finally:
        host.umask(before)
        host.fchdir(home)
        host.close(home)
    return counts, found


def _one(
    directory: str, seed: int, counts: Counter[str], with_times: bool, ground: Ground
) -> Difference | None:
    scratch = tempfile.mkdtemp(dir=directory)
    host.chmod(scratch, 0o755)
    host.umask(0o022)
    real = Side(host, ground=ground)
    with memory("linux", user=(host.geteuid(), host.getegid())) as os:
        for system, top in ((host, scratch), (os, "/" + host.path.basename(scratch))):
            system.makedirs(top + DEPTH)
            system.chdir(top + DEPTH)
        os.kernel.process.groups = list(host.getgroups())
        ours = Side(os, ground=ground)
        try:
            return run_sequence(real, ours, seed, counts, with_times=with_times)
        finally:
            for fd in real.fds.values():
                host.close(fd)
            host.chdir(directory)
            _remove(scratch)


def _remove(directory: str) -> None:
    """Remove what a sequence left, whatever permissions it set."""
    host.chmod(directory, 0o700)
    for path, names, _ in host.walk(directory):
        for name in names:
            if not host.path.islink(host.path.join(path, name)):
                host.chmod(host.path.join(path, name), 0o700)
    shutil.rmtree(directory)


def main(arguments: list[str] | None = None) -> int:
    """Run a campaign as the command line says; 1 if there was a difference."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n\n")[0])
    parser.add_argument("directory")
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--times", action="store_true", help="compare which times each call marks")
    parser.add_argument("--user", type=int, help="give root's privileges up and be this user")
    parser.add_argument("--json", action="store_true", help="print counts and differences as JSON")
    wanted = parser.parse_args(arguments)
    if wanted.user is not None:
        memory("linux")  # what is loaded when needed may be out of reach afterwards
        host.setgroups([])
        host.setresgid(wanted.user, wanted.user, wanted.user)
        host.setresuid(wanted.user, wanted.user, wanted.user)
    counts, found = campaign(wanted.directory, wanted.calls, wanted.seed, with_times=wanted.times)
    if wanted.json:
        print(json.dumps({"counts": counts, "differences": [str(d) for d in found]}))
        return 1 if found else 0
    for difference in found:
        print(difference)
    print(", ".join(f"{value} {name}" for name, value in sorted(counts.items())))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
