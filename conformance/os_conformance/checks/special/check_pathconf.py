"""os.pathconf and os.fpathconf on paths, and os.truncate."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, FSPath, Os, World, cases, clause, needs, table
from os_conformance.expect import equal, has_type, raises

NAMES = (
    "PC_NAME_MAX",
    "PC_PATH_MAX",
    "PC_PIPE_BUF",
    "PC_LINK_MAX",
    "PC_NO_TRUNC",
    "PC_CHOWN_RESTRICTED",
)


@clause("os.pathconf/by-name", "os.pathconf/by-int")
@cases(name=NAMES)
def check_name_or_number(os: Os, world: World, name: str) -> None:
    """pathconf takes a name of pathconf_names, or its number, with the same result."""
    told = os.pathconf(world.path(), name)
    has_type(told, int)
    equal(os.pathconf(world.path(), os.pathconf_names[name]), told)


@clause("os.pathconf/name-max")
def check_name_max(os: Os, world: World) -> None:
    """PC_NAME_MAX is how long a name can be: one so long is taken, a longer one refused."""
    limit = os.pathconf(world.path(), "PC_NAME_MAX")
    has_type(limit, int)
    assert limit > 0
    os.mkdir("x" * limit)
    with raises(OSError, errno="ENAMETOOLONG"):
        os.mkdir("x" * (limit + 1))


@clause("os.pathconf/unknown-valueerror")
@cases(name=["PC_NOTHING", "", "NAME_MAX", "SC_OPEN_MAX"])
def check_unknown(os: Os, world: World, name: str) -> None:
    """pathconf raises ValueError for a name that it does not know."""
    with raises(ValueError):
        os.pathconf(world.path(), name)


@clause("os.pathconf/unsupported-einval")
def check_unsupported(os: Os, world: World) -> None:
    """pathconf raises OSError EINVAL for a number that the system does not know."""
    with raises(OSError, errno="EINVAL"):
        os.pathconf(world.path(), 12345)


@clause("os.pathconf/bad-type")
@cases(value={"float": 1.0, "none": None, "list": []})
def check_wrong_type(os: Os, world: World, value: Any) -> None:
    """pathconf raises TypeError for a name that is neither str nor int."""
    with raises(TypeError):
        os.pathconf(world.path(), value)


@clause("os.pathconf_names/dict")
def check_names(os: Os) -> None:
    """pathconf_names maps names to numbers."""
    names = dict(os.pathconf_names)
    for name in names:
        has_type(name, str, "a name")
    equal({type(v) for v in names.values()}, {int})
    assert "PC_NAME_MAX" in names


@clause("os.pathconf/accepts-pathlike")
@cases(kind=[str, bytes])
def check_path_like(os: Os, world: World, kind: type) -> None:
    """pathconf takes path-like objects."""
    path = world.path() if kind is str else world.bpath()
    equal(os.pathconf(FSPath(path), "PC_NAME_MAX"), os.pathconf(path, "PC_NAME_MAX"))


@clause("os.pathconf/fd-accepted")
def check_descriptor(os: Os, world: World) -> None:
    """pathconf takes an open descriptor for the path."""
    descriptor = os.open(world.path(), os.O_RDONLY)
    wanted = os.pathconf(world.path(), "PC_NAME_MAX")
    equal(os.pathconf(descriptor, "PC_NAME_MAX"), wanted)
    equal(os.fpathconf(descriptor, "PC_NAME_MAX"), wanted)


@clause("os.pathconf/fd-closed-ebadf")
def check_closed(os: Os, world: World) -> None:
    """pathconf of a closed descriptor raises EBADF."""
    descriptor = os.open(world.path(), os.O_RDONLY)
    os.close(descriptor)
    with raises(OSError, errno="EBADF"):
        os.pathconf(descriptor, "PC_NAME_MAX")


WAYS = ("path", "descriptor")


def target(os: Os, world: World, way: str) -> Any:
    return world.path("f") if way == "path" else os.open(world.path("f"), os.O_RDWR)


@table(
    [
        Case(f"{way}-{length}", {"way": way, "length": length}, (
            "os.truncate/fd" if way == "descriptor" else "os.truncate/shrinks", "os.truncate/nt",
        ))
        for way in WAYS
        for length in (0, 1, 4, 5, 6)
    ]
)  # fmt: skip
@clause()
def check_shrinks(os: Os, world: World, way: str, length: int) -> None:
    """truncate cuts a file to the length; what is before it stays."""
    world.file("f", b"123456")
    equal(os.truncate(target(os, world, way), length), None)
    equal(world.read("f"), b"123456"[:length])


@clause("os.truncate/extends")
@cases(way=WAYS, length=[4, 100, 5000])
def check_extends(os: Os, world: World, way: str, length: int) -> None:
    """truncate to a greater length fills the file with zero bytes."""
    world.file("f", b"123")
    os.truncate(target(os, world, way), length)
    equal(world.read("f"), b"123" + bytes(length - 3))


@clause("os.truncate/shrinks")
@needs("symlinks")
def check_truncate_follows(os: Os, world: World) -> None:
    """truncate of a link cuts the target."""
    world.tree({"f": b"123456", "s": ("symlink", "f")})
    os.truncate(world.path("s"), 2)
    equal(world.snapshot(), {"f": b"12", "s": ("symlink", "f")})


@clause("os.truncate/shrinks")
def check_truncate_keeps_the_offset(os: Os, world: World) -> None:
    """truncate does not move the offset of an open descriptor."""
    world.file("f", b"123456")
    descriptor = os.open(world.path("f"), os.O_RDWR)
    equal(os.read(descriptor, 4), b"1234")
    os.truncate(descriptor, 2)
    equal(os.lseek(descriptor, 0, os.SEEK_CUR), 4)
    equal(os.read(descriptor, 4), b"")
    equal(os.write(descriptor, b"x"), 1)
    equal(world.read("f"), b"12\0\0x")


@clause("os.truncate/shrinks")
@needs("posix-paths")
def check_truncate_negative(os: Os, world: World) -> None:
    """truncate to a negative length raises OSError EINVAL and changes nothing."""
    world.file("f", b"123")
    with raises(OSError, errno="EINVAL"):
        os.truncate(world.path("f"), -1)
    equal(world.read("f"), b"123")
