"""scandir and its entries as Python classes, with one member wrong, or none."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

from wrapping import CHANGES, like

#: How the members of entries come out; changed by `scandir` before the first entry is made.
changed: dict[str, str] = {}


class Entry:
    """A directory entry that asks a real one."""

    __slots__ = ("_real",)

    def __init__(self, real: Any) -> None:
        self._real = real

    @property
    def name(self) -> Any:
        """The name in the directory."""
        return _change("name", self._real.name)

    @property
    def path(self) -> Any:
        """The whole path."""
        return _change("path", self._real.path)

    def inode(self) -> Any:
        """The inode number."""
        return _change("inode", self._real.inode())

    def is_dir(self, *, follow_symlinks: bool = True) -> Any:
        """Whether it is a directory."""
        return _change(
            "is_dir", self._real.is_dir(follow_symlinks=_follow("is_dir", follow_symlinks))
        )

    def is_file(self, *, follow_symlinks: bool = True) -> Any:
        """Whether it is a regular file."""
        follow = _follow("is_file", follow_symlinks)
        return _change("is_file", self._real.is_file(follow_symlinks=follow))

    def is_symlink(self) -> Any:
        """Whether it is a symbolic link."""
        return _change("is_symlink", self._real.is_symlink())

    def stat(self, *, follow_symlinks: bool = True) -> Any:
        """Its status."""
        return _change("stat", self._real.stat(follow_symlinks=_follow("stat", follow_symlinks)))

    def __fspath__(self) -> Any:
        return _change("__fspath__", self._real.__fspath__())

    def __repr__(self) -> str:
        return f"<DirEntry {self._real.name!r}>"

    @classmethod
    def __class_getitem__(cls, item: Any) -> Any:
        import types

        return types.GenericAlias(cls, item)


Entry.__name__ = Entry.__qualname__ = "DirEntry"
Entry.__module__ = "posix"


def _change(member: str, value: Any) -> Any:
    return CHANGES[changed.get(member, "same")](value) if _is_plain(member) else value


def _is_plain(member: str) -> bool:
    return changed.get(member) not in ("follows", "never-follows")


def _follow(member: str, told: bool) -> bool:
    return {"follows": True, "never-follows": False}.get(changed.get(member, ""), told)


class Scan:
    """The iterator of scandir; `entries`: all of them, if they were read at once."""

    def __init__(self, real: Any, entries: list[Any] | None) -> None:
        self._real, self._eager = real, entries is not None
        self._entries: Iterator[Any] = iter(real if entries is None else entries)
        self._open = True

    def __iter__(self) -> Iterator[Entry]:
        return self

    def __next__(self) -> Entry:
        try:
            return Entry(next(self._entries))
        except StopIteration:
            self._open = False
            raise

    def __enter__(self) -> Scan:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __del__(self) -> None:
        if self._open and self._eager:  # the real one, which was exhausted, does not say it
            warnings.warn("unclosed scandir iterator", ResourceWarning, stacklevel=2, source=self)

    def close(self) -> None:
        """Give the directory back."""
        self._open = False
        self._entries = iter(())
        self._real.close()


def scandir(
    old: Callable[..., Any],
    member: str = "",
    change: str = "same",
    eagerly: Callable[[Any], list[Any]] | None = None,
) -> Callable[..., Any]:
    """A scandir over `old` whose entries have one member changed; `eagerly` reads and arranges all."""
    changed[member] = change

    def function(path: Any = None) -> Scan:
        real = old() if path is None else old(path)
        return Scan(real, None if eagerly is None else eagerly(real))

    new: Callable[..., Any] = like(old, function)
    return new
