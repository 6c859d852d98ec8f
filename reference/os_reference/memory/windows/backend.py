"""The OS-dependent module of Windows in memory: what ``nt`` is to a real Windows."""

from __future__ import annotations

import sys
from typing import Any

from os_reference.backend import default_backend
from os_reference.memory.calls.machine import MachineCalls
from os_reference.memory.inodes import Inode
from os_reference.memory.kernel import Kernel
from os_reference.memory.refusing import refuse
from os_reference.memory.windows.directories import WindowsDirectoryCalls, WindowsDirEntry
from os_reference.memory.windows.entries import WindowsEntryCalls
from os_reference.memory.windows.files import WindowsDescriptorCalls, WindowsFileCalls
from os_reference.memory.windows.lookup import walk
from os_reference.memory.windows.processes import WindowsProcessCalls
from os_reference.memory.windows.status import BEFORE_312, SINCE_312, WindowsStatusCalls
from os_reference.memory.windows.volumes import VolumeCalls

_HOST: Any = default_backend()
#: Types and pure functions that have nothing to do with a kernel: the interpreter's own.
SHARED = (
    "error", "fspath", "statvfs_result", "strerror", "terminal_size", "times_result", "uname_result",
)  # fmt: skip
#: Calls of Windows, by the level from which they are there.
CALLS: dict[tuple[int, int], tuple[str, ...]] = {
    (3, 11): (
        "abort", "access", "chdir", "chmod", "close", "closerange", "cpu_count", "device_encoding",
        "dup", "dup2", "environ", "execv", "execve", "fstat", "fsync", "ftruncate",
        "get_handle_inheritable", "get_inheritable", "get_terminal_size", "getcwd", "getcwdb",
        "getlogin", "getpid", "getppid", "isatty", "kill", "link", "listdir", "lseek", "lstat",
        "mkdir", "open", "pipe", "putenv", "read", "readlink", "remove", "rename", "replace",
        "rmdir", "scandir", "set_handle_inheritable", "set_inheritable", "spawnv", "spawnve",
        "startfile", "stat", "symlink", "system", "times", "truncate", "umask", "unlink",
        "unsetenv", "urandom", "utime", "waitpid", "waitstatus_to_exitcode", "write",
    ),
    (3, 12): ("get_blocking", "listdrives", "listmounts", "listvolumes", "set_blocking"),
    (3, 13): ("fchmod", "lchmod"),
}  # fmt: skip
TYPES = ("DirEntry", "stat_result")


class WindowsCalls(
    WindowsEntryCalls,
    WindowsStatusCalls,
    WindowsDirectoryCalls,
    WindowsFileCalls,
    WindowsDescriptorCalls,
    WindowsProcessCalls,
    VolumeCalls,
    MachineCalls,
):
    """All calls over one kernel, and the constants and types that go with them."""

    __name__ = "nt"
    DirEntry = WindowsDirEntry
    _have_functions: tuple[str, ...] = ("HAVE_FTRUNCATE", "MS_WINDOWS")

    def __init__(self, kernel: Kernel, level: tuple[int, int] | None = None) -> None:
        super().__init__(kernel)
        self._level = level or sys.version_info[:2]
        self.stat_result = SINCE_312 if self._level >= (3, 12) else BEFORE_312
        if self._level >= (3, 13):
            self.__dict__["chmod"] = self._chmod_since_313
            self._have_functions = (*self._have_functions, "HAVE_FCHMOD", "HAVE_LCHMOD")
        self.__dict__.update(kernel.constants)
        self.__dict__.update({n: getattr(_HOST, n) for n in SHARED if hasattr(_HOST, n)})
        calls = [name for since, found in CALLS.items() if self._level >= since for name in found]
        constants = [n for n in kernel.constants if n[0] != "_" and n != "O_NONBLOCK"]
        shared = [name for name in SHARED if hasattr(_HOST, name)]
        self.__all__ = [*calls, *constants, *shared, *TYPES]

    def _node(self, target: str | int, dir_fd: Any = None, follow: bool = True) -> Inode:
        """Return what a path or descriptor leads to."""
        if isinstance(target, int):
            return self._opened(target).node
        node = walk(self._kernel, target, follow).node
        if node is None:
            refuse("ERROR_FILE_NOT_FOUND")
        return node

    def times(self) -> Any:
        """Return the time that the process took: none; Windows tells no more. Clauses: os.times/*."""
        return _HOST.times_result((0.0, 0.0, 0.0, 0.0, 0.0))
