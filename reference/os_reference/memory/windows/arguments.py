"""Arguments of calls on Windows: paths are text there, in any UTF-16, and bytes are UTF-8."""

from __future__ import annotations

from typing import Any

from os_reference.memory.calls.arguments import FD_TOO, PATH, _plain, descriptor

CODEC = ("utf-8", "surrogatepass")


def text_of(path: Any, call: str, argument: str = "path", kinds: str = PATH) -> str:
    """Return a path (str, bytes, path-like) as text.

    TypeError for what is no path, ValueError for an embedded NUL or bytes that are no text.
    """
    raw = path if path.__class__ is str else _plain(path, call, argument, kinds)
    text = raw if isinstance(raw, str) else bytes(raw).decode(*CODEC)
    if "\0" in text:
        raise ValueError(f"{call}: embedded null character in {argument}")
    return text


def target_of(path: Any, call: str) -> str | int:
    """Return a path as text, or a descriptor as a number."""
    if path.__class__ is not str and hasattr(type(path), "__index__"):
        return descriptor(path)
    return text_of(path, call, kinds=FD_TOO)


def encoded(text: str) -> bytes:
    """Return a name as bytes."""
    return text.encode(*CODEC)
