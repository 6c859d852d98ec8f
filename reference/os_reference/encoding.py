"""Path-like objects, and names as str or bytes."""

from __future__ import annotations

import abc
import sys
from types import GenericAlias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class PathLike(abc.ABC):
    """Anything that stands for a path: its ``__fspath__`` returns str or bytes.

    A class with ``__fspath__`` is a virtual subclass, unless it sets it to None; ``PathLike[str]``
    works in annotations; subclasses may declare ``__slots__``.
    Clauses: os.PathLike/abc, os.PathLike/subclasshook, os.PathLike/not-instance,
    os.PathLike/abstract-method, os.PathLike/fspath-returns, os.PathLike/generic,
    os.PathLike/slots.
    """

    __slots__ = ()

    @abc.abstractmethod
    def __fspath__(self) -> str | bytes:
        """Return the path as str or bytes."""
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass: type) -> Any:
        if cls is not PathLike:
            return NotImplemented
        for base in subclass.__mro__:
            if "__fspath__" in base.__dict__:
                return True if base.__dict__["__fspath__"] is not None else NotImplemented
        return NotImplemented

    __class_getitem__: Any = classmethod(GenericAlias)


# What os.PathLike is in, for pickle and for messages.
PathLike.__module__ = "os"


def fspath(path: Any) -> Any:
    """Return the str or bytes that ``path`` stands for; both are returned unchanged.

    For anything else ``type(path).__fspath__`` is asked, and TypeError is raised when there is
    none or when it gives neither str nor bytes. Used where the backend brings no ``fspath``.
    Clauses: os.fspath/str-unchanged, os.fspath/bytes-unchanged, os.fspath/calls-fspath,
    os.fspath/bad-result-typeerror, os.fspath/no-protocol-typeerror,
    os.fspath/str-subclass-identity, os.fspath/none-fspath-typeerror,
    os.fspath/exception-propagates.
    """
    if isinstance(path, str | bytes):
        return path
    kind = type(path)
    method = getattr(kind, "__fspath__", None)
    if method is None:
        raise TypeError(f"expected str, bytes or os.PathLike object, not {kind.__name__}")
    result = method(path)
    if isinstance(result, str | bytes):
        return result
    raise TypeError(
        f"expected {kind.__name__}.__fspath__() to return str or bytes, not {type(result).__name__}"
    )


def file_system_encoding() -> tuple[str, str]:
    """Return encoding and error handler of this interpreter's file names."""
    return sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()


def make_fs_codec(
    encoding: str, errors: str, fspath: Callable[[Any], Any]
) -> tuple[Callable[[Any], bytes], Callable[[Any], str]]:
    """Return ``fsencode`` and ``fsdecode`` for file names in ``encoding``."""

    def fsencode(filename: str | bytes | PathLike) -> bytes:
        """Return a path as bytes: str is encoded as file names are, bytes stay as they are.

        TypeError for what is no path. Clauses: os.fsencode/str-encodes,
        os.fsencode/bytes-unchanged, os.fsencode/pathlike, os.fsencode/reverse,
        os.fsencode/surrogates, os.fsencode/type-error.
        """
        name = fspath(filename)
        if isinstance(name, str):
            return name.encode(encoding, errors)
        return name  # type: ignore[no-any-return]

    def fsdecode(filename: str | bytes | PathLike) -> str:
        """Return a path as str: bytes are decoded as file names are, str stays as it is.

        TypeError for what is no path. Clauses: os.fsdecode/bytes-decodes,
        os.fsdecode/str-unchanged, os.fsdecode/pathlike, os.fsdecode/reverse,
        os.fsdecode/undecodable-escaped, os.fsdecode/type-error.
        """
        name = fspath(filename)
        if isinstance(name, bytes):
            return name.decode(encoding, errors)
        return name  # type: ignore[no-any-return]

    return fsencode, fsdecode
