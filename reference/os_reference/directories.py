"""Directories: making, removing, renaming whole paths, going through trees (for binding)."""

import stat as st
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import (
        O_NONBLOCK,
        O_RDONLY,
        close,
        curdir,
        fsencode,
        fspath,
        mkdir,
        open,
        path,
        rename,
        rmdir,
        scandir,
        stat,
    )
    from typing import Any

    from os_reference.environment import AnyPath

    OnError = Callable[[OSError], object] | None

#: As ``followlinks``: links to directories are listed among the files (for rmtree and the like).
_walk_symlinks_as_files = object()


def _parent_and_leaf(name: "Any") -> "tuple[Any, Any]":
    """Split off the last component that is not empty: trailing separators do not count."""
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    return head, tail


def makedirs(name: "AnyPath", mode: int = 0o777, exist_ok: bool = False) -> None:
    """Make the directory ``name`` and whatever parents it lacks.

    ``name`` is a path (str, bytes, path-like); ``mode`` is that of the leaf, less the umask:
    new parents get the default mode, existing ones keep theirs. FileExistsError when ``name``
    exists, unless it is a directory and ``exist_ok`` is true; other OSErrors as by ``mkdir``.
    Clauses: os.makedirs/creates-all, os.makedirs/leaf-mode, os.makedirs/parents-default-mode,
    os.makedirs/existing-parents-mode-kept, os.makedirs/exists-error, os.makedirs/exist-ok,
    os.makedirs/exist-ok-mode-differs, os.makedirs/exist-ok-file, os.makedirs/parent-is-file,
    os.makedirs/umask-parents, os.makedirs/parent-made-meanwhile.
    """
    _make_path(name, mode, exist_ok, 0o777)


def makedirs_with_parent_mode(
    name: "AnyPath", mode: int = 0o777, exist_ok: bool = False, *, parent_mode: int | None = None
) -> None:
    """Make the directory ``name`` and its parents, those with ``parent_mode``, less the umask.

    As ``makedirs`` without it; None stands for the default mode (since Python 3.15).
    Clauses: os.makedirs/parent-mode, os.makedirs/parent-mode-none.
    """
    _make_path(name, mode, exist_ok, 0o777 if parent_mode is None else parent_mode)


def _make_path(name: "Any", mode: int, exist_ok: bool, parent_mode: int) -> None:
    try:
        # Mostly the parents are there: one call does it.
        return _make_leaf(name, mode, exist_ok)
    except FileNotFoundError:
        head, tail = _parent_and_leaf(name)
        if not head:
            raise
    _make_parents(head, parent_mode)
    here = curdir.encode() if isinstance(tail, bytes) else curdir
    if tail != here:  # 'new/.' is there as soon as 'new' is
        _make_leaf(name, mode, exist_ok)
    return None


def _make_leaf(name: "Any", mode: int, exist_ok: bool) -> None:
    try:
        mkdir(name, mode)
    except FileNotFoundError:
        raise
    except OSError:
        # Not only FileExistsError: for an existing directory a system may prefer to say
        # that the file system is read-only, or that the name is no good.
        if not exist_ok or not path.isdir(name):
            raise


def _make_parents(name: "Any", mode: int) -> None:
    missing = []
    while name:
        try:
            mkdir(name, mode)
        except FileExistsError:
            break  # somebody else was faster
        except FileNotFoundError:
            head, tail = _parent_and_leaf(name)
            if not tail:
                raise  # a root that is not there
            missing.append(name)
            name = head
        else:
            break
    for name in reversed(missing):
        try:  # noqa: SIM105 -- contextlib would cost the import half its time
            mkdir(name, mode)
        except FileExistsError:
            pass


def removedirs(name: "AnyPath") -> None:
    """Remove the empty directory ``name``, then its parents as far as they are empty.

    Only the parents that the path mentions are tried, the nearest first; the first that cannot
    be removed ends it silently. OSError when the leaf itself cannot be removed.
    Clauses: os.removedirs/removes-leaf, os.removedirs/prunes-parents,
    os.removedirs/stops-silently, os.removedirs/leaf-error, os.removedirs/leaf-missing,
    os.removedirs/leaf-nonempty, os.removedirs/relative-only-mentioned.
    """
    rmdir(name)
    head, tail = _parent_and_leaf(name)
    split = path.split
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            return
        head, tail = split(head)


def renames(old: "AnyPath", new: "AnyPath") -> None:
    """Rename ``old`` to ``new``, make the parents that ``new`` lacks, prune those of ``old``.

    OSError as by ``rename``; parents of ``new`` that were made by then stay.
    Clauses: os.renames/creates-dirs, os.renames/prunes-old, os.renames/keeps-nonempty,
    os.renames/missing-src.
    """
    try:
        rename(old, new)
    except FileNotFoundError:
        head = path.split(new)[0]
        if not head:
            raise
        makedirs(head, exist_ok=True)  # if it is there, what is missing is `old`
        rename(old, new)
    head, tail = path.split(old)
    if head and tail:
        try:  # noqa: SIM105
            removedirs(head)
        except OSError:
            pass


def walk(
    top: "AnyPath", topdown: bool = True, onerror: "OnError" = None, followlinks: bool = False
) -> "Iterator[tuple[Any, list[Any], list[Any]]]":
    """Yield ``(dirpath, dirnames, filenames)`` for the directory ``top`` and all below it.

    ``top`` is a path (str, bytes, path-like); a directory comes before its subdirectories, or
    after them if ``topdown`` is false. While ``topdown``, ``dirnames`` can be changed in place
    to prune, reorder or extend the walk. Links to directories are listed in ``dirnames`` and
    entered only with ``followlinks``. A directory that cannot be read is left out; ``onerror``
    is called with the OSError and may raise it.
    Clauses: os.walk/triples, os.walk/includes-top, os.walk/topdown-order,
    os.walk/bottomup-order, os.walk/names-only, os.walk/join-path, os.walk/prune,
    os.walk/reorder, os.walk/add, os.walk/bottomup-modify-noop, os.walk/errors-ignored,
    os.walk/onerror-called, os.walk/onerror-raise, os.walk/onerror-continue,
    os.walk/symlink-dir-in-dirnames, os.walk/symlink-not-followed, os.walk/followlinks,
    os.walk/dangling-in-filenames, os.walk/lazy, os.walk/list-before-descend.
    """
    sys.audit("os.walk", top, topdown, onerror, followlinks)
    start = fspath(top)
    links_are_files = followlinks is _walk_symlinks_as_files
    if topdown:
        return _walk_down(start, onerror, bool(followlinks), links_are_files)
    return _walk_up(start, onerror, bool(followlinks), links_are_files)


def _walk_down(
    start: "Any", onerror: "OnError", followlinks: bool, links_are_files: bool
) -> "Iterator[tuple[Any, list[Any], list[Any]]]":
    join, islink = path.join, path.islink
    to_do = [start]
    while to_do:
        top = to_do.pop()
        # Looked at as late as can be: it may have been replaced since it was listed.
        if not followlinks and top is not start and islink(top):
            continue
        try:
            directories, files = _list_directory(top, links_are_files)
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        dirs = [entry.name for entry in directories]
        yield top, dirs, files
        if dirs:
            to_do += [join(top, name) for name in reversed(dirs)]


def _walk_up(
    start: "Any", onerror: "OnError", followlinks: bool, links_are_files: bool
) -> "Iterator[tuple[Any, list[Any], list[Any]]]":
    to_do: list[Any] = [start]
    while to_do:
        top = to_do.pop()
        if isinstance(top, tuple):  # listed before, and all below it is done
            yield top
            continue
        try:
            directories, files = _list_directory(top, links_are_files)
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        if not directories:
            yield top, [], files
            continue
        to_do.append((top, [entry.name for entry in directories], files))
        directories.reverse()
        to_do += [entry.path for entry in directories if followlinks or not _is_link(entry)]


def _list_directory(top: "Any", links_are_files: bool) -> "tuple[list[Any], list[Any]]":
    """Return the entries of ``top`` that are directories, and the names of all others."""
    directories: list[Any] = []
    files: list[Any] = []
    with scandir(top) as entries:
        if links_are_files:
            for entry in entries:
                if _is_own_directory(entry):
                    directories.append(entry)
                else:
                    files.append(entry.name)
            return directories, files
        for entry in entries:
            try:
                is_directory = entry.is_dir()
            except OSError:
                is_directory = False
            if is_directory:
                directories.append(entry)
            else:
                files.append(entry.name)
    return directories, files


def _is_own_directory(entry: "Any") -> bool:
    """Tell whether ``entry`` is a directory itself: neither a link nor a junction to one."""
    try:
        return entry.is_dir(follow_symlinks=False) and not (
            hasattr(entry, "is_junction") and entry.is_junction()
        )
    except OSError:
        return False


def _is_link(entry: "Any") -> bool:
    try:
        return bool(entry.is_symlink())
    except OSError:
        return False


def fwalk(
    top: "AnyPath" = ".",
    topdown: bool = True,
    onerror: "OnError" = None,
    *,
    follow_symlinks: bool = False,
    dir_fd: int | None = None,
) -> "Iterator[tuple[Any, list[Any], list[Any], int]]":
    """Walk as ``walk`` does, and yield as fourth item an open descriptor of the directory.

    ``top`` is relative to the directory descriptor ``dir_fd`` if given. The descriptor yielded
    is valid until the next step. OSError when ``top`` itself cannot be opened.
    Clauses: os.fwalk/four-tuple, os.fwalk/dirfd, os.fwalk/same-as-walk, os.fwalk/default-top,
    os.fwalk/dir-fd, os.fwalk/nofollow-default, os.fwalk/follow, os.fwalk/fd-valid-until-next,
    os.fwalk/no-leak, os.fwalk/bytes, os.fwalk/onerror, os.fwalk/topdown-false,
    os.fwalk/missing-top-raises, os.fwalk/keyword-only, os.fwalk/prune, os.fwalk/dangling.
    """
    sys.audit("os.fwalk", top, topdown, onerror, follow_symlinks, dir_fd)
    start = fspath(top)
    opened: list[int] = []  # from the top down to where the walk is
    # Either a directory to open (parent's descriptor, path, name), or one to yield, or to close.
    to_do: list[tuple[Any, ...]] = [(dir_fd, start, start)]
    try:
        while to_do:
            item = to_do.pop()
            if not item:
                close(opened.pop())
                continue
            if len(item) == 4:
                yield item
                continue
            parent, where, name = item
            try:
                fd = _open_directory(name, parent, follow_symlinks, name is start, opened)
            except OSError as error:
                if name is start:
                    raise
                if onerror is not None:
                    onerror(error)
                continue
            if fd is None:
                continue
            to_do.append(())
            dirs, files = _list_descriptor(fd, isinstance(where, bytes))
            if topdown:
                yield where, dirs, files, fd
            else:
                to_do.append((where, dirs, files, fd))
            join = path.join
            to_do.extend([(fd, join(where, child), child) for child in reversed(dirs)])
    finally:
        while opened:
            close(opened.pop())


def _open_directory(
    name: "Any", parent: int | None, follow: bool, is_start: bool, opened: list[int]
) -> int | None:
    """Open a directory and return its descriptor; None if it is a link not to be followed.

    A start that is no directory gives nothing either; a name that a caller put among the
    directories, and that is none, shows itself when it is listed.
    """
    before = None if follow else stat(name, follow_symlinks=False, dir_fd=parent)
    fd = open(name, O_RDONLY | O_NONBLOCK, dir_fd=parent)
    try:
        # What was opened must be what was looked at: a link may have been put in between.
        wanted = before is None or (
            (st.S_ISDIR(before.st_mode) or (not is_start and not st.S_ISLNK(before.st_mode)))
            and path.samestat(before, stat(fd))
        )
    except BaseException:
        close(fd)
        raise
    if not wanted:
        close(fd)
        return None
    opened.append(fd)
    return fd


def _list_descriptor(fd: int, as_bytes: bool) -> "tuple[list[Any], list[Any]]":
    dirs: list[Any] = []
    files: list[Any] = []
    with scandir(fd) as entries:
        for entry in entries:
            name = fsencode(entry.name) if as_bytes else entry.name
            try:
                (dirs if entry.is_dir() else files).append(name)
            except OSError:
                if _is_link(entry):
                    files.append(name)
    return dirs, files
