"""``os.path`` with POSIX names: ``/`` separates, and two leading slashes may mean something."""

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
    import stat
    from collections.abc import Iterable
    from os import fspath
    from typing import Any

    from os_reference.environment import AnyPath

    _level: tuple[int, int] = (3, 11)

    def _normal(path: str) -> str: ...


curdir = "."
pardir = ".."
extsep = "."
sep = "/"
pathsep = ":"
defpath = "/bin:/usr/bin"
altsep = None
devnull = "/dev/null"
#: Names are bytes: whether they are text is not the file system's business.
supports_unicode_filenames = False

_paths.start(globals())


def normcase(s: "AnyPath") -> "Any":
    """Return the path ``s`` as it is: case matters.

    Clauses: os.path.normcase/posix-unchanged, os.path.normcase/type-error.
    """
    return fspath(s)


def isabs(s: "AnyPath") -> bool:
    """Tell whether the path ``s`` starts at the root.

    Clauses: os.path.isabs/slash, os.path.isabs/relative, os.path.isabs/bytes.
    """
    s = fspath(s)
    return s.startswith("/" if isinstance(s, str) else b"/")  # type: ignore[no-any-return]


def join(a: "AnyPath", *p: "AnyPath") -> "Any":
    """Put one separator between the parts; an absolute part drops all before it.

    An empty last part leaves a separator at the end. TypeError for str and bytes together.
    Clauses: os.path.join/inserts-sep, os.path.join/absolute-resets, os.path.join/empty-last,
    os.path.join/trailing-kept, os.path.join/single, os.path.join/bad-type.
    """
    path = fspath(a)
    slash = "/" if isinstance(path, str) else b"/"
    try:
        for part in p:
            part = fspath(part)
            if part.startswith(slash) or not path:
                path = part
            elif path.endswith(slash):
                path += part
            else:
                path += slash + part
    except (TypeError, AttributeError):
        _refuse("join", a, *p)
    return path


def split(p: "AnyPath") -> "tuple[Any, Any]":
    """Split into what is before the last separator and what is after; the root keeps its slashes.

    Clauses: os.path.split/pair, os.path.split/trailing, os.path.split/head-stripped,
    os.path.split/root-kept.
    """
    p = fspath(p)
    slash = "/" if isinstance(p, str) else b"/"
    start = p.rfind(slash) + 1
    head = p[:start]
    return head.rstrip(slash) or head, p[start:]


def basename(p: "AnyPath") -> "Any":
    """Return what is after the last separator.

    Clauses: os.path.basename/second-of-split.
    """
    p = fspath(p)
    return p[p.rfind("/" if isinstance(p, str) else b"/") + 1 :]


def dirname(p: "AnyPath") -> "Any":
    """Return what is before the last separator.

    Clauses: os.path.dirname/first-of-split, os.path.dirname/root, os.path.dirname/no-sep.
    """
    p = fspath(p)
    slash = "/" if isinstance(p, str) else b"/"
    head = p[: p.rfind(slash) + 1]
    return head.rstrip(slash) or head


def splitext(p: "AnyPath") -> "tuple[Any, Any]":
    """Split off the extension: the last period of the last component and what follows.

    Leading periods belong to the name. Clauses: os.path.splitext/last-period,
    os.path.splitext/leading-period, os.path.splitext/dir-period, os.path.splitext/no-ext.
    """
    p = fspath(p)
    return _split_extension(p, "/" if isinstance(p, str) else b"/")


def splitdrive(p: "AnyPath") -> "tuple[Any, Any]":
    """Return an empty drive and the path. Clauses: os.path.splitdrive/posix-empty."""
    p = fspath(p)
    return p[:0], p


def splitroot(p: "AnyPath") -> "tuple[Any, Any, Any]":
    """Return an empty drive, the root ('', '/' or '//') and the rest.

    Exactly two leading slashes are a root of their own, three or more are one.
    Clauses: os.path.splitroot/triple, os.path.splitroot/one-slash,
    os.path.splitroot/two-slashes, os.path.splitroot/three-slashes.
    """
    return _split_root(fspath(p))


def _split_root(p: "Any") -> "tuple[Any, Any, Any]":
    slash = "/" if isinstance(p, str) else b"/"
    rest = p.lstrip(slash)
    slashes = len(p) - len(rest)
    root = slashes if slashes <= 2 else 1
    return p[:0], p[:root], p[root:]


def normpath(path: "AnyPath") -> "Any":
    """Return the path without ``.``, needless separators and ``name/..``, by text alone.

    Clauses: os.path.normpath/double-sep, os.path.normpath/dotdot, os.path.normpath/dot-only,
    os.path.normpath/root-dotdot, os.path.normpath/two-slashes, os.path.normpath/three-slashes.
    """
    path = fspath(path)
    if isinstance(path, str):
        return _normal(path) or "."
    # Only the bytes of '/' and '.' matter: any encoding that keeps all others will do.
    return _normal(path.decode("latin-1")).encode("latin-1") or b"."


def _normal_text(path: str) -> str:
    """Normalize without the backend's help."""
    root = _split_root(path)[1]
    names: list[str] = []
    for name in path.split("/"):
        if not name or name == ".":
            continue
        if name != ".." or (not root and (not names or names[-1] == "..")):
            names.append(name)
        elif names:
            names.pop()
    return str(root + "/".join(names))


def abspath(path: "AnyPath") -> "Any":
    """Return the path made absolute by the current directory, and normalized.

    Clauses: os.path.abspath/absolute, os.path.abspath/equals, os.path.abspath/already.
    """
    path = fspath(path)
    if isinstance(path, str):
        return normpath(path if path.startswith("/") else join(os.getcwd(), path))
    return normpath(path if path.startswith(b"/") else join(os.getcwdb(), path))


def relpath(path: "AnyPath", start: "AnyPath" = None) -> "Any":
    """Return ``path`` as seen from ``start``, by default the current directory; no file is asked.

    ValueError for an empty path. Clauses: os.path.relpath/from-cwd, os.path.relpath/from-start,
    os.path.relpath/same, os.path.relpath/parent, os.path.relpath/empty-valueerror.
    """
    path = fspath(path)
    if not path:
        raise ValueError("no path specified")
    slash, up, here = ("/", "..", ".") if isinstance(path, str) else (b"/", b"..", b".")
    start = here if start is None else fspath(start)
    if not isinstance(start, type(here)):
        _refuse("relpath", path, start)
    wanted = abspath(path).lstrip(slash)
    base = abspath(start).lstrip(slash)
    if not base:
        return wanted or here
    there, from_here = wanted.split(slash), base.split(slash)
    shared = _shared_length(there, from_here)
    steps = [up] * (len(from_here) - shared) + (there[shared:] if wanted else [])
    return slash.join(steps) or here


def commonpath(paths: "Iterable[Any]") -> "Any":
    """Return the longest path that all ``paths`` are below; they must be all absolute or none.

    ValueError for no paths or for absolute and relative ones together, TypeError for str and
    bytes. Clauses: os.path.commonpath/longest, os.path.commonpath/mix-abs-rel,
    os.path.commonpath/empty-valueerror, os.path.commonpath/dot-ignored.
    """
    given = tuple(map(fspath, paths))
    if not given:
        raise ValueError("commonpath() needs at least one path")
    slash, here = ("/", ".") if isinstance(given[0], str) else (b"/", b".")
    try:
        absolute = {path.startswith(slash) for path in given}
        split_paths = [
            [name for name in path.split(slash) if name and name != here] for path in given
        ]
    except (TypeError, AttributeError):
        _refuse("commonpath", *given)
    if len(absolute) > 1:
        raise ValueError("Can't mix absolute and relative paths")
    low, high = min(split_paths), max(split_paths)
    shared = low[: _shared_length(low, high)]
    return (slash if absolute.pop() else slash[:0]) + slash.join(shared)


def realpath(filename: "AnyPath", *, strict: "Any" = False) -> "Any":
    """Return the path with every link on the way resolved, absolute and normal.

    What cannot be looked at is taken as it is, unless ``strict``: True raises the OSError,
    ALLOW_MISSING lets pass what does not exist, ALL_BUT_LAST only a missing last component.
    Clauses: os.path.realpath/resolves, os.path.realpath/absolute, os.path.realpath/missing-tail,
    os.path.realpath/loop-nonstrict, os.path.realpath/strict-missing,
    os.path.realpath/strict-loop, os.path.realpath/strict-notdir, os.path.realpath/all-but-last,
    os.path.realpath/allow-missing, os.path.realpath/relative-link,
    os.path.realpath/dotdot-after-link, os.path.realpath/chain.
    """
    filename = fspath(filename)
    if isinstance(filename, str):
        slash, here, up, nul, root = "/", ".", "..", "\0", ""
    else:
        slash, here, up, nul, root = b"/", b".", b"..", b"\0", b""  # type: ignore[assignment]
    tolerated: Any = OSError
    if strict:
        lenient = strict is _paths.ALLOW_MISSING or strict is _paths.ALL_BUT_LAST
        tolerated = FileNotFoundError if lenient else ()
    lstat = os.lstat
    # Without the separator at its end: the root is empty.
    path = root if filename.startswith(slash) else abspath(here).rstrip(slash)
    rest = filename.split(slash)  # what is still to do, the next at the end
    rest.reverse()
    links: dict[Any, Any] = {}  # link -> where it leads; None while that is being found out
    entered: list[Any] = []  # the links whose targets are in ``rest``, each ended there by None
    while rest:
        name = rest.pop()
        if not name or name == here:
            if name is None:
                links[entered.pop()] = path
            continue
        if name == up:
            path = path[: path.rfind(slash)] if path else path
            continue
        target = path + slash + name
        try:
            mode = lstat(target).st_mode
            if mode & 0o170000 != 0o120000:  # no link
                if strict and mode & 0o170000 != 0o040000 and rest.count(None) < len(rest):
                    lstat(target + slash)  # raises: only a directory has something below it
                path = target
                continue
            if target in links:
                if links[target] is not None:
                    path = links[target]
                    continue
                if strict:
                    os.stat(target)  # raises: the system finds the loop too
                elif _level < (3, 13):  # what follows a loop was not resolved then
                    return abspath(slash.join([target, *filter(None, reversed(rest))]))
                path = target
                continue
            leads_to = os.readlink(target)
        except tolerated as error:
            if strict is _paths.ALL_BUT_LAST and any(rest):
                raise
            path = target
            if isinstance(error, FileNotFoundError) and nul not in filename:
                # Nothing is below what is not there.
                while rest and rest[-1] not in (None, root, here, up):
                    path += slash + rest.pop()
            continue
        links[target] = None
        entered.append(target)
        rest.append(None)
        rest += leads_to.split(slash)[::-1]
        if leads_to.startswith(slash):
            path = root
            rest.pop()  # the empty name before the root's separator
    return path or slash


def ismount(path: "AnyPath") -> bool:
    """Tell whether ``path`` is a mount point: a directory on another device than its parent.

    False for links, and for what cannot be looked at. Clauses: os.path.ismount/root,
    os.path.ismount/subdir, os.path.ismount/missing, os.path.ismount/symlink,
    os.path.ismount/device.
    """
    try:
        here = os.lstat(path)
    except (OSError, ValueError):
        return False
    if stat.S_ISLNK(here.st_mode):
        return False
    path = fspath(path)
    up = join(path, ".." if isinstance(path, str) else b"..")
    try:
        parent = os.lstat(up)
    except OSError:  # a directory that may not be searched: then by its resolved name
        try:
            parent = os.lstat(dirname(realpath(path)))
        except OSError:
            return False
    # The root is its own parent.
    return here.st_dev != parent.st_dev or here.st_ino == parent.st_ino


def expanduser(path: "AnyPath") -> "Any":
    """Replace a leading ``~`` by the home directory (HOME, else the password database).

    ``~name`` is looked up in the database; an unknown user leaves the path as it is.
    Clauses: os.path.expanduser/tilde, os.path.expanduser/home-env,
    os.path.expanduser/pwd-fallback, os.path.expanduser/tilde-user,
    os.path.expanduser/unknown-user, os.path.expanduser/rest-kept.
    """
    from os_reference.paths import expansion

    path = fspath(path)
    if not path.startswith("~" if isinstance(path, str) else b"~"):
        return path
    return expansion.expand_posix_user(path, os)


def expandvars(path: "AnyPath") -> "Any":
    """Replace ``$name`` and ``${name}`` by the variables' values; unknown ones stay.

    Clauses: os.path.expandvars/dollar-name, os.path.expandvars/dollar-brace,
    os.path.expandvars/unknown, os.path.expandvars/malformed, os.path.expandvars/longest-name.
    """
    from os_reference.paths import expansion

    path = fspath(path)
    if ("$" if isinstance(path, str) else b"$") not in path:
        return path
    return expansion.expand_posix_variables(path, os)


_paths.finish(globals(), "posix", _paths.HOST)
