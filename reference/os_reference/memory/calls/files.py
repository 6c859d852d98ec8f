"""Calls on open files: open, read, write, and where in the file."""

from __future__ import annotations

import sys
from typing import Any

from os_reference.memory import rules
from os_reference.memory.calls.arguments import (
    Calls,
    descriptor,
    number_of,
    text_of,
)
from os_reference.memory.inodes import Directory, File, Inode, Link
from os_reference.memory.lookup import NO_NAMES, Place, walk
from os_reference.memory.opened import Opened, drop_set_id
from os_reference.memory.pipes import OpenCounter, OpenMaster, OpenPipe, OpenTerminal
from os_reference.memory.process import READ, WRITE
from os_reference.memory.refusing import refuse

IOV_MAX = 1024
WANTED = (READ, WRITE, READ | WRITE, READ | WRITE)  # by access mode


class FileCalls(Calls):
    """open, close, read, write and their kin."""

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        """Open a file, make it with O_CREAT, and return its descriptor. Clauses: os.open/*."""
        text, bits, permissions = text_of(path, "open"), number_of(flags), number_of(mode)
        sys.audit("open", path, None, bits | self._kernel.constants["O_CLOEXEC"])
        process = self._kernel.process
        try:
            self._check_flags(bits)
            process.lowest_free()  # EMFILE before anything is made
            base = None if dir_fd is None else self._base(text, dir_fd)
            return process.add(self._open(text, bits, permissions, base))
        except OSError as error:
            error.filename = path
            raise

    def _check_flags(self, flags: int) -> None:
        """EINVAL for flags that exclude each other (Linux since 6.4: open(2), BUGS)."""
        create, directory, nameless = map(
            self._kernel.constants.__getitem__, ("O_CREAT", "O_DIRECTORY", "O_TMPFILE")
        )
        if flags & create and flags & directory and nameless and flags & nameless != nameless:
            refuse("EINVAL")

    def _open(self, path: str, flags: int, mode: int, base: Directory | None) -> Opened:
        kernel, constants = self._kernel, self._kernel.constants
        if constants["O_TMPFILE"] and flags & constants["O_TMPFILE"] == constants["O_TMPFILE"]:
            return self._open_nameless(path, flags, mode, base)
        create, exclusive = flags & constants["O_CREAT"], flags & constants["O_EXCL"]
        follow = not (flags & constants["O_NOFOLLOW"] or (create and exclusive))
        place = walk(
            kernel.process,
            path,
            base,
            follow,
            create=kernel.platform.create_slash if create else "",
        )
        node = place.node
        if node is None:
            if not create:
                refuse("ENOENT")
            return self._create(place, flags, mode)
        if create:
            if exclusive:
                refuse("EEXIST")
            if isinstance(node, Directory) and not kernel.platform.create_opens_directories:
                refuse("EISDIR")
        return self._open_existing(node, flags)

    def _create(self, place: Place, flags: int, mode: int) -> Opened:
        kernel = self._kernel
        if place.name in NO_NAMES or place.slash:
            refuse(kernel.platform.create_slash)
        kernel.follow(rules.creating(kernel.process, place))
        return kernel.open_node(kernel.new_file(place.directory, place.name, mode), flags)

    def _open_existing(self, node: Inode, flags: int) -> Opened:
        kernel, constants = self._kernel, self._kernel.constants
        directory = bool(flags & constants["O_DIRECTORY"])
        if flags & constants["O_PATH"]:
            if directory and not isinstance(node, Directory):
                refuse("ENOTDIR")
            return kernel.open_node(node, flags)
        if isinstance(node, Link) and directory:
            refuse("ENOTDIR")
        truncate = flags & constants["O_TRUNC"]
        wanted = WANTED[flags & 3] | (WRITE if truncate else 0)
        quiet = bool(flags & constants["O_NOATIME"])
        appends = bool(flags & constants["O_APPEND"]) and not truncate
        kernel.follow(
            rules.opening(
                kernel.process, node, wanted, directory=directory, quiet=quiet, appends=appends
            )
        )
        opened = kernel.open_node(node, flags)
        if truncate and isinstance(node, File):
            node.resize(0)
            drop_set_id(node, kernel.process)
            node.mtime = node.ctime = kernel.now()
        return opened

    def _open_nameless(self, path: str, flags: int, mode: int, base: Directory | None) -> Opened:
        """O_TMPFILE: a file without a name in a directory (open(2))."""
        kernel = self._kernel
        if not WANTED[flags & 3] & WRITE:
            refuse("EINVAL")
        directory = walk(kernel.process, path, base).node
        if directory is None:
            refuse("ENOENT")
        if not isinstance(directory, Directory):
            refuse("ENOTDIR")
        kernel.follow(rules.creating(kernel.process, Place(directory, "", None, False)))
        return kernel.open_node(kernel.new_file(directory, "", mode), flags)

    # -- reading and writing

    def _readable(self, fd: Any) -> Opened:
        opened = self._opened(descriptor(fd))
        if not opened.readable:
            refuse("EBADF")
        return opened

    def _writable(self, fd: Any) -> Opened:
        opened = self._opened(descriptor(fd))
        if not opened.writable:
            refuse("EBADF")
        return opened

    def _seekable(self, fd: int, writing: bool) -> Opened:
        """Return what is open for positioned calls: without positions ESPIPE comes first."""
        opened = self._opened(fd)
        if isinstance(opened, OpenPipe | OpenCounter | OpenMaster | OpenTerminal):
            refuse("ESPIPE")
        if not (opened.writable if writing else opened.readable):
            refuse("EBADF")
        return opened

    def read(self, fd: int, length: int, /) -> bytes:
        """Read at most ``length`` bytes; b"" at the end. Clauses: os.read/*."""
        number, count = descriptor(fd), number_of(length)
        if count < 0:
            refuse("EINVAL")
        return self._readable(number).read(count)

    def write(self, fd: int, data: Any, /) -> int:
        """Write bytes and return how many were written. Clauses: os.write/*."""
        number, view = descriptor(fd), bytes(memoryview(data))
        return self._writable(number).write(view, self._kernel.process)

    def pread(self, fd: int, length: int, offset: int, /) -> bytes:
        """Read from ``offset``; the position stays. Clauses: os.pread/*."""
        number, count, start = descriptor(fd), number_of(length), number_of(offset)
        if count < 0 or start < 0:
            refuse("EINVAL")
        return self._seekable(number, False).read_at(start, count)

    def pwrite(self, fd: int, buffer: Any, offset: int, /) -> int:
        """Write at ``offset``; the position stays. Clauses: os.pwrite/*."""
        number, data, start = descriptor(fd), bytes(memoryview(buffer)), number_of(offset)
        if start < 0:
            refuse("EINVAL")
        return self._seekable(number, True).write_at(start, data, self._kernel.process)

    @staticmethod
    def _at(opened: Opened, start: int) -> Opened:
        if start < 0:
            refuse("EINVAL")
        return opened

    def readv(self, fd: int, buffers: Any, /) -> int:
        """Read into the buffers, one after the other. Clauses: os.readv/*."""
        number, views = descriptor(fd), _views(buffers, "readv")
        return _scatter(self._readable(number).read(sum(map(len, views))), views)

    def writev(self, fd: int, buffers: Any, /) -> int:
        """Write the buffers, one after the other. Clauses: os.writev/*."""
        number, views = descriptor(fd), _views(buffers, "writev")
        return self._writable(number).write(b"".join(views), self._kernel.process)

    def preadv(self, fd: int, buffers: Any, offset: int, flags: int = 0, /) -> int:
        """Read into the buffers from ``offset`` (-1: as ``readv``). Clauses: os.preadv/*."""
        number, views, start = descriptor(fd), _views(buffers, "preadv"), number_of(offset)
        self._known_flags(flags)
        opened, count = self._readable(number), sum(map(len, views))
        if start == -1:
            return _scatter(opened.read(count), views)
        return _scatter(self._at(opened, start).read_at(start, count), views)

    def pwritev(self, fd: int, buffers: Any, offset: int, flags: int = 0, /) -> int:
        """Write the buffers at ``offset`` (-1: as ``writev``). Clauses: os.pwritev/*."""
        number, views, start = descriptor(fd), _views(buffers, "pwritev"), number_of(offset)
        self._known_flags(flags)
        opened, data = self._writable(number), b"".join(views)
        process = self._kernel.process
        appends = flags & self._kernel.constants["RWF_APPEND"]
        if start == -1:
            if appends:
                opened.seek(0, 2)
            return opened.write(data, process)
        self._at(opened, start)
        return opened.write_at(opened.node.size if appends else start, data, process)

    def _known_flags(self, flags: int) -> None:
        names = ("RWF_APPEND", "RWF_DSYNC", "RWF_HIPRI", "RWF_NOWAIT", "RWF_SYNC")
        if number_of(flags) & ~sum(self._kernel.constants[n] for n in names):
            refuse("EOPNOTSUPP")

    def lseek(self, fd: int, position: int, how: int, /) -> int:
        """Move the position and return it. Clauses: os.lseek/*."""
        number, place, whence = descriptor(fd), number_of(position), number_of(how)
        swapped = {self._kernel.constants["SEEK_DATA"]: 3, self._kernel.constants["SEEK_HOLE"]: 4}
        return self._usable(number).seek(
            place, swapped.get(whence, whence) if whence > 2 else whence
        )

    # -- whole files

    def fsync(self, fd: int) -> None:
        """There is nothing below memory to write to. Clauses: os.fsync/*."""
        self._synchronize(_file_descriptor(fd))

    def fdatasync(self, fd: int) -> None:
        """As ``fsync``. Clauses: os.fdatasync/*."""
        self._synchronize(_file_descriptor(fd))

    def _synchronize(self, fd: int) -> None:
        if not isinstance(self._usable(fd).node, File | Directory):
            refuse("EINVAL")

    def sync(self) -> None:
        """There is nothing below memory to write to. Clauses: os.sync/*."""

    def posix_fallocate(self, fd: int, offset: int, length: int, /) -> None:
        """Make room for a part of a file. Clauses: os.posix_fallocate/*."""
        number, start, count = descriptor(fd), number_of(offset), number_of(length)
        opened = self._writable(number)
        if start < 0 or count <= 0:
            refuse("EINVAL")
        node = opened.node
        if not isinstance(node, File):
            refuse("ESPIPE" if node.mode & 0o170000 == 0o010000 else "ENODEV")
        end = start + count
        if node.room_for(end) < end:
            refuse("ENOSPC")
        node.allocate(end)
        node.mtime = node.ctime = self._kernel.now()

    def posix_fadvise(self, fd: int, offset: int, length: int, advice: int, /) -> None:
        """Take advice, of which memory has no use. Clauses: os.posix_fadvise/*."""
        number, _, count, kind = (
            descriptor(fd), number_of(offset), number_of(length), number_of(advice),
        )  # fmt: skip
        opened = self._usable(number)
        if opened.node.mode & 0o170000 == 0o010000:
            refuse("ESPIPE")
        if count < 0 or not 0 <= kind <= 5:
            refuse("EINVAL")

    def lockf(self, fd: int, command: int, length: int, /) -> None:
        """Lock a part of a file: one process never stands in its own way. Clauses: os.lockf/*."""
        number, kind, _ = descriptor(fd), number_of(command), number_of(length)
        opened, constants = self._usable(number), self._kernel.constants
        if kind not in (constants[n] for n in ("F_LOCK", "F_TLOCK", "F_ULOCK", "F_TEST")):
            refuse("EINVAL")
        if kind in (constants["F_LOCK"], constants["F_TLOCK"]) and not opened.writable:
            refuse("EBADF")


def _file_descriptor(fd: Any) -> int:
    """Return a descriptor given as such or as a file object (``fileno``); ValueError below 0."""
    if not hasattr(type(fd), "__index__"):
        convert = getattr(fd, "fileno", None)
        if convert is None:
            raise TypeError("argument must be an int, or have a fileno() method.")
        fd = convert()
    number = descriptor(fd)
    if number < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({number})")
    return number


def _views(buffers: Any, call: str) -> list[memoryview]:
    """Return the buffers of readv and the like; TypeError when these are none."""
    if not hasattr(type(buffers), "__getitem__") or not hasattr(type(buffers), "__len__"):
        raise TypeError(f"{call}() arg 2 must be a sequence")
    views = [memoryview(buffer).cast("B") for buffer in buffers]
    if len(views) > IOV_MAX:
        refuse("EINVAL")
    return views


def _scatter(data: bytes, views: list[memoryview]) -> int:
    """Fill the views with ``data`` and return its length."""
    start = 0
    for view in views:
        part = data[start : start + len(view)]
        view[: len(part)] = part
        start += len(part)
    return len(data)
