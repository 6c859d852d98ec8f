"""Rules of rename and replace, on every platform."""

from __future__ import annotations

from os_reference.memory.inodes import Directory, File, Inode, Special
from os_reference.memory.lookup import NO_NAMES, Place, is_inside
from os_reference.memory.process import WRITE, Process
from os_reference.memory.rules.common import (
    OWNER_WRITES,
    Reasons,
    entering,
    in_use_below,
    is_directory_on_windows,
    leaving,
    leaving_on_windows,
)
from os_reference.memory.rules.making import make_on_windows


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


def rename_from_on_windows(process: Process, old: Place) -> Reasons:
    """Take the old name away, on Windows: what is open keeps its name."""
    if old.node is None:
        yield "ERROR_FILE_NOT_FOUND", "os.rename/windows-error-from-missing"
    else:
        yield from leaving_on_windows(process, old, old.node, "Microsoft, MoveFileExW")
        if isinstance(old.node, Directory) and in_use_below(process, old.node):
            yield "ERROR_ACCESS_DENIED", "Microsoft, MoveFileExW: below"


def rename_on_windows(process: Process, old: Place, new: Place, *, replaces: bool) -> Reasons:
    """Rename, on Windows; only ``replace`` may take the place of something, and of files alone."""
    source, target = old.node, new.node
    yield from rename_from_on_windows(process, old)
    if source is None:
        return
    if isinstance(source, File) and new.slash:
        yield "ERROR_INVALID_NAME", "Microsoft, File path formats on Windows systems"
    if old.directory.system is not new.directory.system:
        yield "ERROR_NOT_SAME_DEVICE", "Microsoft, MoveFileExW"
        return
    if isinstance(source, Directory) and is_inside(new.directory, source):
        yield "ERROR_SHARING_VIOLATION", "Microsoft, MoveFileExW"
    if target is None:
        yield from make_on_windows(new, "Microsoft, MoveFileExW")
    elif target is not source and not replaces:
        yield "ERROR_ALREADY_EXISTS", "os.rename/windows-error-to-file"
    elif target is not source:
        yield from _replacing_on_windows(process, target)


def _replacing_on_windows(process: Process, target: Inode) -> Reasons:
    """What may not be replaced: directories, what is open, what is read-only."""
    if is_directory_on_windows(target) or isinstance(target, Special):
        yield "ERROR_ACCESS_DENIED", "os.replace/windows-error-to-directory"
    if target.opens or target is process.cwd or not target.mode & OWNER_WRITES:
        yield "ERROR_ACCESS_DENIED", "Microsoft, MoveFileExW"
