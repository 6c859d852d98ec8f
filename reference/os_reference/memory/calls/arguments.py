"""Arguments of calls: paths of every kind, descriptors, numbers; and what all calls share."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

from os_reference.memory.inodes import Directory, Inode
from os_reference.memory.lookup import find, walk
from os_reference.memory.refusing import refuse

if TYPE_CHECKING:
    from os_reference.memory.kernel import Kernel
    from os_reference.memory.opened import Opened

CODEC = ("utf-8", "surrogateescape")
PATH, FD_TOO, NONE_TOO = (
    "string, bytes or os.PathLike",
    "string, bytes, os.PathLike or integer",
    "string, bytes, os.PathLike, integer or None",
)
MAX_FD = 2**31 - 1
AT_FDCWD = -100


def text_of(path: Any, call: str, argument: str = "path", kinds: str = PATH) -> str:
    """Return a path (str, bytes, path-like) as the text that names are stored as.

    TypeError for what is no path, ValueError for an embedded NUL or text without bytes.
    """
    if path.__class__ is str and path.isascii():
        if "\0" in path:
            raise ValueError("embedded null character")
        return path
    raw = _plain(path, call, argument, kinds)
    data = raw.encode(*CODEC) if isinstance(raw, str) else bytes(raw)
    if b"\0" in data:
        raise ValueError("embedded null byte")
    return data.decode(*CODEC)


def _plain(path: Any, call: str, argument: str, kinds: str) -> str | bytes:
    """Return the str or bytes of a path."""
    if isinstance(path, str | bytes):
        return path
    convert = getattr(type(path), "__fspath__", None)
    if convert is None:
        name = type(path).__name__
        raise TypeError(f"{call}: {argument} should be {kinds}, not {name}")
    found = convert(path)
    if not isinstance(found, str | bytes):
        name = type(found).__name__
        raise TypeError(
            f"expected {type(path).__name__}.__fspath__() to return str or bytes, not {name}"
        )
    return found


def target_of(path: Any, call: str, kinds: str = FD_TOO) -> str | int:
    """Return a path as text, or a descriptor as a number."""
    if path.__class__ is str:
        return text_of(path, call)
    if hasattr(type(path), "__index__"):
        return descriptor(path)
    return text_of(path, call, kinds=kinds)


def descriptor(fd: Any) -> int:
    """Return a descriptor as a number: TypeError, OverflowError for what cannot be one."""
    number = index(fd)
    if number > MAX_FD:
        raise OverflowError("fd is greater than maximum")
    if number < -MAX_FD - 1:
        raise OverflowError("fd is less than minimum")
    return number


def number_of(value: Any, least: int = -(2**63), most: int = 2**63 - 1) -> int:
    """Return an integer argument; TypeError or OverflowError when it is none of that size."""
    number = index(value)
    if not least <= number <= most:
        raise OverflowError("Python int too large to convert to C long")
    return number


def pid_of(value: Any) -> int:
    """Return a process id, which has 32 bits; TypeError or OverflowError."""
    return number_of(value, -(2**31), 2**31 - 1)


def unsigned_of(value: Any, most: int) -> int:
    """Return an integer from 0 on; ValueError below, OverflowError above ``most``."""
    number = index(value)
    if number < 0:
        raise ValueError("value must be positive")
    return number_of(number, 0, most)


def uid_of(value: Any) -> int:
    """Return a user or group id; -1 means: as it is."""
    number = index(value)
    if number < -1:
        raise OverflowError("uid is less than minimum")
    if number >= 2**32:
        raise OverflowError("uid is greater than maximum")
    return -1 if number == 2**32 - 1 else number


def encoded(text: str) -> bytes:
    """Return the bytes of a stored name."""
    return text.encode(*CODEC)


def without_fd(call: str, target: str | int, dir_fd: Any, follow: bool = True) -> None:
    """ValueError for a descriptor together with what is said of paths only."""
    if target.__class__ is int:
        if dir_fd is not None:
            raise ValueError(f"{call}: can't specify dir_fd without matching path")
        if not follow:
            raise ValueError(f"{call}: cannot use fd and follow_symlinks together")


class Calls:
    """What the calls of every kind share: the kernel, and ways from arguments to inodes."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def _opened(self, fd: int) -> Opened:
        """Return what is open as ``fd``; EBADF."""
        return self._kernel.process.get(fd)

    def _usable(self, fd: int) -> Opened:
        """Return what is open as ``fd`` for more than its place; EBADF."""
        opened = self._kernel.process.get(fd)
        if opened.flags & self._kernel.constants["O_PATH"]:
            refuse("EBADF")
        return opened

    def _base(self, path: str, dir_fd: Any) -> Directory | None:
        """Return the directory that a relative path starts from; None: the current one."""
        if dir_fd is None:
            return None
        if not hasattr(type(dir_fd), "__index__"):
            name = type(dir_fd).__name__
            raise TypeError(f"argument should be integer or None, not {name}")
        fd = descriptor(dir_fd)
        if fd == AT_FDCWD or path[:1] == "/":
            return None
        node = self._opened(fd).node
        if not isinstance(node, Directory):
            if not path:
                refuse("ENOENT")
            refuse("ENOTDIR")
        return node

    def _node(self, target: str | int, dir_fd: Any = None, follow: bool = True) -> Inode:
        """Return what a path or descriptor leads to."""
        process = self._kernel.process
        if target.__class__ is int:
            return process.get(target).node
        if dir_fd is None:
            node = walk(process, target, None, follow).node  # type: ignore[arg-type]
            if node is None:
                refuse("ENOENT")
            return node
        return find(process, target, self._base(target, dir_fd), follow)  # type: ignore[arg-type]
