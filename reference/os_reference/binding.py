"""Functions that live in whatever os module they are built into.

The portable functions are written once, as plain functions whose free names (``mkdir``,
``path``, ``environ``, ...) are those of the os module around them. Binding gives a function the
namespace of one such module, so that a name replaced there (``mock.patch("os.mkdir")``) is seen
at the next call, as users of a module expect; and no call pays for an indirection.
"""

from __future__ import annotations

from types import FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


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
