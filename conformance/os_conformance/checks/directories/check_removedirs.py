"""os.removedirs."""

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
    "relative-bytes": lambda world, name: world.relative(name).encode(),
}


def _nest(depth: int) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for n in reversed(range(depth)):
        tree = {f"d{n}": tree}
    return tree


def _name(depth: int) -> str:
    return "/".join(f"d{n}" for n in range(depth))


@clause("os.removedirs/removes-leaf", "os.removedirs/prunes-parents", "os.removedirs/returns-none")
@cases(depth=[1, 2, 3, 20], kind=KINDS)
def check_prunes(os: Os, world: World, depth: int, kind: Any) -> None:
    """removedirs removes the leaf and every parent that is empty then."""
    world.tree({**_nest(depth), "kept": b""})
    equal(os.removedirs(kind(world, _name(depth))), None)
    equal(world.snapshot(), {"kept": b""})


@clause("os.removedirs/prunes-parents")
@cases(depth=[1, 2, 3], kind={"str": str, "bytes": str.encode})
def check_separator_at_the_end(os: Os, world: World, depth: int, kind: Any) -> None:
    """removedirs of a name with a separator at its end removes the same directories."""
    world.tree({**_nest(depth), "kept": b""})
    os.removedirs(kind(world.relative(_name(depth) + "/")))
    equal(world.snapshot(), {"kept": b""})


@clause("os.removedirs/stops-silently", "os.removedirs/stops-at-first")
@cases(kept=[0, 1, 2], what={"file": b"x", "directory": {}})
def check_stops_at_non_empty_parent(os: Os, world: World, kept: int, what: Any) -> None:
    """removedirs stops without an error at the first parent that is not empty."""
    world.tree(_nest(4))
    world.tree({"kept": what}, _name(kept + 1))
    equal(os.removedirs(world.path(_name(4))), None)
    equal(world.snapshot(_name(kept + 1)), {"kept": what})


@clause("os.removedirs/prunes-no-file")
def check_prunes_no_file(os: Os, world: World) -> None:
    """removedirs removes no file, also where parents above are otherwise empty."""
    world.tree({"a": {"b": {"c": {}}, "file": b"1"}, "other": {}})
    os.removedirs(world.path("a/b/c"))
    equal(world.snapshot(), {"a": {"file": b"1"}, "other": {}})


@clause("os.removedirs/leaf-missing", "os.removedirs/leaf-error")
@cases(kind=KINDS)
def check_missing_leaf(os: Os, world: World, kind: Any) -> None:
    """removedirs of a missing leaf raises FileNotFoundError and prunes nothing."""
    world.tree({"a": {"b": {}}})
    with raises(FileNotFoundError, errno="ENOENT"):
        os.removedirs(kind(world, "a/b/none"))
    equal(world.snapshot(), {"a": {"b": {}}})


@clause("os.removedirs/leaf-nonempty", "os.removedirs/leaf-error")
@cases(what={"file": b"x", "directory": {}})
def check_non_empty_leaf(os: Os, world: World, what: Any) -> None:
    """removedirs of a leaf that is not empty raises OSError and removes nothing."""
    world.tree({"a": {"leaf": {"kept": what}}})
    with raises(OSError, errno={"ENOTEMPTY", "EEXIST"}):
        os.removedirs(world.path("a/leaf"))
    equal(world.snapshot(), {"a": {"leaf": {"kept": what}}})


@clause("os.removedirs/leaf-file", "os.removedirs/leaf-error")
def check_leaf_is_file(os: Os, world: World) -> None:
    """removedirs of a file raises and leaves it."""
    world.tree({"a": {"file": b"1"}})
    with raises(NotADirectoryError, errno={"ENOTDIR", "EINVAL"}):
        os.removedirs(world.path("a/file"))
    equal(world.snapshot(), {"a": {"file": b"1"}})


@clause("os.removedirs/leaf-file", "os.removedirs/leaf-error")
@needs("symlinks", "posix-paths")
def check_leaf_is_link(os: Os, world: World) -> None:
    """removedirs of a link to an empty directory raises and leaves both."""
    world.mkdir("real")
    world.symlink("real", "link")
    with raises(NotADirectoryError, errno="ENOTDIR"):
        os.removedirs(world.path("link"))
    equal(world.snapshot(), {"real": {}, "link": ("symlink", "real")})


@clause("os.removedirs/prune-error-swallowed")
@needs("unprivileged", "permissions")
def check_error_while_pruning(os: Os, world: World) -> None:
    """removedirs ignores a PermissionError while pruning: the leaf is gone, the rest stays."""
    world.tree({"a": {"b": {"leaf": {}}}})
    world.chmod("a", 0o555)
    equal(os.removedirs(world.path("a/b/leaf")), None)
    equal(world.snapshot(), {"a": {"b": {}}})


@clause("os.removedirs/leaf-error")
@needs("unprivileged", "permissions")
def check_permission_denied(os: Os, world: World) -> None:
    """removedirs raises PermissionError when the leaf itself may not be removed."""
    world.tree({"a": {"leaf": {}}})
    world.chmod("a", 0o555)
    with raises(PermissionError, errno="EACCES"):
        os.removedirs(world.path("a/leaf"))
    equal(world.kind("a/leaf"), "directory")


@clause("os.removedirs/relative-only-mentioned")
@cases(kind={"str": str, "bytes": str.encode})
def check_only_mentioned_parents(os: Os, world: World, kind: Any) -> None:
    """removedirs prunes only the parents that the relative name mentions."""
    world.tree({"a": {"b": {"c": {}}}})
    os.chdir(world.path("a"))
    os.removedirs(kind(world.relative("b/c")))
    equal(world.snapshot(), {"a": {}})


@clause("os.removedirs/accepts-pathlike", "os.removedirs/accepts-bytes")
@cases(kind={k: KINDS[k] for k in ("bytes", "path-str", "path-bytes")})
def check_argument_kinds(os: Os, world: World, kind: Any) -> None:
    """removedirs takes bytes and path-like names."""
    world.tree({"é": {"b": {}}, "kept": b""})
    os.removedirs(kind(world, "é/b"))
    equal(world.snapshot(), {"kept": b""})


@clause("os.removedirs/nul-valueerror")
@cases(name={"str": "a\0b", "bytes": b"a\0b", "path": FSPath("a\0b")})
def check_embedded_nul(os: Os, world: World, name: Any) -> None:
    """removedirs of a name with NUL raises ValueError and removes nothing."""
    world.mkdir("a")
    with raises(ValueError):
        os.removedirs(name)
    equal(world.listing(), ["a"])


@clause("os.removedirs/bad-type-typeerror")
@cases(name={"none": None, "float": 1.5, "list": ["a"], "dict": {}})
def check_wrong_type(os: Os, name: Any) -> None:
    """removedirs of something that is no path raises TypeError."""
    with raises(TypeError):
        os.removedirs(name)


def rmdir_events(os: Any, path: Any) -> Any:
    import sys

    seen = []
    sys.addaudithook(lambda name, args: seen.append(args[0]) if name == "os.rmdir" else None)
    os.removedirs(path)
    return seen


@clause("os.removedirs/audit-remove")
@needs("own-process")
def check_audit(run: Run, world: World) -> None:
    """removedirs raises an audit event for the leaf and each parent it prunes."""
    world.tree({"a": {"b": {}}, "kept": b""})
    seen = run(rmdir_events, world.path("a/b"))
    equal(seen[:2], [world.path("a/b"), world.path("a")])
