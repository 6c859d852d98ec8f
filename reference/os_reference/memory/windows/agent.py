"""Makes calls on a real Windows: run by its own Python, which needs nothing but this file.

Reads a sequence of calls a line, as JSON, and writes what each call came to as a line. A call is
[name, arguments, slot]; bytes are {"/bytes": text of Latin-1}. ``outcome`` is what both sides share.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from typing import Any

VERBATIM = "\\\\?\\"  # before a path that is taken as it is: names may end with a period


def outcome(module: Any, fds: dict[int, int], call: Any) -> list[Any]:
    """Make a call on an os module; what came back, in a form that both sides share."""
    name, arguments, slot = call
    try:
        return ["returned", _made(module, fds, name, arguments, slot)]
    except OSError as error:
        symbol = errno.errorcode.get(error.errno or 0, "")
        told = [error.filename, error.filename2]
        return ["raised", getattr(error, "winerror", None), symbol, told]
    except ValueError as error:
        return ["raised", "ValueError", type(error).__name__, []]


def _made(os: Any, fds: dict[int, int], name: str, arguments: Any, slot: int | None) -> Any:
    if name == "open" and slot is not None:
        opened = os.open(*arguments)
        if slot in fds:
            os.close(fds[slot])
        fds[slot] = opened
        return "opened"
    if slot is not None:
        fd = fds.pop(slot, 999) if name == "close" else fds.get(slot, 999)
        return comparable(getattr(os, name)(fd, *arguments))
    if name == "scandir":
        with os.scandir(*arguments) as entries:
            return sorted([e.name, e.path, e.is_dir(), comparable(e.stat())] for e in entries)
    if name == "listdir":
        return sorted(os.listdir(*arguments))
    if name == "utime":
        return os.utime(arguments[0], ns=tuple(arguments[1]))
    function = os
    for part in name.split("."):
        function = getattr(function, part)
    return comparable(function(*arguments))


def comparable(value: Any) -> Any:
    """Return a value without what differs between any two systems: identity and times."""
    if hasattr(value, "st_mode"):
        size = value.st_size if stat.S_ISREG(value.st_mode) else 0
        return [value.st_mode, value.st_nlink, size, value.st_file_attributes & 0x11]
    return value


def tree(os: Any, path: str) -> dict[str, Any]:
    """Return everything below a directory: names, status, contents, times that were set."""
    found: dict[str, Any] = {}
    for name in sorted(os.listdir(path)):
        below = path + "\\" + name
        status = os.lstat(below)
        more: Any = None
        if stat.S_ISDIR(status.st_mode):
            more = tree(os, below)
        else:
            set_long_ago = status.st_mtime_ns < 10**12
            more = [contents(os, below), status.st_mtime_ns if set_long_ago else None]
        found[name] = [comparable(status), more]
    return found


def contents(os: Any, path: str) -> str:
    """Return the bytes of a file as text."""
    fd = os.open(path, os.O_RDONLY | os.O_BINARY)
    try:
        data: bytes = os.read(fd, 10000)
        return data.decode("latin-1")
    finally:
        os.close(fd)


def run(os: Any, calls: Any, base: str) -> list[Any]:
    """Make the calls of a sequence in the new directory ``base``; what they came to, and the tree."""
    os.makedirs(base)
    os.chdir(base)
    fds: dict[int, int] = {}
    before = os.umask(0)
    found = [outcome(os, fds, call) for call in calls]
    os.umask(before)
    for fd in fds.values():
        os.close(fd)
    os.chdir("C:\\")
    found.append(["tree", tree(os, VERBATIM + base)])
    return found


def remove(path: str) -> None:
    """Remove what a sequence left."""
    for name in os.listdir(path):
        below = path + "\\" + name
        os.chmod(below, 0o666)
        if stat.S_ISDIR(os.lstat(below).st_mode):
            remove(below)
        else:
            os.unlink(below)
    os.rmdir(path)


def as_text(value: Any) -> dict[str, str]:
    """Return bytes as JSON takes them."""
    if isinstance(value, bytes):
        return {"/bytes": value.decode("latin-1")}
    raise TypeError(type(value).__name__)


def from_text(value: dict[str, Any]) -> Any:
    """Return an object of JSON that stands for bytes as these."""
    return value["/bytes"].encode("latin-1") if "/bytes" in value else value


def main() -> None:
    """Answer a line a sequence until there are no more."""
    top = VERBATIM + "C:\\osconform-differential"
    for line in sys.stdin.buffer:
        base, calls = json.loads(line.decode("ascii"), object_hook=from_text)
        if os.path.exists(top):
            remove(top)
        answer = run(os, calls, base)
        sys.stdout.buffer.write(json.dumps(answer, default=as_text).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()
    if os.path.exists(top):
        remove(top)


if __name__ == "__main__":
    main()
