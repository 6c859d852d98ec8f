"""Rules of the calls that remove names: rmdir, unlink, remove."""

from __future__ import annotations

from os_reference.memory.inodes import Directory
from os_reference.memory.lookup import NO_NAMES, Place
from os_reference.memory.process import Process
from os_reference.memory.rules.common import (
    OWNER_WRITES,
    Reasons,
    is_directory_on_windows,
    leaving,
    leaving_on_windows,
)


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


def rmdir_on_windows(process: Process, place: Place) -> Reasons:
    """Remove a directory, or a link to one, on Windows."""
    node = place.node
    if node is None:
        yield "ERROR_FILE_NOT_FOUND", "os.rmdir/windows-error-missing"
    elif not is_directory_on_windows(node):
        yield "ERROR_DIRECTORY", "os.rmdir/windows-error-file"
    else:
        yield from leaving_on_windows(process, place, node, "Microsoft, RemoveDirectoryW")
        if not node.mode & OWNER_WRITES:
            yield "ERROR_ACCESS_DENIED", "Microsoft, RemoveDirectoryW"
        if isinstance(node, Directory) and (node.entries or node.covers is not None):
            yield "ERROR_DIR_NOT_EMPTY", "os.rmdir/windows-error-full-directory"


def unlink_on_windows(process: Process, place: Place) -> Reasons:
    """Remove a name, on Windows: of a file that nobody has open and that is not read-only."""
    node = place.node
    if node is None:
        yield "ERROR_FILE_NOT_FOUND", "os.remove/windows-error-missing"
    elif isinstance(node, Directory) or (place.slash and is_directory_on_windows(node)):
        yield "ERROR_ACCESS_DENIED", "os.remove/windows-error-directory"
    else:
        yield from leaving_on_windows(process, place, node, "os.remove/windows-in-use")
        if not node.mode & OWNER_WRITES:
            yield "ERROR_ACCESS_DENIED", "Microsoft, DeleteFileW"
