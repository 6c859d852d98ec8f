"""When a call on names is refused: one function a call, one ``yield`` a reason.

Each function gets the process and where its paths lead, and yields every errno that is allowed
then, in the order in which Linux looks, each with where that is promised. A call is refused with
the first one; all of them together are what the oracle allows. What resolving a path refuses
(ENOENT, ENOTDIR, ELOOP, EACCES, ENAMETOOLONG) comes before, from ``lookup.walk``.
"""

from __future__ import annotations

from collections.abc import Iterator

from os_reference.memory.inodes import Directory, File, Inode, Link
from os_reference.memory.lookup import NO_NAMES, Place, is_inside
from os_reference.memory.process import EXECUTE, READ, WRITE, Process

Reasons = Iterator[tuple[str, str]]

STICKY, SETGID = 0o1000, 0o2000
#: File flags of BSD (macOS chflags(2)), the owner's and the superuser's of each kind.
IMMUTABLE, APPEND = 0x2 | 0x20000, 0x4 | 0x40000
SUPERUSER_FLAGS = 0xFFFF0000


def entering(process: Process, directory: Directory, source: str) -> Reasons:
    """A new name in ``directory``."""
    if not directory.links:
        yield "ENOENT", source
    if directory.system.read_only:
        yield "EROFS", source
    if not process.may(directory, WRITE | EXECUTE):
        yield "EACCES", source
    yield from unflagged(directory, IMMUTABLE, source)
    if directory.system.is_full():
        yield "ENOSPC", source


def leaving(process: Process, place: Place, node: Inode, source: str) -> Reasons:
    """A name that goes away, or is given to something else."""
    directory = place.directory
    if directory.system.read_only:
        yield "EROFS", source
    if not process.may(directory, WRITE | EXECUTE):
        yield "EACCES", source
    if directory.mode & STICKY and not (process.owns(directory) or process.owns(node)):
        yield "EPERM", source
    yield from unflagged(directory, IMMUTABLE | APPEND, source)
    yield from unflagged(node, IMMUTABLE | APPEND, source)


def unflagged(node: Inode, flags: int, source: str) -> Reasons:
    """What file flags forbid, also to the superuser."""
    if node.flags & flags:
        yield "EPERM", f"{source}; macOS chflags(2)"


def make(process: Process, place: Place, call: str) -> Reasons:
    """link, mkfifo, mknod, symlink: a new name for what is no directory."""
    if place.node is not None or place.name in NO_NAMES:
        yield "EEXIST", f"os.{call}/error-{'to-' if call == 'link' else ''}file"
        return
    if place.slash:
        yield "ENOENT", f"POSIX {call}"
    yield from entering(process, place.directory, f"POSIX {call}")


def mkdir(process: Process, place: Place) -> Reasons:
    """Make a directory."""
    if place.node is not None or place.name in NO_NAMES:
        yield "EEXIST", "os.mkdir/exists"
        return
    if place.directory.links >= place.directory.system.link_max:
        yield "EMLINK", "POSIX mkdir"
    yield from entering(process, place.directory, "POSIX mkdir")


def rmdir(process: Process, place: Place) -> Reasons:
    """Remove a directory."""
    node = place.node
    if place.name == ".":
        yield "EINVAL", "os.rmdir/error-dot"
    elif place.name == "..":
        yield "ENOTEMPTY", "POSIX rmdir"
    elif node is process.root:
        yield "EBUSY", "POSIX rmdir"
    elif node is None:
        yield "ENOENT", "os.rmdir/missing"
    else:
        yield from leaving(process, place, node, "POSIX rmdir")
        if not isinstance(node, Directory):
            yield "ENOTDIR", "os.rmdir/file"
        else:
            if node.covers is not None:
                yield "EBUSY", "POSIX rmdir"
            if node.entries:
                yield "ENOTEMPTY", "os.rmdir/nonempty"
                yield "EEXIST", "POSIX rmdir"


def unlink(process: Process, place: Place, of_directory: str) -> Reasons:
    """Remove a name; ``of_directory`` is this platform's errno for a directory."""
    node = place.node
    if place.name in NO_NAMES:
        yield of_directory, "os.unlink/error-directory"
    elif node is None:
        yield "ENOENT", "os.unlink/missing"
    else:
        if place.slash:
            yield (of_directory if isinstance(node, Directory) else "ENOTDIR"), "POSIX unlink"
        yield from leaving(process, place, node, "POSIX unlink")
        if isinstance(node, Directory):
            yield of_directory, "os.unlink/error-directory"


def rename(process: Process, old: Place, new: Place) -> Reasons:
    """Rename: of one thing to itself nothing is refused (nothing happens either)."""
    source, target = old.node, new.node
    if old.directory.system is not new.directory.system:
        yield "EXDEV", "os.rename/cross-device"
        return
    if old.name in NO_NAMES or new.name in NO_NAMES:
        yield "EBUSY", "POSIX rename"
        yield "EINVAL", "POSIX rename"
        return
    if old.directory.system.read_only:
        yield "EROFS", "POSIX rename"
    if source is None:
        yield "ENOENT", "os.rename/missing-src"
        return
    if not isinstance(source, Directory):
        if old.slash or new.slash:
            yield "ENOTDIR", "os.rename/error-from-file-with-slash"
    elif is_inside(new.directory, source):
        yield "EINVAL", "os.rename/error-directory-to-own-inside"
    if isinstance(target, Directory) and is_inside(old.directory, target):
        yield "ENOTEMPTY", "os.rename/dir-onto-nonempty-dir"
        yield "EEXIST", "POSIX rename"
    if target is not source:
        yield from _moving(process, old, new, source)


def _moving(process: Process, old: Place, new: Place, source: Inode) -> Reasons:
    """What rename refuses of two different things."""
    target, is_directory = new.node, isinstance(source, Directory)
    yield from leaving(process, old, source, "POSIX rename")
    if target is None:
        yield from entering(process, new.directory, "POSIX rename")
    else:
        yield from leaving(process, new, target, "POSIX rename")
        if is_directory and not isinstance(target, Directory):
            yield "ENOTDIR", "os.rename/dir-onto-file"
        elif not is_directory and isinstance(target, Directory):
            yield "EISDIR", "os.rename/file-onto-dir"
    if is_directory and old.directory is not new.directory and not process.may(source, WRITE):
        yield "EACCES", "POSIX rename"
    for node in (source, target):
        if isinstance(node, Directory) and node.covers is not None:
            yield "EBUSY", "POSIX rename"
    if isinstance(target, Directory) and is_directory and target.entries:
        yield "ENOTEMPTY", "os.rename/dir-onto-nonempty-dir"
        yield "EEXIST", "POSIX rename"


def link(process: Process, node: Inode, new: Place) -> Reasons:
    """A second name for ``node``."""
    yield from make(process, new, "link")
    if new.node is not None or new.name in NO_NAMES:
        return
    if node.system is not new.directory.system:
        yield "EXDEV", "POSIX link"
    if isinstance(node, Directory):
        yield "EPERM", "os.link/error-from-directory"
    elif node.flags & (IMMUTABLE | APPEND):
        yield "EPERM", "macOS link(2), chflags(2)"
    elif not node.links:
        yield "ENOENT", "POSIX link"
    elif node.links >= node.system.link_max:
        yield "EMLINK", "POSIX link"


def symlink(process: Process, target: str, new: Place) -> Reasons:
    """A symbolic link with the text ``target``."""
    yield from make(process, new, "symlink")


def mknod(process: Process, new: Place, kind: int, call: str) -> Reasons:
    """A file, a named pipe, a socket's name, a device (privileged)."""
    yield from make(process, new, call)
    if kind in (0o020000, 0o060000) and not process.privileged:
        yield "EPERM", "POSIX mknod"


def opening(
    process: Process,
    node: Inode,
    wanted: int,
    *,
    directory: bool,
    quiet: bool,
    appends: bool = False,
) -> Reasons:
    """Open what is there, for READ and WRITE bits.

    ``quiet``: without touching access times; ``appends``: to write at the end and nowhere else.
    """
    if isinstance(node, Link):
        yield "ELOOP", "POSIX open"
        return
    if isinstance(node, Directory):
        if wanted & WRITE:
            yield "EISDIR", "os.open/error-write-directory"
    elif directory:
        yield "ENOTDIR", "POSIX open"
    if not process.may(node, wanted):
        yield "EACCES", "POSIX open"
    if wanted & WRITE and node.system.read_only and isinstance(node, Directory | File):
        yield "EROFS", "POSIX open"
    if quiet and not process.owns(node):
        yield "EPERM", "open(2)"
    if wanted & WRITE:
        yield from unflagged(node, IMMUTABLE if appends else IMMUTABLE | APPEND, "POSIX open")


def creating(process: Process, place: Place) -> Reasons:
    """Make a file by opening it."""
    yield from entering(process, place.directory, "POSIX open")


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


def truncate(process: Process, node: Inode) -> Reasons:
    """Set the size of a file by name."""
    if isinstance(node, Directory):
        yield "EISDIR", "os.truncate/error-directory"
    elif not isinstance(node, File):
        yield "EINVAL", "POSIX truncate"
    if not process.may(node, WRITE):
        yield "EACCES", "POSIX truncate"
    if node.system.read_only:
        yield "EROFS", "POSIX truncate"
    yield from unflagged(node, IMMUTABLE | APPEND, "POSIX truncate")


def listing(process: Process, node: Inode, call: str) -> Reasons:
    """List a directory."""
    if not isinstance(node, Directory):
        yield "ENOTDIR", f"os.{call}/error-file"
    if not process.may(node, READ):
        yield "EACCES", "POSIX opendir"


def chdir(process: Process, node: Inode) -> Reasons:
    """Make a directory the current one."""
    if not isinstance(node, Directory):
        yield "ENOTDIR", "os.chdir/not-dir"
    elif not process.may(node, EXECUTE):
        yield "EACCES", "os.chdir/denied"


def readlink(node: Inode) -> Reasons:
    """Read the text of a symbolic link."""
    if not isinstance(node, Link):
        yield "EINVAL", "os.readlink/error-file"


def privileged(process: Process, source: str) -> Reasons:
    """What only a privileged process may do."""
    if not process.privileged:
        yield "EPERM", source
