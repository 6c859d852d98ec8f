"""os.pipe, os.pipe2, os.get_blocking, os.set_blocking."""

from __future__ import annotations

from os_conformance.check import Os, World, cases, clause
from os_conformance.checks.descriptors.parts import drain, new
from os_conformance.expect import equal, has_type, one_of, raises

ENDLESS = 1 << 24  # bytes; no pipe has room for so many


@clause("os.pipe/pair")
def check_pair(os: Os) -> None:
    """pipe returns a pair of two new descriptors, the first to read and the second to write."""
    pair = os.pipe()
    has_type(pair, tuple)
    r, w = pair
    has_type(r, int)
    has_type(w, int)
    assert r != w
    equal(os.write(w, b"x"), 1)
    equal(os.read(r, 10), b"x")


@clause("os.pipe/data")
@cases(
    pieces={"one": [b"abc"], "several": [b"a", b"bc", b"", b"def"], "bytes": [bytes(range(256))]}
)
def check_data(os: Os, pieces: list[bytes]) -> None:
    """What is written to a pipe is read from it: the same bytes, in order, with no borders."""
    r, w = os.pipe()
    for piece in pieces:
        equal(os.write(w, piece), len(piece))
    data = b"".join(pieces)
    equal(os.read(r, 2), data[:2])
    equal(os.read(r, 1000), data[2:])


@clause("os.pipe/data")
def check_separate(os: Os) -> None:
    """Two pipes have nothing in common."""
    (r1, w1), (r2, w2) = os.pipe(), os.pipe()
    equal(len({r1, w1, r2, w2}), 4)
    os.write(w2, b"second")
    os.write(w1, b"first")
    equal((os.read(r1, 10), os.read(r2, 10)), (b"first", b"second"))


@clause("os.pipe/eof")
@cases(data={"nothing": b"", "rest": b"rest"})
def check_end(os: Os, data: bytes) -> None:
    """A pipe whose writer is closed gives what is left in it, then empty bytes."""
    r, w = os.pipe()
    os.write(w, data)
    os.close(w)
    equal(drain(os, r), data)
    equal(os.read(r, 10), b"")


@clause("os.pipe/eof")
def check_end_of_last(os: Os) -> None:
    """A pipe is at its end only when the last descriptor to write to it is closed."""
    r, w = os.pipe()
    copy = os.dup(w)
    os.close(w)
    os.write(copy, b"x")
    equal(os.read(r, 1), b"x")
    os.close(copy)
    equal(os.read(r, 1), b"")


@clause("os.pipe/non-inheritable")
def check_not_inherited(os: Os) -> None:
    """pipe makes descriptors that no program inherits."""
    equal([os.get_inheritable(fd) for fd in os.pipe()], [False, False])


@clause("os.pipe/epipe")
def check_broken(os: Os) -> None:
    """Writing to a pipe that nobody can read raises BrokenPipeError."""
    r, w = os.pipe()
    os.close(r)
    with raises(BrokenPipeError, errno="EPIPE"):
        os.write(w, b"x")


@clause("os.pipe/lowest-free")
def check_lowest_free(os: Os, world: World) -> None:
    """pipe takes the two lowest numbers that are free."""
    fds = [new(os, world, name=f"f{n}") for n in range(6)]
    for fd in (fds[1], fds[4]):
        os.close(fd)
    equal(set(os.pipe()), {fds[1], fds[4]})


@clause("os.pipe2/cloexec")
def check_pipe2_cloexec(os: Os) -> None:
    """pipe2 with O_CLOEXEC makes a pipe whose descriptors no program inherits."""
    r, w = os.pipe2(os.O_CLOEXEC)
    equal([os.get_inheritable(fd) for fd in (r, w)], [False, False])
    os.write(w, b"data")
    equal(os.read(r, 10), b"data")


@clause("os.pipe2/cloexec")
def check_pipe2_plain(os: Os) -> None:
    """pipe2 without O_CLOEXEC makes descriptors that programs inherit: it sets only what is asked."""
    equal([os.get_inheritable(fd) for fd in os.pipe2(0)], [True, True])


@clause("os.pipe2/nonblock")
@cases(cloexec=[False, True])
def check_pipe2_nonblock(os: Os, cloexec: bool) -> None:
    """pipe2 with O_NONBLOCK makes a pipe that does not wait."""
    r, w = os.pipe2(os.O_NONBLOCK | (os.O_CLOEXEC if cloexec else 0))
    equal([os.get_blocking(fd) for fd in (r, w)], [False, False])
    equal([os.get_inheritable(fd) for fd in (r, w)], [not cloexec, not cloexec])
    with raises(BlockingIOError, errno="EAGAIN"):
        os.read(r, 1)


@clause("os.pipe2/bad-flags")
@cases(name=["O_APPEND", "O_CREAT", "O_TRUNC"])
def check_pipe2_flags(os: Os, name: str) -> None:
    """pipe2 with a flag that pipes do not have raises OSError with EINVAL."""
    with raises(OSError, errno="EINVAL"):
        os.pipe2(getattr(os, name))


@clause("os.get_blocking/true-default", "os.get_blocking/false-nonblock")
@cases(nonblock=[False, True])
def check_get_blocking(os: Os, world: World, nonblock: bool) -> None:
    """get_blocking returns False where O_NONBLOCK is set, else True."""
    world.file("f")
    extra = os.O_NONBLOCK if nonblock else 0
    equal(os.get_blocking(os.open(world.path("f"), os.O_RDWR | extra)), not nonblock)


@clause("os.get_blocking/true-default", "os.get_blocking/nt-pipes")
def check_pipe_blocks(os: Os) -> None:
    """A new pipe waits: get_blocking is True for both ends."""
    equal([os.get_blocking(fd) for fd in os.pipe()], [True, True])


@clause("os.set_blocking/nonblock", "os.set_blocking/block", "os.set_blocking/nt-pipes")
@cases(end=[0, 1])
def check_set_blocking(os: Os, end: int) -> None:
    """set_blocking clears or sets O_NONBLOCK of one end of a pipe, as often as wanted."""
    pair = os.pipe()
    for blocking in (False, False, True, True, False):
        equal(os.set_blocking(pair[end], blocking), None)
        equal(os.get_blocking(pair[end]), blocking)
        equal(os.get_blocking(pair[1 - end]), True)


@clause("os.set_blocking/read-eagain", "os.set_blocking/nt-pipes")
def check_nothing_to_read(os: Os) -> None:
    """Reading an empty pipe that does not wait raises BlockingIOError, until there is something."""
    r, w = os.pipe()
    os.set_blocking(r, False)
    for _ in range(2):
        with raises(BlockingIOError, errno="EAGAIN"):
            os.read(r, 10)
    os.write(w, b"data")
    equal(os.read(r, 10), b"data")


@clause("os.set_blocking/write-eagain")
def check_no_room(os: Os) -> None:
    """A full pipe that does not wait takes what it can, then raises BlockingIOError; nothing is lost."""
    r, w = os.pipe()
    os.set_blocking(w, False)
    block, sent = bytes(range(251)) * 500, b""
    with raises(BlockingIOError, errno="EAGAIN"):
        while len(sent) < ENDLESS:
            count = os.write(w, block)
            one_of(count, range(1, len(block) + 1))
            sent += block[:count]
    os.close(w)
    assert sent
    assert drain(os, r) == sent, "what came out of the pipe is not what was told to be written"
