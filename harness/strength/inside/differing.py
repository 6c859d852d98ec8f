"""Controls: os modules that differ from the interpreter's only where the manual leaves room."""

from __future__ import annotations

import enum
import hashlib
import inspect
import types
from collections.abc import Callable
from typing import Any

import entries
from wrapping import like, with_field

Function = Callable[..., Any]
Replace = Callable[[Any, str, Any], None]
Control = Callable[[Any, Replace], None]


def _functions(os: Any) -> list[str]:
    """The public built-in functions of the module."""
    return [n for n in dir(os) if not n.startswith("_") and inspect.isbuiltin(getattr(os, n))]


def _each(os: Any, replace: Replace, make: Callable[[Function], Function]) -> None:
    """Exchange every public built-in function by what `make` makes of it."""
    for name in _functions(os):
        old = getattr(os, name)
        replace(os, name, like(old, make(old)))


def _listing(arrange: Callable[[list[Any]], list[Any]]) -> Control:
    """listdir and scandir in another order."""

    def control(os: Any, replace: Replace) -> None:
        listdir = os.listdir

        def function(path: Any = None) -> list[Any]:
            return arrange(listdir() if path is None else listdir(path))

        def ordered(real: Any) -> list[Any]:
            known = {entry.name: entry for entry in real}
            return [known[name] for name in arrange(list(known))]

        replace(os, "listdir", like(listdir, function))
        replace(os, "scandir", entries.scandir(os.scandir, eagerly=ordered))
        os.DirEntry = entries.Entry

    return control


def _digest(name: Any) -> str:
    return hashlib.sha256(repr(name).encode()).hexdigest()


def _plain(old: Function) -> Function:
    def function(*args: Any, **kwargs: Any) -> Any:
        return old(*args, **kwargs)

    return function


def _slow(old: Function) -> Function:
    def function(*args: Any, **kwargs: Any) -> Any:
        sum(range(2_000))
        return old(*args, **kwargs)

    return function


def _errors(change: Callable[[OSError], OSError]) -> Control:
    """Every OSError of a built-in function is another, equal where the manual promises something."""

    def make(old: Function) -> Function:
        def function(*args: Any, **kwargs: Any) -> Any:
            try:
                return old(*args, **kwargs)
            except OSError as error:
                raise change(error) from None

        return function

    return lambda os, replace: _each(os, replace, make)


def _subclass(error: OSError) -> OSError:
    kind = type(error)
    made: type[OSError] = type(f"Own{kind.__name__}", (kind,), {})
    return made(error.errno, error.strerror, error.filename, None, error.filename2)


def _other_text(error: OSError) -> OSError:
    text = f"error number {error.errno}"
    return OSError(error.errno, text, error.filename, None, error.filename2)


def _other_messages(os: Any, replace: Replace) -> None:
    def make(old: Function) -> Function:
        def function(*args: Any, **kwargs: Any) -> Any:
            try:
                return old(*args, **kwargs)
            except (TypeError, ValueError, OverflowError) as error:
                if isinstance(error, UnicodeError):
                    raise
                raise type(error)("not with these arguments") from None

        return function

    _each(os, replace, make)


class Callable_:  # noqa: N801 - a class of callables, not the type
    """A callable object that is no function."""

    def __init__(self, old: Function) -> None:
        self.old = old

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        return self.old(*args, **kwargs)


def _no_signature(os: Any, replace: Replace) -> None:
    for name in _functions(os):
        old = getattr(os, name)
        new = _plain(old)
        new.__name__, new.__doc__ = old.__name__, old.__doc__
        replace(os, name, new)


def _undocumented(os: Any, replace: Replace) -> None:
    _each(os, replace, _plain)
    for name in _functions(os):
        getattr(os, name).__doc__ = None


def _extra_parameter(os: Any, replace: Replace) -> None:
    def mkdir(path: Any, mode: int = 0o777, *, dir_fd: Any = None, label: Any = None) -> None:
        old(path, mode, dir_fd=dir_fd)

    old = os.mkdir
    replace(os, "mkdir", mkdir)
    listdir_old = os.listdir

    def listdir(path: Any = None, *, limit: Any = None) -> Any:
        return listdir_old(path)

    replace(os, "listdir", listdir)


def _extra_names(os: Any, replace: Replace) -> None:
    os.frobnicate, os.O_SPECIAL, os.sandbox_t = (lambda: None), 1 << 40, type("sandbox_t", (), {})
    os.path.frobnicate = lambda path: path
    os.__all__.append("frobnicate")


def _other_all(os: Any, replace: Replace) -> None:
    os.__all__ = sorted(os.__all__, reverse=True)


def _times_by_product(os: Any, replace: Replace) -> None:
    """Times in seconds are made from nanoseconds by a product: another last bit."""

    def make(old: Function) -> Function:
        def function(*args: Any, **kwargs: Any) -> Any:
            status = old(*args, **kwargs)
            for name in ("st_atime", "st_mtime", "st_ctime"):
                status = with_field(status, name, getattr(status, f"{name}_ns") * 1e-9)
            return status

        return function

    _stats(os, replace, make)


def _stats(os: Any, replace: Replace, make: Callable[[Function], Function]) -> None:
    for name in ("stat", "lstat", "fstat"):
        old = getattr(os, name)
        replace(os, name, like(old, make(old)))


def _block_size(os: Any, replace: Replace) -> None:
    def make(old: Function) -> Function:
        return lambda *args, **kwargs: with_field(old(*args, **kwargs), "st_blksize", 65536)

    _stats(os, replace, make)


def _buffers(os: Any, replace: Replace) -> None:
    fdopen, popen = os.fdopen, os.popen

    def other_fdopen(
        fd: Any,
        mode: Any = "r",
        buffering: int = -1,
        encoding: Any = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        return fdopen(fd, mode, 300 if buffering == -1 else buffering, encoding, *args, **kwargs)

    def other_popen(cmd: Any, mode: Any = "r", buffering: int = -1) -> Any:
        return popen(cmd, mode, 300 if buffering == -1 else buffering)

    replace(os, "fdopen", like(fdopen, other_fdopen))
    replace(os, "popen", like(popen, other_popen))


def _environ_subclass(os: Any, replace: Replace) -> None:
    """environ's class has a descendant with one method more."""
    kind = type(os.environ)
    made = type("Variables", (kind,), {"describe": lambda self: f"{len(self)} variables"})
    os.environ.__class__ = made


def _eager_scandir(os: Any, replace: Replace) -> None:
    replace(os, "scandir", entries.scandir(os.scandir, eagerly=list))
    os.DirEntry = entries.Entry


def _class_scandir(os: Any, replace: Replace) -> None:
    replace(os, "scandir", entries.scandir(os.scandir))
    os.DirEntry = entries.Entry


def _listdir_by_scandir(os: Any, replace: Replace) -> None:
    listdir, scandir = os.listdir, os.scandir

    def function(path: Any = None) -> list[Any]:
        with scandir() if path is None else scandir(path) as found:
            return [entry.name for entry in found]

    replace(os, "listdir", like(listdir, function))


def _random_file(os: Any, replace: Replace) -> None:
    urandom = os.urandom

    def function(size: int, /) -> bytes:
        drawn: bytes = urandom(size)
        return drawn[::-1]

    replace(os, "urandom", like(urandom, function))


def _elapsed(os: Any, replace: Replace) -> None:
    times = os.times

    def function() -> Any:
        now = times()
        return type(now)((*tuple(now)[:4], now.elapsed + 1000))

    replace(os, "times", like(times, function))


def _enumerations(os: Any, replace: Replace) -> None:
    """The flags of open are members of an enumeration, as in `signal` and `socket`."""
    names = [n for n in dir(os) if n.startswith("O_") and isinstance(getattr(os, n), int)]
    flags = enum.IntEnum("OpenFlag", {n: getattr(os, n) for n in names})  # type: ignore[misc]
    for name in names:
        setattr(os, name, flags[name])


def _other_texts(os: Any, replace: Replace) -> None:
    """Errors have other texts, and strerror gives the same ones."""
    _errors(_other_text)(os, replace)
    strerror = os.strerror

    def function(code: int, /) -> str:
        strerror(code)  # refuses what is no number
        return f"error number {code}"

    replace(os, "strerror", like(strerror, function))


def _lazy(os: Any, replace: Replace) -> None:
    """Some names come into being when they are asked for."""
    late = {name: os.__dict__.pop(name) for name in ("popen", "get_terminal_size", "getloadavg")}
    names = [*os.__dict__, *late]

    class Lazy(types.ModuleType):
        def __getattr__(self, name: str) -> Any:
            if name in late:
                setattr(self, name, late[name])
                return late[name]
            raise AttributeError(f"module 'os' has no attribute {name!r}")

        def __dir__(self) -> list[str]:
            return names

    os.__class__ = Lazy


CONTROLS: dict[str, Control] = {
    "nothing": lambda os, replace: None,
    "listing-reversed": _listing(lambda names: names[::-1]),
    "listing-sorted": _listing(sorted),
    "listing-shuffled": _listing(lambda names: sorted(names, key=_digest)),
    "python-functions": lambda os, replace: _each(os, replace, _plain),
    "callable-objects": lambda os, replace: _each(os, replace, Callable_),
    "no-signatures": _no_signature,
    "undocumented": _undocumented,
    "slow": lambda os, replace: _each(os, replace, _slow),
    "other-text": _other_texts,
    "error-subclasses": _errors(_subclass),
    "other-messages": _other_messages,
    "extra-parameter": _extra_parameter,
    "extra-names": _extra_names,
    "other-all": _other_all,
    "times-by-product": _times_by_product,
    "block-size": _block_size,
    "buffers": _buffers,
    "environ-subclass": _environ_subclass,
    "eager-scandir": _eager_scandir,
    "class-scandir": _class_scandir,
    "listdir-by-scandir": _listdir_by_scandir,
    "random-file": _random_file,
    "elapsed": _elapsed,
    "enumerations": _enumerations,
    "lazy": _lazy,
}
