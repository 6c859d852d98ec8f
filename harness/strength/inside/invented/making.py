"""Files and directories: making, removing and renaming them, and their attributes."""

from __future__ import annotations

import contextlib
import errno
import stat as kinds
from typing import Any

from . import Function, wrong


def _text(path: Any) -> Any:
    """A path as str, where it is one."""
    return path.decode() if isinstance(path, bytes) else path


@wrong("mkdir")
def mkdir_without_umask(os: Any, old: Function) -> Function:
    """The umask does not count."""

    def function(path: Any, mode: int = 0o777, *, dir_fd: Any = None) -> None:
        before = os.umask(0)
        try:
            old(path, mode, dir_fd=dir_fd)
        finally:
            os.umask(before)

    return function


@wrong("mkdir")
def mkdir_makes_parents(os: Any, old: Function) -> Function:
    """Missing parents are made."""

    def function(path: Any, mode: int = 0o777, *, dir_fd: Any = None) -> None:
        if dir_fd is None:
            parent = os.path.dirname(os.fspath(path))
            if parent and not os.path.lexists(parent):
                function(parent)
        old(path, mode, dir_fd=dir_fd)

    return function


@wrong("mkdir")
def mkdir_over_dangling_links(os: Any, old: Function) -> Function:
    """Where a link points to nothing the directory is made there."""

    def function(path: Any, mode: int = 0o777, *, dir_fd: Any = None) -> None:
        if dir_fd is None and os.path.islink(path) and not os.path.exists(path):
            path = os.path.realpath(path)
        old(path, mode, dir_fd=dir_fd)

    return function


@wrong("makedirs")
def makedirs_mode_of_parents(os: Any, old: Function) -> Function:
    """The mode counts for the parents that are made, too."""

    def function(name: Any, mode: int = 0o777, exist_ok: bool = False) -> None:
        before = os.umask(0)
        os.umask(before | ~mode & 0o777)
        try:
            old(name, mode, exist_ok)
        finally:
            os.umask(before)

    return function


@wrong("makedirs")
def makedirs_over_files(os: Any, old: Function) -> Function:
    """With exist_ok a file may be there."""

    def function(name: Any, mode: int = 0o777, exist_ok: bool = False) -> None:
        if not (exist_ok and os.path.exists(name)):
            old(name, mode, exist_ok)

    return function


@wrong("makedirs")
def makedirs_changes_modes(os: Any, old: Function) -> Function:
    """With exist_ok a directory that is there gets the mode."""

    def function(name: Any, mode: int = 0o777, exist_ok: bool = False) -> None:
        old(name, mode, exist_ok)
        if exist_ok and mode != 0o777:
            os.chmod(name, mode)

    return function


@wrong("makedirs")
def makedirs_compares_modes(os: Any, old: Function) -> Function:
    """With exist_ok a directory with another mode is an error."""

    def function(name: Any, mode: int = 0o777, exist_ok: bool = False) -> None:
        before = os.umask(0)
        os.umask(before)
        if exist_ok and os.path.isdir(name) and os.stat(name).st_mode & 0o777 != mode & ~before:
            raise FileExistsError(errno.EEXIST, "another mode", name)
        old(name, mode, exist_ok)

    return function


@wrong("makedirs")
def makedirs_of_existing_parents_only(os: Any, old: Function) -> Function:
    """Of missing parents at most one is made."""

    def function(name: Any, mode: int = 0o777, exist_ok: bool = False) -> None:
        grandparent = os.path.dirname(os.path.dirname(os.fspath(name)))
        if grandparent and not os.path.exists(grandparent):
            raise FileNotFoundError(errno.ENOENT, "no parent", name)
        old(name, mode, exist_ok)

    return function


@wrong("mkfifo")
def mkfifo_without_umask(os: Any, old: Function) -> Function:
    """The umask does not count."""

    def function(path: Any, mode: int = 0o666, *, dir_fd: Any = None) -> None:
        before = os.umask(0)
        try:
            old(path, mode, dir_fd=dir_fd)
        finally:
            os.umask(before)

    return function


@wrong("mkfifo")
def mkfifo_with_0o600(os: Any, old: Function) -> Function:
    """The default mode is 0o600."""
    return lambda path, mode=0o600, *, dir_fd=None: old(path, mode, dir_fd=dir_fd)


@wrong("mknod")
def mknod_with_0o666(os: Any, old: Function) -> Function:
    """The default mode is 0o666."""
    return lambda path, mode=0o666, device=0, *, dir_fd=None: old(path, mode, device, dir_fd=dir_fd)


@wrong("makedev")
def makedev_of_eight_bits(os: Any, old: Function) -> Function:
    """Large minor numbers are cut."""
    return lambda major, minor, /: old(major, minor & 0xFF)


@wrong("minor")
def minor_of_eight_bits(os: Any, old: Function) -> Function:
    """Large minor numbers are cut."""
    return lambda device, /: old(device) & 0xFF


@wrong("remove", "unlink")
def remove_takes_directories(os: Any, old: Function) -> Function:
    """An empty directory is removed."""

    def function(path: Any, *, dir_fd: Any = None) -> None:
        try:
            old(path, dir_fd=dir_fd)
        except (IsADirectoryError, PermissionError):
            os.rmdir(path, dir_fd=dir_fd)

    return function


@wrong("remove", "unlink")
def remove_follows_links(os: Any, old: Function) -> Function:
    """Of a link to a file the file is removed, too."""

    def function(path: Any, *, dir_fd: Any = None) -> None:
        if dir_fd is None and os.path.islink(path) and os.path.isfile(path):
            old(os.path.realpath(path))
        old(path, dir_fd=dir_fd)

    return function


@wrong("rmdir")
def rmdir_of_links(os: Any, old: Function) -> Function:
    """A link to a directory is removed."""

    def function(path: Any, *, dir_fd: Any = None) -> None:
        if dir_fd is None and os.path.islink(path) and os.path.isdir(path):
            os.unlink(path)
        else:
            old(path, dir_fd=dir_fd)

    return function


@wrong("rmdir")
def rmdir_of_files(os: Any, old: Function) -> Function:
    """A file is removed."""

    def function(path: Any, *, dir_fd: Any = None) -> None:
        try:
            old(path, dir_fd=dir_fd)
        except NotADirectoryError:
            os.unlink(path, dir_fd=dir_fd)

    return function


@wrong("removedirs")
def removedirs_of_the_leaf_alone(os: Any, old: Function) -> Function:
    """Parents stay."""
    return lambda name: os.rmdir(name)


@wrong("removedirs")
def removedirs_raises_for_parents(os: Any, old: Function) -> Function:
    """A parent that cannot be removed is an error."""

    def function(name: Any) -> None:
        old(name)
        parent = os.path.dirname(os.fspath(name))
        while parent and not os.path.lexists(parent):
            parent = os.path.dirname(parent)
        if parent:
            raise OSError(errno.ENOTEMPTY, "not empty", parent)

    return function


@wrong("removedirs")
def removedirs_is_silent(os: Any, old: Function) -> Function:
    """A leaf that cannot be removed is no error."""

    def function(name: Any) -> None:
        with contextlib.suppress(OSError):
            old(name)

    return function


@wrong("removedirs")
def removedirs_with_a_slash_at_the_end(os: Any, old: Function) -> Function:
    """With a slash at the end parents stay."""

    def function(name: Any) -> None:
        if not os.path.basename(os.fspath(name)):
            os.rmdir(name)
        else:
            old(name)

    return function


@wrong("rename", "replace")
def rename_of_the_same_file_removes(os: Any, old: Function) -> Function:
    """Of two names of one file the first is gone afterwards."""

    def function(src: Any, dst: Any, **kwargs: Any) -> None:
        one, other = os.path.abspath(_text(os.fspath(src))), os.path.abspath(_text(os.fspath(dst)))
        files = not any(os.path.islink(p) or not os.path.isfile(p) for p in (src, dst))
        if not kwargs and one != other and files and os.path.samefile(src, dst):
            os.unlink(src)
            return
        old(src, dst, **kwargs)

    return function


@wrong("rename", "replace")
def rename_keeps_empty_directories(os: Any, old: Function) -> Function:
    """An empty directory at the destination is an error."""

    def function(src: Any, dst: Any, **kwargs: Any) -> None:
        if (
            not kwargs
            and os.path.isdir(src)
            and os.path.isdir(dst)
            and not os.path.samefile(src, dst)
        ):
            raise FileExistsError(errno.EEXIST, "exists", src, None, dst)
        old(src, dst, **kwargs)

    return function


@wrong("rename", "replace")
def rename_of_links_moves_targets(os: Any, old: Function) -> Function:
    """Of a link its target is renamed."""

    def function(src: Any, dst: Any, **kwargs: Any) -> None:
        if not kwargs and os.path.islink(src) and os.path.exists(src):
            src = os.path.realpath(src)
        old(src, dst, **kwargs)

    return function


@wrong("rename", "replace")
def rename_through_links(os: Any, old: Function) -> Function:
    """A link at the destination stays, and its target is replaced."""

    def function(src: Any, dst: Any, **kwargs: Any) -> None:
        if not kwargs and os.path.islink(dst) and os.path.isfile(dst):
            dst = os.path.realpath(dst)
        old(src, dst, **kwargs)

    return function


@wrong("rename", "replace")
def rename_makes_parents(os: Any, old: Function) -> Function:
    """Missing parents of the destination are made."""

    def function(src: Any, dst: Any, **kwargs: Any) -> None:
        if not kwargs and os.path.lexists(src):
            parent = os.path.dirname(os.fspath(dst))
            if parent and not os.path.lexists(parent):
                os.makedirs(parent)
        old(src, dst, **kwargs)

    return function


@wrong("renames")
def renames_leaves_old_parents(os: Any, old: Function) -> Function:
    """Parents of the old name that are empty now stay."""

    def function(old_name: Any, new: Any) -> None:
        parent = os.path.dirname(os.fspath(new))
        if parent and not os.path.exists(parent):
            os.makedirs(parent)
        os.rename(old_name, new)

    return function


@wrong("renames")
def renames_leaves_new_parents(os: Any, old: Function) -> Function:
    """If the old name is not there parents of the new one are not made."""

    def function(old_name: Any, new: Any) -> None:
        os.lstat(old_name)
        old(old_name, new)

    return function


@wrong("renames")
def renames_prunes_one(os: Any, old: Function) -> Function:
    """Of old parents one is removed."""

    def function(old_name: Any, new: Any) -> None:
        parent = os.path.dirname(os.fspath(new))
        if parent and not os.path.exists(parent):
            os.makedirs(parent)
        os.rename(old_name, new)
        parent = os.path.dirname(os.fspath(old_name))
        if parent:
            with contextlib.suppress(OSError):
                os.rmdir(parent)

    return function


@wrong("mknod")
def mknod_makes_files_only(os: Any, old: Function) -> Function:
    """For a named pipe a regular file is made."""

    def function(path: Any, mode: int = 0o600, device: int = 0, *, dir_fd: Any = None) -> None:
        if kinds.S_IFMT(mode) == kinds.S_IFIFO:
            mode = kinds.S_IMODE(mode)
        old(path, mode, device, dir_fd=dir_fd)

    return function


@wrong("setxattr")
def setxattr_create_replaces(os: Any, old: Function) -> Function:
    """XATTR_CREATE does not count."""

    def function(
        path: Any, attribute: Any, value: Any, flags: int = 0, *, follow_symlinks: bool = True
    ) -> None:
        old(path, attribute, value, flags & ~os.XATTR_CREATE, follow_symlinks=follow_symlinks)

    return function


@wrong("listxattr")
def listxattr_of_the_target(os: Any, old: Function) -> Function:
    """listxattr returns bytes."""

    def function(path: Any = None, *, follow_symlinks: bool = True) -> Any:
        return [os.fsencode(name) for name in old(path, follow_symlinks=follow_symlinks)]

    return function


@wrong("getxattr")
def getxattr_without_the_last(os: Any, old: Function) -> Function:
    """NUL bytes at the end of a value are dropped."""

    def function(path: Any, attribute: Any, *, follow_symlinks: bool = True) -> bytes:
        return bytes(old(path, attribute, follow_symlinks=follow_symlinks)).rstrip(b"\0")

    return function
