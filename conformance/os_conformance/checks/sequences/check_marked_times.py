"""Which times a change marks: of the file, of its directory, and which it leaves alone (POSIX)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from os_conformance.check import Case, Os, World, clause, needs, table
from os_conformance.expect import Deviation

OLD = 1_000_000_000 * 10**9  # long ago, in nanoseconds
TREE: dict[str, Any] = {"d": {"f": b"data", "g": b"more", "e": {}}, "other": {}}
Act = Callable[[Os], Any]


def opened(os: Os, flags: int, data: bytes | None = None) -> None:
    descriptor = os.open("d/f", flags)
    if data is not None:
        os.write(descriptor, data)
    os.close(descriptor)


def cut(os: Os) -> None:
    descriptor = os.open("d/f", os.O_RDWR)
    os.ftruncate(descriptor, 1)
    os.close(descriptor)


def read(os: Os) -> None:
    descriptor = os.open("d/f", os.O_RDONLY)
    os.read(descriptor, 10)
    os.close(descriptor)


# act: (what is done, the times that it marks, the times that it leaves alone); "f" is the file d/f
ACTS: dict[str, tuple[Act, str, str]] = {
    "write": (lambda os: opened(os, os.O_WRONLY, b"x"), "f.mtime f.ctime", "d.mtime d.ctime"),
    "append": (lambda os: opened(os, os.O_WRONLY | os.O_APPEND, b"x"), "f.mtime f.ctime", "d.mtime"),
    "truncate": (lambda os: os.truncate("d/f", 1), "f.mtime f.ctime", "d.mtime d.ctime"),
    "ftruncate": (cut, "f.mtime f.ctime", "d.mtime d.ctime"),
    "open-truncate": (lambda os: opened(os, os.O_WRONLY | os.O_TRUNC), "f.mtime f.ctime", "d.mtime"),
    "open-write": (lambda os: opened(os, os.O_WRONLY), "", "f.mtime f.ctime d.mtime d.ctime"),
    "read": (read, "", "f.mtime f.ctime d.mtime d.ctime"),
    "stat": (lambda os: os.stat("d/f"), "", "f.mtime f.ctime f.atime d.mtime d.ctime"),
    "access": (lambda os: os.access("d/f", os.R_OK), "", "f.mtime f.ctime f.atime d.mtime"),
    "listdir": (lambda os: os.listdir("d"), "", "d.mtime d.ctime f.mtime f.ctime"),
    "chmod": (lambda os: os.chmod("d/f", 0o600), "f.ctime", "f.mtime d.mtime d.ctime"),
    "chown": (lambda os: os.chown("d/f", os.getuid(), -1), "f.ctime", "f.mtime d.mtime"),
    "utime": (lambda os: os.utime("d/f", ns=(OLD, OLD)), "f.ctime", "f.mtime d.mtime d.ctime"),
    "utime-now": (lambda os: os.utime("d/f"), "f.mtime f.atime f.ctime", "d.mtime d.ctime"),
    "create": (lambda os: os.close(os.open("d/new", os.O_WRONLY | os.O_CREAT)), "d.mtime d.ctime", "f.mtime"),
    "mkdir": (lambda os: os.mkdir("d/new"), "d.mtime d.ctime", "f.mtime f.ctime"),
    "symlink": (lambda os: os.symlink("f", "d/new"), "d.mtime d.ctime", "f.mtime f.ctime"),
    "mkfifo": (lambda os: os.mkfifo("d/new"), "d.mtime d.ctime", "f.mtime"),
    "link": (lambda os: os.link("d/f", "d/new"), "d.mtime d.ctime f.ctime", "f.mtime"),
    "link-elsewhere": (lambda os: os.link("d/f", "other/new"), "other.mtime f.ctime", "f.mtime d.mtime"),
    "unlink": (lambda os: os.unlink("d/g"), "d.mtime d.ctime", "f.mtime f.ctime"),
    "remove": (lambda os: os.remove("d/g"), "d.mtime d.ctime", "f.mtime f.ctime"),
    "rmdir": (lambda os: os.rmdir("d/e"), "d.mtime d.ctime", "f.mtime"),
    "rename": (lambda os: os.rename("d/g", "d/new"), "d.mtime d.ctime", "f.mtime"),
    "rename-away": (lambda os: os.rename("d/g", "other/new"), "d.mtime d.ctime other.mtime", "f.mtime"),
    "replace": (lambda os: os.replace("d/g", "d/f"), "d.mtime d.ctime", "other.mtime"),
}  # fmt: skip
FUNCTIONS = {"append": "write", "create": "open", "cut": "ftruncate"}


def function_of(act: str) -> str:
    name = FUNCTIONS.get(act, act)
    return name if name in ("replace", "remove") else name.partition("-")[0]


ROWS = [
    Case(f"{act}-{mark}", {"act": act, "mark": mark, "changes": changes},
         (f"os.{function_of(act)}/{'marks' if changes else 'leaves'}-times",))
    for act, (_, marked, left) in ACTS.items()
    for changes, marks in ((True, marked), (False, left))
    for mark in marks.split()
]  # fmt: skip


def status(world: World, name: str) -> Any:
    return world.lstat({"f": "d/f", "d": "d", "other": "other"}[name])


def let_the_clock_go_on(world: World, since: int) -> None:
    """Return once the file system's clock is past `since`: until then, changes could look like none."""
    while True:
        world.file("clock", b"x")
        if world.lstat("clock").st_mtime_ns > since:
            world.unlink("clock")
            return


@table(ROWS)
@clause()
@needs("symlinks", "hardlinks", "fifos")
def check_times(os: Os, world: World, act: str, mark: str, changes: bool) -> None:
    """Each call marks the times that it must for update, and leaves the others as they are."""
    world.tree(TREE)
    for name in ("d/f", "d/g", "d", "other"):
        world.set_times(name, OLD, OLD)
    subject, field = mark.split(".")
    before = status(world, subject)
    let_the_clock_go_on(world, before.st_ctime_ns)
    ACTS[act][0](os)
    was, now = (getattr(s, f"st_{field}_ns") for s in (before, status(world, subject)))
    if (now != was) != changes:
        name = {"f": "the file", "d": "its directory", "other": "the other directory"}[subject]
        told = f"{field} of {name} to be {'marked' if changes else 'left as it was'}"
        raise Deviation(told, f"{was} before, {now} after")
