"""os.renames."""

from __future__ import annotations

from typing import Any

from os_conformance.check import FSPath, Os, Run, World, cases, clause, needs
from os_conformance.expect import equal, raises

KINDS = {
    "str": lambda world, name: world.path(name),
    "bytes": lambda world, name: world.bpath(name),
    "path-str": lambda world, name: FSPath(world.path(name)),
    "path-bytes": lambda world, name: FSPath(world.bpath(name)),
    "relative": lambda world, name: world.relative(name),
}
ENTRIES: dict[str, Any] = {"file": b"data", "directory": {}, "full": {"x": b"1", "y": {}}}


@clause(
    "os.renames/moves",
    "os.renames/creates-dirs",
    "os.renames/prunes-old",
    "os.renames/returns-none",
)
@cases(entry=ENTRIES, kind=KINDS)
def check_moves(os: Os, world: World, entry: Any, kind: Any) -> None:
    """renames creates the new path, moves the entry there and prunes the old path."""
    world.tree({"old": {"deep": {"entry": entry}}, "kept": b""})
    equal(os.renames(kind(world, "old/deep/entry"), kind(world, "new/path/name")), None)
    equal(world.snapshot(), {"kept": b"", "new": {"path": {"name": entry}}})


@clause("os.renames/keeps-nonempty", "os.renames/old-pruned-upward")
@cases(level=[1, 2, 3])
def check_prunes_until_non_empty(os: Os, world: World, level: int) -> None:
    """renames prunes the old path from right to left and stops at what is not empty."""
    parents = ["a", "a/b", "a/b/c"]
    world.tree({"a": {"b": {"c": {"entry": b"1"}}}})
    world.file(f"{parents[level - 1]}/kept")
    os.renames(world.path("a/b/c/entry"), world.path("new/name"))
    equal(world.listing(parents[level - 1]), ["kept"])
    equal(world.read("new/name"), b"1")


@clause("os.renames/same-directory")
def check_same_directory(os: Os, world: World) -> None:
    """renames within one directory renames and prunes nothing."""
    world.tree({"d": {"a": b"1"}})
    os.renames(world.path("d/a"), world.path("d/b"))
    equal(world.snapshot(), {"d": {"b": b"1"}})


@clause("os.renames/same-directory")
@cases(name=["d", "a/d"])
def check_to_itself(os: Os, world: World, name: str) -> None:
    """renames of an empty directory to itself leaves it, also with a separator at the end."""
    world.tree({"d": {}, "a": {"d": {}}})
    os.renames(world.path(name) + world.separator, world.path(name))
    equal(world.snapshot(), {"d": {}, "a": {"d": {}}})


@clause("os.renames/same-directory")
def check_plain_names(os: Os, world: World) -> None:
    """renames of plain relative names works like rename."""
    world.file("a", b"1")
    os.renames("a", "b")
    equal(world.snapshot(), {"b": b"1"})


@clause("os.renames/replaces-file")
def check_replaces(os: Os, world: World) -> None:
    """renames replaces an existing file."""
    world.tree({"old": {"a": b"new"}, "to": {"b": b"before"}})
    os.renames(world.path("old/a"), world.path("to/b"))
    equal(world.snapshot(), {"to": {"b": b"new"}})


@clause("os.renames/missing-src")
@cases(kind=KINDS)
def check_missing_old(os: Os, world: World, kind: Any) -> None:
    """renames of a missing entry raises FileNotFoundError."""
    world.mkdir("old")
    with raises(FileNotFoundError, errno="ENOENT"):
        os.renames(kind(world, "old/none"), kind(world, "new"))
    equal(world.kind("old"), "directory")


@clause("os.renames/left-behind-on-failure")
@cases(what=["missing", "onto-directory", "onto-full-directory"])
def check_left_behind(os: Os, world: World, what: str) -> None:
    """renames that fails at the leaf leaves the new directories and the old entry."""
    world.tree({"old": {"entry": b"1", "other": b""}, "full": {"x": b""}, "empty": {}})
    before = world.snapshot()
    target = {"missing": "new/a/b", "onto-directory": "empty", "onto-full-directory": "full"}[what]
    source = "old/none" if what == "missing" else "old/entry"
    with raises(OSError):
        os.renames(world.path(source), world.path(target))
    if what == "missing":
        equal(world.snapshot("new"), {"a": {}})
    else:
        equal(world.snapshot(), before)


@clause("os.renames/left-behind-on-failure")
@needs("unprivileged", "permissions")
def check_left_behind_without_permission(os: Os, world: World) -> None:
    """renames without permission to remove the leaf leaves the new directories behind."""
    world.tree({"old": {"entry": b"1"}})
    world.chmod("old", 0o555)
    with raises(PermissionError, errno="EACCES"):
        os.renames(world.path("old/entry"), world.path("new/a/name"))
    equal(world.snapshot(), {"old": {"entry": b"1"}, "new": {"a": {}}})


@clause("os.renames/accepts-pathlike", "os.renames/accepts-bytes")
@cases(kind={k: KINDS[k] for k in ("bytes", "path-str", "path-bytes")})
def check_argument_kinds(os: Os, world: World, kind: Any) -> None:
    """renames takes bytes and path-like names."""
    world.tree({"é": {"f": b"1"}, "kept": b""})
    os.renames(kind(world, "é/f"), kind(world, "ü/g"))
    equal(world.snapshot(), {"kept": b"", "ü": {"g": b"1"}})


@clause("os.renames/nul-valueerror")
@cases(names={"old": ("a\0", "b"), "new": ("a", "b\0"), "new-parent": ("a", "b\0/c")})
def check_embedded_nul(os: Os, world: World, names: Any) -> None:
    """renames with NUL in a name raises ValueError and renames nothing."""
    world.file("a", b"1")
    with raises(ValueError):
        os.renames(*names)
    equal(world.snapshot(), {"a": b"1"})


@clause("os.renames/bad-type-typeerror")
@cases(names={"old": (None, "b"), "new": ("a", None), "float": (1.5, "b"), "list": (["a"], "b")})
def check_wrong_type(os: Os, world: World, names: Any) -> None:
    """renames of something that is no path raises TypeError."""
    world.file("a", b"1")
    with raises(TypeError):
        os.renames(*names)
    equal(world.snapshot(), {"a": b"1"})


def rename_events(os: Any, old: Any, new: Any) -> Any:
    import sys

    seen = []
    sys.addaudithook(lambda name, args: seen.append(args[:2]) if name == "os.rename" else None)
    os.renames(old, new)
    return seen


@clause("os.renames/audit-rename")
@needs("own-process")
def check_audit(run: Run, world: World) -> None:
    """renames raises the audit event os.rename with both names."""
    world.file("a")
    names = (world.path("a"), world.path("new/b"))
    equal(run(rename_events, *names)[-1], names)
