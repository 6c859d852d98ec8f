"""Path modules: each flavour a full ``os.path`` over a given os module.

``os_reference.paths.posix``, ``.nt`` and ``.mac`` are over os_reference itself; ``over`` makes
the same over any other os module.
"""

from __future__ import annotations

import stat
import sys
from types import FunctionType, ModuleType

from os_reference.backend import default_backend
from os_reference.binding import bind, bind_into
from os_reference.encoding import fspath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

#: The interpreter's own OS-dependent module.
HOST = default_backend()
_RUNNING = sys.version_info[:2]

#: Names that came later than the oldest level (3.11), and where Windows had them earlier.
SINCE: dict[str, tuple[int, int]] = {
    "splitroot": (3, 12),
    "isjunction": (3, 12),
    "isdevdrive": (3, 13),
    "isreserved": (3, 13),
    "ALLOW_MISSING": (3, 14),
    "ALL_BUT_LAST": (3, 15),
}
_NT_SINCE = {"isdevdrive": (3, 12)}

#: Flavour -> path function -> the private name under which a backend of that flavour brings it.
NATIVE: dict[str, dict[str, str]] = {
    "posix": {"splitroot": "_path_splitroot_ex"},
    "nt": {
        "splitroot": "_path_splitroot_ex",
        "exists": "_path_exists",
        "lexists": "_path_lexists",
        "isdir": "_path_isdir",
        "isfile": "_path_isfile",
        "islink": "_path_islink",
        "isjunction": "_path_isjunction",
        "isdevdrive": "_path_isdevdrive",
    },
    "mac": {},
}
#: Private calls of a backend that the path functions make use of.
PRIMITIVES = ("_path_normpath", "_getfullpathname", "_getfinalpathname", "_getvolumepathname")

#: From this level on a native normpath is the whole function: bytes too, and '.' for ''.
_WHOLE_NORMPATH_SINCE = (3, 13)

#: What a path module holds that is not for its users.
_INTERNAL = frozenset(("os", "stat", "sys", "fspath", "annotations", "TYPE_CHECKING"))


def native(flavour: str, primitive: str, backend: Any = HOST) -> Any:
    """Return what ``backend`` brings as ``primitive`` for its own flavour, else None."""
    if getattr(backend, "__name__", None) != flavour:
        return None
    return getattr(backend, primitive, None)


def start(names: dict[str, Any], flavour: str, shared: Iterable[Callable[..., Any]]) -> None:
    """Give a path module, by its namespace, what all share: to be called at its top."""
    names.update(fspath=getattr(HOST, "fspath", fspath), stat=stat)
    bind_into(names, *shared)


def finish(
    names: dict[str, Any], flavour: str, backend: object, level: tuple[int, int] = _RUNNING
) -> None:
    """Complete a path module: the backend's own functions, and the names of its level only.

    What it was before is kept under ``_pattern``, for ``over``.
    """
    names["_pattern"] = dict(names)
    names["_level"] = level
    for name in PRIMITIVES:
        names[name] = native(flavour, name, backend)
    names["_normal"] = names["_path_normpath"] or names["_normal_text"]
    if _RUNNING >= _WHOLE_NORMPATH_SINCE:
        names["normpath"] = names["_path_normpath"] or names["normpath"]
    for name, primitive in NATIVE[flavour].items():
        names[name] = native(flavour, primitive, backend) or names[name]
    for name, first in SINCE.items():
        if level < (_NT_SINCE.get(name, first) if flavour == "nt" else first):
            names.pop(name, None)
    names["__all__"] = [
        name for name in names if name not in _INTERNAL and name.isidentifier() and name[0] != "_"
    ]


def load(flavour: str) -> ModuleType:
    """Return the path module of ``flavour`` over os_reference (and so over the interpreter)."""
    name = f"os_reference.paths.{flavour}"
    __import__(name)
    return sys.modules[name]


def over(os: Any, flavour: str, backend: object, level: tuple[int, int]) -> ModuleType:
    """Return a new path module of ``flavour`` whose files are those of ``os``.

    ``backend`` is the OS-dependent object below ``os``, for what it brings itself; ``level``
    the Python version whose names are wanted.
    """
    pattern = vars(load(flavour))
    module = ModuleType(pattern["__name__"], pattern["__doc__"])
    names = vars(module)
    for name, value in pattern["_pattern"].items():
        if name[:2] != "__":
            local = isinstance(value, FunctionType) and value.__globals__ is pattern
            names[name] = bind(value, names) if local else value
    names.update(os=os, fspath=os.fspath)
    finish(names, flavour, backend, level)
    return module
