"""What the rules of several calls share: names that come and go, who may."""

from __future__ import annotations

from collections.abc import Iterator

from os_reference.memory.inodes import Directory, File, Inode, Link, ReparsePoint, Special
from os_reference.memory.lookup import Place, is_inside
from os_reference.memory.process import EXECUTE, WRITE, Process

Reasons = Iterator[tuple[str, str]]

STICKY, SETGID = 0o1000, 0o2000
#: File flags of BSD (macOS chflags(2)), the owner's and the superuser's of each kind.
IMMUTABLE, APPEND = 0x2 | 0x20000, 0x4 | 0x40000
SUPERUSER_FLAGS = 0xFFFF0000
#: The bit of a mode that stands for what Windows calls not read-only.
OWNER_WRITES = 0o200
#: The label of what devices are in, on Windows.
DEVICES = "\\Device"


def is_directory_on_windows(node: Inode) -> bool:
    """Tell whether Windows takes ``node`` for a directory: one, or a link made for one."""
    return isinstance(node, Directory) or (isinstance(node, ReparsePoint) and node.directory)


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


def privileged(process: Process, source: str) -> Reasons:
    """What only a privileged process may do."""
    if not process.privileged:
        yield "EPERM", source


def entering_on_windows(directory: Directory, source: str) -> Reasons:
    """A new name in ``directory``, on Windows: the model has no access control lists."""
    if directory.system.read_only:
        yield "ERROR_WRITE_PROTECT", source
    if directory.system.is_full():
        yield "ERROR_DISK_FULL", source


def leaving_on_windows(process: Process, place: Place, node: Inode, source: str) -> Reasons:
    """A name that goes away or becomes another, on Windows: not while the file is open."""
    if node is place.directory or isinstance(node, Special):
        yield "ERROR_ACCESS_DENIED", source
    yield from named_as_directory(place)
    if node.system.read_only:
        yield "ERROR_WRITE_PROTECT", source
    if in_use(process, node):
        yield "ERROR_SHARING_VIOLATION", source


def named_as_directory(place: Place) -> Reasons:
    """A separator at the end of a name that is no directory's, on Windows.

    Windows before 10 said ERROR_INVALID_NAME; pyfakefs's tests, which run on real ones, say this.
    """
    node = place.node
    if place.slash and isinstance(node, File | Link) and not is_directory_on_windows(node):
        yield "ERROR_DIRECTORY", "Microsoft, NtCreateFile: STATUS_NOT_A_DIRECTORY"


def in_use(process: Process, node: Inode) -> bool:
    """Tell whether somebody has a file open who does not let others delete it, or is in it.

    The C runtime opens files without FILE_SHARE_DELETE, but for those that are temporary; the
    current directory is open too.
    """
    if node is process.cwd:
        return True
    if not node.opens:
        return False
    opened = {id(o): o for o in process.opened.values() if o.node is node}
    return node.opens > sum(o.temporary for o in opened.values())


def in_use_below(process: Process, directory: Directory) -> bool:
    """Tell whether something below ``directory`` is open, or is the current directory."""
    if process.cwd is not directory and is_inside(process.cwd, directory):
        return True
    to_do: list[Inode] = [directory]
    while to_do:
        node = to_do.pop()
        if node.opens:
            return True
        if isinstance(node, Directory):
            to_do += [child for _, child in node.children()]
    return False


def is_device_place(place: Place) -> bool:
    """Tell whether a path led to where the devices are, such as "COM1": no files are made there."""
    return place.directory.system.label == DEVICES
