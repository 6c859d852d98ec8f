"""os.stat_result: mode, identity, links, owners, size, blocks, devices."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.looking.support import (
    CHARACTERS,
    DIRECTORY,
    FIFO,
    LINK,
    REGULAR,
    available,
    kind_of,
)
from os_conformance.expect import Unmet, equal, has_type

KINDS = {"file": REGULAR, "dir": DIRECTORY}


@clause("os.stat_result.st_mode/type-bits")
@cases(name=list(KINDS))
def check_type_bits(os: Os, world: World, name: str) -> None:
    """st_mode tells files from directories."""
    world.tree({"file": b"", "dir": {}})
    status = os.stat(world.path(name))
    has_type(status.st_mode, int)
    equal(kind_of(status), KINDS[name])


@clause("os.stat_result.st_mode/type-bits")
@needs("symlinks")
def check_type_of_link(os: Os, world: World) -> None:
    """st_mode of a link, not followed, is that of a link."""
    world.symlink("nowhere", "link")
    equal(kind_of(os.stat(world.path("link"), follow_symlinks=False)), LINK)


@clause("os.stat_result.st_mode/type-bits")
@needs("fifos")
def check_type_of_fifo(os: Os, world: World) -> None:
    """st_mode of a named pipe is that of a FIFO."""
    world.fifo("fifo")
    equal(kind_of(os.stat(world.path("fifo"))), FIFO)


@clause("os.stat_result.st_mode/type-bits")
@needs("permissions")
@cases(mode=[0, 0o1, 0o10, 0o100, 0o444, 0o640, 0o755, 0o777], what=["file", "directory"])
def check_permission_bits(os: Os, world: World, mode: int, what: str) -> None:
    """st_mode has the permission bits of a file or directory."""
    if what == "file":
        world.file("x", b"", mode)
    else:
        world.mkdir("x", mode)
        world.chmod("x", mode)
    equal(oct(os.stat(world.path("x")).st_mode & 0o7777), oct(mode))


@clause("os.stat_result.st_mode/type-bits")
@needs("permissions")
@cases(mode=[0o4755, 0o2755, 0o6711], what=["file", "directory"])
def check_special_bits(os: Os, world: World, mode: int, what: str) -> None:
    """st_mode has the set-id bits that the file system keeps."""
    if what == "file":
        world.file("x")
    else:
        world.mkdir("x")
    world.chmod("x", mode)
    equal(oct(os.stat(world.path("x")).st_mode & 0o7777), oct(world.mode("x")))


@clause("os.stat_result.st_mode/type-bits")
@needs("permissions")
def check_sticky_bit(os: Os, world: World) -> None:
    """st_mode has the sticky bit of a directory."""
    world.mkdir("d")
    world.chmod("d", 0o1777)
    equal(oct(os.stat(world.path("d")).st_mode & 0o7777), oct(0o1777))


@clause("os.stat_result.st_ino/unique")
def check_identity(os: Os, world: World) -> None:
    """st_dev and st_ino together are the same for one file and different for two."""
    world.tree({"one": b"", "two": b"", "d": {"one": b""}})
    names = ("one", "two", "d", "d/one")
    first, again = (
        [(s.st_dev, s.st_ino) for s in (os.stat(world.path(n)) for n in names)] for _ in range(2)
    )
    equal(again, first)
    known = [identity for identity in first if identity[1]]
    equal(len(set(known)), len(known), "different files")


@clause("os.stat_result.st_ino/unique")
def check_identity_after_rename(os: Os, world: World) -> None:
    """st_ino goes with the file when it is renamed, and not with the name."""
    world.tree({"one": b"", "two": b""})
    before = os.stat(world.path("one")).st_ino
    world.rename("one", "three")
    world.rename("two", "one")
    after, other = os.stat(world.path("three")).st_ino, os.stat(world.path("one")).st_ino
    equal(after, before)
    assert other == 0 or other != before


@clause("os.stat_result.st_ino/unique", "os.stat_result.st_nlink/count")
@needs("hardlinks")
@cases(count=[1, 2, 5])
def check_hard_links(os: Os, world: World, count: int) -> None:
    """st_nlink counts a file's names, which all have one st_ino."""
    world.file("name0", b"12345")
    for number in range(1, count):
        world.link("name0", f"name{number}")
    found = [os.stat(world.path(f"name{n}")) for n in range(count)]
    equal({s.st_nlink for s in found}, {count})
    equal(len({(s.st_dev, s.st_ino) for s in found}), 1)


@clause("os.stat_result.st_nlink/count")
@needs("hardlinks")
def check_fewer_links(os: Os, world: World) -> None:
    """st_nlink falls when a name goes, to nothing for an open file without any."""
    world.file("one")
    world.link("one", "two")
    descriptor = os.open(world.path("one"), os.O_RDONLY)
    counts = [os.fstat(descriptor).st_nlink]
    for name in ("two", "one"):
        if os.name == "nt":
            break  # Windows removes no name of an open file
        world.unlink(name)
        counts.append(os.fstat(descriptor).st_nlink)
    equal(counts, [2, 1, 0][: len(counts)])


@clause("os.stat_result.st_dev/int")
@cases(name=["file", "dir", "dir/inner"])
def check_device(os: Os, world: World, name: str) -> None:
    """st_dev is one integer for all that is on one device."""
    world.tree({"file": b"", "dir": {"inner": b""}})
    device = os.stat(world.path(name)).st_dev
    has_type(device, int)
    equal(device, os.stat(world.path()).st_dev)


@table(
    [
        Case(f"{field}-{name}", {"field": field, "name": name}, (f"os.stat_result.{field}/owner",))
        for field in ("st_uid", "st_gid")
        for name in ("file", "dir")
    ]
)
@clause()
def check_owner(os: Os, world: World, field: str, name: str) -> None:
    """st_uid and st_gid are the owner and the group of a file."""
    world.tree({"file": b"", "dir": {}})
    got = getattr(os.stat(world.path(name)), field)
    has_type(got, int)
    equal(got, getattr(world.lstat(name), field))


@table(
    [
        Case(f"{user}-{group}", {"user": user, "group": group},
             ("os.stat_result.st_uid/owner", "os.stat_result.st_gid/owner"))
        for user, group in ((1, 2), (65534, 65533), (2**31 - 1, 2**31), (2**32 - 2, 2**32 - 3))
    ]
)  # fmt: skip
@clause()
@needs("root", "permissions", "owners")
def check_given_owner(os: Os, world: World, user: int, group: int) -> None:
    """st_uid and st_gid are the numbers that a file was given, up to the largest."""
    world.file("file")
    world.chown("file", user, group)
    status = os.stat(world.path("file"))
    equal((status.st_uid, status.st_gid), (user, group))


@clause("os.stat_result.st_size/file")
@cases(size={str(n): n for n in (0, 1, 511, 512, 4095, 4096, 4097, 100_000)})
def check_size(os: Os, world: World, size: int) -> None:
    """st_size is the number of bytes in a file."""
    world.file("file", b"x" * size)
    got = os.stat(world.path("file")).st_size
    has_type(got, int)
    equal(got, size)


def stretched(os: Any, path: str, size: int) -> Any:
    with open(path, "r+b") as stream:
        stream.truncate(size)
    status = os.stat(path)
    return status.st_size, status[6], os.lstat(path).st_size


@clause("os.stat_result.st_size/file")
@needs("shared-files")
@cases(size={"2G-1": 2**31 - 1, "2G": 2**31, "4G+1": 2**32 + 1, "6G": 6 * 2**30})
def check_large_size(run: Run, world: World, size: int) -> None:
    """st_size tells of files past two and four gigabytes."""
    world.file("file")
    equal(run(stretched, world.path("file"), size), (size,) * 3)


@clause("os.stat_result.st_blocks/units")
@needs("shared-files")
@cases(
    what={"empty": (0, 0), "written": (65536, 65536), "hole": (0, 1 << 20), "tail": (10, 1 << 20)}
)
def check_blocks(os: Os, world: World, what: tuple[int, int]) -> None:
    """st_blocks counts the units of 512 bytes that a file takes, as the host counts them."""
    written, size = what
    world.file("file", b"x" * written)
    os.truncate(world.path("file"), size)
    before = world.lstat("file").st_blocks  # it may change while the system writes
    got = available(os.stat(world.path("file")), "st_blocks")
    after = world.lstat("file").st_blocks
    has_type(got, int)
    assert min(before, after) <= got <= max(before, after)


@clause("os.stat_result.st_blksize/positive")
@cases(name=["file", "dir"])
def check_block_size(os: Os, world: World, name: str) -> None:
    """st_blksize is a number of bytes."""
    world.tree({"file": b"12345", "dir": {}})
    got = available(os.stat(world.path(name)), "st_blksize")
    has_type(got, int)
    assert got > 0


@clause("os.stat_result.st_rdev/device", "os.stat_result.st_mode/type-bits")
@needs("shared-files", "posix-paths")
@cases(name=["null", "zero"])
def check_device_node(os: Os, name: str) -> None:
    """st_rdev is the device that a device node stands for, different for different devices."""
    status = os.stat(f"/dev/{name}")
    equal(kind_of(status), CHARACTERS)
    has_type(available(status, "st_rdev"), int)
    other = os.stat("/dev/zero" if name == "null" else "/dev/null").st_rdev
    assert status.st_rdev != other
    equal(os.makedev(os.major(status.st_rdev), os.minor(status.st_rdev)), status.st_rdev)


@clause("os.stat_result.st_rdev/device")
@needs("shared-files", "posix-paths")
@cases(name={"null": ("null", 3), "zero": ("zero", 5), "full": ("full", 7)})
def check_known_devices(os: Os, name: tuple[str, int]) -> None:
    """st_rdev of Linux' memory devices has the major number 1 and their minor numbers."""
    if os.uname().sysname != "Linux":
        raise Unmet("the numbers of devices are Linux'", "not-applicable")
    device = os.stat(f"/dev/{name[0]}").st_rdev
    equal((os.major(device), os.minor(device)), (1, name[1]))


def attribute(os: Any, path: str, name: str) -> Any:
    status = os.stat(path)
    try:
        return type(getattr(status, name)).__name__
    except AttributeError:
        return None


@table(
    [
        Case(name, {"name": name, "kind": kind}, (f"os.stat_result.{name}/{suffix}",))
        for name, kind, suffix in (
            ("st_flags", "int", "bsd"),
            ("st_gen", "int", "bsd"),
            ("st_rsize", "int", "macos"),
            ("st_fstype", "str", "solaris"),
        )
    ]
)
@clause()
def check_attribute_of_few(run: Run, world: World, name: str, kind: str) -> None:
    """An attribute that few platforms have is of its type there, and none elsewhere."""
    world.file("file")
    found = run(attribute, world.path("file"), name)
    if found is None:
        raise Unmet(f"the platform has no {name}", "unsupported")
    equal(found, kind)
