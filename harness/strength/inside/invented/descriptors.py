"""File descriptors and file objects."""

from __future__ import annotations

from typing import Any

from . import Function, wrong


@wrong("fdopen")
def fdopen_closes_always(os: Any, old: Function) -> Function:
    """closefd=False does not count."""

    def function(fd: int, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("closefd", None)
        return old(fd, *args, **kwargs)

    return function


@wrong("fdopen")
def fdopen_in_binary(os: Any, old: Function) -> Function:
    """The default mode is "rb"."""
    return lambda fd, mode="rb", *args, **kwargs: old(fd, mode, *args, **kwargs)


@wrong("fdopen")
def fdopen_without_newline(os: Any, old: Function) -> Function:
    """newline does not count."""

    def function(fd: int, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("newline", None)
        return old(fd, *args, **kwargs)

    return function


@wrong("fdopen")
def fdopen_without_errors(os: Any, old: Function) -> Function:
    """errors does not count."""

    def function(fd: int, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("errors", None)
        return old(fd, *args, **kwargs)

    return function


@wrong("fdopen")
def fdopen_duplicates(os: Any, old: Function) -> Function:
    """The file has another descriptor than the one that was given."""
    return lambda fd, *args, **kwargs: old(os.dup(fd), *args, **kwargs)


@wrong("closerange")
def closerange_with_the_last(os: Any, old: Function) -> Function:
    """The end of the range is closed, too."""
    return lambda low, high, /: old(low, high + 1)


@wrong("closerange")
def closerange_stops_at_errors(os: Any, old: Function) -> Function:
    """A descriptor that is not open ends it."""

    def function(low: int, high: int, /) -> None:
        for fd in range(low, high):
            try:
                os.close(fd)
            except OSError:
                return

    return function


@wrong("closerange")
def closerange_raises(os: Any, old: Function) -> Function:
    """A descriptor that is not open is an error."""

    def function(low: int, high: int, /) -> None:
        for fd in range(low, high):
            os.close(fd)

    return function


@wrong("copy_file_range")
def copy_file_range_moves_the_source(os: Any, old: Function) -> Function:
    """With offset_src the source's own position moves."""

    def function(
        src: int, dst: int, count: int, offset_src: Any = None, offset_dst: Any = None
    ) -> int:
        copied = int(old(src, dst, count, offset_src, offset_dst))
        if offset_src is not None:
            os.lseek(src, offset_src + copied, 0)
        return copied

    return function


@wrong("copy_file_range")
def copy_file_range_ignores_offset_dst(os: Any, old: Function) -> Function:
    """offset_dst does not count."""
    return lambda src, dst, count, offset_src=None, offset_dst=None: old(
        src, dst, count, offset_src
    )


@wrong("dup")
def dup_opens_again(os: Any, old: Function) -> Function:
    """A duplicate of a file has a position of its own."""

    def function(fd: int, /) -> int:
        try:
            return int(os.open(f"/proc/self/fd/{fd}", os.O_RDWR))
        except OSError:
            return int(old(fd))

    return function


@wrong("dup2")
def dup2_not_inheritable(os: Any, old: Function) -> Function:
    """The default of inheritable is False."""
    return lambda fd, fd2, inheritable=False: old(fd, fd2, inheritable)


@wrong("dup2")
def dup2_returns_the_source(os: Any, old: Function) -> Function:
    """dup2 returns its first argument."""

    def function(fd: int, fd2: int, inheritable: bool = True) -> int:
        old(fd, fd2, inheritable)
        return fd

    return function


@wrong("dup2")
def dup2_onto_itself_closes(os: Any, old: Function) -> Function:
    """dup2 of a descriptor onto itself closes it."""

    def function(fd: int, fd2: int, inheritable: bool = True) -> int:
        if fd == fd2:
            os.close(fd)
            return fd2
        return int(old(fd, fd2, inheritable))

    return function


@wrong("fsync", "fdatasync")
def syncing_needs_numbers(os: Any, old: Function) -> Function:
    """Objects with fileno() are refused."""

    def function(fd: Any) -> None:
        if not isinstance(fd, int):
            raise TypeError("an integer")
        old(fd)

    return function


@wrong("fchdir")
def fchdir_needs_a_number(os: Any, old: Function) -> Function:
    """Objects with fileno() are refused."""

    def function(fd: Any) -> None:
        if not isinstance(fd, int):
            raise TypeError("an integer")
        old(fd)

    return function


@wrong("fpathconf", "pathconf")
def pathconf_of_unknown_names(os: Any, old: Function) -> Function:
    """An unknown name raises OSError."""

    def function(where: Any, name: Any) -> Any:
        if isinstance(name, str) and name not in os.pathconf_names:
            raise OSError(22, "unknown")
        return old(where, name)

    return function


@wrong("fpathconf", "pathconf")
def pathconf_by_name_only(os: Any, old: Function) -> Function:
    """A number for the name is refused."""

    def function(where: Any, name: Any) -> Any:
        if not isinstance(name, str):
            raise ValueError("no name")
        return old(where, name)

    return function


@wrong("ftruncate", "truncate")
def truncate_does_not_extend(os: Any, old: Function) -> Function:
    """A file that is shorter stays so."""

    def function(where: Any, length: int) -> None:
        if length < os.stat(where).st_size:
            old(where, length)

    return function


@wrong("isatty")
def isatty_raises(os: Any, old: Function) -> Function:
    """A descriptor that is not open is an error."""

    def function(fd: int, /) -> bool:
        os.fstat(fd)
        return bool(old(fd))

    return function


@wrong("lockf")
def lockf_test_succeeds(os: Any, old: Function) -> Function:
    """F_TEST never finds another's lock."""

    def function(fd: int, command: int, length: int, /) -> None:
        if command != os.F_TEST:
            old(fd, command, length)

    return function


@wrong("lockf")
def lockf_locks_everything(os: Any, old: Function) -> Function:
    """The length does not count."""
    return lambda fd, command, length, /: old(fd, command, 0)
