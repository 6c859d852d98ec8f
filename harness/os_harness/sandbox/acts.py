"""Plain file-system acts over any `os` module: the host's, or the candidate's through the probe.

Each is self-contained, because reproducers carry the source of those they use.  `os` is always the
first parameter; paths are str or bytes; errors are those of the `os` given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def mkdir(os: Any, path: Any, mode: int = 0o777) -> None:
    """Make a directory with exactly the permission bits `mode`, whatever the umask."""
    os.mkdir(path)
    if mode != 0o777:
        os.chmod(path, mode)


def write_file(os: Any, path: Any, data: bytes = b"", mode: int | None = None) -> None:
    """Make (or overwrite) a regular file with `data`; `mode` sets its exact permission bits."""
    binary = getattr(os, "O_BINARY", 0)  # Windows: else newlines would change
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | binary, 0o666)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)
    if mode is not None:
        os.chmod(path, mode)


def read_file(os: Any, path: Any) -> bytes:
    """All bytes of a regular file."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        data = b""
        while True:
            chunk = os.read(descriptor, 65536)
            if not chunk:
                return data
            data += chunk
    finally:
        os.close(descriptor)


def kind_of(os: Any, path: Any) -> str | None:
    """What is at `path` itself: "file", "directory", "symlink", ... or None for nothing."""
    import stat

    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    kinds = {
        stat.S_IFREG: "file",
        stat.S_IFDIR: "directory",
        stat.S_IFLNK: "symlink",
        stat.S_IFIFO: "fifo",
        stat.S_IFSOCK: "socket",
        stat.S_IFCHR: "character device",
        stat.S_IFBLK: "block device",
    }
    return kinds.get(stat.S_IFMT(mode), "other")


def tree_of(os: Any, path: Any) -> Any:
    """A directory as {name: ...}, a file as its bytes, a symbolic link as ("symlink", target)."""
    import stat

    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        return ("symlink", os.readlink(path))
    if stat.S_ISREG(mode):
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            return os.read(descriptor, 1 << 20)
        finally:
            os.close(descriptor)
    if not stat.S_ISDIR(mode):
        return "other"
    slash = ":" if os.name == "mac" else "/"
    join = slash.encode() if isinstance(path, bytes) else slash
    return {name: tree_of(os, path + join + name) for name in sorted(os.listdir(path))}


def symlink(os: Any, target: Any, path: Any) -> None:
    """Make a symbolic link at `path`."""
    os.symlink(target, path)


def link(os: Any, path: Any, other: Any) -> None:
    """Make `other` a second name of the file `path`."""
    os.link(path, other)


def mkfifo(os: Any, path: Any) -> None:
    """Make a named pipe."""
    os.mkfifo(path)


def chmod(os: Any, path: Any, mode: int) -> None:
    """Set permission bits."""
    os.chmod(path, mode)


def set_times(os: Any, path: Any, accessed: int, modified: int) -> None:
    """Set access and modification time, in nanoseconds since the epoch."""
    os.utime(path, ns=(accessed, modified))


def unlink(os: Any, path: Any) -> None:
    """Remove a file."""
    os.unlink(path)


def rmdir(os: Any, path: Any) -> None:
    """Remove an empty directory."""
    os.rmdir(path)


def rename(os: Any, path: Any, other: Any) -> None:
    """Rename."""
    os.rename(path, other)


def lstat(os: Any, path: Any) -> Any:
    """The status of `path` itself."""
    return os.lstat(path)


def readlink(os: Any, path: Any) -> Any:
    """The target of a symbolic link."""
    return os.readlink(path)


def listdir(os: Any, path: Any) -> Any:
    """The names in a directory, sorted."""
    return sorted(os.listdir(path))


def setxattr(os: Any, path: Any, name: str, value: bytes) -> None:
    """Set an extended attribute."""
    os.setxattr(path, name, value)


def chown(os: Any, path: Any, user: int, group: int) -> None:
    """Set owner and group of `path` itself."""
    os.chown(path, user, group, follow_symlinks=False)


def mount(os: Any, path: Any) -> None:
    """Mount an empty file system of memory on a directory (Linux, privileged)."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    name = os.fsencode(path)
    if libc.mount(b"osconform", name, b"tmpfs", 0, b"size=1m"):
        raise OSError(ctypes.get_errno(), "mount", path)


def make_read_only(os: Any, path: Any) -> None:
    """Let nobody write to the file system that is mounted on a directory (Linux, privileged)."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    remount, read_only = 32, 1  # MS_REMOUNT and MS_RDONLY, mount(2)
    if libc.mount(b"osconform", os.fsencode(path), b"tmpfs", remount | read_only, None):
        raise OSError(ctypes.get_errno(), "mount", path)


def unmount(os: Any, path: Any) -> None:
    """Take the file system away that is mounted on a directory, even while it is in use (Linux)."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    detach = 2  # MNT_DETACH, umount(2)
    if libc.umount2(os.fsencode(path), detach):
        raise OSError(ctypes.get_errno(), "unmount", path)


def write_plainly(os: Any, path: Any, data: bytes = b"") -> None:
    """`write_file` by Python's own open, for an os without descriptors; run on the candidate's side."""
    with open(path, "wb") as stream:
        stream.write(data)


def read_plainly(os: Any, path: Any) -> bytes:
    """`read_file` by Python's own open, likewise."""
    with open(path, "rb") as stream:
        return stream.read()


def kind_plainly(os: Any, path: Any) -> str | None:
    """`kind_of` by stat alone, for an os without links."""
    try:
        mode = os.stat(path)[0]
    except OSError:
        return None
    return {0o100000: "file", 0o040000: "directory"}.get(mode & 0o170000, "other")


PLAIN: dict[Callable[..., Any], Callable[..., Any]] = {
    write_file: write_plainly,
    read_file: read_plainly,
    kind_of: kind_plainly,
}
