"""The situations of the error table, the calls, and the table itself."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from os_conformance.check import Os

TABLE = tomllib.loads(Path(__file__).with_name("table.toml").read_text("utf-8"))

WORLD = {
    "file": b"data",
    "source": b"source",
    "moving": {"inside": {}},
    "directory": {},
    "full-directory": {"entry": b""},
    "dangling": ("symlink", "nowhere"),
    "loop": ("symlink", "loop"),
    "locked": {},
    "read-only": {},
}
SITUATIONS = {
    # name: (the path, in words)
    "missing": ("missing", "that does not exist"),
    "missing-parent": ("missing/x", "whose parent does not exist"),
    "parent-is-file": ("file/x", "below a file"),
    "loop-above": ("loop/x", "through a loop of symbolic links"),
    "name-too-long": ("n" * 300, "with a name longer than the file system takes"),
    "path-too-long": ("d/" * 2500 + "x", "longer than the system takes"),
    "no-search-permission": ("locked/x", "in a directory that may not be searched"),
    "no-write-permission": ("read-only/x", "in a directory that may not be written"),
    "file": ("file", "that is a file"),
    "file-with-slash": ("file/", "of a file with a trailing slash"),
    "directory": ("directory", "that is a directory"),
    "full-directory": ("full-directory", "that is a directory with entries"),
    "dangling": ("dangling", "that is a dangling symbolic link"),
    "loop": ("loop", "that is a symbolic link to itself"),
    "own-inside": ("moving/inside/x", "inside the directory that is moved"),
    "dot": (".", "that ends with a dot"),
}
CALLS: dict[str, Callable[[Os, Any], Any]] = {
    "chdir": lambda os, p: os.chdir(p),
    "chmod": lambda os, p: os.chmod(p, 0o644),
    "chown": lambda os, p: os.chown(p, -1, -1),
    "link-from": lambda os, p: os.link(p, "new"),
    "link-to": lambda os, p: os.link("source", p),
    "listdir": lambda os, p: os.listdir(p),
    "lstat": lambda os, p: os.lstat(p),
    "mkdir": lambda os, p: os.mkdir(p),
    "mkfifo": lambda os, p: os.mkfifo(p),
    "mknod": lambda os, p: os.mknod(p),
    "open-read": lambda os, p: os.open(p, os.O_RDONLY),
    "open-write": lambda os, p: os.open(p, os.O_WRONLY),
    "open-create-exclusive": lambda os, p: os.open(p, os.O_WRONLY | os.O_CREAT | os.O_EXCL),
    "readlink": lambda os, p: os.readlink(p),
    "remove": lambda os, p: os.remove(p),
    "rename-from": lambda os, p: os.rename(p, "new"),
    "rename-to": lambda os, p: os.rename("source", p),
    "rename-directory-to": lambda os, p: os.rename("moving", p),
    "replace-from": lambda os, p: os.replace(p, "new"),
    "replace-to": lambda os, p: os.replace("source", p),
    "rmdir": lambda os, p: os.rmdir(p),
    "scandir": lambda os, p: os.scandir(p),
    "stat": lambda os, p: os.stat(p),
    "statvfs": lambda os, p: os.statvfs(p),
    "symlink": lambda os, p: os.symlink("target", p),
    "truncate": lambda os, p: os.truncate(p, 0),
    "unlink": lambda os, p: os.unlink(p),
    "utime": lambda os, p: os.utime(p),
}
CLASSES = {
    "ENOENT": FileNotFoundError,
    "ENOTDIR": NotADirectoryError,
    "EEXIST": FileExistsError,
    "EISDIR": IsADirectoryError,
    "EACCES": PermissionError,
    "EPERM": PermissionError,
}  # the subclass that library/exceptions.html promises for an errno; others are plain OSErrors
UNNAMED = {"mkfifo", "mknod", "utime"}  # errors without the path (rationale 0003)


def rows() -> Iterator[tuple[str, str, list[str]]]:
    """(call, situation, allowed errnos) for every row of the table."""
    for call, own in TABLE["functions"].items():
        for situation, errnos in {**TABLE["common"], **own}.items():
            if errnos:
                yield call, situation, errnos


def function_of(call: str) -> str:
    """The function that a call is about."""
    return call.partition("-")[0]


def clause_of(call: str, situation: str) -> str:
    """The clause of a row."""
    role = call.partition("-")[2]
    return f"os.{function_of(call)}/error-{role + '-' if role else ''}{situation}"
