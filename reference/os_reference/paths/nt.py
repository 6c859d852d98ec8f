"""``os.path`` with Windows names: drives, shares, and two separators."""

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
    from collections.abc import Callable, Iterable
    from os import fspath
    from typing import Any

    from os_reference.environment import AnyPath

    _level: tuple[int, int] = (3, 11)

    def _normal(path: str) -> str: ...

    _getfullpathname: Callable[[Any], Any] | None = None
    _getfinalpathname: Callable[[Any], Any] | None = None
    _getvolumepathname: Callable[[Any], Any] | None = None

curdir = "."
pardir = ".."
extsep = "."
sep = "\\"
pathsep = ";"
altsep = "/"
defpath = ".;C:\\bin"
devnull = "nul"
#: Names are text.
supports_unicode_filenames = True

_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [port + digit for port in ("COM", "LPT") for digit in "123456789\xb9\xb2\xb3"]
)
_NEVER_IN_NAMES = frozenset('"*:<>?|/\\' + "".join(map(chr, range(32))))
#: What a path to a share starts with that goes to the system unparsed.
_VERBATIM_SHARE = "\\\\?\\UNC\\"

_paths.start(globals())


def _constants(path: "Any") -> "tuple[Any, Any, Any]":
    """Return separator, other separator and colon, of the kind of ``path``."""
    return ("\\", "/", ":") if isinstance(path, str) else (b"\\", b"/", b":")


def normcase(s: "AnyPath") -> "Any":
    """Return ``s`` in lower case and with backslashes: what is equal then is the same name.

    Clauses: os.path.normcase/nt-lower, os.path.normcase/bytes, os.path.normcase/type-error.
    """
    s = fspath(s)
    if isinstance(s, str):
        return s.replace("/", "\\").lower()
    return os.fsencode(os.fsdecode(s).replace("/", "\\").lower())


def splitroot(p: "AnyPath") -> "tuple[Any, Any, Any]":
    """Split into drive (or share), root (one separator or none) and the rest.

    Clauses: os.path.splitroot/nt-drive, os.path.splitroot/nt-unc, os.path.splitroot/sum.
    """
    return _split_root(fspath(p))


def _split_root(p: "Any") -> "tuple[Any, Any, Any]":
    back, slash, colon = _constants(p)
    flat = p.replace(slash, back)
    if flat[:2] == back * 2:
        prefix = _VERBATIM_SHARE if isinstance(p, str) else _VERBATIM_SHARE.encode()
        verbatim = flat[:8].upper() == prefix
        server_end = flat.find(back, 8 if verbatim else 2)
        share_end = -1 if server_end < 0 else flat.find(back, server_end + 1)
        end = len(p) if share_end < 0 else share_end
    else:
        end = 2 if flat[1:2] == colon and flat[:1] != back else 0
    root = 1 if flat[end : end + 1] == back else 0
    return p[:end], p[end : end + root], p[end + root :]


def splitdrive(p: "AnyPath") -> "tuple[Any, Any]":
    """Split into drive (or share) and the rest.

    Clauses: os.path.splitdrive/nt-letter, os.path.splitdrive/nt-unc, os.path.splitdrive/sum.
    """
    drive, root, rest = _split_root(fspath(p))
    return drive, root + rest


def isabs(s: "AnyPath") -> bool:
    r"""Tell whether ``s`` is absolute: drive and root, or a share; a root alone until 3.12.

    Clauses: os.path.isabs/nt-drive, os.path.isabs/nt-single-slash, os.path.isabs/nt-unc.
    """
    s = fspath(s)
    back, slash, colon = _constants(s)
    start = s[:3].replace(slash, back)
    if start[1:] == colon + back or start[:2] == back * 2:
        return True
    return _level < (3, 13) and bool(start[:1] == back)


def join(path: "AnyPath", *paths: "AnyPath") -> "Any":
    r"""Put a backslash between the parts; a part with a root or another drive drops what it must.

    A root keeps the drive before it; a drive without root goes on where that drive is.
    Clauses: os.path.join/nt-drive-kept, os.path.join/nt-other-drive,
    os.path.join/nt-drive-relative, os.path.join/bad-type.
    """
    first = fspath(path)
    back, slash, colon = _constants(first)
    separators = back + slash
    try:
        drive, root, rest = _split_root(first)
        for part in paths:
            its_drive, its_root, its_rest = _split_root(fspath(part))
            drive += its_drive[:0]  # str and bytes show here
            if its_root:
                drive, root, rest = its_drive or drive, its_root, its_rest
                continue
            if its_drive and its_drive.lower() != drive.lower():
                drive, root, rest = its_drive, its_root, its_rest
                continue
            drive = its_drive or drive
            if rest and rest[-1:] not in separators:
                rest += back
            rest += its_rest
    except (TypeError, AttributeError):
        _refuse("join", path, *paths)
    if rest and drive and not root and drive[-1:] not in separators + colon:
        root = back
    return drive + root + rest


def split(p: "AnyPath") -> "tuple[Any, Any]":
    """Split into what is before the last separator and what is after; drive and root stay.

    Clauses: os.path.split/pair, os.path.split/nt-drive, os.path.split/head-stripped.
    """
    p = fspath(p)
    back, slash, _ = _constants(p)
    drive, root, rest = _split_root(p)
    start = max(rest.rfind(back), rest.rfind(slash)) + 1
    head = rest[:start]
    stripped = head.rstrip(back + slash)
    if not stripped and _level < (3, 12):
        stripped = head  # further separators belonged to the root then
    return drive + root + stripped, rest[start:]


def basename(p: "AnyPath") -> "Any":
    """Return what is after the last separator. Clauses: os.path.basename/nt-backslash."""
    return split(p)[1]


def dirname(p: "AnyPath") -> "Any":
    """Return what is before the last separator. Clauses: os.path.dirname/first-of-split."""
    return split(p)[0]


def splitext(p: "AnyPath") -> "tuple[Any, Any]":
    """Split off the extension: the last period of the last component and what follows.

    Clauses: os.path.splitext/last-period, os.path.splitext/leading-period.
    """
    p = fspath(p)
    return _split_extension(p, *_constants(p)[:2])


def normpath(path: "AnyPath") -> "Any":
    """Return the path with backslashes, without ``.``, needless separators and ``name/..``.

    Clauses: os.path.normpath/nt-slash, os.path.normpath/dotdot, os.path.normpath/dot-only.
    """
    path = fspath(path)
    if isinstance(path, str):
        return _normal(path) or "."
    return os.fsencode(_normal(os.fsdecode(path)) or ".")


def _normal_text(path: str) -> str:
    """Normalize without the backend's help."""
    drive, root, rest = _split_root(path.replace("/", "\\"))
    names: list[str] = []
    for name in rest.split("\\"):
        if not name or name == ".":
            continue
        if name != ".." or (not root and (not names or names[-1] == "..")):
            names.append(name)
        elif names:
            names.pop()
    return str(drive + root + "\\".join(names))


def abspath(path: "AnyPath") -> "Any":
    """Return the path made absolute by the current directory (of its drive), and normalized.

    Clauses: os.path.abspath/absolute, os.path.abspath/equals, os.path.abspath/already.
    """
    path = fspath(path)
    if _getfullpathname is not None:
        try:
            return _getfullpathname(normpath(path))
        except (OSError, ValueError):
            pass  # a name the system has no idea of: by text then
    drive, root, _ = _split_root(path)
    if not (drive and root):
        path = join(os.getcwd() if isinstance(path, str) else os.getcwdb(), path)
    return normpath(path)


def relpath(path: "AnyPath", start: "AnyPath" = None) -> "Any":
    """Return ``path`` as seen from ``start``, by default the current directory.

    ValueError for an empty path, and for paths on two drives. Clauses:
    os.path.relpath/from-start, os.path.relpath/nt-drives, os.path.relpath/empty-valueerror.
    """
    path = fspath(path)
    if not path:
        raise ValueError("no path specified")
    back: Any
    back, up, here = ("\\", "..", ".") if isinstance(path, str) else (b"\\", b"..", b".")
    start = here if start is None else fspath(start)
    if not isinstance(start, type(here)):
        _refuse("relpath", path, start)
    drive, _, rest = _split_root(abspath(path))
    base_drive, _, base = _split_root(abspath(start))
    if normcase(drive) != normcase(base_drive):
        raise ValueError(f"path is on mount {drive!r}, start on mount {base_drive!r}")
    there, from_here = _names(rest, back), _names(base, back)
    shared = _shared_length(map(normcase, there), map(normcase, from_here))
    return back.join([up] * (len(from_here) - shared) + there[shared:]) or here


def _names(path: "Any", separator: "Any") -> "list[Any]":
    return [name for name in path.split(separator) if name]


def commonpath(paths: "Iterable[Any]") -> "Any":
    """Return the longest path that all ``paths`` are below, as the first has it: case is ignored.

    ValueError for no paths, for several drives, for rooted and relative ones together; TypeError
    for str and bytes. Clauses: os.path.commonpath/different-drives, os.path.commonpath/nt-case,
    os.path.commonpath/mix-abs-rel, os.path.commonpath/empty-valueerror.
    """
    given = tuple(map(fspath, paths))
    if not given:
        raise ValueError("commonpath() needs at least one path")
    back: Any
    back, slash, _ = _constants(given[0])
    here = "." if isinstance(given[0], str) else b"."
    parts: list[tuple[Any, Any, Any]]
    try:
        parts = [_split_root(path.replace(slash, back)) for path in given]
        back.join([drive for drive, _, _ in parts])  # str and bytes show here
    except (TypeError, AttributeError):
        _refuse("commonpath", *given)
    if len({normcase(drive) for drive, _, _ in parts}) != 1:
        raise ValueError("Paths don't have the same drive")
    if len({bool(root) for _, root, _ in parts}) != 1:
        by_root = not parts[0][0] and _level >= (3, 13)
        kinds = "rooted and not-rooted" if by_root else "absolute and relative"
        raise ValueError(f"Can't mix {kinds} paths")
    drive, root, _ = parts[0]
    names = [[name for name in part[2].split(back) if name and name != here] for part in parts]
    folded = [[normcase(name) for name in path] for path in names]
    shared = _shared_length(min(folded), max(folded))
    return drive + root + back.join(names[0][:shared])


def realpath(filename: "AnyPath", *, strict: "Any" = False) -> "Any":
    """Return the path with links, junctions and short names resolved, absolute and normal.

    ``strict`` as for POSIX. Where the system has no call for it, links are followed one by one,
    if there are links. Clauses: os.path.realpath/nt-83, os.path.realpath/nt-links,
    os.path.realpath/absolute, os.path.realpath/missing-tail.
    """
    from os_reference.paths import resolving

    if _getfinalpathname is not None:
        return resolving.by_final_name(
            abspath(filename), filename, strict, _getfinalpathname, split, _target_of
        )
    path = abspath(filename)
    return resolving.by_links(path, strict, os, abspath, join, _take_apart)


def _target_of(path: "Any") -> "Any":
    """Return where the link ``path`` leads to, as an absolute path; OSError when it is none."""
    return abspath(join(dirname(path), os.readlink(path)))


def _take_apart(path: "Any") -> "tuple[Any, list[Any], Any]":
    """Return what a normal absolute path starts with, its names, and the separator."""
    drive, root, rest = _split_root(path)
    back = _constants(path)[0]
    return drive + root, _names(rest, back), back


def isjunction(path: "AnyPath") -> bool:
    """Tell whether ``path`` is a junction. Clauses: os.path.isjunction/nt-true."""
    try:
        return bool(os.lstat(path).st_reparse_tag == 0xA0000003)  # type: ignore[attr-defined]
    except (OSError, ValueError, AttributeError):
        fspath(path)
        return False


def isreserved(path: "AnyPath") -> bool:
    """Tell whether a component of ``path`` is a name that Windows keeps for itself.

    Devices with or without extension, names that end in a space or period or contain a
    character that names cannot have. Clauses: os.path.isreserved/device-names,
    os.path.isreserved/trailing, os.path.isreserved/characters, os.path.isreserved/ordinary.
    """
    rest = _split_root(os.fsdecode(fspath(path)))[2].replace("/", "\\")
    return any(_is_reserved_name(name) for name in rest.split("\\"))


def _is_reserved_name(name: str) -> bool:
    if name[-1:] in (".", " "):
        return name not in (".", "..")
    if not _NEVER_IN_NAMES.isdisjoint(name):
        return True
    return name.partition(".")[0].rstrip(" ").upper() in _DEVICES


def ismount(path: "AnyPath") -> bool:
    """Tell whether ``path`` is the root of a drive or share, or a volume mounted elsewhere.

    Clauses: os.path.ismount/nt-root, os.path.ismount/nt-nonroot.
    """
    path = abspath(path)
    drive, root, rest = _split_root(path)
    back, slash, _ = _constants(path)
    if drive[:1] in back + slash and drive:
        return not rest
    if root and not rest:
        return True
    if _getvolumepathname is None:
        return False
    try:
        volume = _getvolumepathname(path)
    except (OSError, ValueError):
        return False
    return bool(normcase(path.rstrip(back)) == normcase(volume.rstrip(back)))


def expanduser(path: "AnyPath") -> "Any":
    """Replace a leading ``~`` by USERPROFILE, else HOMEDRIVE and HOMEPATH; HOME does not count.

    ``~name`` is beside one's own profile, where that is called by one's own name.
    Clauses: os.path.expanduser/nt-userprofile, os.path.expanduser/nt-user,
    os.path.expanduser/nt-no-home.
    """
    from os_reference.paths import expansion

    path = fspath(path)
    if not path.startswith("~" if isinstance(path, str) else b"~"):
        return path
    return expansion.expand_nt_user(path, os, split)


def expandvars(path: "AnyPath") -> "Any":
    """Replace ``$name``, ``${name}`` and ``%name%`` by the values, outside single quotes.

    Clauses: os.path.expandvars/nt-percent, os.path.expandvars/nt-quotes.
    """
    from os_reference.paths import expansion

    path = fspath(path)
    if not any(sign in path for sign in (("$", "%") if isinstance(path, str) else (b"$", b"%"))):
        return path
    return expansion.expand_nt_variables(path, os)


_paths.finish(globals(), "nt", _paths.HOST)
