"""How calls end otherwise than by returning: errors by symbolic errno, and the end of a process."""

from __future__ import annotations

import errno
from typing import NoReturn

from os_reference.backend import default_backend

_HOST: object = default_backend()
#: errno by symbol -> (the host's number, the host's message). Numbers are the host's, in every
#: flavour, as Python chooses the exception class by them.
_KNOWN: dict[str, tuple[int, str]] = {}


def failure(symbol: str, path: object = None) -> OSError:
    """Return the OSError for an errno such as ``"ENOENT"`` (of the class that belongs to it).

    An error of Windows, such as ``"ERROR_FILE_NOT_FOUND"``, also has its code in ``winerror``.
    """
    if symbol[:6] == "ERROR_":
        from os_reference.memory.windows import errors

        return errors.failure(symbol)
    known = _KNOWN.get(symbol)
    if known is None:
        number = getattr(errno, symbol)
        known = _KNOWN[symbol] = (number, message_of(number))
    error = OSError(*known)
    if path is not None:
        error.filename = path
    return error


def message_of(number: int) -> str:
    """Return the host's message for one of its errnos."""
    return str(_HOST.strerror(number))  # type: ignore[attr-defined]


def refuse(symbol: str) -> NoReturn:
    """Raise the OSError for an errno such as ``"ENOENT"``; callers add the names."""
    raise failure(symbol)


def symbol_of(error: OSError) -> str:
    """Return the symbolic errno of an error, or its name on Windows where it has one."""
    code = getattr(error, "winerror", None)
    if code is not None:
        from os_reference.memory.windows import errors

        return errors.names().get(code, "")
    return errno.errorcode.get(error.errno or 0, "")


class ProcessEnd(SystemExit):
    """The current process of the model has ended, by ``_exit``, a signal or after ``exec``.

    ``status`` is its wait status, ``code`` its exit code (negative: a signal). The interpreter
    goes on, so this is an exception: in the first process it reaches the caller.
    """

    def __init__(self, status: int) -> None:
        super().__init__(-(status & 0x7F) if status & 0x7F else status >> 8)
        self.status = status
