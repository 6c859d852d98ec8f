"""File descriptors: positions, reading, writing, opening, and what is told of them."""

from __future__ import annotations

import io
from typing import Any

from . import Function, wrong


@wrong("lseek")
def lseek_returns_what_it_was_given(os: Any, old: Function) -> Function:
    """The new position is told as the distance."""

    def function(fd: int, position: int, whence: int, /) -> int:
        old(fd, position, whence)
        return position

    return function


@wrong("lseek")
def lseek_before_the_start(os: Any, old: Function) -> Function:
    """A position before the start becomes the start."""

    def function(fd: int, position: int, whence: int, /) -> int:
        try:
            return int(old(fd, position, whence))
        except OSError as error:
            if error.errno != 22 or whence > 2:
                raise
            return int(old(fd, 0, 0))

    return function


@wrong("lseek")
def lseek_stops_at_the_end(os: Any, old: Function) -> Function:
    """A position behind the end becomes the end."""

    def function(fd: int, position: int, whence: int, /) -> int:
        place, end = old(fd, position, whence), os.fstat(fd).st_size
        return int(old(fd, end, 0) if whence < 3 and place > end else place)

    return function


@wrong("open")
def open_without_umask(os: Any, old: Function) -> Function:
    """The umask does not count for new files."""

    def function(path: Any, flags: int, mode: int = 0o777, *, dir_fd: Any = None) -> int:
        before = os.umask(0)
        try:
            return int(old(path, flags, mode, dir_fd=dir_fd))
        finally:
            os.umask(before)

    return function


@wrong("open")
def open_with_0o666(os: Any, old: Function) -> Function:
    """The default mode is 0o666."""
    return lambda path, flags, mode=0o666, *, dir_fd=None: old(path, flags, mode, dir_fd=dir_fd)


@wrong("open")
def open_exclusive_through_links(os: Any, old: Function) -> Function:
    """O_EXCL makes a file where a dangling link points."""

    def function(path: Any, flags: int, mode: int = 0o777, *, dir_fd: Any = None) -> int:
        if flags & os.O_EXCL and dir_fd is None and os.path.islink(path):
            path = os.path.realpath(path)
        return int(old(path, flags, mode, dir_fd=dir_fd))

    return function


@wrong("open")
def open_append_once(os: Any, old: Function) -> Function:
    """O_APPEND moves to the end at the beginning only."""

    def function(path: Any, flags: int, mode: int = 0o777, *, dir_fd: Any = None) -> int:
        fd = int(old(path, flags & ~os.O_APPEND, mode, dir_fd=dir_fd))
        if flags & os.O_APPEND:
            os.lseek(fd, 0, 2)
        return fd

    return function


@wrong("open")
def open_mode_of_existing_files(os: Any, old: Function) -> Function:
    """O_CREAT changes the mode of a file that is there."""

    def function(path: Any, flags: int, mode: int = 0o777, *, dir_fd: Any = None) -> int:
        fd = int(old(path, flags, mode, dir_fd=dir_fd))
        if flags & os.O_CREAT and mode != 0o777:
            before = os.umask(0)
            os.umask(before)
            os.fchmod(fd, mode & ~before)
        return fd

    return function


@wrong("open")
def open_absolute_below_dir_fd(os: Any, old: Function) -> Function:
    """With dir_fd an absolute path is taken below it."""

    def function(path: Any, flags: int, mode: int = 0o777, *, dir_fd: Any = None) -> int:
        if dir_fd is not None and isinstance(path, str):
            path = path.lstrip("/")
        return int(old(path, flags, mode, dir_fd=dir_fd))

    return function


@wrong("openpty")
def openpty_slave_first(os: Any, old: Function) -> Function:
    """The slave comes first."""
    return lambda: old()[::-1]


@wrong("pipe2")
def pipe2_never_inheritable(os: Any, old: Function) -> Function:
    """Descriptors are non-inheritable without O_CLOEXEC, too."""
    return lambda flags, /: old(flags | os.O_CLOEXEC)


@wrong("pipe2")
def pipe2_always_blocks(os: Any, old: Function) -> Function:
    """O_NONBLOCK does not count."""
    return lambda flags, /: old(flags & ~os.O_NONBLOCK)


@wrong("posix_fallocate")
def posix_fallocate_from_the_start(os: Any, old: Function) -> Function:
    """The offset does not count."""
    return lambda fd, offset, length, /: old(fd, 0, length)


@wrong("posix_fallocate")
def posix_fallocate_shrinks(os: Any, old: Function) -> Function:
    """A longer file is cut."""
    return lambda fd, offset, length, /: os.ftruncate(fd, offset + length)


@wrong("preadv")
def preadv_fills_the_last_first(os: Any, old: Function) -> Function:
    """Buffers are filled from the last to the first."""
    return lambda fd, buffers, *rest: old(fd, list(buffers)[::-1], *rest)


@wrong("readv")
def readv_stops_at_the_first(os: Any, old: Function) -> Function:
    """The bytes are counted as those of the first buffer."""
    return lambda fd, buffers, /: min(old(fd, buffers), len(buffers[0]))


@wrong("writev", "pwritev")
def writev_counts_buffers(os: Any, old: Function) -> Function:
    """The number of buffers is returned."""

    def function(fd: int, buffers: Any, *rest: Any) -> int:
        old(fd, buffers, *rest)
        return len(buffers)

    return function


@wrong("read")
def read_of_nothing_reads(os: Any, old: Function) -> Function:
    """read(fd, 0) reads a byte."""
    return lambda fd, length, /: old(fd, length or 1)


@wrong("read")
def read_returns_bytearray(os: Any, old: Function) -> Function:
    """read returns a bytearray."""
    return lambda fd, length, /: bytearray(old(fd, length))


@wrong("read")
def read_waits_for_all(os: Any, old: Function) -> Function:
    """read of a pipe goes on until there are as many bytes as were asked for."""

    def function(fd: int, length: int, /) -> bytes:
        found = bytes(old(fd, length))
        while found and len(found) < length:
            more = old(fd, length - len(found))
            if not more:
                break
            found += more
        return found

    return function


@wrong("read")
def read_raises_at_the_end(os: Any, old: Function) -> Function:
    """At the end of a file EOFError is raised."""

    def function(fd: int, length: int, /) -> bytes:
        found = bytes(old(fd, length))
        if length and not found:
            raise EOFError
        return found

    return function


@wrong("write")
def write_takes_text(os: Any, old: Function) -> Function:
    """str is encoded."""
    return lambda fd, data, /: old(fd, data.encode() if isinstance(data, str) else data)


@wrong("write")
def write_counts_items(os: Any, old: Function) -> Function:
    """Of an array of larger items so many bytes are written as there are items."""
    return lambda fd, data, /: old(fd, memoryview(data).cast("B")[: len(data)])


@wrong("sendfile")
def sendfile_moves_the_source(os: Any, old: Function) -> Function:
    """With an offset the source's own position moves."""

    def function(out_fd: int, in_fd: int, offset: Any, count: int) -> int:
        sent = int(old(out_fd, in_fd, offset, count))
        if offset is not None:
            os.lseek(in_fd, offset + sent, 0)
        return sent

    return function


@wrong("sendfile")
def sendfile_from_the_start(os: Any, old: Function) -> Function:
    """Without an offset the source is read from its start."""
    return lambda out_fd, in_fd, offset, count: old(out_fd, in_fd, offset or 0, count)


@wrong("splice")
def splice_ignores_the_offset(os: Any, old: Function) -> Function:
    """offset_src does not count."""

    def function(
        src: int, dst: int, count: int, offset_src: Any = None, *rest: Any, **more: Any
    ) -> int:
        return int(old(src, dst, count, None, *rest, **more))

    return function


@wrong("pread")
def pread_past_the_end_raises(os: Any, old: Function) -> Function:
    """Behind the end of a file an error is raised."""

    def function(fd: int, length: int, offset: int, /) -> bytes:
        if os.fstat(fd).st_size < offset:
            raise OSError(22, "behind the end")
        return bytes(old(fd, length, offset))

    return function


@wrong("set_inheritable")
def set_inheritable_takes_no_false(os: Any, old: Function) -> Function:
    """A descriptor that was inheritable stays so."""
    return lambda fd, inheritable, /: old(fd, True) if inheritable else os.fstat(fd) and None


@wrong("get_inheritable")
def get_inheritable_of_closed(os: Any, old: Function) -> Function:
    """A descriptor that is not open is not inheritable."""

    def function(fd: int, /) -> bool:
        try:
            return bool(old(fd))
        except OSError:
            return False

    return function


@wrong("get_terminal_size")
def get_terminal_size_of_the_environment(os: Any, old: Function) -> Function:
    """COLUMNS and LINES in the environment count more than the terminal."""

    def function(fd: int = 1, /) -> Any:
        size = old(fd)
        columns = int(os.environ.get("COLUMNS") or size.columns)
        return type(size)((columns, int(os.environ.get("LINES") or size.lines)))

    return function


@wrong("get_terminal_size")
def get_terminal_size_has_a_default(os: Any, old: Function) -> Function:
    """What is no terminal has 80 columns and 24 lines."""

    def function(fd: int = 1, /) -> Any:
        try:
            return old(fd)
        except OSError:
            return os.terminal_size((80, 24))

    return function


@wrong("get_terminal_size")
def get_terminal_size_lines_first(os: Any, old: Function) -> Function:
    """The lines come first."""

    def function(fd: int = 1, /) -> Any:
        size = old(fd)
        return type(size)((size.lines, size.columns))

    return function


@wrong("get_terminal_size")
def get_terminal_size_of_another(os: Any, old: Function) -> Function:
    """The descriptor does not count."""
    return lambda fd=1, /: old(1) if os.isatty(1) else old(fd)


@wrong("ttyname")
def ttyname_is_relative(os: Any, old: Function) -> Function:
    """The name lacks /dev."""
    return lambda fd, /: old(fd).removeprefix("/dev/")


@wrong("device_encoding")
def device_encoding_of_files(os: Any, old: Function) -> Function:
    """What is no terminal has an encoding, too."""
    return lambda fd: old(fd) or "UTF-8"


@wrong("eventfd_read")
def eventfd_read_keeps(os: Any, old: Function) -> Function:
    """The counter is not reset by reading."""

    def function(fd: int) -> int:
        value = int(old(fd))
        os.eventfd_write(fd, value)
        return value

    return function


@wrong("eventfd")
def eventfd_without_semaphore(os: Any, old: Function) -> Function:
    """EFD_SEMAPHORE does not count."""
    return lambda initval, flags=os.EFD_CLOEXEC: old(initval, flags & ~os.EFD_SEMAPHORE)


@wrong("memfd_create")
def memfd_create_inheritable(os: Any, old: Function) -> Function:
    """The default of flags is 0."""
    return lambda name, flags=0: old(name, flags)


@wrong("fdopen")
def fdopen_ignores_buffering(os: Any, old: Function) -> Function:
    """buffering does not count."""

    def function(fd: int, mode: str = "r", buffering: int = -1, *args: Any, **kwargs: Any) -> Any:
        return old(
            fd,
            mode,
            -1 if buffering in (0, 1) and mode.endswith("b") else buffering,
            *args,
            **kwargs,
        )

    return function


@wrong("fstat")
def fstat_of_file_objects(os: Any, old: Function) -> Function:
    """A pipe is told as a regular file."""

    def function(fd: int) -> Any:
        told = old(fd)
        if told.st_mode & 0o170000 == 0o010000:
            return type(told)((told.st_mode & ~0o170000 | 0o100000, *tuple(told)[1:]))
        return told

    return function


@wrong("login_tty")
def login_tty_keeps_the_descriptor(os: Any, old: Function) -> Function:
    """The descriptor stays open."""

    def function(fd: int, /) -> None:
        kept = os.dup(fd)
        old(fd)
        os.dup2(kept, fd)

    return function


@wrong("get_blocking")
def get_blocking_remembers(os: Any, old: Function) -> Function:
    """A descriptor that was opened non-blocking is told to block."""
    known: dict[int, bool] = {}
    set_blocking = os.set_blocking

    def put(fd: int, blocking: bool, /) -> None:
        set_blocking(fd, blocking)
        known[fd] = blocking

    def function(fd: int, /) -> bool:
        old(fd)
        return known.get(fd, True)

    os.set_blocking = put
    return function


@wrong("posix_fadvise")
def posix_fadvise_wants_whole(os: Any, old: Function) -> Function:
    """A length of 0 is refused."""

    def function(fd: int, offset: int, length: int, advice: int, /) -> None:
        if length == 0:
            raise OSError(22, "no length")
        old(fd, offset, length, advice)

    return function


@wrong("fdopen")
def fdopen_is_not_io_open(os: Any, old: Function) -> Function:
    """The first argument may be a path."""
    return lambda fd, *args, **kwargs: io.open(fd, *args, **kwargs)  # noqa: UP020 - the one that takes paths


@wrong("preadv")
def preadv_ignores_flags(os: Any, old: Function) -> Function:
    """preadv moves the position."""

    def function(fd: int, buffers: Any, offset: int, flags: int = 0, /) -> int:
        count = int(old(fd, buffers, offset, flags))
        os.lseek(fd, offset + count, 0)
        return count

    return function


@wrong("pwritev")
def pwritev_at_the_position(os: Any, old: Function) -> Function:
    """The offset does not count."""
    return lambda fd, buffers, offset, flags=0, /: os.writev(fd, buffers)
