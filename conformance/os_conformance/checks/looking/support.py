"""What the candidate says of itself, and entries of its directories."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Facts, Os, World
from os_conformance.expect import Deviation, Unmet, equal

TYPE_BITS = 0o170000
FIELDS = ("st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size",
          "st_atime_ns", "st_mtime_ns", "st_ctime_ns")  # fmt: skip
REGULAR, DIRECTORY, LINK, FIFO, CHARACTERS = 0o100000, 0o040000, 0o120000, 0o010000, 0o020000


def is_supported(os: Any, name: str, group: str) -> Any:
    """A snippet: whether a function is in a set such as `supports_fd`."""
    return getattr(os, name) in getattr(os, group)


def entry_of(os: Os, name: str | bytes, directory: Any = ".") -> Any:
    """The DirEntry of that name in a directory; its iterator is closed."""
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.name == name:
                return entry
    raise Deviation(f"an entry {name!r} from scandir({directory!r})", "none")


def host_numbers(world: World, facts: Facts) -> bool:
    """Whether the candidate tells the host's own numbers: of files, devices, users."""
    return world.shared and facts.sys_platform not in ("emscripten", "wasi", "win32")


def kind_of(status: Any) -> int:
    """The type bits of a stat_result."""
    return int(status.st_mode) & TYPE_BITS


def same_status(got: Any, wanted: Any, fields: tuple[str, ...] = FIELDS) -> None:
    """Two stat_results must agree in these fields."""
    for name in fields:
        equal(getattr(got, name), getattr(wanted, name), name)


def available(status: Any, name: str) -> Any:
    """An attribute that the manual promises on some systems only; `Unmet` where there is none."""
    if not hasattr(status, name):
        raise Unmet(f"the platform has no {name}", "unsupported")
    return getattr(status, name)
