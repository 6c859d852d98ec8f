"""Files over descriptors and over the input or output of a command (loaded when needed)."""

import io
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def check_command(cmd: object, mode: object, buffering: int | None) -> None:
    """Refuse what ``popen`` does not take: TypeError for a command that is no str, else ValueError.

    Clauses: os.popen/cmd-type, os.popen/bad-mode, os.popen/unbuffered.
    """
    if not isinstance(cmd, str):
        raise TypeError(f"invalid cmd type ({type(cmd)}, expected string)")
    if mode not in ("r", "w"):
        raise ValueError(f"invalid mode {mode!r}")
    if buffering == 0 or buffering is None:
        raise ValueError("popen() does not support unbuffered streams")


class CommandFile:
    """What ``popen`` returns: a text file, whose ``close`` also waits for the command.

    Everything but closing is that of the file itself.
    Clauses: os.popen/with-closes, os.popen/close-none, os.popen/nt-close,
    os.popen/exitcode-convert.
    """

    def __init__(self, cmd: str, mode: str, buffering: int, *, status_is_shifted: bool) -> None:
        end = "stdout" if mode == "r" else "stdin"
        self._process = subprocess.Popen(
            cmd,
            shell=True,
            text=True,
            bufsize=buffering,
            **{end: subprocess.PIPE},  # type: ignore[call-overload]
        )
        self._file: Any = getattr(self._process, end)
        self._shift = 8 if status_is_shifted else 0

    def close(self) -> int | None:
        """Close the file, wait for the command; None if its exit code is 0, else its status."""
        self._file.close()
        code: int = self._process.wait()
        return code << self._shift if code else None

    def __enter__(self) -> "CommandFile":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> "Any":
        return getattr(self._file, name)

    def __iter__(self) -> "Iterator[str]":
        return iter(self._file)


class DescriptorIO(io.RawIOBase):
    """A raw binary file over a descriptor of any backend (one that is not the host's own)."""

    def __init__(self, backend: "Any", fd: int, *, read: bool, write: bool, closefd: bool) -> None:
        super().__init__()
        self._backend = backend
        self._fd = fd
        self._read = read
        self._write = write
        self._closefd = closefd
        self.name = fd

    def fileno(self) -> int:
        """Return the backend's descriptor; ValueError when the file is closed."""
        if self.closed:
            raise ValueError("I/O operation on closed file")
        return self._fd

    def readable(self) -> bool:
        """Tell whether the file was opened for reading."""
        return self._read

    def writable(self) -> bool:
        """Tell whether the file was opened for writing."""
        return self._write

    def seekable(self) -> bool:
        """Tell whether the backend can seek here: pipes cannot."""
        try:
            self.tell()
        except OSError:
            return False
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to ``offset`` bytes; return the new position. OSError when it cannot."""
        return int(self._backend.lseek(self.fileno(), offset, whence))

    def truncate(self, size: int | None = None) -> int:
        """Cut or extend the file to ``size`` bytes (the position, if None); return the size."""
        size = self.tell() if size is None else size
        self._backend.ftruncate(self.fileno(), size)
        return size

    def readinto(self, buffer: "Any") -> int:
        """Read into ``buffer``; return the number of bytes, 0 at the end."""
        data = self._backend.read(self.fileno(), len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def write(self, data: "Any") -> int:
        """Write ``data``; return the number of bytes written."""
        return int(self._backend.write(self.fileno(), bytes(data)))

    def close(self) -> None:
        """Close the file, and the descriptor unless ``closefd`` was false."""
        if self.closed:
            return
        super().close()
        if self._closefd:
            self._backend.close(self._fd)


def open_descriptor(
    backend: "Any",
    fd: int,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,
    opener: "Any" = None,
) -> "Any":
    """Return a file object over the descriptor ``fd`` of ``backend``; arguments as ``open``.

    ``opener`` is for names alone and not called.  ValueError for a mode that is none, text without a buffer,
    or words about text with bytes; what ``fstat`` of the backend raises for a descriptor that is not open.
    """
    kinds = set(mode) - {"b", "t", "+", "U"}
    if (
        len(kinds) != 1
        or kinds - set("rwax")
        or len(set(mode)) != len(mode)
        or {"b", "t"} <= set(mode)
    ):
        raise ValueError(f"invalid mode: {mode!r}")
    if "b" in mode and not encoding is errors is newline is None:
        raise ValueError("binary mode takes no encoding, errors or newline")
    if hasattr(backend, "fstat"):
        backend.fstat(fd)
    read, write = "r" in mode or "+" in mode, "r" not in mode or "+" in mode
    raw = DescriptorIO(backend, fd, read=read, write=write, closefd=closefd)
    if buffering == 0:
        if "b" not in mode:
            raise ValueError("can't have unbuffered text I/O")
        return raw
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    buffer: Any
    if read and write:
        buffer = io.BufferedRandom(raw, size)
    else:
        buffer = io.BufferedReader(raw, size) if read else io.BufferedWriter(raw, size)
    if "b" in mode:
        return buffer
    text: Any = io.TextIOWrapper(buffer, encoding or "utf-8", errors, newline, buffering == 1)
    text.mode = mode
    return text
