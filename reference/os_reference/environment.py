"""What a process is given, as str and bytes: path-like objects, names of files, the environment."""

import abc
import sys
from _collections_abc import Mapping, MutableMapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # The names of the os module that the functions at the end are bound into.
    from os import defpath, environ, environb, fsdecode, pathsep, supports_bytes_environ
    from typing import Any

    #: What is taken as the name of a file: str, bytes, an object whose ``__fspath__`` returns one.
    AnyPath = Any


class PathLike(abc.ABC):
    """Anything that stands for a path: its ``__fspath__`` returns str or bytes.

    A class with ``__fspath__`` is a virtual subclass, unless it sets it to None; ``PathLike[str]``
    works in annotations; subclasses may declare ``__slots__``.
    Clauses: os.PathLike/abc, os.PathLike/subclasshook, os.PathLike/not-instance,
    os.PathLike/abstract-method, os.PathLike/fspath-returns, os.PathLike/generic.
    """

    __slots__ = ()

    @abc.abstractmethod
    def __fspath__(self) -> str | bytes:
        """Return the path as str or bytes."""
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass: type) -> "Any":
        if cls is not PathLike:
            return NotImplemented
        for base in subclass.__mro__:
            if "__fspath__" in base.__dict__:
                return True if base.__dict__["__fspath__"] is not None else NotImplemented
        return NotImplemented

    __class_getitem__: "Any" = classmethod(type(list[int]))


# What os.PathLike is in, for pickle and for messages.
PathLike.__module__ = "os"


def fspath(path: "AnyPath") -> "Any":
    """Return the str or bytes that ``path`` stands for; both are returned unchanged.

    For anything else ``type(path).__fspath__`` is asked, and TypeError is raised when there is
    none or when it gives neither str nor bytes. Used where the backend brings no ``fspath``.
    Clauses: os.fspath/str-unchanged, os.fspath/bytes-unchanged, os.fspath/calls-fspath,
    os.fspath/bad-result-typeerror, os.fspath/no-protocol-typeerror.
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
    encoding: str, errors: str, fspath: "Callable[[Any], Any]"
) -> "tuple[Callable[[Any], bytes], Callable[[Any], str]]":
    """Return ``fsencode`` and ``fsdecode`` for file names in ``encoding``."""

    def fsencode(filename: "str | bytes | PathLike") -> bytes:
        """Return a path as bytes: str is encoded as file names are, bytes stay as they are.

        TypeError for what is no path. Clauses: os.fsencode/str-encodes,
        os.fsencode/bytes-unchanged, os.fsencode/pathlike, os.fsencode/reverse,
        os.fsencode/type-error.
        """
        name = fspath(filename)
        if isinstance(name, str):
            return name.encode(encoding, errors)
        return name  # type: ignore[no-any-return]

    def fsdecode(filename: "str | bytes | PathLike") -> str:
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


class Environ(MutableMapping):  # type: ignore[type-arg]
    """The environment: every change is also made in the process, for its children to inherit.

    It is filled once, when its os module is built. Keys and values are converted on their way
    in (``encodekey``, ``encodevalue``; TypeError for what is no key or value) and out
    (``decodekey``, ``decodevalue``). ``names`` is the namespace of the os module, in which
    ``putenv`` and ``unsetenv`` are looked up at each change.
    Clauses: os.environ/is-mapping, os.environ/captured-at-import, os.environ/set-calls-putenv,
    os.environ/del-calls-unsetenv, os.environ/key-type, os.environ/value-type,
    os.environ/missing-keyerror, os.environ/del-missing-keyerror, os.environ/merge-or,
    os.environ/merge-ror, os.environ/merge-ior, os.environ/copy-dict,
    os.environb/is-mapping-bytes, os.environb/sync-from-environ.
    """

    def __init__(
        self,
        data: "dict[Any, Any]",
        encodekey: "Callable[[Any], Any]",
        decodekey: "Callable[[Any], Any]",
        encodevalue: "Callable[[Any], Any]",
        decodevalue: "Callable[[Any], Any]",
        names: "Mapping[str, Any]",
    ) -> None:
        self.encodekey = encodekey
        self.decodekey = decodekey
        self.encodevalue = encodevalue
        self.decodevalue = decodevalue
        self._data = data
        self._names = names

    def __getitem__(self, key: "Any") -> "Any":
        try:
            value = self._data[self.encodekey(key)]
        except KeyError:
            raise KeyError(key) from None
        return self.decodevalue(value)

    def __setitem__(self, key: "Any", value: "Any") -> None:
        key = self.encodekey(key)
        value = self.encodevalue(value)
        self._names["putenv"](key, value)
        self._data[key] = value

    def __delitem__(self, key: "Any") -> None:
        encoded = self.encodekey(key)
        self._names["unsetenv"](encoded)
        try:
            del self._data[encoded]
        except KeyError:
            raise KeyError(key) from None

    def __iter__(self) -> "Iterator[Any]":
        # A copy of the keys: another thread may change the environment meanwhile.
        for key in list(self._data):
            yield self.decodekey(key)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        items = ", ".join(
            f"{self.decodekey(key)!r}: {self.decodevalue(value)!r}"
            for key, value in list(self._data.items())
        )
        return f"environ({{{items}}})"

    def copy(self) -> "dict[Any, Any]":
        """Return a plain dict with the same items, which is no longer tied to the process."""
        return dict(self)

    def setdefault(self, key: "Any", value: "Any") -> "Any":  # type: ignore[override]
        """Return the value of ``key``, which is set to ``value`` if it is missing."""
        if key not in self:
            self[key] = value
        return self[key]

    def __or__(self, other: "Any") -> "Any":
        return dict(self) | dict(other) if isinstance(other, Mapping) else NotImplemented

    def __ror__(self, other: "Any") -> "Any":
        return dict(other) | dict(self) if isinstance(other, Mapping) else NotImplemented

    def __ior__(self, other: "Any") -> "Any":
        self.update(other)
        return self


class TextEnviron(Environ):
    """The environment as str over bytes: reading and writing without a detour (hot path).

    ``codec`` is encoding and error handler. Clauses: os.environ/surrogateescape.
    """

    def __init__(self, data: dict[bytes, bytes], codec: tuple[str, str], names: "Any") -> None:
        encoding, errors = self._codec = codec

        def encode(value: "Any") -> bytes:
            if not isinstance(value, str):
                raise _wrong_type("str", value)
            return value.encode(encoding, errors)

        def decode(value: bytes) -> str:
            return value.decode(encoding, errors)

        super().__init__(data, encode, decode, encode, decode, names)

    def __getitem__(self, key: "Any") -> str:
        encoding, errors = self._codec
        try:
            return self._data[key.encode(encoding, errors)].decode(encoding, errors)  # type: ignore[no-any-return]
        except KeyError:
            raise KeyError(key) from None
        except AttributeError:
            raise _wrong_type("str", key) from None

    def get(self, key: "Any", default: "Any" = None) -> "Any":
        """Return the value of ``key``, or ``default``."""
        encoding, errors = self._codec
        try:
            value = self._data.get(key.encode(encoding, errors))
        except AttributeError:
            raise _wrong_type("str", key) from None
        return default if value is None else value.decode(encoding, errors)

    def __setitem__(self, key: "Any", value: "Any") -> None:
        encoding, errors = self._codec
        try:
            name = key.encode(encoding, errors)
            raw = value.encode(encoding, errors)
        except AttributeError:
            raise _wrong_type("str", value if isinstance(key, str) else key) from None
        self._names["putenv"](name, raw)
        self._data[name] = raw


def bytes_environ(data: dict[bytes, bytes], names: "Any") -> "Environ":
    """Return the environment as bytes, over the same ``data`` as its text form; ``names`` as there."""
    return Environ(data, _checked_bytes, bytes, _checked_bytes, bytes, names)


def upper_case_environ(data: dict[str, str], names: "Any") -> "Environ":
    """Return the environment of a system whose variable names know no case (Windows).

    ``data`` is what the process was given, ``names`` as for ``Environ``.
    Clauses: os.environ/nt-upper, os.environ/nt-monty.
    """
    upper = {_upper_key(key): value for key, value in data.items()}
    return Environ(upper, _upper_key, str, _checked_str, str, names)


def _unheard(*_: object) -> None:
    """Stand in for putenv and unsetenv where processes have no environment to change."""


#: What ``names`` is for a backend that cannot change the environment of the process.
NO_PROCESS = {"putenv": _unheard, "unsetenv": _unheard}


def _wrong_type(wanted: str, value: "Any") -> TypeError:
    return TypeError(f"{wanted} expected, not {type(value).__name__}")


def _checked_str(value: "Any") -> str:
    if not isinstance(value, str):
        raise _wrong_type("str", value)
    return value


def _checked_bytes(value: "Any") -> bytes:
    if not isinstance(value, bytes):
        raise _wrong_type("bytes", value)
    return value


def _upper_key(key: "Any") -> str:
    return _checked_str(key).upper()


# From here on: functions for binding into an os module.


def getenv(key: str, default: "Any" = None) -> "Any":
    """Return the value of the variable ``key`` in ``environ``, or ``default`` (any object).

    TypeError when ``key`` is no str. Clauses: os.getenv/value, os.getenv/default-none,
    os.getenv/default, os.getenv/uses-environ, os.getenv/key-type.
    """
    return environ.get(key, default)


def getenvb(key: bytes, default: "Any" = None) -> "Any":
    """Return the value of the variable ``key`` in ``environb``, or ``default``.

    TypeError when ``key`` is no bytes. Clauses: os.getenvb/value, os.getenvb/default-none,
    os.getenvb/key-type, os.getenvb/uses-environb.
    """
    return environb.get(key, default)


def get_exec_path(env: "Mapping[Any, Any] | None" = None) -> list[str]:
    """Return the directories that are searched for a program, as PATH of ``env`` names them.

    ``env`` is ``environ`` when None. Without PATH, ``defpath`` is used. A bytes key or value is
    decoded; ValueError when PATH is there both as str and as bytes.
    Clauses: os.get_exec_path/split-path, os.get_exec_path/default-environ,
    os.get_exec_path/env-arg, os.get_exec_path/no-path-defpath,
    os.get_exec_path/bytes-environment.
    """
    variables: Any = environ if env is None else env
    # Comparing str and bytes keys is what is wanted here, even under python -bb.
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BytesWarning)
        values = []
        for key in ("PATH", b"PATH") if supports_bytes_environ else ("PATH",):
            try:
                values.append(variables[key])
            except (KeyError, TypeError):
                continue
    if len(values) > 1:
        raise ValueError("env cannot contain 'PATH' and b'PATH' keys")
    return fsdecode(values[0]).split(pathsep) if values else defpath.split(pathsep)


def reload_environ() -> None:
    """Take over into ``environ`` what was changed in the process's environment behind its back.

    The mapping stays the same object. Clauses: os.reload_environ/picks-up-putenv,
    os.reload_environ/picks-up-unsetenv, os.reload_environ/updates-both.
    """
    data: dict[Any, Any] = environ._data  # type: ignore[attr-defined]
    fresh = _create_environ()
    data.clear()
    data.update(
        fresh
        if supports_bytes_environ
        else {environ.encodekey(key): value for key, value in fresh.items()}
    )


if TYPE_CHECKING:

    def _create_environ() -> dict[Any, Any]: ...
