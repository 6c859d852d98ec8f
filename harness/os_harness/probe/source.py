"""Python source text for the values in a trace, with the scratch directory taken out.

The same texts stand in reports and in reproducers: `SCRATCH + '/a'` for a path below the scratch
directory, `FSPath('a')` for a path-like object, `r3` for an object that an earlier step returned.
"""

from __future__ import annotations

import os
from typing import Any

from os_conformance.native import Handle, Native
from os_harness.probe.remote import RemoteFunction, RemoteObject
from os_harness.protocol.values import Struct, is_remote, symbol_of

LONG = 400  # longer values are cut in a report
REPEATED = 1000  # longer bytes are told by what they repeat, where they do
STABLE = ("st_mode", "st_nlink", "st_uid", "st_gid", "st_size")  # fields that do not differ by run


class Source:
    """Renders values of one check; `scratch` is its directory as the candidate names it.

    `cut` shortens long values, for reports; `native` writes arguments so that a Python 2 reads them.
    """

    def __init__(self, scratch: str, cut: bool = True, native: bool = False) -> None:
        self.scratch = scratch
        self.cut, self.native = cut, native
        self.names: dict[int, str] = {}
        self.count = 0

    def remember(self, result: Any) -> str | None:
        """Name the object, or numbers, that a step handed out: r1, r2 ... by step."""
        self.count += 1
        name = f"r{self.count}"
        if isinstance(result, RemoteObject | Handle):
            return self.names.setdefault(id(result), name)
        if type(result) is tuple and any(isinstance(item, Handle) for item in result):
            for place, item in enumerate(result):
                if isinstance(item, Handle):
                    self.names.setdefault(id(item), f"{name}[{place}]")
            return name
        return None

    def __call__(self, value: Any) -> str:
        """The source text of an argument."""
        if isinstance(value, RemoteObject):
            return self.names.get(id(value), f"<{value.type_name}>")
        if isinstance(value, Handle):
            return self.names.get(id(value), repr(int(value)))
        if isinstance(value, RemoteFunction):
            return str(value)
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bytes):
            return repeated(value) or self._bytes(value)
        if isinstance(value, Struct):
            return self(tuple(value))
        if isinstance(value, list | tuple):
            return self._sequence(value)
        if isinstance(value, dict):
            inner = ", ".join(f"{self(k)}: {self(v)}" for k, v in value.items())
            return self._cut("{" + inner + "}")
        if hasattr(value, "__fspath__"):
            return f"FSPath({self(os.fspath(value))})"
        if callable(value):
            return f"callback({getattr(value, '__name__', 'function')!r})"
        return self._cut(repr(value))

    def _text(self, value: str) -> str:
        if self.scratch and value.startswith(self.scratch):
            rest = value[len(self.scratch) :]
            return f"SCRATCH + {self._cut(self._literal(rest))}" if rest else "SCRATCH"
        return self._cut(self._literal(value))

    def _literal(self, text: str) -> str:
        """A literal for a text; in Python 2 it is bytes, as the agent there makes them of it."""
        if not self.native:
            return ascii(text)
        try:
            data = bytes(text) if isinstance(text, Native) else text.encode()
        except UnicodeEncodeError:
            return f"u{text!a}"
        return repr(data)[1:]

    def _bytes(self, value: bytes) -> str:
        scratch = os.fsencode(self.scratch)
        if scratch and value.startswith(scratch):
            return f"os.fsencode(SCRATCH) + {self._cut(repr(value[len(scratch) :]))}"
        return self._cut(repr(value))

    def _sequence(self, value: list[Any] | tuple[Any, ...]) -> str:
        inner = ", ".join(self(x) for x in value)
        if isinstance(value, list):
            return self._cut(f"[{inner}]")
        return self._cut(f"({inner},)" if len(value) == 1 else f"({inner})")

    def _cut(self, text: str) -> str:
        if not self.cut or len(text) <= LONG:
            return text
        return f"{text[: LONG // 2]}...{text[-LONG // 4 :]}"

    def result(self, value: Any) -> str:
        """What a call returned, without what differs from run to run."""
        if isinstance(value, RemoteObject):
            return f"<{value.type_name}>"
        if isinstance(value, Struct):
            names = [n for n in STABLE if n in value.fields] or list(value.fields)
            inner = ", ".join(f"{n}={self.result(value.fields[n])}" for n in names)
            return f"{value.type_name.rpartition('.')[2]}({inner})"
        if hasattr(type(value), "n_sequence_fields"):  # the host's own, of a step of the world
            names = [n for n in STABLE if hasattr(value, n)]
            if names:
                inner = ", ".join(f"{n}={self.result(getattr(value, n))}" for n in names)
                return f"{type(value).__name__}({inner})"
        if isinstance(value, BaseException):
            return self.error(value)
        if isinstance(value, bytes):
            return self._bytes(value)
        if isinstance(value, set | frozenset):
            return "{" + ", ".join(sorted(self.result(x) for x in value)) + "}"
        return Source(self.scratch, self.cut)(value)  # values themselves, not the steps' names

    def error(self, error: BaseException) -> str:
        """An exception in one line: class, symbolic errno, file names; else its arguments."""
        name = type(error).__name__
        symbol = symbol_of(error)
        if symbol is None and not isinstance(error, OSError):
            arguments = error.args if is_remote(error) or error.args else ()
            return f"{name}({', '.join(self.result(a) for a in arguments)})"
        parts = [symbol or self.result(getattr(error, "errno", None))]
        given = [key for key in ("filename", "filename2") if getattr(error, key, None) is not None]
        parts += [f"{key}={self.result(getattr(error, key))}" for key in given]
        return f"{name}({', '.join(parts)})"


def repeated(value: bytes) -> str | None:
    """Long bytes that say one thing again and again, as the source `b'x' * 65536`; None for others."""
    if len(value) <= REPEATED:
        return None
    period = (value + value).find(value, 1)
    if period == len(value):
        return None
    return f"{value[:period]!r} * {len(value) // period}"
