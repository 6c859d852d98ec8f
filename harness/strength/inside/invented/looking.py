"""Files and directories: what is there, listing, status, times, walking."""

from __future__ import annotations

import os as host
from typing import Any

from . import Function, wrong


@wrong("listdir")
def listdir_of_paths_is_text(os: Any, old: Function) -> Function:
    """For a path-like object of bytes names are str."""

    def function(path: Any = None) -> Any:
        names = old(path)
        return [os.fsdecode(n) for n in names] if hasattr(path, "__fspath__") else names

    return function


@wrong("listdir")
def listdir_of_descriptors_closes(os: Any, old: Function) -> Function:
    """A descriptor is closed."""

    def function(path: Any = None) -> Any:
        names = old(path)
        if isinstance(path, int):
            os.close(path)
        return names

    return function


@wrong("listdir")
def listdir_of_descriptors_once(os: Any, old: Function) -> Function:
    """A second listing of a descriptor is empty."""
    known: set[int] = set()

    def function(path: Any = None) -> Any:
        names = [] if isinstance(path, int) and path in known else old(path)
        known.update([path] if isinstance(path, int) else [])
        return names

    return function


@wrong("listdir")
def listdir_of_the_root(os: Any, old: Function) -> Function:
    """The default is the directory where the program was started."""
    start = os.getcwd()
    return lambda path=None: old(start if path is None else path)


@wrong("listdir")
def listdir_without_hidden_names(os: Any, old: Function) -> Function:
    """Names that start with a dot are left out."""
    return lambda path=None: [n for n in old(path) if os.fsencode(n)[:1] != b"."]


@wrong("listdir")
def listdir_of_lossy_names(os: Any, old: Function) -> Function:
    """Names that are no text get question marks."""

    def function(path: Any = None) -> Any:
        return [
            n.encode("utf-8", "replace").decode() if isinstance(n, str) else n for n in old(path)
        ]

    return function


def _entries(os: Any, **members: Any) -> Function:
    """scandir whose entries differ in some members, each made of the real entry."""
    old = os.scandir

    class DirEntry:
        def __init__(self, real: Any, given: Any) -> None:
            self.real, self.given = real, given
            self.kept: dict[str, Any] = {}

        def __getattr__(self, name: str) -> Any:
            return getattr(self.real, name)

        def __fspath__(self) -> Any:
            return self.real.path

        def __repr__(self) -> str:
            return repr(self.real)

        @classmethod
        def __class_getitem__(cls, item: Any) -> Any:
            import types

            return types.GenericAlias(cls, item)

    for name, member in members.items():
        setattr(DirEntry, name, member)
    DirEntry.__module__ = "posix"
    os.DirEntry = DirEntry

    class Scan:
        def __init__(self, real: Any, given: Any) -> None:
            self.real, self.given = real, given

        def __iter__(self) -> Any:
            return self

        def __next__(self) -> Any:
            return DirEntry(next(self.real), self.given)

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *error: object) -> None:
            self.real.close()

        def close(self) -> None:
            self.real.close()

    return lambda path=None: Scan(old(path), path)


@wrong("scandir")
def scandir_path_without_dot(os: Any, old: Function) -> Function:
    """Without an argument entries' path is the name alone."""
    return _entries(
        os, path=property(lambda e: e.real.name if e.given in (None, ".") else e.real.path)
    )


@wrong("scandir")
def scandir_path_is_absolute(os: Any, old: Function) -> Function:
    """Entries' path is absolute."""
    return _entries(os, path=property(lambda e: host.path.abspath(e.real.path)))


@wrong("scandir")
def scandir_path_of_descriptors(os: Any, old: Function) -> Function:
    """For a descriptor entries' path is that of its directory and the name."""

    def path(e: Any) -> Any:
        if isinstance(e.given, int):
            return host.path.join(host.readlink(f"/proc/self/fd/{e.given}"), e.real.name)
        return e.real.path

    return _entries(os, path=property(path))


@wrong("scandir")
def entry_is_dir_follows_always(os: Any, old: Function) -> Function:
    """follow_symlinks=False does not count."""
    return _entries(os, is_dir=lambda e, *, follow_symlinks=True: e.real.is_dir())


@wrong("scandir")
def entry_is_dir_asks_again(os: Any, old: Function) -> Function:
    """What is_dir has told is not kept."""

    def is_dir(e: Any, *, follow_symlinks: bool = True) -> bool:
        return host.path.isdir(e.real.path) and (
            follow_symlinks or not host.path.islink(e.real.path)
        )

    return _entries(os, is_dir=is_dir)


@wrong("scandir")
def entry_stat_asks_again(os: Any, old: Function) -> Function:
    """What stat has told is not kept."""
    return _entries(
        os,
        stat=lambda e, *, follow_symlinks=True: host.stat(
            e.real.path, follow_symlinks=follow_symlinks
        ),
    )


@wrong("scandir")
def entry_stat_of_one_kind(os: Any, old: Function) -> Function:
    """What stat has told first is told for links and targets."""

    def stat(e: Any, *, follow_symlinks: bool = True) -> Any:
        if "stat" not in e.kept:
            e.kept["stat"] = e.real.stat(follow_symlinks=follow_symlinks)
        return e.kept["stat"]

    return _entries(os, stat=stat)


@wrong("scandir")
def entry_inode_of_the_target(os: Any, old: Function) -> Function:
    """The inode of a link is its target's."""

    def inode(e: Any) -> int:
        return int(e.real.stat().st_ino if e.real.is_symlink() else e.real.inode())

    return _entries(os, inode=inode)


@wrong("scandir")
def entry_kinds_of_dangling_links_raise(os: Any, old: Function) -> Function:
    """is_file of a link to nothing raises FileNotFoundError."""

    def is_file(e: Any, *, follow_symlinks: bool = True) -> bool:
        if follow_symlinks:
            host.stat(e.real.path)
        return bool(e.real.is_file(follow_symlinks=follow_symlinks))

    return _entries(os, is_file=is_file)


@wrong("scandir")
def entry_is_file_means_no_directory(os: Any, old: Function) -> Function:
    """Everything that is no directory is a file."""
    return _entries(
        os,
        is_file=lambda e, *, follow_symlinks=True: (
            not e.real.is_dir(follow_symlinks=follow_symlinks)
        ),
    )


@wrong("scandir")
def entry_path_protocol_is_the_name(os: Any, old: Function) -> Function:
    """fspath of an entry is its name."""
    return _entries(os, __fspath__=lambda e: e.real.name)


class _Scan:
    """What scandir returns, over the real one; nothing closes it."""

    def __init__(self, real: Any) -> None:
        self.real = real

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return next(self.real)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close nothing."""


@wrong("scandir")
def scandir_stays_open(os: Any, old: Function) -> Function:
    """close, and the end of a with statement, do not end the iteration."""
    return lambda path=None: _Scan(old(path))


@wrong("scandir")
def scandir_closes_descriptors(os: Any, old: Function) -> Function:
    """A descriptor that was given is closed at the end."""

    class Scan(_Scan):
        def __init__(self, given: Any) -> None:
            super().__init__(old(given))
            self.given = given

        def close(self) -> None:
            self.real.close()
            if isinstance(self.given, int):
                host.close(self.given)
                self.given = None

    return lambda path=None: Scan(path)
