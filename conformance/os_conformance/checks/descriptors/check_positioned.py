"""os.pread, os.pwrite, os.posix_fadvise: reading and writing at a place, without the offset."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from os_conformance.check import Os, World, cases, clause, table
from os_conformance.checks.descriptors.parts import constants, new, position
from os_conformance.expect import equal, has_type, raises

DATA = b"0123456789"
ADVICE = (
    "POSIX_FADV_NORMAL", "POSIX_FADV_SEQUENTIAL", "POSIX_FADV_RANDOM", "POSIX_FADV_NOREUSE",
    "POSIX_FADV_WILLNEED", "POSIX_FADV_DONTNEED",
)  # fmt: skip


@clause("os.pread/reads-at", "os.pread/bytes", "os.pread/offset-kept")
@cases(n=[0, 1, 4, 100], offset=[0, 3, 9], before=[0, 5])
def check_pread(os: Os, world: World, n: int, offset: int, before: int) -> None:
    """pread returns up to n bytes from the offset given, and leaves the descriptor's where it was."""
    fd = new(os, world, DATA)
    os.lseek(fd, before, os.SEEK_SET)
    got = os.pread(fd, n, offset)
    has_type(got, bytes)
    equal(got, DATA[offset : offset + n])
    equal(position(os, fd), before)


@clause("os.pread/eof")
@cases(offset=[10, 11, 5_000_000_000], n=[1, 100])
def check_pread_end(os: Os, world: World, offset: int, n: int) -> None:
    """pread at the end of the file, or beyond it, returns empty bytes."""
    equal(os.pread(new(os, world, DATA), n, offset), b"")


@clause("os.pwrite/writes-at", "os.pwrite/offset-kept")
@cases(offset=[0, 3, 7, 10], before=[0, 5])
def check_pwrite(os: Os, world: World, offset: int, before: int) -> None:
    """pwrite puts the bytes at the offset given, and leaves the descriptor's where it was."""
    fd = new(os, world, DATA)
    os.lseek(fd, before, os.SEEK_SET)
    equal(os.pwrite(fd, b"abc", offset), 3)
    equal(world.read("f"), DATA[:offset] + b"abc" + DATA[offset + 3 :])
    equal(position(os, fd), before)


@clause("os.pwrite/extends")
@cases(offset=[11, 100, 5000])
def check_pwrite_extends(os: Os, world: World, offset: int) -> None:
    """pwrite beyond the end extends the file; what lies between is zero."""
    fd = new(os, world, DATA)
    equal(os.pwrite(fd, b"abc", offset), 3)
    equal(world.read("f"), DATA.ljust(offset, b"\0") + b"abc")


@clause("os.pwrite/extends", "os.pread/reads-at", "os.lseek/beyond-end")
def check_large_offset(os: Os, world: World) -> None:
    """pwrite and pread take offsets beyond 32 bits."""
    offset = 2**32 + 5
    fd = new(os, world)
    equal(os.pwrite(fd, b"far", offset), 3)
    equal(os.fstat(fd).st_size, offset + 3)
    equal(os.pread(fd, 10, offset - 2), b"\0\0far")
    equal(os.pread(fd, 4, 5), bytes(4))
    equal(os.lseek(fd, 0, os.SEEK_END), offset + 3)


@clause("os.pread/pipe-espipe", "os.pwrite/pipe-espipe")
@cases(operation=["pread", "pwrite"])
def check_pipe(os: Os, operation: str) -> None:
    """pread and pwrite on a pipe, which has no offset, raise OSError with ESPIPE."""
    r, w = os.pipe()
    with raises(OSError, errno="ESPIPE"):
        if operation == "pread":
            os.pread(r, 1, 0)
        else:
            os.pwrite(w, b"x", 0)


@clause("os.pread/negative-offset", "os.pwrite/negative-offset")
@cases(operation=["pread", "pwrite"])
def check_negative_offset(os: Os, world: World, operation: str) -> None:
    """pread and pwrite at a negative offset raise OSError with EINVAL."""
    fd = new(os, world, DATA)
    with raises(OSError, errno="EINVAL"):
        if operation == "pread":
            os.pread(fd, 1, -1)
        else:
            os.pwrite(fd, b"x", -1)
    equal(world.read("f"), DATA)


@clause("os.pwrite/writes-at", "os.pread/reads-at", "os.pwrite/extends")
@given(
    writes=st.lists(st.tuples(st.integers(0, 50), st.binary(min_size=1, max_size=20)), max_size=8)
)
def check_model(os: Os, world: World, writes: list[tuple[int, bytes]]) -> None:
    """Any sequence of pwrite and pread acts as on a row of bytes."""
    place = world.fresh()
    fd = new(os, place)
    content = b""
    for offset, data in writes:
        equal(os.pwrite(fd, data, offset), len(data))
        content = content.ljust(offset, b"\0")
        content = content[:offset] + data + content[offset + len(data) :]
        equal(os.pread(fd, 100, offset // 2), content[offset // 2 :][:100])
    equal(position(os, fd), 0)
    equal(place.read("f"), content)
    os.close(fd)


@table(constants("os.POSIX_FADV_NORMAL/consts", ADVICE))
@clause()
def check_advice_is_int(os: Os, name: str) -> None:
    """Each POSIX_FADV_ constant is an int."""
    has_type(getattr(os, name), int, name)


@clause("os.POSIX_FADV_NORMAL/consts")
def check_advice_differs(os: Os) -> None:
    """The POSIX_FADV_ constants are different from each other."""
    equal(len({getattr(os, name) for name in ADVICE}), len(ADVICE))


@clause("os.posix_fadvise/accepted")
@cases(advice=ADVICE, part={"all": (0, 0), "part": (2, 5), "beyond": (100, 10)})
def check_advise(os: Os, world: World, advice: str, part: tuple[int, int]) -> None:
    """posix_fadvise takes each advice for any part of a file, returns None, and changes nothing."""
    fd = new(os, world, DATA)
    equal(os.posix_fadvise(fd, *part, getattr(os, advice)), None)
    equal(os.read(fd, 100), DATA)


@clause("os.posix_fadvise/error")
@cases(what=["closed", "advice", "pipe"])
def check_advise_error(os: Os, world: World, what: str) -> None:
    """posix_fadvise raises OSError for a closed descriptor, an unknown advice, and a pipe."""
    fd = new(os, world, DATA)
    if what == "closed":
        os.close(fd)
    if what == "pipe":
        fd, _ = os.pipe()
    errno = {"closed": "EBADF", "advice": "EINVAL", "pipe": "ESPIPE"}[what]
    with raises(OSError, errno=errno):
        os.posix_fadvise(fd, 0, 0, 999 if what == "advice" else os.POSIX_FADV_NORMAL)
