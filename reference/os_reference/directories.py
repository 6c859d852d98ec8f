"""Making, removing and renaming whole paths of directories (for binding into an os module)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import curdir, mkdir, path, rename, rmdir
    from typing import Any


def _parent_and_leaf(name: Any) -> tuple[Any, Any]:
    """Split off the last component that is not empty: trailing separators do not count."""
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    return head, tail


def makedirs(name: Any, mode: int = 0o777, exist_ok: bool = False) -> None:
    """Make the directory ``name`` and whatever parents it lacks.

    ``name`` is a path (str, bytes, path-like); ``mode`` is that of the leaf, less the umask:
    new parents get the default mode, existing ones keep theirs. FileExistsError when ``name``
    exists, unless it is a directory and ``exist_ok`` is true; other OSErrors as by ``mkdir``.
    Clauses: os.makedirs/creates-all, os.makedirs/leaf-mode, os.makedirs/parents-default-mode,
    os.makedirs/existing-parents-mode-kept, os.makedirs/exists-error, os.makedirs/exist-ok,
    os.makedirs/exist-ok-mode-differs, os.makedirs/exist-ok-file, os.makedirs/parent-is-file,
    os.makedirs/trailing-sep, os.makedirs/curdir-tail, os.makedirs/umask-parents,
    os.makedirs/race-parent.
    """
    _make_path(name, mode, exist_ok, 0o777)


def makedirs_with_parent_mode(
    name: Any, mode: int = 0o777, exist_ok: bool = False, *, parent_mode: int | None = None
) -> None:
    """Make the directory ``name`` and its parents, those with ``parent_mode``, less the umask.

    As ``makedirs`` without it; None stands for the default mode (since Python 3.15).
    Clauses: os.makedirs/parent-mode, os.makedirs/parent-mode-none.
    """
    _make_path(name, mode, exist_ok, 0o777 if parent_mode is None else parent_mode)


def _make_path(name: Any, mode: int, exist_ok: bool, parent_mode: int) -> None:
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


def _make_leaf(name: Any, mode: int, exist_ok: bool) -> None:
    try:
        mkdir(name, mode)
    except FileNotFoundError:
        raise
    except OSError:
        # Not only FileExistsError: for an existing directory a system may prefer to say
        # that the file system is read-only, or that the name is no good.
        if not exist_ok or not path.isdir(name):
            raise


def _make_parents(name: Any, mode: int) -> None:
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


def removedirs(name: Any) -> None:
    """Remove the empty directory ``name``, then its parents as far as they are empty.

    Only the parents that the path mentions are tried, the nearest first; the first that cannot
    be removed ends it silently. OSError when the leaf itself cannot be removed.
    Clauses: os.removedirs/removes-leaf, os.removedirs/prunes-parents,
    os.removedirs/stops-silently, os.removedirs/leaf-error, os.removedirs/leaf-missing,
    os.removedirs/leaf-nonempty, os.removedirs/trailing-sep,
    os.removedirs/relative-only-mentioned.
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


def renames(old: Any, new: Any) -> None:
    """Rename ``old`` to ``new``, make the parents that ``new`` lacks, prune those of ``old``.

    OSError as by ``rename``; parents of ``new`` that were made by then stay.
    Clauses: os.renames/creates-dirs, os.renames/prunes-old, os.renames/keeps-nonempty,
    os.renames/missing-src.
    """
    try:
        rename(old, new)
    except FileNotFoundError:
        head = path.split(new)[0]
        if not head or path.exists(head):
            raise
        makedirs(head, exist_ok=True)
        rename(old, new)
    head, tail = path.split(old)
    if head and tail:
        try:  # noqa: SIM105
            removedirs(head)
        except OSError:
            pass
