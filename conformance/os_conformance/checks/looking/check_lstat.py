"""os.lstat."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Facts, FSPath, Os, Run, World, cases, clause, needs
from os_conformance.checks.looking.support import (
    DIRECTORY,
    LINK,
    host_numbers,
    kind_of,
    same_status,
)
from os_conformance.expect import Unmet, equal, has_type

TREE = {
    "file": b"12345",
    "dir": {"inner": b"123"},
    "to-file": ("symlink", "file"),
    "to-dir": ("symlink", "dir"),
    "to-link": ("symlink", "to-file"),
    "broken": ("symlink", "nowhere"),
    "loop": ("symlink", "loop"),
}
LINKS = [n for n, entry in TREE.items() if isinstance(entry, tuple)]
KINDS = {
    "str": lambda world, name: world.path(name),
    "bytes": lambda world, name: world.bpath(name),
    "path-str": lambda world, name: FSPath(world.path(name)),
    "path-bytes": lambda world, name: FSPath(world.bpath(name)),
    "relative": lambda world, name: name,
}


@clause("os.lstat/link-itself")
@needs("symlinks")
@cases(name=LINKS, kind=KINDS)
def check_link_itself(os: Os, world: World, facts: Facts, name: str, kind: Any) -> None:
    """lstat tells of a link itself, whatever it points to."""
    world.tree(TREE)
    status = os.lstat(kind(world, name))
    equal(kind_of(status), LINK)
    if host_numbers(world, facts):
        equal((status.st_ino, status.st_dev), (world.lstat(name).st_ino, world.lstat(name).st_dev))


@clause("os.lstat/link-itself")
@needs("symlinks")
def check_links_on_the_way(os: Os, world: World) -> None:
    """lstat follows the links on the way to the last name."""
    world.tree(TREE)
    equal(os.lstat(world.path("to-dir/inner")).st_size, 3)


@clause("os.lstat/equals-stat-nofollow")
@cases(name=["file", "dir", "dir/inner"])
def check_same_without_links(os: Os, world: World, name: str) -> None:
    """lstat of what is no link gives the same as stat, with and without following."""
    world.tree({"file": b"12345", "dir": {"inner": b"123"}})
    status = os.lstat(world.path(name))
    same_status(status, os.stat(world.path(name)))
    same_status(status, os.stat(world.path(name), follow_symlinks=False))


@clause("os.lstat/equals-stat-nofollow")
@needs("symlinks")
@cases(name=LINKS)
def check_same_as_not_following(os: Os, world: World, name: str) -> None:
    """lstat of a link gives the same as stat with follow_symlinks=False."""
    world.tree(TREE)
    same_status(os.lstat(world.path(name)), os.stat(world.path(name), follow_symlinks=False))


@clause("os.lstat/equals-stat-nofollow")
@needs("permissions")
@cases(mode=[0o4755, 0o2755, 0o1777, 0o640], what=["file", "directory"])
def check_bits(os: Os, world: World, mode: int, what: str) -> None:
    """lstat tells all the bits that the file system keeps, those of set-id and stickiness too."""
    if what == "file":
        world.file("x")
    else:
        world.mkdir("x")
    world.chmod("x", mode)
    equal(oct(os.lstat(world.path("x")).st_mode & 0o7777), oct(world.mode("x")))


@clause("os.lstat/equals-stat-nofollow")
@needs("shared-files")
def check_after_changes(os: Os, world: World) -> None:
    """lstat tells how things are now, also of a path that it has told of before."""
    world.file("x", b"1")
    sizes = [os.lstat(world.path("x")).st_size]
    world.file("x", b"12345")
    sizes.append(os.lstat(world.path("x")).st_size)
    equal(sizes, [1, 5])
    world.unlink("x")
    world.mkdir("x")
    equal(kind_of(os.lstat(world.path("x"))), DIRECTORY)


@clause("os.lstat/dangling")
@needs("symlinks")
@cases(
    target={
        "missing": "nowhere",
        "below-missing": "no/where",
        "below-file": "file/x",
        "itself": "link",
    }
)
def check_dangling(os: Os, world: World, target: str) -> None:
    """lstat of a link that leads nowhere tells of the link."""
    world.file("file")
    world.symlink(target, "link")
    equal(kind_of(os.lstat(world.path("link"))), LINK)


@clause("os.lstat/size-of-link", "os.stat_result.st_size/symlink")
@needs("symlinks")
@cases(
    target={"one": "f", "dots": "../..", "path": "a/b/c", "two-bytes": "é", "three-bytes": "漢字",
            "100": "x" * 100, "1000": "x/" * 500, "absolute": "/a b"}
)  # fmt: skip
def check_size(os: Os, world: World, target: str) -> None:
    """The size of a link is the number of bytes of its target's name."""
    world.symlink(target, "link")
    wanted = len(target.encode())
    equal(os.lstat(world.path("link")).st_size, wanted)
    equal(os.stat(world.path("link"), follow_symlinks=False).st_size, wanted)


def is_stat_result(os: Any, path: str) -> Any:
    return isinstance(os.lstat(path), os.stat_result)


@clause("os.lstat/equals-stat-nofollow")
def check_type(run: Run, world: World) -> None:
    """lstat returns a stat_result."""
    equal(run(is_stat_result, world.path()), True)


def has_symlink(os: Any) -> Any:
    return hasattr(os, "symlink")


@clause("os.lstat/alias")
def check_without_links(os: Os, run: Run, world: World) -> None:
    """Where there are no symbolic links, lstat gives what stat gives."""
    if run(has_symlink):
        raise Unmet("the platform has symbolic links", "not-applicable")
    world.tree({"file": b"12345", "dir": {}})
    for name in ("file", "dir"):
        same_status(os.lstat(world.path(name)), os.stat(world.path(name)))


def junction(os: Any, target: str, name: str) -> Any:
    try:
        winapi = __import__("_winapi")  # where a CPython for Windows makes junctions
    except ImportError as error:
        return str(error)
    try:
        winapi.CreateJunction(target, name)
    except OSError as error:
        return "no junction could be made: " + str(error)
    own, followed = os.lstat(name), os.stat(name)
    return own.st_file_attributes, own.st_reparse_tag, followed.st_mode, followed.st_reparse_tag


@clause("os.lstat/nt-junction", "os.stat_result.st_reparse_tag/nt")
@needs("native")
def check_junction(run: Run, world: World) -> None:
    """lstat tells of a junction itself, stat of the directory that it leads to."""
    world.mkdir("target")
    told = run(junction, world.path("target"), world.path("junction"))
    if isinstance(told, str):
        raise Unmet(told)
    attributes, tag, followed, tag_followed = told
    has_type(tag, int)
    equal(attributes & 0x400, 0x400, "FILE_ATTRIBUTE_REPARSE_POINT")
    equal(tag & 0xFFFFFFFF, 0xA0000003, "IO_REPARSE_TAG_MOUNT_POINT")
    equal((followed & 0o170000, tag_followed), (DIRECTORY, 0))
