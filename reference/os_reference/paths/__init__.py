"""Path modules: each flavour a full ``os.path`` over a given os module.

Here is what all flavours share (functions for binding, whose free name ``os`` is the os module
whose paths these are), and how a path module is completed.

``os_reference.paths.posix``, ``.nt`` and ``.mac`` are over os_reference itself; ``over`` makes
the same over any other os module.
"""

import stat
import sys

from os_reference.backend import FunctionType, ModuleType, bind, bind_into, default_backend
from os_reference.environment import fspath

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from os import stat_result
    from typing import Any, NoReturn

    from os_reference.environment import AnyPath

#: The interpreter's own OS-dependent module.
HOST = default_backend()
_RUNNING = sys.version_info[:2]

#: Names that came later than the oldest level (3.11), and where Windows had them earlier.
SINCE: dict[str, tuple[int, int]] = {
    "splitroot": (3, 12),
    "isjunction": (3, 12),
    "isdevdrive": (3, 13),
    "isreserved": (3, 13),
    "ALLOW_MISSING": (3, 14),
    "ALL_BUT_LAST": (3, 15),
}
_NT_SINCE = {"isdevdrive": (3, 12)}

#: Flavour -> path function -> the private name under which a backend of that flavour brings it.
NATIVE: dict[str, dict[str, str]] = {
    "posix": {"splitroot": "_path_splitroot_ex"},
    "nt": {
        "splitroot": "_path_splitroot_ex",
        "exists": "_path_exists",
        "lexists": "_path_lexists",
        "isdir": "_path_isdir",
        "isfile": "_path_isfile",
        "islink": "_path_islink",
        "isjunction": "_path_isjunction",
        "isdevdrive": "_path_isdevdrive",
    },
    "mac": {},
}
#: Private calls of a backend that the path functions make use of.
PRIMITIVES = ("_path_normpath", "_getfullpathname", "_getfinalpathname", "_getvolumepathname")

#: From this level on a native normpath is the whole function: bytes too, and '.' for ''.
_WHOLE_NORMPATH_SINCE = (3, 13)

#: What a path module holds that is not for its users.
_INTERNAL = frozenset(("os", "stat", "sys", "fspath", "annotations", "TYPE_CHECKING"))


class Strictness:
    """A value for ``realpath(strict=...)`` that stands for itself."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"os.path.{self._name}"

    def __reduce__(self) -> str:
        return self._name


#: realpath may meet names that do not exist, and no other error. Clauses:
#: os.path.ALLOW_MISSING/singleton
ALLOW_MISSING = Strictness("ALLOW_MISSING")
#: realpath may meet a last component that does not exist. Clauses: os.path.ALL_BUT_LAST/singleton
ALL_BUT_LAST = Strictness("ALL_BUT_LAST")


def exists(path: "AnyPath") -> bool:
    """Tell whether ``path`` (or an open descriptor) refers to something: dangling links do not.

    False, not an error, for what cannot be asked about. Clauses: os.path.exists/existing,
    os.path.exists/missing, os.path.exists/dangling, os.path.exists/fd-open,
    os.path.exists/denied, os.path.exists/nul-false.
    """
    try:
        os.stat(path)
    except (OSError, ValueError):
        return False
    return True


def lexists(path: "AnyPath") -> bool:
    """Tell whether ``path`` exists, be it a dangling link.

    Clauses: os.path.lexists/existing, os.path.lexists/dangling, os.path.lexists/nul-false.
    """
    try:
        os.lstat(path)
    except (OSError, ValueError):
        return False
    return True


def isdir(s: "AnyPath") -> bool:
    """Tell whether ``s`` is an existing directory, or a link to one.

    Clauses: os.path.isdir/dir, os.path.isdir/link-to-dir, os.path.isdir/missing.
    """
    try:
        return stat.S_ISDIR(os.stat(s).st_mode)
    except (OSError, ValueError):
        return False


def isfile(path: "AnyPath") -> bool:
    """Tell whether ``path`` is an existing regular file, or a link to one.

    Clauses: os.path.isfile/file, os.path.isfile/link-to-file, os.path.isfile/fifo.
    """
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def islink(path: "AnyPath") -> bool:
    """Tell whether ``path`` is a symbolic link, be it dangling; False where there are none.

    Clauses: os.path.islink/link, os.path.islink/dangling, os.path.islink/file.
    """
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError, AttributeError):
        return False


def isjunction(path: "AnyPath") -> bool:
    """Return False: there are no junctions here. Clauses: os.path.isjunction/posix-false."""
    fspath(path)
    return False


def isdevdrive(path: "AnyPath") -> bool:
    """Return False: there are no Dev Drives here. Clauses: os.path.isdevdrive/posix-false."""
    fspath(path)
    return False


def getsize(filename: "AnyPath") -> int:
    """Return the size of a file in bytes; OSError when it is not there.

    Clauses: os.path.getsize/bytes, os.path.getsize/missing, os.path.getsize/follows.
    """
    return os.stat(filename).st_size


def getmtime(filename: "AnyPath") -> float:
    """Return the time of the last change of the contents, in seconds since the epoch.

    Clauses: os.path.getmtime/float, os.path.getmtime/missing.
    """
    return os.stat(filename).st_mtime


def getatime(filename: "AnyPath") -> float:
    """Return the time of the last access, in seconds since the epoch.

    Clauses: os.path.getatime/float, os.path.getatime/missing.
    """
    return os.stat(filename).st_atime


def getctime(filename: "AnyPath") -> float:
    """Return the time of the last change of the inode (Windows: of creation), in seconds.

    Clauses: os.path.getctime/float, os.path.getctime/missing.
    """
    return os.stat(filename).st_ctime


def samestat(s1: "stat_result", s2: "stat_result") -> bool:
    """Tell whether two stat results are of the same file: same inode on the same device.

    Clauses: os.path.samestat/same.
    """
    return s1.st_ino == s2.st_ino and s1.st_dev == s2.st_dev


def samefile(f1: "AnyPath", f2: "AnyPath") -> bool:
    """Tell whether two paths or descriptors refer to the same file, links followed.

    Clauses: os.path.samefile/same, os.path.samefile/hardlink, os.path.samefile/missing.
    """
    return samestat(os.stat(f1), os.stat(f2))


def sameopenfile(fp1: int, fp2: int) -> bool:
    """Tell whether two descriptors refer to the same file.

    Clauses: os.path.sameopenfile/same, os.path.sameopenfile/bad-fd.
    """
    return samestat(os.fstat(fp1), os.fstat(fp2))


def commonprefix(m: "Any") -> "Any":
    """Return the longest common leading part of the sequences ``m``, item by item; '' for none.

    It need not be a valid path. Clauses: os.path.commonprefix/character,
    os.path.commonprefix/empty-list, os.path.commonprefix/lists.
    """
    if not m:
        return ""
    if not isinstance(m[0], list | tuple):
        m = tuple(map(fspath, m))
    # What the least and the greatest have in common, all between them have.
    low, high = min(m), max(m)
    for i, item in enumerate(low):
        if item != high[i]:
            return low[:i]
    return low


def _split_extension(path: "Any", *separators: "Any") -> "tuple[Any, Any]":
    """Split at the last period of the last component, unless only periods come before it."""
    start = max(map(path.rfind, separators)) + 1
    period = "." if isinstance(path, str) else b"."
    dot = path.rfind(period, start)
    if dot < 0 or not path[start:dot].strip(period):
        return path, path[:0]
    return path[:dot], path[dot:]


def _refuse(function: str, *parts: "Any") -> "NoReturn":
    """Raise the TypeError that says which of ``parts`` is no path, or that kinds are mixed."""
    for part in parts:
        if not isinstance(part, str | bytes) and not hasattr(type(part), "__fspath__"):
            raise TypeError(
                f"{function}() argument must be str, bytes, or os.PathLike object, "
                f"not {type(part).__name__!r}"
            ) from None
    raise TypeError("Can't mix strings and bytes in path components") from None


def _shared_length(one: "Any", other: "Any") -> int:
    """Return how many leading items the two sequences have in common."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


SHARED = (
    exists,
    lexists,
    isdir,
    isfile,
    islink,
    isjunction,
    isdevdrive,
    getsize,
    getmtime,
    getatime,
    getctime,
    samestat,
    samefile,
    sameopenfile,
    commonprefix,
)


def native(flavour: str, primitive: str, backend: "Any" = HOST) -> "Any":
    """Return what ``backend`` brings as ``primitive`` for its own flavour, else None."""
    if getattr(backend, "__name__", None) != flavour:
        return None
    return getattr(backend, primitive, None)


def start(names: "dict[str, Any]") -> None:
    """Give a path module, by its namespace, what all share: to be called at its top."""
    names.update(fspath=getattr(HOST, "fspath", fspath), stat=stat)
    bind_into(names, *SHARED)


def finish(
    names: "dict[str, Any]", flavour: str, backend: object, level: tuple[int, int] = _RUNNING
) -> None:
    """Complete a path module: the backend's own functions, and the names of its level only.

    What it was before is kept under ``_pattern``, for ``over``.
    """
    names["_pattern"] = dict(names)
    names["_level"] = level
    for name in PRIMITIVES:
        names[name] = native(flavour, name, backend)
    names["_normal"] = names["_path_normpath"] or names["_normal_text"]
    if _RUNNING >= _WHOLE_NORMPATH_SINCE:
        names["normpath"] = names["_path_normpath"] or names["normpath"]
    for name, primitive in NATIVE[flavour].items():
        names[name] = native(flavour, primitive, backend) or names[name]
    for name, first in SINCE.items():
        if level < (_NT_SINCE.get(name, first) if flavour == "nt" else first):
            names.pop(name, None)
    names["__all__"] = [
        name for name in names if name not in _INTERNAL and name.isidentifier() and name[0] != "_"
    ]


def load(flavour: str) -> "ModuleType":
    """Return the path module of ``flavour`` over os_reference (and so over the interpreter)."""
    name = f"os_reference.paths.{flavour}"
    __import__(name)
    return sys.modules[name]


def over(os: "Any", flavour: str, backend: object, level: tuple[int, int]) -> "ModuleType":
    """Return a new path module of ``flavour`` whose files are those of ``os``.

    ``backend`` is the OS-dependent object below ``os``, for what it brings itself; ``level``
    the Python version whose names are wanted.
    """
    pattern = vars(load(flavour))
    module = ModuleType(pattern["__name__"], pattern["__doc__"])
    names = vars(module)
    for name, value in pattern["_pattern"].items():
        if name[:2] != "__":
            local = isinstance(value, FunctionType) and value.__globals__ is pattern
            names[name] = bind(value, names) if local else value
    names.update(os=os, fspath=os.fspath)
    finish(names, flavour, backend, level)
    return module
