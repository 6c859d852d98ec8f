"""Calls that copy from file to file: sendfile, copy_file_range, splice."""

from __future__ import annotations

from os_reference.memory.calls.arguments import number_of
from os_reference.memory.calls.files import FileCalls
from os_reference.memory.inodes import Directory
from os_reference.memory.opened import Opened, OpenFile
from os_reference.memory.refusing import refuse


class CopyingCalls(FileCalls):
    """sendfile, copy_file_range, splice, over the calls on open files."""

    def sendfile(self, out_fd: int, in_fd: int, offset: int | None, count: int) -> int:
        """Copy bytes from one descriptor to another. Clauses: os.sendfile/*."""
        source, target = self._readable(in_fd), self._writable(out_fd)
        if not isinstance(source, OpenFile):
            refuse("EINVAL")
        return self._copy(source, target, number_of(count), offset, None)

    def copy_file_range(
        self,
        src: int,
        dst: int,
        count: int,
        offset_src: int | None = None,
        offset_dst: int | None = None,
    ) -> int:
        """Copy bytes from one file to another. Clauses: os.copy_file_range/*."""
        if number_of(count) < 0:
            raise ValueError("negative value for 'count' not allowed")
        source, target = self._readable(src), self._writable(dst)
        for opened in (source, target):
            if isinstance(opened.node, Directory):
                refuse("EISDIR")
            if not isinstance(opened, OpenFile):
                refuse("EINVAL")
        if target.flags & self._kernel.constants["O_APPEND"]:
            refuse("EBADF")
        return self._copy(source, target, count, offset_src, offset_dst)

    def splice(
        self,
        src: int,
        dst: int,
        count: int,
        offset_src: int | None = None,
        offset_dst: int | None = None,
        flags: int = 0,
    ) -> int:
        """Move bytes from or to a pipe. Clauses: os.splice/*."""
        if number_of(count) < 0:
            raise ValueError("negative value for 'count' not allowed")
        source, target = self._readable(src), self._writable(dst)
        pipes = [o.node.mode & 0o170000 == 0o010000 for o in (source, target)]
        if not any(pipes):
            refuse("EINVAL")
        if (pipes[0] and offset_src is not None) or (pipes[1] and offset_dst is not None):
            refuse("ESPIPE")
        return self._copy(source, target, count, offset_src, offset_dst)

    def _copy(
        self, source: Opened, target: Opened, count: int, start: int | None, at: int | None
    ) -> int:
        data = source.read(count) if start is None else source.read_at(number_of(start), count)
        process = self._kernel.process
        if at is None:
            return target.write(data, process) if data else 0
        return target.write_at(number_of(at), data, process) if data else 0
