"""Which OS-dependent module an os module stands on, and how functions are put on top of it.

A *backend* is any object with the OS-dependent interface: the built-in modules ``posix`` and
``nt``, a stub, an in-memory system. It is only ever looked up, never changed.

The portable functions are written once, as plain functions whose free names (``mkdir``,
``path``, ``environ``, ...) are those of the os module around them. *Binding* gives a function the
namespace of one such module, so that a name replaced there (``mock.patch("os.mkdir")``) is seen
at the next call, as users of a module expect; and no call pays for an indirection.
"""

from __future__ import annotations

import sys
from types import FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

#: Built-in modules in the order in which an interpreter is asked for them.
CANDIDATES = ("posix", "nt")

#: Flavours of path names, each with its path module and its line ending.
LINE_ENDINGS = {"posix": "\n", "nt": "\r\n", "mac": "\r"}

#: Names that a module carries for the import system, not for its users.
_MODULE_ATTRIBUTES = frozenset(("__doc__", "__file__", "__loader__", "__name__", "__spec__"))


def default_backend(candidates: Iterable[str] = CANDIDATES) -> object:
    """Return this interpreter's own OS-dependent module: the first of ``candidates`` it has.

    Only built-in modules count, as a file that happens to be called ``posix.py`` is none.
    Raises NoBackendError when there is none. Clauses: os/name-value.
    """
    tried = tuple(candidates)
    for name in tried:
        if name in sys.builtin_module_names:
            return __import__(name)
    from os_reference.errors import NoBackendError

    raise NoBackendError(tried)


def flavour_of(backend: object, flavour: str | None = None) -> str:
    """Return the flavour of ``backend``: as told, else by its ``__name__``, else ``"posix"``.

    Raises UnknownFlavourError for a told flavour that has no path module.
    Clauses: os/name-matches-path.
    """
    if flavour is None:
        own = getattr(backend, "__name__", None)
        return own if own in LINE_ENDINGS else "posix"
    if flavour not in LINE_ENDINGS:
        from os_reference.errors import UnknownFlavourError

        raise UnknownFlavourError(flavour, tuple(LINE_ENDINGS))
    return flavour


def exported(backend: object) -> list[str]:
    """Return the public names of ``backend``: its ``__all__``, else those without underscore."""
    names = getattr(backend, "__all__", None)
    if names is not None:
        return list(names)
    return [name for name in dir(backend) if name[0] != "_"]


def bind(
    function: Callable[..., Any], namespace: dict[str, Any], name: str | None = None
) -> FunctionType:
    """Return a copy of the plain ``function`` whose global names are those of ``namespace``.

    The copy belongs to the module that the namespace is of (``__module__``), so it can be
    pickled by name; it is called ``name`` if given.
    """
    assert isinstance(function, FunctionType)
    name = name or function.__name__
    bound = FunctionType(function.__code__, namespace, name, function.__defaults__)
    bound.__qualname__ = name
    bound.__kwdefaults__ = function.__kwdefaults__
    bound.__annotations__ = function.__annotations__
    return bound


def bind_into(namespace: dict[str, Any], *functions: Callable[..., Any]) -> None:
    """Bind every function and store it in ``namespace`` under its own name."""
    for function in functions:
        namespace[function.__name__] = bind(function, namespace)
