"""os.path.realpath: chains of links, loops, missing tails, and the laws of what it returns."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from os_conformance.check import Case, Facts, Os, Run, World, clause, needs, table
from os_conformance.checks.paths.links import RESOLVED, arrange, below
from os_conformance.expect import Unmet, equal, one_of

UNRESOLVED = {
    "missing": ("none", {"none"}, "missing-tail"), "deep": ("none/x/y", {"none/x/y"}, "missing-tail"),
    "dots-below": ("none/./x//y", {"none/x/y"}, "missing-tail"),
    "after-link": ("to-dir/none", {"dir/none"}, "missing-tail"),
    "dangling": ("to-none", {"none"}, "missing-tail"), "dangling-below": ("to-none/x", {"none/x"},
    "missing-tail"),
    "dangling-deep": ("below-none/y", {"none/x/y"}, "missing-tail"), "below-file": ("file/x", {"file/x"},
    "missing-tail"),
    "link-below-file": ("through-file", {"file/x"}, "missing-tail"), "loop": ("loop", {"loop"},
    "loop-nonstrict"),
    "below-loop": ("loop/x", {"loop/x"}, "loop-nonstrict"), "ping": ("ping", {"ping", "pong"},
    "loop-nonstrict"),
    "dangling-absolute": ("absolute-to-none", {"none"}, "missing-tail"),
    "dangling-absolute-below": ("absolute-to-none/x/y", {"none/x/y"}, "missing-tail"),
    "below-ping": ("ping/x", {"ping/x", "pong/x"}, "loop-nonstrict"),
    "into-loop": ("into-loop", {"into-loop", "loop/x"}, "loop-nonstrict"),
}  # fmt: skip


@table(
    [
        Case(f"{key}-{kind}", {"name": name, "wanted": wanted, "kind": kind}, (f"os.path.realpath/{suffix}",))
        for key, (name, wanted, suffix) in RESOLVED.items()
        for kind in ("absolute", "relative", "bytes")
    ]
)  # fmt: skip
@clause()
@needs("symlinks")
def check_resolved(os: Os, world: World, name: str, wanted: str, kind: str) -> None:
    """realpath follows every link to the one path without links."""
    whole = below(os, arrange(os, world), wanted)
    if kind == "bytes":
        equal(os.path.realpath(world.bpath(name)), whole.encode())
    else:
        equal(os.path.realpath(world.path(name) if kind == "absolute" else name), whole)


@table(
    [
        Case(key, {"name": name, "allowed": allowed}, (f"os.path.realpath/{suffix}",))
        for key, (name, allowed, suffix) in UNRESOLVED.items()
    ]
)
@clause()
@needs("symlinks")
def check_unresolved(os: Os, world: World, name: str, allowed: set[str]) -> None:
    """realpath goes as far as it can, appends the rest, and raises nothing."""
    root = arrange(os, world)
    one_of(os.path.realpath(world.path(name)), {below(os, root, a) for a in allowed})


@clause("os.path.realpath/cwd-relative", "os.path.realpath/resolves")
@needs("symlinks")
def check_current_directory_through_link(os: Os, world: World) -> None:
    """realpath of a relative path starts at the real current directory, however it was entered."""
    root = arrange(os, world)
    os.chdir(world.path("inward"))
    for name, wanted in (
        (".", "dir/deep"),
        ("..", "dir"),
        ("leaf", "dir/deep/leaf"),
        ("up", "file"),
    ):
        if name == ".." and os.name == "nt":
            continue  # Windows takes ".." for the directory above by its name (rationale 0058)
        equal(os.path.realpath(name), below(os, root, wanted), name)


TARGETS = st.sampled_from(
    ["d", "d/e", "f", "a", "b", "c", "..", ".", "d/e/..", "missing", "../d", "/"]
)
STEP = st.sampled_from(["a", "b", "c", "d", "e", "..", ".", "f", "missing"])
STEPS = st.lists(STEP, min_size=1, max_size=5)


@clause("os.path.realpath/resolves", "os.path.realpath/absolute", "os.path.realpath/dots",
        "os.path.realpath/strict-ok")  # fmt: skip
@needs("symlinks", "posix-paths")
@given(targets=st.tuples(TARGETS, TARGETS, TARGETS), steps=STEPS)
def check_laws(
    os: Os, world: World, facts: Facts, targets: tuple[str, str, str], steps: list[str]
) -> None:
    """realpath of what exists is absolute, normal, without a link, the same file, and real already."""
    place = world.fresh()
    place.tree({"d": {"e": {}, "f": b""}, "f": b""})
    for link, target in zip("abc", targets, strict=True):
        place.symlink(place.path() if target == "/" else target, link)
    path = place.path("/".join(steps))
    real = os.path.realpath(path)
    equal(os.path.normpath(real), real)
    equal(os.path.isabs(real), True)
    if os.path.exists(path):
        equal(os.path.samefile(real, path), True)
        equal(os.path.realpath(real), real)
        parts = real.split("/")
        equal([n for n in range(2, len(parts) + 1) if os.path.islink("/".join(parts[:n]))], [])
        if facts.python >= (3, 10):
            equal(os.path.realpath(path, strict=True), real)


def removed_directory(os: Any, path: Any) -> Any:
    os.mkdir(path)
    os.chdir(path)
    os.rmdir(path)
    return [os.path.abspath("/a/../b"), os.path.normpath("x/.."), os.path.realpath("/")]


@clause("os.path.abspath/already", "os.path.realpath/absolute")
@needs("posix-paths", "shared-files")
def check_without_current_directory(world: World, run: Run) -> None:
    """abspath and realpath of absolute paths do without a current directory."""
    try:
        got = run(removed_directory, world.path("gone"))
    except OSError as error:
        if error.filename == world.path("gone"):
            raise Unmet("the current directory cannot be removed here") from None
        raise
    equal(got, ["/b", ".", "/"])
