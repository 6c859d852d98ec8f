"""Applies an entry of primitives.toml or controls.toml, or a wrong module of `invented`, to an os module."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import differing
import entries
import guises
import wrapping

CONTROLS = differing.CONTROLS | guises.GUISES

#: The sets in which functions themselves are listed.
SETS = ("supports_dir_fd", "supports_fd", "supports_follow_symlinks", "supports_effective_ids")


def apply(os: Any, entry: dict[str, Any]) -> None:
    """Change `os` as the entry says; KeyError or AttributeError if that cannot be."""
    how = entry["how"]
    if how == "together":
        for part in entry["parts"]:
            CONTROLS[part](os, replace)
    elif how in CONTROLS:
        CONTROLS[how](os, replace)
    elif how == "entry":
        replace(os, "scandir", entries.scandir(os.scandir, entry["member"], entry["change"]))
        os.DirEntry = entries.Entry
    elif how == "invented":
        _invent(os, entry["name"])
    else:
        for name in entry["names"]:
            _apply_to(os, name, how, entry)


def _invent(os: Any, name: str) -> None:
    """Make `os` wrong as a function of `invented` says."""
    from invented.every import INVENTED

    made = INVENTED[name]
    if not made.names:
        made.make(os, None)
    for each in made.names:
        old = _get(os, each)
        new = made.make(os, old)
        replace(os, each, wrapping.like(old, new) if inspect.isroutine(old) else new)


def _apply_to(os: Any, name: str, how: str, entry: dict[str, Any]) -> None:
    if how == "missing":
        _remove(os, name)
    elif how == "constant":
        replace(os, name, entry.get("value"))
    else:
        make: Callable[..., Any] = wrapping.WRAPPERS[how]
        old = _get(os, name)
        replace(os, name, wrapping.like(old, make(old, os, entry)))


def _owner(os: Any, name: str) -> tuple[Any, str]:
    """The object that has a dotted name, and the name there."""
    *parts, last = name.split(".")
    for part in parts:
        os = getattr(os, part)
    return os, last


def _get(os: Any, name: str) -> Any:
    owner, last = _owner(os, name)
    return getattr(owner, last)


def _remove(os: Any, name: str) -> None:
    owner, last = _owner(os, name)
    delattr(owner, last)
    listed = getattr(owner, "__all__", [])
    if last in listed:
        listed.remove(last)


def replace(os: Any, name: str, new: Any) -> None:
    """Let a dotted name of `os` be `new`, also in the sets that list functions."""
    owner, last = _owner(os, name)
    old = getattr(owner, last)
    setattr(owner, last, new)
    for listing in (getattr(os, set_name, None) for set_name in SETS):
        if listing is not None and callable(old) and old in listing:
            listing.discard(old)
            listing.add(new)
