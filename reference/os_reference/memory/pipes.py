"""Open files that calls wait at: pipes, counters, pseudo-terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from os_reference.memory.inodes import Inode, Special
from os_reference.memory.opened import Opened, accessed
from os_reference.memory.refusing import refuse

if TYPE_CHECKING:
    from os_reference.memory.kernel import Kernel
    from os_reference.memory.process import Process

PIPE_CAPACITY = 65536
ATOMIC = 4096  # up to so many bytes are written to a pipe at once or not at all (PIPE_BUF)


class Pipe:
    """The buffer of a pipe and how many ends of each kind are open."""

    __slots__ = ("buffer", "readers", "writers")

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.readers = self.writers = 0


class OpenPipe(Opened):
    """One end of a pipe (both, for a named pipe opened to read and write).

    A call waits for other threads; without any, it ends with EDEADLK.
    """

    __slots__ = ("pipe",)

    def __init__(self, kernel: Kernel, node: Inode, flags: int, pipe: Pipe) -> None:
        super().__init__(kernel, node, flags)
        self.pipe = pipe
        pipe.readers += self.readable
        pipe.writers += self.writable

    def release(self) -> None:
        """Close this end."""
        self.pipe.readers -= self.readable
        self.pipe.writers -= self.writable
        if isinstance(self.node, Special) and not self.pipe.readers + self.pipe.writers:
            self.node.pipe = None
        super().release()

    def read(self, count: int) -> bytes:
        """Take up to ``count`` bytes out; b"" once nobody can write any more."""
        buffer = self.pipe.buffer
        while not buffer and self.pipe.writers and count:
            self.wait()
        data = bytes(buffer[:count])
        del buffer[:count]
        if data:
            accessed(self.node, self.kernel)
        return data

    def write(self, data: bytes, process: Process) -> int:
        """Put bytes in, all of them if the call may wait; EPIPE when nobody can read."""
        done = 0
        while data:
            if not self.pipe.readers:
                refuse("EPIPE")
            room = PIPE_CAPACITY - len(self.pipe.buffer)
            if len(data) - done <= room or (room and len(data) > ATOMIC):
                self.pipe.buffer += data[done : done + room]
                done += min(len(data) - done, room)
                self.node.mtime = self.node.ctime = self.kernel.now()
            if done == len(data) or (done and not self.blocking):
                return done
            self.wait()
        return 0


class OpenCounter(Opened):
    """An eventfd: a number that is added to and taken (eventfd(2))."""

    __slots__ = ("semaphore", "value")

    def __init__(self, kernel: Kernel, node: Inode, flags: int, value: int, one: bool) -> None:
        super().__init__(kernel, node, flags)
        self.value, self.semaphore = value, one

    def read(self, count: int) -> bytes:
        """Take the number (or one of it) as eight bytes."""
        if count < 8:
            refuse("EINVAL")
        while not self.value:
            self.wait()
        taken = 1 if self.semaphore else self.value
        self.value -= taken
        return taken.to_bytes(8, "little")

    def write(self, data: bytes, process: Process) -> int:
        """Add the number in eight bytes."""
        value = int.from_bytes(data[:8], "little")
        if len(data) < 8 or value == 2**64 - 1:
            refuse("EINVAL")
        while self.value + value > 2**64 - 2:
            self.wait()
        self.value += value
        return 8


class Terminal:
    """A pseudo-terminal: what its two ends have written, and who is connected.

    In the state it is made in (termios(3)): input comes by lines, is echoed, and a newline that
    goes out becomes a return and a newline.
    """

    __slots__ = ("incoming", "number", "outgoing")

    def __init__(self, number: int) -> None:
        self.number = number
        self.incoming, self.outgoing = bytearray(), bytearray()


class OpenMaster(Opened):
    """The end of a pseudo-terminal where a terminal's screen and keys would be."""

    __slots__ = ("terminal",)

    def __init__(self, kernel: Kernel, node: Inode, flags: int, terminal: Terminal) -> None:
        super().__init__(kernel, node, flags)
        self.terminal = terminal

    def read(self, count: int) -> bytes:
        """Take what went out."""
        return _taken(self, self.terminal.outgoing, count)

    def write(self, data: bytes, process: Process) -> int:
        """Type ``data``: it comes in, and is echoed."""
        self.terminal.incoming += data.replace(b"\r", b"\n")
        self.terminal.outgoing += data.replace(b"\n", b"\r\n")
        return len(data)


class OpenTerminal(Opened):
    """The end of a pseudo-terminal that is a terminal."""

    __slots__ = ("terminal",)

    def __init__(self, kernel: Kernel, node: Inode, flags: int, terminal: Terminal) -> None:
        super().__init__(kernel, node, flags)
        self.terminal = terminal

    def read(self, count: int) -> bytes:
        """Take up to a line of what came in."""
        incoming = self.terminal.incoming
        while b"\n" not in incoming and count:
            self.wait()
        return _taken(self, incoming, min(count, incoming.index(b"\n") + 1) if count else 0)

    def write(self, data: bytes, process: Process) -> int:
        """Let ``data`` go out."""
        self.terminal.outgoing += data.replace(b"\n", b"\r\n")
        return len(data)


def _taken(opened: Opened, buffer: bytearray, count: int) -> bytes:
    """Take up to ``count`` bytes out of a buffer, once there are some."""
    while not buffer and count:
        opened.wait()
    data = bytes(buffer[:count])
    del buffer[:count]
    return data
