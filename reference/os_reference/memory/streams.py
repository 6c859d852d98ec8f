"""File objects over descriptors of a system in memory: what built-in ``open`` is to the host."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from os_reference.memory.refusing import failure
from os_reference.pipes import DescriptorIO

if TYPE_CHECKING:
    from os_reference.memory.module import MemoryOS

#: Letter of a mode -> flags that a file is opened with.
FLAGS = {
    "r": (),
    "w": ("O_CREAT", "O_TRUNC"),
    "a": ("O_CREAT", "O_APPEND"),
    "x": ("O_CREAT", "O_EXCL"),
}


class RawFile(DescriptorIO):
    """A raw file over a descriptor in memory, which knows its mode and its name."""

    def __init__(self, os: MemoryOS, fd: int, kind: str, name: Any, closefd: bool) -> None:
        plus = "+" in kind
        read, write = plus or "r" in kind, plus or "r" not in kind
        super().__init__(os, fd, read=read, write=write, closefd=closefd)
        self.name, self.linesep = name, os.linesep
        letter = next(c for c in kind if c in FLAGS)
        self.mode = {"w": "wb", "r": "rb"}.get(letter, f"{letter}b") + "+" * plus
        if letter == "w" and plus:
            self.mode = "rb+"

    def isatty(self) -> bool:
        """Tell whether this is a terminal: nothing in memory is."""
        self.fileno()
        return False


class _Lines(io.TextIOWrapper):
    """Text whose lines end as Windows has them, whatever the host does."""

    def write(self, text: str, /) -> int:
        """Write text, each newline as a return and a newline; the number of its characters."""
        super().write(text.replace("\n", "\r\n"))
        return len(text)


def stream_functions(os: MemoryOS) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return ``fdopen`` and a function like built-in ``open``, both for the files of ``os``."""

    def fdopen(
        fd: int, mode: str = "r", buffering: int = -1, encoding: str | None = None,
        *args: Any, **kwargs: Any,
    ) -> Any:  # fmt: skip
        """Return a file object connected to ``fd``; as built-in ``open``. Clauses: os.fdopen/*."""
        if not isinstance(fd, int):
            raise TypeError(f"invalid fd type ({type(fd)}, expected integer)")
        return open_file(fd, mode, buffering, encoding, *args, **kwargs)

    def open_file(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Callable[[Any, int], int] | None = None,
    ) -> Any:
        """Open a file by name or descriptor as built-in ``open`` does; the same errors."""
        _check(mode, buffering, encoding, errors, newline)
        raw = _raw(os, file, mode, closefd, opener)
        try:
            return _layered(raw, mode, buffering, encoding, errors, newline)
        except BaseException:
            if not isinstance(file, int):
                raw.close()
            raise

    return fdopen, open_file


def _check(mode: Any, buffering: Any, encoding: Any, errors: Any, newline: Any) -> None:
    """ValueError or TypeError for what built-in ``open`` refuses before it opens anything."""
    if not isinstance(mode, str):
        raise TypeError(f"open() argument 'mode' must be str, not {type(mode).__name__}")
    letters = set(mode)
    if letters - set("rwaxbt+") or len(mode) > len(letters):
        raise ValueError(f"invalid mode: {mode!r}")
    if {"b", "t"} <= letters:
        raise ValueError("can't have text and binary mode at once")
    if len(letters & set("rwax")) != 1:
        raise ValueError("must have exactly one of create/read/write/append mode")
    if "b" in letters:
        for name, value in (("encoding", encoding), ("errors", errors), ("newline", newline)):
            if value is not None:
                article = "an" if name == "encoding" else "an" if name == "errors" else "a"
                raise ValueError(f"binary mode doesn't take {article} {name} argument")
    elif buffering == 0:
        raise ValueError("can't have unbuffered text I/O")


def _raw(os: Any, file: Any, mode: str, closefd: bool, opener: Any) -> RawFile:
    """Return the raw file: over the descriptor given, or one that is opened."""
    kind = mode.replace("b", "").replace("t", "")
    if isinstance(file, int):
        if file < 0:
            raise ValueError("negative file descriptor")
        os.fstat(file)
        os.kernel.process.text -= {file}  # Windows: file objects see to line ends themselves
        return RawFile(os, file, kind, file, closefd)
    if not closefd:
        raise ValueError("Cannot use closefd=False with file name")
    letter = next(c for c in kind if c in FLAGS)
    access = "O_RDWR" if "+" in kind else "O_RDONLY" if letter == "r" else "O_WRONLY"
    names = (access, *FLAGS[letter], "O_CLOEXEC", "O_BINARY")
    flags = sum(getattr(os, name, 0) for name in names)
    fd = os.open(file, flags, 0o666) if opener is None else opener(file, flags)
    if not isinstance(fd, int) or fd < 0:
        raise ValueError(f"opener returned {fd}")
    try:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise failure("EISDIR", file)
        if letter == "a":
            os.lseek(fd, 0, 2)
    except BaseException:
        os.close(fd)
        raise
    return RawFile(os, fd, kind, file, closefd)


def _layered(
    raw: RawFile, mode: str, buffering: int, encoding: Any, errors: Any, newline: Any
) -> Any:
    """Put a buffer and, for text, an encoding over a raw file."""
    if buffering == 0:
        return raw
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    buffer: Any
    if "+" in mode:
        buffer = io.BufferedRandom(raw, size) if raw.seekable() else None
        if buffer is None:
            raise io.UnsupportedOperation("File or stream is not seekable.")
    else:
        buffer = io.BufferedReader(raw, size) if raw.readable() else io.BufferedWriter(raw, size)
    if "b" in mode:
        return buffer
    kind = io.TextIOWrapper if newline is not None or raw.linesep == "\n" else _Lines
    text = kind(buffer, encoding or "utf-8", errors, newline, buffering == 1)
    text.mode = mode  # type: ignore[misc]
    return text
