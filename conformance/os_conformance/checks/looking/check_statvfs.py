"""os.statvfs."""

from __future__ import annotations

from typing import Any

from os_conformance.check import FSPath, Os, Run, World, cases, clause
from os_conformance.expect import Deviation, equal, has_type, raises

FIELDS = ("f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree",
          "f_favail", "f_flag", "f_namemax")  # fmt: skip
CONSTANT = ("f_bsize", "f_frsize", "f_blocks", "f_flag", "f_namemax", "f_fsid")
KINDS = {
    "str": lambda world: world.path("file"),
    "bytes": lambda world: world.bpath("file"),
    "path": lambda world: FSPath(world.path("file")),
    "relative": lambda world: "file",
    "directory": lambda world: world.path(),
}


def shape(os: Any, path: str) -> Any:
    status = os.statvfs(path)
    return (
        type(status) is os.statvfs_result,
        isinstance(status, tuple),
        len(status),
        len(list(status)),
    )


@clause("os.statvfs/type", "os.statvfs_result/tuple-10")
def check_shape(run: Run, world: World) -> None:
    """statvfs returns a statvfs_result, a tuple of ten items."""
    equal(run(shape, world.path()), (True, True, 10, 10))


@clause("os.statvfs/type", "os.statvfs_result/tuple-10")
@cases(field={name: (number, name) for number, name in enumerate(FIELDS)})
def check_field(os: Os, world: World, field: tuple[int, str]) -> None:
    """statvfs gives each of its items by name as well, an integer."""
    number, name = field
    status = os.statvfs(world.path())
    has_type(getattr(status, name), int)
    equal(status[number], getattr(status, name))
    assert status[number] >= 0


@clause("os.statvfs/type")
@cases(kind=KINDS)
def check_kinds_of_path(os: Os, world: World, kind: Any) -> None:
    """statvfs tells of the file system that a file or directory is on."""
    world.file("file")
    got, wanted = os.statvfs(kind(world)), os.statvfs(world.path())
    for name in CONSTANT[:-1]:
        equal(getattr(got, name), getattr(wanted, name), name)


@clause("os.statvfs/fd")
@cases(name=["file", "dir"])
def check_descriptor(os: Os, world: World, name: str) -> None:
    """statvfs of a descriptor tells what it tells of the path."""
    world.tree({"file": b"", "dir": {}})
    descriptor = os.open(world.path(name), os.O_RDONLY)
    got, wanted = os.statvfs(descriptor), os.statvfs(world.path(name))
    for field in CONSTANT[:-1]:
        equal(getattr(got, field), getattr(wanted, field), field)


def file_system_id(os: Any, path: str) -> Any:
    status = os.statvfs(path)
    return type(status.f_fsid).__name__, len(status), os.statvfs(path).f_fsid == status.f_fsid


@clause("os.statvfs_result/fsid")
def check_id(run: Run, world: World) -> None:
    """f_fsid is an integer attribute beside the ten items, the same each time."""
    equal(run(file_system_id, world.path()), ("int", 10, True))


@clause("os.statvfs_result/sane")
@cases(pair=[("f_bfree", "f_blocks"), ("f_bavail", "f_bfree"), ("f_ffree", "f_files")])
def check_counts(os: Os, world: World, pair: tuple[str, str]) -> None:
    """There are not more blocks free than there are, nor more for everyone than free."""
    status = os.statvfs(world.path())
    less, more = (getattr(status, name) for name in pair)
    if less > more:
        raise Deviation(f"{pair[0]} up to {pair[1]} ({more})", str(less))


@clause("os.statvfs_result/sane")
@cases(name=["f_frsize", "f_bsize", "f_namemax"])
def check_positive(os: Os, world: World, name: str) -> None:
    """Sizes of blocks and the length of names are more than nothing."""
    assert getattr(os.statvfs(world.path()), name) > 0


@clause("os.statvfs_result/namemax")
def check_longest_name(os: Os, world: World) -> None:
    """A name of f_namemax bytes is taken, a longer one raises OSError with ENAMETOOLONG."""
    longest = os.statvfs(world.path()).f_namemax
    os.mkdir("x" * longest)
    equal(world.listing(), ["x" * longest])
    with raises(OSError, errno="ENAMETOOLONG"):
        os.mkdir("x" * (longest + 1))


@clause("os.statvfs_result/flag")
def check_flag(os: Os, world: World) -> None:
    """f_flag is a mask that does not call a file system read-only that was just written to."""
    world.file("file", b"12345")
    flag = os.statvfs(world.path()).f_flag
    has_type(flag, int)
    equal(flag & os.ST_RDONLY, 0)
    assert os.ST_RDONLY != os.ST_NOSUID
