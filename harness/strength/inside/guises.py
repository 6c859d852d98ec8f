"""Controls: the same functions, results and mappings in another guise, and another state of the process."""

from __future__ import annotations

import errno
import functools
import inspect
import posix
import resource
import types
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from wrapping import like

Function = Callable[..., Any]
Replace = Callable[[Any, str, Any], None]
Control = Callable[[Any, Replace], None]

#: The functions of the OS-dependent module, whatever another control has made of them.
PRIMITIVES = [n for n in dir(posix) if n[0] != "_" and inspect.isbuiltin(getattr(posix, n))]

#: Some texts of the C library in German.
GERMAN = {
    errno.ENOENT: "Datei oder Verzeichnis nicht gefunden",
    errno.EEXIST: "Die Datei existiert bereits",
    errno.ENOTDIR: "Ist kein Verzeichnis",
    errno.EISDIR: "Ist ein Verzeichnis",
    errno.ENOTEMPTY: "Das Verzeichnis ist nicht leer",
    errno.EINVAL: "Das Argument ist ungültig",
    errno.EPERM: "Die Operation ist nicht erlaubt",
    errno.ESRCH: "Kein passender Prozess gefunden",
}


def _each(os: Any, replace: Replace, make: Callable[[Function], Any]) -> None:
    for name in PRIMITIVES:
        if hasattr(os, name):
            replace(os, name, make(getattr(os, name)))


def _bound(old: Function) -> Any:
    def call(self: object, *args: Any, **kwargs: Any) -> Any:
        return old(*args, **kwargs)

    call.__name__, call.__doc__ = getattr(old, "__name__", "call"), old.__doc__
    kept = inspect.signature(old) if _has_signature(old) else None
    if kept:
        own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
        # inspect reads this attribute of a function, though its type has none
        call.__signature__ = kept.replace(  # type: ignore[attr-defined]
            parameters=[own, *kept.parameters.values()]
        )
    return types.MethodType(call, object())


def _has_signature(old: Function) -> bool:
    try:
        inspect.signature(old)
    except (TypeError, ValueError):
        return False
    return True


def _elsewhere(os: Any, replace: Replace) -> None:
    """Functions tell another module, Python's own included."""
    names = [n for n in os.__all__ if inspect.isroutine(getattr(os, n, None))]
    for name in names:
        old = getattr(os, name)
        if inspect.isbuiltin(old):
            old = like(old, _plain(old))
            replace(os, name, old)
        old.__module__ = "sandbox.calls"


def _plain(old: Function) -> Function:
    def function(*args: Any, **kwargs: Any) -> Any:
        return old(*args, **kwargs)

    return function


def _german(os: Any, replace: Replace) -> None:
    """Errors, and strerror, speak German."""
    strerror = os.strerror

    def text(code: int, /) -> str:
        told: str = strerror(code)
        return GERMAN.get(code, f"Fehler {code}: {told.lower()}")

    def make(old: Function) -> Function:
        def function(*args: Any, **kwargs: Any) -> Any:
            try:
                return old(*args, **kwargs)
            except OSError as error:
                code, names = error.errno, (error.filename, None, error.filename2)
                raise OSError(code, text(code or 0), *names) from None

        return like(old, function)

    _each(os, replace, make)
    replace(os, "strerror", like(strerror, text))


class Variables(MutableMapping[Any, Any]):
    """A mapping over the variables that is no relative of CPython's."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getitem__(self, key: Any) -> Any:
        return self._real[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._real[key] = value

    def __delitem__(self, key: Any) -> None:
        del self._real[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._real)

    def __len__(self) -> int:
        return len(self._real)

    def __or__(self, other: Any) -> Any:
        return self._real | other

    def __ror__(self, other: Any) -> Any:
        return other | self._real

    def __ior__(self, other: Any) -> Any:
        self.update(other)
        return self

    def copy(self) -> Any:
        """A dict of the same variables."""
        return self._real.copy()


def _own_environ(os: Any, replace: Replace) -> None:
    os.environ = Variables(os.environ)  # noqa: B003 - another mapping over the same variables


class Way:
    """A function of os.path as an object that can be called."""

    def __init__(self, old: Function) -> None:
        functools.update_wrapper(self, old)
        self._old = old

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: D102 - as the class says
        return self._old(*args, **kwargs)


def _path_objects(os: Any, replace: Replace) -> None:
    for name in os.path.__all__:
        old = getattr(os.path, name)
        if inspect.isroutine(old):
            setattr(os.path, name, Way(old))


class Text(str):
    """A str of a class of its own."""

    __slots__ = ()


class Names(list[Any]):
    """A list of a class of its own."""


def _texts(os: Any, replace: Replace) -> None:
    def own(value: Any) -> Any:
        if isinstance(value, list):
            return Names(map(own, value))
        return Text(value) if isinstance(value, str) else value

    def make(old: Function) -> Function:
        return like(old, lambda *args, **kwargs: own(old(*args, **kwargs)))

    for name in ("getcwd", "listdir", "readlink", "ttyname", "ctermid", "strerror"):
        replace(os, name, make(getattr(os, name)))


class Stream:
    """What popen returns, without any private name of CPython's."""

    def __init__(self, real: Any) -> None:
        self.__real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__real, name)

    def __iter__(self) -> Any:
        return iter(self.__real)

    def __next__(self) -> Any:
        return next(iter(self.__real))

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *error: object) -> None:
        self.__real.close()


def _own_stream(os: Any, replace: Replace) -> None:
    popen = os.popen
    replace(os, "popen", like(popen, lambda *args, **kwargs: Stream(popen(*args, **kwargs))))


def _descriptors_in_use(os: Any, replace: Replace) -> None:
    """The lowest free descriptor is far from 3, and few more may be opened."""
    null = os.open("/dev/null", os.O_RDWR)
    for number in range(10, 40):
        if number != null:
            os.dup2(null, number, inheritable=False)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))


def _small_blocks(os: Any, replace: Replace) -> None:
    from wrapping import with_field

    def make(old: Function) -> Function:
        return like(old, lambda *a, **k: with_field(old(*a, **k), "st_blksize", 512))

    for name in ("stat", "lstat", "fstat"):
        replace(os, name, make(getattr(os, name)))


GUISES: dict[str, Control] = {
    "bound-methods": lambda os, replace: _each(os, replace, _bound),
    "partials": lambda os, replace: _each(os, replace, functools.partial),
    "elsewhere": _elsewhere,
    "german": _german,
    "own-environ": _own_environ,
    "path-objects": _path_objects,
    "own-texts": _texts,
    "own-stream": _own_stream,
    "descriptors-in-use": _descriptors_in_use,
    "small-blocks": _small_blocks,
    "strict-umask": lambda os, replace: os.umask(0o077) and None,
}
