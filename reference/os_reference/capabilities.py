"""What is there: at which Python level, over which backend, with which abilities. Data.

A *level* is a version as ``(major, minor)``. An OS-dependent module lists in ``_have_functions``
the system calls it was compiled with; ``TABLE`` says which Python function gains by each that it
accepts a descriptor, ``dir_fd``, ``follow_symlinks`` or ``effective_ids``.
Clauses: os.supports_fd/is-set, os.supports_dir_fd/is-set, os.supports_effective_ids/is-set,
os.supports_follow_symlinks/is-set.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

Level = tuple[int, int]

#: Portable functions that came later than the oldest level (3.11).
SINCE: dict[str, Level] = {
    "process_cpu_count": (3, 13),
    "reload_environ": (3, 14),
}

#: The level from which ``makedirs`` has ``parent_mode``.
PARENT_MODE_SINCE: Level = (3, 15)

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


def capability_sets(backend: object, names: dict[str, Any]) -> dict[str, set[Callable[..., Any]]]:
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
