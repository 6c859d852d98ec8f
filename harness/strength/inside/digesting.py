"""Prints what loading a plan's modules gives, a line of JSON: {"module:name": digest}.

    python digesting.py PLAN        (PLAN is JSON)

Two loads with the same digests have the same names, values, classes and functions, so nothing that is
done with them later can differ.
"""

from __future__ import annotations

import hashlib
import json
import sys
from types import CodeType, FunctionType, ModuleType
from typing import Any

import loading

#: The directory that is loaded from: where it is makes no difference.
PLACE = json.loads(sys.argv[1])["directory"] if __name__ == "__main__" else ""


def modules_of(origin: str) -> dict[str, ModuleType]:
    """The loaded modules of an origin by name."""
    names = [n for n in sys.modules if n == "os_reference" or n.startswith("os_reference.")]
    if origin == "cpython":
        names = list(loading.PARTS)
    return {name: sys.modules[name] for name in sorted(names)}


def describe(value: Any, around: tuple[int, ...] = ()) -> Any:
    """A value as plain data that is equal for equal values."""
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return repr(value).replace(PLACE, "PLACE")
    if id(value) in around or len(around) > 12:
        return f"<{type(value).__name__} again>"
    around = (*around, id(value))
    if isinstance(value, CodeType):
        return _code(value, around)
    if isinstance(value, FunctionType):
        cells = [c.cell_contents for c in value.__closure__ or ()]
        parts = (
            value.__qualname__,
            value.__code__,
            value.__defaults__,
            value.__kwdefaults__,
            cells,
        )
        return ["function", *(describe(part, around) for part in parts)]
    if isinstance(value, type):
        members = {
            k: v for k, v in vars(value).items() if not k.startswith(("__weak", "__dict", "_abc_"))
        }
        bases = [base.__qualname__ for base in value.__mro__]
        return ["class", value.__qualname__, bases, describe(members, around)]
    if isinstance(value, ModuleType):
        return ["module", value.__name__]
    return _container(value, around)


def _code(code: CodeType, around: tuple[int, ...]) -> Any:
    constants = [describe(c, around) for c in code.co_consts]
    plain = [code.co_code.hex(), code.co_names, code.co_varnames, code.co_flags, code.co_argcount]
    return ["code", code.co_kwonlyargcount, *plain, constants, code.co_exceptiontable.hex()]


def _container(value: Any, around: tuple[int, ...]) -> Any:
    if isinstance(value, dict):
        return [[describe(k, around), describe(v, around)] for k, v in value.items()]
    if isinstance(value, list | tuple):
        return [type(value).__name__, *(describe(v, around) for v in value)]
    if isinstance(value, set | frozenset):
        return [type(value).__name__, *sorted(map(repr, (describe(v, around) for v in value)))]
    name = getattr(value, "__qualname__", "")
    inner = getattr(value, "__dict__", None)
    wrapped = getattr(value, "__func__", None) or getattr(value, "fget", None)
    parts = [describe(part, around) for part in (inner, wrapped)]
    return [type(value).__qualname__, getattr(value, "__module__", ""), name, *parts]


def digests(plan: dict[str, Any]) -> dict[str, str]:
    """Load a plan; the digest of every name of its modules, and of what it left in the interpreter."""
    os = loading.load(plan | {"stands": True})
    found = {"sys:modules": sorted(sys.modules), "os:path": describe(os.path)}
    modules = modules_of(plan["origin"])
    if os not in modules.values():  # made from what was loaded
        modules["os"] = os
    for module_name, module in modules.items():
        for name, value in vars(module).items():
            if name not in (
                "__builtins__",
                "__cached__",
                "__file__",
                "__loader__",
                "__spec__",
                "__doc__",
            ):
                found[f"{module_name}:{name}"] = describe(value)
        found[f"{module_name}:__all__"] = describe(list(vars(module)))
    return {
        name: hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]
        for name, value in found.items()
    }


if __name__ == "__main__":
    print(json.dumps(digests(json.loads(sys.argv[1]))))
