"""os.statx and os.statx_result."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, FSPath, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.looking.support import LINK, REGULAR, TYPE_BITS
from os_conformance.checks.looking.times import MOMENTS, OLD, SECOND, kept, same_moment
from os_conformance.expect import equal, has_type, raises

# What a bit of the mask stands for.
ATTRIBUTES = {
    "STATX_NLINK": ("stx_nlink",), "STATX_UID": ("stx_uid",), "STATX_GID": ("stx_gid",),
    "STATX_ATIME": ("stx_atime", "stx_atime_ns"), "STATX_MTIME": ("stx_mtime", "stx_mtime_ns"),
    "STATX_CTIME": ("stx_ctime", "stx_ctime_ns"), "STATX_INO": ("stx_ino",),
    "STATX_SIZE": ("stx_size",), "STATX_BLOCKS": ("stx_blocks",),
    "STATX_BTIME": ("stx_btime", "stx_btime_ns"),
}  # fmt: skip
MASKS = ["STATX_TYPE", "STATX_MODE", *ATTRIBUTES, "STATX_BASIC_STATS"]
SAME_AS_STAT = ("mode", "ino", "nlink", "uid", "gid", "size", "dev", "rdev", "blocks", "blksize")
KINDS = {
    "str": lambda world: world.path("file"),
    "bytes": lambda world: world.bpath("file"),
    "path": lambda world: FSPath(world.path("file")),
    "path-bytes": lambda world: FSPath(world.bpath("file")),
    "relative": lambda world: "file",
}


def shape(os: Any, path: str) -> Any:
    result = os.statx(path, os.STATX_BASIC_STATS)
    return (
        type(result) is os.statx_result,
        isinstance(result, tuple),
        isinstance(result, os.stat_result),
    )


@clause("os.statx/result")
def check_type(run: Run, world: World) -> None:
    """statx returns a statx_result, which is neither a tuple nor a stat_result."""
    equal(run(shape, world.path()), (True, False, False))


@clause("os.statx/result")
@cases(kind=KINDS)
def check_kinds_of_path(os: Os, world: World, kind: Any) -> None:
    """statx takes every kind of path."""
    world.file("file", b"12345")
    equal(os.statx(kind(world), os.STATX_SIZE).stx_size, 5)


@clause("os.statx/mask")
@cases(name=[m for m in MASKS if m != "STATX_BTIME"])
def check_mask(os: Os, world: World, name: str) -> None:
    """stx_mask has the bits that were asked for and that every file has."""
    world.file("file")
    asked = getattr(os, name)
    mask = os.statx(world.path("file"), asked).stx_mask
    has_type(mask, int)
    equal(mask & asked, asked)


@clause("os.statx/fd")
@cases(name=["file", "dir"])
def check_descriptor(os: Os, world: World, name: str) -> None:
    """statx of a descriptor tells of the open file."""
    world.tree({"file": b"12345", "dir": {}})
    descriptor = os.open(world.path(name), os.O_RDONLY)
    equal(os.statx(descriptor, os.STATX_INO).stx_ino, os.stat(world.path(name)).st_ino)


@clause("os.statx/dir-fd")
@cases(absolute=[False, True])
def check_dir_fd(os: Os, world: World, absolute: bool) -> None:
    """statx resolves a relative name against dir_fd; an absolute one ignores it."""
    world.tree({"d": {"file": b"1"}, "file": b"22"})
    descriptor = os.open(world.path("d"), os.O_RDONLY)
    name = world.path("file") if absolute else "file"
    result = os.statx(name, os.STATX_SIZE, dir_fd=descriptor)
    equal(result.stx_size, 2 if absolute else 1)


@clause("os.statx/nofollow")
@needs("symlinks")
@cases(follow=[True, False])
def check_nofollow(os: Os, world: World, follow: bool) -> None:
    """statx follows links unless told not to."""
    world.tree({"file": b"12345", "link": ("symlink", "file")})
    result = os.statx(world.path("link"), os.STATX_BASIC_STATS, follow_symlinks=follow)
    equal(result.stx_mode & TYPE_BITS, REGULAR if follow else LINK)
    equal(result.stx_size, 5 if follow else 4)


@clause("os.statx/flags")
@cases(
    name=["AT_STATX_SYNC_AS_STAT", "AT_STATX_FORCE_SYNC", "AT_STATX_DONT_SYNC", "AT_NO_AUTOMOUNT"]
)
def check_flags(os: Os, world: World, name: str) -> None:
    """statx takes flags by keyword that tell how to get at the status."""
    world.file("file", b"12345")
    result = os.statx(world.path("file"), os.STATX_SIZE, flags=getattr(os, name))
    equal(result.stx_size, 5)


@clause("os.statx/missing")
@cases(name={"str": "none", "bytes": b"none", "below": "none/below"})
def check_missing(os: Os, name: Any) -> None:
    """statx of a missing name raises FileNotFoundError with the name as given."""
    with raises(FileNotFoundError, errno="ENOENT", filename=name):
        os.statx(name, os.STATX_BASIC_STATS)


@clause("os.statx_result/none-when-missing")
@cases(asked=[*MASKS, "nothing"])
def check_none(os: Os, world: World, asked: str) -> None:
    """An attribute is None just when its bit is missing from stx_mask."""
    world.file("file", b"12345")
    result = os.statx(world.path("file"), getattr(os, asked) if asked != "nothing" else 0)
    mask = result.stx_mask
    for bit, names in ATTRIBUTES.items():
        for name in names:
            equal(getattr(result, name) is None, not mask & getattr(os, bit), f"None as {name}")
    if not mask & (os.STATX_TYPE | os.STATX_MODE):
        equal(result.stx_mode, None)


@clause("os.statx_result/times")
@cases(field=["atime", "mtime"], moment=MOMENTS)
def check_times(os: Os, world: World, field: str, moment: int) -> None:
    """Times are told in seconds as float and in nanoseconds as int."""
    given = (moment, OLD) if field == "atime" else (OLD, moment)
    wanted = kept(world, *given)[field == "mtime"]
    world.file("file")
    world.set_times("file", *given)
    result = os.statx(world.path("file"), os.STATX_BASIC_STATS)
    nanoseconds = getattr(result, f"stx_{field}_ns")
    has_type(nanoseconds, int)
    equal(nanoseconds, wanted)
    same_moment(getattr(result, f"stx_{field}"), wanted, f"stx_{field}")


@clause("os.statx_result/times", "os.statx_result/matches-stat")
def check_change_time(os: Os, world: World) -> None:
    """The time of change is the one that stat tells."""
    world.file("file")
    result = os.statx(world.path("file"), os.STATX_CTIME)
    equal(result.stx_ctime_ns, os.stat(world.path("file")).st_ctime_ns)
    same_moment(result.stx_ctime, result.stx_ctime_ns, "stx_ctime")


@clause("os.statx_result/matches-stat")
@cases(name=["file", "dir"], field=SAME_AS_STAT)
def check_matches_stat(os: Os, world: World, name: str, field: str) -> None:
    """statx tells of a file what stat tells."""
    world.tree({"file": b"12345", "dir": {"inner": b""}})
    result = os.statx(world.path(name), os.STATX_BASIC_STATS)
    value = getattr(result, f"stx_{field}")
    has_type(value, int)
    equal(value, getattr(os.stat(world.path(name)), f"st_{field}"))


@table(
    [
        Case("file", {"path": ".", "field": "stx_dev"}, ("os.statx_result/dev-parts",)),
        Case("node", {"path": "/dev", "field": "stx_dev"}, ("os.statx_result/dev-parts",)),
        Case("null", {"path": "/dev/null", "field": "stx_rdev"}, ("os.statx_result/rdev-parts",)),
        Case("zero", {"path": "/dev/zero", "field": "stx_rdev"}, ("os.statx_result/rdev-parts",)),
        Case("none", {"path": ".", "field": "stx_rdev"}, ("os.statx_result/rdev-parts",)),
    ]
)
@clause()
@needs("shared-files")
def check_device_parts(os: Os, path: str, field: str) -> None:
    """The number of a device is made of its major and its minor number."""
    result = os.statx(path, os.STATX_BASIC_STATS)
    major, minor = getattr(result, f"{field}_major"), getattr(result, f"{field}_minor")
    has_type(major, int)
    has_type(minor, int)
    equal(getattr(result, field), os.makedev(major, minor))
    equal(getattr(result, field), getattr(os.stat(path), field.replace("stx", "st")))


@clause("os.statx_result/attributes-mask")
@cases(name=["file", "dir"])
def check_attributes(os: Os, world: World, name: str) -> None:
    """stx_attributes has no bit that stx_attributes_mask does not call supported."""
    world.tree({"file": b"", "dir": {}})
    result = os.statx(world.path(name), os.STATX_BASIC_STATS)
    has_type(result.stx_attributes, int)
    has_type(result.stx_attributes_mask, int)
    equal(result.stx_attributes & ~result.stx_attributes_mask, 0)


@clause("os.statx_result/btime")
@cases(change=["nothing", "times"])
def check_birth(os: Os, world: World, change: str) -> None:
    """The time of creation is told in seconds and nanoseconds, or None where there is none."""
    world.file("file")
    if change == "times":
        world.set_times("file", OLD, OLD)
    result = os.statx(world.path("file"), os.STATX_BTIME)
    seconds, nanoseconds = result.stx_btime, result.stx_btime_ns
    equal(seconds is None, nanoseconds is None)
    if nanoseconds is not None:
        has_type(nanoseconds, int)
        same_moment(seconds, nanoseconds, "stx_btime")
        assert nanoseconds > OLD + SECOND
