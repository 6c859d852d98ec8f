"""Values on the wire: the host's half of the codec.

None, bool, int, float, str and list are themselves in JSON; every other value is an object with one
key, its tag (docs/adapter-protocol.md).  The agent's half is in `agent.py`.
"""

from __future__ import annotations

import builtins
import errno
import os
from collections.abc import Callable, Mapping
from typing import Any

from os_conformance.native import Native
from os_harness.errors import AgentFault

EXACT = 2**53  # past this an integer does not survive every JSON reader

PLAIN: tuple[Any, ...] = (
    str,
    bytes,
    int,
    float,
    tuple,
    list,
    dict,
)  # sent as what they derive from

type_cache: dict[tuple[str, ...], type[BaseException]] = {}


class Struct(tuple[Any, ...]):
    """A structseq or named tuple of the candidate: a tuple with its named fields as attributes."""

    type_name = "tuple"

    @property
    def fields(self) -> dict[str, Any]:
        """The named fields, in the order they were told."""
        named: dict[str, Any] = self.__dict__.setdefault("_fields", {})
        return named

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_fields"][name]
        except KeyError:
            text = f"{self.type_name} has no field {name!r}"
            raise AttributeError(text, name=name, obj=self) from None

    def __repr__(self) -> str:
        inner = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.type_name}({inner})"


def is_remote(error: BaseException) -> bool:
    """Whether the candidate raised this exception (and not the kit)."""
    return hasattr(error, "osconform")


def symbol_of(error: BaseException) -> str | None:
    """The symbolic errno of an exception, such as "ENOENT": the candidate's own, else the host's."""
    if is_remote(error):
        symbol: str | None = error.osconform.get("symbol")  # type: ignore[attr-defined]
        return symbol
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number) if isinstance(number, int) else None


def exception_class(names: list[str]) -> type[BaseException]:
    """The host's class for an exception: the built-in of that name, else a subclass of the nearest one.

    `names` is the method resolution order, the class itself first.
    """
    key = tuple(names)
    if key not in type_cache:
        for name in names:
            base = getattr(builtins, name, None)
            if isinstance(base, type) and issubclass(base, BaseException):
                break
        else:
            base = Exception
        same = names[:1] == [base.__name__] or getattr(builtins, names[0], None) is base
        type_cache[key] = base if same else type(names[0].rpartition(".")[2], (base,), {})
    return type_cache[key]


class Codec:
    """Encodes arguments for an agent and decodes what it answers.

    `wrap` makes the host's stand-in for an object that stays in the agent; `register` gives a callback
    its number; `reference` tells the number of a stand-in, or None for any other value.  `native`: the
    candidate is Python 2, whose str is told as text or, where that fails, as bytes.
    """

    native = False

    def __init__(
        self,
        wrap: Callable[[dict[str, Any]], Any],
        register: Callable[[Callable[..., Any]], int],
        reference: Callable[[object], int | None],
    ) -> None:
        self.wrap, self.register, self.reference = wrap, register, reference
        self.encoders: dict[type, Callable[[Any], Any]] = {
            bytes: lambda v: {"bytes": v.decode("latin-1")},
            bytearray: lambda v: {"bytearray": v.decode("latin-1")},
            tuple: lambda v: {"tuple": [self.encode(x) for x in v]},
            list: lambda v: [self.encode(x) for x in v],
            dict: lambda v: {"dict": [[self.encode(k), self.encode(x)] for k, x in v.items()]},
            set: lambda v: {"set": [self.encode(x) for x in v]},
            frozenset: lambda v: {"frozenset": [self.encode(x) for x in v]},
            float: _encode_float,
            Native: lambda v: {"bytes": bytes(v).decode("latin-1")},
            int: lambda v: v if -EXACT <= v <= EXACT else {"int": str(v)},
        }
        self.decoders: dict[str, Callable[[Any], Any]] = {
            "bytes": self._bytes,
            "bytearray": lambda v: bytearray(v.encode("latin-1")),
            "tuple": lambda v: tuple([self.decode(x) for x in v]),
            "dict": lambda v: {self.decode(k): self.decode(x) for k, x in v},
            "set": lambda v: {self.decode(x) for x in v},
            "frozenset": lambda v: frozenset(self.decode(x) for x in v),
            "float": float,
            "int": int,
            "unicode": str,
            "struct": self._struct,
            "exception": self.exception,
            "object": wrap,
        }

    def encode(self, value: Any) -> Any:
        """JSON for a value of the host."""
        kind = type(value)
        if kind is str or value is None or kind is bool:
            return value
        encoder = self.encoders.get(kind)
        return encoder(value) if encoder else self._encode_other(value)

    def _encode_other(self, value: Any) -> Any:
        number = self.reference(value)
        if number is not None:
            return {"ref": number}
        if isinstance(value, Struct):
            return {"tuple": [self.encode(x) for x in value]}
        if hasattr(value, "__fspath__"):
            return {"path": self.encode(os.fspath(value))}
        for base in PLAIN:
            if isinstance(value, base):
                return self.encode(base(value))
        if callable(value):
            return {"callback": self.register(value)}
        if isinstance(value, Mapping):
            return self.encode(dict(value))
        raise TypeError(f"a {type(value).__name__} cannot be sent to a candidate")

    def decode(self, value: Any) -> Any:
        """The host's value for JSON that an agent sent."""
        kind = type(value)
        if kind is dict:
            ((tag, inner),) = value.items()
            decoder = self.decoders.get(tag)
            if decoder is None:
                raise AgentFault(f"the agent sent a value with the unknown tag {tag!r}")
            return decoder(inner)
        if kind is list:
            return [self.decode(x) for x in value]
        if self.native and kind is str:
            return Native(value)
        return value

    def _bytes(self, told: str) -> bytes | Native:
        value = told.encode("latin-1")
        return Native(value.decode("utf-8", "surrogateescape")) if self.native else value

    def _struct(self, data: dict[str, Any]) -> Struct:
        struct = Struct([self.decode(x) for x in data["items"]])
        struct.type_name = data["type"]
        struct.fields.update({name: self.decode(x) for name, x in data["fields"].items()})
        return struct

    def exception(self, data: dict[str, Any]) -> BaseException:
        """The candidate's exception as one of the host: same class, same attributes.

        `errno` is the host's number for the candidate's symbol, so that both compare by meaning.
        """
        number = getattr(errno, data.get("symbol") or "", data.get("errno"))
        cls = exception_class(data["mro"] or [data["type"]])
        if "EnvironmentError" in data["mro"] and isinstance(number, int):
            # Python 2 tells the kinds of an OSError by its number alone: PEP 3151's class for it
            cls = type(OSError(number, ""))
        error = cls.__new__(cls)
        error.args = tuple(self.decode(a) for a in data.get("args", ()))
        for name in ("strerror", "filename", "filename2", "winerror", "code"):
            if name in data:
                _set(error, name, self.decode(data[name]))
        if "errno" in data:
            _set(error, "errno", number)
        error.osconform = data  # type: ignore[attr-defined]
        return error


def _set(error: BaseException, name: str, value: object) -> None:
    try:
        setattr(error, name, value)
    except (AttributeError, TypeError, ValueError):
        error.__dict__[name] = value


def _encode_float(value: float) -> Any:
    if value != value or value in (float("inf"), float("-inf")):
        return {"float": repr(value)}
    return value
