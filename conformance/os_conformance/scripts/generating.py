"""Scripts from a seed: which calls, on which names, in which forms.

A script depends on nothing but its seed and its flavour, so that a number names the same script
everywhere.  Calls on names and descriptors are those of `os_reference.memory.sequences`; what the
portable layer adds, and odd paths, come here.
"""

from __future__ import annotations

import os as host
from collections.abc import Iterator
from dataclasses import replace

from os_conformance.scripts.steps import Step, step_of
from os_reference.memory.sequences import MODES, SLOTS, Call, Generator

STEPS = 24  # of a script
MAKING = 7  # of them, at the beginning, make something for the others to meet
#: Calls of the generator that are left out: they need root, or what not every file system has.
LEFT_OUT = frozenset(("call_mkfifo", "call_mknod", "call_chown", "call_attribute", "call_change"))
FORMS = ("",) * 13 + (
    "bytes",
    "bytes",
    "pathlike",
    "pathlike",
    "absolute",
    "absolute",
    "absolute-bytes",
)
LONG = "n" * 255
ODD = (
    "",
    ".",
    "a/.",
    "a/..",
    "a//b",
    "./b",
    "b/../a",
    "é/",
    LONG,
    LONG + "n",
    "a/" + LONG,
    "none/a",
)


class ScriptCalls(Generator):
    """Random calls, those of the portable layer among them."""

    def __init__(self, seed: str) -> None:
        super().__init__(0)
        self.random.seed(seed)
        self.kinds = [kind for kind in self.kinds if kind.__name__ not in LEFT_OUT]
        self.used: list[str] = []  # paths where earlier steps may have made something
        self.opened: list[int] = []  # slots that earlier steps may have opened

    def call(self) -> Call:
        """The next call; the first ones make something."""
        self.made += 1
        if self.made <= MAKING:
            first = (self.call_open, self.call_open, self.call_makedirs, self.call_symlink)
            return self.random.choice((self.call_mkdir, *first))()
        return self.random.choice(self.kinds)()

    def call_open(self) -> Call:
        """Open a file; what is made first is really made."""
        call = replace(super().call_open(), slot=self.random.randrange(SLOTS))
        path, flags, mode = call.args
        if self.made <= MAKING:
            call = replace(call, args=(path, flags | host.O_CREAT, mode), at=None)
        assert call.slot is not None
        self.opened.append(call.slot)
        self.used.append(path)
        return call

    call_open_2 = call_open_3 = call_open_4 = call_open

    def call_mkdir(self) -> Call:
        """Make a directory."""
        call = super().call_mkdir()
        self.used.append(call.args[0])
        return call

    call_mkdir_2 = call_mkdir_3 = call_mkdir

    def call_link(self) -> Call:
        """Make a hard link."""
        call = super().call_link()
        self.used.append(call.args[1])
        return call

    call_link_2 = call_link_3 = call_link

    def slot(self) -> int:
        """A slot, most often one that has been opened."""
        known = self.opened and self.random.random() < 0.85
        return self.random.choice(self.opened) if known else super().slot()

    def path(self) -> str:
        """A path of few names, often one that has been used, now and then an odd one."""
        chance = self.random.random()
        if chance < 0.06:
            return self.random.choice(ODD)
        return self.random.choice(self.used) if self.used and chance < 0.5 else super().path()

    def call_symlink(self) -> Call:
        """Make a symbolic link, now and then one that leads up."""
        target = self.path()
        if self.random.random() < 0.15:
            target = f"../{target}"
        path = self.path()
        self.used.append(path)
        return Call("symlink", (target, path), at=self.at())

    call_symlink_2 = call_symlink

    def call_makedirs(self) -> Call:
        """Make a directory with its parents."""
        path = self.path()
        self.used.append(path)
        return Call("makedirs", (path, self.random.choice(MODES), self.random.random() < 0.5))

    call_makedirs_2 = call_makedirs

    def call_removedirs(self) -> Call:
        """Remove a directory and the empty ones above it."""
        return Call("removedirs", (self.path(),))

    call_removedirs_2 = call_removedirs_3 = call_removedirs

    def call_renames(self) -> Call:
        """Rename, making and removing the directories of the way."""
        return Call("renames", (self.path(), self.path()))

    call_renames_2 = call_renames_3 = call_renames

    def call_remove(self) -> Call:
        """Remove a file by the other name of unlink."""
        return Call("remove", (self.path(),), at=self.at())

    def call_walk(self) -> Call:
        """Walk a tree."""
        return Call("walk", (self.path(), self.random.random() < 0.6, self.random.random() < 0.4))

    call_walk_2 = call_walk

    def call_realpath(self) -> Call:
        """Ask where a path leads to."""
        return Call("path.realpath", (self.path(),))

    call_realpath_2 = call_realpath

    def call_kind(self) -> Call:
        """Ask what is there."""
        names = ("exists", "lexists", "isdir", "isfile", "islink", "getsize")
        return Call(f"path.{self.random.choice(names)}", (self.path(),))

    def call_same(self) -> Call:
        """Ask whether two paths lead to one file."""
        return Call("path.samefile", (self.path(), self.path()))

    def call_open_listing(self) -> Call:
        """List a directory by its descriptor."""
        return Call("listdir", (), self.slot())

    def call_getcwd(self) -> Call:
        """Ask for the current directory."""
        return Call("getcwd")


def script(seed: int, number: int, steps: int = STEPS) -> tuple[Step, ...]:
    """The steps of script `number` of a seed."""
    calls = ScriptCalls(f"{seed}-{number}")
    forms = _forms(calls)
    return tuple(step_of(calls.call(), forms) for _ in range(steps))


def _forms(calls: ScriptCalls) -> Iterator[str]:
    while True:
        yield calls.random.choice(FORMS)
