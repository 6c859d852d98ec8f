"""os.readv, os.writev, os.preadv, os.pwritev: several buffers in one call."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, table
from os_conformance.checks.descriptors.parts import constants, new, position, present
from os_conformance.expect import Missing, Unmet, equal, errno_of, has_type, one_of

DATA = b"0123456789"
RWF = ("RWF_NOWAIT", "RWF_DSYNC", "RWF_SYNC", "RWF_HIPRI")
LATE = ("RWF_DONTCACHE", "RWF_ATOMIC", "RWF_NOSIGNAL")
UNSUPPORTED = {"ENOTSUP", "EOPNOTSUPP"}  # two names of one number on Linux
SIZES = {
    "one": [10],
    "several": [1, 2, 3],
    "with-empty": [0, 4, 0, 4, 0],
    "more-than-there": [4, 4, 4],
    "far-more": [3, 50, 50],
    "many": [1] * 9,
}


def read_into(os: Any, name: Any, fd: Any, sizes: Any, more: Any) -> Any:
    buffers = [bytearray(b"." * size) for size in sizes]
    count = getattr(os, name)(fd, buffers, *more)
    return count, b"".join(bytes(b) for b in buffers)


def dotted(data: bytes, sizes: list[int]) -> tuple[int, bytes]:
    """What reading `data` into buffers of these sizes returns and leaves in them."""
    got = data[: sum(sizes)]
    return len(got), got.ljust(sum(sizes), b".")


@clause("os.readv/fills", "os.readv/short")
@cases(sizes=SIZES, start=[0, 3])
def check_readv(os: Os, run: Run, world: World, sizes: list[int], start: int) -> None:
    """readv fills one buffer after the other, returns the sum, and moves the offset by it."""
    present(os, "readv")
    fd = new(os, world, DATA)
    os.lseek(fd, start, os.SEEK_SET)
    wanted = dotted(DATA[start:], sizes)
    equal(run(read_into, "readv", fd, sizes, ()), wanted)
    equal(position(os, fd), start + wanted[0])


@clause("os.readv/short")
@cases(size=[0, 1, 5])
def check_readv_pipe(os: Os, run: Run, size: int) -> None:
    """readv from a pipe returns what is there, 0 at its end, and does not wait for more."""
    present(os, "readv")
    r, w = os.pipe()
    os.write(w, DATA[:size])
    if not size:
        os.close(w)
    equal(run(read_into, "readv", r, [3, 4], ()), dotted(DATA[:size], [3, 4]))


@clause("os.preadv/fills", "os.preadv/returns-total", "os.preadv/offset-kept")
@cases(sizes=SIZES, offset=[0, 3, 10, 1000], flags={"none": (), "zero": (0,)})
def check_preadv(
    os: Os, run: Run, world: World, sizes: list[int], offset: int, flags: tuple[int, ...]
) -> None:
    """preadv fills the buffers in order from an offset, returns the sum, and keeps the offset."""
    present(os, "preadv")
    fd = new(os, world, DATA)
    os.lseek(fd, 5, os.SEEK_SET)
    equal(run(read_into, "preadv", fd, sizes, (offset, *flags)), dotted(DATA[offset:], sizes))
    equal(position(os, fd), 5)


@clause("os.preadv/flags")
@cases(flag=["RWF_HIPRI", "RWF_NOWAIT"])
def check_preadv_flags(os: Os, run: Run, world: World, flag: str) -> None:
    """preadv takes RWF_HIPRI and RWF_NOWAIT: it reads, or says that it would have to wait."""
    present(os, "preadv")
    value = getattr(os, flag)
    fd = new(os, world, DATA)
    try:
        told = run(read_into, "preadv", fd, [4, 4], (1, value))
    except OSError as error:  # a system or file system may lack the flag; NOWAIT may have to wait
        one_of(errno_of(error), UNSUPPORTED | ({"EAGAIN"} if flag == "RWF_NOWAIT" else set()))
        return
    one_of(told[0], range(1, 9))
    equal(told[1][: told[0]], DATA[1:9][: told[0]])


def write_from(os: Any, name: Any, fd: Any, pieces: Any, kind: Any, more: Any) -> Any:
    make: Any = {"bytes": bytes, "bytearray": bytearray, "memoryview": memoryview}
    buffers = [make[kind](piece) for piece in pieces]
    return getattr(os, name)(fd, tuple(buffers) if more else buffers, *more)


PIECES = {
    "one": [b"abc"],
    "several": [b"abc", b"d", b"efgh"],
    "with-empty": [b"", b"abc", b"", b"d"],
    "many": [bytes([n]) for n in range(97, 117)],
}


@clause("os.writev/order", "os.writev/bytes-like")
@cases(pieces=PIECES, kind=["bytes", "bytearray", "memoryview"])
def check_writev(os: Os, run: Run, world: World, pieces: list[bytes], kind: str) -> None:
    """writev writes bytes-like objects one after the other, returns the sum, moves the offset."""
    present(os, "writev")
    fd = new(os, world, DATA)
    os.lseek(fd, 2, os.SEEK_SET)
    data = b"".join(pieces)
    equal(run(write_from, "writev", fd, pieces, kind, ()), len(data))
    equal(world.read("f"), DATA[:2] + data + DATA[2 + len(data) :])
    equal(position(os, fd), 2 + len(data))


@clause("os.pwritev/writes", "os.pwritev/returns-total", "os.pwritev/offset-kept")
@cases(pieces=PIECES, offset=[0, 3, 10, 1000], kind=["bytes", "memoryview"])
def check_pwritev(
    os: Os, run: Run, world: World, pieces: list[bytes], offset: int, kind: str
) -> None:
    """pwritev writes the buffers in order at an offset, returns the sum, and keeps the offset."""
    present(os, "pwritev")
    fd = new(os, world, DATA)
    os.lseek(fd, 5, os.SEEK_SET)
    data = b"".join(pieces)
    equal(run(write_from, "pwritev", fd, pieces, kind, (offset,)), len(data))
    wanted = DATA[:offset].ljust(offset, b"\0") + data + DATA[offset + len(data) :]
    equal(world.read("f"), wanted)
    equal(position(os, fd), 5)


@clause("os.pwritev/writes")
@cases(flag=["RWF_DSYNC", "RWF_SYNC", "RWF_HIPRI"])
def check_pwritev_flags(os: Os, run: Run, world: World, flag: str) -> None:
    """pwritev takes RWF_DSYNC, RWF_SYNC and RWF_HIPRI and writes the same bytes."""
    present(os, "pwritev")
    fd = new(os, world, DATA)
    equal(run(write_from, "pwritev", fd, [b"ab", b"c"], "bytes", (4, getattr(os, flag))), 3)
    equal(world.read("f"), b"0123abc789")


@clause("os.RWF_APPEND/append")
@cases(offset=[0, 3, 10, 1000])
def check_append(os: Os, run: Run, world: World, offset: int) -> None:
    """pwritev with RWF_APPEND writes at the end whatever the offset, and keeps the descriptor's."""
    present(os, "pwritev")
    fd = new(os, world, DATA)
    os.lseek(fd, 5, os.SEEK_SET)
    more = (offset, os.RWF_APPEND)
    equal(run(write_from, "pwritev", fd, [b"ab", b"c"], "bytes", more), 3)
    equal(world.read("f"), DATA + b"abc")
    equal(position(os, fd), 5)


@clause("os.RWF_APPEND/append-minus-one")
def check_append_moves(os: Os, run: Run, world: World) -> None:
    """pwritev with RWF_APPEND and an offset of -1 appends and moves the descriptor's offset there."""
    present(os, "pwritev")
    fd = new(os, world, DATA)
    os.lseek(fd, 5, os.SEEK_SET)
    more = (-1, os.RWF_APPEND)
    equal(run(write_from, "pwritev", fd, [b"ab", b"c"], "bytes", more), 3)
    equal(world.read("f"), DATA + b"abc")
    equal(position(os, fd), 13)


@table(
    [
        *constants("os.RWF_NOWAIT/exists", RWF[:1]),
        *constants("os.RWF_DSYNC/exists", RWF[1:]),
        *constants("os.RWF_DONTCACHE/exists", LATE[:2]),
        *constants("os.RWF_NOSIGNAL/exists", LATE[2:]),
    ]
)
@clause()
def check_flag_is_a_bit(run: Run, name: str) -> None:
    """Each RWF_ constant is an int of one bit; the late ones are there if the headers have them."""
    try:
        found = run.lookup(name)
    except AttributeError:
        if name not in LATE:
            raise Missing(f"os.{name} is missing") from None
        raise Unmet(f"the system's headers may lack {name}", "unsupported") from None
    has_type(found, int, name)
    assert found > 0
    equal(found & (found - 1), 0, f"{name} without its lowest bit")


@clause("os.RWF_DSYNC/exists")
def check_flags_differ(os: Os) -> None:
    """The RWF_ constants are different from each other."""
    equal(len({getattr(os, name) for name in RWF}), len(RWF))
