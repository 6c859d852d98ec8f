"""The OS-dependent module of classic Mac OS in memory: few calls, paths with colons.

There are volumes instead of a root directory, no links, no permissions, no processes. What of the
portable layer needs these is absent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from os_reference.memory.calls.arguments import CODEC, _plain
from os_reference.memory.kernel import Kernel
from os_reference.memory.posix import PosixCalls
from os_reference.memory.refusing import failure

#: Calls that are about descriptors or nothing: the same everywhere.
PLAIN = (
    "close", "closerange", "dup", "dup2", "fstat", "fsync", "ftruncate", "isatty", "lseek", "read",
    "strerror", "sync", "times", "urandom", "write", "fspath", "stat_result", "error",
)  # fmt: skip
CONSTANTS = ("F_OK", "R_OK", "W_OK", "X_OK")


def translated(path: Any, call: str) -> str:
    """Return a path with colons as the kernel takes it, with slashes.

    ``Disk:a:b`` is absolute, ``a``, ``:a`` and ``::a`` are not; each colon too many goes up. A
    slash is an ordinary character of names, a colon is none. TypeError, ValueError as everywhere.
    """
    raw = _plain(path, call, "path", "string, bytes or os.PathLike")
    text = raw if isinstance(raw, str) else raw.decode(*CODEC)
    if "\0" in text:
        raise ValueError("embedded null character")
    if not text or ":" not in text:
        return text.replace("/", ":")
    first, *rest = text.split(":")
    if rest and not rest[-1]:
        rest.pop()  # a colon at the end: the directory itself
    names = [name.replace("/", ":") or ".." for name in rest]
    start = f"/{first.replace('/', ':')}" if first else "."
    return "/".join([start, *names])


def shown(path: str) -> str:
    """Return a path of the kernel with colons; a volume keeps one at its end."""
    volume, *names = path[1:].split("/")
    return ":".join(part.replace(":", "/") for part in (volume, *names)) + ":" * (not names)


class ClassicCalls:
    """What the module ``mac`` had: files and directories, by paths with colons."""

    def __init__(self, kernel: Kernel) -> None:
        self._calls = calls = PosixCalls(kernel)
        self._kernel = kernel
        self.environ: dict[bytes, bytes] = {}
        for name in PLAIN:
            setattr(self, name, getattr(calls, name))
        flags = [name for name in kernel.constants if name.startswith("O_")]
        for name in (*CONSTANTS, *flags):
            setattr(self, name, kernel.constants[name])

    def _called(self, call: Callable[..., Any], path: Any, *rest: Any) -> Any:
        """Make a call on a path; errors name it as it was given."""
        try:
            return call(self._inside(path, call.__name__), *rest)
        except OSError as error:
            error.filename = path
            raise

    def _inside(self, path: Any, call: str) -> str:
        """Return the kernel's path; ENOENT for what is above a volume."""
        text = translated(path, call)
        depth = 0 if text[:1] == "/" else len(self.getcwd().rstrip(":").split(":"))
        for name in text.split("/"):
            depth += -1 if name == ".." else name not in ("", ".")
            if depth < 1 and name == "..":
                raise failure("ENOENT", path)
        return text

    def chdir(self, path: Any) -> None:
        """Make a directory the current one."""
        self._called(self._calls.chdir, path)

    def getcwd(self) -> str:
        """Return the path of the current directory, which begins with its volume."""
        return shown(self._calls.getcwd())

    def getcwdb(self) -> bytes:
        """Return the path of the current directory as bytes."""
        return self.getcwd().encode(*CODEC)

    def getbootvol(self) -> str:
        """Return the volume that the system was started from."""
        return self._kernel.platform.volumes[0] + ":"

    def listdir(self, path: Any = ":") -> list[Any]:
        """Return the names in a directory, of the kind that ``path`` is of."""
        names = [name.replace(":", "/") for name in self._called(self._calls.listdir, path)]
        as_bytes = isinstance(_plain(path, "listdir", "path", "a path"), bytes)
        return [name.encode(*CODEC) for name in names] if as_bytes else names

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        """Make a directory; ``mode`` means nothing."""
        _without(dir_fd=dir_fd)
        self._called(self._calls.mkdir, path, 0o777)

    def rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove an empty directory."""
        _without(dir_fd=dir_fd)
        self._called(self._calls.rmdir, path)

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        """Open a file, make it with O_CREAT; ``mode`` means nothing."""
        _without(dir_fd=dir_fd)
        found: int = self._called(self._calls.open, path, flags, 0o666)
        return found

    def remove(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove a file."""
        _without(dir_fd=dir_fd)
        self._called(self._calls.remove, path)

    def unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove a file."""
        _without(dir_fd=dir_fd)
        self._called(self._calls.unlink, path)

    def rename(
        self, src: Any, dst: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        """Give a file or directory another name; EEXIST when something has it."""
        _without(src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        old, new = self._inside(src, "rename"), self._inside(dst, "rename")
        try:
            here = self._calls.lstat(old)
            if self._calls._kernel.exists(new) and self._calls.lstat(new).st_ino != here.st_ino:
                raise failure("EEXIST")
            self._calls.rename(old, new)
        except OSError as error:
            error.filename, error.filename2 = src, dst
            raise

    def stat(self, path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> Any:
        """Return the status of a file."""
        _without(dir_fd=dir_fd)
        return self._called(self._calls.stat, path)

    def lstat(self, path: Any, *, dir_fd: int | None = None) -> Any:
        """As ``stat``: there are no links (the manual: an alias then)."""
        return self.stat(path, dir_fd=dir_fd)

    def utime(
        self,
        path: Any,
        times: Any = None,
        *,
        ns: Any = None,
        dir_fd: int | None = None,
        follow_symlinks: bool = True,
    ) -> None:
        """Set access and modification time: now, in seconds, or in nanoseconds."""
        _without(dir_fd=dir_fd)
        inside = self._inside(path, "utime")
        try:
            self._calls.utime(inside, times, ns=ns)
        except OSError as error:
            error.filename = path
            raise


def _without(**descriptors: int | None) -> None:
    """NotImplementedError for directories given as descriptors: there are none here."""
    for name, value in descriptors.items():
        if value is not None:
            raise NotImplementedError(f"{name} unavailable on this platform")
