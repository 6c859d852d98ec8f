"""A tree with links of every kind, for realpath: what they lead to, and what they do not."""

from __future__ import annotations

from os_conformance.check import Os, World

TREE = {
    "file": b"x", "dir": {"inner": b"", "deep": {"leaf": b""}}, "to-dir": ("symlink", "dir"),
    "dot": ("symlink", "."), "twice": ("symlink", "to-dir"), "slash": ("symlink", "dir/"),
    "inward": ("symlink", "to-dir/deep"), "loop": ("symlink", "loop"), "ping": ("symlink", "pong"),
    "pong": ("symlink", "ping"), "into-loop": ("symlink", "loop/x"), "around": ("symlink", "dir/back"),
    "to-none": ("symlink", "none"), "below-none": ("symlink", "none/x"),
    "through-file": ("symlink", "file/x"),
}  # fmt: skip
RESOLVED = {
    "dir-itself": ("dir", "dir", "absolute"), "trailing": ("dir/", "dir", "dots"),
    "dots": ("dir/deep/../inner", "dir/inner", "dots"),
    "to-here": ("dot/dot/file", "file", "chain"), "twice": ("twice/inner", "dir/inner", "chain"),
    "slash": ("slash/inner", "dir/inner", "resolves"),
    "inward": ("inward/leaf", "dir/deep/leaf", "chain"),
    "up-again": ("inward/../inner", "dir/inner", "dotdot-after-link"),
    "up-and-out": ("inward/../../file", "file", "dotdot-after-link"),
    "absolute": ("absolute/inner", "dir/inner", "resolves"),
    "back": ("dir/back/deep", "dir/deep", "relative-link"),
    "around": ("around/inner", "dir/inner", "chain"),
    "upward": ("dir/deep/up", "file", "relative-link"), "long": ("c0", "file", "chain"),
    "long-dir": ("d0/inner", "dir/inner", "chain"),
}  # fmt: skip
"""A name, the name of what it leads to, and the clause of realpath."""


def arrange(os: Os, world: World) -> str:
    """Make the tree with its links; returns the real path of the scratch directory."""
    world.tree(TREE)
    world.symlink("../dir", "dir/back")
    world.symlink("../../file", "dir/deep/up")
    world.symlink(world.path("dir"), "absolute")
    world.symlink(world.path("none"), "absolute-to-none")
    for letter, end in (("c", "file"), ("d", "dir")):  # 8 links are few enough for every system
        for number in range(8):
            world.symlink(f"{letter}{number + 1}" if number < 7 else end, f"{letter}{number}")
    root: str = os.path.realpath(world.path())
    return root


def below(os: Os, root: str, name: str) -> str:
    """The path of a name below the root, as the candidate writes it."""
    path: str = os.path.join(root, *name.split("/"))
    return path
