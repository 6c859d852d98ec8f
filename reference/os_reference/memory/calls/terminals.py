"""Calls on terminals: pseudo-terminals are all there is."""

from __future__ import annotations

import stat
from typing import Any

from os_reference.backend import default_backend
from os_reference.memory.calls.arguments import Calls, descriptor, number_of
from os_reference.memory.inodes import Special
from os_reference.memory.pipes import OpenMaster, OpenTerminal
from os_reference.memory.refusing import refuse

_HOST: Any = default_backend()


class TerminalCalls(Calls):
    """openpty, isatty, ttyname and their kin."""

    def openpty(self) -> tuple[int, int]:
        """Return descriptors of a new pseudo-terminal: its master and itself. Clauses: os.openpty/*."""
        kernel, process = self._kernel, self._kernel.process
        process.lowest_free(process.lowest_free() + 1)  # EMFILE before anything is made
        terminal, node = kernel.new_terminal()
        hidden = Special(
            kernel.hidden, stat.S_IFCHR | 0o600, process.owner, kernel.now(), 5 << 8 | 2
        )
        master = process.add(OpenMaster(kernel, hidden, 2, terminal))
        return master, process.add(OpenTerminal(kernel, node, 2, terminal))

    def isatty(self, fd: int, /) -> bool:
        """Tell whether a descriptor is a terminal. Clauses: os.isatty/*."""
        opened = self._kernel.process.opened.get(descriptor(fd))
        return isinstance(opened, OpenMaster | OpenTerminal)

    def _terminal(self, fd: Any) -> OpenMaster | OpenTerminal:
        """Return the terminal that is open as ``fd``; ENOTTY for anything else."""
        opened = self._opened(descriptor(fd))
        if not isinstance(opened, OpenMaster | OpenTerminal):
            refuse("ENOTTY")
        return opened

    def get_terminal_size(self, fd: int = 1, /) -> Any:
        """Return columns and lines: nobody has set them. Clauses: os.get_terminal_size/*."""
        self._terminal(fd)
        return _HOST.terminal_size((0, 0))

    def ttyname(self, fd: int, /) -> str:
        """Return the name of a terminal's device. Clauses: os.ttyname/*."""
        opened = self._terminal(fd)
        if isinstance(opened, OpenMaster):
            return "/dev/ptmx"
        return f"/dev/pts/{opened.terminal.number}"

    def tcgetpgrp(self, fd: int, /) -> int:
        """ENOTTY: no terminal controls a process in memory. Clauses: os.tcgetpgrp/*."""
        self._terminal(fd)
        refuse("ENOTTY")

    def tcsetpgrp(self, fd: int, pgid: int, /) -> None:
        """ENOTTY: no terminal controls a process in memory. Clauses: os.tcsetpgrp/*."""
        number_of(pgid)
        self._terminal(fd)
        refuse("ENOTTY")

    def login_tty(self, fd: int, /) -> None:
        """Let a terminal be the standard streams of a new session. Clauses: os.login_tty/*."""
        opened, process, number = self._terminal(fd), self._kernel.process, descriptor(fd)
        if process.group == process.pid:
            refuse("EPERM")
        process.group = process.session = process.pid
        for stream in (0, 1, 2):
            if stream != number:
                process.put(opened, stream)
        if number > 2:
            process.close(number)

    def device_encoding(self, fd: int) -> str | None:
        """Return the encoding of a terminal, None for anything else. Clauses: os.device_encoding/*."""
        return "utf-8" if self.isatty(fd) else None

    def ctermid(self) -> str:
        """Return the name of the terminal that a process would have. Clauses: os.ctermid/*."""
        return "/dev/tty"
