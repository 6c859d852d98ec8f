"""The OS-dependent module of a system in memory: what ``posix`` is to a system with a kernel."""

from __future__ import annotations

from typing import Any

from os_reference.backend import TABLE, default_backend
from os_reference.memory import statuses
from os_reference.memory.calls.attributes import AttributeCalls
from os_reference.memory.calls.copying import CopyingCalls
from os_reference.memory.calls.descriptors import DescriptorCalls
from os_reference.memory.calls.directories import DirectoryCalls, DirEntry
from os_reference.memory.calls.ending import EndingCalls
from os_reference.memory.calls.entries import EntryCalls
from os_reference.memory.calls.filesystems import PATHCONF_NAMES, FileSystemCalls
from os_reference.memory.calls.identity import IdentityCalls
from os_reference.memory.calls.machine import CONFSTR_NAMES, SYSCONF_NAMES, MachineCalls
from os_reference.memory.calls.refused import refused_calls
from os_reference.memory.calls.running import RunningCalls
from os_reference.memory.calls.status import StatusCalls, status_of_macos
from os_reference.memory.calls.terminals import TerminalCalls
from os_reference.memory.kernel import Kernel

_HOST: Any = default_backend()
#: Types and pure functions that have nothing to do with a kernel: the interpreter's own.
SHARED = (
    "WCOREDUMP", "WEXITSTATUS", "WIFCONTINUED", "WIFEXITED", "WIFSIGNALED", "WIFSTOPPED", "WSTOPSIG",
    "WTERMSIG", "error", "fspath", "major", "makedev", "minor", "sched_param", "stat_result",
    "statvfs_result", "strerror", "terminal_size", "times_result", "uname_result", "waitid_result",
    "waitstatus_to_exitcode",
)  # fmt: skip
#: What the kernel can do with descriptors in the place of paths, and the like (``capabilities``).
ABILITIES = sorted(
    {call for by_call in TABLE.values() for call in by_call if call.startswith("HAVE")}
)
LINUX_LACKS = {"HAVE_LCHMOD", "HAVE_LCHFLAGS", "HAVE_CHFLAGS"}
#: Calls that Linux does not have.
NOT_ON_LINUX = frozenset(("chflags", "lchflags", "lchmod"))
#: Calls that only Linux has.
LINUX_ONLY = frozenset((
    "copy_file_range", "eventfd", "eventfd_read", "eventfd_write", "fdatasync", "getrandom", "getresgid",
    "getresuid", "getxattr", "listxattr", "memfd_create", "pipe2", "posix_fadvise", "posix_fallocate",
    "removexattr", "sched_getaffinity", "sched_getparam", "sched_getscheduler",
    "sched_rr_get_interval", "sched_setaffinity", "sched_setparam", "sched_setscheduler", "setresgid",
    "setresuid", "setxattr", "splice",
))  # fmt: skip


class PosixCalls(
    EntryCalls,
    StatusCalls,
    FileSystemCalls,
    AttributeCalls,
    CopyingCalls,
    DirectoryCalls,
    DescriptorCalls,
    IdentityCalls,
    RunningCalls,
    EndingCalls,
    MachineCalls,
    TerminalCalls,
):
    """All calls over one kernel, and the constants, types and abilities that go with them."""

    DirEntry = DirEntry

    def __init__(self, kernel: Kernel) -> None:
        super().__init__(kernel)
        linux = kernel.platform.name == "linux"
        self._have_functions = [a for a in ABILITIES if not (linux and a in LINUX_LACKS)]
        self.pathconf_names, self.sysconf_names = dict(PATHCONF_NAMES), dict(SYSCONF_NAMES)
        self.confstr_names = dict(CONFSTR_NAMES)
        self.__dict__.update(kernel.constants)
        self.__dict__.update({n: getattr(_HOST, n) for n in SHARED if hasattr(_HOST, n)})
        if kernel.platform.name == "macos":
            self.__dict__.update(stat_result=statuses.MACOS, _status=status_of_macos)
        if linux:
            self.__dict__.update(refused_calls(self._opened))

    def __dir__(self) -> list[str]:
        hidden = NOT_ON_LINUX if self._kernel.platform.name == "linux" else LINUX_ONLY
        return [name for name in super().__dir__() if name not in hidden]
