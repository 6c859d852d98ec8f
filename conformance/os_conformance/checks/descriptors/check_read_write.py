"""os.read and os.write on files and pipes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from os_conformance.check import Os, Run, World, cases, clause
from os_conformance.checks.descriptors.parts import binary, drain, new, position
from os_conformance.expect import equal, has_type, raises

DATA = bytes(range(256)) * 20  # every byte there is, newlines and end-of-file marks too


@clause("os.read/at-most", "os.read/bytes")
@cases(n=[0, 1, 255, 4096, 5119, 5120, 5121, 1_000_000])
def check_at_most(os: Os, world: World, n: int) -> None:
    """read returns no more than n bytes, as bytes, and moves the offset by as many."""
    fd = new(os, world, DATA)
    got = os.read(fd, n)
    has_type(got, bytes)
    equal(got, DATA[:n])
    equal(position(os, fd), len(got))


@clause("os.read/at-most")
@cases(n=[1, 7, 200])
def check_in_turn(os: Os, world: World, n: int) -> None:
    """Reads in turn return the content piece by piece and leave nothing out."""
    fd = new(os, world, DATA[:300])
    equal(drain(os, fd, n), DATA[:300])


@clause("os.read/eof")
@cases(size=[0, 1, 100], n=[1, 1000])
def check_end(os: Os, world: World, size: int, n: int) -> None:
    """read returns empty bytes at the end of a file, as often as it is asked."""
    fd = new(os, world, DATA[:size])
    os.lseek(fd, 0, os.SEEK_END)
    for _ in range(3):
        equal(os.read(fd, n), b"")


@clause("os.read/eof")
@cases(offset=[4, 1000, 2**33])
def check_beyond_end(os: Os, world: World, offset: int) -> None:
    """read returns empty bytes beyond the end too."""
    fd = new(os, world, b"abc")
    os.lseek(fd, offset, os.SEEK_SET)
    equal(os.read(fd, 10), b"")


@clause("os.read/end-moves")
def check_end_moves(os: Os, world: World) -> None:
    """read that has met the end returns what has been written there since."""
    fd = new(os, world, b"abc")
    os.lseek(fd, 5, os.SEEK_SET)
    equal(os.read(fd, 10), b"")
    os.write(os.open(world.path("f"), os.O_WRONLY | os.O_APPEND | binary(os)), b"defgh")
    equal(os.read(fd, 10), b"fgh")


@clause("os.read/short")
@cases(size=[1, 10, 500])
def check_short(os: Os, size: int) -> None:
    """read from a pipe returns what is there, and does not wait for n bytes."""
    r, w = os.pipe()
    os.write(w, DATA[:size])
    equal(os.read(r, size + 1000), DATA[:size])


@clause("os.write/count", "os.write/append-offset")
@cases(size=[0, 1, 255, 5120])
def check_count(os: Os, world: World, size: int) -> None:
    """write returns how many bytes it has written and moves the offset by as many."""
    fd = new(os, world)
    equal(os.write(fd, DATA[:size]), size)
    equal(position(os, fd), size)
    equal(world.read("f"), DATA[:size])


@clause("os.write/count")
@cases(size=[200_000, 1_000_000])
def check_large(os: Os, world: World, size: int) -> None:
    """write of much to a file writes as much as it says."""
    data = (DATA * 200)[:size]
    fd = new(os, world)
    count = os.write(fd, data)
    assert 0 < count <= size
    equal(world.read("f"), data[:count])


@clause("os.write/append-offset")
def check_overwrites(os: Os, world: World) -> None:
    """write replaces the bytes at the offset, keeps the others, and goes on behind them."""
    fd = new(os, world, b"0123456789")
    os.lseek(fd, 2, os.SEEK_SET)
    os.write(fd, b"ab")
    os.write(fd, b"cd")
    equal(position(os, fd), 6)
    equal(world.read("f"), b"01abcd6789")
    equal(os.read(fd, 100), b"6789")


def written_from(os: Any, path: Any, kind: Any) -> Any:
    import array

    data = {
        "bytes": b"data",
        "bytearray": bytearray(b"data"),
        "memoryview": memoryview(b"data"),
        "slice": memoryview(b"..data..")[2:6],
        "array": array.array("B", b"data"),
        "cast": memoryview(array.array("H", [0, 0])).cast("B"),
        "items": array.array("H", [0, 0]),
        "items-view": memoryview(array.array("H", [0, 0])),
    }[kind]
    fd = os.open(path, os.O_WRONLY | os.O_CREAT)
    return os.write(fd, data)


TEXTUAL = ("bytes", "bytearray", "memoryview", "slice", "array")


@clause("os.write/bytes-like")
@cases(kind=["bytes", "bytearray", "memoryview", "slice", "array", "cast", "items", "items-view"])
def check_bytes_like(run: Run, world: World, kind: str) -> None:
    """write takes any bytes-like object."""
    equal(run(written_from, world.path("f"), kind), 4)
    equal(world.read("f"), b"data" if kind in TEXTUAL else bytes(4))


@clause("os.write/str-typeerror")
@cases(data={"str": "data", "empty": "", "none": None, "int": 3, "list": [1, 2]})
def check_no_bytes(os: Os, world: World, data: Any) -> None:
    """write of a str, or of anything else that is not bytes-like, raises TypeError."""
    fd = new(os, world, b"kept")
    with raises(TypeError):
        os.write(fd, data)
    equal(world.read("f"), b"kept")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.binary(max_size=20)),
        st.tuples(st.just("read"), st.integers(0, 30)),
        st.tuples(st.just("seek"), st.integers(0, 60)),
        st.tuples(st.just("cut"), st.integers(0, 60)),
    ),
    max_size=12,
)


@clause("os.write/append-offset", "os.read/at-most", "os.lseek/set", "os.ftruncate/offset-kept")
@given(steps=STEPS)
def check_model(os: Os, world: World, steps: list[tuple[str, Any]]) -> None:
    """Any sequence of read, write, lseek and ftruncate acts as on a row of bytes with an offset."""
    place = world.fresh()
    fd = new(os, place)
    content, offset = b"", 0
    for name, value in steps:
        if name == "write":
            equal(os.write(fd, value), len(value))
            if value:
                content = content.ljust(offset, b"\0")
            content = content[:offset] + value + content[offset + len(value) :]
            offset += len(value)
        elif name == "read":
            wanted = content[offset : offset + value]
            equal(os.read(fd, value), wanted)
            offset += len(wanted)
        elif name == "seek":
            offset = os.lseek(fd, value, os.SEEK_SET)
            equal(offset, value)
        else:
            os.ftruncate(fd, value)
            content = content[:value].ljust(value, b"\0")
    equal(position(os, fd), offset)
    equal(place.read("f"), content)
    os.close(fd)
