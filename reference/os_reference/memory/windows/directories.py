"""Calls on directories, on Windows: the current one of each drive, listing, scanning."""

from __future__ import annotations

import stat as st
import sys
from typing import Any

from os_reference.memory import rules
from os_reference.memory.calls.arguments import NONE_TOO
from os_reference.memory.calls.directories import DirectoryCalls, DirEntry, ScandirIterator
from os_reference.memory.calls.entries import _is_bytes
from os_reference.memory.inodes import Directory, Inode
from os_reference.memory.opened import accessed
from os_reference.memory.windows import names
from os_reference.memory.windows.arguments import encoded, text_of
from os_reference.memory.windows.errors import Told
from os_reference.memory.windows.lookup import walk
from os_reference.memory.windows.status import JUNCTION_TAG, status_on_windows


class WindowsDirectoryCalls(DirectoryCalls):
    """chdir, getcwd, listdir, scandir."""

    def chdir(self, path: Any) -> None:
        """Make a directory the current one, also of its drive. Clauses: os.chdir/*."""
        text = text_of(path, "chdir")
        sys.audit("os.chdir", path)
        kernel, process = self._kernel, self._kernel.process
        with Told(path):
            place = walk(kernel, text)
            kernel.follow(rules.chdir_on_windows(place))
        assert isinstance(place.node, Directory)
        full = names.full(process, text)
        drive = names.volume_of(full)
        full = full.rstrip("\\") if len(full.rstrip("\\")) > len(drive) else drive + "\\"
        process.cwd, process.place = place.node, full
        if drive[1:] == ":":
            process.drives = {**process.drives, drive.upper(): full}

    def getcwd(self) -> str:
        """Return the absolute path of the current directory. Clauses: os.getcwd/*."""
        return self._kernel.process.place

    def _directory_at(self, path: Any) -> Directory:
        text = "." if path is None else text_of(path, "listdir", kinds=NONE_TOO)
        place = walk(self._kernel, as_listed(text))
        self._kernel.follow(rules.listing_on_windows(place))
        assert isinstance(place.node, Directory)
        accessed(place.node, self._kernel)
        return place.node

    def listdir(self, path: Any = None) -> list[Any]:
        """Return the names in a directory, of the kind that ``path`` is of. Clauses: os.listdir/*."""
        if path is not None:
            text_of(path, "listdir", kinds=NONE_TOO.replace(", integer", ""))
        sys.audit("os.listdir", path)
        with Told("." if path is None else path):
            found = _sorted(self._directory_at(path))
        as_bytes = path is not None and _is_bytes(path)
        return [encoded(name) if as_bytes else name for name, _ in found]

    def scandir(self, path: Any = None) -> WindowsScandirIterator:
        """Return an iterator of DirEntry objects, one an entry. Clauses: os.scandir/*."""
        if path is not None:
            text_of(path, "scandir", kinds=NONE_TOO.replace(", integer", ""))
        sys.audit("os.scandir", "." if path is None else path)
        with Told("." if path is None else path):
            directory = self._directory_at(path)
        return WindowsScandirIterator(self, directory, "." if path is None else path, "")


def as_listed(path: str) -> str:
    """Return the path of a directory as a listing asks for it: names in it, so with a separator."""
    return path if not path or path[-1] in "\\/:" else path + "\\"


def _sorted(directory: Directory) -> list[tuple[str, Inode]]:
    """Return what is in a directory in the order of NTFS: by names in upper case."""
    return sorted(directory.children(), key=lambda entry: entry[0].upper())


class WindowsDirEntry(DirEntry):
    """An entry of a directory; its status is that of the listing, without identity."""

    __slots__ = ()

    def __init__(self, calls: Any, name: Any, path: Any, node: Inode) -> None:
        super().__init__(calls, name, path, node, None)
        self._of_link = status_on_windows(node, calls.stat_result, listed=True)
        self._kind, self._number = st.S_IFMT(self._of_link.st_mode), 0

    def inode(self) -> int:
        """Return the index of the file, asked of the system at the first call."""
        if not self._number:
            self._number = self._calls.lstat(self.path).st_ino
        return self._number

    def is_junction(self) -> bool:
        """Tell whether the entry is a junction. Clauses: os.DirEntry/*."""
        return bool(self._of_link.st_reparse_tag == JUNCTION_TAG)


WindowsDirEntry.__name__ = WindowsDirEntry.__qualname__ = "DirEntry"


class WindowsScandirIterator(ScandirIterator):
    """What ``scandir`` returns on Windows."""

    def __init__(self, calls: Any, directory: Directory, path: Any, target: str) -> None:
        super().__init__(calls, directory, path, target)
        self._entries = iter(_sorted(directory))

    @staticmethod
    def _prefix_of(path: Any) -> Any:
        path = path if isinstance(path, str | bytes) else path.__fspath__()
        ends, back = ("\\/:", "\\") if isinstance(path, str) else (b"\\/:", b"\\")
        return path if path[-1:] in ends and path else path + back

    def _entry(self, name: Any, node: Inode) -> DirEntry:
        return WindowsDirEntry(self._calls, name, self._prefix + name, node)
