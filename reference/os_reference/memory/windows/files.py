"""Calls on open files and descriptors, on Windows: with the text mode of the C runtime."""

from __future__ import annotations

import sys
from typing import Any

from os_reference.backend import default_backend
from os_reference.memory import rules
from os_reference.memory.calls.arguments import descriptor, number_of
from os_reference.memory.calls.descriptors import DescriptorCalls
from os_reference.memory.calls.files import WANTED, FileCalls, _file_descriptor
from os_reference.memory.inodes import File
from os_reference.memory.lookup import Place
from os_reference.memory.opened import OpenDevice, Opened
from os_reference.memory.pipes import OpenPipe
from os_reference.memory.process import WRITE
from os_reference.memory.refusing import refuse
from os_reference.memory.windows.arguments import text_of
from os_reference.memory.windows.entries import only_paths
from os_reference.memory.windows.errors import Told
from os_reference.memory.windows.lookup import walk

_HOST: Any = default_backend()
END_OF_TEXT = b"\x1a"  # Ctrl-Z: where a text ends, for the C runtime
HANDLE_STEP = 4  # handles are multiples of four


class WindowsFileCalls(FileCalls):
    """open, read, write, lseek, fsync."""

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        """Open a file, make it with O_CREAT, and return its descriptor. Clauses: os.open/*.

        Without O_BINARY the descriptor is one of text.
        """
        text, bits, permissions = text_of(path, "open"), number_of(flags), number_of(mode)
        only_paths("open", dir_fd=dir_fd)
        sys.audit("open", path, None, bits | self._kernel.constants["O_NOINHERIT"])
        process = self._kernel.process
        with Told(path, runtime=True):
            process.lowest_free()  # EMFILE before anything is made
            fd = process.add(self._open_on_windows(text, bits, permissions))
        if not bits & self._kernel.constants["O_BINARY"]:
            process.text |= {fd}
        return fd

    def _open_on_windows(self, path: str, flags: int, mode: int) -> Opened:
        kernel, constants = self._kernel, self._kernel.constants
        place = walk(kernel, path)
        create, truncate = flags & constants["O_CREAT"], flags & constants["O_TRUNC"]
        if flags & 3 == 3 or (truncate and not create and not WANTED[flags & 3] & WRITE):
            refuse("EINVAL")
        if create and place.node is None:
            kernel.follow(rules.creating_on_windows(place))
            return self._opened_as(self._made(place, mode), flags)
        if create and flags & constants["O_EXCL"]:
            refuse("ERROR_FILE_EXISTS")
        wanted = WANTED[flags & 3] | (WRITE if truncate else 0)
        temporary = bool(flags & constants["O_TEMPORARY"])
        kernel.follow(rules.opening_on_windows(kernel.process, place, wanted, temporary=temporary))
        node = place.node
        assert node is not None
        if truncate and isinstance(node, File):
            node.resize(0)
            node.mtime = node.ctime = kernel.now()
        return self._opened_as(node, flags)

    def _made(self, place: Place, mode: int) -> File:
        """Make a file; it is read-only when its owner may not write it."""
        writable = mode & ~self._kernel.process.umask & 0o200
        node = self._kernel.new_file(place.directory, place.name, 0)
        node.mode |= 0o666 if writable else 0o444
        return node

    def _opened_as(self, node: Any, flags: int) -> Opened:
        opened = self._kernel.open_node(node, flags)
        opened.temporary = bool(flags & self._kernel.constants["O_TEMPORARY"])
        return opened

    def read(self, fd: int, length: int, /) -> bytes:
        """Read at most ``length`` bytes; b"" at the end. Clauses: os.read/*."""
        number, count = descriptor(fd), number_of(length)
        with Told(runtime=True):
            if count < 0:
                refuse("EINVAL")
            if not count:
                self._usable(number)
                return b""
            opened = self._readable(number)
            process = self._kernel.process
            if number not in process.text:
                return opened.read(count)
            if number in process.ended:
                return b""
            found, ends = _text_of(opened, opened.read(count))
            process.ended |= {number} if ends else frozenset()
            return found

    def write(self, fd: int, data: Any, /) -> int:
        """Write bytes and return how many of them were written. Clauses: os.write/*."""
        number, view = descriptor(fd), bytes(memoryview(data))
        with Told(runtime=True):
            if not view:
                self._usable(number)
                return 0
            opened = self._writable(number)
            if isinstance(opened, OpenPipe) and not opened.pipe.readers:
                refuse("EINVAL")
            if number not in self._kernel.process.text:
                return opened.write(view, self._kernel.process)
            opened.write(view.replace(b"\n", b"\r\n"), self._kernel.process)
            return len(view)

    def lseek(self, fd: int, position: int, how: int, /) -> int:
        """Move the position and return it. Clauses: os.lseek/*."""
        number, place, whence = descriptor(fd), number_of(position), number_of(how)
        with Told(runtime=True):
            opened = self._usable(number)
            if whence not in (0, 1, 2):
                refuse("EINVAL")
            moved = opened.seek(place, whence)
            self._kernel.process.ended -= {number}
            return moved

    def fsync(self, fd: int) -> None:
        """There is nothing below memory to write to; EBADF for what cannot be written."""
        number = _file_descriptor(fd)
        with Told(runtime=True):
            if not self._usable(number).writable:
                refuse("EBADF")


def _text_of(opened: Opened, data: bytes) -> tuple[bytes, bool]:
    """Return what the C runtime makes of bytes that were read: its line ends, up to Ctrl-Z.

    The second item tells whether there was one: the text has ended, until the position is moved.
    """
    text, end, _ = data.partition(END_OF_TEXT)
    if not end and text[-1:] == b"\r":
        follows = opened.read(1)
        if follows == b"\n":
            text += follows
        elif not isinstance(opened, OpenPipe):
            opened.offset -= len(follows)
    return text.replace(b"\r\n", b"\n"), bool(end)


class WindowsDescriptorCalls(DescriptorCalls):
    """close, dup, dup2, pipe, isatty, inheritance by descriptor and by handle."""

    def close(self, fd: int) -> None:
        """Close a descriptor. Clauses: os.close/*."""
        number = descriptor(fd)
        with Told(runtime=True):
            self._forget(number)

    def _forget(self, fd: int) -> None:
        process = self._kernel.process
        process.close(fd)
        process.text, process.ended = process.text - {fd}, process.ended - {fd}

    def closerange(self, fd_low: int, fd_high: int, /) -> None:
        """Close descriptors from ``fd_low`` up to before ``fd_high``; what is closed is left."""
        low, high = descriptor(fd_low), descriptor(fd_high)
        for fd in [fd for fd in self._kernel.process.opened if low <= fd < high]:
            self._forget(fd)

    def dup(self, fd: int, /) -> int:
        """Return another descriptor of what is open as ``fd``, not inheritable."""
        number = descriptor(fd)
        with Told(runtime=True):
            made = super().dup(number)
        self._copy_mode(number, made)
        return made

    def dup2(self, fd: int, fd2: int, inheritable: bool = True) -> int:
        """Let ``fd2`` be what ``fd`` is; what it was is closed. Clauses: os.dup2/*."""
        number = descriptor(fd)
        with Told(runtime=True):
            made = super().dup2(number, fd2, inheritable)
        self._copy_mode(number, made)
        return made

    def _copy_mode(self, fd: int, made: int) -> None:
        """Let a duplicate be of text where the descriptor is."""
        process = self._kernel.process
        process.text = process.text | {made} if fd in process.text else process.text - {made}
        process.ended -= {made}

    def pipe(self) -> tuple[int, int]:
        """Return two descriptors: what is written to the second is read from the first."""
        with Told():
            return self._pipe(0)

    def isatty(self, fd: int, /) -> bool:
        """Tell whether a descriptor is a character device: also the null device is one."""
        opened = self._kernel.process.opened.get(descriptor(fd))
        return isinstance(opened, OpenDevice)

    def get_blocking(self, fd: int, /) -> bool:
        """Tell whether calls on a pipe wait. Clauses: os.get_blocking/*."""
        return self._pipe_at(fd).blocking

    def set_blocking(self, fd: int, blocking: bool, /) -> None:
        """Say whether calls on a pipe wait. Clauses: os.set_blocking/*."""
        opened, flag = self._pipe_at(fd), self._kernel.constants["O_NONBLOCK"]
        opened.flags = opened.flags & ~flag if blocking else opened.flags | flag

    def _pipe_at(self, fd: Any) -> Opened:
        number = descriptor(fd)
        with Told(runtime=True):
            opened = self._opened(number)
        with Told():
            if not isinstance(opened, OpenPipe):
                refuse("ERROR_INVALID_FUNCTION")
        return opened

    def get_handle_inheritable(self, handle: int, /) -> bool:
        """Tell whether programs started get a handle. Clauses: os.get_handle_inheritable/*."""
        return self.get_inheritable(self._descriptor_of(handle))

    def set_handle_inheritable(self, handle: int, inheritable: bool, /) -> None:
        """Say whether programs started get a handle. Clauses: os.set_handle_inheritable/*."""
        self.set_inheritable(self._descriptor_of(handle), inheritable)

    def _descriptor_of(self, handle: Any) -> int:
        """Return the descriptor of a handle of this model; ERROR_INVALID_HANDLE."""
        number, rest = divmod(number_of(handle), HANDLE_STEP)
        with Told():
            if rest or number - 1 not in self._kernel.process.opened:
                refuse("ERROR_INVALID_HANDLE")
        return number - 1

    def device_encoding(self, fd: int) -> str | None:
        """Return None: no descriptor is a console. Clauses: os.device_encoding/*."""
        descriptor(fd)
        return None

    def get_terminal_size(self, fd: int = 1, /) -> Any:
        """Raise OSError: no descriptor is a console. Clauses: os.get_terminal_size/*."""
        number = descriptor(fd)
        if number not in self._kernel.process.opened:
            with Told(runtime=True):
                refuse("EBADF")
        with Told():
            refuse("ERROR_INVALID_HANDLE")
