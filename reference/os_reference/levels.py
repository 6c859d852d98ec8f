"""What the portable layer is at which Python level, and what each function needs: data.

A *level* is a version as ``(major, minor)``.
"""

from __future__ import annotations

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
