"""Small wrappers that make a primitive wrong in one way each, as an entry of primitives.toml says.

A wrapper is a function `(old, os, entry) -> new`.  What a caller may ask about the new function
(name, documentation, signature) is as for the old one.
"""

from __future__ import annotations

import errno
import functools
from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]
Entry = dict[str, Any]


def like(old: Function, new: Function) -> Function:
    """`new` with name, documentation and signature of `old`."""
    return functools.update_wrapper(new, old)


def _number(symbol: str) -> int:
    return int(getattr(errno, symbol))


def _again(error: OSError, number: int | None = None) -> OSError:
    """The same error, with another number if one is given."""
    code = error.errno if number is None else number
    return OSError(code, error.strerror, error.filename, None, error.filename2)


# ---------------------------------------------------------------- errors


def errors(change: Callable[[OSError, Entry], BaseException | None]) -> Callable[..., Function]:
    """A wrapper that turns an OSError of the function into what `change` makes of it.

    With "errno" in the entry only errors with that symbol; None as the new error: no error at all.
    """

    def make(old: Function, os: Any, entry: Entry) -> Function:
        wanted = _number(entry["errno"]) if "errno" in entry else None

        def function(*args: Any, **kwargs: Any) -> Any:
            try:
                return old(*args, **kwargs)
            except OSError as error:
                if wanted is not None and error.errno != wanted:
                    raise
                new = change(error, entry)
                if new is None:
                    return entry.get("value")
                raise new from None

        return function

    return make


class Unmapped(OSError):
    """An OSError that is none of the classes for its number."""


def _swapped_names(error: OSError, entry: Entry) -> OSError:
    return OSError(error.errno, error.strerror, error.filename2, None, error.filename)


def _other_kind(error: OSError, entry: Entry) -> OSError:
    """File names of the other kind: bytes for str, str for bytes."""
    names = [
        n.encode() if isinstance(n, str) else n.decode() if isinstance(n, bytes) else n
        for n in (error.filename, error.filename2)
    ]
    return OSError(error.errno, error.strerror, names[0], None, names[1])


def _base_name(error: OSError, entry: Entry) -> OSError:
    """Only the last component of the file name."""
    name = error.filename
    if isinstance(name, str | bytes):
        name = name.rsplit("/" if isinstance(name, str) else b"/", 1)[-1]  # type: ignore[arg-type]
    return OSError(error.errno, error.strerror, name, None, error.filename2)


# ---------------------------------------------------------------- arguments


def drops(old: Function, os: Any, entry: Entry) -> Function:
    """A keyword argument is taken and ignored."""

    def function(*args: Any, **kwargs: Any) -> Any:
        kwargs.pop(entry["argument"], None)
        return old(*args, **kwargs)

    return function


def cuts(old: Function, os: Any, entry: Entry) -> Function:
    """An argument is ignored, whether given by place (counted from 0) or by name."""

    def function(*args: Any, **kwargs: Any) -> Any:
        kwargs.pop(entry["argument"], None)
        return old(*args[: entry["index"]], *args[entry["index"] + 1 :], **kwargs)

    return function


def alters(old: Function, os: Any, entry: Entry) -> Function:
    """An argument, given by place or by name, is changed before the call."""
    change = CHANGES[entry["change"]]

    def function(*args: Any, **kwargs: Any) -> Any:
        index, name = entry["index"], entry.get("argument", "")
        if len(args) > index:
            args = (*args[:index], change(args[index]), *args[index + 1 :])
        elif name in kwargs:
            kwargs[name] = change(kwargs[name])
        return old(*args, **kwargs)

    return function


def swaps(old: Function, os: Any, entry: Entry) -> Function:
    """Two arguments change places (the first two, or those from "index" on)."""

    def function(*args: Any, **kwargs: Any) -> Any:
        i = entry.get("index", 0)
        if len(args) > i + 1:
            args = (*args[:i], args[i + 1], args[i], *args[i + 2 :])
        return old(*args, **kwargs)

    return function


def forces(old: Function, os: Any, entry: Entry) -> Function:
    """A keyword argument has one value, whatever is given."""

    def function(*args: Any, **kwargs: Any) -> Any:
        return old(*args, **{**kwargs, entry["argument"]: entry["value"]})

    return function


# ---------------------------------------------------------------- effects and results


def skips(old: Function, os: Any, entry: Entry) -> Function:
    """Nothing is done; "value" (or None) is returned."""

    def function(*args: Any, **kwargs: Any) -> Any:
        return entry.get("value")

    return function


def returns(old: Function, os: Any, entry: Entry) -> Function:
    """It is done, and "value" (or None) is returned."""

    def function(*args: Any, **kwargs: Any) -> Any:
        old(*args, **kwargs)
        return entry.get("value")

    return function


def result(old: Function, os: Any, entry: Entry) -> Function:
    """What comes back is changed."""
    change = CHANGES[entry["change"]]

    def function(*args: Any, **kwargs: Any) -> Any:
        return change(old(*args, **kwargs))

    return function


def stale(old: Function, os: Any, entry: Entry) -> Function:
    """The first result for some arguments is given for ever."""
    known: dict[str, Any] = {}

    def function(*args: Any, **kwargs: Any) -> Any:
        key = repr((args, kwargs))
        if key not in known:
            known[key] = old(*args, **kwargs)
        return known[key]

    return function


def field(old: Function, os: Any, entry: Entry) -> Function:
    """A field of the struct that comes back is changed, or is a copy of another ("copy")."""
    change = CHANGES[entry.get("change", "same")]
    source: str = entry.get("copy") or entry["field"]

    def function(*args: Any, **kwargs: Any) -> Any:
        struct = old(*args, **kwargs)
        return with_field(struct, entry["field"], change(getattr(struct, source)))

    return function


def with_field(struct: Any, name: str, value: Any) -> Any:
    """A struct sequence with one field exchanged."""
    kind, (items, others) = struct.__reduce__()
    items, others = list(items), dict(others)
    if name in others:
        others[name] = value
    else:
        items[type(struct).__match_args__.index(name)] = value
    return kind(tuple(items), others)


def uses(old: Function, os: Any, entry: Entry) -> Function:
    """Another function of the module is called instead."""
    other = getattr(os, entry["other"])

    def function(*args: Any, **kwargs: Any) -> Any:
        return other(*args, **kwargs)

    return function


def moves_offset(old: Function, os: Any, entry: Entry) -> Function:
    """A read or write at a place leaves the descriptor's offset behind it."""
    lseek = os.lseek

    def function(fd: int, what: Any, offset: int, *rest: Any) -> Any:
        answer = old(fd, what, offset, *rest)
        lseek(fd, offset, 0)
        return answer

    return function


def makes_inheritable(old: Function, os: Any, entry: Entry) -> Function:
    """New descriptors stay open in programs that are executed."""
    set_inheritable = os.set_inheritable

    def function(*args: Any, **kwargs: Any) -> Any:
        answer = old(*args, **kwargs)
        for descriptor in answer if isinstance(answer, tuple) else (answer,):
            set_inheritable(descriptor, True)
        return answer

    return function


def first_only(old: Function, os: Any, entry: Entry) -> Function:
    """Of several buffers only the first is used."""

    def function(fd: int, buffers: Any, *rest: Any) -> Any:
        return old(fd, list(buffers)[:1], *rest)

    return function


def keeps(old: Function, os: Any, entry: Entry) -> Function:
    """What exists at the second path is not replaced: an error instead."""
    lexists = os.path.lexists

    def function(first: Any, second: Any, **kwargs: Any) -> Any:
        if not kwargs and lexists(second):
            raise FileExistsError(errno.EEXIST, "exists", first, None, second)
        return old(first, second, **kwargs)

    return function


def strips(old: Function, os: Any, entry: Entry) -> Function:
    """Trailing separators of the path do not count."""

    def function(path: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(path, str | bytes):
            path = path.rstrip("/" if isinstance(path, str) else b"/") or path  # type: ignore[arg-type]
        return old(path, *args, **kwargs)

    return function


def refuses(old: Function, os: Any, entry: Entry) -> Function:
    """Arguments of one kind ("bytes", "path-like", "int") are refused."""
    kinds: dict[str, Callable[[Any], bool]] = {
        "bytes": lambda v: isinstance(v, bytes),
        "path-like": lambda v: hasattr(v, "__fspath__"),
        "int": lambda v: isinstance(v, int),
    }
    refused = kinds[entry["kind"]]

    def function(*args: Any, **kwargs: Any) -> Any:
        if args and refused(args[0]):
            raise TypeError("this kind is not taken")
        return old(*args, **kwargs)

    return function


def flip(value: Any) -> Any:
    """The same text as the other kind of string."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape")
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _seconds(value: int) -> int:
    return value - value % 1_000_000_000


CHANGES: dict[str, Callable[[Any], Any]] = {
    "same": lambda v: v,
    "plus1": lambda v: v + 1 if isinstance(v, int | float) else v,
    "minus1": lambda v: v - 1 if isinstance(v, int | float) else v,
    "zero": lambda v: 0,
    "none": lambda v: None,
    "not": lambda v: not v,
    "true": lambda v: True,
    "negative": lambda v: -v,
    "flip": lambda v: [flip(x) for x in v] if isinstance(v, list) else flip(v),
    "first-lost": lambda v: v[1:],
    "last-lost": lambda v: v[:-1],
    "first-twice": lambda v: v[:1] + v,
    "dots": lambda v: [v[0][:0] + "." if isinstance(v[0], str) else b".", *v] if v else [".", ".."],
    "tuple": tuple,
    "list": list,
    "text": str,
    "float": float,
    "reversed": lambda v: v[::-1],
    "upper": lambda v: v.upper(),
    "type-lost": lambda v: v & 0o7777,
    "bits-lost": lambda v: v & ~0o777 | 0o644,
    "special-lost": lambda v: v & ~0o7000,
    "owner-only": lambda v: v & 0o700,
    "write-lost": lambda v: v & ~0o222,
    "all": lambda v: v | 0o777 if isinstance(v, int) else v,
    "seconds": _seconds,
    "whole": lambda v: float(int(v)),
    "high-byte": lambda v: v >> 8,
    "nul-added": lambda v: v + ("\0" if isinstance(v, str) else b"\0"),
    "zeros": lambda v: bytes(len(v)),
    "without-append": lambda v: v & ~0o2000,
    "without-exclusive": lambda v: v & ~0o200,
    "without-truncate": lambda v: v & ~0o1000,
    "without-nofollow": lambda v: v & ~0o400000,
    "without-directory": lambda v: v & ~0o200000,
    "without-create": lambda v: v & ~0o100,
    "without-nonblock": lambda v: v & ~0o4000,
    "pair-swapped": lambda v: (v[1], v[0]) if isinstance(v, tuple) and len(v) == 2 else v,
    "second-seconds": lambda v: (v[0], _seconds(v[1])),
}

WRAPPERS: dict[str, Callable[..., Function]] = {
    "errno": errors(lambda error, entry: _again(error, _number(entry["to"]))),
    "silent": errors(lambda error, entry: None),
    "no-names": errors(lambda error, entry: OSError(error.errno, error.strerror)),
    "no-filename2": errors(lambda e, entry: OSError(e.errno, e.strerror, e.filename)),
    "swapped-names": errors(_swapped_names),
    "other-kind": errors(_other_kind),
    "base-name": errors(_base_name),
    "unmapped": errors(
        lambda e, entry: Unmapped(e.errno, e.strerror, e.filename, None, e.filename2)
    ),
    "value-error": errors(lambda error, entry: ValueError(str(error))),
    "no-errno": errors(lambda error, entry: type(error)(str(error))),
    "drops": drops,
    "cuts": cuts,
    "alters": alters,
    "swaps": swaps,
    "forces": forces,
    "skips": skips,
    "returns": returns,
    "result": result,
    "stale": stale,
    "field": field,
    "uses": uses,
    "moves-offset": moves_offset,
    "makes-inheritable": makes_inheritable,
    "first-only": first_only,
    "keeps": keeps,
    "strips": strips,
    "refuses": refuses,
}
