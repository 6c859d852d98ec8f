"""Resolving links where that is rare (loaded when needed): Windows and classic Mac OS names."""

import errno
import stat

from os_reference.paths import ALL_BUT_LAST, ALLOW_MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: More links than this on one way are a loop.
_MOST_LINKS = 40


def _tolerated(strict: "Any") -> "Any":
    """Return the exception classes that ``strict`` lets pass."""
    if strict is ALLOW_MISSING or strict is ALL_BUT_LAST:
        return FileNotFoundError
    return () if strict else (OSError, ValueError)


def by_links(
    path: "Any",
    strict: "Any",
    os: "Any",
    abspath: "Callable[[Any], Any]",
    join: "Callable[..., Any]",
    take_apart: "Callable[[Any], tuple[Any, list[Any], Any]]",
) -> "Any":
    """Return the absolute, normal ``path`` with its links followed, one component at a time.

    ``take_apart`` gives a path's beginning, names and separator. With an os module without lstat
    there is nothing to follow. Raises the OSErrors that ``strict`` does not let pass.
    """
    if not hasattr(os, "lstat"):
        return path
    tolerated = _tolerated(strict)
    start, names, separator = take_apart(path)
    rest, followed, path = names[::-1], 0, start
    while rest:
        parent, name = path, rest.pop()
        path = parent + name if parent in (start, parent[:0]) else parent + separator + name
        try:
            if not stat.S_ISLNK(os.lstat(path).st_mode):
                continue
            followed += 1
            if followed > _MOST_LINKS:
                raise OSError(errno.ELOOP, "Too many levels of symbolic links", path)
            target = abspath(join(parent, os.readlink(path)))
        except tolerated:
            if strict is ALL_BUT_LAST and rest:
                raise
            continue
        start, names, separator = take_apart(target)
        rest += reversed(names)
        path = start
    return path


def by_final_name(
    path: "Any",
    as_given: "Any",
    strict: "Any",
    final_name: "Callable[[Any], Any]",
    split: "Callable[[Any], tuple[Any, Any]]",
    target_of: "Callable[[Any], Any]",
) -> "Any":
    r"""Return what Windows itself says the absolute ``path`` is, up to where it exists.

    A link that leads to nothing is followed too: ``target_of`` returns the absolute path it has
    as its target, OSError for what is no link. The ``\\?\`` that the system puts in front is
    taken away, unless the path ``as_given`` had it. Raises the OSErrors that ``strict`` does not let pass.
    """
    back, verbatim, share = "\\", "\\\\?\\", "\\\\?\\UNC\\"
    if isinstance(path, bytes):
        back, verbatim, share = b"\\", b"\\\\?\\", b"\\\\?\\UNC\\"  # type: ignore[assignment]
    tolerated = _tolerated(strict)
    tail: list[Any] = []
    followed = set()
    while True:
        try:
            path = final_name(path)
            break
        except tolerated:
            if strict is ALL_BUT_LAST and tail:
                raise
            if path not in followed:
                followed.add(path)
                try:
                    path = target_of(path)
                    continue
                except (OSError, ValueError, AttributeError):
                    pass
            head, name = split(path)
            if not name:
                break
            tail.append(name)
            path = head
    for name in reversed(tail):
        path += name if path.endswith(back) else back + name
    if path.startswith(verbatim) and not getattr(as_given, "startswith", path.endswith)(verbatim):
        path = back * 2 + path[8:] if path.startswith(share) else path[4:]
    return path
