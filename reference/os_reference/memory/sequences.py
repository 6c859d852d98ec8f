"""Random sequences of calls over few names, each reproducible by its seed."""

from __future__ import annotations

import os as host
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NAMES = ("a", "b", "é")
LENGTH = 80  # calls in a sequence
MODES = (0o777, 0o700, 0o755, 0o644, 0o600, 0o000, 0o2755, 0o1777, 0o4711)
#: Flag of open -> how often it is set. O_NONBLOCK always: no named pipe may make calls wait.
FLAGS = {
    "O_CREAT": 0.6, "O_EXCL": 0.1, "O_TRUNC": 0.2, "O_APPEND": 0.25, "O_NOFOLLOW": 0.1,
    "O_DIRECTORY": 0.05, "O_NONBLOCK": 1,
}  # fmt: skip
IDS = (-1, -1, 0, 1000, 1001)  # owners and groups
FIRST = 12  # calls at the beginning of a sequence that make files and directories
SLOTS = 4  # descriptors that a sequence may have open


@dataclass(frozen=True)
class Call:
    """A call of a sequence; ``slot`` stands for a descriptor, in arguments or to be opened.

    ``at`` is the slot of a descriptor that is given as ``dir_fd``.
    """

    name: str
    args: tuple[Any, ...] = ()
    slot: int | None = None
    at: int | None = None


class Calls:
    """Random calls of the kinds that a derived class has methods `call_...` for."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.kinds: list[Callable[[], Call]] = [
            getattr(self, name) for name in dir(self) if name.startswith("call_")
        ]
        self.made = 0

    def call(self) -> Call:
        """Return the next call; the first ones make something for the others to meet."""
        self.made += 1
        if self.made <= FIRST:
            return self.random.choice((self.call_mkdir, self.call_mkdir, self.call_open))()
        return self.random.choice(self.kinds)()

    def call_mkdir(self) -> Call:
        """Make a directory."""
        raise NotImplementedError  # a derived class has it

    def call_open(self) -> Call:
        """Open a file."""
        raise NotImplementedError  # a derived class has it


class Generator(Calls):
    """Random calls over few names, so that they meet."""

    def path(self) -> str:
        """A path of up to three names, now and then with dots, links above, a slash at the end."""
        names = [self.random.choice(NAMES) for _ in range(self.random.choice((1, 1, 1, 1, 2, 3)))]
        if self.random.random() < 0.05:
            names.insert(self.random.randrange(len(names) + 1), self.random.choice((".", "..", "")))
        if names[0] in ("", ".."):  # stay below the sequence's directory
            names.insert(0, "a")
        text = "/".join(names)
        return text + "/" if self.random.random() < 0.03 else text

    def at(self) -> int | None:
        """Now and then a slot for ``dir_fd``."""
        return self.slot() if self.random.random() < 0.1 else None

    def call_mkdir(self) -> Call:
        """Make a directory."""
        return Call("mkdir", (self.path(), self.random.choice(MODES)), at=self.at())

    call_mkdir_2 = call_mkdir_3 = call_mkdir

    def call_rmdir(self) -> Call:
        """Remove a directory."""
        return Call("rmdir", (self.path(),), at=self.at())

    def call_unlink(self) -> Call:
        """Remove a file."""
        return Call("unlink", (self.path(),), at=self.at())

    def call_rename(self) -> Call:
        """Rename."""
        return Call(self.random.choice(("rename", "replace")), (self.path(), self.path()))

    call_rename_again = call_rename

    def call_link(self) -> Call:
        """Make a hard link."""
        return Call("link", (self.path(), self.path()))

    def call_symlink(self) -> Call:
        """Make a symbolic link."""
        return Call("symlink", (self.path(), self.path()), at=self.at())

    def call_readlink(self) -> Call:
        """Read a symbolic link."""
        return Call("readlink", (self.path(),), at=self.at())

    def call_mkfifo(self) -> Call:
        """Make a named pipe."""
        return Call("mkfifo", (self.path(), self.random.choice(MODES)))

    def call_look(self) -> Call:
        """Look at a file."""
        return Call(self.random.choice(("stat", "lstat")), (self.path(),), at=self.at())

    def call_listdir(self) -> Call:
        """List a directory."""
        return Call(self.random.choice(("listdir", "scandir")), (self.path(),))

    def call_access(self) -> Call:
        """Ask for permissions."""
        return Call("access", (self.path(), self.random.randrange(8)), at=self.at())

    def call_chmod(self) -> Call:
        """Change permissions."""
        return Call("chmod", (self.path(), self.random.choice(MODES)), at=self.at())

    def call_chown(self) -> Call:
        """Change owner and group."""
        owner = self.random.choice(IDS), self.random.choice(IDS)
        return Call(self.random.choice(("chown", "lchown")), (self.path(), *owner))

    def call_mknod(self) -> Call:
        """Make a file or a named pipe."""
        kind = self.random.choice((0, 0o100000, 0o010000, 0o140000))
        return Call("mknod", (self.path(), kind | self.random.choice(MODES)), at=self.at())

    def call_attribute(self) -> Call:
        """Set, get, list or remove an extended attribute."""
        name = self.random.choice(("getxattr", "listxattr", "removexattr", "setxattr", "setxattr"))
        arguments: tuple[Any, ...] = (self.path(),)
        if name != "listxattr":
            arguments += (self.random.choice(("user.a", "user.b")),)
        if name == "setxattr":
            arguments += (b"value"[: self.random.randrange(6)], self.random.choice((0, 0, 1, 2)))
        return Call(name, arguments)

    def call_umask(self) -> Call:
        """Change the file creation mask."""
        return Call("umask", (self.random.choice((0, 0o022, 0o077, 0o027)),))

    def call_truncate(self) -> Call:
        """Change a size by name."""
        return Call("truncate", (self.path(), self.random.choice((-1, 0, 3, 10, 5000))))

    def call_utime(self) -> Call:
        """Change times."""
        return Call("utime", (self.path(), (self.random.randrange(10**9), 5)))

    def call_chdir(self) -> Call:
        """Look from another directory: there, and back."""
        return Call("chdir", (self.path(),))

    def call_open(self) -> Call:
        """Open a file."""
        flags = self.random.choice((0, 1, 2, 2))
        for name, share in FLAGS.items():
            if self.random.random() < share:
                flags |= getattr(host, name)
        return Call("open", (self.path(), flags, self.random.choice(MODES)), self.slot(), self.at())

    call_open_2 = call_open_3 = call_open_4 = call_open

    def slot(self) -> int:
        """A slot for a descriptor."""
        return self.random.randrange(SLOTS)

    def call_read(self) -> Call:
        """Read."""
        return Call("read", (self.random.choice((0, 1, 4, 100)),), self.slot())

    def call_write(self) -> Call:
        """Write."""
        return Call("write", (b"0123456789"[: self.random.randrange(11)],), self.slot())

    call_write_again = call_write

    def call_lseek(self) -> Call:
        """Move the position."""
        return Call(
            "lseek", (self.random.choice((-3, 0, 2, 20)), self.random.randrange(5)), self.slot()
        )

    def call_ftruncate(self) -> Call:
        """Change a size by descriptor."""
        return Call("ftruncate", (self.random.choice((0, 2, 40)),), self.slot())

    def call_pread(self) -> Call:
        """Read somewhere."""
        return Call("pread", (5, self.random.choice((-1, 0, 3))), self.slot())

    def call_pwrite(self) -> Call:
        """Write somewhere."""
        return Call("pwrite", (b"xyz", self.random.choice((-1, 0, 7))), self.slot())

    def call_fstat(self) -> Call:
        """Look at an open file."""
        return Call("fstat", (), self.slot())

    def call_change(self) -> Call:
        """Change an open file: its mode, its owner."""
        if self.random.random() < 0.5:
            return Call("fchmod", (self.random.choice(MODES),), self.slot())
        return Call("fchown", (self.random.choice(IDS), self.random.choice(IDS)), self.slot())

    def call_close(self) -> Call:
        """Close."""
        return Call("close", (), self.slot())
