"""Rules of the calls that make names: mkdir, mkfifo, mknod, link, symlink, open."""

from __future__ import annotations

from os_reference.memory.inodes import Directory, Inode, Special
from os_reference.memory.lookup import NO_NAMES, Place
from os_reference.memory.process import Process
from os_reference.memory.rules.common import (
    APPEND,
    IMMUTABLE,
    Reasons,
    entering,
    entering_on_windows,
    is_device_place,
    is_directory_on_windows,
)


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


def creating(process: Process, place: Place) -> Reasons:
    """Make a file by opening it."""
    yield from entering(process, place.directory, "POSIX open")


def make_on_windows(place: Place, source: str) -> Reasons:
    """A new name, on Windows; the name of a device cannot be one."""
    node = place.node
    if node is place.directory:
        yield "ERROR_ACCESS_DENIED", source
    elif isinstance(node, Special) or is_device_place(place):
        yield "ERROR_DIRECTORY", "Microsoft, Naming Files, Paths, and Namespaces"
    elif node is not None:
        yield "ERROR_ALREADY_EXISTS", source
    else:
        yield from entering_on_windows(place.directory, source)


def link_on_windows(node: Inode, new: Place) -> Reasons:
    """A second name for ``node``, on Windows: no directory's, on the same volume."""
    if is_directory_on_windows(node) or isinstance(node, Special):
        yield "ERROR_ACCESS_DENIED", "os.link/windows-error-from-directory"
    if node.system is not new.directory.system:
        yield "ERROR_NOT_SAME_DEVICE", "Microsoft, CreateHardLinkW"
    yield from make_on_windows(new, "os.link/windows-error-to-file")
    if node.links >= node.system.link_max:
        yield "ERROR_TOO_MANY_LINKS", "Microsoft, CreateHardLinkW"


def symlink_on_windows(process: Process, new: Place, directory: bool) -> Reasons:
    """A symbolic link to a ``directory`` or a file, on Windows.

    It is for administrators, and for all in developer mode.
    """
    if not process.privileged and not process.developer_mode:
        yield "ERROR_PRIVILEGE_NOT_HELD", "os.symlink/windows-error-file"
    if new.slash and not directory:
        yield "ERROR_DIRECTORY", "Microsoft, NtCreateFile: STATUS_NOT_A_DIRECTORY"
    yield from make_on_windows(new, "os.symlink/windows-error-file")


def creating_on_windows(place: Place) -> Reasons:
    """Make a file by opening it, on Windows."""
    if place.slash:
        yield "ERROR_INVALID_NAME", "Microsoft, File path formats on Windows systems"
    if is_device_place(place):
        yield "ERROR_FILE_NOT_FOUND", "Microsoft, Naming Files, Paths, and Namespaces"
    yield from entering_on_windows(place.directory, "Microsoft, CreateFileW")
