"""What the candidate says of itself, and entries of its directories."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os
from os_conformance.expect import Deviation

TYPE_BITS = 0o170000
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


def kind_of(status: Any) -> int:
    """The type bits of a stat_result."""
    return int(status.st_mode) & TYPE_BITS
