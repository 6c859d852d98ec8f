"""Which OS-dependent module an os module stands on, what that brings, how functions are put on it.

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

import sys

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

#: Names that a module carries for the import system, not for its users.
_MODULE_ATTRIBUTES = frozenset(("__doc__", "__file__", "__loader__", "__name__", "__spec__"))

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
