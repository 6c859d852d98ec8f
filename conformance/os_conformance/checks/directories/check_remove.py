"""os.remove, os.unlink and os.rmdir."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, World, cases, clause, needs, table
from os_conformance.expect import ANY, Deviation, describe, equal, raises

NAMES = ("remove", "unlink")
TARGETS: dict[str, Any] = {"target": b"data", "folder": {"x": b""}}
ENTRIES: dict[str, Any] = {
    "file": b"data",
    "empty-file": b"",
    "link-to-file": ("symlink", "target"),
    "link-to-directory": ("symlink", "folder"),
    "dangling": ("symlink", "nowhere"),
    "loop": ("symlink", "n"),
}


@table(
    [
        Case(
            f"{name}-{key}",
            {"name": name, "key": key},
            (
                f"os.{name}/removes",
                *(["os.remove/symlink"] if name == "remove" and key[0] == "l" else []),
            ),
        )
        for name in NAMES
        for key in ENTRIES
    ]
)
@clause()
@needs("symlinks")
def check_removes(os: Os, world: World, name: str, key: str) -> None:
    """remove and unlink take the entry itself away, never what a link leads to."""
    world.tree({**TARGETS, "n": ENTRIES[key]})
    equal(getattr(os, name)(world.path("n")), None)
    equal(world.snapshot(), TARGETS)


@clause("os.remove/returns-none")
def check_returns_none(os: Os, world: World) -> None:
    """remove returns None."""
    world.file("f")
    equal(os.remove(world.path("f")), None)


@table([Case(name, {"name": name}, (f"os.{name}/removes",)) for name in NAMES])
@clause()
@needs("hardlinks")
def check_one_of_two_names(os: Os, world: World, name: str) -> None:
    """remove and unlink of one hard link leave the other, with its content."""
    world.file("a", b"data")
    world.link("a", "b")
    getattr(os, name)(world.path("a"))
    equal(world.snapshot(), {"b": b"data"})
    equal(world.lstat("b").st_nlink, 1)


@table([Case(name, {"name": name}, (f"os.{name}/removes",)) for name in NAMES])
@clause()
@needs("fifos")
def check_fifo(os: Os, world: World, name: str) -> None:
    """remove and unlink take a named pipe away without opening it."""
    world.fifo("p")
    getattr(os, name)(world.path("p"))
    equal(world.snapshot(), {})


@table([Case(name, {"name": name}, ("os.remove/open-posix",)) for name in NAMES])
@clause()
def check_open_file(os: Os, world: World, name: str) -> None:
    """A removed file stays usable through its descriptor until that is closed."""
    world.file("f", b"data")
    descriptor = os.open(world.path("f"), os.O_RDWR)
    getattr(os, name)(world.path("f"))
    equal(world.kind("f"), None)
    equal(os.read(descriptor, 10), b"data")
    equal(os.write(descriptor, b"more"), 4)
    equal(os.lseek(descriptor, 0, os.SEEK_SET), 0)
    equal(os.read(descriptor, 10), b"datamore")
    equal(os.fstat(descriptor).st_nlink, 0)


SAME: dict[str, str] = {
    "file": "f", "missing": "none", "below-file": "f/x", "link": "s", "dangling": "g", "slashed": "f/",
    "directory": "d", "empty": "",
}  # fmt: skip


def attempt(function: Any, path: str) -> str:
    """What the call does, in words."""
    try:
        return repr(function(path))
    except OSError as error:
        return describe(error).replace(path, "")


@clause("os.remove/same-as-unlink", "os.unlink/same-as-remove")
@needs("symlinks")
@cases(path=SAME)
def check_same(os: Os, world: World, path: str) -> None:
    """remove and unlink are the same function under two names."""
    for folder in ("left", "right"):
        world.tree({folder: {"f": b"", "d": {}, "s": ("symlink", "f"), "g": ("symlink", "none")}})
    told = [
        attempt(function, f"{folder}/{path}" if path else "")
        for function, folder in ((os.remove, "left"), (os.unlink, "right"))
    ]
    if told[0].replace("left", "") != told[1].replace("right", ""):
        raise Deviation(f"remove to do as unlink does: {told[1]}", told[0])
    equal(world.snapshot("left"), world.snapshot("right"))


@clause("os.remove/readonly-dir")
@needs("unprivileged", "permissions")
@cases(name=NAMES, mode=[0o555, 0o444])
def check_read_only_directory(os: Os, world: World, name: str, mode: int) -> None:
    """In a directory that may not be written nothing can be removed."""
    world.mkdir("p")
    world.file("p/f")
    world.chmod("p", mode)
    path = world.path("p/f")
    with raises(PermissionError, errno="EACCES", filename=path):
        getattr(os, name)(path)
    world.chmod("p", 0o755)
    equal(world.kind("p/f"), "file")


@clause("os.remove/removes")
@needs("unprivileged", "permissions")
def check_read_only_file(os: Os, world: World) -> None:
    """A file's own permissions do not keep it from being removed."""
    world.file("f", b"", 0o000)
    os.remove(world.path("f"))
    equal(world.kind("f"), None)


@clause("os.remove/nt-in-use")
def check_in_use_on_windows(os: Os, world: World) -> None:
    """On Windows a file in use cannot be removed."""
    world.file("f")
    os.open(world.path("f"), os.O_RDONLY)
    with raises(PermissionError, filename=ANY, winerror=32):
        os.remove(world.path("f"))
    equal(world.kind("f"), "file")


@clause("os.remove/nt-readonly")
def check_read_only_on_windows(os: Os, world: World) -> None:
    """On Windows a read-only file cannot be removed."""
    world.file("f")
    os.chmod(world.path("f"), 0o400)
    with raises(PermissionError, winerror=5):
        os.remove(world.path("f"))
    os.chmod(world.path("f"), 0o600)


@clause("os.rmdir/removes")
@cases(name=["d", "é漢", ".hidden"])
def check_rmdir(os: Os, world: World, name: str) -> None:
    """rmdir takes an empty directory away and returns None."""
    world.mkdir(name)
    world.mkdir("kept")
    equal(os.rmdir(world.path(name)), None)
    equal(world.snapshot(), {"kept": {}})


FULL: dict[str, Any] = {
    "file": {"f": b""}, "directory": {"e": {}}, "link": {"s": ("symlink", "nowhere")}, "hidden": {".f": b""},
}  # fmt: skip


@clause("os.rmdir/nonempty")
@needs("symlinks")
@cases(inside=FULL)
def check_rmdir_not_empty(os: Os, world: World, inside: Any) -> None:
    """rmdir refuses a directory with anything in it."""
    world.tree({"d": inside})
    path = world.path("d")
    with raises(OSError, errno=("ENOTEMPTY", "EEXIST"), filename=path):
        os.rmdir(path)
    equal(world.snapshot(), {"d": inside})


@clause("os.rmdir/file")
def check_rmdir_file(os: Os, world: World) -> None:
    """rmdir of a file raises NotADirectoryError."""
    world.file("f", b"data")
    path = world.path("f")
    with raises(NotADirectoryError, filename=path):
        os.rmdir(path)
    equal(world.snapshot(), {"f": b"data"})


@clause("os.rmdir/symlink")
@needs("symlinks")
@cases(target=["d", "full", "nowhere", "f"])
def check_rmdir_link(os: Os, world: World, target: str) -> None:
    """rmdir does not follow a symbolic link: it raises NotADirectoryError."""
    tree = {"d": {}, "full": {"x": b""}, "f": b"", "s": ("symlink", target)}
    world.tree(tree)
    with raises(NotADirectoryError, errno="ENOTDIR"):
        os.rmdir(world.path("s"))
    equal(world.snapshot(), tree)


@clause("os.rmdir/nt-symlink-dir")
@needs("symlinks")
def check_rmdir_link_on_windows(os: Os, world: World) -> None:
    """On Windows rmdir removes a symbolic link to a directory, and not the directory."""
    world.tree({"d": {"x": b""}})
    os.symlink(world.path("d"), world.path("s"), target_is_directory=True)
    os.rmdir(world.path("s"))
    equal(world.snapshot(), {"d": {"x": b""}})
