"""Which OS-dependent module an os module stands on, what that brings, how it is put together.

A *backend* is any object with the OS-dependent interface: the built-in modules ``posix`` and
``nt``, a stub, an in-memory system. It is only ever looked up, never changed.

The portable functions are written once, as plain functions whose free names (``mkdir``,
``path``, ``environ``, ...) are those of the os module around them. *Binding* gives a function the
namespace of one such module, so that a name replaced there (``mock.patch("os.mkdir")``) is seen
at the next call, as users of a module expect; and no call pays for an indirection.

What is there is data: a *level* is a version of Python as ``(major, minor)``; an OS-dependent
module lists in ``_have_functions`` the system calls it was compiled with, and ``TABLE`` says which
Python function gains by each that it accepts a descriptor, ``dir_fd``, ``follow_symlinks`` or
``effective_ids``.
Clauses: os.supports_fd/is-set, os.supports_dir_fd/is-set, os.supports_effective_ids/is-set,
os.supports_follow_symlinks/is-set.
"""

import abc
import stat
import sys

from os_reference import directories, environment, processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import FunctionType as FunctionType
    from types import ModuleType as ModuleType
    from typing import Any
else:  # as in ``types``, whose import alone would take a fifth of the time of this package's
    FunctionType = type(lambda: None)
    ModuleType = type(sys)

Level = tuple[int, int]

#: Built-in modules in the order in which an interpreter is asked for them.
CANDIDATES = ("posix", "nt")

#: Flavours of path names, each with its path module and its line ending.
LINE_ENDINGS = {"posix": "\n", "nt": "\r\n", "mac": "\r"}

#: Portable functions that came later than the oldest level (3.11).
SINCE: "dict[str, Level]" = {
    "process_cpu_count": (3, 13),
    "reload_environ": (3, 14),
}

#: The level from which ``makedirs`` has ``parent_mode``.
PARENT_MODE_SINCE: "Level" = (3, 15)

_FORKING = ("fork", "waitpid", "_exit", "WIFSTOPPED", "waitstatus_to_exitcode")

#: Portable function -> other names of the module without which it is not available, so not
#: there (as the manual's availability notes have it: a name that cannot work is absent).
REQUIRES: dict[str, tuple[str, ...]] = {
    "makedirs": ("mkdir",),
    "removedirs": ("rmdir",),
    "renames": ("rename", "mkdir", "rmdir"),
    "walk": ("scandir",),
    "fwalk": ("scandir", "open", "close", "stat", "O_RDONLY", "O_NONBLOCK"),
    "execl": ("execv",),
    "execle": ("execve",),
    "execlp": ("execv",),
    "execlpe": ("execve",),
    "execvp": ("execv",),
    "execvpe": ("execve",),
    "spawnv": (*_FORKING, "execv"),
    "spawnve": (*_FORKING, "execve"),
    "spawnvp": (*_FORKING, "execv"),
    "spawnvpe": (*_FORKING, "execve"),
    # A backend that spawns by itself (Windows) does not search along PATH.
    "spawnl": ("spawnv",),
    "spawnle": ("spawnve",),
    "spawnlp": ("spawnvp",),
    "spawnlpe": ("spawnvpe",),
    "reload_environ": ("_create_environ",),
    "add_dll_directory": ("_add_dll_directory", "_remove_dll_directory"),
    "getenvb": ("environb",),
}

#: Names with an underscore that are taken over from the backend all the same.
PRIVATE = ("_exit", "_create_environ", "_add_dll_directory", "_remove_dll_directory")

#: Constants of the spawn family where it is made of fork.
SPAWN_MODES = {"P_WAIT": 0, "P_NOWAIT": 1, "P_NOWAITO": 1}

#: set -> system call -> functions that it makes members. ``""`` stands for 'always'.
#: chmod is absent from follow_symlinks by fchmodat: Linux has the call and refuses the flag.
TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    "supports_dir_fd": {
        "HAVE_FACCESSAT": ("access",),
        "HAVE_FCHMODAT": ("chmod",),
        "HAVE_FCHOWNAT": ("chown",),
        "HAVE_FSTATAT": ("stat",),
        "HAVE_FUTIMESAT": ("utime",),
        "HAVE_LINKAT": ("link",),
        "HAVE_MKDIRAT": ("mkdir",),
        "HAVE_MKFIFOAT": ("mkfifo",),
        "HAVE_MKNODAT": ("mknod",),
        "HAVE_OPENAT": ("open",),
        "HAVE_READLINKAT": ("readlink",),
        "HAVE_RENAMEAT": ("rename",),
        "HAVE_SYMLINKAT": ("symlink",),
        "HAVE_UNLINKAT": ("rmdir", "unlink"),
        "HAVE_UTIMENSAT": ("utime",),
    },
    "supports_effective_ids": {"HAVE_FACCESSAT": ("access",)},
    "supports_fd": {
        "": ("stat",),
        "HAVE_FCHDIR": ("chdir",),
        "HAVE_FCHMOD": ("chmod",),
        "HAVE_FCHOWN": ("chown",),
        "HAVE_FDOPENDIR": ("listdir", "scandir"),
        "HAVE_FEXECVE": ("execve",),
        "HAVE_FPATHCONF": ("pathconf",),
        "HAVE_FSTATVFS": ("statvfs",),
        "HAVE_FTRUNCATE": ("truncate",),
        "HAVE_FUTIMENS": ("utime",),
        "HAVE_FUTIMES": ("utime",),
    },
    "supports_follow_symlinks": {
        "HAVE_FACCESSAT": ("access",),
        "HAVE_FCHOWNAT": ("chown",),
        "HAVE_FSTATAT": ("stat",),
        "HAVE_LCHFLAGS": ("chflags",),
        "HAVE_LCHMOD": ("chmod",),
        "HAVE_LCHOWN": ("chown",),
        "HAVE_LINKAT": ("link",),
        "HAVE_LSTAT": ("stat",),
        "HAVE_LUTIMES": ("utime",),
        "HAVE_UTIMENSAT": ("utime",),
        "MS_WINDOWS": ("stat",),
    },
}

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


def default_backend(candidates: "Iterable[str]" = CANDIDATES) -> object:
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


def taken_over(backend: object) -> "dict[str, Any]":
    """Return what an os module takes over from ``backend``: its public names and their values."""
    if type(backend) is ModuleType and not hasattr(backend, "__all__"):  # mostly so
        return {name: value for name, value in vars(backend).items() if name[0] != "_"}
    return {name: getattr(backend, name) for name in exported(backend)}


def bind(
    function: "Callable[..., Any]", namespace: "dict[str, Any]", name: str | None = None
) -> "FunctionType":
    """Return a copy of the plain ``function`` whose global names are those of ``namespace``.

    The copy belongs to the module that the namespace is of (``__module__``), so it can be
    pickled by name; it is called ``name`` if given.
    """
    assert isinstance(function, FunctionType)
    bound = FunctionType(function.__code__, namespace, name, function.__defaults__)
    if name is not None:
        bound.__qualname__ = name
    bound.__kwdefaults__ = function.__kwdefaults__
    bound.__annotations__ = function.__annotations__
    return bound


def bind_into(namespace: "dict[str, Any]", *functions: "Callable[..., Any]") -> None:
    """Bind every function and store it in ``namespace`` under its own name."""
    for function in functions:
        namespace[function.__name__] = bind(function, namespace)


def capability_sets(
    backend: object, names: "dict[str, Any]"
) -> "dict[str, set[Callable[..., Any]]]":
    """Return the four ``supports_*`` sets for the functions in ``names``.

    A backend that has such a set itself (it is a whole os module) is believed.
    """
    compiled_in = {"", *getattr(backend, "_have_functions", ())}
    sets: dict[str, set[Callable[..., Any]]] = {}
    for kind, by_call in TABLE.items():
        own = getattr(backend, kind, None)
        sets[kind] = (
            set(own)
            if own is not None
            else {
                names[function]
                for call, functions in by_call.items()
                if call in compiled_in
                for function in functions
                if function in names
            }
        )
    return sets


def build(
    backend: object | None = None,
    *,
    flavour: str | None = None,
    level: "Level | None" = None,
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
    level: "Level | None" = None,
    codec: tuple[str, str] | None = None,
) -> None:
    """Fill ``names``, the namespace of a module, with a whole os module; arguments as ``build``."""
    own = backend is None
    if backend is None:
        backend = default_backend()
    flavour = flavour_of(backend, flavour)
    level = level or sys.version_info[:2]
    codec = codec or environment.file_system_encoding()
    before = {"sys", "abc", "st", *names}

    names.update(taken_over(backend))
    for name in PRIVATE:
        if hasattr(backend, name):
            names[name] = getattr(backend, name)
    _add_encoding(names, codec)
    _add_names(names, flavour, None if own else backend, level)
    _add_environment(names, flavour, codec)
    names.update(capability_sets(backend, names))
    _add_functions(names, level)
    _add_files_and_commands(names, own)
    public = [name for name in names if name[0] != "_" and name not in before]
    names["__all__"] = [*public, "_exit"] if "_exit" in names else public


def _add_names(
    names: "dict[str, Any]", flavour: str, backend: object | None, level: "Level"
) -> None:
    """Add constants and the path module. Clauses: os/error-alias, os.sep/same-in-path."""
    from os_reference import paths  # they are made with what is here

    path = paths.load(flavour)
    if backend is not None:
        path = paths.over(_ModuleView(names), flavour, backend, level)
    names.update(name=flavour, linesep=LINE_ENDINGS[flavour], path=path, error=OSError)
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


def _add_functions(names: "dict[str, Any]", level: "Level") -> None:
    """Add the portable functions, as far as ``level`` has them and the backend carries them."""
    bind_into(names, *_HELPERS)
    # What others take from os under a private name: the standard library, and rich (in pip).
    names["_walk_symlinks_as_files"] = directories._walk_symlinks_as_files
    names.update(
        _get_exports_list=exported,
        _fspath=environment.fspath,
        _Environ=environment.Environ,
    )
    names.setdefault("cpu_count", processes.unknown_cpu_count)
    for function in _PORTABLE:
        name = function.__name__
        if level >= SINCE.get(name, level) and _available(name, names):
            names[name] = bind(function, names)
    if "makedirs" in names and level >= PARENT_MODE_SINCE:
        names["makedirs"] = bind(directories.makedirs_with_parent_mode, names, "makedirs")
    if _available("fwalk", names) and _descriptors_suffice(names):
        bind_into(names, *_FWALK)
    if _available("spawnv", names):
        names.update(SPAWN_MODES)
    if _available("add_dll_directory", names):
        from os_reference import libraries

        names["_AddedDllDirectory"] = libraries._AddedDllDirectory
        bind_into(names, libraries.add_dll_directory)


def _available(name: str, names: "dict[str, Any]") -> bool:
    return all(needed in names for needed in REQUIRES.get(name, ()))


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
