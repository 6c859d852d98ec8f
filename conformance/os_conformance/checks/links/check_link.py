"""os.link."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, World, cases, clause, needs, table
from os_conformance.expect import equal, raises


@clause("os.link/hard-link", "os.link/nt")
@needs("hardlinks")
@cases(dst=["g", "d/g", "é漢"])
def check_hard_link(os: Os, world: World, dst: str) -> None:
    """link gives a file a second name: the same inode, the same content; it returns None."""
    world.tree({"f": b"data", "d": {}})
    equal(os.link(world.path("f"), world.path(dst)), None)
    equal(world.lstat(dst).st_ino, world.lstat("f").st_ino)
    equal(world.read(dst), b"data")


@clause("os.link/nlink")
@needs("hardlinks")
def check_link_count(os: Os, world: World) -> None:
    """The link count grows by one with every link, and shrinks with every unlink."""
    world.file("f")
    for count in (2, 3, 4):
        os.link(world.path("f"), world.path(f"g{count}"))
        equal(os.stat(world.path("f")).st_nlink, count)
    for count in (3, 2, 1):
        os.unlink(world.path(f"g{count + 1}"))
        equal(os.stat(world.path("f")).st_nlink, count)


@clause("os.link/content-shared")
@needs("hardlinks")
@cases(through=["f", "g"])
def check_content_is_shared(os: Os, world: World, through: str) -> None:
    """What is written through one name is read through the other."""
    world.file("f", b"data")
    os.link(world.path("f"), world.path("g"))
    descriptor = os.open(world.path(through), os.O_WRONLY | os.O_APPEND)
    os.write(descriptor, b"+more")
    os.close(descriptor)
    equal((world.read("f"), world.read("g")), (b"data+more", b"data+more"))


@clause("os.link/content-shared")
@needs("hardlinks", "permissions")
def check_status_is_shared(os: Os, world: World) -> None:
    """Mode and times belong to the file, not to one of its names."""
    world.file("f")
    os.link(world.path("f"), world.path("g"))
    os.chmod(world.path("g"), 0o640)
    os.utime(world.path("g"), ns=(10**18, 10**18 + 5 * 10**8))
    equal(oct(world.mode("f")), oct(0o640))
    equal(world.lstat("f").st_mtime_ns, 10**18 + 5 * 10**8)


OCCUPIED: dict[str, Any] = {
    "file": b"old", "directory": {}, "link": ("symlink", "f"), "dangling": ("symlink", "nowhere"),
}  # fmt: skip


@clause("os.link/dst-exists")
@needs("hardlinks", "symlinks")
@cases(there=OCCUPIED)
def check_exists(os: Os, world: World, there: Any) -> None:
    """link onto a name that is taken raises FileExistsError, with both names, and changes nothing."""
    tree = {"f": b"data", "g": there}
    world.tree(tree)
    old, new = world.path("f"), world.path("g")
    with raises(FileExistsError, errno="EEXIST", filename=old, filename2=new):
        os.link(old, new)
    equal(world.snapshot(), tree)


@clause("os.link/src-missing")
@needs("hardlinks")
@cases(src=["none", "none/x"])
def check_missing(os: Os, world: World, src: str) -> None:
    """link of what is missing raises FileNotFoundError."""
    with raises(FileNotFoundError, errno="ENOENT", filename=src, filename2="g"):
        os.link(src, "g")
    equal(world.snapshot(), {})


@clause("os.link/nofollow")
@needs("hardlinks", "symlinks")
@cases(target=["f", "nowhere"])
def check_the_link_itself(os: Os, world: World, target: str) -> None:
    """With follow_symlinks=False link gives the symbolic link itself a second name."""
    world.tree({"f": b"data", "s": ("symlink", target)})
    os.link(world.path("s"), world.path("g"), follow_symlinks=False)
    equal(world.lstat("g").st_ino, world.lstat("s").st_ino)
    equal(world.readlink("g"), target)


@clause("os.link/nt-nofollow-default")
@needs("hardlinks", "symlinks")
def check_default_on_windows(os: Os, world: World) -> None:
    """On Windows link gives a symbolic link itself a second name unless told otherwise."""
    world.tree({"f": b"data", "s": ("symlink", "f")})
    os.link(world.path("s"), world.path("g"))
    equal(world.kind("g"), "symlink")


@clause("os.link/directory")
@needs("hardlinks")
def check_directory(os: Os, world: World) -> None:
    """link of a directory is refused."""
    world.mkdir("d")
    with raises(OSError, errno=("EPERM", "EACCES", "EISDIR")):
        os.link(world.path("d"), world.path("g"))
    equal(world.snapshot(), {"d": {}})


@clause("os.link/dir-fd-pair")
@needs("hardlinks")
@cases(pair={"both": (True, True), "from": (True, False), "to": (False, True)})
def check_dir_fd_pair(os: Os, world: World, pair: tuple[bool, bool]) -> None:
    """Each of the two paths may be relative to a directory descriptor of its own."""
    world.tree({"a": {"f": b"data"}, "b": {}})
    a, b = os.open(world.path("a"), os.O_RDONLY), os.open(world.path("b"), os.O_RDONLY)
    src, dst = ("f" if pair[0] else world.path("a/f")), ("g" if pair[1] else world.path("b/g"))
    keywords = {"src_dir_fd": a if pair[0] else None, "dst_dir_fd": b if pair[1] else None}
    os.link(src, dst, **keywords)
    equal(world.snapshot(), {"a": {"f": b"data"}, "b": {"g": b"data"}})


@clause("os.link/follow")
@needs("hardlinks", "symlinks")
@table([Case("implied", {"given": {}}), Case("told", {"given": {"follow_symlinks": True}})])
def check_link_of_a_link(os: Os, world: World, given: dict[str, Any]) -> None:
    """A hard link made through a symbolic link reaches the target (rationale 0013)."""
    world.tree({"f": b"data", "s": ("symlink", "f")})
    os.link(world.path("s"), world.path("g"), **given)
    equal(world.read("g"), b"data")
