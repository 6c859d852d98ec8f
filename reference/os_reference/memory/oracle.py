"""The oracle: what a call may end with in a state, and which rules say so.

``reasons`` evaluates the rules (``rules.py``) for a call without making it; ``allowed`` turns
them into the set of allowed outcomes: success if there is no reason against the call, else any of
the errnos. POSIX leaves open which one comes when several apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from os_reference.memory import rules
from os_reference.memory.calls.arguments import text_of
from os_reference.memory.inodes import Directory
from os_reference.memory.kernel import Kernel
from os_reference.memory.lookup import NO_NAMES, Place, walk
from os_reference.memory.process import READ, WRITE
from os_reference.memory.refusing import symbol_of
from os_reference.memory.windows.oracle import CALLS as WINDOWS_CALLS


class Reason(NamedTuple):
    """Why a call is refused: the symbolic errno, and where that is promised."""

    errno: str
    source: str


def reasons(os: Any, call: str, *args: Any, **keywords: Any) -> list[Reason]:
    """Return all the reasons against ``os.<call>(*args, **keywords)`` now; [] if it succeeds.

    ``os`` is an os module in memory; nothing is changed. KeyError for a call that has no rules.
    """
    table = WINDOWS_CALLS if os.kernel.platform.flavour == "nt" else CALLS
    return [Reason(*reason) for reason in table[call](os.kernel, *args, **keywords)]


def allowed(os: Any, call: str, *args: Any, **keywords: Any) -> set[str | None]:
    """Return the errnos that the call may end with, or {None} when it must succeed.

    On Windows these are the system's own errors, such as "ERROR_FILE_NOT_FOUND", but for calls
    that end with errnos there too.
    """
    return {reason.errno for reason in reasons(os, call, *args, **keywords)} or {None}


def explain(os: Any, call: str, *args: Any, **keywords: Any) -> str:
    """Return in words what the rules say of a call, a line a reason."""
    found = reasons(os, call, *args, **keywords)
    if not found:
        return f"{call} succeeds: no rule is against it"
    return "\n".join(f"{call} may end with {r.errno}: {r.source}" for r in found)


Found = Iterator[tuple[str, str]]


def _resolved(
    kernel: Kernel,
    path: Any,
    call: str,
    *,
    follow: bool = True,
    entry: bool = False,
    create: str = "",
) -> tuple[Place | None, list[tuple[str, str]]]:
    """Return where a path ends, or None and why it cannot be resolved."""
    try:
        return walk(kernel.process, text_of(path, call), None, follow, entry, create), []
    except OSError as error:
        return None, [(symbol_of(error), "POSIX, Pathname Resolution")]


def _of_entry(call: str, rule: Callable[..., Found]) -> Callable[..., Found]:
    """Return the rules of a call on one entry."""

    def found(kernel: Kernel, path: Any, *_: Any) -> Found:
        place, against = _resolved(kernel, path, call, entry=True)
        yield from against
        if place is not None:
            yield from rule(kernel, place)

    return found


def _of_file(call: str, rule: Callable[..., Found]) -> Callable[..., Found]:
    """Return the rules of a call on an existing file."""

    def found(kernel: Kernel, path: Any, *rest: Any, follow_symlinks: bool = True) -> Found:
        place, against = _resolved(kernel, path, call, follow=follow_symlinks)
        yield from against
        if place is not None and place.node is None:
            yield "ENOENT", "POSIX, Pathname Resolution"
        elif place is not None:
            yield from rule(kernel, place.node, *rest)

    return found


def _renaming(kernel: Kernel, src: Any, dst: Any) -> Found:
    old, against_old = _resolved(kernel, src, "rename", entry=True)
    new, against_new = _resolved(kernel, dst, "rename", entry=True)
    yield from against_old + against_new
    if old is not None and old.node is None and old.name not in NO_NAMES:
        yield "ENOENT", "os.rename/missing-src"
    if old is not None and new is not None:
        yield from rules.rename(kernel.process, old, new)


def _linking(kernel: Kernel, src: Any, dst: Any) -> Found:
    old, against_old = _resolved(kernel, src, "link", follow=kernel.platform.link_follows)
    new, against_new = _resolved(kernel, dst, "link", entry=True)
    yield from against_old + against_new
    if old is not None and old.node is None:
        yield "ENOENT", "os.link/src-missing"
    if new is not None and old is not None and old.node is not None:
        yield from rules.link(kernel.process, old.node, new)
    elif new is not None:
        yield from rules.make(kernel.process, new, "link")
    if old is not None and isinstance(old.node, Directory):
        yield "EPERM", "os.link/error-from-directory"


def _symlinking(kernel: Kernel, src: Any, dst: Any) -> Found:
    if not src:
        yield "ENOENT", "symlink(2)"
    place, against = _resolved(kernel, dst, "symlink", entry=True)
    yield from against
    if place is not None:
        yield from rules.symlink(kernel.process, text_of(src, "symlink"), place)


def _opening(kernel: Kernel, path: Any, flags: int, mode: int = 0o777) -> Found:
    c, platform = kernel.constants, kernel.platform
    create, exclusive = flags & c["O_CREAT"], flags & c["O_EXCL"]
    if create and flags & c["O_DIRECTORY"]:
        yield "EINVAL", "open(2), BUGS"
    follow = not (flags & c["O_NOFOLLOW"] or (create and exclusive))
    place, against = _resolved(
        kernel, path, "open", follow=follow, create=platform.create_slash if create else ""
    )
    yield from against
    if place is None:
        return
    if place.node is None:
        if not create:
            yield "ENOENT", "os.open/error-read-missing"
        elif place.slash or place.name in NO_NAMES:
            yield platform.create_slash, "open(2)"
        else:
            yield from rules.creating(kernel.process, place)
        return
    if create and exclusive:
        yield "EEXIST", "os.open/error-create-exclusive-file"
        return
    if create and isinstance(place.node, Directory) and not platform.create_opens_directories:
        yield "EISDIR", "open(2)"
    wanted = (READ, WRITE, READ | WRITE, READ | WRITE)[flags & 3]
    wanted |= WRITE if flags & c["O_TRUNC"] else 0
    yield from rules.opening(
        kernel.process,
        place.node,
        wanted,
        directory=bool(flags & c["O_DIRECTORY"]),
        quiet=bool(flags & c["O_NOATIME"]),
        appends=bool(flags & c["O_APPEND"]) and not flags & c["O_TRUNC"],
    )


def _truncating(kernel: Kernel, node: Any, length: int) -> Found:
    if length < 0:
        yield "EINVAL", "POSIX truncate"
    yield from rules.truncate(kernel.process, node)


def _made(call: str) -> Callable[..., Found]:
    return _of_entry(call, lambda k, p: rules.make(k.process, p, call))


CALLS: dict[str, Callable[..., Found]] = {
    "chdir": _of_file("chdir", lambda k, n: rules.chdir(k.process, n)),
    "chmod": _of_file("chmod", lambda k, n, mode: rules.changing(k.process, n, "chmod")),
    "chown": _of_file("chown", lambda k, n, uid, gid: rules.chown(k.process, n, uid, gid)),
    "link": _linking,
    "listdir": _of_file("listdir", lambda k, n: rules.listing(k.process, n, "listdir")),
    "lstat": lambda k, path: _of_file("lstat", lambda k, n: iter(()))(
        k, path, follow_symlinks=False
    ),
    "mkdir": _of_entry("mkdir", lambda k, p: rules.mkdir(k.process, p)),
    "mkfifo": _made("mkfifo"),
    "mknod": _made("mknod"),
    "open": _opening,
    "readlink": lambda k, path: _of_file("readlink", lambda k, n: rules.readlink(n))(
        k, path, follow_symlinks=False
    ),
    "remove": _of_entry(
        "remove", lambda k, p: rules.unlink(k.process, p, k.platform.unlink_directory)
    ),
    "rename": _renaming,
    "replace": _renaming,
    "rmdir": _of_entry("rmdir", lambda k, p: rules.rmdir(k.process, p)),
    "scandir": _of_file("scandir", lambda k, n: rules.listing(k.process, n, "scandir")),
    "stat": _of_file("stat", lambda k, n: iter(())),
    "symlink": _symlinking,
    "truncate": _of_file("truncate", _truncating),
    "unlink": _of_entry(
        "unlink", lambda k, p: rules.unlink(k.process, p, k.platform.unlink_directory)
    ),
}
