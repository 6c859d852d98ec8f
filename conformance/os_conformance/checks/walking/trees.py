"""The tree that the checks of walk and fwalk go through, and how it must come out."""

from __future__ import annotations

from typing import Any

TREE: dict[str, Any] = {
    "a": {"x": b"1", "deep": {"y": b"2", "empty": {}}},
    "b": {},
    "f": b"3",
    "to-dir": ("symlink", "a"),
    "to-file": ("symlink", "f"),
    "dangling": ("symlink", "nowhere"),
    "loop": ("symlink", "loop"),
}
WALKED = {
    "": (["a", "b", "to-dir"], ["dangling", "f", "loop", "to-file"]),
    "a": (["deep"], ["x"]),
    "a/deep": (["empty"], ["y"]),
    "a/deep/empty": ([], []),
    "b": ([], []),
}
CYCLE: dict[str, Any] = {"d": {"up": ("symlink", ".."), "f": b""}}


def walked(os: Any, name: Any, top: Any, options: Any) -> Any:
    """[path, sorted directories, sorted files] of every step."""
    if not options.get("keep"):
        options = {k: v for k, v in options.items() if k != "keep"}
    return [
        [step[0], sorted(step[1]), sorted(step[2])] for step in getattr(os, name)(top, **options)
    ]


def by_path(steps: Any, top: str) -> dict[str, Any]:
    """The steps of a walk by their paths below `top`, with "/"."""
    return {
        path[len(top) :].lstrip("/\\").replace("\\", "/"): (list(dirs), list(files))
        for path, dirs, files in steps
    }


def order(steps: Any, top: str) -> list[str]:
    """The paths below `top` in the order of the walk."""
    return [step[0][len(top) :].lstrip("/\\").replace("\\", "/") for step in steps]
