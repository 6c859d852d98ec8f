"""os.path: which names and descriptors are one file, and what is a mount point."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.expect import Unmet, equal, raises

TREE = {
    "file": b"1", "other": b"1", "dir": {"inner": b""}, "to-file": ("symlink", "file"),
    "to-dir": ("symlink", "dir"),
    "again": ("symlink", "to-file"), "loop": ("symlink", "loop"), "dangling": ("symlink", "none"),
}  # fmt: skip
PAIRS = {
    "relative": ("file", "./file", True, "same"), "through-dir": ("file", "dir/../file", True, "same"),
    "dir-and-dots": ("dir", "dir/.", True, "same"), "up": (".", "dir/..", True, "same"),
    "through-link": ("dir/inner", "to-dir/inner", True, "link"),
    "link-to-link": ("file", "again", True, "link"), "two-links": ("to-file", "again", True, "link"),
    "dir-slash": ("dir/", "to-dir", True, "link"),
    "same-contents": ("file", "other", False, "different"),
    "file-and-dir": ("file", "dir", False, "different"),
    "hard-and-link": ("hard", "again", True, "hardlink"),
    "hard-and-other": ("hard", "other", False, "different"),
}  # fmt: skip


def arrange(world: World) -> None:
    """Make files, directories, links, and a hard link."""
    world.tree(TREE)
    world.link("file", "hard")


@table(
    [
        Case(f"{key}-{kind}", {"pair": pair[:2], "wanted": pair[2], "kind": kind},
             (f"os.path.samefile/{pair[3]}",))
        for key, pair in PAIRS.items()
        for kind in ("str", "bytes", "swapped")
    ]
)  # fmt: skip
@clause()
@needs("symlinks", "hardlinks")
def check_same_file(os: Os, world: World, pair: tuple[str, str], wanted: bool, kind: str) -> None:
    """samefile is true for two names of one file, whichever comes first, and for no others."""
    arrange(world)
    names: list[Any] = [name.encode() for name in pair] if kind == "bytes" else list(pair)
    equal(os.path.samefile(*(names[::-1] if kind == "swapped" else names)), wanted)


@table(
    [
        Case(f"{key}-{place}", {"name": name, "errno": errno, "place": place},
             (f"os.path.samefile/{suffix}",))
        for key, (name, errno, suffix) in {
            "dangling": ("dangling", "ENOENT", "missing"), "below": ("dir/none", "ENOENT", "missing"),
            "loop": ("loop", "ELOOP", "loop"),
        }.items()
        for place in ("first", "second", "both")
    ]
)  # fmt: skip
@clause()
@needs("symlinks", "hardlinks")
def check_same_file_fails(os: Os, world: World, name: str, errno: str, place: str) -> None:
    """samefile raises what stat raises, whichever name cannot be asked about."""
    arrange(world)
    names = {"first": (name, "file"), "second": ("file", name), "both": (name, name)}[place]
    with raises(OSError, errno=errno):
        os.path.samefile(*names)


OPENED = {
    "twice": ("file", "file", True), "hard": ("file", "hard", True), "link": ("file", "to-file", True),
    "other": ("file", "other", False),
}  # fmt: skip


@table(
    [
        Case(key, {"names": opened[:2], "wanted": opened[2]},
             ("os.path.sameopenfile/same" if opened[2] else "os.path.sameopenfile/different",))
        for key, opened in OPENED.items()
    ]
)  # fmt: skip
@clause()
@needs("symlinks", "hardlinks")
def check_same_open_file(os: Os, world: World, names: tuple[str, str], wanted: bool) -> None:
    """sameopenfile goes by the file that is open, not by how it was opened."""
    arrange(world)
    first = os.open(names[0], os.O_RDONLY)
    second = os.open(names[1], os.O_RDWR)
    equal(os.path.sameopenfile(first, second), wanted)
    equal(os.path.sameopenfile(first, first), True)
    equal(os.path.sameopenfile(first, os.dup(second)), wanted)


@clause("os.path.sameopenfile/different")
@needs("posix-paths")
def check_replaced_file(os: Os, world: World) -> None:
    """sameopenfile tells a file from the one that has taken its name."""
    world.tree({"a": b"", "b": b""})
    first = os.open("a", os.O_RDONLY)
    world.rename("b", "a")
    equal(os.path.sameopenfile(first, os.open("a", os.O_RDONLY)), False)


@clause("os.path.sameopenfile/bad-fd")
@cases(place=["first", "second"])
def check_closed_descriptor(os: Os, world: World, place: str) -> None:
    """sameopenfile raises OSError if either descriptor is closed."""
    world.file("a")
    good, bad = os.open("a", os.O_RDONLY), os.open("a", os.O_RDONLY)
    os.close(bad)
    with raises(OSError, errno="EBADF"):
        os.path.sameopenfile(*((bad, good) if place == "first" else (good, bad)))


def compared(os: Any, first: Any, second: Any, how: Any) -> Any:
    one = os.stat(first)
    descriptor = None
    if how == "fstat":
        descriptor = os.open(second, os.O_RDONLY)
        two = os.fstat(descriptor)
    elif how == "entry":
        with os.scandir(".") as entries:
            two = next(entry for entry in entries if entry.name == second).stat()
    else:
        two = getattr(os, how)(second)
    if descriptor is not None:
        os.close(descriptor)
    return os.path.samestat(one, two), os.path.samestat(two, one)


SAMESTAT = ("os.path.samestat/same", "os.path.samestat/lstat-link")
STATS = {
    "itself": ("file", "file", "stat", True), "hard": ("file", "hard", "stat", True),
    "link": ("file", "again", "stat", True),
    "lstat-agrees": ("file", "file", "lstat", True), "fstat": ("file", "to-file", "fstat", True),
    "entry": ("file", "to-file", "entry", True),
    "dir": ("dir", "to-dir", "stat", True), "other": ("file", "other", "stat", False),
    "file-and-dir": ("file", "dir", "stat", False),
    "lstat-of-link": ("file", "to-file", "lstat", False),
    "lstat-of-dir-link": ("dir", "to-dir", "lstat", False),
}  # fmt: skip


@table(
    [
        Case(key, {"row": row}, (SAMESTAT[key.startswith("lstat-of")],))
        for key, row in STATS.items()
    ]
)  # fmt: skip
@clause()
@needs("symlinks", "hardlinks")
def check_same_status(world: World, run: Run, row: tuple[str, str, str, bool]) -> None:
    """samestat is true for what stat, fstat and scandir say of one file, and for nothing else."""
    arrange(world)
    equal(run(compared, *row[:3]), (row[3], row[3]))


def of_numbers(os: Any, one: Any, other: Any) -> Any:
    """samestat of two statuses that have these pairs of inode and device."""
    pair = [os.stat_result((0o100644, *each, 1, 0, 0, 0, 0, 0, 0)) for each in (one, other)]
    return os.path.samestat(*pair)


@clause("os.path.samestat/inode-and-device")
@cases(
    pair={
        "both": ((7, 3), (7, 3), True),
        "device": ((7, 3), (7, 4), False),
        "inode": ((7, 3), (8, 3), False),
        "swapped": ((7, 3), (3, 7), False),
    }
)
def check_same_numbers(run: Run, pair: tuple[Any, Any, bool]) -> None:
    """samestat is true where inode and device are the same, not one of them alone."""
    equal(run(of_numbers, *pair[:2]), pair[2])


@clause("os.path.exists/fd-open")
@cases(kind=["file", "dir", "pipe"])
def check_open_descriptor(os: Os, world: World, kind: str) -> None:
    """exists is true for a descriptor as long as it is open."""
    world.tree({"file": b"", "dir": {}})
    if kind == "dir" and os.name == "nt":
        raise Unmet("directories cannot be opened here", "not-applicable")
    descriptor = os.pipe()[0] if kind == "pipe" else os.open(kind, os.O_RDONLY)
    equal(os.path.exists(descriptor), True)


@clause("os.path.exists/fd-closed")
def check_closed_descriptor_is_nothing(os: Os, world: World) -> None:
    """exists is false for the number of a descriptor that is closed, or never was."""
    world.file("file")
    descriptor = os.open("file", os.O_RDONLY)
    os.close(descriptor)
    equal(os.path.exists(descriptor), False)
    equal(os.path.exists(-1), False)


ASKING = ("exists", "lexists", "isfile", "isdir", "islink", "ismount")


@clause("os.path.exists/denied")
@needs("unprivileged", "permissions")
@cases(asking=ASKING, kind=["str", "bytes"])
def check_denied(os: Os, world: World, asking: str, kind: str) -> None:
    """What is in a directory that may not be searched is nothing, and no error."""
    world.tree({"locked": {"x": b""}})
    world.chmod("locked", 0)
    equal(getattr(os.path, asking)("locked/x" if kind == "str" else b"locked/x"), False)


@table(
    [
        Case(f"{asking}-{n}", {"asking": asking, "path": path}, (f"os.path.{asking}/missing",))
        for asking in ASKING
        for n, path in enumerate(["", b"", "none/", " ", "no\nne"])
    ]
)
@clause()
def check_nothing(os: Os, asking: str, path: Any) -> None:
    """An empty path, and any name where nothing is, is nothing."""
    equal(getattr(os.path, asking)(path), False)


@clause("os.path.exists/surrogate-false")
@cases(path=["\ud800", "a\udfffb", "a/\ud9ff"])
def check_lone_surrogate(os: Os, path: str) -> None:
    """exists is false for a name that no file can have."""
    equal(os.path.exists(path), False)


@clause("os.path.isfile/fifo")
@needs("fifos")
def check_named_pipe(os: Os, world: World) -> None:
    """isfile is false for a named pipe, which exists nevertheless."""
    world.fifo("pipe")
    equal(
        [os.path.isfile("pipe"), os.path.isdir("pipe"), os.path.exists("pipe")],
        [False, False, True],
    )


@clause("os.path.isfile/fifo")
@needs("shared-files")
def check_null_device(os: Os) -> None:
    """isfile is false for the null device, which exists nevertheless."""
    equal([os.path.isfile(os.devnull), os.path.exists(os.devnull)], [False, True])
