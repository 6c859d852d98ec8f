"""os.sendfile, os.copy_file_range, os.splice: from one descriptor to another."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs, table
from os_conformance.checks.descriptors.parts import constants, drain, new, position, present
from os_conformance.expect import equal, has_type, one_of, raises

DATA = bytes(range(256)) * 20
SIZE = len(DATA)


def target(os: Os, world: World, data: bytes = b"") -> int:
    """A descriptor on the file that is copied to."""
    return new(os, world, data, "to")


@clause("os.copy_file_range/copies", "os.copy_file_range/offset-none")
@cases(count=[1, 100, SIZE, SIZE + 1000], start=[0, 7])
def check_copy(os: Os, world: World, count: int, start: int) -> None:
    """copy_file_range copies up to count bytes, tells how many, and moves both offsets by as many."""
    source, to = new(os, world, DATA), target(os, world, b"head")
    os.lseek(source, start, os.SEEK_SET)
    os.lseek(to, 2, os.SEEK_SET)
    copied = os.copy_file_range(source, to, count)
    one_of(copied, range(1, min(count, SIZE - start) + 1))
    equal(world.read("to")[: 2 + copied], b"he" + DATA[start : start + copied])
    equal((position(os, source), position(os, to)), (start + copied, 2 + copied))
    equal(world.read("f"), DATA)


@clause("os.copy_file_range/short-copy", "os.copy_file_range/eof-zero")
@cases(count=[1000, 1_000_000])
def check_copy_all(os: Os, world: World, count: int) -> None:
    """copy_file_range may copy less than asked; called until it returns 0, it copies everything."""
    source, to = new(os, world, DATA * 5), target(os, world)
    while copied := os.copy_file_range(source, to, count):
        one_of(copied, range(1, count + 1))
    equal(world.read("to"), DATA * 5)


@clause("os.copy_file_range/offset-src", "os.copy_file_range/offset-dst")
@cases(src={"none": None, "zero": 0, "inside": 1000}, dst={"none": None, "zero": 0, "beyond": 50})
def check_copy_offsets(os: Os, world: World, src: int | None, dst: int | None) -> None:
    """copy_file_range with offsets copies from and to there, and leaves the descriptor's where it was."""
    source, to = new(os, world, DATA), target(os, world, b"0123456789")
    os.lseek(source, 5, os.SEEK_SET)
    os.lseek(to, 3, os.SEEK_SET)
    copied = os.copy_file_range(source, to, 20, src, dst)
    one_of(copied, range(1, 21))
    first, place = 5 if src is None else src, 3 if dst is None else dst
    equal(position(os, source), 5 + (copied if src is None else 0))
    equal(position(os, to), 3 + (copied if dst is None else 0))
    piece = DATA[first : first + copied]
    old = b"0123456789"
    equal(world.read("to"), old[:place].ljust(place, b"\0") + piece + old[place + copied :])


@clause("os.copy_file_range/offset-dst")
def check_copy_keywords(os: Os, world: World) -> None:
    """copy_file_range takes offset_src and offset_dst by keyword."""
    source, to = new(os, world, b"abcdef"), target(os, world)
    equal(os.copy_file_range(source, to, 1, offset_src=2, offset_dst=3), 1)
    equal(world.read("to"), b"\0\0\0c")


@clause("os.copy_file_range/eof-zero")
@cases(size=[0, 10], src={"none": None, "end": 10, "beyond": 1000})
def check_copy_at_end(os: Os, world: World, size: int, src: int | None) -> None:
    """copy_file_range at the end of the source, or beyond it, returns 0 and copies nothing."""
    source, to = new(os, world, DATA[:size]), target(os, world, b"kept")
    os.lseek(source, 0, os.SEEK_END)
    equal(os.copy_file_range(source, to, 5, src), 0)
    equal(world.read("to"), b"kept")


@clause("os.copy_file_range/invalid-fd")
@cases(which=["source", "target"], fd={"closed": 47, "negative": -1})
def check_copy_bad_descriptor(os: Os, world: World, which: str, fd: int) -> None:
    """copy_file_range with a descriptor that is not open raises OSError with EBADF."""
    ours = new(os, world, b"kept")
    with raises(OSError, errno="EBADF"):
        os.copy_file_range(*((fd, ours) if which == "source" else (ours, fd)), 5)
    equal(world.read("f"), b"kept")


@clause("os.copy_file_range/invalid-fd")
@cases(which=["source", "target"])
def check_copy_direction(os: Os, world: World, which: str) -> None:
    """copy_file_range from a descriptor that cannot be read, or to one that cannot be written: EBADF."""
    world.tree({"a": b"1", "b": b"2"})
    source = os.open(world.path("a"), os.O_WRONLY if which == "source" else os.O_RDONLY)
    to = os.open(world.path("b"), os.O_RDONLY if which == "target" else os.O_WRONLY)
    with raises(OSError, errno="EBADF"):
        os.copy_file_range(source, to, 1)
    equal(world.snapshot(), {"a": b"1", "b": b"2"})


def sent_to_socket(os: Any, fd: Any, offset: Any, count: Any, more: Any) -> Any:
    import socket

    ours, theirs = socket.socketpair()
    told = os.sendfile(ours.fileno(), fd, offset, count, **more)
    ours.close()
    came = b""
    while True:
        chunk = theirs.recv(65536)
        if not chunk:
            break
        came += chunk
    theirs.close()
    return told, came


@clause("os.sendfile/copies", "os.sendfile/socket-out")
@needs("shared-files")
@cases(offset=[0, 10, SIZE - 1], count=[1, 100, SIZE, SIZE + 1000])
def check_send(os: Os, run: Run, world: World, offset: int, count: int) -> None:
    """sendfile sends up to count bytes of a file from an offset to a socket and tells how many."""
    present(os, "sendfile")
    told, came = run(sent_to_socket, new(os, world, DATA), offset, count, {})
    has_type(told, int)
    one_of(told, range(1, min(count, SIZE - offset) + 1))
    equal(came, DATA[offset : offset + told])


@clause("os.sendfile/eof")
@needs("shared-files")
@cases(size=[0, 10], offset=[10, 1000])
def check_send_at_end(os: Os, run: Run, world: World, size: int, offset: int) -> None:
    """sendfile at the end of the file, or beyond it, returns 0 and sends nothing."""
    present(os, "sendfile")
    equal(run(sent_to_socket, new(os, world, DATA[:size]), offset, 5, {}), (0, b""))


@clause("os.sendfile/offset-kept", "os.sendfile/offset-none")
@needs("shared-files")
@cases(offset={"none": None, "zero": 0, "inside": 1000}, to=["file", "pipe"])
def check_send_offset(os: Os, world: World, offset: int | None, to: str) -> None:
    """sendfile with an offset keeps the file's; with None it sends from that one and moves it."""
    source = new(os, world, DATA)
    os.lseek(source, 5, os.SEEK_SET)
    r, w = os.pipe() if to == "pipe" else (-1, target(os, world))
    told = os.sendfile(w, source, offset, 20)
    one_of(told, range(1, 21))
    first = 5 if offset is None else offset
    came = os.read(r, 100) if to == "pipe" else world.read("to")
    equal(came, DATA[first : first + told])
    equal(position(os, source), 5 + (told if offset is None else 0))


@clause("os.sendfile/headers")
@needs("shared-files")
@cases(headers=[[], [b"head", b"er"]], trailers=[[], [b"trail", b"er"]])
def check_send_around(
    os: Os, run: Run, world: World, headers: list[bytes], trailers: list[bytes]
) -> None:
    """sendfile sends headers before and trailers after the data of the file."""
    present(os, "sendfile")
    more = {"headers": headers, "trailers": trailers, "flags": 0}
    _, came = run(sent_to_socket, new(os, world, b"data"), 0, 4, more)
    equal(came, b"".join(headers) + b"data" + b"".join(trailers))


@clause("os.sendfile/macos-count-zero")
@needs("shared-files")
def check_send_to_the_end(os: Os, run: Run, world: World) -> None:
    """sendfile with a count of 0 sends up to the end of the file on macOS."""
    present(os, "sendfile")
    equal(run(sent_to_socket, new(os, world, b"0123456789"), 3, 0, {})[1], b"3456789")


@table(constants("os.SF_NODISKIO/consts", ("SF_NODISKIO", "SF_MNOWAIT", "SF_SYNC")))
@clause()
def check_send_flags(os: Os, name: str) -> None:
    """The SF_ constants are ints where sendfile takes flags."""
    has_type(getattr(os, name), int, name)


@clause("os.splice/to-pipe", "os.splice/offset-src")
@needs("shared-files")
@cases(count=[1, 100, 4096], src={"none": None, "zero": 0, "inside": 1000})
def check_splice_in(os: Os, world: World, count: int, src: int | None) -> None:
    """splice moves up to count bytes from a file into a pipe, from an offset without moving its own."""
    source = new(os, world, DATA)
    os.lseek(source, 5, os.SEEK_SET)
    r, w = os.pipe()
    moved = os.splice(source, w, count, src)
    one_of(moved, range(1, count + 1))
    first = 5 if src is None else src
    equal(os.read(r, SIZE), DATA[first : first + moved])
    equal(position(os, source), 5 + (moved if src is None else 0))


@clause("os.splice/from-pipe")
@needs("shared-files")
@cases(count=[1, 100, 10_000], dst={"none": None, "zero": 0, "beyond": 50})
def check_splice_out(os: Os, world: World, count: int, dst: int | None) -> None:
    """splice moves up to count bytes from a pipe into a file, to an offset without moving its own."""
    to = target(os, world, b"0123456789")
    os.lseek(to, 3, os.SEEK_SET)
    r, w = os.pipe()
    os.write(w, DATA[:200])
    moved = os.splice(r, to, count, offset_dst=dst)
    one_of(moved, range(1, min(count, 200) + 1))
    place = 3 if dst is None else dst
    old = b"0123456789"
    wanted = old[:place].ljust(place, b"\0") + DATA[:moved] + old[place + moved :]
    equal(world.read("to"), wanted)
    equal(position(os, to), 3 + (moved if dst is None else 0))
    os.close(w)
    equal(drain(os, r), DATA[moved:200])


@clause("os.splice/to-pipe", "os.splice/from-pipe")
@needs("shared-files")
def check_splice_pipes(os: Os) -> None:
    """splice moves bytes from one pipe into another."""
    (r1, w1), (r2, w2) = os.pipe(), os.pipe()
    os.write(w1, b"abcdef")
    equal(os.splice(r1, w2, 4), 4)
    equal((os.read(r2, 10), os.read(r1, 10)), (b"abcd", b"ef"))


@clause("os.splice/pipe-offset-error")
@needs("shared-files")
@cases(end=["src", "dst"])
def check_splice_pipe_offset(os: Os, world: World, end: str) -> None:
    """splice with an offset for the end that is a pipe raises OSError with ESPIPE."""
    fd = new(os, world, b"kept")
    r, w = os.pipe()
    os.write(w, b"data")
    with raises(OSError, errno="ESPIPE"):
        if end == "src":
            os.splice(r, fd, 4, offset_src=0)
        else:
            os.splice(fd, w, 4, offset_dst=0)
    equal(world.read("f"), b"kept")


@clause("os.splice/no-pipe-error")
@needs("shared-files")
def check_splice_without_pipe(os: Os, world: World) -> None:
    """splice between two files raises OSError with EINVAL: one end must be a pipe."""
    source, to = new(os, world, b"data"), target(os, world)
    with raises(OSError, errno="EINVAL"):
        os.splice(source, to, 4)
    equal(world.read("to"), b"")


@clause("os.splice/zero-eof")
@needs("shared-files")
@cases(source=["file", "empty-file", "pipe"])
def check_splice_at_end(os: Os, world: World, source: str) -> None:
    """splice returns 0 at the end of the input: of a file, or of a pipe that has no writer."""
    r, w = os.pipe()
    if source == "pipe":
        os.close(w)
        equal(os.splice(r, target(os, world), 10), 0)
        return
    fd = new(os, world, b"" if source == "empty-file" else b"data")
    os.lseek(fd, 0, os.SEEK_END)
    equal(os.splice(fd, w, 10), 0)


@clause("os.splice/flags")
@needs("shared-files")
@cases(flag=["SPLICE_F_MOVE", "SPLICE_F_NONBLOCK", "SPLICE_F_MORE"])
def check_splice_flags(os: Os, world: World, flag: str) -> None:
    """splice takes each SPLICE_F_ constant, which is an int."""
    r, w = os.pipe()
    value = getattr(os, flag)
    has_type(value, int)
    equal(os.splice(new(os, world, b"data"), w, 4, flags=value), 4)
    equal(os.read(r, 10), b"data")
    if flag == "SPLICE_F_NONBLOCK":
        with raises(BlockingIOError, errno="EAGAIN"):
            os.splice(r, target(os, world), 4, flags=value)
