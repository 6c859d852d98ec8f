"""Calls that make and remove names."""

from __future__ import annotations

import stat
import sys
from typing import Any

from os_reference.memory import rules
from os_reference.memory.calls.arguments import Calls, encoded, number_of, text_of
from os_reference.memory.inodes import Directory, File, Inode, Link, Special
from os_reference.memory.lookup import PATH_MAX, Place, walk
from os_reference.memory.refusing import refuse


def fd_of(dir_fd: Any) -> Any:
    """Return dir_fd as audit events have it."""
    return -1 if dir_fd is None else dir_fd


class EntryCalls(Calls):
    """mkdir, rmdir, unlink, remove, rename, replace, link, symlink, readlink, mkfifo, mknod."""

    def _place(self, path: str, dir_fd: Any) -> Place:
        """Return the place of an entry that is made or removed."""
        base = None if dir_fd is None else self._base(path, dir_fd)
        return walk(self._kernel.process, path, base, entry=True)

    def _enter(self, place: Place, node: Inode, now: int) -> None:
        place.directory.enter(place.name, node, now)

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        """Make a directory with ``mode`` less the umask. Clauses: os.mkdir/*."""
        text, bits = text_of(path, "mkdir"), number_of(mode)
        sys.audit("os.mkdir", path, mode, fd_of(dir_fd))
        kernel = self._kernel
        try:
            place = self._place(text, dir_fd)
            kernel.follow(rules.mkdir(kernel.process, place))
        except OSError as error:
            error.filename = path
            raise
        parent, now = place.directory, kernel.now()
        bits = bits & 0o1777 & ~kernel.process.umask | parent.mode & 0o2000
        node = Directory(parent.system, bits, kernel.owner_in(parent), 2, now)
        parent.system.used += 1
        parent.enter(place.name, node, now)

    def rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove an empty directory. Clauses: os.rmdir/*."""
        text = text_of(path, "rmdir")
        sys.audit("os.rmdir", path, fd_of(dir_fd))
        kernel = self._kernel
        try:
            place = self._place(text, dir_fd)
            kernel.follow(rules.rmdir(kernel.process, place))
        except OSError as error:
            error.filename = path
            raise
        kernel.drop(place.directory, place.name)

    def _unlink(self, path: Any, call: str, dir_fd: Any) -> None:
        text = text_of(path, call)
        sys.audit("os.remove", path, fd_of(dir_fd))
        kernel = self._kernel
        try:
            place = self._place(text, dir_fd)
            kernel.follow(rules.unlink(kernel.process, place, kernel.platform.unlink_directory))
        except OSError as error:
            error.filename = path
            raise
        kernel.drop(place.directory, place.name)

    def unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove a name that is no directory's. Clauses: os.unlink/*."""
        self._unlink(path, "unlink", dir_fd)

    def remove(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove a name that is no directory's. Clauses: os.remove/*."""
        self._unlink(path, "remove", dir_fd)

    def rename(
        self, src: Any, dst: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        """Give an entry another name, in the place of what has it. Clauses: os.rename/*."""
        self._rename(src, dst, "rename", src_dir_fd, dst_dir_fd)

    def replace(
        self, src: Any, dst: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        """Rename, on every platform in the place of what is there. Clauses: os.replace/*."""
        self._rename(src, dst, "replace", src_dir_fd, dst_dir_fd)

    def _rename(self, src: Any, dst: Any, call: str, src_dir_fd: Any, dst_dir_fd: Any) -> None:
        source, target = text_of(src, call, "src"), text_of(dst, call, "dst")
        sys.audit("os.rename", src, dst, fd_of(src_dir_fd), fd_of(dst_dir_fd))
        kernel = self._kernel
        try:
            old, new = self._place(source, src_dir_fd), self._place(target, dst_dir_fd)
            kernel.follow(rules.rename(kernel.process, old, new))
        except OSError as error:
            error.filename, error.filename2 = src, dst
            raise
        if old.node is not new.node:
            self._move(old, new)
        elif old.directory is new.directory and old.name != new.name:
            self._respell(old, new)

    def _move(self, old: Place, new: Place) -> None:
        """Rename in an order in which the new name leads somewhere at every moment."""
        kernel, node = self._kernel, old.node
        assert node is not None
        now = kernel.now()
        replaced = new.directory.replace(new.name, node, now)
        old.directory.leave(old.name, now)
        node.ctime = now
        if replaced is not None:
            kernel.dropped(replaced, now)

    def _respell(self, old: Place, new: Place) -> None:
        """Two spellings of one name: the entry gets the new one (unless these are hard links)."""
        entries = old.directory.entries
        if len(set(entries) & {old.name, new.name}) > 1 or type(entries) is dict:
            return
        now = self._kernel.now()
        old.directory.enter(new.name, old.directory.leave(old.name, now), now)

    def link(
        self,
        src: Any,
        dst: Any,
        *,
        src_dir_fd: int | None = None,
        dst_dir_fd: int | None = None,
        follow_symlinks: bool = True,
    ) -> None:
        """Make a second name for a file. Clauses: os.link/*.

        A link as ``src`` is followed where link(2) of the platform does, and always when a
        descriptor is given.
        """
        source, target = text_of(src, "link", "src"), text_of(dst, "link", "dst")
        sys.audit("os.link", src, dst, fd_of(src_dir_fd), fd_of(dst_dir_fd))
        kernel = self._kernel
        plain = src_dir_fd is None and dst_dir_fd is None
        follow = bool(follow_symlinks) and (kernel.platform.link_follows or not plain)
        try:
            node = self._node(source, src_dir_fd, follow)
            place = self._place(target, dst_dir_fd)
            kernel.follow(rules.link(kernel.process, node, place))
        except OSError as error:
            error.filename, error.filename2 = src, dst
            raise
        now = kernel.now()
        node.links += 1
        node.ctime = now
        self._enter(place, node, now)

    def symlink(
        self, src: Any, dst: Any, target_is_directory: bool = False, *, dir_fd: int | None = None
    ) -> None:
        """Make a symbolic link with the text ``src``. Clauses: os.symlink/*."""
        text, name = text_of(src, "symlink", "src"), text_of(dst, "symlink", "dst")
        sys.audit("os.symlink", src, dst, fd_of(dir_fd))
        kernel = self._kernel
        try:
            if not text:
                refuse("ENOENT")
            if len(encoded(text)) >= PATH_MAX:
                refuse("ENAMETOOLONG")
            place = self._place(name, dir_fd)
            kernel.follow(rules.symlink(kernel.process, text, place))
        except OSError as error:
            error.filename, error.filename2 = src, dst
            raise
        now, parent = kernel.now(), place.directory
        mode = 0o777 & ~(kernel.process.umask if kernel.platform.symlink_modes else 0)
        self._enter(place, Link(parent.system, text, kernel.owner_in(parent), now, mode), now)

    def readlink(self, path: Any, *, dir_fd: int | None = None) -> Any:
        """Return the text of a symbolic link, of the kind that ``path`` is of."""
        text = text_of(path, "readlink")
        sys.audit("os.readlink", path, fd_of(dir_fd))
        try:
            node = self._node(text, dir_fd, follow=False)
            self._kernel.follow(rules.readlink(node))
        except OSError as error:
            error.filename = path
            raise
        assert isinstance(node, Link)
        return encoded(node.target) if _is_bytes(path) else node.target

    def mkfifo(self, path: Any, mode: int = 0o666, *, dir_fd: int | None = None) -> None:
        """Make a named pipe. Clauses: os.mkfifo/*."""
        text = text_of(path, "mkfifo")
        self._make_special(text, stat.S_IFIFO | number_of(mode) & 0o7777, 0, dir_fd, "mkfifo")

    def mknod(
        self, path: Any, mode: int = 0o600, device: int = 0, *, dir_fd: int | None = None
    ) -> None:
        """Make a file, a named pipe, a socket's name or a device. Clauses: os.mknod/*."""
        text, bits, number = text_of(path, "mknod"), number_of(mode), number_of(device)
        kind = stat.S_IFMT(bits) or stat.S_IFREG
        if kind in (stat.S_IFDIR, stat.S_IFLNK):
            refuse("EPERM" if kind == stat.S_IFDIR else "EINVAL")
        if kind not in (stat.S_IFREG, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFCHR, stat.S_IFBLK):
            refuse("EINVAL")
        self._make_special(text, kind | bits & 0o7777, number, dir_fd, "mknod")

    def _make_special(self, path: str, mode: int, device: int, dir_fd: Any, call: str) -> None:
        kernel, kind = self._kernel, stat.S_IFMT(mode)
        place = self._place(path, dir_fd)
        kernel.follow(rules.mknod(kernel.process, place, kind, call))
        now, parent = kernel.now(), place.directory
        bits, owner = mode & 0o7777 & ~kernel.process.umask, kernel.owner_in(parent)
        node: Inode
        if kind == stat.S_IFREG:
            node = File(parent.system, bits, owner, 1, now)
        else:
            device = device if kind in (stat.S_IFCHR, stat.S_IFBLK) else 0
            node = Special(parent.system, kind | bits, owner, now, device)
        self._enter(place, node, now)


def _is_bytes(path: Any) -> bool:
    """Tell whether a path is bytes, or path-like and stands for bytes."""
    if isinstance(path, str | bytes):
        return isinstance(path, bytes)
    return isinstance(path.__fspath__(), bytes)
