"""os.open: what it returns, creates, keeps, empties and refuses."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs
from os_conformance.checks.descriptors.parts import binary, new, position
from os_conformance.expect import equal, has_type, raises

ACCESS = ["O_RDONLY", "O_WRONLY", "O_RDWR"]
WRITING = ["O_WRONLY", "O_RDWR"]


@clause("os.open/returns-fd")
@cases(access=ACCESS)
def check_returns_descriptor(os: Os, world: World, access: str) -> None:
    """open returns an int that is not negative and stands for the file."""
    world.file("f", b"12345")
    fd = os.open(world.path("f"), getattr(os, access))
    has_type(fd, int)
    assert fd >= 0
    equal(os.fstat(fd).st_size, 5)


@clause("os.open/creat")
@cases(access=ACCESS)
def check_creates(os: Os, world: World, access: str) -> None:
    """open with O_CREAT makes an empty file where there is none."""
    os.open(world.path("f"), getattr(os, access) | os.O_CREAT)
    equal(world.snapshot(), {"f": b""})


@clause("os.open/creat")
@cases(access=ACCESS)
def check_creates_nothing(os: Os, world: World, access: str) -> None:
    """open with O_CREAT opens a file that is there and keeps its content."""
    world.file("f", b"kept")
    os.open(world.path("f"), getattr(os, access) | os.O_CREAT)
    equal(world.snapshot(), {"f": b"kept"})


@clause("os.open/creat")
@needs("symlinks")
def check_creates_through_link(os: Os, world: World) -> None:
    """open with O_CREAT makes the file that a dangling symbolic link points to."""
    world.symlink("real", "link")
    fd = os.open(world.path("link"), os.O_WRONLY | os.O_CREAT)
    os.write(fd, b"data")
    equal(world.read("real"), b"data")
    equal(world.readlink("link"), "real")


@clause("os.open/creat-mode")
@needs("permissions")
@cases(mode=[0o777, 0o666, 0o640, 0o600, 0o444, 0o000], umask=[0o000, 0o022, 0o027, 0o077, 0o777])
def check_mode(os: Os, world: World, mode: int, umask: int) -> None:
    """open makes a file with mode less the umask."""
    os.umask(umask)
    os.open(world.path("f"), os.O_WRONLY | os.O_CREAT, mode)
    equal(oct(world.mode("f")), oct(mode & ~umask))


@clause("os.open/creat-mode")
@needs("permissions")
@cases(umask=[0o000, 0o022, 0o077])
def check_default_mode(os: Os, world: World, umask: int) -> None:
    """open makes a file with mode 0o777 less the umask by default."""
    os.umask(umask)
    os.open(world.path("f"), os.O_WRONLY | os.O_CREAT)
    equal(oct(world.mode("f")), oct(0o777 & ~umask))


@clause("os.open/creat-mode")
@needs("permissions")
@cases(mode=[0o000, 0o600, 0o777])
def check_mode_of_existing(os: Os, world: World, mode: int) -> None:
    """open changes no mode of a file that is there already."""
    world.file("f", b"", 0o640)
    os.open(world.path("f"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    equal(oct(world.mode("f")), oct(0o640))


@clause("os.open/creat-mode")
@needs("permissions", "unprivileged")
@cases(mode=[0o000, 0o400, 0o444])
def check_mode_counts_later(os: Os, world: World, mode: int) -> None:
    """open's mode does not restrict the descriptor that made the file, only later ones."""
    fd = os.open(world.path("f"), os.O_WRONLY | os.O_CREAT, mode)
    equal(os.write(fd, b"data"), 4)
    with raises(PermissionError, errno="EACCES", filename=world.path("f")):
        os.open(world.path("f"), os.O_WRONLY)


def arrange(world: World, what: str) -> None:
    """Put something named "f" there."""
    if what == "file":
        world.file("f", b"kept")
    elif what == "directory":
        world.mkdir("f")
    elif what == "fifo":
        world.fifo("f")
    elif what == "hard-link":
        world.file("other", b"kept")
        world.link("other", "f")
    else:
        world.file("other", b"kept")
        world.symlink("nowhere" if what == "dangling-link" else "other", "f")


@clause("os.open/excl")
@cases(what=["file", "directory"], access=ACCESS)
def check_exclusive(os: Os, world: World, what: str, access: str) -> None:
    """open with O_CREAT and O_EXCL refuses the name of a file or directory that is there."""
    refuses(os, world, what, access)


@clause("os.open/excl")
@needs("symlinks", "hardlinks", "fifos")
@cases(what=["hard-link", "symlink", "dangling-link", "fifo"], access=ACCESS)
def check_exclusive_links(os: Os, world: World, what: str, access: str) -> None:
    """open with O_CREAT and O_EXCL refuses any name that is there, a dangling link too."""
    refuses(os, world, what, access)


def refuses(os: Os, world: World, what: str, access: str) -> None:
    """Check that exclusive creation over `what` fails and changes nothing."""
    arrange(world, what)
    before = world.snapshot()
    with raises(FileExistsError, errno="EEXIST", filename=world.path("f")):
        os.open(world.path("f"), getattr(os, access) | os.O_CREAT | os.O_EXCL)
    equal(world.snapshot(), before)


@clause("os.open/excl")
@cases(access=ACCESS)
def check_exclusive_once(os: Os, world: World, access: str) -> None:
    """open with O_CREAT and O_EXCL succeeds once for a name, and again when the name is free."""
    flags = getattr(os, access) | os.O_CREAT | os.O_EXCL
    first = os.open(world.path("f"), flags)
    with raises(FileExistsError, errno="EEXIST"):
        os.open(world.path("f"), flags)
    os.close(first)
    os.unlink(world.path("f"))
    os.open(world.path("f"), flags)
    equal(world.snapshot(), {"f": b""})


@clause("os.open/trunc")
@cases(access=WRITING, create={"plain": False, "creat": True}, size=[0, 1, 100_000])
def check_truncates(os: Os, world: World, access: str, create: bool, size: int) -> None:
    """open with O_TRUNC empties the file and keeps it the same file."""
    world.file("f", b"x" * size)
    before = world.lstat("f").st_ino
    other = os.open(world.path("f"), os.O_RDONLY)
    os.open(world.path("f"), getattr(os, access) | os.O_TRUNC | (os.O_CREAT if create else 0))
    equal(world.read("f"), b"")
    equal(world.lstat("f").st_ino, before)
    equal(os.fstat(other).st_size, 0)


@clause("os.open/trunc")
@needs("hardlinks")
def check_truncates_all_names(os: Os, world: World) -> None:
    """open with O_TRUNC empties the file under all of its names."""
    world.file("f", b"data")
    world.link("f", "other")
    os.open(world.path("f"), os.O_WRONLY | os.O_TRUNC)
    equal(world.snapshot(), {"f": b"", "other": b""})


@clause("os.open/append")
@cases(offset=[0, 2, 100])
def check_appends(os: Os, world: World, offset: int) -> None:
    """open with O_APPEND: each write goes to the end, wherever the offset was."""
    world.file("f", b"old")
    fd = os.open(world.path("f"), os.O_RDWR | os.O_APPEND | binary(os))
    os.lseek(fd, offset, os.SEEK_SET)
    equal(os.write(fd, b"new"), 3)
    equal(position(os, fd), 6)
    equal(world.read("f"), b"oldnew")


@clause("os.open/append")
def check_appends_in_turn(os: Os, world: World) -> None:
    """Several descriptors with O_APPEND write one after the other and lose nothing."""
    fds = [
        os.open(world.path("f"), os.O_WRONLY | os.O_APPEND | os.O_CREAT | binary(os))
        for _ in range(3)
    ]
    for turn in range(4):
        for number, fd in enumerate(fds):
            os.write(fd, b"%d%d;" % (turn, number))
    equal(world.read("f"), b"".join(b"%d%d;" % (t, n) for t in range(4) for n in range(3)))


@clause("os.open/append")
@cases(length=[0, 2, 6])
def check_appends_after_truncation(os: Os, world: World, length: int) -> None:
    """A write with O_APPEND goes to where the end is now, after another one has moved it."""
    world.file("f", b"old")
    fd = os.open(world.path("f"), os.O_WRONLY | os.O_APPEND | binary(os))
    os.ftruncate(os.open(world.path("f"), os.O_RDWR), length)
    os.write(fd, b"new")
    equal(world.read("f"), (b"old" + bytes(3))[:length] + b"new")


@clause("os.open/rdonly-write")
def check_reading_only(os: Os, world: World) -> None:
    """Writing to a descriptor opened with O_RDONLY raises OSError with EBADF."""
    world.file("f", b"kept")
    fd = os.open(world.path("f"), os.O_RDONLY)
    with raises(OSError, errno="EBADF"):
        os.write(fd, b"x")
    equal(world.read("f"), b"kept")


@clause("os.open/wronly-read")
def check_writing_only(os: Os, world: World) -> None:
    """Reading from a descriptor opened with O_WRONLY raises OSError with EBADF."""
    world.file("f", b"kept")
    fd = os.open(world.path("f"), os.O_WRONLY)
    with raises(OSError, errno="EBADF"):
        os.read(fd, 1)
    equal(world.read("f"), b"kept")


@clause("os.open/directory-write")
@cases(access=WRITING)
def check_directory(os: Os, world: World, access: str) -> None:
    """open of a directory for writing raises IsADirectoryError."""
    world.mkdir("d")
    with raises(IsADirectoryError, errno="EISDIR", filename=world.path("d")):
        os.open(world.path("d"), getattr(os, access))


@clause("os.open/nt-directory")
@cases(access=ACCESS)
def check_directory_on_windows(os: Os, world: World, access: str) -> None:
    """open of a directory raises PermissionError on Windows."""
    world.mkdir("d")
    with raises(PermissionError, errno="EACCES", filename=world.path("d")):
        os.open(world.path("d"), getattr(os, access))


@clause("os.open/offset-own")
def check_own_offsets(os: Os, world: World) -> None:
    """Two descriptors from two calls of open have an offset each, and see each other's writes."""
    first = new(os, world, b"abcdef")
    second = os.open(world.path("f"), os.O_RDWR | binary(os))
    equal(os.read(first, 4), b"abcd")
    equal(position(os, second), 0)
    os.write(second, b"AB")
    equal(position(os, first), 4)
    os.lseek(first, 0, os.SEEK_SET)
    equal(os.read(first, 10), b"ABcdef")


@clause("os.open/lowest-free", "os.dup/lowest-free")
@cases(closed=[0, 1, 2, 3], how=["open", "dup"])
def check_lowest_free(os: Os, world: World, closed: int, how: str) -> None:
    """A new descriptor is the lowest number that is free."""
    world.file("f")
    fds = [os.open(world.path("f"), os.O_RDONLY) for _ in range(5)]
    equal(sorted(fds), fds)
    os.close(fds[4])
    os.close(fds[closed])
    again = (
        os.open(world.path("f"), os.O_RDONLY) if how == "open" else os.dup(fds[(closed + 1) % 4])
    )
    equal(again, fds[closed])


@clause("os.open/nonblock-fifo")
@needs("fifos")
def check_fifo_without_waiting(os: Os, world: World) -> None:
    """open of a FIFO with O_NONBLOCK does not wait: a writer without a reader gets ENXIO."""
    world.fifo("p")
    with raises(OSError, errno="ENXIO"):
        os.open(world.path("p"), os.O_WRONLY | os.O_NONBLOCK)
    reader = os.open(world.path("p"), os.O_RDONLY | os.O_NONBLOCK)
    equal(os.read(reader, 10), b"")
    writer = os.open(world.path("p"), os.O_WRONLY | os.O_NONBLOCK)
    os.write(writer, b"data")
    equal(os.read(reader, 10), b"data")


def open_events(os: Any, path: Any, flags: Any) -> Any:
    import sys

    seen: Any = []
    sys.addaudithook(lambda name, args: seen.append(args) if name == "open" else None)
    os.close(os.open(path, flags))
    return [(args[0], args[2]) for args in seen if args[0] == path]


@clause("os.open/audit")
@needs("own-process")
@cases(access=ACCESS, kind={"str": str, "bytes": str.encode})
def check_audit(os: Os, run: Run, world: World, access: str, kind: Any) -> None:
    """open raises the audit event open with the path and the flags."""
    flags = getattr(os, access) | os.O_CREAT
    ((path, told),) = run(open_events, kind(world.path("f")), flags)
    equal(path, kind(world.path("f")))
    equal(told & flags, flags)
