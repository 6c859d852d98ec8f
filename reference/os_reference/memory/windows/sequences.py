"""Random sequences of calls on Windows, each reproducible by its seed."""

from __future__ import annotations

from os_reference.memory.sequences import SLOTS, Call, Calls

NAMES = ("a", "b", "B", "long name.txt", "é")
#: What may be wrong or odd about the last name of a path.
ENDINGS = ("", "", "", "", "", "", "", ".", " ", "\\", "/", "*", "?", "\x01")
BASE = "C:\\osconform-differential\\here"  # where each sequence begins
FLAGS = {
    "O_CREAT": 0.6, "O_EXCL": 0.1, "O_TRUNC": 0.2, "O_APPEND": 0.2, "O_BINARY": 0.5, "O_RANDOM": 0.05,
    "O_SEQUENTIAL": 0.05, "O_TEMPORARY": 0.04,
}  # fmt: skip
NUMBERS = {
    "O_CREAT": 256, "O_EXCL": 1024, "O_TRUNC": 512, "O_APPEND": 8, "O_BINARY": 32768, "O_RANDOM": 16,
    "O_SEQUENTIAL": 32, "O_TEMPORARY": 64,
}  # fmt: skip
MODES = (0o777, 0o666, 0o644, 0o444, 0o200, 0)
DATA = b"ab\ncd\r\nef\x1agh\n"


class WindowsGenerator(Calls):
    """Random calls over few names, so that they meet."""

    def path(self) -> str:
        """A path of up to three names, in any of the forms that Windows has for it."""
        pick = self.random
        names = [pick.choice(NAMES) for _ in range(pick.choice((1, 1, 1, 1, 2, 2, 3)))]
        if pick.random() < 0.06:
            names.insert(pick.randrange(len(names) + 1), pick.choice((".", "..", "")))
        if not names[0]:  # stay below the sequence's directory
            names[0] = "a"
        names[-1] += pick.choice(ENDINGS) if pick.random() < 0.2 else ""
        text = pick.choice(("\\", "\\", "\\", "/")).join(names)
        form = pick.random()
        if form < 0.05:
            return f"{BASE}\\{text}"
        if form < 0.08:
            return f"\\\\?\\{BASE}\\{text}"
        if form < 0.10:
            return f"C:{text}"
        if form < 0.12:
            return f"{BASE[2:]}\\{text}"
        return text or "."

    def slot(self) -> int:
        """A slot for a descriptor."""
        return self.random.randrange(SLOTS)

    def call_mkdir(self) -> Call:
        """Make a directory."""
        return Call("mkdir", (self.path(),))

    call_mkdir_2 = call_mkdir_3 = call_mkdir

    def call_rmdir(self) -> Call:
        """Remove a directory."""
        return Call("rmdir", (self.path(),))

    def call_remove(self) -> Call:
        """Remove a file."""
        return Call(self.random.choice(("unlink", "remove")), (self.path(),))

    def call_rename(self) -> Call:
        """Rename."""
        return Call(self.random.choice(("rename", "replace")), (self.path(), self.path()))

    call_rename_2 = call_rename_3 = call_rename

    def call_link(self) -> Call:
        """Make a hard link."""
        return Call("link", (self.path(), self.path()))

    def call_readlink(self) -> Call:
        """Read what is no link."""
        return Call("readlink", (self.path(),))

    def call_look(self) -> Call:
        """Look at a file."""
        return Call(self.random.choice(("stat", "lstat")), (self.path(),))

    call_look_2 = call_look

    def call_null(self) -> Call:
        """Look at the null device, which is in every directory."""
        path = self.random.choice(("nul", "NUL.txt", "a\\nul", "b/Nul .x"))
        return Call(self.random.choice(("stat", "path.exists", "path.abspath")), (path,))

    def call_listdir(self) -> Call:
        """List a directory."""
        return Call(self.random.choice(("listdir", "scandir")), (self.path(),))

    def call_access(self) -> Call:
        """Ask for permissions."""
        return Call("access", (self.path(), self.random.randrange(8)))

    def call_chmod(self) -> Call:
        """Make read-only or writable."""
        return Call("chmod", (self.path(), self.random.choice(MODES)))

    def call_umask(self) -> Call:
        """Change the file creation mask, by the bits that count."""
        return Call("umask", (self.random.choice((0, 0o200, 0o400, 0o600)),))

    def call_truncate(self) -> Call:
        """Change a size by name."""
        return Call("truncate", (self.path(), self.random.choice((-1, 0, 3, 10, 5000))))

    def call_utime(self) -> Call:
        """Change times."""
        return Call("utime", (self.path(), (self.random.randrange(10**9) * 100, 500)))

    def call_chdir(self) -> Call:
        """Change the current directory."""
        return Call("chdir", (self.path(),))

    def call_back(self) -> Call:
        """Go back to where the sequence began."""
        return Call("chdir", (BASE,))

    def call_getcwd(self) -> Call:
        """Ask for the current directory."""
        return Call("getcwd")

    def call_full(self) -> Call:
        """Ask for the absolute form of a path, and where it leads to."""
        return Call(
            self.random.choice(("path.abspath", "path.realpath", "path.exists")), (self.path(),)
        )

    def call_open(self) -> Call:
        """Open a file."""
        flags = self.random.choice((0, 1, 2, 2, 2))
        for name, share in FLAGS.items():
            if self.random.random() < share:
                flags |= NUMBERS[name]
        return Call("open", (self.path(), flags, self.random.choice(MODES)), self.slot())

    call_open_2 = call_open_3 = call_open_4 = call_open

    def call_read(self) -> Call:
        """Read."""
        return Call("read", (self.random.choice((0, 1, 4, 100)),), self.slot())

    def call_write(self) -> Call:
        """Write."""
        return Call("write", (DATA[: self.random.randrange(len(DATA) + 1)],), self.slot())

    call_write_2 = call_write

    def call_lseek(self) -> Call:
        """Move the position."""
        place = self.random.choice((-3, 0, 2, 20))
        return Call("lseek", (place, self.random.randrange(4)), self.slot())

    def call_ftruncate(self) -> Call:
        """Change a size by descriptor."""
        return Call("ftruncate", (self.random.choice((-1, 0, 2, 40)),), self.slot())

    def call_ask(self) -> Call:
        """Ask about a descriptor, or what it is good for."""
        names = ("fstat", "isatty", "get_inheritable", "fsync", "close", "close")
        return Call(self.random.choice(names), (), self.slot())
