"""Putting an os module together: a backend's own names, and the portable layer over them."""

import abc
import stat
import sys

from os_reference import backend as backends
from os_reference import directories, environment, paths, processes
from os_reference.backend import ModuleType, bind, bind_into

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: What an os module takes from its path module.
_FROM_PATH = ("curdir", "pardir", "sep", "pathsep", "defpath", "extsep", "altsep", "devnull")

#: The portable functions, each after those it is made of.
_PORTABLE: "tuple[Callable[..., Any], ...]" = (
    directories.makedirs,
    directories.removedirs,
    directories.renames,
    directories.walk,
    environment.getenv,
    environment.getenvb,
    environment.get_exec_path,
    environment.reload_environ,
    processes.execl,
    processes.execle,
    processes.execlp,
    processes.execlpe,
    processes.execvp,
    processes.execvpe,
    processes.spawnv,
    processes.spawnve,
    processes.spawnvp,
    processes.spawnvpe,
    processes.spawnl,
    processes.spawnle,
    processes.spawnlp,
    processes.spawnlpe,
    processes.process_cpu_count,
)
#: What they call, or the standard library takes from ``os`` under a private name.
_HELPERS: "tuple[Callable[..., Any], ...]" = (
    directories._parent_and_leaf,
    directories._make_path,
    directories._make_leaf,
    directories._make_parents,
    directories._walk_down,
    directories._walk_up,
    directories._list_directory,
    directories._is_own_directory,
    directories._is_link,
    processes._execvpe,
    processes._spawn,
)
#: What fwalk is made of; it needs more than names of the backend.
_FWALK = (directories.fwalk, directories._open_directory, directories._list_descriptor)


def build(
    backend: object | None = None,
    *,
    flavour: str | None = None,
    level: "backends.Level | None" = None,
    codec: tuple[str, str] | None = None,
    module_name: str = "os",
) -> "ModuleType":
    """Return a new os module over ``backend``, any object with the OS-dependent interface.

    ``backend`` is this interpreter's own (posix, else nt) when None; ``flavour`` ("posix",
    "nt", "mac") that of its path names, by default by the backend's ``__name__``, else posix;
    ``level`` the Python version whose portable layer is wanted, by default the running one;
    ``codec`` the encoding and error handler of its file names and environment, by default this
    interpreter's. A portable function that needs what the backend lacks is absent.
    Raises NoBackendError and UnknownFlavourError. Clauses: os/name-value, os/name-matches-path.
    """
    module = ModuleType(module_name, "An os module built by os_reference.")
    assemble(module.__dict__, backend, flavour, level, codec)
    return module


def assemble(
    names: "dict[str, Any]",
    backend: object | None = None,
    flavour: str | None = None,
    level: "backends.Level | None" = None,
    codec: tuple[str, str] | None = None,
) -> None:
    """Fill ``names``, the namespace of a module, with a whole os module; arguments as ``build``."""
    own = backend is None
    if backend is None:
        backend = backends.default_backend()
    flavour = backends.flavour_of(backend, flavour)
    level = level or sys.version_info[:2]
    codec = codec or environment.file_system_encoding()
    before = {"sys", "abc", "st", *names}

    names.update(backends.taken_over(backend))
    for name in backends.PRIVATE:
        if hasattr(backend, name):
            names[name] = getattr(backend, name)
    _add_encoding(names, codec)
    _add_names(names, flavour, None if own else backend, level)
    _add_environment(names, flavour, codec)
    names.update(backends.capability_sets(backend, names))
    _add_functions(names, level)
    _add_files_and_commands(names, own)
    public = [name for name in names if name[0] != "_" and name not in before]
    names["__all__"] = [*public, "_exit"] if "_exit" in names else public


def _add_names(
    names: "dict[str, Any]", flavour: str, backend: object | None, level: "backends.Level"
) -> None:
    """Add constants and the path module. Clauses: os/error-alias, os.sep/same-in-path."""
    path = paths.load(flavour)
    if backend is not None:
        path = paths.over(_ModuleView(names), flavour, backend, level)
    names.update(name=flavour, linesep=backends.LINE_ENDINGS[flavour], path=path, error=OSError)
    names.update(SEEK_SET=0, SEEK_CUR=1, SEEK_END=2, sys=sys, abc=abc, st=stat)
    for name in _FROM_PATH:
        names[name] = getattr(path, name)


class _ModuleView:
    """A module as its namespace has it: what ``os`` is to the path module below it."""

    def __init__(self, names: "dict[str, Any]") -> None:
        self.__dict__ = names


def _add_encoding(names: "dict[str, Any]", codec: tuple[str, str]) -> None:
    names.setdefault("fspath", environment.fspath)
    names["PathLike"] = environment.PathLike
    names["fsencode"], names["fsdecode"] = environment.make_fs_codec(*codec, names["fspath"])


def _add_environment(names: "dict[str, Any]", flavour: str, codec: tuple[str, str]) -> None:
    """Add ``environ`` and, where variables are bytes, ``environb``."""
    data = dict(names.get("environ", {}))
    changing = names if "putenv" in names and "unsetenv" in names else environment.NO_PROCESS
    names["supports_bytes_environ"] = flavour != "nt"
    if flavour == "nt":
        names["environ"] = environment.upper_case_environ(data, changing)
    else:
        names["environ"] = environment.TextEnviron(data, codec, changing)
        names["environb"] = environment.bytes_environ(data, changing)


def _add_functions(names: "dict[str, Any]", level: "backends.Level") -> None:
    """Add the portable functions, as far as ``level`` has them and the backend carries them."""
    bind_into(names, *_HELPERS)
    # What others take from os under a private name: the standard library, and rich (in pip).
    names["_walk_symlinks_as_files"] = directories._walk_symlinks_as_files
    names.update(
        _get_exports_list=backends.exported,
        _fspath=environment.fspath,
        _Environ=environment.Environ,
    )
    names.setdefault("cpu_count", processes.unknown_cpu_count)
    for function in _PORTABLE:
        name = function.__name__
        if level >= backends.SINCE.get(name, level) and _available(name, names):
            names[name] = bind(function, names)
    if "makedirs" in names and level >= backends.PARENT_MODE_SINCE:
        names["makedirs"] = bind(directories.makedirs_with_parent_mode, names, "makedirs")
    if _available("fwalk", names) and _descriptors_suffice(names):
        bind_into(names, *_FWALK)
    if _available("spawnv", names):
        names.update(backends.SPAWN_MODES)
    if _available("add_dll_directory", names):
        from os_reference import libraries

        names["_AddedDllDirectory"] = libraries._AddedDllDirectory
        bind_into(names, libraries.add_dll_directory)


def _available(name: str, names: "dict[str, Any]") -> bool:
    return all(needed in names for needed in backends.REQUIRES.get(name, ()))


def _descriptors_suffice(names: "dict[str, Any]") -> bool:
    """Tell whether directories can be opened, listed and looked into by descriptor."""
    relative: set[object] = names["supports_dir_fd"]
    direct: set[object] = names["supports_fd"]
    return {names["open"], names["stat"]} <= relative and {
        names["scandir"],
        names["stat"],
    } <= direct


def _add_files_and_commands(names: "dict[str, Any]", own: bool) -> None:
    """Add ``fdopen`` (over the descriptors of whoever has them) and ``popen`` (the host's)."""
    if own:
        names["fdopen"] = processes.fdopen
        bind_into(names, processes.popen)
    elif "fdopen" not in names and {"read", "write", "close", "lseek"} <= names.keys():
        names["fdopen"] = processes.fdopen_over(names)
