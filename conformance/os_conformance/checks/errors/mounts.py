"""The rows of the error table that need a file system of their own: read-only, busy, another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from os_conformance.check import Os
from os_conformance.checks.errors.situations import TABLE

Call = Callable[[Os], Any]
READ_ONLY: dict[str, Call] = {
    "chmod": lambda os: os.chmod("m/f", 0o600),
    "chown": lambda os: os.chown("m/f", 1, 1),
    "lchown": lambda os: os.lchown("m/f", 1, 1),
    "link": lambda os: os.link("m/f", "m/new"),
    "makedirs": lambda os: os.makedirs("m/new/deep"),
    "mkdir": lambda os: os.mkdir("m/new"),
    "mkfifo": lambda os: os.mkfifo("m/new"),
    "mknod": lambda os: os.mknod("m/new"),
    "open-create": lambda os: os.open("m/new", os.O_WRONLY | os.O_CREAT),
    "open-truncate": lambda os: os.open("m/f", os.O_WRONLY | os.O_TRUNC),
    "open-write": lambda os: os.open("m/f", os.O_RDWR),
    "remove": lambda os: os.remove("m/f"),
    "removexattr": lambda os: os.removexattr("m/f", "user.x"),
    "rename": lambda os: os.rename("m/f", "m/new"),
    "replace": lambda os: os.replace("m/f", "m/g"),
    "rmdir": lambda os: os.rmdir("m/d"),
    "setxattr": lambda os: os.setxattr("m/f", "user.x", b""),
    "symlink": lambda os: os.symlink("f", "m/new"),
    "truncate": lambda os: os.truncate("m/f", 0),
    "unlink": lambda os: os.unlink("m/f"),
    "utime": lambda os: os.utime("m/f", (1, 2)),
}
BUSY: dict[str, Call] = {
    "rmdir": lambda os: os.rmdir("m"),
    "rename": lambda os: os.rename("m", "new"),
    "replace": lambda os: os.replace("m", "new"),
    "rename-onto": lambda os: os.rename("empty", "m"),
}
CROSS_DEVICE: dict[str, Call] = {
    "link": lambda os: os.link("f", "m/new"),
    "rename": lambda os: os.rename("f", "m/new"),
    "rename-out": lambda os: os.rename("m/f", "new"),
    "rename-directory": lambda os: os.rename("empty", "m/new"),
    "rename-onto": lambda os: os.rename("f", "m/f"),
    "replace": lambda os: os.replace("f", "m/f"),
    "renames": lambda os: os.renames("f", "m/new/deep"),
}
KINDS = {
    "read-only": (READ_ONLY, "on a file system that is mounted read-only"),
    "busy": (BUSY, "of a directory that a file system is mounted on"),
    "cross-device": (CROSS_DEVICE, "from one file system to another"),
}


@dataclass(frozen=True)
class Row:
    """One call that must be refused, and the errnos allowed."""

    kind: str
    name: str
    call: Call
    errnos: tuple[str, ...]

    @property
    def function(self) -> str:
        """The function that the row is about."""
        return self.name.partition("-")[0]

    @property
    def clause(self) -> str:
        """The id of the row's clause."""
        role = self.name.partition("-")[2]
        return f"os.{self.function}/error-{self.kind}{'-' + role if role else ''}"

    @property
    def statement(self) -> str:
        """The row in words."""
        role = self.name.partition("-")[2]
        return (
            f"{self.function}{f' ({role})' if role else ''} {KINDS[self.kind][1]} raises OSError with "
            f"{' or '.join(self.errnos)}."
        )


def mount_rows() -> Iterator[Row]:
    """Every row."""
    for kind, (calls, _) in KINDS.items():
        for name, call in calls.items():
            yield Row(kind, name, call, tuple(TABLE["mounts"][kind]))
