"""os.ftruncate, os.posix_fallocate: how long a file is."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, World, cases, clause, needs
from os_conformance.checks.descriptors.parts import new, position
from os_conformance.expect import equal, raises

DATA = b"0123456789"
CUTS: dict[str, Any] = {
    "ftruncate": lambda os, fd, length: os.ftruncate(fd, length),
    "truncate": lambda os, fd, length: os.truncate(fd, length),
}


@clause("os.ftruncate/shrinks", "os.ftruncate/equals-truncate-fd", "os.ftruncate/nt")
@cases(length=[0, 1, 9, 10], cut=CUTS)
def check_shrink(os: Os, world: World, length: int, cut: Any) -> None:
    """ftruncate cuts the file to a length, keeps the bytes before it, and returns None."""
    fd = new(os, world, DATA)
    equal(cut(os, fd, length), None)
    equal(world.read("f"), DATA[:length])
    equal(os.fstat(fd).st_size, length)


@clause("os.ftruncate/extends", "os.ftruncate/equals-truncate-fd")
@cases(length=[11, 5000, 100_000], cut=CUTS)
def check_extend(os: Os, world: World, length: int, cut: Any) -> None:
    """ftruncate to more than there is extends the file with zeros."""
    fd = new(os, world, DATA)
    cut(os, fd, length)
    equal(world.read("f"), DATA.ljust(length, b"\0"))


@clause("os.ftruncate/offset-kept", "os.ftruncate/equals-truncate-fd")
@cases(length=[0, 3, 20], before=[0, 5, 10], cut=CUTS)
def check_offset_kept(os: Os, world: World, length: int, before: int, cut: Any) -> None:
    """ftruncate leaves the offset where it was, even behind the new end."""
    fd = new(os, world, DATA)
    os.lseek(fd, before, os.SEEK_SET)
    cut(os, fd, length)
    equal(position(os, fd), before)


@clause("os.ftruncate/shrinks", "os.ftruncate/extends")
def check_cut_and_extend(os: Os, world: World) -> None:
    """What ftruncate has cut off does not come back when the file is extended again."""
    fd = new(os, world, DATA)
    os.ftruncate(fd, 4)
    os.ftruncate(fd, 10)
    equal(world.read("f"), DATA[:4] + bytes(6))


@clause("os.ftruncate/readonly-fd")
@cases(length=[0, 10, 20])
def check_reading_only(os: Os, world: World, length: int) -> None:
    """ftruncate of a descriptor that cannot write raises OSError and changes nothing."""
    world.file("f", DATA)
    fd = os.open(world.path("f"), os.O_RDONLY)
    with raises(OSError, errno={"EINVAL", "EBADF", "EACCES"}):
        os.ftruncate(fd, length)
    equal(world.read("f"), DATA)


@clause("os.posix_fallocate/allocates")
@needs("shared-files")
@cases(old=[0, 10], part={"front": (0, 4), "over-the-end": (5, 20), "behind": (100, 50)})
def check_allocate(os: Os, world: World, old: int, part: tuple[int, int]) -> None:
    """posix_fallocate makes the file reach to offset plus length, keeps its bytes, adds zeros."""
    fd = new(os, world, DATA[:old])
    os.posix_fallocate(fd, *part)
    equal(world.read("f"), DATA[:old].ljust(sum(part), b"\0"))
    equal(position(os, fd), 0)


@clause("os.posix_fallocate/returns-none")
@needs("shared-files")
def check_allocate_returns_none(os: Os, world: World) -> None:
    """posix_fallocate returns None."""
    equal(os.posix_fallocate(new(os, world), 0, 10), None)


@clause("os.posix_fallocate/error")
@cases(what=["offset", "length", "pipe", "reading-only"])
def check_allocate_error(os: Os, world: World, what: str) -> None:
    """posix_fallocate raises OSError for a negative place, no length, a pipe, and a descriptor to read."""
    fd = new(os, world, DATA)
    if what == "pipe":
        _, fd = os.pipe()
    if what == "reading-only":
        fd = os.open(world.path("f"), os.O_RDONLY)
    part = {"offset": (-1, 5), "length": (0, 0)}.get(what, (0, 50))
    with raises(OSError, errno={"EINVAL", "ESPIPE", "EBADF", "ENODEV"}):
        os.posix_fallocate(fd, *part)
    equal(world.read("f"), DATA)
