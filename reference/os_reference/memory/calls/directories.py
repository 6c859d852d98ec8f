"""Calls on directories: the current one, listing, scanning."""

from __future__ import annotations

import stat as st
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from os_reference.memory import rules
from os_reference.memory.calls.arguments import (
    NONE_TOO,
    Calls,
    encoded,
    target_of,
    text_of,
)
from os_reference.memory.calls.entries import _is_bytes
from os_reference.memory.calls.files import _file_descriptor
from os_reference.memory.inodes import Directory, Inode
from os_reference.memory.lookup import path_of
from os_reference.memory.opened import accessed

if TYPE_CHECKING:
    from os_reference.memory.calls.status import StatusCalls


class DirectoryCalls(Calls):
    """chdir, getcwd, chroot, listdir, scandir."""

    def chdir(self, path: Any) -> None:
        """Make a directory the current one. Clauses: os.chdir/*."""
        target = target_of(path, "chdir")
        sys.audit("os.chdir", path)
        try:
            self._enter_directory(self._node(target))
        except OSError as error:
            error.filename = path
            raise

    def fchdir(self, fd: int) -> None:
        """Make an open directory the current one. Clauses: os.fchdir/*."""
        number = _file_descriptor(fd)
        sys.audit("os.chdir", fd)
        self._enter_directory(self._opened(number).node)

    def _enter_directory(self, node: Inode) -> None:
        process = self._kernel.process
        self._kernel.follow(rules.chdir(process, node))
        assert isinstance(node, Directory)
        process.cwd = node

    def getcwd(self) -> str:
        """Return the absolute path of the current directory. Clauses: os.getcwd/*."""
        return path_of(self._kernel.process, self._kernel.process.cwd)

    def getcwdb(self) -> bytes:
        """Return the absolute path of the current directory as bytes. Clauses: os.getcwdb/*."""
        return encoded(self.getcwd())

    def chroot(self, path: Any) -> None:
        """Make a directory the root of the process (privileged). Clauses: os.chroot/*."""
        text = text_of(path, "chroot")
        kernel = self._kernel
        try:
            node = self._node(text)
            kernel.follow(rules.chdir(kernel.process, node))
            kernel.follow(rules.privileged(kernel.process, "os.chroot/needs-privilege"))
        except OSError as error:
            error.filename = path
            raise
        assert isinstance(node, Directory)
        kernel.process.root = node

    def _listed(self, target: str | int, call: str) -> Directory:
        node = self._node(target)
        self._kernel.follow(rules.listing(self._kernel.process, node, call))
        assert isinstance(node, Directory)
        accessed(node, self._kernel)
        return node

    def listdir(self, path: Any = None) -> list[Any]:
        """Return the names in a directory, of the kind that ``path`` is of. Clauses: os.listdir/*."""
        target = "." if path is None else target_of(path, "listdir", NONE_TOO)
        sys.audit("os.listdir", path)
        try:
            entries = self._listed(target, "listdir").entries
        except OSError as error:
            if not isinstance(target, int):
                error.filename = "." if path is None else path
            raise
        as_bytes = path is not None and not isinstance(target, int) and _is_bytes(path)
        return list(map(encoded, entries)) if as_bytes else list(entries)

    def scandir(self, path: Any = None) -> ScandirIterator:
        """Return an iterator of DirEntry objects, one an entry. Clauses: os.scandir/*."""
        target = "." if path is None else target_of(path, "scandir", NONE_TOO)
        sys.audit("os.scandir", "." if path is None else path)
        try:
            directory = self._listed(target, "scandir")
        except OSError as error:
            if not isinstance(target, int):
                error.filename = "." if path is None else path
            raise
        return ScandirIterator(self, directory, "." if path is None else path, target)


class DirEntry:
    """An entry of a directory as ``scandir`` found it; what is asked once is kept."""

    __slots__ = ("_calls", "_found", "_kind", "_number", "_of_link", "_status", "name", "path")

    def __init__(
        self, calls: Any, name: Any, path: Any, node: Inode, directory: int | None
    ) -> None:
        self._calls, self._found = calls, directory
        self.name, self.path = name, path
        self._kind, self._number = st.S_IFMT(node.mode), node.number
        self._status: Any = None
        self._of_link: Any = None

    def inode(self) -> int:
        """Return the inode number of the entry itself. Clauses: os.DirEntry/*."""
        return self._number

    def stat(self, *, follow_symlinks: bool = True) -> Any:
        """Return the status, asked of the system at the first call. Clauses: os.DirEntry/*."""
        if follow_symlinks and self._kind == st.S_IFLNK:
            if self._status is None:
                self._status = self._ask(True)
            return self._status
        if self._of_link is None:
            self._of_link = self._ask(False)
        return self._of_link

    def _ask(self, follow: bool) -> Any:
        calls: StatusCalls = self._calls
        if self._found is None:
            return calls.stat(self.path, follow_symlinks=follow)
        return calls.stat(self.name, dir_fd=self._found, follow_symlinks=follow)

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Tell whether the entry is a directory, or a link to one. Clauses: os.DirEntry/*."""
        return self._is(st.S_IFDIR, follow_symlinks)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Tell whether the entry is a file, or a link to one. Clauses: os.DirEntry/*."""
        return self._is(st.S_IFREG, follow_symlinks)

    def _is(self, kind: int, follow: bool) -> bool:
        if self._kind != st.S_IFLNK or not follow:
            return self._kind == kind
        try:
            return st.S_IFMT(self.stat().st_mode) == kind
        except FileNotFoundError:
            return False

    def is_symlink(self) -> bool:
        """Tell whether the entry is a symbolic link. Clauses: os.DirEntry/*."""
        return self._kind == st.S_IFLNK

    def is_junction(self) -> bool:
        """Tell whether the entry is a junction: only Windows has these."""
        return False

    def __fspath__(self) -> Any:
        return self.path

    def __repr__(self) -> str:
        return f"<DirEntry {self.name!r}>"

    def __class_getitem__(cls, item: Any) -> Any:
        import types

        return types.GenericAlias(cls, item)


class ScandirIterator:
    """What ``scandir`` returns: an iterator to be used up or closed. Clauses: os.scandir/*."""

    def __init__(self, calls: Any, directory: Directory, path: Any, target: str | int) -> None:
        self._entries: Iterator[tuple[str, Inode]] | None = iter(directory.children())
        self._calls = calls
        self._fd = target if isinstance(target, int) else None
        self._as_bytes = self._fd is None and _is_bytes(path)
        self._prefix = self._prefix_of(path) if self._fd is None else ""

    @staticmethod
    def _prefix_of(path: Any) -> Any:
        path = path if isinstance(path, str | bytes) else path.__fspath__()
        slash = "/" if isinstance(path, str) else b"/"
        return path if path[-1:] == slash else path + slash

    def __iter__(self) -> ScandirIterator:
        return self

    def __next__(self) -> DirEntry:
        if self._entries is None:
            raise StopIteration
        for text, node in self._entries:
            name: Any = encoded(text) if self._as_bytes else text
            return self._entry(name, node)
        self._entries = None
        raise StopIteration

    def _entry(self, name: Any, node: Inode) -> DirEntry:
        return DirEntry(self._calls, name, self._prefix + name, node, self._fd)

    def close(self) -> None:
        """End the scan; further entries do not come."""
        self._entries = None

    def __enter__(self) -> ScandirIterator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if self._entries is not None:
            message = f"unclosed scandir iterator {self!r}"
            warnings.warn(message, ResourceWarning, stacklevel=2, source=self)
