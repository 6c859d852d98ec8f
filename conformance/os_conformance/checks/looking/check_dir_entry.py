"""os.DirEntry: name, path, inode, and its use as a path."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Facts, FSPath, Os, Run, World, cases, clause, needs
from os_conformance.checks.looking.support import entry_of, host_numbers
from os_conformance.expect import equal, has_type

TREE = {
    "x": b"1",
    "d": {"x": b"12", "é": b""},
    "link": ("symlink", "d"),
    "broken": ("symlink", "no"),
}
PLAIN = {"x": b"1", "d": {"x": b"12", "é": b""}}
ARGUMENTS = {
    "name": "d",
    "dot": ".",
    "slash": "d/",
    "slashes": "d//",
    "dot-name": "./d",
    "dot-after": "d/.",
    "up-and-down": "d/../d",
}


def wanted_path(world: World, argument: str) -> str:
    """The scandir argument with the entry's name, parted by one separator unless it ends with one."""
    return argument + ("" if argument.endswith("/") else world.separator) + "x"


@clause("os.DirEntry.path/joined", "os.DirEntry.path/relative", "os.DirEntry.name/base-name")
@cases(argument=ARGUMENTS, kind={"str": str, "bytes": bytes})
def check_relative_path(os: Os, world: World, argument: str, kind: type) -> None:
    """The path of an entry is the scandir argument joined with its name, and stays relative."""
    world.tree(PLAIN)
    wanted = wanted_path(world, argument)
    if kind is str:
        entry = entry_of(os, "x", argument)
        equal((entry.name, entry.path), ("x", wanted))
    else:
        entry = entry_of(os, b"x", argument.encode())
        equal((entry.name, entry.path), (b"x", wanted.encode()))


@clause("os.DirEntry.path/joined", "os.DirEntry.path/bytes")
@cases(kind={"str": str, "bytes": bytes, "path": FSPath})
def check_absolute_path(os: Os, world: World, kind: Any) -> None:
    """The path of an entry of an absolute directory is absolute."""
    world.tree(PLAIN)
    if kind is bytes:
        equal(entry_of(os, b"x", world.bpath("d")).path, world.bpath("d/x"))
    else:
        equal(entry_of(os, "x", kind(world.path("d"))).path, world.path("d/x"))


@clause("os.DirEntry.path/relative")
def check_path_after_chdir(os: Os, world: World) -> None:
    """The path of an entry stays as it is when the current directory changes."""
    world.tree(PLAIN)
    entry = entry_of(os, "x", "d")
    os.chdir(world.path("d"))
    equal(entry.path, f"d{world.separator}x")


@clause("os.DirEntry.name/base-name")
def check_name_after_rename(os: Os, world: World) -> None:
    """The name of an entry is the one it had when the directory was read."""
    world.tree(PLAIN)
    entry = entry_of(os, "x")
    world.rename("x", "y")
    equal(entry.name, "x")


@clause("os.DirEntry/fspath")
@cases(argument={"relative": "d", "bytes": b"d"})
def check_fspath(os: Os, world: World, argument: Any) -> None:
    """fspath of an entry is its path."""
    world.tree(PLAIN)
    entry = entry_of(os, "x" if isinstance(argument, str) else b"x", argument)
    path = os.fspath(entry)
    has_type(path, type(argument))
    equal(path, entry.path)


def used_as_path(os: Any, directory: str) -> Any:
    with os.scandir(directory) as entries:
        found = {e.name: e for e in entries}
    handle = os.open(found["x"], os.O_RDONLY)
    data = os.read(handle, 10)
    os.close(handle)
    return (
        isinstance(found["x"], os.PathLike),
        found["x"].__fspath__() == found["x"].path,
        data,
        os.stat(found["x"]).st_size,
        os.path.basename(found["x"]),
        os.listdir(found["d"]),
    )


@clause("os.DirEntry/fspath")
def check_used_as_path(run: Run, world: World) -> None:
    """An entry is path-like and can be given to the functions that take paths."""
    world.tree({"x": b"12", "d": {"y": b""}})
    equal(run(used_as_path, world.path()), (True, True, b"12", 2, "x", ["y"]))


def subscripted(os: Any, name: str) -> Any:
    parameter = {"str": str, "bytes": bytes}[name]
    alias = os.DirEntry[parameter]
    return alias.__origin__ is os.DirEntry, alias.__args__ == (parameter,)


@clause("os.DirEntry/generic")
@cases(parameter=["str", "bytes"])
def check_generic(run: Run, parameter: str) -> None:
    """DirEntry is generic over the type of the path."""
    equal(run(subscripted, parameter), (True, True))


@clause("os.DirEntry.inode/equals-lstat")
@cases(name=["x", "d"])
def check_inode(os: Os, world: World, name: str) -> None:
    """The inode of an entry is the st_ino of the entry itself."""
    world.tree(PLAIN)
    number = entry_of(os, name).inode()
    has_type(number, int)
    equal(number, os.stat(world.path(name), follow_symlinks=False).st_ino)


@clause("os.DirEntry.inode/equals-lstat")
@needs("symlinks")
@cases(name=["link", "broken"])
def check_inode_of_link(os: Os, world: World, facts: Facts, name: str) -> None:
    """The inode of an entry that is a link is the link's own."""
    world.tree(TREE)
    number = entry_of(os, name).inode()
    equal(number, os.stat(world.path(name), follow_symlinks=False).st_ino)
    if host_numbers(world, facts):
        equal(number, world.lstat(name).st_ino)


@clause("os.DirEntry.inode/equals-lstat")
@needs("hardlinks")
def check_inode_of_hard_links(os: Os, world: World) -> None:
    """Entries that are names of one file have one inode, others another."""
    world.tree(PLAIN)
    world.link("x", "y")
    world.file("z")
    one, same, other = (entry_of(os, n).inode() for n in "xyz")
    equal(one == same, True)
    equal(one == other, False)


@clause("os.DirEntry.inode/cached")
def check_inode_is_cached(os: Os, world: World) -> None:
    """The inode of an entry stays what it was when another file takes the name."""
    world.tree({"x": b"", "other": b""})
    entry = entry_of(os, "x")
    number = entry.inode()
    world.rename("x", "kept")
    world.rename("other", "x")
    equal(entry.inode(), number)
    equal(entry_of(os, "x").inode() == number, False)
