"""Calls that end processes, send signals and wait."""

from __future__ import annotations

import signal as signals
import sys
from typing import Any

from os_reference.backend import default_backend
from os_reference.memory.calls.arguments import Calls, number_of, pid_of
from os_reference.memory.refusing import ProcessEnd, refuse

_HOST: Any = default_backend()
SIGNALS = range(65)
#: Signals that do nothing unless they are caught (signal(7)).
HARMLESS = frozenset(
    getattr(signals, name) for name in ("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH")
    if hasattr(signals, name)
)  # fmt: skip
WAIT_OPTIONS = ("WNOHANG", "WUNTRACED", "WCONTINUED")  # POSIX, waitpid


class EndingCalls(Calls):
    """_exit, abort, kill, wait and their kin."""

    # -- the end

    def _exit(self, status: int) -> None:
        """End the process: ProcessEnd, as the interpreter goes on. Clauses: os._exit/*."""
        raise ProcessEnd((number_of(status) & 0xFF) << 8)

    def abort(self) -> None:
        """End the process by SIGABRT: ProcessEnd. Clauses: os.abort/*."""
        raise ProcessEnd(6)

    def kill(self, pid: int, signal: int, /) -> None:
        """Send a signal: one that ends processes ends this one. Clauses: os.kill/*."""
        number, kind = pid_of(pid), number_of(signal)
        sys.audit("os.kill", pid, signal)
        process = self._kernel.process
        if kind not in SIGNALS:
            refuse("EINVAL")
        if number in process.children:
            return  # it has ended, but nobody has waited for it: the signal comes too late
        if number not in (process.pid, 0, -process.group):
            refuse("EPERM" if number == 1 else "ESRCH")
        if kind:
            _deliver(kind)

    def killpg(self, pgid: int, signal: int, /) -> None:
        """Send a signal to a process group. Clauses: os.killpg/*."""
        sys.audit("os.killpg", pgid, signal)
        number = pid_of(pgid)
        if number < 0:
            refuse("EINVAL")
        self.kill(-number if number else 0, signal)

    # -- waiting

    def waitpid(self, pid: int, options: int, /) -> tuple[int, int]:
        """Return id and status of an ended child. Clauses: os.waitpid/*.

        EINVAL for options that mean nothing, ECHILD when there is no such child.
        """
        number, bits = pid_of(pid), number_of(options)
        if bits & ~sum(self._kernel.constants[name] for name in WAIT_OPTIONS):
            refuse("EINVAL")
        children = self._kernel.process.children
        found = number if number > 0 else next(iter(children), 0)
        if found not in children:
            refuse("ECHILD")
        return found, children.pop(found)

    def wait(self) -> tuple[int, int]:
        """Return id and status of an ended child. Clauses: os.wait/*."""
        return self.waitpid(-1, 0)

    def wait3(self, options: int) -> tuple[int, int, Any]:
        """As ``waitpid`` for any child, with what it used. Clauses: os.wait3/*."""
        return (*self.waitpid(-1, options), self._usage())

    def wait4(self, pid: int, options: int) -> tuple[int, int, Any]:
        """As ``waitpid``, with what the child used. Clauses: os.wait4/*."""
        return (*self.waitpid(pid, options), self._usage())

    @staticmethod
    def _usage() -> Any:
        import resource

        return resource.struct_rusage((0.0, 0.0, *[0] * 14))

    def waitid(self, idtype: int, id: int, options: int, /) -> Any:
        """Return what is known of an ended child. Clauses: os.waitid/*."""
        kind, number, bits = number_of(idtype), number_of(id), number_of(options)
        constants = self._kernel.constants
        if not bits & (constants["WEXITED"] | constants["WSTOPPED"] | constants["WCONTINUED"]):
            refuse("EINVAL")
        if kind not in (constants["P_ALL"], constants["P_PID"], constants["P_PGID"]):
            refuse("EINVAL")
        children = self._kernel.process.children
        pid = number if kind == constants["P_PID"] else next(iter(children), 0)
        if pid not in children:
            refuse("ECHILD")
        status = children[pid] if bits & constants["WNOWAIT"] else children.pop(pid)
        killed = status & 0x7F
        code = constants["CLD_KILLED"] if killed else constants["CLD_EXITED"]
        user = self._kernel.process.uid
        return _HOST.waitid_result((pid, user, 17, killed or status >> 8, code))


def _deliver(number: int) -> None:
    """Do what the process does at a signal: the interpreter's handler, or end, or nothing."""
    handler = signals.getsignal(number) if number < signals.NSIG else signals.SIG_DFL
    if callable(handler):
        signals.raise_signal(number)
    elif handler != signals.SIG_IGN and number not in HARMLESS:
        raise ProcessEnd(number)
