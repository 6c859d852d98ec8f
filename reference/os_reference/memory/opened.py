"""Open files: what descriptors stand for, with the offset and flags that duplicates share."""

from __future__ import annotations

from threading import active_count
from time import sleep
from typing import TYPE_CHECKING

from os_reference.memory.inodes import Directory, File, Inode, Special
from os_reference.memory.refusing import refuse

if TYPE_CHECKING:
    from os_reference.memory.kernel import Kernel
    from os_reference.memory.process import Process

READ_ONLY, WRITE_ONLY, READ_WRITE = 0, 1, 2
PAUSE = 0.0005  # seconds between two looks at what a call waits for
MAX_FILE = 2**63 - 1
DAY = 86_400 * 10**9
GOES_AT_CLOSE = 1 << 32  # flag of a file of Windows that was temporary and is still open


class Opened:
    """What all open files share; calls that a kind does not know are refused.

    ``node`` is what is open, ``flags`` those of ``open``, ``uses`` the number of descriptors.
    """

    __slots__ = (
        "flags", "kernel", "node", "offset", "readable", "temporary", "uses", "writable",
    )  # fmt: skip

    def __init__(self, kernel: Kernel, node: Inode, flags: int) -> None:
        self.kernel, self.node, self.flags = kernel, node, flags
        self.offset = self.uses = 0
        self.temporary = False  # whether the file goes when it is closed (O_TEMPORARY)
        usable = not flags & kernel.constants["O_PATH"]
        self.readable = usable and flags & 3 in (READ_ONLY, READ_WRITE)
        self.writable = usable and flags & 3 in (WRITE_ONLY, READ_WRITE)
        node.opens += 1

    @property
    def blocking(self) -> bool:
        """Whether a call may wait."""
        return not self.flags & self.kernel.constants["O_NONBLOCK"]

    def wait(self) -> None:
        """Let other threads go on; without any, waiting would be for ever (EDEADLK)."""
        if not self.blocking:
            refuse("EAGAIN")
        if active_count() < 2:
            refuse("EDEADLK")
        sleep(PAUSE)

    def release(self) -> None:
        """Close for good."""
        self.node.opens -= 1
        if self.temporary:
            self.node.flags |= GOES_AT_CLOSE
        if not self.node.opens and self.node.flags & GOES_AT_CLOSE:
            self.node.flags &= ~GOES_AT_CLOSE  # a second name, a hard link, stays
            self.kernel.remove_temporary(self.node)
        if not self.node.opens and not self.node.links:
            self.node.discard()

    def read(self, count: int) -> bytes:
        """Read from the offset on, and move it."""
        refuse("EINVAL")

    def write(self, data: bytes, process: Process) -> int:
        """Write at the offset, and move it; the number of bytes written."""
        refuse("EINVAL")

    def read_at(self, start: int, count: int) -> bytes:
        """Read from ``start``; the offset stays."""
        refuse("ESPIPE")

    def write_at(self, start: int, data: bytes, process: Process) -> int:
        """Write at ``start``; the offset stays."""
        refuse("ESPIPE")

    def seek(self, position: int, whence: int) -> int:
        """Move the offset and return it."""
        refuse("ESPIPE")


class OpenFile(Opened):
    """An open regular file."""

    __slots__ = ()
    node: File

    def read(self, count: int) -> bytes:
        """Read from the offset on, and move it."""
        data = self.read_at(self.offset, count)
        self.offset += len(data)
        return data

    def read_at(self, start: int, count: int) -> bytes:
        """Read from ``start``; mark the access time as the mount says."""
        node = self.node
        if count and not self.flags & self.kernel.constants["O_NOATIME"]:
            accessed(node, self.kernel)
        return node.read(start, count)

    def write(self, data: bytes, process: Process) -> int:
        """Write at the offset, or at the end with O_APPEND; nothing moves nothing."""
        if not data:
            return 0
        if self.flags & self.kernel.constants["O_APPEND"]:
            self.offset = self.node.length
        count = self._put(self.offset, data, process)
        self.offset += count
        return count

    def write_at(self, start: int, data: bytes, process: Process) -> int:
        """Write at ``start``; with O_APPEND at the end all the same (pwrite(2), Linux)."""
        if not data:
            return 0
        if self.flags & self.kernel.constants["O_APPEND"]:
            start = self.node.length
        return self._put(start, data, process)

    def _put(self, start: int, data: bytes, process: Process) -> int:
        node = self.node
        if start + len(data) > MAX_FILE:
            refuse("EFBIG")
        end = node.room_for(start + len(data))
        if end <= start:
            refuse("ENOSPC")
        node.write(start, data[: end - start])
        drop_set_id(node, process)
        node.mtime = node.ctime = self.kernel.now()
        return end - start

    def seek(self, position: int, whence: int) -> int:
        """Move the offset: from the start, here, the end; to data or a hole."""
        length = self.node.length
        if whence in (3, 4):
            position = self._seek_data(position, whence)
        elif whence not in (0, 1, 2):
            refuse("EINVAL")
        else:
            position += (0, self.offset, length)[whence]
        if not 0 <= position <= MAX_FILE:
            refuse("EINVAL")
        self.offset = position
        return position

    def _seek_data(self, position: int, whence: int) -> int:
        """Where data (3) or a hole (4) begins at or after ``position``; ENXIO."""
        if not 0 <= position < self.node.length:
            refuse("ENXIO")
        found = self.node.next_data(position) if whence == 3 else self.node.next_hole(position)
        if found is None:
            refuse("ENXIO")
        return found


class OpenDirectory(Opened):
    """An open directory: listed by its descriptor, never read."""

    __slots__ = ()
    node: Directory

    def read(self, count: int) -> bytes:
        """EISDIR."""
        refuse("EISDIR")

    def read_at(self, start: int, count: int) -> bytes:
        """EISDIR."""
        refuse("EISDIR")

    def seek(self, position: int, whence: int) -> int:
        """Move from the start or from here; what a position in a directory means is not said."""
        position += self.offset if whence == 1 else 0
        if whence not in (0, 1) or position < 0:
            refuse("EINVAL")
        self.offset = position
        return position


class Device:
    """What a character device does; those without a driver refuse to be opened (ENXIO)."""

    def __init__(self, kernel: Kernel, empty: bool, full: bool, random: bool) -> None:
        self.kernel, self.empty, self.full, self.random = kernel, empty, full, random

    def read(self, count: int) -> bytes:
        """The device's bytes."""
        if self.empty:
            return b""
        return self.kernel.random_bytes(count) if self.random else bytes(count)

    def write(self, data: bytes) -> int:
        """Take everything, or nothing if the device is full."""
        if self.full:
            refuse("ENOSPC")
        return len(data)


class OpenDevice(Opened):
    """An open character device."""

    __slots__ = ("driver",)
    node: Special

    def __init__(self, kernel: Kernel, node: Special, flags: int, driver: Device) -> None:
        super().__init__(kernel, node, flags)
        self.driver = driver

    def read(self, count: int) -> bytes:
        """Read from the device."""
        return self.driver.read(count)

    def write(self, data: bytes, process: Process) -> int:
        """Write to the device."""
        return self.driver.write(data)

    def read_at(self, start: int, count: int) -> bytes:
        """Read from the device, which has no positions."""
        return self.driver.read(count)

    def write_at(self, start: int, data: bytes, process: Process) -> int:
        """Write to the device, which has no positions."""
        return self.driver.write(data)

    def seek(self, position: int, whence: int) -> int:
        """The position is always 0."""
        return 0


def accessed(node: Inode, kernel: Kernel) -> None:
    """Mark the access time, as the mount's option says (mount(8): relatime and others)."""
    system = node.system
    if system.access_times == "none" or system.read_only:
        return
    now = kernel.now()
    old = node.atime
    if (
        system.access_times == "strict"
        or old <= node.mtime
        or old <= node.ctime
        or now - old >= DAY
    ):
        node.atime = now


def drop_set_id(node: Inode, process: Process) -> None:
    """Take set-id bits away when somebody without privileges changes the file (POSIX write)."""
    if node.mode & 0o6000 and not process.privileged:
        node.mode &= ~0o4000
        if node.mode & 0o010:
            node.mode &= ~0o2000
