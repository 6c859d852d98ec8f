"""A process of the model: who runs, where, with which descriptors and variables."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from os_reference.memory.refusing import refuse

if TYPE_CHECKING:
    from os_reference.memory.inodes import Directory, Inode
    from os_reference.memory.opened import Opened

READ, WRITE, EXECUTE = 4, 2, 1  # permission bits, as of `access`
MAX_DESCRIPTORS = 1024


class Process:
    """Ids, directories, file creation mask, descriptors, environment of one process."""

    def __init__(self, pid: int, parent: int, root: Directory, user: tuple[int, int]) -> None:
        self.pid, self.parent, self.group, self.session = pid, parent, pid, pid
        self.uid = self.effective_uid = self.saved_uid = user[0]
        self.gid = self.effective_gid = self.saved_gid = user[1]
        self.groups: list[int] = []
        self.root = self.cwd = root
        self.umask, self.nice = 0o022, 0
        self.slash_follows = False  # whether calls on entries follow a link before a slash
        self.opened: dict[int, Opened] = {}
        self.inheritable: set[int] = set()
        self.lowest = 0  # no descriptor below is free
        self.lock = Lock()  # while a descriptor is given away
        self.environment: dict[bytes, bytes] = {}
        self.children: dict[int, int] = {}  # ended children: pid -> wait status
        # Windows: the current directory as text, of each drive; descriptors of text; what is allowed
        self.place, self.drives = "", dict[str, str]()
        self.text: frozenset[int] = frozenset()
        self.ended: frozenset[int] = frozenset()  # of these, those whose text has ended
        self.long_paths = self.developer_mode = False

    @property
    def owner(self) -> tuple[int, int]:
        """The owner of what this process makes."""
        return self.effective_uid, self.effective_gid

    @property
    def privileged(self) -> bool:
        """Whether permissions are not asked for."""
        return self.effective_uid == 0

    def in_group(self, gid: int) -> bool:
        """Tell whether the process acts for a group."""
        return gid == self.effective_gid or gid in self.groups

    def owns(self, node: Inode) -> bool:
        """Tell whether the process may change what only an owner may."""
        return self.effective_uid in (0, node.uid)

    def may(self, node: Inode, wanted: int) -> bool:
        """Tell whether the permission bits of ``node`` grant ``wanted`` to this process."""
        mode = node.mode
        if self.effective_uid == 0:
            return not wanted & EXECUTE or mode & 0o111 != 0 or mode & 0o170000 == 0o040000
        if node.uid == self.effective_uid:
            mode >>= 6
        elif self.in_group(node.gid):
            mode >>= 3
        return mode & wanted == wanted

    # -- descriptors

    def get(self, fd: int) -> Opened:
        """Return what is open as ``fd``; EBADF when nothing is."""
        found = self.opened.get(fd)
        if found is None:
            refuse("EBADF")
        return found

    def lowest_free(self, least: int = 0) -> int:
        """Return the lowest free descriptor from ``least`` on; EMFILE when there is none."""
        fd = max(self.lowest, least)
        while fd in self.opened:
            fd += 1
        if fd >= MAX_DESCRIPTORS:
            refuse("EMFILE")
        return fd

    def add(self, opened: Opened, fd: int | None = None) -> int:
        """Give ``opened`` a descriptor (the lowest free one, or ``fd``) and return it."""
        with self.lock:
            if fd is None:
                fd = self.lowest_free()
                self.lowest = fd + 1
            self.opened[fd] = opened
            opened.uses += 1
        return fd

    def put(self, opened: Opened, fd: int) -> None:
        """Let ``fd`` be ``opened`` and inherited, in the place of what it was."""
        if fd in self.opened:
            self.close(fd)
        self.add(opened, fd)
        self.inheritable.add(fd)

    def close(self, fd: int) -> None:
        """Close a descriptor; EBADF when it is not open."""
        with self.lock:
            opened = self.opened.pop(fd, None)
            if opened is None:
                refuse("EBADF")
            self.inheritable.discard(fd)
            self.lowest = min(self.lowest, fd)
            opened.uses -= 1
        if not opened.uses:
            opened.release()

    def close_all(self) -> None:
        """Close every descriptor."""
        for fd in list(self.opened):
            self.close(fd)
