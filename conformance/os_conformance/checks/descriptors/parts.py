"""What the checks of descriptors share."""

from __future__ import annotations

from collections.abc import Sequence

from os_conformance.catalogue import absent
from os_conformance.check import Case, Os, World
from os_conformance.expect import Unmet


def binary(os: Os) -> int:
    """The flag that keeps newlines as they are: O_BINARY on Windows, elsewhere nothing."""
    flag: int = getattr(os, "O_BINARY", 0)
    return flag


def new(os: Os, world: World, data: bytes = b"", name: str = "f") -> int:
    """A descriptor for reading and writing at the start of a new file with this content."""
    world.file(name, data)
    fd: int = os.open(world.path(name), os.O_RDWR | binary(os))
    return fd


def position(os: Os, fd: int) -> int:
    """The offset of a descriptor; where lseek does not tell it, the check is blocked."""
    offset = os.lseek(fd, 0, os.SEEK_CUR)
    if type(offset) is not int:
        raise Unmet(f"os.lseek tells no offset, but {offset!r}", "blocked")
    return offset


def present(os: Os, *names: str) -> None:
    """Ask for names before a snippet uses them: a missing one blocks the check, and does not fail it.

    Windows may lack some, for which the check says nothing there.
    """
    for name in names:
        try:
            getattr(os, name)
        except AttributeError:
            reason = absent(f"os.{name}", "windows", (3, 0)) if os.name == "nt" else None
            if reason is None:
                raise
            raise Unmet(reason, "not-applicable") from None


def constants(clause: str, names: Sequence[str]) -> list[Case]:
    """One case a constant, all for one clause."""
    return [Case(name, {"name": name}, (clause,)) for name in names]


def drain(os: Os, fd: int, size: int = 65536) -> bytes:
    """Everything from a descriptor to its end."""
    data = b""
    while chunk := os.read(fd, size):
        data += chunk
    return data


def opened(os: Os, world: World, name: str) -> int:
    """A descriptor to read `name`; not applicable for a directory where none can be opened (Windows)."""
    if world.separator != "/" and world.kind(name) == "directory":
        raise Unmet("Windows opens no directories", "not-applicable")
    descriptor: int = os.open(world.path(name), os.O_RDONLY)
    return descriptor
