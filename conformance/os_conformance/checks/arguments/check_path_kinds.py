"""Every function of a path with every kind of path: accepted, refused, named in errors."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, FSPath, Os, World, clause, needs, table
from os_conformance.checks.arguments.calls import CALLS, NEEDED, PathCall, arrange
from os_conformance.expect import equal, raises

ACCEPTED = {
    "bytes": ("accepts-bytes", lambda world, name: world.bpath(name)),
    "relative-bytes": ("accepts-bytes", lambda world, name: name.encode()),
    "path-str": ("accepts-pathlike", lambda world, name: FSPath(world.path(name))),
    "path-bytes": ("accepts-pathlike", lambda world, name: FSPath(world.bpath(name))),
    "path-relative": ("accepts-pathlike", lambda world, name: FSPath(name)),
}
NAMES = {"plain": "x", "spaces": " x y ", "non-ascii": "é漢", "dash": "-x", "dots": "..x"}
NUL = {"str": "a\0b", "bytes": b"a\0b", "path": FSPath("a\0b"), "only": "\0"}
WRONG = {"float": 1.5, "list": ["x"], "dict": {}, "object-of-bytes": [b"x"]}


def rows(suffix: str, values: dict[str, Any], calls: Any = CALLS) -> list[Case]:
    """The product of functions and values, each with the function's own clause."""
    return [
        Case(f"{c.name}-{key}", {"call": c, "value": value}, (f"os.{c.name}/{suffix}",))
        for c in calls
        for key, value in values.items()
    ]


def accepted(calls: Any) -> list[Case]:
    """The product of functions, kinds of path and names."""
    return [
        Case(
            f"{c.name}-{key}-{word}",
            {"call": c, "kind": kind, "name": name},
            (f"os.{c.name}/{suffix}",),
        )
        for c in calls
        for key, (suffix, kind) in ACCEPTED.items()
        for word, name in NAMES.items()
    ]


def take(os: Os, world: World, call: PathCall, kind: Any, name: str) -> None:
    """The call must do what it does for the kind of path."""
    name = name.rstrip() if os.name == "nt" else name  # no name ends in a space there
    arrange(world, call.before, name)
    call(os, kind(world, name))
    equal(world.kind(name), call.after)


@table(accepted([c for c in CALLS if c.name not in NEEDED]))
@clause()
def check_accepted(os: Os, world: World, call: PathCall, kind: Any, name: str) -> None:
    """Every function of a path takes str, bytes and path-like objects of both for the same file."""
    take(os, world, call, kind, name)


@table(accepted([c for c in CALLS if c.name in NEEDED]))
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_accepted_for_links(os: Os, world: World, call: PathCall, kind: Any, name: str) -> None:
    """Every function of links and named pipes takes str, bytes and path-like objects for the same file."""
    take(os, world, call, kind, name)


@table(rows("nul-valueerror", NUL))
@clause()
def check_embedded_nul(os: Os, world: World, call: PathCall, value: Any) -> None:
    """A path with an embedded NUL raises ValueError, and nothing happens."""
    world.file("a")
    with raises(ValueError):
        call(os, value)
    equal(world.listing(), ["a"])


@table(
    rows("bad-type-typeerror", WRONG)
    + rows(
        "bad-type-typeerror",
        {"none": None},
        [c for c in CALLS if c.name not in ("listdir", "scandir")],
    )
)
@clause()
def check_wrong_type(os: Os, world: World, call: PathCall, value: Any) -> None:
    """An argument that is no path raises TypeError, and nothing happens."""
    with raises(TypeError):
        call(os, value)
    equal(world.listing(), [])


MISSING = {
    "str": lambda world: world.path("none/x"),
    "bytes": lambda world: world.bpath("none/x"),
    "relative": lambda world: world.relative("none/x"),
    "relative-bytes": lambda world: world.relative("none/x").encode(),
    "empty": lambda world: "",
}
SILENT = ("access", "walk", "mkfifo", "mknod", "utime")  # no error, or none that names the path


TELLING = [c for c in CALLS if c.name not in SILENT]


def refuse_missing(os: Os, call: PathCall, name: Any) -> None:
    """The call must raise, and name the path as it was given."""
    with raises(FileNotFoundError, errno="ENOENT") as caught:
        call(os, name)
    told = caught.error.filename2 if call.name == "symlink" else caught.error.filename
    equal((type(told), told), (type(name), name))
    assert isinstance(caught.error.strerror, str)
    assert caught.error.strerror


@table(rows("error-filename", MISSING, [c for c in TELLING if c.name not in NEEDED]))
@clause()
def check_missing_is_named(os: Os, world: World, call: PathCall, value: Any) -> None:
    """A missing path raises FileNotFoundError with ENOENT, a message, and the path as given."""
    refuse_missing(os, call, value(world))


@table(rows("error-filename", MISSING, [c for c in TELLING if c.name in NEEDED]))
@clause()
@needs("symlinks", "hardlinks")
def check_missing_is_named_for_links(os: Os, world: World, call: PathCall, value: Any) -> None:
    """A missing path of a function of links raises FileNotFoundError with the path as given."""
    refuse_missing(os, call, value(world))


HAVE_MISSING = ("chdir", "chmod", "chown", "listdir", "lstat", "open", "readlink", "remove", "rmdir",
                "scandir", "statvfs", "truncate", "unlink", "utime")  # fmt: skip


@table(
    rows(
        "missing", {"leaf": "none", "below": "none/x"}, [c for c in CALLS if c.name in HAVE_MISSING]
    )
)
@clause()
def check_missing(os: Os, world: World, call: PathCall, value: str) -> None:
    """A path with nothing there raises FileNotFoundError."""
    with raises(FileNotFoundError, errno="ENOENT"):
        call(os, world.path(value))


def pathlike_clause(name: str, kind: type) -> str:
    """The clause of a function; ismount has one of its own for bytes (rationale 0011)."""
    own = "-of-bytes" if (name, kind) == ("ismount", bytes) else ""
    return f"os.path.{name}/accepts-pathlike{own}"


STRING_FUNCTIONS = {
    "abspath": ("/a/../b",), "basename": ("/a/b",), "dirname": ("/a/b",), "exists": ("/",),
    "expanduser": ("a/~",), "expandvars": ("a/b",), "isabs": ("/a",), "isdir": ("/",), "isfile": ("/",),
    "islink": ("/",), "ismount": ("/",), "join": ("a", "b"), "lexists": ("/",), "normcase": ("A/b",),
    "normpath": ("a//b/.",), "realpath": ("/a/..",), "relpath": ("/a/b", "/a"), "split": ("/a/b",),
    "splitdrive": ("/a",), "splitext": ("a.b",), "samefile": ("/", "/"), "getmtime": ("/",),
    "getatime": ("/",), "getctime": ("/",), "getsize": ("/",), "splitroot": ("/a/b",),
}  # fmt: skip


@table(
    [
        Case(
            f"{name}-{kind.__name__}", {"name": name, "kind": kind}, (pathlike_clause(name, kind),)
        )
        for name in STRING_FUNCTIONS
        for kind in (str, bytes)
    ]
)
@clause()
@needs("slash-paths")
def check_path_functions_take_path_like(os: Os, name: str, kind: type) -> None:
    """Each function of os.path takes path-like objects and answers as for what they stand for."""
    plain = [a if kind is str else a.encode() for a in STRING_FUNCTIONS[name]]
    function = getattr(os.path, name)
    equal(function(*[FSPath(a) for a in plain]), function(*plain))
