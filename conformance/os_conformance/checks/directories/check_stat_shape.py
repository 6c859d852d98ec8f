"""os.stat: the shape of its result, what it follows, what it takes."""

from __future__ import annotations

import stat
from typing import Any

from os_conformance.check import (
    Case,
    Facts,
    FSPath,
    Os,
    Run,
    World,
    cases,
    clause,
    needs,
    table,
)
from os_conformance.checks.descriptors.parts import opened
from os_conformance.checks.looking.support import host_numbers
from os_conformance.expect import equal, raises

FIELDS = ("st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size")
KINDS = {
    "str": lambda world: world.path("file"),
    "bytes": lambda world: world.bpath("file"),
    "path-str": lambda world: FSPath(world.path("file")),
    "path-bytes": lambda world: FSPath(world.bpath("file")),
    "relative": lambda world: "file",
    "relative-bytes": lambda world: b"file",
}


def shape(os: Any, path: Any) -> Any:
    status = os.stat(path)
    return isinstance(status, os.stat_result), isinstance(status, tuple), len(status) >= 10


@clause("os.stat/type", "os.stat_result/tuple-10")
def check_type(run: Run, world: World) -> None:
    """stat returns a stat_result, a tuple of at least ten items."""
    world.file("file")
    equal(run(shape, world.path("file")), (True, True, True))


@clause("os.stat_result/order", "os.stat_result/tuple-10")
def check_order(os: Os, world: World) -> None:
    """stat's items are mode, ino, dev, nlink, uid, gid, size and the three times."""
    world.file("file", b"12345")
    status = os.stat(world.path("file"))
    equal(tuple(status[n] for n in range(7)), tuple(getattr(status, name) for name in FIELDS))
    times = (status.st_atime, status.st_mtime, status.st_ctime)
    equal(tuple(status[n] for n in (7, 8, 9)), tuple(int(t // 1) for t in times))


@clause("os.stat_result/int-items", "os.stat_result/float-times")
def check_item_types(os: Os, world: World) -> None:
    """stat's items are integers, its times as attributes floats."""
    world.file("file")
    world.set_times("file", 1_000_000_000_500_000_000, 1_100_000_000_250_000_000)
    status = os.stat(world.path("file"))
    equal({type(status[n]) for n in range(10)}, {int})
    equal({type(getattr(status, n)) for n in ("st_atime", "st_mtime", "st_ctime")}, {float})
    equal((status[7], status[8]), (1_000_000_000, 1_100_000_000))


@clause("os.stat_result/extra-attrs")
@cases(name=["st_atime_ns", "st_mtime_ns", "st_ctime_ns"])
def check_nanoseconds(os: Os, world: World, name: str) -> None:
    """stat has times in nanoseconds as integers that agree with the seconds."""
    world.file("file")
    status = os.stat(world.path("file"))
    equal(type(getattr(status, name)), int)
    equal(getattr(status, name) // 10**9, int(getattr(status, name[:-3]) // 1))


def number(os: Os, world: World, facts: Facts, name: str) -> int:
    """The number of an entry itself: the host's, or where it has others what lstat says."""
    seen = world.lstat(name) if host_numbers(world, facts) else os.lstat(world.path(name))
    return int(seen.st_ino)


@clause("os.stat/type", "os.stat/accepts-bytes", "os.stat/accepts-pathlike")
@cases(kind=KINDS)
@needs("permissions")
def check_agrees_with_host(os: Os, world: World, facts: Facts, kind: Any) -> None:
    """stat of every kind of path tells what the file is like."""
    world.file("file", b"12345", 0o640)
    seen, status = world.lstat("file"), os.stat(kind(world))
    if host_numbers(world, facts):  # others have other permissions, owners and numbers of files
        for name in ("st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid"):
            equal(getattr(status, name), getattr(seen, name), name)
    equal(stat.S_IFMT(status.st_mode), stat.S_IFREG, "type")
    equal(status.st_size, seen.st_size, "st_size")
    unit = 1 if facts.os_name == "posix" else 100  # Windows counts tenths of a microsecond
    equal(status.st_mtime_ns // unit, seen.st_mtime_ns // unit, f"st_mtime_ns // {unit}")


@clause("os.stat/follows")
@needs("symlinks")
@cases(what=["file", "directory"], hops=[1, 2, 5])
def check_follows(os: Os, world: World, facts: Facts, what: str, hops: int) -> None:
    """stat follows symbolic links to their end."""
    world.mkdir("directory")
    world.file("file")
    world.symlink(what, "link1")
    for n in range(1, hops):
        world.symlink(f"link{n}", f"link{n + 1}")
    equal(os.stat(world.path(f"link{hops}")).st_ino, number(os, world, facts, what))


@clause("os.stat/nofollow")
@needs("symlinks")
@cases(target=["file", "nowhere"])
def check_nofollow(os: Os, world: World, facts: Facts, target: str) -> None:
    """stat with follow_symlinks=False tells of the link itself."""
    world.file("file")
    world.symlink(target, "link")
    status = os.stat(world.path("link"), follow_symlinks=False)
    equal(status.st_ino, number(os, world, facts, "link"))
    equal(status.st_mode & 0o170000, 0o120000)


@clause("os.stat/missing", "os.stat/error-filename")
@cases(name={"str": "none", "bytes": b"none", "below": "none/below"})
def check_missing(os: Os, name: Any) -> None:
    """stat of a missing name raises FileNotFoundError with the name as given."""
    with raises(FileNotFoundError, errno="ENOENT", filename=name) as caught:
        os.stat(name)
    assert isinstance(caught.error.strerror, str)
    assert caught.error.strerror


@clause("os.stat/dangling")
@needs("symlinks")
def check_dangling(os: Os, world: World) -> None:
    """stat of a dangling link raises FileNotFoundError naming the link."""
    world.symlink("nowhere", "link")
    with raises(FileNotFoundError, errno="ENOENT", filename=world.path("link")):
        os.stat(world.path("link"))


@clause("os.stat/loop")
@needs("symlinks")
@cases(length=[1, 2, 3])
def check_loop(os: Os, world: World, length: int) -> None:
    """stat of a loop of links raises OSError with ELOOP."""
    for n in range(length):
        world.symlink(f"link{(n + 1) % length}", f"link{n}")
    with raises(OSError, errno="ELOOP", filename=world.path("link0")):
        os.stat(world.path("link0"))


@clause("os.stat/fd", "os.stat/fd-accepted")
@cases(what=["file", "directory"])
def check_descriptor(os: Os, world: World, facts: Facts, what: str) -> None:
    """stat of a descriptor tells of the open file."""
    world.file("file")
    world.mkdir("directory")
    descriptor = opened(os, world, what)
    equal(os.stat(descriptor).st_ino, number(os, world, facts, what))


@clause("os.stat/fd-closed-ebadf")
@cases(number={"closed": 47, "large": 99999})
def check_bad_descriptor(os: Os, number: int) -> None:
    """stat of a descriptor that is not open raises OSError with EBADF."""
    with raises(OSError, errno="EBADF"):
        os.stat(number)


@clause("os.stat/dir-fd-relative", "os.stat/dir-fd-absolute-ignored")
@cases(absolute=[True, False])
def check_dir_fd(os: Os, world: World, absolute: bool) -> None:
    """stat resolves a relative name against dir_fd; an absolute one ignores it."""
    world.tree({"d": {"file": b"1"}, "file": b"22"})
    descriptor = os.open(world.path("d"), os.O_RDONLY)
    name = world.path("file") if absolute else "file"
    equal(os.stat(name, dir_fd=descriptor).st_size, 2 if absolute else 1)


@clause("os.stat/dir-fd-none")
def check_dir_fd_none(os: Os, world: World) -> None:
    """stat accepts dir_fd=None."""
    world.file("file", b"1")
    equal(os.stat(world.path("file"), dir_fd=None).st_size, 1)


@clause("os.stat/dir-fd-not-directory")
def check_dir_fd_of_file(os: Os, world: World) -> None:
    """stat with a dir_fd that is no directory raises NotADirectoryError."""
    world.file("file")
    descriptor = os.open(world.path("file"), os.O_RDONLY)
    with raises(NotADirectoryError, errno="ENOTDIR"):
        os.stat("file", dir_fd=descriptor)


@table(
    [
        Case("dir_fd", {"extra": {"dir_fd": 0}}, ("os.stat/fd-with-dir-fd-error",)),
        Case(
            "nofollow", {"extra": {"follow_symlinks": False}}, ("os.stat/fd-with-nofollow-error",)
        ),
    ]
)
@clause()
def check_descriptor_with_extra(os: Os, world: World, extra: Any) -> None:
    """stat of a descriptor together with dir_fd or follow_symlinks=False raises ValueError."""
    world.file("file")
    descriptor = os.open(world.path("file"), os.O_RDONLY)
    with raises(ValueError):
        os.stat(descriptor, **extra)


@clause("os.stat/dir-fd-keyword-only", "os.stat/follow-keyword-only")
@cases(arguments={"one": (None,), "two": (None, True)})
def check_keyword_only(os: Os, world: World, arguments: Any) -> None:
    """stat takes dir_fd and follow_symlinks by keyword only."""
    world.file("file")
    with raises(TypeError):
        os.stat(world.path("file"), *arguments)


@clause("os.stat/nul-valueerror")
@cases(name={"str": "a\0b", "bytes": b"a\0b", "path": FSPath("a\0b")})
def check_embedded_nul(os: Os, name: Any) -> None:
    """stat of a name with NUL raises ValueError."""
    with raises(ValueError):
        os.stat(name)


@clause("os.stat/bad-type-typeerror")
@cases(name={"none": None, "float": 1.5, "list": ["a"], "dict": {}})
def check_wrong_type(os: Os, name: Any) -> None:
    """stat of something that is no path and no descriptor raises TypeError."""
    with raises(TypeError):
        os.stat(name)


@clause("os.stat/dir-fd-unsupported", "os.stat/nofollow-unsupported")
def check_supports_sets(os: Os, run: Run, world: World) -> None:
    """stat does what the supports sets say, and raises NotImplementedError for the rest."""
    world.file("file")
    supported = run(stat_support)
    for (name, value), there in zip(
        (("dir_fd", 0), ("follow_symlinks", False)), supported, strict=True
    ):
        if not there:
            with raises(NotImplementedError):
                os.stat("file", **{name: value})


def stat_support(os: Any) -> Any:
    return os.stat in os.supports_dir_fd, os.stat in os.supports_follow_symlinks
