"""``os.path`` with classic Mac OS names: ``:`` separates, ``::`` goes up.

A path with a colon that does not start with one begins with a volume and is absolute
(``Disk:folder:file``); all others are relative (``file``, ``:folder:file``, ``::beside``).
"""

import os_reference as os
from os_reference import paths as _paths
from os_reference.paths import (  # noqa: F401 -- two are for users
    ALL_BUT_LAST,
    ALLOW_MISSING,
    _refuse,
    _shared_length,
    _split_extension,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import fspath
    from typing import Any

    from os_reference.environment import AnyPath

    def _normal(path: str) -> str: ...


curdir = ":"
pardir = "::"
extsep = "."
sep = ":"
pathsep = "\n"
defpath = ":"
altsep = None
devnull = "Dev:Null"
#: Names are text.
supports_unicode_filenames = True

_paths.start(globals())


def _colon(path: "Any") -> "Any":
    return ":" if isinstance(path, str) else b":"


def normcase(s: "AnyPath") -> "Any":
    """Return ``s`` in lower case: names know no case. Clauses: os.path.normcase/type-error."""
    return fspath(s).lower()


def isabs(s: "AnyPath") -> bool:
    """Tell whether the path starts with a volume. Clauses: os.path.isabs/relative."""
    s = fspath(s)
    return _colon(s) in s and s[:1] != _colon(s)


def join(a: "AnyPath", *p: "AnyPath") -> "Any":
    """Put one colon between the parts; an absolute part drops all before it.

    What starts with a single colon is below what comes before; two go up from there. An empty
    last part leaves a colon at the end. Clauses: os.path.join/inserts-sep,
    os.path.join/absolute-resets, os.path.join/empty-last, os.path.join/bad-type.
    """
    path = fspath(a)
    colon = _colon(path)
    try:
        for part in p:
            part = fspath(part)
            if not path or (colon in part and not part.startswith(colon)):
                path = part + path[:0]
                continue
            if colon not in path:  # a bare name is no volume
                path = colon + path
            if not path.endswith(colon):
                path += colon
            path += part[1:] if part.startswith(colon) else part
    except (TypeError, AttributeError):
        _refuse("join", a, *p)
    return path


def split(p: "AnyPath") -> "tuple[Any, Any]":
    """Split into what is before the last colon and what is after; a volume keeps its colon.

    Clauses: os.path.split/pair, os.path.split/trailing, os.path.split/no-sep.
    """
    p = fspath(p)
    colon = _colon(p)
    end = p.rfind(colon)
    if end < 0:
        return p[:0], p
    head = p[:end]
    if not head.strip(colon) or colon not in head:
        head = p[: end + 1]  # only colons, or a volume
    return head, p[end + 1 :]


def basename(p: "AnyPath") -> "Any":
    """Return what is after the last colon. Clauses: os.path.basename/second-of-split."""
    return split(p)[1]


def dirname(p: "AnyPath") -> "Any":
    """Return what is before the last colon. Clauses: os.path.dirname/first-of-split."""
    return split(p)[0]


def splitext(p: "AnyPath") -> "tuple[Any, Any]":
    """Split off the extension: the last period of the last component and what follows.

    Clauses: os.path.splitext/last-period, os.path.splitext/leading-period.
    """
    p = fspath(p)
    return _split_extension(p, _colon(p))


def splitdrive(p: "AnyPath") -> "tuple[Any, Any]":
    """Return an empty drive and the path: a volume is its first component.

    Clauses: os.path.splitdrive/sum.
    """
    p = fspath(p)
    return p[:0], p


def splitroot(p: "AnyPath") -> "tuple[Any, Any, Any]":
    """Return an empty drive, the volume with its colon (or nothing), and the rest."""
    p = fspath(p)
    if not isabs(p):
        return p[:0], p[:0], p
    end = p.index(_colon(p)) + 1
    return p[:0], p[:end], p[end:]


def normpath(path: "AnyPath") -> "Any":
    """Return the path without ``name::`` and without a colon at its end.

    A relative path starts with a colon; nothing is above a volume. Clauses:
    os.path.normpath/dotdot, os.path.normpath/dot-only.
    """
    path = fspath(path)
    return _normal(path) if isinstance(path, str) else os.fsencode(_normal(os.fsdecode(path)))


def _normal_text(path: str) -> str:
    return str(_format(*_parse(path)))


def _parse(path: "Any") -> "tuple[Any, int, list[Any]]":
    """Return volume (None if relative), the steps up before the first name, and the names."""
    colon = _colon(path)
    volume = None
    if isabs(path):
        volume, _, path = path.partition(colon)
    parts = path.removeprefix(colon if volume is None else colon[:0]).split(colon)
    if not parts[-1]:
        parts.pop()  # a colon at the end only ends the path
    ups = 0
    names: list[Any] = []
    for part in parts:
        if part:
            names.append(part)
        elif names:
            names.pop()
        else:
            ups += 1
    return volume, ups, names


def _format(volume: "Any", ups: int, names: "list[Any]", colon: "Any" = ":") -> "Any":
    """Put together what ``_parse`` takes apart; nothing is above a volume."""
    start = colon * (1 + ups) if volume is None else volume + colon
    return start + colon.join(names)


def abspath(path: "AnyPath") -> "Any":
    """Return the path made absolute by the current directory, and normalized.

    Clauses: os.path.abspath/absolute, os.path.abspath/equals, os.path.abspath/already.
    """
    path = fspath(path)
    if not isabs(path):
        path = join(os.getcwd() if isinstance(path, str) else os.getcwdb(), path)
    return normpath(path)


def relpath(path: "AnyPath", start: "AnyPath" = None) -> "Any":
    """Return ``path`` as seen from ``start``, by default the current directory.

    ValueError for an empty path, and for paths on two volumes. Clauses:
    os.path.relpath/from-start, os.path.relpath/parent, os.path.relpath/empty-valueerror.
    """
    path = fspath(path)
    if not path:
        raise ValueError("no path specified")
    colon = _colon(path)
    start = colon if start is None else fspath(start)
    if not isinstance(start, type(colon)):
        _refuse("relpath", path, start)
    volume, _, there = _parse(abspath(path))
    base_volume, _, base = _parse(abspath(start))
    if volume.lower() != base_volume.lower():
        raise ValueError(f"path is on volume {volume!r}, start on volume {base_volume!r}")
    shared = _shared_length(map(normcase, there), map(normcase, base))
    return _format(None, len(base) - shared, there[shared:], colon)


def commonpath(paths: "Iterable[Any]") -> "Any":
    """Return the longest path that all ``paths`` are below, as the first has it.

    ValueError for no paths, for several volumes, for absolute and relative ones together.
    Clauses: os.path.commonpath/longest, os.path.commonpath/mix-abs-rel.
    """
    given = tuple(map(fspath, paths))
    if not given:
        raise ValueError("commonpath() needs at least one path")
    colon = _colon(given[0])
    if not all(isinstance(path, type(colon)) for path in given):
        _refuse("commonpath", *given)
    parsed = [_parse(path) for path in given]
    starts = {(volume if volume is None else volume.lower(), ups) for volume, ups, _ in parsed}
    if len(starts) > 1:
        raise ValueError("Can't mix volumes, or absolute and relative paths")
    folded = [[name.lower() for name in names] for _, _, names in parsed]
    volume, ups, names = parsed[0]
    shared = names[: _shared_length(min(folded), max(folded))]
    return _format(volume, ups, shared, colon) if shared or volume or ups else colon[:0]


def realpath(filename: "AnyPath", *, strict: "Any" = False) -> "Any":
    """Return the path with its aliases followed, absolute and normal; ``strict`` as for POSIX.

    Clauses: os.path.realpath/resolves, os.path.realpath/absolute, os.path.realpath/missing-tail.
    """
    from os_reference.paths import resolving

    return resolving.by_links(abspath(filename), strict, os, abspath, join, _take_apart)


def _take_apart(path: "Any") -> "tuple[Any, list[Any], Any]":
    """Return what an absolute path starts with, its names, and the separator."""
    volume, _, names = _parse(path)
    colon = _colon(path)
    return volume + colon, names, colon


def ismount(path: "AnyPath") -> bool:
    """Tell whether ``path`` is a volume. Clauses: os.path.ismount/root, os.path.ismount/subdir."""
    path = fspath(path)
    return isabs(path) and not _parse(path)[2]


def expanduser(path: "AnyPath") -> "Any":
    """Return the path as it is: there are no homes. Clauses: os.path.expanduser/no-tilde."""
    return fspath(path)


def expandvars(path: "AnyPath") -> "Any":
    """Return the path as it is: it has no variables. Clauses: os.path.expandvars/no-dollar."""
    return fspath(path)


_paths.finish(globals(), "mac", _paths.HOST)
