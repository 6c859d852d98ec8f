"""Trees in and out: as dictionaries, and from the host's file system.

A tree is ``{name: entry}``; an entry is bytes (a file), a tree (a directory) or
``("symlink", target)``. What else a system can hold is ``("fifo",)``, ``("socket",)`` or
``("device", number)`` on the way out, and only the first of these on the way in.
"""

from __future__ import annotations

import os as host
import stat
from collections.abc import Mapping
from typing import Any

Tree = Mapping[str, Any]


def from_dict(os: Any, tree: Tree, path: str = "/") -> None:
    """Make everything of ``tree`` below the directory ``path`` of ``os``, which must exist.

    Directories that exist are filled; OSError for anything else that is there already.
    """
    for name, entry in tree.items():
        place = os.path.join(path, name)
        if isinstance(entry, Mapping):
            os.makedirs(place, exist_ok=True)
            from_dict(os, entry, place)
        elif isinstance(entry, bytes | str):
            with os.open_file(place, "xb") as stream:
                stream.write(entry.encode() if isinstance(entry, str) else entry)
        elif entry[0] == "symlink":
            os.symlink(entry[1], place)
        elif entry[0] == "fifo":
            os.mkfifo(place)
        else:
            raise ValueError(f"{place}: not an entry of a tree: {entry!r}")


def to_dict(os: Any, path: str = "/") -> dict[str, Any]:
    """Return everything below the directory ``path`` of ``os`` as a tree."""
    found: dict[str, Any] = {}
    for name in os.listdir(path):
        place = os.path.join(path, name)
        status = os.lstat(place)
        if stat.S_ISDIR(status.st_mode):
            found[name] = to_dict(os, place)
        elif stat.S_ISREG(status.st_mode):
            with os.open_file(place, "rb") as stream:
                found[name] = stream.read()
        elif stat.S_ISLNK(status.st_mode):
            found[name] = "symlink", os.readlink(place)
        else:
            found[name] = _other(status)
    return found


def _other(status: Any) -> tuple[Any, ...]:
    if stat.S_ISFIFO(status.st_mode):
        return ("fifo",)
    return ("socket",) if stat.S_ISSOCK(status.st_mode) else ("device", status.st_rdev)


def import_tree(os: Any, source: str, path: str = "/") -> None:
    """Copy a directory of the host into the directory ``path`` of ``os``.

    Contents, links, permission bits and times come along; hard links stay together; owners do
    not, as those of the host mean nothing here. Sockets and devices are left out.
    """
    _import(os, source, path, {})


def _import(os: Any, source: str, path: str, seen: dict[tuple[int, int], str]) -> None:
    os.makedirs(path, exist_ok=True)
    with host.scandir(source) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            place = os.path.join(path, entry.name)
            status = entry.stat(follow_symlinks=False)
            key = status.st_dev, status.st_ino
            if key in seen:
                os.link(seen[key], place, follow_symlinks=False)
                continue
            if entry.is_dir(follow_symlinks=False):
                _import(os, entry.path, place, seen)
                continue
            if status.st_nlink > 1:
                seen[key] = place
            _import_entry(os, entry, place, status)
    _take_over(os, host.stat(source), path)


def _import_entry(os: Any, entry: Any, place: str, status: Any) -> None:
    if entry.is_symlink():
        os.symlink(host.readlink(entry.path), place)
        times = status.st_atime_ns, status.st_mtime_ns
        if os.utime in os.supports_follow_symlinks:
            os.utime(place, ns=times, follow_symlinks=False)
        return
    if stat.S_ISFIFO(status.st_mode):
        os.mkfifo(place)
    elif stat.S_ISREG(status.st_mode):
        with open(entry.path, "rb") as given, os.open_file(place, "xb") as made:
            made.write(given.read())
    else:
        return
    _take_over(os, status, place)


def _take_over(os: Any, status: Any, place: str) -> None:
    os.chmod(place, stat.S_IMODE(status.st_mode))
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
