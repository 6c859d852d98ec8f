"""Calls about the machine: names, limits, times, processors, random numbers, status words."""

from __future__ import annotations

from typing import Any

from os_reference.backend import default_backend
from os_reference.memory.calls.arguments import Calls, number_of, pid_of
from os_reference.memory.calls.filesystems import _number_named
from os_reference.memory.process import MAX_DESCRIPTORS
from os_reference.memory.refusing import refuse

_HOST: Any = default_backend()
TICKS = 100
SECOND = 10**9
POLICIES = ("SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_IDLE")
MAX_PRIORITY = {"SCHED_FIFO": 99, "SCHED_RR": 99}

SYSCONF_NAMES = {
    "SC_ARG_MAX": 0, "SC_CHILD_MAX": 1, "SC_CLK_TCK": 2, "SC_NGROUPS_MAX": 3, "SC_OPEN_MAX": 4,
    "SC_VERSION": 29, "SC_PAGESIZE": 30, "SC_PAGE_SIZE": 30, "SC_IOV_MAX": 60, "SC_NPROCESSORS_CONF": 83,
    "SC_NPROCESSORS_ONLN": 84, "SC_SYMLOOP_MAX": 173,
}  # fmt: skip
CONFSTR_NAMES = {"CS_PATH": 0}


class MachineCalls(Calls):
    """uname, times, sysconf, sched_getaffinity, urandom, WEXITSTATUS and their kin."""

    def uname(self) -> Any:
        """Return what system this is. Clauses: os.uname/*."""
        fields = (self._kernel.platform.sysname, "memory", "1.0", "in memory", "python")
        return _HOST.uname_result(fields)

    def times(self) -> Any:
        """Return the time that has gone by; processes in memory take none. Clauses: os.times/*."""
        elapsed = (self._kernel.now() - self._kernel.started) / SECOND
        return _HOST.times_result((0.0, 0.0, 0.0, 0.0, elapsed))

    def cpu_count(self) -> int | None:
        """Return the number of processors: one. Clauses: os.cpu_count/*."""
        return 1

    def getloadavg(self) -> tuple[float, float, float]:
        """Return how many processes wait to run: none ever does. Clauses: os.getloadavg/*."""
        return 0.0, 0.0, 0.0

    def sysconf(self, name: str | int, /) -> int:
        """Return a limit of the system. Clauses: os.sysconf/*."""
        values = {
            0: 2**21, 1: -1, 2: TICKS, 3: self._kernel.constants["NGROUPS_MAX"], 4: MAX_DESCRIPTORS,
            29: 200809, 30: 4096, 60: 1024, 83: 1, 84: 1, 173: 40,
        }  # fmt: skip
        number = _number_named(name, SYSCONF_NAMES)
        if number not in values:
            refuse("EINVAL")
        return values[number]

    def confstr(self, name: str | int, /) -> str | None:
        """Return a value of the system as text. Clauses: os.confstr/*."""
        if _number_named(name, CONFSTR_NAMES) != 0:
            refuse("EINVAL")
        return "/bin:/usr/bin"

    # -- one processor, on which one process runs

    def _own(self, pid: Any, negative: str = "EINVAL") -> None:
        """Refuse a process that is not this one; ``negative`` is the errno for what is no id."""
        number = pid_of(pid)
        if number not in (0, self._kernel.process.pid):
            refuse(negative if number < 0 else "ESRCH")

    def sched_getaffinity(self, pid: int, /) -> set[int]:
        """Return the processors a process may use. Clauses: os.sched_getaffinity/*."""
        self._own(pid, "ESRCH")
        return {0}

    def sched_setaffinity(self, pid: int, mask: Any, /) -> None:
        """Say which processors a process may use: the only one. Clauses: os.sched_setaffinity/*."""
        wanted = [number_of(cpu) for cpu in mask]
        if any(cpu < 0 for cpu in wanted):
            raise ValueError("negative CPU number")
        self._own(pid, "ESRCH")
        if 0 not in wanted:
            refuse("EINVAL")

    def _policy(self, policy: Any) -> str:
        constants, number = self._kernel.constants, number_of(policy)
        for name in POLICIES:
            if name in constants and constants[name] == number:
                break
        else:
            refuse("EINVAL")
        return name

    def sched_get_priority_max(self, policy: int) -> int:
        """Return the highest priority of a policy."""
        return MAX_PRIORITY.get(self._policy(policy), 0)

    def sched_get_priority_min(self, policy: int) -> int:
        """Return the lowest priority of a policy."""
        return 1 if self._policy(policy) in MAX_PRIORITY else 0

    def sched_getscheduler(self, pid: int, /) -> int:
        """Return the scheduling policy of a process: SCHED_OTHER."""
        self._own(pid)
        return self._kernel.constants["SCHED_OTHER"]

    def sched_getparam(self, pid: int, /) -> Any:
        """Return the scheduling parameters of a process: priority 0."""
        self._own(pid)
        return _HOST.sched_param(0)

    def sched_rr_get_interval(self, pid: int, /) -> float:
        """Return the time slice in seconds."""
        self._own(pid)
        return 0.1

    def sched_setscheduler(self, pid: int, policy: int, param: Any, /) -> None:
        """Set policy and priority: SCHED_OTHER and 0 is all there is."""
        name = self._policy(policy)
        self._set_priority(pid, param, name == "SCHED_OTHER")

    def sched_setparam(self, pid: int, param: Any, /) -> None:
        """Set the priority: 0 is all there is."""
        self._set_priority(pid, param, True)

    def _set_priority(self, pid: Any, param: Any, ordinary: bool) -> None:
        if not isinstance(param, _HOST.sched_param):
            raise TypeError("must have a sched_param object")
        self._own(pid)
        if not ordinary:
            refuse("EPERM")
        if param.sched_priority:
            refuse("EINVAL")

    def sched_yield(self) -> None:
        """Let others run: there are none."""

    # -- random numbers

    def urandom(self, size: int, /) -> bytes:
        """Return random bytes. Clauses: os.urandom/*."""
        count = number_of(size)
        if count < 0:
            raise ValueError("negative argument not allowed")
        return self._kernel.random_bytes(count)

    def getrandom(self, size: int, flags: int = 0) -> bytes:
        """Return random bytes. Clauses: os.getrandom/*."""
        count, bits = number_of(size), number_of(flags)
        constants = self._kernel.constants
        if count < 0 or bits & ~(constants["GRND_NONBLOCK"] | constants["GRND_RANDOM"]):
            refuse("EINVAL")
        return self._kernel.random_bytes(count)
