"""Rules of the calls that change what is known of a file: chmod, chown, utime, flags."""

from __future__ import annotations

from os_reference.memory.inodes import Inode
from os_reference.memory.lookup import Place
from os_reference.memory.process import WRITE, Process
from os_reference.memory.rules.common import APPEND, IMMUTABLE, SUPERUSER_FLAGS, Reasons, unflagged
from os_reference.memory.rules.opening import existing_on_windows


def changing(process: Process, node: Inode, call: str) -> Reasons:
    """chmod, and utime with given times: for the owner."""
    if node.system.read_only:
        yield "EROFS", f"POSIX {call}"
    if not process.owns(node):
        yield "EPERM", f"POSIX {call}"
    yield from unflagged(node, IMMUTABLE | APPEND, f"POSIX {call}")


def chflags(process: Process, node: Inode, flags: int) -> Reasons:
    """Set file flags: for the owner, and the superuser's for the superuser."""
    if node.system.read_only:
        yield "EROFS", "macOS chflags(2)"
    reserved = (flags ^ node.flags) & SUPERUSER_FLAGS and not process.privileged
    if reserved or not process.owns(node):
        yield "EPERM", "macOS chflags(2)"


def touching(process: Process, node: Inode) -> Reasons:
    """utime with the current time: for the owner and whoever may write."""
    if node.system.read_only:
        yield "EROFS", "POSIX utimensat"
    if not process.owns(node) and not process.may(node, WRITE):
        yield "EACCES", "POSIX utimensat"
    yield from unflagged(node, IMMUTABLE | APPEND, "POSIX utimensat")


def chown(process: Process, node: Inode, uid: int, gid: int) -> Reasons:
    """Change owner (privileged) or group (owner, to a group of the process); -1: as it is."""
    if node.system.read_only:
        yield "EROFS", "POSIX chown"
    yield from unflagged(node, IMMUTABLE | APPEND, "POSIX chown")
    if process.privileged:
        return
    same_user = uid in (-1, node.uid) and process.effective_uid == node.uid
    if uid != -1 and not same_user:
        yield "EPERM", "POSIX chown"
    own = process.effective_uid == node.uid
    if gid != -1 and not (own and (process.in_group(gid) or gid == node.gid)):
        yield "EPERM", "POSIX chown"


def changing_on_windows(place: Place) -> Reasons:
    """chmod and utime, on Windows."""
    yield from existing_on_windows(place)
    if place.node is not None and place.node.system.read_only:
        yield "ERROR_WRITE_PROTECT", "Microsoft, SetFileAttributesW"
