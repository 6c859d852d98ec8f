"""The dir_fd parameter of every function that has it."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, World, clause, needs, table
from os_conformance.checks.arguments.calls import WITH_DIR_FD, PathCall, arrange
from os_conformance.expect import equal, raises


def rows(suffix: str) -> list[Case]:
    """One case a function, for its clause of that suffix."""
    return [Case(c.name, {"call": c}, (f"os.{c.name}/{suffix}",)) for c in WITH_DIR_FD]


@table(rows("dir-fd-relative"))
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_relative(os: Os, world: World, call: PathCall) -> None:
    """A relative path is resolved against the directory that dir_fd is open on."""
    world.mkdir("d")
    arrange(world, call.before, "d/x")
    call(os, "x", **{call.keyword: os.open(world.path("d"), os.O_RDONLY)})
    equal(world.kind("d/x"), call.after)
    equal(world.kind("x"), None)


@table(rows("dir-fd-absolute-ignored"))
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_absolute(os: Os, world: World, call: PathCall) -> None:
    """An absolute path ignores dir_fd."""
    world.mkdir("d")
    arrange(world, call.before, "x")
    call(os, world.path("x"), **{call.keyword: os.open(world.path("d"), os.O_RDONLY)})
    equal(world.kind("x"), call.after)
    equal(world.kind("d/x"), None)


@table(rows("dir-fd-none"))
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_none(os: Os, world: World, call: PathCall) -> None:
    """dir_fd=None means the current directory."""
    arrange(world, call.before, "x")
    call(os, "x", **{call.keyword: None})
    equal(world.kind("x"), call.after)


@table(rows("dir-fd-not-directory"))
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_not_a_directory(os: Os, world: World, call: PathCall) -> None:
    """A dir_fd that is open on a file raises NotADirectoryError for a relative path."""
    world.file("f")
    descriptor = os.open(world.path("f"), os.O_RDONLY)
    if call.name == "access":
        equal(call(os, "x", dir_fd=descriptor), False)
        return
    with raises(NotADirectoryError, errno="ENOTDIR"):
        call(os, "x", **{call.keyword: descriptor})


POSITIONAL: dict[str, tuple[Any, ...]] = {
    "access": ("x", 0), "chmod": ("x", 0o644), "chown": ("x", -1, -1), "link": ("x", "y"), "lstat": ("x",),
    "mkdir": ("x", 0o777), "mkfifo": ("x", 0o666), "mknod": ("x", 0o600, 0), "open": ("x", 0, 0o777),
    "readlink": ("x",), "remove": ("x",), "rename": ("x", "y"), "replace": ("x", "y"), "rmdir": ("x",),
    "symlink": ("t", "x", False), "unlink": ("x",), "utime": ("x", None),
}  # fmt: skip


@table(rows("dir-fd-keyword-only"))
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_keyword_only(os: Os, world: World, call: PathCall) -> None:
    """dir_fd is taken by keyword only: one more positional argument raises TypeError."""
    arrange(world, call.before, "x")
    with raises(TypeError):
        getattr(os, call.name)(*POSITIONAL[call.name], None)
    equal(world.kind("x"), call.before)
