"""Random sequences of calls, side by side with the host's own kernel."""

from __future__ import annotations

import contextlib
import os as host
import tempfile
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from os_conformance.check import Os, World, clause, needs
from os_conformance.expect import Deviation, equal
from os_conformance.snippets import class_of

NAMES = ("a", "b", "a/x", "a/y", "b/x", "a/x/z", "s", "s/x")
paths = st.sampled_from(NAMES)
Call = tuple[str, tuple[str, ...]]
calls = st.one_of(
    st.tuples(
        st.sampled_from(["mkdir", "rmdir", "unlink", "write", "listdir", "stat", "lstat", "readlink",
                         "truncate", "append"]),
        st.tuples(paths),
    ),
    st.tuples(st.sampled_from(["rename", "replace", "link"]), st.tuples(paths, paths)),
    st.tuples(st.just("symlink"), st.tuples(st.sampled_from(["a", "b", "x", "none", "."]), paths)),
)  # fmt: skip


def perform(os: Os, root: str, name: str, given_: tuple[str, ...]) -> Any:
    """What the call does to the tree below `root`: a plain value, or the class of its exception."""
    at = [f"{root}/{path}" for path in given_]
    special: dict[str, Callable[[], Any]] = {
        "symlink": lambda: os.symlink(given_[0], at[1]),
        "write": lambda: stored(os, at[0], b"data", os.O_TRUNC),
        "append": lambda: stored(os, at[0], b"+", os.O_APPEND),
        "truncate": lambda: os.truncate(at[0], 2),
        "listdir": lambda: sorted(os.listdir(at[0])),
        "stat": lambda: shape(os.stat(at[0])),
        "lstat": lambda: shape(os.lstat(at[0])),
        "link": lambda: os.link(*at, follow_symlinks=False),
    }
    try:
        return special[name]() if name in special else getattr(os, name)(*at)
    except OSError as error:
        return class_of(error)


def stored(os: Any, path: str, data: bytes, flag: int) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | flag)
    try:
        return int(os.write(descriptor, data))
    finally:
        os.close(descriptor)


def shape(status: Any) -> Any:
    directory = status.st_mode & 0o170000 == 0o040000
    return oct(status.st_mode & 0o170000), None if directory else (status.st_nlink, status.st_size)


ALIKE = [
    {"OSError", "FileExistsError"},
    {"IsADirectoryError", "PermissionError", "NotADirectoryError"},
]
# an errno that POSIX lets vary: ENOTEMPTY or EEXIST; EISDIR, EPERM or ENOTDIR where two reasons apply


def alike(one: Any, other: Any) -> bool:
    return bool(one == other) or any({one, other} <= group for group in ALIKE if isinstance(one, str)
                                     and isinstance(other, str))  # fmt: skip


@clause("os/sequences")
@needs("symlinks", "hardlinks", "posix-paths")
@given(steps=st.lists(calls, min_size=2, max_size=14))
def check_sequences(os: Os, world: World, steps: list[Call]) -> None:
    """Any sequence of calls on names comes out as it does on the host's own file system."""
    here = world.fresh()
    with tempfile.TemporaryDirectory() as twin:
        for number, (name, arguments) in enumerate(steps):
            got = perform(os, here.path(), name, arguments)
            wanted = perform(host, twin, name, arguments)
            if not alike(got, wanted):
                told = f"step {number}: {name}{arguments}"
                raise Deviation(f"{told}: {wanted!r}", repr(got))
        equal(here.snapshot(), snapshot(twin))


def snapshot(path: str) -> Any:
    """A directory of the host in the form of `World.snapshot`."""
    found: dict[str, Any] = {}
    for entry in sorted(host.scandir(path), key=lambda e: e.name):
        if entry.is_symlink():
            found[entry.name] = ("symlink", host.readlink(entry.path))
        elif entry.is_dir():
            found[entry.name] = snapshot(entry.path)
        else:
            with contextlib.closing(open(entry.path, "rb")) as file:
                found[entry.name] = file.read()
    return found
