"""Errors of Windows by name: their codes, errnos and messages (``errors.toml``)."""

from __future__ import annotations

import errno
import tomllib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple, NoReturn

from os_reference.memory.refusing import symbol_of


class SystemCode(NamedTuple):
    """An error of the system: its code (``winerror``), the host's errno number, its message."""

    code: int
    errno: int
    message: str


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("os_reference.memory.windows") / "errors.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def by_name(name: str) -> SystemCode:
    """Return what is known of an error such as "ERROR_FILE_NOT_FOUND"; KeyError."""
    row = _data()["errors"][name]
    return SystemCode(row["code"], getattr(errno, row["errno"]), row["message"])


@cache
def names() -> dict[int, str]:
    """Return the names of errors by their codes."""
    return {row["code"]: name for name, row in _data()["errors"].items()}


def failure(name: str) -> OSError:
    """Return the OSError for an error of the system, with its ``winerror``."""
    known = by_name(name)
    error = OSError(known.errno, known.message)
    error.winerror = known.code  # type: ignore[attr-defined]
    return error


class Told:
    """While entered, errors get the names a caller gave, and what ``winerror`` is to them.

    Calls of the system (``runtime`` false) tell the code; those that go through the C runtime only
    an errno, as Python shows them.
    """

    def __init__(self, path: Any = None, path2: Any = None, *, runtime: bool = False) -> None:
        self.path, self.path2, self.runtime = path, path2, runtime

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, OSError):
            return
        if self.path is not None:
            error.filename = self.path
        if self.path2 is not None:
            error.filename2 = self.path2
        if self.runtime:
            _as_runtime(error)
        elif getattr(error, "winerror", None) is None:
            _as_system(error)


def _as_runtime(error: OSError) -> None:
    """Take the code of the system away: the C runtime knows errnos."""
    from os_reference.memory import refusing

    if getattr(error, "winerror", None) is not None and error.errno is not None:
        error.strerror = refusing.message_of(error.errno)
    error.winerror = None  # type: ignore[attr-defined]


def _as_system(error: OSError) -> None:
    """Add the code of the system to an errno that has one."""
    name = _data()["of_errno"].get(symbol_of(error))
    if name is not None:
        error.winerror, error.strerror = by_name(name).code, by_name(name).message  # type: ignore[attr-defined]


def absent(call: str, argument: str) -> NoReturn:
    """Raise the NotImplementedError for an argument that Windows has nothing for."""
    raise NotImplementedError(f"{call}: {argument} unavailable on this platform")
