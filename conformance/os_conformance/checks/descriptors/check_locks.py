"""os.lockf: locks on sections of files, between processes."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs, table
from os_conformance.checks.descriptors.parts import constants, new, position, present
from os_conformance.expect import equal, has_type, one_of

COMMANDS = ("F_LOCK", "F_TLOCK", "F_ULOCK", "F_TEST")
REFUSED = {"EAGAIN", "EACCES"}  # POSIX leaves the choice
SECTIONS = {
    # (offset, length) held by another process, the same tried here, whether they overlap
    "same": ((0, 5), (0, 5), True),
    "whole": ((0, 0), (0, 0), True),
    "whole-and-part": ((0, 0), (3, 2), True),
    "part-and-whole": ((3, 2), (0, 0), True),
    "inside": ((0, 10), (4, 1), True),
    "around": ((4, 1), (0, 10), True),
    "last-byte": ((0, 5), (4, 5), True),
    "next-to": ((0, 5), (5, 5), False),
    "before": ((5, 5), (0, 5), False),
    "to-the-end-of-all": ((5, 0), (1000, 1), True),
    "beyond-the-end": ((100, 5), (102, 1), True),
    "backwards": ((10, -5), (5, 1), True),
    "backwards-not": ((10, -5), (10, 1), False),
}


def held_elsewhere(os: Any, path: Any, held: Any, tried: Any, then: Any) -> Any:
    """A child locks a section (and then lets go, or not); what the commands on another say here."""
    import errno

    ready_r, ready_w = os.pipe()
    go_r, go_w = os.pipe()

    def attempt(fd, command):
        os.lseek(fd, tried[0], 0)
        try:
            os.lockf(fd, command, tried[1])
        except OSError as error:
            return errno.errorcode[error.errno or 0]
        return "done"

    pid = os.fork()
    if pid == 0:
        try:
            os.close(go_w)
            fd = os.open(path, os.O_RDWR)
            os.lseek(fd, held[0], 0)
            os.lockf(fd, os.F_LOCK, held[1])
            if then == "close":
                os.close(fd)
            elif then == "close-other":
                os.close(os.open(path, os.O_RDWR))
            elif then == "unlock":
                os.lockf(fd, os.F_ULOCK, held[1])
            os.write(ready_w, b"r")
            os.read(go_r, 1)
        finally:
            os._exit(0)
    os.close(go_r)
    os.read(ready_r, 1)
    fd = os.open(path, os.O_RDWR)
    told = [attempt(fd, os.F_TEST), attempt(fd, os.F_TLOCK)]
    os.close(go_w)
    os.waitpid(pid, 0)
    return [*told, attempt(fd, os.F_TEST), attempt(fd, os.F_TLOCK)]


@clause("os.lockf/tlock-conflict", "os.lockf/test-locked", "os.lockf/test-free")
@needs("fork", "shared-files")
@cases(name=list(SECTIONS))
def check_conflict(os: Os, run: Run, world: World, name: str) -> None:
    """A section that another process has locked is refused until that ends; any other is free."""
    held, tried, overlap = SECTIONS[name]
    present(os, "lockf")
    world.file("f", b"0123456789")
    told = run(held_elsewhere, world.path("f"), held, tried, "hold")
    if overlap:
        one_of(told[0], REFUSED, "F_TEST")
        one_of(told[1], REFUSED, "F_TLOCK")
    else:
        equal(told[:2], ["done", "done"])
    equal(told[2:], ["done", "done"], "after the other has ended")


@clause("os.lockf/close-releases", "os.lockf/lock-unlock")
@needs("fork", "shared-files")
@cases(then=["close", "close-other", "unlock"])
def check_release(os: Os, run: Run, world: World, then: str) -> None:
    """A lock ends by F_ULOCK, and when its process closes any descriptor of the file."""
    present(os, "lockf")
    world.file("f", b"0123456789")
    told = run(held_elsewhere, world.path("f"), (0, 5), (0, 5), then)
    equal(told, ["done"] * 4)


@clause("os.lockf/lock-unlock", "os.lockf/test-free")
@cases(length=[0, 1, 5, 100], command=["F_LOCK", "F_TLOCK"])
def check_lock_and_unlock(os: Os, world: World, length: int, command: str) -> None:
    """A free section is locked, tested and unlocked, any of it twice, and the offset stays."""
    fd = new(os, world, b"0123456789")
    os.lseek(fd, 3, os.SEEK_SET)
    for name in ("F_TEST", command, command, "F_TEST", "F_ULOCK", "F_ULOCK"):
        os.lockf(fd, getattr(os, name), length)
    equal(position(os, fd), 3)


@clause("os.lockf/returns-none")
@cases(command=COMMANDS)
def check_returns_none(os: Os, world: World, command: str) -> None:
    """lockf returns None."""
    equal(os.lockf(new(os, world), getattr(os, command), 5), None)


def waited(os: Any, path: Any) -> Any:
    """A child locks the file, and writes when we sleep, waiting for the lock; what we then find."""
    import select

    def asleep(process):
        try:
            with open(f"/proc/{process}/stat") as stream:
                return stream.read().rpartition(")")[2].split()[0] == "S"
        except OSError:
            return True  # no way to see it here: then this shows less

    ready_r, ready_w = os.pipe()
    go_r, go_w = os.pipe()
    waiter = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            fd = os.open(path, os.O_RDWR)
            os.lockf(fd, os.F_LOCK, 0)
            os.write(ready_w, b"r")
            os.read(go_r, 1)  # from here on the other sleeps only for the lock, or for our end
            while not asleep(waiter):
                select.select([], [], [], 0.001)
            os.write(fd, b"finished!!")
            os.lseek(fd, 0, 0)
            os.lockf(fd, os.F_ULOCK, 0)
        finally:
            os._exit(0)
    os.read(ready_r, 1)
    fd = os.open(path, os.O_RDWR)
    os.write(go_w, b"g")
    os.lockf(fd, os.F_LOCK, 0)
    found = os.read(fd, 100)
    os.waitpid(pid, 0)
    return found


@clause("os.lockf/lock-waits")
@needs("fork", "shared-files")
def check_lock_waits(os: Os, run: Run, world: World) -> None:
    """F_LOCK of a section that another process has locked waits until it is unlocked."""
    present(os, "lockf")
    world.file("f", b"0123456789")
    equal(run(waited, world.path("f")), b"finished!!")


@table(constants("os.F_LOCK/consts", COMMANDS))
@clause()
def check_commands(os: Os, name: str) -> None:
    """F_LOCK, F_TLOCK, F_ULOCK and F_TEST are ints, all different."""
    has_type(getattr(os, name), int, name)
    equal(len({getattr(os, other) for other in COMMANDS}), 4)
