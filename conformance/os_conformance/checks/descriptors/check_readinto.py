"""os.readinto: reading into buffers that are there already."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause
from os_conformance.checks.descriptors.parts import new, position, present
from os_conformance.expect import equal


def filled(os: Any, fd: Any, kind: Any, size: Any) -> Any:
    import array

    whole: Any = array.array("B", bytes(size)) if kind == "array" else bytearray(size)
    buffer = whole
    if kind == "memoryview":
        buffer = memoryview(whole)
    elif kind == "slice":
        whole = bytearray(size + 4)
        buffer = memoryview(whole)[2 : 2 + size]
    count = os.readinto(fd, buffer)
    return count, bytes(whole)


@clause("os.readinto/count", "os.readinto/short", "os.readinto/never-negative")
@cases(kind=["bytearray", "memoryview", "slice", "array"], size=[1, 5, 10, 100])
def check_fills(os: Os, run: Run, world: World, kind: str, size: int) -> None:
    """readinto fills the start of the buffer, returns how many bytes, and leaves the rest alone."""
    present(os, "readinto")
    fd = new(os, world, b"0123456789")
    count, buffer = run(filled, fd, kind, size)
    wanted = b"0123456789"[:size]
    equal(count, len(wanted))
    if kind == "slice":
        equal(buffer, b"\0\0" + wanted.ljust(size, b"\0") + b"\0\0")
    else:
        equal(buffer, wanted.ljust(size, b"\0"))
    equal(position(os, fd), len(wanted))


@clause("os.readinto/short")
def check_short(os: Os, run: Run) -> None:
    """readinto from a pipe returns what is there, and does not wait until the buffer is full."""
    present(os, "readinto")
    r, w = os.pipe()
    os.write(w, b"abc")
    equal(run(filled, r, "bytearray", 10), (3, b"abc" + bytes(7)))


@clause("os.readinto/eof-zero", "os.readinto/never-negative")
@cases(kind=["bytearray", "memoryview"])
def check_end(os: Os, run: Run, world: World, kind: str) -> None:
    """readinto returns 0 at the end of a file and changes nothing."""
    present(os, "readinto")
    fd = new(os, world, b"abc")
    os.lseek(fd, 0, os.SEEK_END)
    equal(run(filled, fd, kind, 5), (0, bytes(5)))


@clause("os.readinto/empty-buffer", "os.readinto/never-negative")
@cases(kind=["bytearray", "memoryview", "slice", "array"])
def check_empty_buffer(os: Os, run: Run, world: World, kind: str) -> None:
    """readinto with a buffer of no bytes returns 0 and does not move the offset."""
    present(os, "readinto")
    fd = new(os, world, b"abc")
    equal(run(filled, fd, kind, 0)[0], 0)
    equal(position(os, fd), 0)


def refused(os: Any, fd: Any, kind: Any) -> Any:
    buffer = {"bytes": b"12345", "view": memoryview(b"12345"), "str": "12345", "none": None}[kind]
    try:
        return os.readinto(fd, buffer)
    except TypeError:
        return "TypeError"


@clause("os.readinto/readonly-buffer")
@cases(kind=["bytes", "view", "str", "none"])
def check_immutable_buffer(os: Os, run: Run, world: World, kind: str) -> None:
    """readinto with a buffer that cannot be written raises TypeError and reads nothing."""
    present(os, "readinto")
    fd = new(os, world, b"abc")
    equal(run(refused, fd, kind), "TypeError")
    equal(position(os, fd), 0)
