"""The OS-dependent module of classic Mac OS in memory: few calls, paths with colons.

There are volumes instead of a root directory, no links, no permissions, no processes. What of the
portable layer needs these is absent.
"""

from __future__ import annotations

from typing import Any

from os_reference.memory.calls.arguments import CODEC, text_of
from os_reference.memory.inodes import Directory, Inode
from os_reference.memory.kernel import Kernel
from os_reference.memory.lookup import Place
from os_reference.memory.opened import Opened
from os_reference.memory.posix import PosixCalls
from os_reference.memory.refusing import failure, refuse

#: Calls that are about descriptors or nothing: the same everywhere.
PLAIN = (
    "close", "closerange", "dup", "dup2", "fstat", "fsync", "ftruncate", "isatty", "lseek", "read",
    "strerror", "sync", "times", "urandom", "write", "fspath", "stat_result", "error",
)  # fmt: skip
CONSTANTS = ("F_OK", "R_OK", "W_OK", "X_OK")


def translated(text: str) -> str:
    """Return a path with colons as the kernel takes it, with slashes.

    ``Disk:a:b`` is absolute, ``a``, ``:a`` and ``::a`` are not; each colon too many goes up. A
    slash is an ordinary character of names, a colon is none.
    """
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


class ColonCalls(PosixCalls):
    """The calls of a system whose paths have colons: these are translated where they are walked."""

    def _inside(self, text: str) -> str:
        """Return the kernel's path; ENOENT for what is above a volume."""
        path = translated(text)
        depth = 0 if path[:1] == "/" else self.getcwd().count("/")
        for name in path.split("/"):
            depth += -1 if name == ".." else name not in ("", ".")
            if depth < 1 and name == "..":
                refuse("ENOENT")
        return path

    def _place(self, path: str, dir_fd: Any) -> Place:
        return super()._place(self._inside(path), dir_fd)

    def _node(self, target: str | int, dir_fd: Any = None, follow: bool = True) -> Inode:
        inside = self._inside(target) if isinstance(target, str) else target
        return super()._node(inside, dir_fd, follow)

    def _open(self, path: str, flags: int, mode: int, base: Directory | None) -> Opened:
        return super()._open(self._inside(path), flags, mode, base)


class ClassicCalls:
    """What the module ``mac`` had: files and directories, by paths with colons."""

    _have_functions = ("HAVE_LSTAT",)

    def __init__(self, kernel: Kernel) -> None:
        self._calls = calls = ColonCalls(kernel)
        self._kernel = kernel
        self.environ: dict[bytes, bytes] = {}
        for name in PLAIN:
            setattr(self, name, getattr(calls, name))
        flags = [name for name in kernel.constants if name.startswith("O_")]
        for name in (*CONSTANTS, *flags):
            setattr(self, name, kernel.constants[name])

    def chdir(self, path: Any) -> None:
        """Make a directory the current one."""
        self._calls.chdir(path)

    def getcwd(self) -> str:
        """Return the path of the current directory, which begins with its volume."""
        return shown(self._calls.getcwd())

    def getcwdb(self) -> bytes:
        """Return the path of the current directory as bytes."""
        return self.getcwd().encode(*CODEC)

    def getbootvol(self) -> str:
        """Return the volume that the system was started from."""
        return self._kernel.platform.volumes[0] + ":"

    def listdir(self, path: Any = None) -> list[Any]:
        """Return the names in a directory, of the kind that ``path`` is of."""
        found = self._calls.listdir(":" if path is None else path)
        if found and isinstance(found[0], bytes):
            return [name.replace(b":", b"/") for name in found]
        return [name.replace(":", "/") for name in found]

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        """Make a directory; ``mode`` means nothing."""
        _without(dir_fd=dir_fd)
        self._calls.mkdir(path, mode)
        made = self._existing(path)
        if made is not None:
            made.mode |= 0o777

    def rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove an empty directory."""
        _without(dir_fd=dir_fd)
        self._calls.rmdir(path)

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        """Open a file, make it with O_CREAT; ``mode`` means nothing."""
        _without(dir_fd=dir_fd)
        return self._calls.open(path, flags, 0o666)

    def remove(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove a file."""
        _without(dir_fd=dir_fd)
        self._calls.remove(path)

    def unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove a file."""
        _without(dir_fd=dir_fd)
        self._calls.unlink(path)

    def rename(
        self, src: Any, dst: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        """Give a file or directory another name; EEXIST when something has it."""
        _without(src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        there = self._existing(dst)
        if there is not None and there is not self._existing(src):
            error = failure("EEXIST" if self._existing(src) is not None else "ENOENT", src)
            error.filename2 = dst
            raise error
        self._calls.rename(src, dst)

    def _existing(self, path: Any) -> Inode | None:
        """Return what is at a path, None for nothing."""
        try:
            return self._calls._node(text_of(path, "rename"))
        except OSError:
            return None

    def stat(self, path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> Any:
        """Return the status of a file, by its path or descriptor."""
        if not hasattr(type(path), "__index__"):
            _without(dir_fd=dir_fd)
        return self._calls.stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)

    def lstat(self, path: Any, *, dir_fd: int | None = None) -> Any:
        """As ``stat``: there are no links (the manual: an alias then)."""
        _without(dir_fd=dir_fd)
        return self._calls.lstat(path)

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
        self._calls.utime(path, times, ns=ns)


def _without(**descriptors: int | None) -> None:
    """NotImplementedError for directories given as descriptors: there are none here."""
    for name, value in descriptors.items():
        if value is not None:
            raise NotImplementedError(f"{name} unavailable on this platform")
