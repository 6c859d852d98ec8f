"""Calls that tell and change what is known of a file: stat, access, chmod, chown, utime."""

from __future__ import annotations

import stat as st
import sys
from math import floor
from typing import Any

from os_reference.backend import default_backend
from os_reference.memory import rules, statuses
from os_reference.memory.calls.arguments import (
    Calls,
    descriptor,
    number_of,
    target_of,
    text_of,
    uid_of,
    unsigned_of,
    without_fd,
)
from os_reference.memory.calls.entries import fd_of
from os_reference.memory.inodes import BLOCK, Directory, File, Inode, Link
from os_reference.memory.opened import drop_set_id
from os_reference.memory.process import WRITE, Process
from os_reference.memory.refusing import refuse

_HOST: Any = default_backend()
SECOND = 10**9
#: Places of the named fields in the host's stat_result, found by asking one filled with 0, 1, 2...
_ASKED = _HOST.stat_result(range(_HOST.stat_result.n_fields))
LAYOUT = {name: getattr(_ASKED, name) for name in dir(_ASKED) if name.startswith("st_")}
_FIELDS: list[int] = [0] * _HOST.stat_result.n_fields
IS_LINUX = [LAYOUT.get(n) for n in ("st_atime", "st_atime_ns", "st_blksize", "st_rdev")] == [
    10, 13, 16, 18,
]  # fmt: skip


def status_of(node: Inode) -> Any:
    """Return the stat_result of an inode."""
    atime, mtime, ctime = node.atime, node.mtime, node.ctime
    asec, ansec = divmod(atime, SECOND)
    msec, mnsec = divmod(mtime, SECOND)
    csec, cnsec = divmod(ctime, SECOND)
    first = (
        node.mode, node.number, node.system.device, node.links, node.uid, node.gid, node.size,
        asec, msec, csec,
    )  # fmt: skip
    floats = asec + 1e-9 * ansec, msec + 1e-9 * mnsec, csec + 1e-9 * cnsec
    nanoseconds = atime, mtime, ctime
    if IS_LINUX:
        rest = (BLOCK, node.blocks * (BLOCK // 512), node.device)
        return _HOST.stat_result(first + floats + nanoseconds + rest)
    return _elsewhere(node, first, floats, nanoseconds)


def _elsewhere(node: Inode, first: Any, floats: Any, nanoseconds: Any) -> Any:
    """Return a stat_result of a host whose fields have other places."""
    values: list[Any] = [*first, *_FIELDS[10:]]
    named = dict(zip(("st_atime", "st_mtime", "st_ctime"), floats, strict=True))
    named |= dict(zip(("st_atime_ns", "st_mtime_ns", "st_ctime_ns"), nanoseconds, strict=True))
    named |= {"st_blksize": BLOCK, "st_blocks": node.blocks * (BLOCK // 512)}
    for name, value in (named | {"st_rdev": node.device}).items():
        if name in LAYOUT:
            values[LAYOUT[name]] = value
    return _HOST.stat_result(values)


def status_of_macos(node: Inode) -> Any:
    """Return the stat_result of an inode with the fields of macOS."""
    plain = status_of(node)
    named = {name: getattr(plain, name) for name in LAYOUT}
    named |= {"st_flags": node.flags, "st_gen": 0, "st_birthtime": node.birth / SECOND}
    return statuses.MACOS(plain, named)


class StatusCalls(Calls):
    """stat, lstat, fstat, access, chmod, chown, chflags, utime, truncate and their kin."""

    #: From an inode to what stat returns: with the fields that the platform has.
    _status = staticmethod(status_of)

    def stat(self, path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> Any:
        """Return the status of a file, through links. Clauses: os.stat/*."""
        target = target_of(path, "stat")
        if target.__class__ is int:
            without_fd("stat", target, dir_fd, follow_symlinks)
        try:
            return self._status(self._node(target, dir_fd, follow_symlinks))
        except OSError as error:
            error.filename = path
            raise

    def lstat(self, path: Any, *, dir_fd: int | None = None) -> Any:
        """Return the status of a file, of a link itself. Clauses: os.lstat/*."""
        text = text_of(path, "lstat")
        try:
            return self._status(self._node(text, dir_fd, False))
        except OSError as error:
            error.filename = path
            raise

    def fstat(self, fd: int) -> Any:
        """Return the status of an open file. Clauses: os.fstat/*."""
        return self._status(self._opened(descriptor(fd)).node)

    def access(
        self,
        path: Any,
        mode: int,
        *,
        dir_fd: int | None = None,
        effective_ids: bool = False,
        follow_symlinks: bool = True,
    ) -> bool:
        """Tell whether the real (or effective) user may read, write, execute. Clauses: os.access/*."""
        text, wanted = text_of(path, "access"), number_of(mode)
        process = self._kernel.process
        try:
            if wanted & ~7:
                refuse("EINVAL")
            with _AsReal(process, not effective_ids):
                node = self._node(text, dir_fd, follow_symlinks)
                if wanted & WRITE and node.system.read_only:
                    return False
                return process.may(node, wanted)
        except OSError:
            return False

    def chmod(
        self, path: Any, mode: int, *, dir_fd: int | None = None, follow_symlinks: bool = True
    ) -> None:
        """Set permission bits. Clauses: os.chmod/*."""
        target, bits = target_of(path, "chmod"), number_of(mode)
        without_fd("chmod", target, dir_fd)
        sys.audit("os.chmod", path, mode, fd_of(dir_fd))
        try:
            if target.__class__ is int:
                follow_symlinks = True
            self._change_mode(self._node(target, dir_fd, follow_symlinks), bits)
        except OSError as error:
            error.filename = path
            raise

    def _change_mode(self, node: Inode, bits: int) -> None:
        kernel = self._kernel
        if isinstance(node, Link) and not kernel.platform.symlink_modes:
            raise NotImplementedError("chmod: follow_symlinks unavailable on this platform")
        kernel.follow(rules.changing(kernel.process, node, "chmod"))
        if not kernel.process.privileged and not kernel.process.in_group(node.gid):
            bits &= ~0o2000
        node.mode = st.S_IFMT(node.mode) | bits & 0o7777
        node.ctime = kernel.now()

    def fchmod(self, fd: int, mode: int) -> None:
        """Set the permission bits of an open file. Clauses: os.fchmod/*."""
        number, bits = descriptor(fd), number_of(mode)
        sys.audit("os.chmod", fd, mode, -1)
        self._change_mode(self._usable(number).node, bits)

    def lchmod(self, path: Any, mode: int) -> None:
        """Set the permission bits of a link itself. Clauses: os.lchmod/*."""
        text, bits = text_of(path, "lchmod"), number_of(mode)
        sys.audit("os.chmod", path, mode, -1)
        try:
            self._change_mode(self._node(text, None, False), bits)
        except OSError as error:
            error.filename = path
            raise

    def chflags(self, path: Any, flags: int, *, follow_symlinks: bool = True) -> None:
        """Set file flags. Clauses: os.chflags/*."""
        self._change_flags(path, flags, "chflags", bool(follow_symlinks))

    def lchflags(self, path: Any, flags: int) -> None:
        """Set the file flags of a link itself. Clauses: os.lchflags/*."""
        self._change_flags(path, flags, "lchflags", False)

    def _change_flags(self, path: Any, flags: Any, call: str, follow: bool) -> None:
        text, bits = text_of(path, call), unsigned_of(flags, 2**32 - 1)
        sys.audit("os.chflags", path, flags)
        kernel = self._kernel
        try:
            node = self._node(text, None, follow)
            kernel.follow(rules.chflags(kernel.process, node, bits))
        except OSError as error:
            error.filename = path
            raise
        node.flags, node.ctime = bits, kernel.now()

    def chown(
        self,
        path: Any,
        uid: int,
        gid: int,
        *,
        dir_fd: int | None = None,
        follow_symlinks: bool = True,
    ) -> None:
        """Set owner and group; -1 leaves one as it is. Clauses: os.chown/*."""
        target = target_of(path, "chown")
        user, group = uid_of(uid), uid_of(gid)
        without_fd("chown", target, dir_fd, follow_symlinks)
        sys.audit("os.chown", path, uid, gid, fd_of(dir_fd))
        try:
            self._change_owner(self._node(target, dir_fd, follow_symlinks), user, group)
        except OSError as error:
            error.filename = path
            raise

    def lchown(self, path: Any, uid: int, gid: int) -> None:
        """Set owner and group of a link itself. Clauses: os.lchown/*."""
        text, user, group = text_of(path, "lchown"), uid_of(uid), uid_of(gid)
        sys.audit("os.chown", path, uid, gid, -1)
        try:
            self._change_owner(self._node(text, None, False), user, group)
        except OSError as error:
            error.filename = path
            raise

    def fchown(self, fd: int, uid: int, gid: int) -> None:
        """Set owner and group of an open file. Clauses: os.fchown/*."""
        number, user, group = descriptor(fd), uid_of(uid), uid_of(gid)
        sys.audit("os.chown", fd, uid, gid, -1)
        self._change_owner(self._usable(number).node, user, group)

    def _change_owner(self, node: Inode, uid: int, gid: int) -> None:
        kernel = self._kernel
        kernel.follow(rules.chown(kernel.process, node, uid, gid))
        node.uid = node.uid if uid == -1 else uid
        node.gid = node.gid if gid == -1 else gid
        if not isinstance(node, Directory):
            node.mode &= ~0o4000
            if node.mode & 0o010:
                node.mode &= ~0o2000
        node.ctime = kernel.now()

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
        target = target_of(path, "utime")
        given = _times(times, ns)
        without_fd("utime", target, dir_fd, follow_symlinks)
        sys.audit("os.utime", path, times, ns, fd_of(dir_fd))
        kernel = self._kernel
        node = self._node(target, dir_fd, follow_symlinks)
        now = kernel.now()
        if given is None:
            kernel.follow(rules.touching(kernel.process, node))
            given = (now, now)
        else:
            kernel.follow(rules.changing(kernel.process, node, "utimensat"))
        node.atime, node.mtime = given
        node.ctime = now

    def truncate(self, path: Any, length: int) -> None:
        """Set the size of a file. Clauses: os.truncate/*."""
        target, size = target_of(path, "truncate"), number_of(length)
        if isinstance(target, int):
            self.ftruncate(target, length)
            return
        sys.audit("os.truncate", path, length)
        kernel = self._kernel
        try:
            if size < 0:
                refuse("EINVAL")
            node = self._node(target)
            kernel.follow(rules.truncate(kernel.process, node))
        except OSError as error:
            error.filename = path
            raise
        assert isinstance(node, File)
        self._resize(node, size)

    def ftruncate(self, fd: int, length: int) -> None:
        """Set the size of an open file. Clauses: os.ftruncate/*."""
        number, size = descriptor(fd), number_of(length)
        sys.audit("os.truncate", fd, length)
        opened = self._usable(number)
        if size < 0 or not opened.writable or not isinstance(opened.node, File):
            refuse("EINVAL")
        self._resize(opened.node, size)

    def _resize(self, node: File, size: int) -> None:
        node.resize(size)
        drop_set_id(node, self._kernel.process)
        node.mtime = node.ctime = self._kernel.now()


class _AsReal:
    """While entered, the process acts with its real ids (access(2))."""

    def __init__(self, process: Process, wanted: bool) -> None:
        self.process, self.wanted = process, wanted
        self.kept = process.effective_uid, process.effective_gid

    def __enter__(self) -> None:
        if self.wanted:
            self.process.effective_uid = self.process.uid
            self.process.effective_gid = self.process.gid

    def __exit__(self, *_: object) -> None:
        self.process.effective_uid, self.process.effective_gid = self.kept


def _times(times: Any, ns: Any) -> tuple[int, int] | None:
    """Return access and modification time in nanoseconds; None: now. ValueError, TypeError."""
    if times is not None and ns is not None:
        raise ValueError("utime: you may specify either 'times' or 'ns' but not both")
    if times is None and ns is None:
        return None
    given = ns if times is None else times
    name = "ns" if times is None else "times"
    if not isinstance(given, tuple) or len(given) != 2:
        rest = "" if name == "ns" else " or None"
        kind = "a tuple of two ints" if name == "ns" else "either a tuple of two ints"
        raise TypeError(f"utime: '{name}' must be {kind}{rest}")
    if times is None:
        return number_of(ns[0], -(2**93), 2**93), number_of(ns[1], -(2**93), 2**93)
    return _nanoseconds(times[0]), _nanoseconds(times[1])


def _nanoseconds(seconds: Any) -> int:
    """Return a time in seconds, int or float, as nanoseconds rounded down (exactly)."""
    if isinstance(seconds, float):
        if seconds != seconds:
            raise ValueError("Invalid value NaN (not a number)")
        whole = floor(seconds)
        return whole * SECOND + floor((seconds - whole) * 1e9)
    return number_of(seconds) * SECOND
