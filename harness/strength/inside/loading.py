"""Loads the os module of a campaign's candidate: CPython's own files or os_reference, changed or not.

A *plan* says what to load: `origin` ("cpython" or "reference"), `directory` (what is changed is
here, everything else is the interpreter's own), `flavour` ("posix" or "nt": whose paths `os.path`
has; or another of GROUNDS below), `stands` (leave the modules in the place of `os` and its path
modules), `edit` (an entry of primitives.toml or controls.toml to apply), `reach` and `steps` (files to
mark the executed lines and the steps between them in).
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

#: CPython's files of the portable layer and the paths, as module names.
PARTS = ("os", "posixpath", "ntpath", "genericpath")
#: What the portable layer and the paths bring themselves where the OS-dependent module lacks it.
OPTIONAL = frozenset(("fspath", "_path_normpath", "_path_splitroot", "_path_splitroot_ex"))
#: What a platform lacks that cannot start processes; CPython tells _exit from the rest, so that goes, too.
POOR = frozenset(("_exit", "fork", "forkpty", "posix_spawn", "posix_spawnp"))
Loader = Callable[[str], dict[str, Any]]


class Finder:
    """Finds the parts in a directory, and those that are not there in the standard library."""

    def __init__(self, directory: str) -> None:
        self.places = [Path(directory), Path(sysconfig.get_path("stdlib"))]

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        """The import system's question; only the parts are ours."""
        if name not in PARTS:
            return None
        files = (place / f"{name}.py" for place in self.places)
        return importlib.util.spec_from_file_location(name, next(f for f in files if f.exists()))


def load(plan: dict[str, Any]) -> ModuleType:
    """The os module that a plan asks for."""
    import ctypes  # noqa: F401 - what the agent needs itself comes from the untouched modules
    import functools  # noqa: F401
    import inspect  # noqa: F401
    import select  # noqa: F401

    if plan.get("reach"):
        import tracing

        tracing.start(plan["reach"], plan["steps"], plan["files"], plan["functions"])
    before = {name: sys.modules.get(name) for name in (*PARTS, "os.path")}
    ground = GROUNDS[plan.get("flavour", "posix")]
    modules = ground.around(LOADERS[plan["origin"]], plan["directory"])
    os: ModuleType = ground.of(modules)
    if plan.get("edit"):
        import editing

        editing.apply(os, plan["edit"])
    if not plan.get("stands"):
        sys.modules.update({name: module for name, module in before.items() if module})
    return os


def load_cpython(directory: str) -> dict[str, ModuleType]:
    """Fresh copies of CPython's parts, now in the place of those that were loaded."""
    finder = Finder(directory)
    for name in (*PARTS, "os.path"):
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, finder)
    try:
        return {name: importlib.import_module(name) for name in PARTS}
    finally:
        sys.meta_path.remove(finder)


def load_reference(directory: str) -> dict[str, ModuleType]:
    """os_reference from the directory, put in the place of `os` and its path modules."""
    sys.path.insert(0, directory)
    os = importlib.import_module("os_reference")
    if not str(os.__file__).startswith(directory):
        raise ImportError(f"os_reference was loaded from {os.__file__}")
    paths = {
        "posixpath": importlib.import_module("os_reference.paths.posix"),
        "ntpath": importlib.import_module("os_reference.paths.nt"),
    }
    made = {"os": os, "os.path": os.path, **paths}
    sys.modules.update(made)
    return made


LOADERS = {"cpython": load_cpython, "reference": load_reference}


def plainly(loader: Loader, directory: str) -> dict[str, Any]:
    """Load over the interpreter's OS-dependent module as it is."""
    return loader(directory)


def without(names: frozenset[str]) -> Callable[[Loader, str], dict[str, Any]]:
    """Load over an OS-dependent module that lacks some names."""

    def around(loader: Loader, directory: str) -> dict[str, Any]:
        import posix

        lesser = ModuleType("posix", posix.__doc__)
        lesser.__dict__.update({n: v for n, v in vars(posix).items() if n not in names})
        sys.modules["posix"] = lesser
        try:
            return loader(directory)
        finally:
            sys.modules["posix"] = posix

    return around


def as_it_is(modules: dict[str, Any]) -> Any:
    """The os module that was loaded."""
    return modules["os"]


def over_posix(modules: dict[str, Any]) -> Any:
    """The reference's os module over a backend that is given to it, as any other would be."""
    import posix

    return modules["os"].build(posix)


def as_nt(modules: dict[str, Any]) -> ModuleType:
    """The same os module with Windows paths: their functions look at text alone."""
    os, ntpath = modules["os"], modules["ntpath"]
    module = ModuleType(os.__name__, os.__doc__)
    module.__dict__.update(os.__dict__)
    names = ("curdir", "pardir", "sep", "altsep", "extsep", "pathsep", "defpath", "devnull")
    given = {name: getattr(ntpath, name) for name in names}
    module.__dict__.update(given, name="nt", path=ntpath, linesep="\r\n")
    return module


def in_windows(modules: dict[str, Any]) -> Any:
    """The files over a Windows system in memory, with its private calls."""
    import in_memory

    return in_memory.windows(modules)


def in_windows_by_links(modules: dict[str, Any]) -> Any:
    """The reference's paths over the same, by public calls alone: links are followed one by one."""
    import in_memory

    return in_memory.linked(modules)


class Ground(NamedTuple):
    """How a candidate of a flavour comes about: what is around its loading, and what of it is taken."""

    around: Callable[[Loader, str], dict[str, Any]]
    of: Callable[[dict[str, Any]], Any]


GROUNDS = {
    "posix": Ground(plainly, as_it_is),
    "nt": Ground(plainly, as_nt),
    "bare": Ground(without(OPTIONAL), as_it_is),
    "poor": Ground(without(POOR), as_it_is),
    "over": Ground(plainly, over_posix),
    "windows": Ground(plainly, in_windows),
    "linked": Ground(plainly, in_windows_by_links),
}


def stand_in(plan: dict[str, Any]) -> None:
    """Let the whole interpreter use a plan's modules, from as early as can be."""
    old = {name: sys.modules.get(name) for name in PARTS}
    load(plan)
    new = {name: sys.modules.get(name) for name in PARTS}
    pairs = [(old[n], new[n]) for n in PARTS if old[n] is not None and old[n] is not new[n]]
    ours = {id(module) for module in new.values()}
    for name, module in list(sys.modules.items()):
        if id(module) not in ours and not name.startswith("os_reference"):
            for one, other in pairs:
                _exchange(module, one, other)
    sys.strength_stands_in = True  # type: ignore[attr-defined]


def _exchange(module: object, old: object, new: object) -> None:
    for name, value in list(getattr(module, "__dict__", {}).items()):
        if value is old:
            setattr(module, name, new)
