"""os.lseek: where reading and writing goes on."""

from __future__ import annotations

from os_conformance.check import Os, World, cases, clause, table
from os_conformance.checks.descriptors.parts import constants, new, position
from os_conformance.expect import equal, has_type, one_of, raises

DATA = b"0123456789"
WHENCE = {"SEEK_SET": 0, "SEEK_CUR": 1, "SEEK_END": 2}
HOLE = 2**20  # far more than a block of any file system here


@clause("os.lseek/set")
@cases(offset=[0, 3, 10], before=[0, 7])
def check_set(os: Os, world: World, offset: int, before: int) -> None:
    """lseek with SEEK_SET goes to an offset from the beginning and returns it."""
    fd = new(os, world, DATA)
    os.read(fd, before)
    equal(os.lseek(fd, offset, os.SEEK_SET), offset)
    equal(os.read(fd, 100), DATA[offset:])


@clause("os.lseek/cur")
@cases(offset=[-4, -1, 0, 3], before=[4, 7])
def check_current(os: Os, world: World, offset: int, before: int) -> None:
    """lseek with SEEK_CUR goes on from the current offset, or back, and returns the new one."""
    fd = new(os, world, DATA)
    os.read(fd, before)
    equal(os.lseek(fd, offset, os.SEEK_CUR), before + offset)
    equal(os.read(fd, 100), DATA[before + offset :])


@clause("os.lseek/end")
@cases(offset=[-10, -3, 0], before=[0, 7])
def check_end(os: Os, world: World, offset: int, before: int) -> None:
    """lseek with SEEK_END goes to an offset from the end, as it is now, and returns the new one."""
    fd = new(os, world, DATA)
    os.read(fd, before)
    equal(os.lseek(fd, offset, os.SEEK_END), 10 + offset)
    equal(os.read(fd, 100), DATA[10 + offset :])
    os.write(fd, b"more")
    equal(os.lseek(fd, 0, os.SEEK_END), 14)


@clause("os.lseek/ints", "os.SEEK_SET/values")
@cases(whence=WHENCE)
def check_whence_numbers(os: Os, world: World, whence: int) -> None:
    """lseek takes 0, 1 and 2 for the beginning, the current offset and the end."""
    fd = new(os, world, DATA)
    os.read(fd, 4)
    equal(os.lseek(fd, 0, whence), [0, 4, 10][whence])


@table(constants("os.SEEK_SET/values", tuple(WHENCE)))
@clause()
def check_values(os: Os, name: str) -> None:
    """SEEK_SET, SEEK_CUR and SEEK_END are the numbers 0, 1 and 2."""
    equal(getattr(os, name), WHENCE[name])


@clause("os.lseek/beyond-end")
@cases(
    whence=["SEEK_SET", "SEEK_CUR", "SEEK_END"],
    distance={"little": 15, "block": 5000, "far": 2**40},
)
def check_beyond(os: Os, world: World, whence: str, distance: int) -> None:
    """lseek goes beyond the end, which alone makes the file no longer."""
    fd = new(os, world, DATA)
    wanted = distance + (10 if whence == "SEEK_END" else 0)
    equal(os.lseek(fd, distance, getattr(os, whence)), wanted)
    equal(os.read(fd, 1), b"")
    equal(os.fstat(fd).st_size, 10)


@clause("os.lseek/beyond-end")
@cases(gap=[1, 5000, 100_000])
def check_gap(os: Os, world: World, gap: int) -> None:
    """What is written beyond the end leaves zeros between."""
    fd = new(os, world, DATA)
    os.lseek(fd, gap, os.SEEK_END)
    os.write(fd, b"end")
    equal(world.read("f"), DATA + bytes(gap) + b"end")


@clause("os.lseek/negative")
@cases(move={"set": (-1, "SEEK_SET"), "current": (-5, "SEEK_CUR"), "end": (-11, "SEEK_END")})
def check_negative(os: Os, world: World, move: tuple[int, str]) -> None:
    """lseek to before the beginning raises OSError with EINVAL and stays where it was."""
    fd = new(os, world, DATA)
    os.read(fd, 4)
    with raises(OSError, errno="EINVAL"):
        os.lseek(fd, move[0], getattr(os, move[1]))
    equal(position(os, fd), 4)


@clause("os.lseek/bad-whence")
@cases(whence={"large": 99, "negative": -1})
def check_bad_whence(os: Os, world: World, whence: int) -> None:
    """lseek with an unknown whence raises OSError with EINVAL and stays where it was."""
    fd = new(os, world, DATA)
    os.read(fd, 4)
    with raises(OSError, errno="EINVAL"):
        os.lseek(fd, 0, whence)
    equal(position(os, fd), 4)


@clause("os.lseek/pipe-espipe")
@cases(end=[0, 1], whence=WHENCE)
def check_pipe(os: Os, end: int, whence: int) -> None:
    """lseek on a pipe raises OSError with ESPIPE."""
    with raises(OSError, errno="ESPIPE"):
        os.lseek(os.pipe()[end], 0, whence)


@table(constants("os.SEEK_HOLE/exist", ("SEEK_HOLE", "SEEK_DATA")))
@clause()
def check_hole_constants(os: Os, name: str) -> None:
    """SEEK_HOLE and SEEK_DATA are ints other than the three of every system."""
    value = getattr(os, name)
    has_type(value, int, name)
    assert value not in WHENCE.values()
    assert os.SEEK_HOLE != os.SEEK_DATA


@clause("os.lseek/hole", "os.lseek/data")
@cases(offset=[0, 5, 9])
def check_no_hole(os: Os, world: World, offset: int) -> None:
    """In a file without holes the next data are where one is and the next hole is the end."""
    fd = new(os, world, DATA)
    equal(os.lseek(fd, offset, os.SEEK_DATA), offset)
    equal(os.lseek(fd, offset, os.SEEK_HOLE), 10)
    equal(position(os, fd), 10)


@clause("os.lseek/hole", "os.lseek/data")
def check_hole(os: Os, world: World) -> None:
    """The next data after a hole begin where bytes were written, or before; a hole ends there."""
    fd = new(os, world, DATA)
    os.lseek(fd, HOLE, os.SEEK_SET)
    os.write(fd, DATA)
    hole = os.lseek(fd, 0, os.SEEK_HOLE)
    one_of(hole, range(10, HOLE + 11))
    data = os.lseek(fd, 5000, os.SEEK_DATA)  # a file system may take everything for data
    one_of(data, range(5000, HOLE + 1))
    equal(os.lseek(fd, HOLE, os.SEEK_DATA), HOLE)
    equal(os.lseek(fd, HOLE + 3, os.SEEK_HOLE), HOLE + 10)


@clause("os.lseek/data", "os.lseek/hole")
@cases(whence=["SEEK_DATA", "SEEK_HOLE"], offset=[10, 11, 5000])
def check_no_data(os: Os, world: World, whence: str, offset: int) -> None:
    """lseek for data or a hole at the end of the file, or beyond it, raises OSError with ENXIO."""
    fd = new(os, world, DATA)
    with raises(OSError, errno="ENXIO"):
        os.lseek(fd, offset, getattr(os, whence))
    equal(position(os, fd), 0)
