"""os.memfd_create and event descriptors: os.eventfd, os.eventfd_read, os.eventfd_write."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause, needs
from os_conformance.expect import equal, has_type, raises


@clause("os.memfd_create/fd", "os.memfd_create/read-write")
@cases(name=["m", "", "é", "with space"])
def check_memory_file(os: Os, name: str) -> None:
    """memfd_create gives a descriptor of an empty file that can be written, read and cut."""
    descriptor = os.memfd_create(name)
    has_type(descriptor, int)
    equal(os.fstat(descriptor).st_size, 0)
    equal(os.write(descriptor, b"data"), 4)
    equal(os.lseek(descriptor, 0, os.SEEK_SET), 0)
    equal(os.read(descriptor, 10), b"data")
    os.ftruncate(descriptor, 2)
    equal(os.fstat(descriptor).st_size, 2)


@clause("os.memfd_create/cloexec-default", "os.memfd_create/flags-zero")
def check_memory_file_inheritable(os: Os) -> None:
    """A file of memory is not inheritable, unless flags are given without MFD_CLOEXEC."""
    equal(os.get_inheritable(os.memfd_create("m")), False)
    equal(os.get_inheritable(os.memfd_create("m", os.MFD_CLOEXEC)), False)
    equal(os.get_inheritable(os.memfd_create("m", 0)), True)


@clause("os.memfd_create/name-shown")
@needs("shared-files")
def check_memory_file_name(os: Os) -> None:
    """The name shows in the target of the descriptor's link in /proc."""
    descriptor = os.memfd_create("osconform")
    assert "memfd:osconform" in os.readlink(f"/proc/self/fd/{descriptor}")


@clause("os.memfd_create/same-name")
def check_same_name(os: Os) -> None:
    """Two files of memory may have one name: each has its own content."""
    one, two = os.memfd_create("m"), os.memfd_create("m")
    os.write(one, b"one")
    equal((os.fstat(one).st_size, os.fstat(two).st_size), (3, 0))


@clause("os.eventfd/fd", "os.eventfd/initval", "os.eventfd_read/value")
@cases(value=[0, 1, 7, 2**32 - 1])
def check_initial_value(os: Os, value: int) -> None:
    """eventfd gives a descriptor of a counter that begins with the value."""
    descriptor = os.eventfd(value, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
    has_type(descriptor, int)
    if value == 0:
        with raises(BlockingIOError, errno="EAGAIN"):
            os.eventfd_read(descriptor)
    else:
        equal(os.eventfd_read(descriptor), value)


@clause("os.eventfd/cloexec-default")
def check_event_inheritable(os: Os) -> None:
    """An event descriptor is not inheritable, unless flags are given without EFD_CLOEXEC."""
    equal(os.get_inheritable(os.eventfd(0)), False)
    equal(os.get_inheritable(os.eventfd(0, os.EFD_CLOEXEC)), False)
    equal(os.get_inheritable(os.eventfd(0, 0)), True)


@clause("os.eventfd/counter", "os.eventfd_write/adds")
def check_counter(os: Os) -> None:
    """Writes add to the counter; a read gives the sum and sets it to zero."""
    descriptor = os.eventfd(1, os.EFD_NONBLOCK)
    equal(os.eventfd_write(descriptor, 2), None)
    os.eventfd_write(descriptor, 10)
    equal(os.eventfd_read(descriptor), 13)
    with raises(BlockingIOError, errno="EAGAIN"):
        os.eventfd_read(descriptor)


@clause("os.eventfd/semaphore")
def check_semaphore(os: Os) -> None:
    """With EFD_SEMAPHORE each read gives 1 and takes one off the counter."""
    descriptor = os.eventfd(3, os.EFD_NONBLOCK | os.EFD_SEMAPHORE)
    equal([os.eventfd_read(descriptor) for _ in range(3)], [1, 1, 1])
    with raises(BlockingIOError, errno="EAGAIN"):
        os.eventfd_read(descriptor)


@clause("os.eventfd/nonblock")
def check_nonblocking(os: Os) -> None:
    """A counter of zero raises BlockingIOError for who will not wait."""
    descriptor = os.eventfd(0, os.EFD_NONBLOCK)
    equal(os.get_blocking(descriptor), False)
    with raises(BlockingIOError, errno="EAGAIN"):
        os.read(descriptor, 8)


@clause("os.eventfd/write-overflow")
def check_overflow(os: Os) -> None:
    """The counter's greatest value is 2**64 - 2: a write beyond it blocks, or raises EAGAIN."""
    descriptor = os.eventfd(0, os.EFD_NONBLOCK)
    os.eventfd_write(descriptor, 2**64 - 2)
    with raises(BlockingIOError, errno="EAGAIN"):
        os.eventfd_write(descriptor, 1)
    equal(os.eventfd_read(descriptor), 2**64 - 2)


def raw(os: Any, value: Any) -> Any:
    import sys

    descriptor = os.eventfd(0, os.EFD_NONBLOCK)
    written = os.write(descriptor, value.to_bytes(8, sys.byteorder))
    return written, int.from_bytes(os.read(descriptor, 8), sys.byteorder)


@clause("os.eventfd/raw-io")
@cases(value=[1, 2**40])
def check_raw(run: Run, value: int) -> None:
    """read and write work too, with the counter as eight bytes of the machine's order."""
    equal(run(raw, value), (8, value))


@clause("os.eventfd/range")
@cases(value=[-1, 2**32, 2**64])
def check_range(os: Os, value: int) -> None:
    """A value that is no unsigned number of 32 bits is refused: OverflowError or ValueError."""
    with raises((OverflowError, ValueError)):
        os.eventfd(value)


def selected(os: Any, way: Any) -> Any:
    import select

    descriptor = os.eventfd(0)
    if way == "select":
        before = select.select([descriptor], [], [], 0)[0]
        os.eventfd_write(descriptor, 1)
        return before, select.select([descriptor], [], [])[0] == [descriptor]
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    before = poll.poll(0)
    os.eventfd_write(descriptor, 1)
    return before, poll.poll() == [(descriptor, select.POLLIN)]


@clause("os.eventfd/select")
@needs("shared-files")
@cases(way=["select", "poll"])
def check_select(run: Run, way: str) -> None:
    """The descriptor is readable for select and poll when the counter is not zero."""
    equal(run(selected, way), ([], True))


def between_threads(os: Any) -> Any:
    import threading

    descriptor = os.eventfd(0)
    worker = threading.Thread(target=os.eventfd_write, args=(descriptor, 5))
    worker.start()
    value = os.eventfd_read(descriptor)
    worker.join()
    return value


@clause("os.eventfd_read/value", "os.eventfd_write/adds")
def check_waits(run: Run) -> None:
    """A read waits for a write of another thread."""
    equal(run(between_threads), 5)
