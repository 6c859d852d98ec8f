"""Answers that carry more than their value: the native str of Python 2, numbers that vary by run."""

from __future__ import annotations

from typing import Any


class Native(str):
    """An answer of type str from a Python 2: it equals the text and the bytes that it stands for.

    What is no UTF-8 is kept by surrogate escapes.
    """

    __slots__ = ()

    def __bytes__(self) -> bytes:
        return self.encode("utf-8", "surrogateescape")

    def __len__(self) -> int:
        return len(bytes(self))

    def __eq__(self, other: object) -> bool:
        return bytes(self) == other if isinstance(other, bytes) else str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    def __add__(self, other: Any) -> Native:
        return Native(str(self) + text_of(other))

    def __radd__(self, other: Any) -> Native:
        return Native(text_of(other) + str(self))

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Text, as of bytes."""
        return bytes(self).decode(encoding, errors)


class Handle(int):
    """A number that the candidate handed out, such as a descriptor: in another run it is another one."""


def text_of(value: str | bytes) -> str:
    """Text for text or bytes, with surrogate escapes."""
    return str(value) if isinstance(value, str) else value.decode("utf-8", "surrogateescape")


def types_of(value: object) -> frozenset[type]:
    """The types that a value is of: one, but for a native str of Python 2."""
    if isinstance(value, Handle):
        return frozenset({int})
    return frozenset({str, bytes}) if isinstance(value, Native) else frozenset({type(value)})


def same_type(one: object, other: object) -> bool:
    """Whether two values can be of one type."""
    return not types_of(one).isdisjoint(types_of(other))
