"""What each way of looking says of each kind of file: one truth table."""

from __future__ import annotations

import stat
from typing import Any

from os_conformance.check import Case, FSPath, Os, World, clause, needs, table
from os_conformance.checks.looking.support import entry_of
from os_conformance.expect import equal

TREE: dict[str, Any] = {
    "file": b"data",
    "directory": {},
    "to-file": ("symlink", "file"),
    "to-directory": ("symlink", "directory"),
    "to-fifo": ("symlink", "fifo"),
    "to-link": ("symlink", "to-file"),
    "dangling": ("symlink", "nowhere"),
    "loop": ("symlink", "loop"),
}
YES_AND_NO: dict[str, str] = {
    # function: the names of which it is true
    "exists": "file directory fifo to-file to-directory to-fifo to-link to-directory/ directory/.",
    "lexists": "file directory fifo to-file to-directory to-fifo to-link dangling loop to-directory/ "
    "directory/.",
    "isfile": "file to-file to-link",
    "isdir": "directory to-directory to-directory/ directory/.",
    "islink": "to-file to-directory to-fifo to-link dangling loop",
    "ismount": "",
}
NAMES = (
    "file", "directory", "fifo", "to-file", "to-directory", "to-fifo", "to-link", "dangling", "loop",
    "missing", "file/below", "file/", "to-directory/", "directory/.", "missing/..",
)  # fmt: skip
SORTS = {
    "file": "file", "directory": "dir", "fifo": "fifo", "to-file": "link-to-file", "to-link": "link-to-file",
    "to-directory": "link-to-dir", "to-fifo": "link-to-fifo", "dangling": "dangling", "loop": "dangling",
    "to-directory/": "dir", "directory/.": "dir",
}  # fmt: skip
SLUGS: dict[str, dict[str, str]] = {
    # function: the clause for a sort of file; "" for all others, missing ones apart
    "exists": {"dangling": "dangling", "dir": "dir", "": "existing"},
    "lexists": {"dangling": "dangling", "": "existing"},
    "isfile": {"dir": "dir", "link-to-dir": "dir", "link-to-file": "link-to-file", "fifo": "fifo",
               "link-to-fifo": "fifo", "dangling": "missing", "": "file"},
    "isdir": {"dir": "dir", "link-to-dir": "link-to-dir", "dangling": "dangling", "": "file"},
    "islink": {"dangling": "dangling", "file": "file", "dir": "file", "fifo": "file", "": "link"},
    "ismount": {"dir": "subdir", "file": "file", "fifo": "file", "": "symlink"},
}  # fmt: skip


def clause_of(function: str, name: str) -> str:
    """The clause that says how the function answers for that name of the tree."""
    if name not in SORTS:
        return f"os.path.{function}/missing"
    slugs = SLUGS[function]
    return f"os.path.{function}/{slugs.get(SORTS[name], slugs[''])}"


KINDS = {"str": str, "bytes": str.encode, "path": FSPath}


@table(
    [
        Case(f"{function}-{name}-{kind}", {"function": function, "name": name, "make": make},
             (clause_of(function, name),))
        for function in YES_AND_NO
        for name in NAMES
        for kind, make in KINDS.items()
        if not (function == "ismount" and kind == "path")
    ]
)  # fmt: skip
@clause()
@needs("posix-paths", "symlinks", "fifos")
def check_yes_or_no(os: Os, world: World, function: str, name: str, make: Any) -> None:
    """Each question of os.path is answered as the table says, for every kind of file."""
    world.tree(TREE)
    world.fifo("fifo")
    told = getattr(os.path, function)(make(world.path() + "/" + name))
    equal(told, name in YES_AND_NO[function].split(), f"{function}({name})")


FORMATS = {
    "file": (stat.S_IFREG, stat.S_IFREG),
    "directory": (stat.S_IFDIR, stat.S_IFDIR),
    "fifo": (stat.S_IFIFO, stat.S_IFIFO),
    "to-file": (stat.S_IFREG, stat.S_IFLNK),
    "to-directory": (stat.S_IFDIR, stat.S_IFLNK),
    "to-fifo": (stat.S_IFIFO, stat.S_IFLNK),
    "to-link": (stat.S_IFREG, stat.S_IFLNK),
    "dangling": (None, stat.S_IFLNK),
    "loop": (None, stat.S_IFLNK),
}  # name: what stat says, what lstat says
WAYS: dict[str, tuple[int, Any]] = {
    "stat": (0, lambda os, p: os.stat(p)),
    "lstat": (1, lambda os, p: os.lstat(p)),
    "stat-no-follow": (1, lambda os, p: os.stat(p, follow_symlinks=False)),
    "entry-stat": (0, lambda os, p: entry(os, p).stat()),
    "entry-lstat": (1, lambda os, p: entry(os, p).stat(follow_symlinks=False)),
}


def entry(os: Os, path: str) -> Any:
    """The entry of that path, as its directory tells it."""
    folder, _, name = path.rpartition("/")
    return entry_of(os, name, folder)


@table(
    [
        Case(f"{way}-{name}", {"way": way, "name": name}, (
            {"stat": "os.stat/follows", "lstat": "os.lstat/link-itself", "stat-no-follow": "os.stat/nofollow",
             "entry-stat": "os.DirEntry.stat/follows", "entry-lstat": "os.DirEntry.stat/nofollow"}[way],
        ))
        for way in WAYS
        for name in FORMATS
    ]
)  # fmt: skip
@clause()
@needs("posix-paths", "symlinks", "fifos")
def check_formats(os: Os, world: World, way: str, name: str) -> None:
    """Each way to a status tells the kind of the file, or of the link itself, for every kind of file."""
    world.tree(TREE)
    world.fifo("fifo")
    which, look = WAYS[way]
    wanted = FORMATS[name][which]
    try:
        told: Any = stat.S_IFMT(look(os, world.path(name)).st_mode)
    except OSError as error:
        told = None
        equal(wanted, None, f"{way}({name}), which raised {type(error).__name__}")
    equal(told, wanted)
