"""os.close, os.closerange, os.dup, os.dup2: which descriptors are open, and on what."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, World, cases, clause, needs
from os_conformance.checks.descriptors.parts import binary, new, position
from os_conformance.expect import equal, has_type, raises


def onto(os: Os, fd: int, number: int) -> int:
    """`number`, made a duplicate of `fd` (which dup2 returns since Python 3.7 only)."""
    os.dup2(fd, number)
    return number


MADE: dict[str, Any] = {
    "dup": lambda os, fd: os.dup(fd),
    "dup2": lambda os, fd: onto(os, fd, 77),
    "dup2-open": lambda os, fd: onto(os, fd, os.pipe()[0]),
}


def is_open(os: Os, fd: int) -> bool:
    """Whether fstat knows the descriptor."""
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


@clause("os.close/closes")
@cases(
    use={
        "read": lambda os, fd: os.read(fd, 1),
        "write": lambda os, fd: os.write(fd, b"x"),
        "lseek": lambda os, fd: os.lseek(fd, 0, 0),
        "fstat": lambda os, fd: os.fstat(fd),
        "dup": lambda os, fd: os.dup(fd),
        "close": lambda os, fd: os.close(fd),
    }
)
def check_close(os: Os, world: World, use: Any) -> None:
    """close returns None; after it the descriptor is none: OSError with EBADF."""
    fd = new(os, world, b"kept")
    equal(os.close(fd), None)
    with raises(OSError, errno="EBADF"):
        use(os, fd)
    equal(world.read("f"), b"kept")


@clause("os.close/closes")
@cases(how=["dup", "dup2", "open"])
def check_close_one(os: Os, world: World, how: str) -> None:
    """close closes one descriptor; others on the same file stay open."""
    fd = new(os, world, b"data")
    other = os.open(world.path("f"), os.O_RDONLY) if how == "open" else MADE[how](os, fd)
    os.close(fd)
    equal(os.read(other, 10), b"data")


@clause("os.close/keeps-unlinked")
@needs("shared-files")
def check_unlinked(os: Os, world: World) -> None:
    """A file without a name can be read and written until its last descriptor is closed."""
    fd = new(os, world, b"data")
    os.unlink(world.path("f"))
    equal(os.read(fd, 10), b"data")
    os.write(fd, b"more")
    equal(os.fstat(fd).st_nlink, 0)
    equal(os.fstat(fd).st_size, 8)
    os.lseek(fd, 0, os.SEEK_SET)
    equal(os.read(fd, 10), b"datamore")


@clause("os.closerange/half-open", "os.closerange/returns-none")
@cases(low=[0, 1, 3], high=[0, 1, 3, 5])
def check_closerange(os: Os, world: World, low: int, high: int) -> None:
    """closerange closes from the first number up to, but not including, the second."""
    fd = new(os, world)
    for number in range(70, 75):
        os.dup2(fd, number)
    equal(os.closerange(70 + low, 70 + high), None)
    still = {number for number in range(70, 75) if is_open(os, number)}
    equal(still, set(range(70, 75)) - set(range(70 + low, 70 + high)))
    assert is_open(os, fd)


@clause("os.closerange/ignores-errors")
@cases(
    closed={"some": [71, 73], "all": [70, 71, 72, 73, 74], "first": [70], "last": [74]},
)
def check_closerange_gaps(os: Os, world: World, closed: list[int]) -> None:
    """closerange passes over numbers that are not open."""
    fd = new(os, world)
    for number in set(range(70, 75)) - set(closed):
        os.dup2(fd, number)
    equal(os.closerange(70, 75), None)
    equal([number for number in range(70, 75) if is_open(os, number)], [])


@clause("os.dup/duplicate")
@cases(how=["dup", "dup2", "dup2-open"])
def check_shares_offset(os: Os, world: World, how: str) -> None:
    """A duplicate is another number, of the same open file: they share the offset."""
    fd = new(os, world, b"abcdef")
    copy = MADE[how](os, fd)
    has_type(copy, int)
    assert copy != fd
    equal(os.read(fd, 2), b"ab")
    equal(os.read(copy, 2), b"cd")
    os.lseek(copy, 1, os.SEEK_SET)
    equal(position(os, fd), 1)
    os.write(fd, b"BC")
    equal(position(os, copy), 3)
    equal(world.read("f"), b"aBCdef")


@clause("os.dup2/same-file")
def check_dup2_same_file(os: Os, world: World) -> None:
    """After dup2 the second number is of the file of the first, and shares its offset."""
    fd, other = new(os, world, b"first"), new(os, world, b"second", "g")
    os.dup2(fd, other)
    equal(os.fstat(other).st_size, 5)
    equal(os.read(other, 2), b"fi")
    equal(os.read(fd, 10), b"rst")
    equal(world.snapshot(), {"f": b"first", "g": b"second"})


@clause("os.dup/duplicate")
@cases(how=["dup", "dup2", "dup2-open"])
def check_shares_access(os: Os, world: World, how: str) -> None:
    """A duplicate may do what the original may: reading only, or appending."""
    world.file("f", b"data")
    reading = MADE[how](os, os.open(world.path("f"), os.O_RDONLY))
    with raises(OSError, errno="EBADF"):
        os.write(reading, b"x")
    fd = os.open(world.path("f"), os.O_WRONLY | os.O_APPEND | binary(os))
    os.write(MADE[how](os, fd), b"+")
    equal(world.read("f"), b"data+")


@clause("os.dup/shares-status")
@cases(how=["dup", "dup2", "dup2-open"])
def check_shares_blocking(os: Os, how: str) -> None:
    """A duplicate shares the status flags: O_NONBLOCK set on one is set on the other."""
    r, _ = os.pipe()
    copy = MADE[how](os, r)
    os.set_blocking(copy, False)
    equal(os.get_blocking(r), False)
    os.set_blocking(r, True)
    equal(os.get_blocking(copy), True)


@clause("os.dup/non-inheritable")
@cases(inheritable=[False, True])
def check_dup_inheritance(os: Os, world: World, inheritable: bool) -> None:
    """dup makes a descriptor that no program inherits, whatever the original's flag is."""
    fd = new(os, world)
    os.set_inheritable(fd, inheritable)
    equal(os.get_inheritable(os.dup(fd)), False)
    equal(os.get_inheritable(fd), inheritable)


@clause("os.dup2/returns-fd2")
@cases(target=["closed", "open", "same"])
def check_dup2_returns(os: Os, world: World, target: str) -> None:
    """dup2 returns the second number."""
    fd = new(os, world)
    second = {"closed": 77, "open": os.dup(fd), "same": fd}[target]
    equal(os.dup2(fd, second), second)


@clause("os.dup2/same-number")
def check_dup2_of_itself(os: Os, world: World) -> None:
    """dup2 of a descriptor to itself leaves it open where it is."""
    fd = new(os, world, b"abcdef")
    os.lseek(fd, 2, os.SEEK_SET)
    os.dup2(fd, fd)
    equal(os.read(fd, 10), b"cdef")


@clause("os.dup2/closes-first")
def check_dup2_closes(os: Os, world: World) -> None:
    """dup2 closes what the second number was: the last writer of a pipe goes, and it is at its end."""
    r, w = os.pipe()
    os.write(w, b"last")
    os.dup2(new(os, world), w)
    equal(os.read(r, 10), b"last")
    equal(os.read(r, 10), b"")
    equal(os.write(w, b"now the file"), 12)
    equal(world.read("f"), b"now the file")


@clause("os.dup2/bad-fd")
@cases(first={"closed": 47, "negative": -1})
def check_dup2_keeps(os: Os, world: World, first: int) -> None:
    """dup2 of what is no descriptor raises OSError and leaves the second number as it was."""
    fd = new(os, world, b"kept")
    with raises(OSError, errno="EBADF" if first > 0 else None):
        os.dup2(first, fd)
    equal(os.read(fd, 10), b"kept")


@clause("os.dup2/inheritable-default", "os.dup2/inheritable-false")
@cases(
    flags={"default": (), "true": (True,), "false": (False,)},
    target=["closed", "open"],
    original=[False, True],
)
def check_dup2_inheritance(
    os: Os, world: World, flags: tuple[bool, ...], target: str, original: bool
) -> None:
    """dup2 makes the second number inheritable by default, and not with inheritable=False."""
    fd = new(os, world)
    os.set_inheritable(fd, original)
    second = 77 if target == "closed" else os.dup(fd)
    os.dup2(fd, second, *flags)
    equal(os.get_inheritable(second), False not in flags)
    equal(os.get_inheritable(fd), original)


@clause("os.dup2/inheritable-false")
@cases(flag=[False, True])
def check_dup2_keyword(os: Os, world: World, flag: bool) -> None:
    """dup2 takes inheritable by keyword."""
    os.dup2(new(os, world), 77, inheritable=flag)
    equal(os.get_inheritable(77), flag)
