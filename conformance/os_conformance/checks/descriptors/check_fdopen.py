"""os.fdopen: file objects over descriptors."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause
from os_conformance.checks.descriptors.parts import binary, new
from os_conformance.expect import equal, has_type, one_of, raises

TEXT = "première\nzweite\n"


def is_open(os: Os, fd: int) -> bool:
    """Whether fstat knows the descriptor."""
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


@clause("os.fdopen/returns-file")
@cases(mode=["r", "rb", "r+", "r+b", "w", "wb", "a"])
def check_connected(os: Os, world: World, mode: str) -> None:
    """fdopen returns an open file object whose number is the descriptor."""
    fd = new(os, world, b"data")
    stream = os.fdopen(fd, mode)
    equal(stream.fileno(), fd)
    equal(stream.closed, False)
    equal(stream.readable(), mode[0] == "r")
    equal(stream.writable(), mode[0] != "r" or "+" in mode)


@clause("os.fdopen/returns-file")
def check_goes_on(os: Os, world: World) -> None:
    """A file object over a descriptor begins at its offset and moves it."""
    fd = new(os, world, b"0123456789")
    os.read(fd, 4)
    stream = os.fdopen(fd, "r+b", 0)
    equal(stream.tell(), 4)
    equal(stream.read(2), b"45")
    equal(os.read(fd, 2), b"67")
    stream.write(b"X")
    equal(world.read("f"), b"01234567X9")


@clause("os.fdopen/returns-file")
def check_pipe(os: Os) -> None:
    """fdopen makes file objects of both ends of a pipe."""
    r, w = os.pipe()
    with os.fdopen(w, "w") as stream:
        stream.write("a line\nanother\n")
    with os.fdopen(r) as stream:
        equal(list(stream), ["a line\n", "another\n"])


@clause("os.fdopen/text-default")
def check_text(os: Os, world: World) -> None:
    """fdopen opens for reading text by default."""
    stream = os.fdopen(new(os, world, b"a\nb\n"))
    equal(stream.mode, "r")
    equal(stream.read(), "a\nb\n")
    with raises((OSError, ValueError)):  # io.UnsupportedOperation is both
        stream.write("x")


@clause("os.fdopen/binary")
def check_binary(os: Os, world: World) -> None:
    """fdopen with a b in the mode reads and writes bytes."""
    data = bytes(range(256))
    with os.fdopen(new(os, world, data), "rb") as stream:
        equal(stream.read(), data)
    with os.fdopen(new(os, world, b"", "g"), "wb") as stream:
        equal(stream.write(data), 256)
        with raises(TypeError):
            stream.write("text")
    equal(world.read("g"), data)


@clause("os.fdopen/closes-fd", "os.fdopen/closefd-false")
@cases(mode=["r", "rb", "w", "wb"], closefd={"default": None, "true": True, "false": False})
def check_close(os: Os, world: World, mode: str, closefd: bool | None) -> None:
    """Closing the file object closes the descriptor, unless closefd is False."""
    fd = new(os, world, b"data")
    more = {} if closefd is None else {"closefd": closefd}
    stream = os.fdopen(fd, mode, **more)
    stream.close()
    equal(is_open(os, fd), closefd is False)
    equal(stream.closed, True)
    stream.close()  # once more does nothing


@clause("os.fdopen/closes-fd")
def check_context(os: Os, world: World) -> None:
    """Leaving a with block writes out what is buffered and closes the descriptor."""
    fd = new(os, world)
    with os.fdopen(fd, "w") as stream:
        stream.write("data")
    equal(world.read("f"), b"data")
    equal(is_open(os, fd), False)


@clause("os.fdopen/closefd-false")
def check_keeps_open(os: Os, world: World) -> None:
    """With closefd=False the descriptor can be used after the file object, behind what it wrote."""
    fd = new(os, world)
    with os.fdopen(fd, "wb", closefd=False) as stream:
        stream.write(b"first")
    equal(os.write(fd, b"second"), 6)
    equal(world.read("f"), b"firstsecond")


ENCODED: dict[str, tuple[dict[str, Any], bytes]] = {
    "utf-8": ({"encoding": "utf-8", "newline": ""}, TEXT.encode()),
    "latin-1": ({"encoding": "latin-1", "newline": ""}, TEXT.encode("latin-1")),
    "utf-16": ({"encoding": "utf-16-le", "newline": ""}, TEXT.encode("utf-16-le")),
    "errors": ({"encoding": "ascii", "errors": "replace", "newline": ""}, b"premi?re\nzweite\n"),
    "crlf": ({"encoding": "utf-8", "newline": "\r\n"}, TEXT.replace("\n", "\r\n").encode()),
    "lf": ({"encoding": "utf-8", "newline": "\n"}, TEXT.encode()),
}


@clause("os.fdopen/same-args")
@cases(kind=list(ENCODED))
def check_encoding(os: Os, world: World, kind: str) -> None:
    """fdopen takes encoding, errors and newline as open does."""
    more, wanted = ENCODED[kind]
    with os.fdopen(new(os, world), "w", **more) as stream:
        equal(stream.encoding, more["encoding"])
        stream.write(TEXT)
    equal(world.read("f"), wanted)


@clause("os.fdopen/same-args")
def check_positions(os: Os, world: World) -> None:
    """fdopen takes mode, buffering, encoding, errors, newline and closefd by position too."""
    fd = new(os, world)
    stream = os.fdopen(fd, "w", -1, "latin-1", "ignore", "\r\n", False)
    stream.write("é€\n")
    stream.close()
    equal(world.read("f"), b"\xe9\r\n")
    equal(is_open(os, fd), True)


@clause("os.fdopen/same-args")
@cases(buffering={"none": 0, "default": -1, "large": 100_000, "keyword": None})
def check_buffering(os: Os, world: World, buffering: int | None) -> None:
    """fdopen takes buffering as open does: 0 writes at once, else at the latest at the close."""
    fd = new(os, world)
    how: Any = ((), {"buffering": 0}) if buffering is None else ((buffering,), {})
    stream = os.fdopen(fd, "wb", *how[0], **how[1])
    stream.write(b"data")
    one_of(world.read("f"), {b"data"} if not buffering else {b"", b"data"})
    stream.flush()
    equal(world.read("f"), b"data")


@clause("os.fdopen/same-args")
@cases(size=[2, 16])
def check_size_of_the_buffer(os: Os, world: World, size: int) -> None:
    """fdopen with a buffer of some bytes keeps back at most so many of what is written."""
    stream = os.fdopen(new(os, world), "wb", size)
    stream.write(b"x" * 100)
    assert len(world.read("f")) >= 100 - size
    stream.close()
    equal(world.read("f"), b"x" * 100)


@clause("os.fdopen/returns-file")
@cases(size={"given": 4, "position": None, "longer": 12})
def check_truncate(os: Os, world: World, size: int | None) -> None:
    """A file object over a descriptor cuts the file, at its position if no size is given."""
    stream = os.fdopen(new(os, world, b"0123456789"), "r+b", 0)
    stream.read(6)
    equal(stream.truncate() if size is None else stream.truncate(size), size or 6)
    equal(world.read("f"), b"0123456789\0\0"[: size or 6])
    equal(stream.tell(), 6)


@clause("os.fdopen/same-args")
def check_line_buffering(os: Os, world: World) -> None:
    """fdopen with buffering 1 writes text out line by line."""
    stream = os.fdopen(new(os, world), "w", 1, newline="")
    stream.write("a line\n")
    equal(world.read("f"), b"a line\n")


@clause("os.fdopen/same-args")
@cases(
    arguments={
        "mode": ("z", {}),
        "binary-encoding": ("rb", {"encoding": "utf-8"}),
        "unbuffered-text": ("r", {"buffering": 0}),
        "newline": ("r", {"newline": "x"}),
    }
)
def check_refused(os: Os, world: World, arguments: tuple[str, dict[str, Any]]) -> None:
    """fdopen raises ValueError for arguments that open refuses."""
    fd = new(os, world, b"data")
    mode, more = arguments
    with raises(ValueError):
        os.fdopen(fd, mode, **more)


def with_opener(os: Any, fd: Any) -> Any:
    called = []

    def opener(*args):
        called.append(args)
        return fd

    stream = os.fdopen(fd, "rb", opener=opener)
    data = stream.read()
    stream.close()
    return data, called


@clause("os.fdopen/same-args")
def check_opener(os: Os, run: Run, world: World) -> None:
    """fdopen takes opener as open does, which does not call it for a descriptor."""
    equal(run(with_opener, new(os, world, b"data")), (b"data", []))


@clause("os.fdopen/int-required")
@cases(fd={"str": "name", "path": "f", "none": None, "float": 1.0, "bytes": b"f"})
def check_no_name(os: Os, world: World, fd: Any) -> None:
    """fdopen takes a descriptor only: anything else raises TypeError."""
    world.file("f", b"data")
    with raises(TypeError):
        os.fdopen(fd)


@clause("os.fdopen/returns-file")
@cases(fd={"closed": 47, "negative": -1})
def check_not_open(os: Os, fd: int) -> None:
    """fdopen of what is no open descriptor raises OSError with EBADF, or ValueError if negative."""
    with raises((OSError, ValueError) if fd < 0 else OSError):
        os.fdopen(fd)


@clause("os.fdopen/same-args")
def check_late_refusal(os: Os, world: World) -> None:
    """fdopen for writing of a descriptor that only reads fails when bytes go out, not before."""
    world.file("f", b"kept")
    fd = os.open(world.path("f"), os.O_RDONLY | binary(os))
    stream = os.fdopen(fd, "wb", 0)
    has_type(stream.fileno(), int)
    with raises(OSError, errno="EBADF"):
        stream.write(b"x")
    equal(world.read("f"), b"kept")
