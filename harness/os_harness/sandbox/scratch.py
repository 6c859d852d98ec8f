"""Scratch directories with canaries around them, and a clean-up that copes with anything.

Layout below the sandbox of one worker: `canary`, `outer/canary`, `outer/inner/canary`,
`outer/inner/<number>/` (the scratch directory).  A check that reaches out of its scratch directory
removes or changes one of these, or leaves an entry that should not be there.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path

CANARY = b"osconform: nothing may touch this file\n"
IMMUTABLE, APPEND_ONLY = 0x10, 0x20  # Linux inode flags (ioctl_iflags(2))
GET_FLAGS, SET_FLAGS = 0x80086601, 0x40086602


class Scratch:
    """The sandbox of one worker, below `root` (made if missing)."""

    def __init__(self, root: Path, name: str) -> None:
        self.base = root / name
        self.inner = self.base / "outer" / "inner"
        self.count = 0
        self.levels = [self.base, self.base / "outer", self.inner]
        self.moved = False  # whether `inner`, where the agent starts, had to be made again
        self.arrange()

    def arrange(self) -> None:
        """Make the guarded levels (again)."""
        os.makedirs(self.inner, exist_ok=True)
        for level in self.levels:
            os.chmod(level, 0o755)
            (level / "canary").write_bytes(CANARY)

    def fresh(self) -> str:
        """A new, empty scratch directory; its path."""
        self.count += 1
        path = f"{self.inner}/{self.count}"
        os.mkdir(path)
        os.chmod(path, 0o777)
        return path

    def escaped(self) -> str | None:
        """What a check did outside its scratch directory, in words; None if nothing. Mends it."""
        wrong = self._wrong()
        self.moved = False
        if wrong is not None:
            before = _identity(self.inner)
            self._tidy()
            self.arrange()
            self.moved = _identity(self.inner) != before
        return wrong

    def _tidy(self) -> None:
        """Remove everything from the guarded levels, and what stands in the place of one."""
        for level, below in zip(self.levels, ["outer", "inner", ""], strict=True):
            if not level.is_dir() or level.is_symlink():
                remove(level)
                return
            os.chmod(level, 0o755)
            for entry in os.listdir(os.fsencode(level)):
                if entry != below.encode():
                    remove(os.path.join(os.fsencode(level), entry))

    def _wrong(self) -> str | None:
        expected = [{"canary", "outer"}, {"canary", "inner"}, {"canary", str(self.count)}]
        for level, wanted in zip(self.levels, expected, strict=True):
            try:
                found = set(os.listdir(level))
                data = (level / "canary").read_bytes()
            except OSError as error:
                return f"{level.name}: {error.strerror} above the scratch directory"
            if data != CANARY:
                return f"the canary in {level.name}/ was changed"
            if found - wanted:
                return f"left outside the scratch directory: {sorted(found - wanted)}"
        return None

    def clean(self) -> None:
        """Remove the current scratch directory, whatever is in it."""
        remove(self.inner / str(self.count))

    def close(self) -> None:
        """Remove everything."""
        remove(self.base)


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a directory from another in its place; None if there is none."""
    try:
        status = os.lstat(folder)
    except OSError:
        return None
    return (status.st_dev, status.st_ino)


def remove(path: str | bytes | Path) -> None:
    """Remove a tree: modes 000, odd names, deeper than PATH_MAX, read-only, immutable.

    Works on bytes and relative to directory descriptors, so neither names nor depth matter.
    """
    name = os.fsencode(path)
    try:
        os.rmdir(name)
    except NotADirectoryError:
        _unlink(name, None)
    except FileNotFoundError:
        return
    except OSError:
        if os.rmdir in os.supports_dir_fd and os.listdir in os.supports_fd:
            _remove_deep(name)
        else:
            _remove_plain(name)


def _remove_deep(name: bytes) -> None:
    """Depth first with one open directory at a time: empty levels are moved up to the top.

    Files that come back are left: of one that is open FUSE makes another name each time (OSError then).
    """
    _unlock(name, None)
    top = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        deeper = True
        while deeper and (entries := _entries(top)):
            folders = [_remove_entry(entry, top, number) for number, entry in enumerate(entries)]
            deeper = any(folders)
    finally:
        os.close(top)
    _rmdir(name, None)


def _entries(directory: int) -> list[bytes]:
    """The names in a directory, opened anew: btrfs shows a descriptor only what was there then."""
    again = os.open(b".", os.O_RDONLY | os.O_DIRECTORY, dir_fd=directory)
    try:
        return [os.fsencode(n) for n in os.listdir(again)]
    finally:
        os.close(again)


def _remove_entry(entry: bytes, top: int, number: int) -> bool:
    """Remove an entry of the directory `top`; a directory's own directories are moved into `top`.

    Whether it was a directory that was not empty.
    """
    status = os.lstat(entry, dir_fd=top)
    if not stat.S_ISDIR(status.st_mode):
        _unlink(entry, top)
        return False
    _unlock(entry, top)
    with contextlib.suppress(OSError):
        os.rmdir(entry, dir_fd=top)
        return False
    below = os.open(entry, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for index, name in enumerate(os.fsencode(n) for n in os.listdir(below)):
            if not stat.S_ISDIR(os.lstat(name, dir_fd=below).st_mode):
                _unlink(name, below)
                continue
            _unlock(name, below)
            try:
                os.rmdir(name, dir_fd=below)
            except OSError:
                moved = b"osconform-%d-%d-%d" % (number, index, os.fstat(below).st_ino)
                os.rename(name, moved, src_dir_fd=below, dst_dir_fd=top)
    finally:
        os.close(below)
    _rmdir(entry, top)
    return True


def _rmdir(name: bytes, directory: int | None) -> None:
    os.rmdir(name, dir_fd=directory)


def _unlink(name: bytes, directory: int | None) -> None:
    try:
        _unlink_at(name, directory)
    except PermissionError:
        _unlock(name, directory)
        _unlink_at(name, directory)


def _unlink_at(name: bytes, directory: int | None) -> None:
    if directory is None:
        os.unlink(name)
    else:
        os.unlink(name, dir_fd=directory)


def _unlock(name: bytes, directory: int | None) -> None:
    """Make an entry removable: full permissions for its owner, no immutable or append-only flag."""
    status = os.lstat(name, dir_fd=directory) if directory is not None else os.lstat(name)
    if stat.S_ISLNK(status.st_mode):
        return
    if sys.platform == "linux":
        _clear_flags(name, directory, status)
    if stat.S_ISDIR(status.st_mode) or os.name == "nt":
        with contextlib.suppress(OSError):
            if directory is not None:
                os.chmod(name, 0o700, dir_fd=directory)
            else:
                os.chmod(name, 0o700)


def _clear_flags(name: bytes, directory: int | None, status: os.stat_result) -> None:
    import fcntl

    if not (stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)):
        return
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW, dir_fd=directory)
    except OSError:
        return
    try:
        flags = int.from_bytes(fcntl.ioctl(descriptor, GET_FLAGS, bytes(8)), sys.byteorder)
        if flags & (IMMUTABLE | APPEND_ONLY):
            kept = flags & ~(IMMUTABLE | APPEND_ONLY)
            fcntl.ioctl(descriptor, SET_FLAGS, kept.to_bytes(8, sys.byteorder))
    except OSError:  # the file system has no such flags
        return
    finally:
        os.close(descriptor)


def _remove_plain(name: bytes) -> None:
    """Where there are no directory descriptors (Windows)."""
    _unlock(name, None)
    for entry in os.listdir(name):
        path = os.path.join(name, entry)
        if stat.S_ISDIR(os.lstat(path).st_mode):
            remove(path)
        else:
            _unlink(path, None)
    os.rmdir(name)
