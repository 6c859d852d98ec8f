"""Calls that make and remove names, on Windows."""

from __future__ import annotations

import sys
from typing import Any

from os_reference.memory import rules
from os_reference.memory.calls.arguments import number_of
from os_reference.memory.calls.entries import EntryCalls, _is_bytes, fd_of
from os_reference.memory.inodes import Directory, Inode, ReparsePoint
from os_reference.memory.lookup import Place
from os_reference.memory.windows import names
from os_reference.memory.windows.arguments import encoded, text_of
from os_reference.memory.windows.errors import Told, absent
from os_reference.memory.windows.lookup import leads_to_directory, walk

WRITABLE, DIRECTORY = 0o666, 0o777  # modes that stand for no attribute at all


def only_paths(call: str, **descriptors: int | None) -> None:
    """NotImplementedError for a ``dir_fd``: Windows has none."""
    for name, value in descriptors.items():
        if value is not None:
            absent(call, name)


class WindowsEntryCalls(EntryCalls):
    """mkdir, rmdir, unlink, remove, rename, replace, link, symlink, readlink."""

    def _walk(self, path: str, follow: bool = False, limit: int = names.MAX_PATH) -> Place:
        """Return the place of an entry."""
        return walk(self._kernel, path, follow, limit)

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        """Make a directory; ``mode`` means nothing. Clauses: os.mkdir/*."""
        text, _ = text_of(path, "mkdir"), number_of(mode)
        only_paths("mkdir", dir_fd=dir_fd)
        sys.audit("os.mkdir", path, mode, fd_of(dir_fd))
        kernel = self._kernel
        with Told(path):
            place = self._walk(text, limit=names.MAX_DIRECTORY)
            kernel.follow(rules.make_on_windows(place, "os.mkdir/windows-error-file"))
        parent, now = place.directory, kernel.now()
        node = Directory(parent.system, DIRECTORY, kernel.owner_in(parent), 2, now)
        parent.system.used += 1
        parent.enter(place.name, node, now)

    def rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Remove an empty directory, or a link to a directory. Clauses: os.rmdir/*."""
        text = text_of(path, "rmdir")
        only_paths("rmdir", dir_fd=dir_fd)
        sys.audit("os.rmdir", path, fd_of(dir_fd))
        with Told(path):
            place = self._walk(text)
            self._kernel.follow(rules.rmdir_on_windows(self._kernel.process, place))
        self._kernel.drop(place.directory, place.name)

    def _unlink(self, path: Any, call: str, dir_fd: Any) -> None:
        text = text_of(path, call)
        only_paths(call, dir_fd=dir_fd)
        sys.audit("os.remove", path, fd_of(dir_fd))
        with Told(path):
            place = self._walk(text)
            self._kernel.follow(rules.unlink_on_windows(self._kernel.process, place))
        self._kernel.drop(place.directory, place.name)

    def _rename(self, src: Any, dst: Any, call: str, src_dir_fd: Any, dst_dir_fd: Any) -> None:
        source, target = text_of(src, call, "src"), text_of(dst, call, "dst")
        only_paths(call, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        sys.audit("os.rename", src, dst, fd_of(src_dir_fd), fd_of(dst_dir_fd))
        kernel, replaces = self._kernel, call == "replace"
        with Told(src, dst):
            old = self._walk(source)
            kernel.follow(rules.rename_from_on_windows(kernel.process, old))
            new = self._walk(target)
            kernel.follow(rules.rename_on_windows(kernel.process, old, new, replaces=replaces))
        if old.node is not new.node:
            self._move(old, new)
        elif old.directory is new.directory and new.name not in list(old.directory.entries):
            self._respell(old, new)

    def link(
        self,
        src: Any,
        dst: Any,
        *,
        src_dir_fd: int | None = None,
        dst_dir_fd: int | None = None,
        follow_symlinks: bool = True,
    ) -> None:
        """Make a second name for a file, of a link itself. Clauses: os.link/*."""
        source, target = text_of(src, "link", "src"), text_of(dst, "link", "dst")
        only_paths("link", src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        if not follow_symlinks:
            absent("link", "follow_symlinks")
        sys.audit("os.link", src, dst, fd_of(src_dir_fd), fd_of(dst_dir_fd))
        kernel = self._kernel
        with Told(src, dst):
            old = self._walk(source)
            kernel.follow(rules.existing_on_windows(old))
            place = self._walk(target)
            node = old.node
            assert node is not None
            kernel.follow(rules.link_on_windows(node, place))
        now = kernel.now()
        node.links += 1
        node.ctime = now
        self._enter(place, node, now)

    def symlink(
        self, src: Any, dst: Any, target_is_directory: bool = False, *, dir_fd: int | None = None
    ) -> None:
        """Make a symbolic link, for a directory if there is one or it is said. Clauses: os.symlink/*."""
        text, name = text_of(src, "symlink", "src"), text_of(dst, "symlink", "dst")
        only_paths("symlink", dir_fd=dir_fd)
        sys.audit("os.symlink", src, dst, fd_of(dir_fd))
        kernel = self._kernel
        directory = bool(target_is_directory) or leads_to_directory(kernel, name, text)
        with Told(src, dst):
            place = self._walk(name)
            kernel.follow(rules.symlink_on_windows(kernel.process, place, directory))
        self._put_link(place, _stored(self._kernel.process, text), directory, junction=False)

    def create_junction(self, src: Any, dst: Any) -> None:
        """Make a junction ``dst`` that leads to the directory ``src`` (``_winapi.CreateJunction``)."""
        text, name = text_of(src, "CreateJunction", "src"), text_of(dst, "CreateJunction", "dst")
        kernel = self._kernel
        with Told(src, dst):
            kernel.follow(rules.chdir_on_windows(self._walk(text, follow=True)))
            place = self._walk(name)
            kernel.follow(rules.make_on_windows(place, "Microsoft, Reparse Points"))
        target = names.full(kernel.process, text)
        self._put_link(place, target.rstrip("\\"), directory=True, junction=True)

    def _put_link(self, place: Place, target: str, directory: bool, junction: bool) -> None:
        kernel, parent, now = self._kernel, place.directory, self._kernel.now()
        mode = DIRECTORY if directory else WRITABLE
        node: Inode = ReparsePoint(
            parent.system, target, kernel.owner_in(parent), now, mode, directory, junction
        )
        self._enter(place, node, now)

    def readlink(self, path: Any, *, dir_fd: int | None = None) -> Any:
        r"""Return where a link leads to; what is absolute begins with ``\\?\``. Clauses: os.readlink/*."""
        text = text_of(path, "readlink")
        only_paths("readlink", dir_fd=dir_fd)
        sys.audit("os.readlink", path, fd_of(dir_fd))
        with Told(path):
            place = self._walk(text)
            self._kernel.follow(rules.readlink_on_windows(place))
        assert isinstance(place.node, ReparsePoint)
        target = place.node.target
        if target[:4] != names.VERBATIM and (target[1:2] == ":" or target[:2] == "\\\\"):
            target = names.VERBATIM + ("UNC" + target[1:] if target[0] == "\\" else target)
        return encoded(target) if _is_bytes(path) else target


def _stored(process: Any, target: str) -> str:
    """Return the text that a link keeps: an absolute path in its normal form, else as it is."""
    flat = target.replace("/", "\\")
    absolute = flat[:2] == "\\\\" or flat[1:3] == ":\\"
    return names.full(process, flat) if absolute and flat[:4] != names.VERBATIM else target
