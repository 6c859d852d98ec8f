"""Calls that tell and change what is known of a file, on Windows."""

from __future__ import annotations

import stat as st
import sys
from typing import Any

from os_reference.memory import rules, statuses
from os_reference.memory.calls.arguments import PATH, descriptor, number_of, without_fd
from os_reference.memory.calls.entries import fd_of
from os_reference.memory.calls.status import SECOND, StatusCalls, _times
from os_reference.memory.inodes import Directory, File, Inode, ReparsePoint
from os_reference.memory.process import WRITE
from os_reference.memory.refusing import refuse
from os_reference.memory.rules.common import OWNER_WRITES
from os_reference.memory.windows.arguments import target_of, text_of
from os_reference.memory.windows.entries import only_paths
from os_reference.memory.windows.errors import Told, absent
from os_reference.memory.windows.lookup import walk

#: File attributes and reparse tags (Microsoft, "File Attribute Constants", "Reparse Point Tags").
READ_ONLY, DIRECTORY, ARCHIVE, REPARSE_POINT = 0x1, 0x10, 0x20, 0x400
SYMLINK_TAG, JUNCTION_TAG = 0xA000000C, 0xA0000003
TICK = 100  # nanoseconds between two times that can be told apart (Microsoft, "File Times")
PROGRAMS = (".bat", ".cmd", ".com", ".exe")  # names that Python takes for programs

#: What stat tells beside what it tells everywhere, by the level from which it does.
BEFORE_312 = statuses.result_type(("st_file_attributes", "st_reparse_tag"))
SINCE_312 = statuses.result_type(
    ("st_birthtime", "st_birthtime_ns", "st_file_attributes", "st_reparse_tag")
)


def attributes_of(node: Inode) -> int:
    """Return the file attributes of an inode."""
    found = 0 if node.mode & OWNER_WRITES else READ_ONLY
    if rules.is_directory_on_windows(node):
        found |= DIRECTORY
    elif isinstance(node, File):
        found |= ARCHIVE
    return found | (REPARSE_POINT if isinstance(node, ReparsePoint) else 0)


def mode_of(node: Inode, name: str = "") -> int:
    """Return the mode that Python makes of the attributes, and of the end of a name."""
    if not isinstance(node, File | Directory | ReparsePoint):
        return st.S_IFMT(node.mode)
    mode = 0o666 if node.mode & OWNER_WRITES else 0o444
    if rules.is_directory_on_windows(node) or name[-4:].lower() in PROGRAMS:
        mode |= 0o111
    if isinstance(node, ReparsePoint) and not node.junction:
        return st.S_IFLNK | mode
    return (st.S_IFDIR if rules.is_directory_on_windows(node) else st.S_IFREG) | mode


def status_on_windows(node: Inode, result: Any, name: str = "", *, listed: bool = False) -> Any:
    """Return the stat_result (a ``result``) of an inode; ``listed``: what a listing tells of it."""
    if not isinstance(node, File | Directory | ReparsePoint):
        size = 0
        born = accessed = modified = 0
        identity = (0, 0, 0)
    else:
        size = node.length if isinstance(node, File) else 0
        born, accessed, modified = (t // TICK * TICK for t in (node.birth, node.atime, node.mtime))
        links = 1 if isinstance(node, Directory) else node.links
        identity = (0, 0, 0) if listed else (node.number, node.system.device, links)
    times = (accessed, modified, born)
    tag = 0
    if isinstance(node, ReparsePoint):
        tag = JUNCTION_TAG if node.junction else SYMLINK_TAG
    items = (mode_of(node, name), *identity, 0, 0, size, *(t // SECOND for t in times))
    named: dict[str, Any] = dict(zip(statuses.TIMES, (t / SECOND for t in times), strict=True))
    named |= dict(zip(statuses.NANOSECONDS, times, strict=True))
    named |= {"st_birthtime": born / SECOND, "st_birthtime_ns": born, "st_reparse_tag": tag}
    special = not isinstance(node, File | Directory | ReparsePoint)
    named["st_file_attributes"] = 0 if special else attributes_of(node)
    return result(items, named)


class WindowsStatusCalls(StatusCalls):
    """stat, lstat, fstat, access, chmod, utime, truncate, ftruncate."""

    stat_result: Any
    _level: tuple[int, int]

    def _asked(self, path: str, follow: bool) -> Any:
        """Return the status of what a path leads to; a junction is followed as a link is."""
        place = walk(self._kernel, path, follow)
        self._kernel.follow(rules.existing_on_windows(place))
        assert place.node is not None
        return status_on_windows(place.node, self.stat_result, path)

    def stat(self, path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> Any:
        """Return the status of a file, through links. Clauses: os.stat/*."""
        target = target_of(path, "stat")
        only_paths("stat", dir_fd=dir_fd)
        without_fd("stat", target, dir_fd, follow_symlinks)
        with Told(path):
            if isinstance(target, int):
                return self.fstat(target)
            return self._asked(target, bool(follow_symlinks))

    def lstat(self, path: Any, *, dir_fd: int | None = None) -> Any:
        """Return the status of a file, of a link itself. Clauses: os.lstat/*."""
        text = text_of(path, "lstat")
        only_paths("lstat", dir_fd=dir_fd)
        with Told(path):
            return self._asked(text, False)

    def fstat(self, fd: int) -> Any:
        """Return the status of an open file. Clauses: os.fstat/*."""
        with Told():
            node = self._opened(descriptor(fd)).node
        return status_on_windows(node, self.stat_result)

    def access(
        self,
        path: Any,
        mode: int,
        *,
        dir_fd: int | None = None,
        effective_ids: bool = False,
        follow_symlinks: bool = True,
    ) -> bool:
        """Tell whether a file is there and not read-only; of directories nothing more."""
        text, wanted = text_of(path, "access"), number_of(mode)
        only_paths("access", dir_fd=dir_fd)
        if effective_ids:
            absent("access", "effective_ids")
        if not follow_symlinks:
            absent("access", "follow_symlinks")
        try:
            place = walk(self._kernel, text, False)
        except OSError:
            return False
        node = place.node
        if node is None or (place.slash and isinstance(node, File)):
            return False
        return not wanted & WRITE or isinstance(node, Directory) or bool(node.mode & OWNER_WRITES)

    def chmod(
        self, path: Any, mode: int, *, dir_fd: int | None = None, follow_symlinks: bool = True
    ) -> None:
        """Make a file read-only, or writable: by the owner's bit to write; a link itself."""
        text, bits = text_of(path, "chmod", kinds=PATH), number_of(mode)
        only_paths("chmod", dir_fd=dir_fd)
        if not follow_symlinks:
            absent("chmod", "follow_symlinks")
        self._change_attributes(path, text, bits, mode, False)

    def _chmod_since_313(
        self, path: Any, mode: int, *, dir_fd: int | None = None, follow_symlinks: bool = False
    ) -> None:
        """Make a file read-only, or writable; also one that is open, or through a link."""
        target, bits = target_of(path, "chmod"), number_of(mode)
        only_paths("chmod", dir_fd=dir_fd)
        if isinstance(target, int):
            self.fchmod(target, mode)
        else:
            self._change_attributes(path, target, bits, mode, bool(follow_symlinks))

    _chmod_since_313.__name__ = "chmod"

    def _change_attributes(self, path: Any, text: str, bits: int, mode: int, follow: bool) -> None:
        sys.audit("os.chmod", path, mode, -1)
        with Told(path):
            place = walk(self._kernel, text, follow)
            self._kernel.follow(rules.changing_on_windows(place))
        assert place.node is not None
        self._make_read_only(place.node, not bits & OWNER_WRITES)

    def _make_read_only(self, node: Inode, wanted: bool) -> None:
        bits = 0o777 if rules.is_directory_on_windows(node) else 0o666
        node.mode = st.S_IFMT(node.mode) | (bits & ~0o222 if wanted else bits)
        node.ctime = self._kernel.now()

    def fchmod(self, fd: int, mode: int) -> None:
        """Make an open file read-only, or writable. Clauses: os.fchmod/*."""
        number, bits = descriptor(fd), number_of(mode)
        sys.audit("os.chmod", fd, mode, -1)
        with Told():
            node = self._usable(number).node
        self._make_read_only(node, not bits & OWNER_WRITES)

    def lchmod(self, path: Any, mode: int) -> None:
        """As ``chmod``, of a link itself. Clauses: os.lchmod/*."""
        text, bits = text_of(path, "lchmod"), number_of(mode)
        self._change_attributes(path, text, bits, mode, False)

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
        text, given = text_of(path, "utime"), _times(times, ns)
        only_paths("utime", dir_fd=dir_fd)
        if not follow_symlinks:
            absent("utime", "follow_symlinks")
        sys.audit("os.utime", path, times, ns, fd_of(dir_fd))
        kernel = self._kernel
        with Told(path):
            place = walk(kernel, text, True)
            kernel.follow(rules.changing_on_windows(place))
        now = kernel.now()
        node = place.node
        assert node is not None
        node.atime, node.mtime = given or (now, now)
        node.ctime = now

    def truncate(self, path: Any, length: int) -> None:
        """Set the size of a file. Clauses: os.truncate/*."""
        target, size = target_of(path, "truncate"), number_of(length)
        if isinstance(target, int):
            self.ftruncate(target, length)
            return
        sys.audit("os.truncate", path, length)
        kernel = self._kernel
        with Told(path, runtime=True):
            place = walk(kernel, target, True)
            kernel.follow(rules.opening_on_windows(kernel.process, place, WRITE, temporary=False))
            if size < 0:
                refuse("EINVAL")
        if isinstance(place.node, File):
            self._resize(place.node, size)

    def ftruncate(self, fd: int, length: int, /) -> None:
        """Set the size of an open file. Clauses: os.ftruncate/*."""
        number, size = descriptor(fd), number_of(length)
        sys.audit("os.truncate", fd, length)
        with Told(runtime=True):
            opened = self._usable(number)
            if size < 0:
                refuse("EINVAL")
            if not opened.writable:
                refuse("EBADF")
            if not isinstance(opened.node, File):
                refuse("EINVAL")
        self._resize(opened.node, size)
