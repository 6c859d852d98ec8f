"""os.fsync, os.fdatasync."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, clause, table
from os_conformance.checks.descriptors.parts import new, present
from os_conformance.expect import equal, raises


def both(suffix: str) -> list[Case]:
    """A case for each of the two functions, with its clause of that suffix."""
    return [Case(n, {"name": n}, (f"os.{n}/{suffix}",)) for n in ("fsync", "fdatasync")]


@table(both("returns-none"))
@clause()
def check_returns_none(os: Os, world: World, name: str) -> None:
    """fsync and fdatasync of a file return None when it is written, and change nothing."""
    fd = new(os, world)
    os.write(fd, b"data")
    equal(getattr(os, name)(fd), None)
    equal(world.read("f"), b"data")
    equal(os.write(fd, b"more"), 4)


def by_object(os: Any, name: Any, fd: Any, raised: Any) -> Any:
    asked = []

    class Stream:
        def fileno(self):
            asked.append(1)
            if raised:
                raise LookupError("no number")
            return fd

    try:
        return getattr(os, name)(Stream()), len(asked)
    except LookupError:
        return "LookupError", len(asked)


@table(both("fileno-object"))
@clause()
def check_object(os: Os, run: Run, world: World, name: str) -> None:
    """fsync and fdatasync take an object with a fileno method, and ask it once."""
    present(os, name)
    fd = new(os, world)
    os.write(fd, b"data")
    equal(run(by_object, name, fd, False), (None, 1))


@table(both("fileno-object"))
@clause()
def check_object_fails(os: Os, run: Run, world: World, name: str) -> None:
    """fsync and fdatasync hand on what an object's fileno method raises."""
    present(os, name)
    equal(run(by_object, name, new(os, world), True), ("LookupError", 1))


@table([Case("r", {"end": 0}), Case("w", {"end": 1})])
@clause("os.fsync/pipe-einval")
def check_pipe(os: Os, end: int) -> None:
    """fsync of a pipe, which is on no disk, raises OSError with EINVAL."""
    with raises(OSError, errno={"EINVAL", "ENOTSUP", "EOPNOTSUPP"}):
        os.fsync(os.pipe()[end])


@clause("os.fdatasync/macos-absent")
def check_not_on_macos(os: Os) -> None:
    """There is no fdatasync on macOS."""
    assert "fdatasync" not in dir(os)
