"""Every function of a path with names that few programs expect, and with trailing separators."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, FSPath, Os, World, clause, needs, table
from os_conformance.checks.arguments.calls import BY_NAME, CALLS, PathCall, arrange
from os_conformance.expect import equal

NAMES = {
    "undecodable": b"a\xff\xfeb",
    "newline": b"a\nb",
    "pattern": b"*?[x]{y}$HOME~",
    "backslash": b"a\\b",
    "longest": b"n" * 255,
    "control": b"\x01\x1b[31m\x7f",
}
KINDS = {
    "bytes": ("accepts-bytes", lambda name: name),
    "str": ("accepts-bytes", lambda name: name.decode("utf-8", "surrogateescape")),
    "path-str": ("accepts-pathlike", lambda name: FSPath(name.decode("utf-8", "surrogateescape"))),
}


@table(
    [
        Case(
            f"{call.name}-{key}-{kind}",
            {"call": call, "name": name, "make": make},
            (f"os.{call.name}/{suffix}",),
        )
        for call in CALLS
        for key, name in NAMES.items()
        for kind, (suffix, make) in KINDS.items()
    ]
)
@clause()
@needs("posix-paths", "symlinks", "hardlinks", "fifos", "bytes-names")
def check_odd_names(os: Os, world: World, call: PathCall, name: bytes, make: Any) -> None:
    """A name of any bytes but NUL and the separator names its file, as bytes and as escaped str."""
    arrange_bytes(world, call.before, name)
    call(os, make(name))
    equal(world.kind(name), call.after)


def arrange_bytes(world: World, kind: str | None, name: bytes) -> None:
    """Put what a call needs at a name of bytes."""
    if kind == "file":
        world.file(name, b"data")
    elif kind == "directory":
        world.mkdir(name)
    elif kind == "symlink":
        world.symlink("target", name)


OF_DIRECTORIES = ("chdir", "listdir", "mkdir", "rmdir", "scandir", "statvfs", "walk")
ENDINGS = {"one": "/", "many": "///", "dot": "/.", "dot-slash": "/./"}


@table(
    [
        Case(f"{name}-{key}-{kind}", {"call": BY_NAME[name], "ending": ending, "kind": kind},
             (f"os.{name}/accepts-{'pathlike' if kind == 'path' else 'bytes'}",))
        for name in OF_DIRECTORIES
        for key, ending in ENDINGS.items()
        if not (name in ("rmdir", "mkdir") and "dot" in key)
        for kind in ("str", "bytes", "path")
    ]
)  # fmt: skip
@clause()
@needs("slash-paths")
def check_trailing_separators(os: Os, world: World, call: PathCall, ending: str, kind: str) -> None:
    """A directory may be named with separators, or with a dot, behind its name."""
    arrange(world, call.before, "d")
    path = world.path("d") + ending.replace("/", world.separator)
    call(os, {"str": path, "bytes": path.encode(), "path": FSPath(path)}[kind])
    equal(world.kind("d"), call.after)
