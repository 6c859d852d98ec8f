"""The oracle for Windows: which rules are asked for each call (``oracle`` says what is done with them).

Calls that go through the C runtime (open, truncate) end with errnos, the others with errors of the
system; both come here by the names of these errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from os_reference.memory import rules
from os_reference.memory.calls.files import WANTED
from os_reference.memory.process import WRITE
from os_reference.memory.refusing import failure, symbol_of
from os_reference.memory.windows import names
from os_reference.memory.windows.arguments import text_of
from os_reference.memory.windows.directories import as_listed
from os_reference.memory.windows.errors import Told
from os_reference.memory.windows.lookup import leads_to_directory, walk

if TYPE_CHECKING:
    from os_reference.memory.kernel import Kernel
    from os_reference.memory.lookup import Place

Found = Iterator[tuple[str, str]]
NAMING = "Microsoft, Naming Files, Paths, and Namespaces"
Rule = Callable[["Kernel", "Place"], Found]


def _resolved(
    kernel: Kernel, path: Any, call: str, follow: bool, limit: int = names.MAX_PATH
) -> tuple[Place | None, list[tuple[str, str]]]:
    """Return where a path ends, or None and why it cannot be resolved."""
    try:
        return walk(kernel, text_of(path, call), follow, limit), []
    except OSError as error:
        return None, [(symbol_of(error), NAMING)]


def _of(
    call: str, rule: Rule, *, follow: bool, limit: int = names.MAX_PATH
) -> Callable[..., Found]:
    """Return the rules of a call on one path."""

    def found(kernel: Kernel, path: Any, *_: Any, **__: Any) -> Found:
        place, against = _resolved(kernel, path, call, follow, limit)
        yield from against
        if place is not None:
            yield from rule(kernel, place)

    return found


def _renaming(call: str) -> Callable[..., Found]:
    def found(kernel: Kernel, src: Any, dst: Any) -> Found:
        old, against_old = _resolved(kernel, src, call, False)
        new, against_new = _resolved(kernel, dst, call, False)
        yield from against_old
        if old is not None:
            yield from rules.rename_from_on_windows(kernel.process, old)
        yield from against_new
        if old is not None and new is not None:
            replaces = call == "replace"
            yield from rules.rename_on_windows(kernel.process, old, new, replaces=replaces)

    return found


def _linking(kernel: Kernel, src: Any, dst: Any) -> Found:
    old, against_old = _resolved(kernel, src, "link", False)
    new, against_new = _resolved(kernel, dst, "link", False)
    yield from against_old + against_new
    if old is not None:
        yield from rules.existing_on_windows(old)
    if old is not None and old.node is not None and new is not None:
        yield from rules.link_on_windows(old.node, new)


def _symlinking(kernel: Kernel, src: Any, dst: Any, target_is_directory: bool = False) -> Found:
    place, against = _resolved(kernel, dst, "symlink", False)
    yield from against
    if place is not None:
        names = text_of(dst, "symlink", "dst"), text_of(src, "symlink", "src")
        directory = bool(target_is_directory) or leads_to_directory(kernel, *names)
        yield from rules.symlink_on_windows(kernel.process, place, directory)


def _opening(kernel: Kernel, path: Any, flags: int, mode: int = 0o777) -> Found:
    c = kernel.constants
    create, truncate = flags & c["O_CREAT"], flags & c["O_TRUNC"]
    if flags & 3 == 3 or (truncate and not create and not WANTED[flags & 3] & WRITE):
        yield "ERROR_INVALID_PARAMETER", "Microsoft, _open"
    place, against = _resolved(kernel, path, "open", True)
    yield from against
    if place is None:
        return
    if create and place.node is None:
        yield from rules.creating_on_windows(place)
    elif create and flags & c["O_EXCL"]:
        yield "ERROR_FILE_EXISTS", "os.open/windows-error-create-exclusive-file"
    else:
        wanted = WANTED[flags & 3] | (WRITE if truncate else 0)
        temporary = bool(flags & c["O_TEMPORARY"])
        yield from rules.opening_on_windows(kernel.process, place, wanted, temporary=temporary)


def _truncating(kernel: Kernel, path: Any, length: int) -> Found:
    if length < 0:
        yield "ERROR_INVALID_PARAMETER", "Microsoft, _chsize_s"
    place, against = _resolved(kernel, path, "truncate", True)
    yield from against
    if place is not None:
        yield from rules.opening_on_windows(kernel.process, place, WRITE, temporary=False)


def _of_runtime(rule: Callable[..., Found]) -> Callable[..., Found]:
    """Return the rules of a call that ends with errnos: those of the errors of the system."""

    def found(kernel: Kernel, *args: Any, **keywords: Any) -> Found:
        for name, source in rule(kernel, *args, **keywords):
            try:
                with Told(runtime=True):
                    raise failure(name)
            except OSError as error:
                yield symbol_of(error), source

    return found


def _listing(kernel: Kernel, path: Any = ".") -> Found:
    place, against = _resolved(kernel, as_listed(text_of(path, "listdir")), "listdir", True)
    yield from against
    if place is not None:
        yield from rules.listing_on_windows(place)


_UNLINKING = _of("unlink", lambda k, p: rules.unlink_on_windows(k.process, p), follow=False)
_LOOKING = rules.existing_on_windows

CALLS: dict[str, Callable[..., Found]] = {
    "chdir": _of("chdir", lambda k, p: rules.chdir_on_windows(p), follow=True),
    "chmod": _of("chmod", lambda k, p: rules.changing_on_windows(p), follow=False),
    "link": _linking,
    "listdir": _listing,
    "lstat": _of("lstat", lambda k, p: _LOOKING(p), follow=False),
    "mkdir": _of(
        "mkdir",
        lambda k, p: rules.make_on_windows(p, "os.mkdir/windows-error-file"),
        follow=False,
        limit=names.MAX_DIRECTORY,
    ),
    "open": _of_runtime(_opening),
    "readlink": _of("readlink", lambda k, p: rules.readlink_on_windows(p), follow=False),
    "remove": _UNLINKING,
    "rename": _renaming("rename"),
    "replace": _renaming("replace"),
    "rmdir": _of("rmdir", lambda k, p: rules.rmdir_on_windows(k.process, p), follow=False),
    "scandir": _listing,
    "stat": _of("stat", lambda k, p: _LOOKING(p), follow=True),
    "symlink": _symlinking,
    "truncate": _of_runtime(_truncating),
    "unlink": _UNLINKING,
    "utime": _of("utime", lambda k, p: rules.changing_on_windows(p), follow=True),
}
