"""Calls on descriptors themselves: duplicates, inheritance, pipes, terminals."""

from __future__ import annotations

import stat
from typing import Any

from os_reference.memory.calls.arguments import (
    Calls,
    descriptor,
    encoded,
    number_of,
    text_of,
    unsigned_of,
)
from os_reference.memory.calls.files import _file_descriptor
from os_reference.memory.inodes import File, Special
from os_reference.memory.opened import OpenFile
from os_reference.memory.pipes import OpenCounter, OpenPipe, Pipe
from os_reference.memory.process import MAX_DESCRIPTORS
from os_reference.memory.refusing import refuse


class DescriptorCalls(Calls):
    """close, dup, dup2, pipe, get_inheritable and their kin."""

    def close(self, fd: int) -> None:
        """Close a descriptor. Clauses: os.close/*."""
        self._kernel.process.close(descriptor(fd))

    def closerange(self, fd_low: int, fd_high: int, /) -> None:
        """Close descriptors from ``fd_low`` up to before ``fd_high``; what is closed is left."""
        low, high = descriptor(fd_low), descriptor(fd_high)
        process = self._kernel.process
        for fd in [fd for fd in process.opened if low <= fd < high]:
            process.close(fd)

    def dup(self, fd: int, /) -> int:
        """Return another descriptor of what is open as ``fd``, not inheritable."""
        opened = self._opened(descriptor(fd))
        return self._kernel.process.add(opened)

    def dup2(self, fd: int, fd2: int, inheritable: bool = True) -> int:
        """Let ``fd2`` be what ``fd`` is; what it was is closed. Clauses: os.dup2/*."""
        process, old, new = self._kernel.process, descriptor(fd), descriptor(fd2)
        opened = process.get(old)
        if not 0 <= new < MAX_DESCRIPTORS:
            refuse("EBADF")
        if new != old:
            opened.uses += 1  # so that closing fd2 cannot be the end of it
            if new in process.opened:
                process.close(new)
            opened.uses -= 1
            process.add(opened, new)
        process.inheritable.discard(new)
        if inheritable:
            process.inheritable.add(new)
        return new

    def get_inheritable(self, fd: int, /) -> bool:
        """Tell whether programs started get the descriptor. Clauses: os.get_inheritable/*."""
        number = descriptor(fd)
        self._opened(number)
        return number in self._kernel.process.inheritable

    def set_inheritable(self, fd: int, inheritable: int, /) -> None:
        """Say whether programs started get the descriptor. Clauses: os.set_inheritable/*."""
        number, wanted = descriptor(fd), number_of(inheritable)
        self._opened(number)
        inherited = self._kernel.process.inheritable
        (inherited.add if wanted else inherited.discard)(number)

    def get_blocking(self, fd: int, /) -> bool:
        """Tell whether calls wait. Clauses: os.get_blocking/*."""
        return self._opened(descriptor(fd)).blocking

    def set_blocking(self, fd: int, blocking: bool, /) -> None:
        """Say whether calls wait. Clauses: os.set_blocking/*."""
        opened, flag = self._opened(descriptor(fd)), self._kernel.constants["O_NONBLOCK"]
        opened.flags = opened.flags & ~flag if blocking else opened.flags | flag

    # -- pipes and other files without a name

    def pipe(self) -> tuple[int, int]:
        """Return two descriptors: what is written to the second is read from the first."""
        return self._pipe(0)

    def pipe2(self, flags: int, /) -> tuple[int, int]:
        """As ``pipe``, with O_NONBLOCK, O_CLOEXEC, O_DIRECT. Clauses: os.pipe2/*."""
        constants, bits = self._kernel.constants, number_of(flags)
        if bits & ~(constants["O_NONBLOCK"] | constants["O_CLOEXEC"] | constants["O_DIRECT"]):
            refuse("EINVAL")
        ends = self._pipe(bits & constants["O_NONBLOCK"])
        if not bits & constants["O_CLOEXEC"]:
            self._kernel.process.inheritable.update(ends)
        return ends

    def _pipe(self, flags: int) -> tuple[int, int]:
        kernel, process = self._kernel, self._kernel.process
        process.lowest_free(process.lowest_free() + 1)  # EMFILE before anything is made
        mode, pipe = stat.S_IFIFO | 0o600, Pipe()
        node = Special(kernel.hidden, mode, process.owner, kernel.now())
        reading = process.add(OpenPipe(kernel, node, flags, pipe))
        return reading, process.add(OpenPipe(kernel, node, flags | 1, pipe))

    def memfd_create(self, name: Any, flags: int = 1) -> int:
        """Return a descriptor of a new file without a name. Clauses: os.memfd_create/*."""
        text, bits = text_of(name, "memfd_create", "name"), number_of(flags)
        kernel, constants = self._kernel, self._kernel.constants
        known = constants["MFD_CLOEXEC"] | constants["MFD_ALLOW_SEALING"]
        if bits & ~known or len(encoded(text)) > 249:
            refuse("EINVAL")
        kernel.process.lowest_free()
        node = File(kernel.hidden, 0o777, kernel.process.owner, 0, kernel.now())
        fd = kernel.process.add(OpenFile(kernel, node, 2))
        if not bits & constants["MFD_CLOEXEC"]:
            kernel.process.inheritable.add(fd)
        return fd

    def eventfd(self, initval: int, flags: int = 0o2000000) -> int:
        """Return a descriptor of a counter. Clauses: os.eventfd/*."""
        value, bits = unsigned_of(initval, 2**32 - 1), number_of(flags)
        kernel, constants = self._kernel, self._kernel.constants
        known = ("EFD_CLOEXEC", "EFD_NONBLOCK", "EFD_SEMAPHORE")
        if bits & ~sum(constants[name] for name in known):
            refuse("EINVAL")
        kernel.process.lowest_free()
        node = Special(kernel.hidden, 0o600, kernel.process.owner, kernel.now())
        semaphore = bool(bits & constants["EFD_SEMAPHORE"])
        nonblocking = bits & constants["EFD_NONBLOCK"] and constants["O_NONBLOCK"]
        fd = kernel.process.add(OpenCounter(kernel, node, 2 | nonblocking, value, semaphore))
        if not bits & constants["EFD_CLOEXEC"]:
            kernel.process.inheritable.add(fd)
        return fd

    def eventfd_read(self, fd: int) -> int:
        """Take the value of a counter. Clauses: os.eventfd_read/*."""
        opened = self._opened(_file_descriptor(fd))
        if not opened.readable:
            refuse("EBADF")
        return int.from_bytes(opened.read(8), "little")

    def eventfd_write(self, fd: int, value: int) -> None:
        """Add to a counter. Clauses: os.eventfd_write/*."""
        opened, number = self._opened(_file_descriptor(fd)), unsigned_of(value, 2**64 - 1)
        if not opened.writable:
            refuse("EBADF")
        opened.write(number.to_bytes(8, "little"), self._kernel.process)
