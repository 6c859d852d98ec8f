"""What a file system consists of: files, directories, links and special files."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from os_reference.memory.contents import GAP, PAGE, Sparse

if TYPE_CHECKING:
    from os_reference.memory.filesystem import FileSystem
    from os_reference.memory.pipes import Pipe

BLOCK = 4096  # bytes; what a file takes is a multiple


class Inode:
    """An inode: ``mode`` with its type, owner, times in nanoseconds, links, extended attributes.

    ``birth`` is the time it was made, ``flags`` are those of ``chflags``. ``opens`` counts open
    files; what is neither linked nor open is gone. Only inodes of the system's present
    ``generation`` change (``generations``).
    """

    __slots__ = (
        "atime", "birth", "ctime", "flags", "generation", "gid", "links", "mode", "mtime", "number",
        "opens", "system", "uid", "xattrs",
    )  # fmt: skip

    def __init__(
        self, system: FileSystem, mode: int, owner: tuple[int, int], links: int, now: int
    ) -> None:
        self.system, self.generation = system, system.generation
        self.number = system.next_number
        system.next_number += 1
        system.inodes += 1
        self.mode, self.links, self.opens, self.flags = mode, links, 0, 0
        self.uid, self.gid = owner
        self.atime = self.mtime = self.ctime = self.birth = now
        self.xattrs: dict[str, bytes] | None = None

    @property
    def size(self) -> int:
        """The size in bytes that ``stat`` tells."""
        return 0

    @property
    def blocks(self) -> int:
        """The number of blocks of BLOCK bytes in use."""
        return 0

    @property
    def device(self) -> int:
        """The device number of a device file."""
        return 0

    def discard(self) -> None:
        """Give back what the inode takes, once nothing leads to it any more."""
        self.system.inodes -= 1
        self.system.used -= self.blocks


class File(Inode):
    """A regular file: ``data``, and zeros from there up to ``length``. ``program`` may run.

    ``shared``: an earlier generation has the same ``data``, so it is copied before it changes.
    """

    __slots__ = ("data", "length", "program", "shared")

    def __init__(
        self, system: FileSystem, mode: int, owner: tuple[int, int], links: int, now: int
    ) -> None:
        super().__init__(system, stat.S_IFREG | mode, owner, links, now)
        self.data: bytearray | bytes | Sparse = b""
        self.length = 0
        self.program: object = None
        self.shared = False

    @property
    def size(self) -> int:
        """The size in bytes."""
        return self.length

    @property
    def blocks(self) -> int:
        """The number of blocks that ``data`` takes; a hole takes none."""
        data = self.data
        if isinstance(data, Sparse):
            return len(data.pages) * (PAGE // BLOCK)
        return -(-len(data) // BLOCK)

    def read(self, start: int, count: int) -> bytes:
        """Return up to ``count`` bytes from ``start``."""
        end = min(start + count, self.length)
        if end <= start:
            return b""
        if isinstance(self.data, Sparse):
            return self.data.read(start, end)
        found = bytes(self.data[start:end])
        return found + bytes(end - start - len(found))

    def write(self, start: int, data: bytes) -> None:
        """Write ``data`` at ``start``; ENOSPC is the caller's to find (``room_for``)."""
        before, stored = self.blocks, self._own_data()
        if isinstance(stored, bytes):
            self.data = stored = bytearray(stored)
        if isinstance(stored, bytearray) and start > len(stored) + GAP:
            self.data = stored = Sparse(stored)
        if isinstance(stored, Sparse):
            stored.write(start, data)
        else:
            if start > len(stored):
                stored.extend(bytes(start - len(stored)))
            stored[start : start + len(data)] = data
        self.length = max(self.length, start + len(data))
        self.system.used += self.blocks - before

    def resize(self, length: int) -> None:
        """Cut the file, or let it end in a hole."""
        before = self.blocks
        if length < self.length:
            stored = self._own_data() if length else b""
            if isinstance(stored, Sparse):
                stored.cut(length)
            else:
                self.data = stored[:length]
            self.shared = False
        self.length = length
        self.system.used += self.blocks - before

    def _own_data(self) -> bytearray | bytes | Sparse:
        """Return what is stored, to be changed: copied if it is shared."""
        if self.shared:
            self.shared = False
            if isinstance(self.data, Sparse):
                self.data = self.data.copy()
            else:
                self.data = bytearray(self.data)
        return self.data

    def next_data(self, start: int) -> int | None:
        """Return where data begins at or after ``start``, None if none does."""
        if isinstance(self.data, Sparse):
            return self.data.next_data(start, self.length)
        return start if start < self.blocks * BLOCK else None

    def next_hole(self, start: int) -> int:
        """Return where a hole begins at or after ``start``; one is at the end of every file."""
        if isinstance(self.data, Sparse):
            return self.data.next_hole(start, self.length)
        return max(start, min(self.blocks * BLOCK, self.length))

    def room_for(self, end: int) -> int:
        """Return up to where the file can be written when ``end`` is wanted."""
        free = self.system.free_blocks
        if free is None or -(-end // BLOCK) - self.blocks <= free:
            return end
        return (self.blocks + free) * BLOCK

    def allocate(self, end: int) -> None:
        """Store zeros up to ``end``, where nothing is stored yet."""
        length = max(self.length, end)
        start = self.length if isinstance(self.data, Sparse) else len(self.data)
        if end > start:
            self.write(start, bytes(end - start))
        self.length = length


class Directory(Inode):
    """A directory: names and inodes, its own place, and what is mounted here.

    ``mounted`` is the root of the file system that covers it, ``covers`` the directory that a
    root covers. A directory has one name only, so it knows it. ``entries`` may lead to inodes of
    earlier generations, so they are asked by ``child`` and ``children``; ``shared``: an earlier
    generation has the same ``entries``, so they are copied before they change.
    """

    __slots__ = ("covers", "entries", "mounted", "name", "parent", "shared")

    def __init__(
        self, system: FileSystem, mode: int, owner: tuple[int, int], links: int, now: int
    ) -> None:
        super().__init__(system, stat.S_IFDIR | mode, owner, links, now)
        self.entries: dict[str, Inode] = system.new_entries()
        self.parent: Directory = self
        self.name, self.shared = "", False
        self.mounted: Directory | None = None
        self.covers: Directory | None = None

    @property
    def size(self) -> int:
        """One block, as many file systems tell."""
        return BLOCK

    @property
    def blocks(self) -> int:
        """One block."""
        return 1

    def child(self, name: str) -> Inode | None:
        """Return what a name leads to, as an inode that may change."""
        node = self.entries.get(name)
        if node is not None and node.generation is not self.generation:
            return self.system.own(node)
        return node

    def children(self) -> list[tuple[str, Inode]]:
        """Return names and what they lead to, to look at only."""
        newest = self.system.newest
        return [(name, newest(node)) for name, node in self.entries.items()]

    def _own_entries(self) -> dict[str, Inode]:
        """Return the entries, to be changed: copied if they are shared."""
        if self.shared:
            self.shared, self.entries = False, self.entries.copy()
        return self.entries

    def enter(self, name: str, node: Inode, now: int) -> None:
        """Let ``name`` lead to ``node``, whose link count is the caller's."""
        self._own_entries()[name] = node
        if isinstance(node, Directory):
            node.parent, node.name = self, name
            self.links += 1
        self.mtime = self.ctime = now

    def replace(self, name: str, node: Inode, now: int) -> Inode | None:
        """Let ``name`` lead to ``node`` in one step, and return what it led to."""
        before = self.child(name)
        self.enter(name, node, now)
        if isinstance(before, Directory):
            self.links -= 1
        return before

    def leave(self, name: str, now: int) -> Inode:
        """Take ``name`` away and return what it led to."""
        node = self.child(name)
        assert node is not None
        del self._own_entries()[name]
        if isinstance(node, Directory):
            self.links -= 1
        self.mtime = self.ctime = now
        return node


class Link(Inode):
    """A symbolic link: the text of its ``target``."""

    __slots__ = ("target",)

    def __init__(
        self, system: FileSystem, target: str, owner: tuple[int, int], now: int, mode: int = 0o777
    ) -> None:
        super().__init__(system, stat.S_IFLNK | mode, owner, 1, now)
        self.target = target

    @property
    def size(self) -> int:
        """The length of the target in bytes."""
        return len(self.target.encode("utf-8", "surrogateescape"))


class ReparsePoint(Link):
    """A link of Windows: made for a ``directory`` or a file; a ``junction``, or a symbolic link."""

    __slots__ = ("directory", "junction")

    def __init__(
        self,
        system: FileSystem,
        target: str,
        owner: tuple[int, int],
        now: int,
        mode: int,
        directory: bool,
        junction: bool,
    ) -> None:
        super().__init__(system, target, owner, now, mode)
        self.directory, self.junction = directory, junction


class Special(Inode):
    """A named pipe, a socket's name or a device; ``pipe`` is there while a named pipe is open."""

    __slots__ = ("number_of_device", "pipe")

    def __init__(
        self, system: FileSystem, mode: int, owner: tuple[int, int], now: int, device: int = 0
    ) -> None:
        super().__init__(system, mode, owner, 1, now)
        self.number_of_device = device
        self.pipe: Pipe | None = None

    @property
    def device(self) -> int:
        """The device number."""
        return self.number_of_device
