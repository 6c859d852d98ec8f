"""os.path.realpath with strict: what it raises, and what the special values allow."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Facts, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.paths.links import RESOLVED, arrange, below
from os_conformance.expect import Unmet, equal, raises


@clause("os.path.realpath/strict-ok")
@needs("symlinks")
@cases(name={key: name for key, (name, _, _) in RESOLVED.items()})
def check_strict_of_existing(os: Os, world: World, name: str) -> None:
    """realpath with strict=True gives the same for what exists as without."""
    if os.name == "nt" and ".." in name:
        raise Unmet("Windows takes .. for the directory above by its name", "not-applicable")
    arrange(os, world)
    path = world.path(name)
    equal(os.path.realpath(path, strict=True), os.path.realpath(path))
    equal(os.path.realpath(path, strict=False), os.path.realpath(path))


FAILING = {
    "missing": ("none", "ENOENT"), "deep": ("none/x", "ENOENT"), "after-link": ("to-dir/none", "ENOENT"),
    "dangling": ("to-none", "ENOENT"),
    "dangling-deep": ("below-none/y", "ENOENT"), "below-file": ("file/x", "ENOTDIR"),
    "link-below-file": ("through-file", "ENOTDIR"),
    "loop": ("loop", "ELOOP"), "below-loop": ("loop/x", "ELOOP"), "ping": ("ping", "ELOOP"),
    "into-loop": ("into-loop", "ELOOP"),
}  # fmt: skip
STRICT = {"ENOENT": "strict-missing", "ENOTDIR": "strict-notdir", "ELOOP": "strict-loop"}


def symbol(facts: Facts, errno: str) -> str | None:
    """The errno to insist on: Windows has codes of its own for all but missing files."""
    return errno if facts.os_name != "nt" or errno == "ENOENT" else None


@table(
    [
        Case(key, {"name": name, "errno": errno}, (f"os.path.realpath/{STRICT[errno]}",))
        for key, (name, errno) in FAILING.items()
    ]
)
@clause()
@needs("symlinks")
def check_strict(os: Os, world: World, facts: Facts, name: str, errno: str) -> None:
    """realpath with strict=True raises the first error on the way."""
    arrange(os, world)
    with raises(OSError, errno=symbol(facts, errno)):
        os.path.realpath(world.path(name), strict=True)


@clause("os.path.realpath/denied-tail", "os.path.realpath/strict-denied")
@needs("unprivileged", "permissions")
@cases(strict=[False, True])
def check_denied(os: Os, world: World, facts: Facts, strict: bool) -> None:
    """realpath appends what is in a directory that may not be searched; strict, it raises."""
    world.tree({"locked": {"x": b""}})
    root = os.path.realpath(world.path())
    world.chmod("locked", 0)
    if not strict:
        equal(os.path.realpath(world.path("locked/x")), below(os, root, "locked/x"))
    elif facts.python >= (3, 10):
        with raises(PermissionError, errno="EACCES"):
            os.path.realpath(world.path("locked/x"), strict=True)


def resolved(os: Any, path: Any, strict: Any) -> Any:
    return os.path.realpath(path, strict=getattr(os.path, strict))


@clause("os.path.realpath/allow-missing")
@needs("symlinks")
@cases(
    name={k: v[0] for k, v in RESOLVED.items()}
    | {k: v[0] for k, v in FAILING.items() if v[1] == "ENOENT"}
)
def check_allow_missing(os: Os, world: World, run: Run, name: str) -> None:
    """realpath with strict=ALLOW_MISSING resolves what exists and what does not as without strict."""
    arrange(os, world)
    path = world.path(name)
    equal(run(resolved, path, "ALLOW_MISSING"), os.path.realpath(path))


MODES = {"ELOOP": "allow-missing-loop", "ENOTDIR": "allow-missing-notdir"}


@table(
    [
        Case(key, {"name": name, "errno": errno}, (f"os.path.realpath/{MODES[errno]}",))
        for key, (name, errno) in FAILING.items()
        if errno in MODES
    ]
)
@clause()
@needs("symlinks")
def check_allow_missing_only(
    os: Os, world: World, run: Run, facts: Facts, name: str, errno: str
) -> None:
    """realpath with strict=ALLOW_MISSING raises every error but that something is missing."""
    arrange(os, world)
    with raises(OSError, errno=symbol(facts, errno)):
        run(resolved, world.path(name), "ALLOW_MISSING")


@clause("os.path.realpath/allow-missing-denied")
@needs("unprivileged", "permissions")
def check_allow_missing_denied(world: World, run: Run) -> None:
    """realpath with strict=ALLOW_MISSING raises PermissionError where it may not search."""
    world.tree({"locked": {"x": b""}})
    world.chmod("locked", 0)
    with raises(PermissionError, errno="EACCES"):
        run(resolved, world.path("locked/x"), "ALLOW_MISSING")


LAST = {k: v[0] for k, v in RESOLVED.items()} | {"last": "none", "last-after-link": "to-dir/none"}
PARENTS = {"parent": "none/x", "dangling-parent": "to-none/x", "deep": "dir/none/x/y"}


@clause("os.path.realpath/all-but-last")
@needs("symlinks")
@cases(name=LAST)
def check_all_but_last(os: Os, world: World, run: Run, name: str) -> None:
    """realpath with strict=ALL_BUT_LAST allows the last component to be missing."""
    arrange(os, world)
    equal(run(resolved, world.path(name), "ALL_BUT_LAST"), os.path.realpath(world.path(name)))


@clause("os.path.realpath/all-but-last-parent")
@needs("symlinks")
@cases(name=PARENTS)
def check_all_but_last_parent(os: Os, world: World, run: Run, name: str) -> None:
    """realpath with strict=ALL_BUT_LAST raises FileNotFoundError if more is missing than the last."""
    arrange(os, world)
    with raises(FileNotFoundError, errno="ENOENT"):
        run(resolved, world.path(name), "ALL_BUT_LAST")


@clause("os.path.realpath/all-but-last-loop")
@needs("symlinks")
@cases(name={"loop": "loop", "below": "loop/x", "ping": "ping"})
def check_all_but_last_loop(os: Os, world: World, run: Run, facts: Facts, name: str) -> None:
    """realpath with strict=ALL_BUT_LAST raises OSError for a loop."""
    arrange(os, world)
    with raises(OSError, errno=symbol(facts, "ELOOP")):
        run(resolved, world.path(name), "ALL_BUT_LAST")


def same_value(os: Any, name: Any) -> Any:
    value = getattr(os.path, name)
    others = ["ALLOW_MISSING", "ALL_BUT_LAST"]
    others.remove(name)
    strangers = [True, False, None] + [getattr(os.path, o) for o in others]
    return [value is stranger or value == stranger for stranger in strangers], value == value


@table(
    [Case(n, {"name": n}, (f"os.path.{n}/singleton",)) for n in ("ALLOW_MISSING", "ALL_BUT_LAST")]
)
@clause()
def check_special_values(run: Run, name: str) -> None:
    """The special values for strict are neither each other nor a truth value."""
    equal(run(same_value, name), ([False] * 4, True))
