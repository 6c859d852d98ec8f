"""Calls that tell of file systems and their limits: statvfs, pathconf."""

from __future__ import annotations

from typing import Any

from os_reference.backend import default_backend
from os_reference.memory.calls.arguments import Calls, descriptor, number_of, target_of
from os_reference.memory.inodes import BLOCK, Inode
from os_reference.memory.refusing import refuse

_HOST: Any = default_backend()
UNLIMITED = 2**40 // BLOCK  # blocks that a file system without a limit says it has
PATHCONF_NAMES = {
    "PC_LINK_MAX": 0, "PC_NAME_MAX": 3, "PC_PATH_MAX": 4, "PC_PIPE_BUF": 5,
    "PC_CHOWN_RESTRICTED": 6, "PC_NO_TRUNC": 7, "PC_FILESIZEBITS": 13, "PC_SYMLINK_MAX": 19,
}  # fmt: skip


class FileSystemCalls(Calls):
    """statvfs, fstatvfs, pathconf, fpathconf."""

    def statvfs(self, path: Any) -> Any:
        """Return what is known of a file system. Clauses: os.statvfs/*."""
        target = target_of(path, "statvfs")
        try:
            return self._statvfs(self._node(target))
        except OSError as error:
            error.filename = path
            raise

    def fstatvfs(self, fd: int, /) -> Any:
        """Return what is known of the file system of an open file. Clauses: os.fstatvfs/*."""
        return self._statvfs(self._opened(descriptor(fd)).node)

    def _statvfs(self, node: Inode) -> Any:
        system, flag = node.system, self._kernel.constants["ST_RDONLY"]
        total = UNLIMITED if system.capacity is None else system.capacity // BLOCK
        free = max(0, total - system.used)
        flags = flag if system.read_only else 0
        files = total + system.inodes
        return _HOST.statvfs_result(
            (BLOCK, BLOCK, total, free, free, files, total, total, flags, system.name_max,
             system.device)
        )  # fmt: skip

    def pathconf(self, path: Any, name: str | int) -> int:
        """Return a limit of a file. Clauses: os.pathconf/*."""
        target = target_of(path, "pathconf")
        number = _number_named(name, PATHCONF_NAMES)
        try:
            return self._limit(self._node(target), number)
        except OSError as error:
            error.filename = path
            raise

    def fpathconf(self, fd: int, name: str | int, /) -> int:
        """Return a limit of an open file. Clauses: os.fpathconf/*."""
        number = _number_named(name, PATHCONF_NAMES)
        return self._limit(self._opened(descriptor(fd)).node, number)

    def _limit(self, node: Inode, number: int) -> int:
        system = node.system
        limits = {0: system.link_max, 3: system.name_max, 4: 4096, 5: 4096, 6: 1, 7: 1, 13: 64}
        if number == 19:
            return -1
        if number not in limits:
            refuse("EINVAL")
        return limits[number]


def _number_named(name: Any, names: dict[str, int]) -> int:
    """Return the number of a configuration name; ValueError when there is none."""
    if isinstance(name, str):
        if name not in names:
            raise ValueError("unrecognized configuration name")
        return names[name]
    if not hasattr(type(name), "__index__"):
        raise TypeError("configuration names must be strings or integers")
    return number_of(name, -(2**31), 2**31 - 1)
