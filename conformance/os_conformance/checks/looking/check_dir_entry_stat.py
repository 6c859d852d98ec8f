"""os.DirEntry: stat, and what an entry remembers."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.looking.support import (
    DIRECTORY,
    FIELDS,
    LINK,
    REGULAR,
    entry_of,
    kind_of,
    same_status,
)
from os_conformance.expect import equal, raises

TREE = {
    "file": b"12345",
    "dir": {"inner": b""},
    "to-file": ("symlink", "file"),
    "to-dir": ("symlink", "dir"),
    "to-link": ("symlink", "to-file"),
    "broken": ("symlink", "nowhere"),
}
PLAIN = {"file": b"12345", "dir": {"inner": b""}}
LINKS = [n for n in TREE if n not in PLAIN]


def known_to_entries(os: Os) -> tuple[str, ...]:
    """The fields that an entry tells; on Windows it knows neither inode nor device nor links."""
    unknown = (
        ("st_ino", "st_dev", "st_nlink", "st_atime_ns", "st_ctime_ns") if os.name == "nt" else ()
    )
    return tuple(name for name in FIELDS if name not in unknown)


@clause("os.DirEntry.stat/follows", "os.DirEntry.stat/nofollow")
@cases(name=list(PLAIN), follow=[True, False])
def check_plain(os: Os, world: World, name: str, follow: bool) -> None:
    """stat of an entry gives what os.stat gives of its path."""
    world.tree(PLAIN)
    got = entry_of(os, name).stat(follow_symlinks=follow)
    same_status(got, os.stat(world.path(name), follow_symlinks=follow), known_to_entries(os))
    equal(kind_of(got), REGULAR if name == "file" else DIRECTORY)


@clause("os.DirEntry.stat/follows")
@needs("symlinks")
@cases(
    target={
        n: (n, k) for n, k in (("to-file", REGULAR), ("to-link", REGULAR), ("to-dir", DIRECTORY))
    }
)
def check_follows(os: Os, world: World, target: tuple[str, int]) -> None:
    """stat of an entry that is a link gives the status of what it leads to."""
    name, kind = target
    world.tree(TREE)
    got = entry_of(os, name).stat()
    equal(kind_of(got), kind)
    same_status(got, os.stat(world.path(name)), known_to_entries(os))


@clause("os.DirEntry.stat/nofollow")
@needs("symlinks")
@cases(name=LINKS)
def check_nofollow(os: Os, world: World, name: str) -> None:
    """stat of an entry with follow_symlinks=False gives the status of the link itself."""
    world.tree(TREE)
    got = entry_of(os, name).stat(follow_symlinks=False)
    equal(kind_of(got), LINK)
    same_status(got, os.lstat(world.path(name)), known_to_entries(os))


def is_stat_result(os: Any, path: str) -> Any:
    with os.scandir(path) as entries:
        found = list(entries)
    return sorted(
        (e.name, type(e.stat(follow_symlinks=follow)) is os.stat_result)
        for e in found
        for follow in (True, False)
    )


@clause("os.DirEntry.stat/type")
def check_type(run: Run, world: World) -> None:
    """stat of an entry returns a stat_result."""
    world.tree(PLAIN)
    wanted = [(n, True) for n in ("dir", "dir", "file", "file")]
    equal(run(is_stat_result, world.path()), wanted)


@clause("os.DirEntry.stat/broken-raises")
@needs("symlinks")
def check_broken(os: Os, world: World) -> None:
    """stat of an entry that is a broken link raises FileNotFoundError; not following, it does not."""
    world.tree(TREE)
    entry = entry_of(os, "broken")
    with raises(FileNotFoundError, errno="ENOENT"):
        entry.stat()
    equal(kind_of(entry.stat(follow_symlinks=False)), LINK)


@clause("os.DirEntry.stat/removed-raises")
@cases(name=["file", "dir"], follow=[True, False])
def check_removed(os: Os, world: World, name: str, follow: bool) -> None:
    """stat of an entry that was removed raises FileNotFoundError."""
    world.tree({"file": b"", "dir": {}})
    entry = entry_of(os, name)
    if name == "file":
        world.unlink(name)
    else:
        world.rmdir(name)
    with raises(FileNotFoundError, errno="ENOENT"):
        entry.stat(follow_symlinks=follow)


@clause("os.DirEntry.stat/nt-zero-fields")
@cases(name=list(PLAIN))
def check_zero_fields(os: Os, world: World, name: str) -> None:
    """stat of an entry tells neither inode nor device nor links on Windows."""
    world.tree(PLAIN)
    status = entry_of(os, name).stat()
    equal((status.st_ino, status.st_dev, status.st_nlink), (0, 0, 0))


@clause("os.DirEntry.stat/cached", "os.DirEntry/cached-stat")
@cases(follow=[True, False], change=["grown", "removed"])
def check_cached(os: Os, world: World, follow: bool, change: str) -> None:
    """stat of an entry tells again what it told first."""
    world.tree(PLAIN)
    entry = entry_of(os, "file")
    first = entry.stat(follow_symlinks=follow)
    world.unlink("file")
    if change == "grown":
        world.file("file", b"1234567890")
    same_status(entry.stat(follow_symlinks=follow), first)
    equal(first.st_size, 5)


@clause("os.DirEntry.stat/cached")
@needs("symlinks")
def check_cached_separately(os: Os, world: World) -> None:
    """stat of an entry remembers link and target apart."""
    world.tree({"file": b"12345", "link": ("symlink", "file")})
    entry = entry_of(os, "link")
    own, target = entry.stat(follow_symlinks=False), entry.stat()
    world.unlink("file")
    world.unlink("link")
    world.mkdir("link")
    same_status(entry.stat(follow_symlinks=False), own)
    same_status(entry.stat(), target)
    equal((kind_of(own), kind_of(target)), (LINK, REGULAR))


@clause("os.DirEntry/cached-stat")
def check_new_scan(os: Os, world: World) -> None:
    """A new scan and os.stat tell what is there now; the old entry does not forget."""
    world.tree(PLAIN)
    entry = entry_of(os, "file")
    equal(entry.stat().st_size, 5)
    world.file("file", b"1234567890")
    equal(os.stat(entry).st_size, 10)
    equal((entry.stat().st_size, entry_of(os, "file").stat().st_size), (5, 10))


FILE, FOLDER = b"1", dict[str, Any]()
TO_FILE, TO_FOLDER = ("symlink", "file"), ("symlink", "dir")
CHANGES = [
    # method, whether to follow (None: no such parameter), what it is first, and then
    ("is_dir", True, FOLDER, FILE), ("is_dir", True, FILE, FOLDER),
    ("is_dir", False, FOLDER, FILE), ("is_dir", False, FILE, FOLDER),
    ("is_file", True, FILE, FOLDER), ("is_file", True, FOLDER, FILE),
    ("is_file", False, FILE, FOLDER), ("is_file", False, FOLDER, FILE),
]  # fmt: skip
LINK_CHANGES = [
    ("is_dir", True, TO_FOLDER, TO_FILE), ("is_dir", True, TO_FILE, TO_FOLDER),
    ("is_dir", True, TO_FOLDER, None), ("is_dir", False, TO_FOLDER, FOLDER),
    ("is_file", True, TO_FILE, TO_FOLDER), ("is_file", True, TO_FOLDER, TO_FILE),
    ("is_file", True, TO_FILE, None), ("is_file", False, TO_FILE, FILE),
    ("is_symlink", None, TO_FILE, FILE), ("is_symlink", None, FILE, TO_FILE),
    ("is_symlink", None, TO_FILE, None), ("is_symlink", None, FOLDER, TO_FOLDER),
]  # fmt: skip
NAMES = {type(None): "nothing", bytes: "file", dict: "dir"}


def word(entry: Any) -> str:
    """A name for what an entry is."""
    return f"to-{entry[1]}" if isinstance(entry, tuple) else NAMES[type(entry)]


def rows(changes: Any) -> list[Case]:
    """A case for each change."""
    return [
        Case(
            f"{method}{'-nofollow' if follow is False else ''}-{word(first)}-{word(then)}",
            {
                "method": method,
                "extra": {} if follow is None else {"follow_symlinks": follow},
                "first": first,
                "then": then,
            },
            (f"os.DirEntry.{method}/cached",),
        )
        for method, follow, first, then in changes
    ]


def replace(world: World, name: str, first: Any, then: Any) -> None:
    """Put something else in place of what `name` is."""
    if isinstance(first, dict):
        world.rmdir(name)
    else:
        world.unlink(name)
    if then is not None:
        world.tree({name: then})


@table(rows(CHANGES))
@clause()
def check_kind_is_cached(
    os: Os, world: World, method: str, extra: Any, first: Any, then: Any
) -> None:
    """is_dir and is_file answer again as they did first, whatever has come in place of the entry."""
    world.tree({"x": first})
    entry = entry_of(os, "x")
    answer = getattr(entry, method)(**extra)
    replace(world, "x", first, then)
    equal(getattr(entry, method)(**extra), answer)


@table(rows(LINK_CHANGES))
@clause()
@needs("symlinks")
def check_kind_of_link_is_cached(
    os: Os, world: World, method: str, extra: Any, first: Any, then: Any
) -> None:
    """is_dir, is_file and is_symlink answer again as they did first, for links too."""
    world.tree({"file": b"", "dir": {}, "x": first})
    entry = entry_of(os, "x")
    answer = getattr(entry, method)(**extra)
    replace(world, "x", first, then)
    equal(getattr(entry, method)(**extra), answer)


@clause("os.DirEntry.is_dir/cached", "os.DirEntry.is_file/cached")
@needs("symlinks")
@cases(method=["is_dir", "is_file"])
def check_kinds_are_cached_separately(os: Os, world: World, method: str) -> None:
    """is_dir and is_file remember the answers for following and for not following apart."""
    world.tree({"file": b"", "dir": {}})
    world.symlink("dir" if method == "is_dir" else "file", "link")
    entry = entry_of(os, "link")
    ask = getattr(entry, method)
    equal((ask(), ask(follow_symlinks=False)), (True, False))
    world.unlink("link")
    world.tree({"link": {} if method == "is_file" else b""})
    equal((ask(), ask(follow_symlinks=False)), (True, False))
