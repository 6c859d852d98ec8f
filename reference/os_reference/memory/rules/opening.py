"""Rules of the calls that look into what is there: open, truncate, listdir, chdir, readlink."""

from __future__ import annotations

from os_reference.memory.inodes import Directory, File, Inode, Link, ReparsePoint, Special
from os_reference.memory.lookup import Place
from os_reference.memory.process import EXECUTE, READ, WRITE, Process
from os_reference.memory.rules.common import (
    APPEND,
    IMMUTABLE,
    OWNER_WRITES,
    Reasons,
    named_as_directory,
    unflagged,
)


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


def opening_on_windows(process: Process, place: Place, wanted: int, *, temporary: bool) -> Reasons:
    """Open what is there, on Windows, for READ and WRITE bits; the C runtime opens no directory."""
    node = place.node
    if node is None:
        yield "ERROR_FILE_NOT_FOUND", "os.open/windows-error-read-missing"
        return
    if isinstance(node, File) and place.slash:
        yield "ERROR_INVALID_NAME", "Microsoft, File path formats on Windows systems"
    if node.flags:
        yield "ERROR_ACCESS_DENIED", "Microsoft, CreateFileW: delete pending"
    if isinstance(node, Directory):
        yield "ERROR_ACCESS_DENIED", "os.open/windows-error-read-directory"
    elif isinstance(node, File) and wanted & WRITE:
        if not node.mode & OWNER_WRITES:
            yield "ERROR_ACCESS_DENIED", "Microsoft, CreateFileW"
        if node.system.read_only:
            yield "ERROR_WRITE_PROTECT", "Microsoft, CreateFileW"
    if isinstance(node, File) and node.opens:
        opened = [o for o in process.opened.values() if o.node is node]
        if temporary != any(o.temporary for o in opened):
            yield "ERROR_SHARING_VIOLATION", "Microsoft, CreateFileW"


def existing_on_windows(place: Place) -> Reasons:
    """What every call needs that looks at a file, on Windows."""
    if place.node is None:
        yield "ERROR_FILE_NOT_FOUND", "os.stat/windows-error-missing"
    else:
        yield from named_as_directory(place)


def listing_on_windows(place: Place) -> Reasons:
    """List a directory, on Windows."""
    if place.node is None or isinstance(place.node, Special):
        yield "ERROR_PATH_NOT_FOUND", "os.listdir/windows-error-missing"
    elif not isinstance(place.node, Directory):
        yield "ERROR_DIRECTORY", "os.listdir/windows-error-file"


def chdir_on_windows(place: Place) -> Reasons:
    """Make a directory the current one, on Windows."""
    if place.node is None:
        yield "ERROR_FILE_NOT_FOUND", "os.chdir/windows-error-missing"
    elif not isinstance(place.node, Directory):
        yield "ERROR_DIRECTORY", "os.chdir/windows-error-file"


def readlink_on_windows(place: Place) -> Reasons:
    """Read where a symbolic link or a junction leads to, on Windows."""
    yield from existing_on_windows(place)
    if place.node is not None and not isinstance(place.node, ReparsePoint):
        yield "ERROR_NOT_A_REPARSE_POINT", "os.readlink/windows-error-file"


def running_on_windows(place: Place) -> Reasons:
    """Run a program, on Windows: a file that a program was installed as."""
    if not isinstance(place.node, File):
        yield "ERROR_ACCESS_DENIED", "Microsoft, CreateProcessW"
    elif place.node.program is None:
        yield "ENOEXEC", "Microsoft, _spawnv"
