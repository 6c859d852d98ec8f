"""Files and directories: status, times, walking, and what is said to be supported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wrapping import with_field

from . import Function, wrong


def _status(os: Any, old: Function, change: Any) -> Function:
    def function(*args: Any, **kwargs: Any) -> Any:
        return change(old(*args, **kwargs))

    return function


@wrong("stat", "lstat", "fstat")
def stat_times_are_whole(os: Any, old: Function) -> Function:
    """Times in seconds lack their fraction."""

    def change(told: Any) -> Any:
        for name in ("st_atime", "st_mtime", "st_ctime"):
            told = with_field(told, name, float(int(getattr(told, name))))
        return told

    return _status(os, old, change)


@wrong("stat", "lstat", "fstat")
def stat_nanoseconds_of_floats(os: Any, old: Function) -> Function:
    """Nanoseconds are made from seconds as floats."""
    return _status(
        os, old, lambda told: with_field(told, "st_mtime_ns", int(told.st_mtime * 1_000_000_000))
    )


@wrong("stat", "lstat", "fstat")
def stat_times_by_index_have_fractions(os: Any, old: Function) -> Function:
    """The times among the first ten items are floats."""

    def change(told: Any) -> Any:
        return type(told)(
            (*tuple(told)[:7], *map(float, tuple(told)[7:10])), told.__reduce__()[1][1]
        )

    return _status(os, old, change)


@wrong("stat", "lstat")
def stat_inode_of_names(os: Any, old: Function) -> Function:
    """Each name has an inode of its own."""

    def function(path: Any, **kwargs: Any) -> Any:
        told = old(path, **kwargs)
        if isinstance(path, int) or told.st_nlink == 1:
            return told
        return with_field(told, "st_ino", hash(os.fspath(path)) & 0xFFFFFF)

    return function


@wrong("lstat")
def lstat_size_of_the_target(os: Any, old: Function) -> Function:
    """The size of a link is its target's."""

    def function(path: Any, *, dir_fd: Any = None) -> Any:
        told = old(path, dir_fd=dir_fd)
        try:
            return with_field(told, "st_size", os.stat(path, dir_fd=dir_fd).st_size)
        except OSError:
            return told

    return function


@wrong("stat", "fstat")
def stat_blocks_of_a_kibibyte(os: Any, old: Function) -> Function:
    """Blocks have 1024 bytes."""
    return _status(os, old, lambda told: with_field(told, "st_blocks", told.st_blocks // 2))


@wrong("stat", "lstat", "fstat")
def stat_access_and_change_swapped(os: Any, old: Function) -> Function:
    """st_ctime is st_mtime."""
    return _status(os, old, lambda told: with_field(told, "st_ctime_ns", told.st_mtime_ns))


@wrong("stat")
def stat_of_descriptors_refused(os: Any, old: Function) -> Function:
    """With a descriptor follow_symlinks=False is taken."""

    def function(path: Any, *, dir_fd: Any = None, follow_symlinks: bool = True) -> Any:
        if isinstance(path, int):
            return old(path)
        return old(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)

    return function


@wrong("statvfs")
def statvfs_of_one_size(os: Any, old: Function) -> Function:
    """Space for users is that for root."""
    return lambda path: type(t := old(path))((*tuple(t)[:4], t.f_bfree + 1, *tuple(t)[5:]))


@wrong("statvfs", "fstatvfs")
def statvfs_without_fsid(os: Any, old: Function) -> Function:
    """There is no limit of names."""

    def function(path: Any) -> Any:
        told = old(path)
        return type(told)((*tuple(told)[:9], 0), told.__reduce__()[1][1])

    return function


@wrong("utime")
def utime_ns_in_microseconds(os: Any, old: Function) -> Function:
    """Nanoseconds below a microsecond are lost."""

    def function(path: Any, times: Any = None, **kwargs: Any) -> None:
        if kwargs.get("ns"):
            kwargs["ns"] = tuple(n - n % 1000 for n in kwargs["ns"])
        old(path, times, **kwargs)

    return function


@wrong("utime")
def utime_takes_both(os: Any, old: Function) -> Function:
    """With times and ns, ns counts."""

    def function(path: Any, times: Any = None, **kwargs: Any) -> None:
        old(path, None if "ns" in kwargs else times, **kwargs)

    return function


@wrong("utime")
def utime_of_whole_seconds(os: Any, old: Function) -> Function:
    """The fraction of times is lost."""

    def function(path: Any, times: Any = None, **kwargs: Any) -> None:
        old(path, times and tuple(int(t) for t in times), **kwargs)

    return function


@wrong("utime")
def utime_of_targets(os: Any, old: Function) -> Function:
    """follow_symlinks=False does not count."""

    def function(
        path: Any, times: Any = None, *, follow_symlinks: bool = True, **kwargs: Any
    ) -> None:
        old(path, times, **kwargs)

    return function


@wrong("utime")
def utime_now_is_zero(os: Any, old: Function) -> Function:
    """Without times only the modification time is now."""

    def function(path: Any, times: Any = None, **kwargs: Any) -> None:
        if times is None and "ns" not in kwargs and not kwargs:
            before = os.stat(path).st_atime_ns
            old(path)
            old(path, ns=(before, os.stat(path).st_mtime_ns))
        else:
            old(path, times, **kwargs)

    return function


@wrong("utime")
def utime_before_1970(os: Any, old: Function) -> Function:
    """Times before 1970 become 1970."""

    def function(path: Any, times: Any = None, **kwargs: Any) -> None:
        if kwargs.get("ns"):
            kwargs["ns"] = tuple(max(n, 0) for n in kwargs["ns"])
        old(path, times and tuple(max(t, 0) for t in times), **kwargs)

    return function


@wrong("walk")
def walk_prunes_bottom_up(os: Any, old: Function) -> Function:
    """Bottom-up, parents come first."""

    def function(
        top: Any, topdown: bool = True, onerror: Any = None, followlinks: bool = False
    ) -> Any:
        return (
            iter(list(old(top, True, onerror, followlinks)))
            if not topdown
            else old(top, True, onerror, followlinks)
        )

    return function


@wrong("walk")
def walk_is_done_at_once(os: Any, old: Function) -> Function:
    """Changes of the names of directories do not count."""

    def function(
        top: Any, topdown: bool = True, onerror: Any = None, followlinks: bool = False
    ) -> Any:
        return iter(list(old(top, topdown, onerror, followlinks)))

    return function


@wrong("walk")
def walk_by_assignment_only(os: Any, old: Function) -> Function:
    """Names of directories that are added are not visited."""

    def function(
        top: Any, topdown: bool = True, onerror: Any = None, followlinks: bool = False
    ) -> Any:
        for where, dirs, files in old(top, topdown, onerror, followlinks):
            known = list(dirs)
            yield where, dirs, files
            dirs[:] = [name for name in dirs if name in known]

    return function


@wrong("walk")
def walk_links_among_files(os: Any, old: Function) -> Function:
    """Links to directories are among the files."""

    def function(
        top: Any, topdown: bool = True, onerror: Any = None, followlinks: bool = False
    ) -> Any:
        for where, dirs, files in old(top, topdown, onerror, followlinks):
            links = [n for n in dirs if not followlinks and os.path.islink(os.path.join(where, n))]
            files.extend(links)
            dirs[:] = [n for n in dirs if n not in links]
            yield where, dirs, files

    return function


@wrong("walk")
def walk_raises(os: Any, old: Function) -> Function:
    """Without onerror errors are raised."""

    def fail(error: OSError) -> None:
        raise error

    def function(
        top: Any, topdown: bool = True, onerror: Any = None, followlinks: bool = False
    ) -> Any:
        return old(top, topdown, onerror or fail, followlinks)

    return function


@wrong("walk")
def walk_ends_at_errors(os: Any, old: Function) -> Function:
    """After an error that onerror has taken the walk is over."""

    def function(
        top: Any, topdown: bool = True, onerror: Any = None, followlinks: bool = False
    ) -> Any:
        met: list[OSError] = []
        for each in old(top, topdown, met.append, followlinks):
            yield each
            if met:
                break
        for error in met[:1]:
            if onerror:
                onerror(error)

    return function


@wrong("walk")
def walk_of_paths_yields_paths(os: Any, old: Function) -> Function:
    """For a path-like object the first directory is that object."""

    def function(
        top: Any, topdown: bool = True, onerror: Any = None, followlinks: bool = False
    ) -> Any:
        for where, dirs, files in old(top, topdown, onerror, followlinks):
            yield (top if where == os.fspath(top) else where), dirs, files

    return function


@wrong("walk")
def walk_yields_absolute_paths(os: Any, old: Function) -> Function:
    """Directories are told from the root on."""

    def function(
        top: Any, topdown: bool = True, onerror: Any = None, followlinks: bool = False
    ) -> Any:
        return old(os.path.abspath(top), topdown, onerror, followlinks)

    return function


@wrong("walk")
def walk_of_files_yields(os: Any, old: Function) -> Function:
    """The walk of what is no directory yields it once."""

    def function(
        top: Any, topdown: bool = True, onerror: Any = None, followlinks: bool = False
    ) -> Any:
        if os.path.isfile(top):
            yield os.fspath(top), [], []
        else:
            yield from old(top, topdown, onerror, followlinks)

    return function


@wrong("fwalk")
def fwalk_keeps_descriptors(os: Any, old: Function) -> Function:
    """Descriptors stay open after their step."""

    def function(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for where, dirs, files, fd in old(*args, **kwargs):
            yield where, dirs, files, os.dup(fd)

    return function


@wrong("fwalk")
def fwalk_descriptor_of_the_top(os: Any, old: Function) -> Function:
    """The descriptor is always that of the first directory."""

    def function(*args: Any, **kwargs: Any) -> Iterator[Any]:
        first: list[int] = []
        for where, dirs, files, fd in old(*args, **kwargs):
            first.append(os.dup(fd))
            yield where, dirs, files, first[0]

    return function


@wrong("fwalk")
def fwalk_follows(os: Any, old: Function) -> Function:
    """follow_symlinks is on unless it is given."""

    def function(
        top: Any = ".",
        topdown: bool = True,
        onerror: Any = None,
        *,
        follow_symlinks: bool = True,
        dir_fd: Any = None,
    ) -> Any:
        return old(top, topdown, onerror, follow_symlinks=follow_symlinks, dir_fd=dir_fd)

    return function


@wrong("fwalk")
def fwalk_ignores_dir_fd(os: Any, old: Function) -> Function:
    """dir_fd does not count."""

    def function(
        top: Any = ".",
        topdown: bool = True,
        onerror: Any = None,
        *,
        follow_symlinks: bool = False,
        dir_fd: Any = None,
    ) -> Any:
        return old(top, topdown, onerror, follow_symlinks=follow_symlinks)

    return function


@wrong()
def supports_dir_fd_lacks_one(os: Any, old: Any) -> None:
    """supports_dir_fd does not list mkdir, which takes it."""
    os.supports_dir_fd = os.supports_dir_fd - {os.mkdir}


@wrong()
def supports_fd_lists_one_more(os: Any, old: Any) -> None:
    """supports_fd lists readlink, which takes none."""
    os.supports_fd = os.supports_fd | {os.readlink}


@wrong()
def supports_follow_symlinks_lists_one_more(os: Any, old: Any) -> None:
    """supports_follow_symlinks lists chmod, which refuses it."""
    os.supports_follow_symlinks = os.supports_follow_symlinks | {os.chmod}


@wrong()
def supports_effective_ids_is_empty(os: Any, old: Any) -> None:
    """supports_effective_ids is empty."""
    os.supports_effective_ids = set()
