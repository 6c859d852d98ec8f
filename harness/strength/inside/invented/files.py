"""Files and directories: making, removing, renaming, linking, permissions."""

from __future__ import annotations

import errno
from typing import Any

from . import Function, wrong


def _text(path: Any) -> Any:
    """A path as str, where it is one."""
    return path.decode() if isinstance(path, bytes) else path


@wrong("access")
def access_by_effective_ids(os: Any, old: Function) -> Function:
    """Access is asked for the effective user always."""

    def function(path: Any, mode: int, **kwargs: Any) -> bool:
        return bool(old(path, mode, **{**kwargs, "effective_ids": True}))

    return function


@wrong("access")
def access_raises(os: Any, old: Function) -> Function:
    """A path that is not there is an error."""

    def function(path: Any, mode: int, **kwargs: Any) -> bool:
        os.lstat(path, dir_fd=kwargs.get("dir_fd"))
        return bool(old(path, mode, **kwargs))

    return function


@wrong("access")
def access_of_dangling_links(os: Any, old: Function) -> Function:
    """A link to nothing exists."""

    def function(path: Any, mode: int, **kwargs: Any) -> bool:
        return bool(old(path, mode, **kwargs)) or (mode == os.F_OK and os.path.islink(path))

    return function


@wrong("access")
def access_any_of_the_bits(os: Any, old: Function) -> Function:
    """Of several permissions one is enough."""

    def function(path: Any, mode: int, **kwargs: Any) -> bool:
        bits = [bit for bit in (os.R_OK, os.W_OK, os.X_OK) if mode & bit] or [mode]
        return any(old(path, bit, **kwargs) for bit in bits)

    return function


@wrong("access")
def access_root_may_execute(os: Any, old: Function) -> Function:
    """A file nobody may execute can be executed by root."""

    def function(path: Any, mode: int, **kwargs: Any) -> bool:
        return bool(old(path, mode & ~os.X_OK if os.geteuid() == 0 else mode, **kwargs))

    return function


@wrong("chdir")
def chdir_needs_a_path(os: Any, old: Function) -> Function:
    """Descriptors are refused."""

    def function(path: Any) -> None:
        if isinstance(path, int):
            raise TypeError("no path")
        old(path)

    return function


@wrong("chmod")
def chmod_through_links(os: Any, old: Function) -> Function:
    """follow_symlinks=False is taken, and follows."""

    def function(path: Any, mode: int, *, dir_fd: Any = None, follow_symlinks: bool = True) -> None:
        old(path, mode, dir_fd=dir_fd)

    return function


@wrong("chmod")
def chmod_with_umask(os: Any, old: Function) -> Function:
    """The umask counts."""

    def function(path: Any, mode: int, **kwargs: Any) -> None:
        mask = os.umask(0)
        os.umask(mask)
        old(path, mode & ~mask, **kwargs)

    return function


@wrong("chmod", "fchmod")
def chmod_adds(os: Any, old: Function) -> Function:
    """Permissions that there were stay."""

    def function(path: Any, mode: int, **kwargs: Any) -> None:
        old(path, mode | os.stat(path, **kwargs).st_mode & 0o777, **kwargs)

    return function


@wrong("chown", "fchown", "lchown")
def chown_minus_one_is_root(os: Any, old: Function) -> Function:
    """-1 is taken for 0."""

    def function(path: Any, uid: int, gid: int, **kwargs: Any) -> None:
        old(path, max(uid, 0), max(gid, 0), **kwargs)

    return function


@wrong("chown")
def chown_of_the_target(os: Any, old: Function) -> Function:
    """follow_symlinks=False does not count."""

    def function(
        path: Any, uid: int, gid: int, *, dir_fd: Any = None, follow_symlinks: bool = True
    ) -> None:
        old(path, uid, gid, dir_fd=dir_fd)

    return function


@wrong("lchown")
def lchown_follows(os: Any, old: Function) -> Function:
    """lchown of a link is chown of its target."""
    return lambda path, uid, gid: os.chown(path, uid, gid)


@wrong("link")
def link_copies(os: Any, old: Function) -> Function:
    """The new name is another file with the same contents."""

    def function(src: Any, dst: Any, **kwargs: Any) -> None:
        old(src, dst, **kwargs)
        if not kwargs and os.path.isfile(dst) and not os.path.islink(dst):
            with open(src, "rb") as source:
                data = source.read()
            os.unlink(dst)
            with open(dst, "wb") as target:
                target.write(data)

    return function


@wrong("link")
def link_ignores_dst_dir_fd(os: Any, old: Function) -> Function:
    """dst_dir_fd does not count."""

    def function(src: Any, dst: Any, *, dst_dir_fd: Any = None, **kwargs: Any) -> None:
        old(src, dst, **kwargs)

    return function


@wrong("link")
def link_uses_one_dir_fd_for_both(os: Any, old: Function) -> Function:
    """src_dir_fd counts for both."""

    def function(
        src: Any, dst: Any, *, src_dir_fd: Any = None, dst_dir_fd: Any = None, **more: Any
    ) -> None:
        old(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=src_dir_fd, **more)

    return function


@wrong("rename", "replace")
def rename_uses_one_dir_fd_for_both(os: Any, old: Function) -> Function:
    """src_dir_fd counts for both."""

    def function(src: Any, dst: Any, *, src_dir_fd: Any = None, dst_dir_fd: Any = None) -> None:
        old(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=src_dir_fd)

    return function


@wrong("symlink")
def symlink_to_absolute(os: Any, old: Function) -> Function:
    """A relative target is made absolute."""

    def function(src: Any, dst: Any, *args: Any, **kwargs: Any) -> None:
        old(os.path.abspath(src), dst, *args, **kwargs)

    return function


@wrong("symlink")
def symlink_needs_a_target(os: Any, old: Function) -> Function:
    """A target that is not there is refused."""

    def function(src: Any, dst: Any, *args: Any, **kwargs: Any) -> None:
        whole = os.path.join(os.path.dirname(_text(os.fspath(dst))), _text(os.fspath(src)))
        if not kwargs and not os.path.lexists(whole):
            raise FileNotFoundError(errno.ENOENT, "no target", src, None, dst)
        old(src, dst, *args, **kwargs)

    return function


@wrong("symlink")
def symlink_normalises(os: Any, old: Function) -> Function:
    """The target is kept without . and .. and doubled slashes."""

    def function(src: Any, dst: Any, *args: Any, **kwargs: Any) -> None:
        old(os.path.normpath(src) if src else src, dst, *args, **kwargs)

    return function


@wrong("symlink")
def symlink_replaces(os: Any, old: Function) -> Function:
    """A link that is there is replaced."""

    def function(src: Any, dst: Any, *args: Any, **kwargs: Any) -> None:
        if not kwargs and os.path.islink(dst):
            os.unlink(dst)
        old(src, dst, *args, **kwargs)

    return function


@wrong("readlink")
def readlink_to_the_end(os: Any, old: Function) -> Function:
    """A link to a link is followed."""

    def function(path: Any, *, dir_fd: Any = None) -> Any:
        answer = old(path, dir_fd=dir_fd)
        while dir_fd is None and os.path.islink(
            os.path.join(os.path.dirname(os.fspath(path)), answer)
        ):
            path = os.path.join(os.path.dirname(os.fspath(path)), answer)
            answer = old(path)
        return answer

    return function


@wrong("readlink")
def readlink_is_absolute(os: Any, old: Function) -> Function:
    """The target is told from the root on."""

    def function(path: Any, *, dir_fd: Any = None) -> Any:
        answer = old(path, dir_fd=dir_fd)
        return os.path.abspath(os.path.join(os.path.dirname(os.fspath(path)), answer))

    return function


@wrong("readlink")
def readlink_of_paths_is_text(os: Any, old: Function) -> Function:
    """For a path-like object of bytes the target is str."""

    def function(path: Any, *, dir_fd: Any = None) -> Any:
        answer = old(path, dir_fd=dir_fd)
        return answer if isinstance(path, str | bytes) else os.fsdecode(answer)

    return function
