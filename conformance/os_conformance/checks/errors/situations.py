"""The situations of the error table, the calls, and the table itself."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
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
    "empty": ("", "that is empty"),
    "fifo": ("fifo", "that is a named pipe"),
}
CALLS: dict[str, Callable[[Os, Any], Any]] = {
    "chdir": lambda os, p: os.chdir(p),
    "chmod": lambda os, p: os.chmod(p, 0o644),
    "chown": lambda os, p: os.chown(p, -1, -1),
    "link-from": lambda os, p: os.link(p, "new"),
    "link-to": lambda os, p: os.link("source", p),
    "listdir": lambda os, p: os.listdir(p),
    "getxattr": lambda os, p: os.getxattr(p, "user.x"),
    "lchown": lambda os, p: os.lchown(p, -1, -1),
    "listxattr": lambda os, p: os.listxattr(p),
    "lstat": lambda os, p: os.lstat(p),
    "makedirs": lambda os, p: os.makedirs(p),
    "mkdir": lambda os, p: os.mkdir(p),
    "mkfifo": lambda os, p: os.mkfifo(p),
    "mknod": lambda os, p: os.mknod(p),
    "open-read": lambda os, p: os.open(p, os.O_RDONLY),
    "open-write": lambda os, p: os.open(p, os.O_WRONLY),
    "open-create": lambda os, p: os.open(p, os.O_WRONLY | os.O_CREAT),
    "open-directory": lambda os, p: os.open(p, os.O_RDONLY | os.O_DIRECTORY),
    "open-no-follow": lambda os, p: os.open(p, os.O_RDONLY | os.O_NOFOLLOW),
    "open-create-exclusive": lambda os, p: os.open(p, os.O_WRONLY | os.O_CREAT | os.O_EXCL),
    "pathconf": lambda os, p: os.pathconf(p, "PC_NAME_MAX"),
    "path.getatime": lambda os, p: os.path.getatime(p),
    "path.getctime": lambda os, p: os.path.getctime(p),
    "path.getmtime": lambda os, p: os.path.getmtime(p),
    "path.getsize": lambda os, p: os.path.getsize(p),
    "path.samefile": lambda os, p: os.path.samefile(p, "."),
    "readlink": lambda os, p: os.readlink(p),
    "remove": lambda os, p: os.remove(p),
    "removedirs": lambda os, p: os.removedirs(p),
    "removexattr": lambda os, p: os.removexattr(p, "user.x"),
    "rename-from": lambda os, p: os.rename(p, "new"),
    "rename-to": lambda os, p: os.rename("source", p),
    "rename-directory-to": lambda os, p: os.rename("moving", p),
    "renames-from": lambda os, p: os.renames(p, "new"),
    "replace-from": lambda os, p: os.replace(p, "new"),
    "replace-to": lambda os, p: os.replace("source", p),
    "replace-directory-to": lambda os, p: os.replace("moving", p),
    "rmdir": lambda os, p: os.rmdir(p),
    "scandir": lambda os, p: os.scandir(p),
    "setxattr": lambda os, p: os.setxattr(p, "user.x", b""),
    "stat": lambda os, p: os.stat(p),
    "stat-no-follow": lambda os, p: os.stat(p, follow_symlinks=False),
    "statvfs": lambda os, p: os.statvfs(p),
    "symlink": lambda os, p: os.symlink("target", p),
    "truncate": lambda os, p: os.truncate(p, 0),
    "unlink": lambda os, p: os.unlink(p),
    "utime": lambda os, p: os.utime(p),
    "utime-no-follow": lambda os, p: os.utime(p, follow_symlinks=False),
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


def windows_rows() -> Iterator[tuple[str, str, list[int | str]]]:
    """The same for Windows: codes of its own (numbers), or errnos of its C library (names)."""
    table = TABLE["windows"]
    for call, own in table["functions"].items():
        common = table["common-c" if call.startswith("open") else "common"]
        for situation, codes in {**common, **own}.items():
            if codes:
                yield call, situation, codes


def function_of(call: str) -> str:
    """The function that a call is about, such as "rename" or "path.getsize"."""
    return call.partition("-")[0]


def clause_of(call: str, situation: str, prefix: str = "error") -> str:
    """The clause of a row; `prefix` is "windows-error" for the rows of Windows."""
    role = call.partition("-")[2]
    return f"os.{function_of(call)}/{prefix}-{role + '-' if role else ''}{situation}"


def statement_of(call: str, situation: str, codes: Iterable[int | str], where: str = "") -> str:
    """The statement of a row, in words."""
    name, _, role = call.partition("-")
    subject = f"{name} {PREPOSITIONS.get(role, 'of')} a path {SITUATIONS[situation][1]}"
    told = " or ".join(f"winerror {c}" if isinstance(c, int) else c for c in codes)
    return f"{where}{subject} raises OSError with {told}."


PREPOSITIONS = {
    "from": "from",
    "to": "to",
    "directory-to": "of a directory to",
    "read": "for reading of",
    "write": "for writing of",
    "create": "for writing or making of",
    "create-exclusive": "for making of",
    "directory": "as a directory of",
    "no-follow": "without following links of",
}
