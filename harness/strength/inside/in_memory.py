"""Candidates whose files are in a Windows system in memory: the reference, or CPython's own path modules.

What `nt` is to CPython on Windows are then the calls of that system.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

#: The private names of `nt` that CPython's path module takes where they are there.
PRIVATE = ("_getfinalpathname", "_getfullpathname", "_getvolumepathname")


def windows(modules: dict[str, Any]) -> Any:
    """The os module of the system: of a copy of the reference, or with CPython's ntpath for its path."""
    if "genericpath" not in modules:
        return _system(modules["os"])
    os = _system(importlib.import_module("os_reference"))
    backend = importlib.import_module("os_reference.memory.windows.backend")
    calls = backend.WindowsCalls(os.kernel)
    nt = ModuleType("nt")
    nt.__dict__.update({name: getattr(calls, name) for name in (*PRIVATE, *calls.__all__)})
    stand_ins = {"os": os, "nt": nt, "genericpath": None}
    before = {name: sys.modules.pop(name, None) for name in stand_ins}
    sys.modules.update(os=os, nt=nt)
    try:
        sys.modules["genericpath"] = _again("genericpath", modules)
        os.path = _again("ntpath", modules)
    finally:
        for name, module in before.items():
            del sys.modules[name]
            if module is not None:
                sys.modules[name] = module
    return os


def linked(modules: dict[str, Any]) -> Any:
    """The same with a path module that knows nothing of the system but its public calls."""
    os = _system(modules["os"])
    paths = importlib.import_module(f"{modules['os'].__name__}.paths")
    os.path = paths.over(os, "nt", object(), sys.version_info[:2])
    return os


def _system(package: Any) -> Any:
    """The os module of a Windows system in memory, of a copy of os_reference."""
    memory = importlib.import_module(f"{package.__name__}.memory")
    return memory.memory("windows", user=(0, 0))


def _again(name: str, modules: dict[str, Any]) -> ModuleType:
    """A module loaded once more from its file."""
    spec = importlib.util.spec_from_file_location(name, Path(modules[name].__file__))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
