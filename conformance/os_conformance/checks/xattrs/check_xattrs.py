"""os.getxattr, os.listxattr, os.removexattr and os.setxattr."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, FSPath, Os, World, cases, clause, needs, table
from os_conformance.expect import equal, has_type, raises

VALUES = {
    "text": b"value",
    "empty": b"",
    "nul": b"a\0b",
    "nul-at-end": b"a\0\0",
    "bytes": bytes(range(256)),
    "long": b"x" * 900,
}
CALLS: dict[str, tuple[Any, ...]] = {
    "getxattr": ("user.a",), "listxattr": (), "removexattr": ("user.a",), "setxattr": ("user.a", b"2"),
}  # fmt: skip
NAMED = [name for name in CALLS if name != "listxattr"]


def arranged(world: World) -> str:
    world.file("f")
    world.set_xattr("f", "user.a", b"1")
    return world.path("f")


def rows(suffix: str, names: Any = tuple(CALLS)) -> list[Case]:
    return [Case(name, {"name": name}, (f"os.{name}/{suffix}",)) for name in names]


@clause("os.setxattr/sets", "os.getxattr/value", "os.setxattr/empty-value")
@needs("xattrs")
@cases(value=VALUES, kind={"file": b"", "directory": {}})
def check_round_trip(os: Os, world: World, value: bytes, kind: Any) -> None:
    """What setxattr sets getxattr returns, as bytes, whatever they are; an empty value too."""
    world.tree({"x": kind})
    equal(os.setxattr(world.path("x"), "user.a", value), None)
    has_type(os.getxattr(world.path("x"), "user.a"), bytes)
    equal(os.getxattr(world.path("x"), "user.a"), value)


@clause("os.getxattr/value")
@needs("xattrs")
def check_set_by_another(os: Os, world: World) -> None:
    """getxattr reads what another program has set."""
    equal(os.getxattr(arranged(world), "user.a"), b"1")


@clause("os.setxattr/sets")
@needs("xattrs")
def check_replaces(os: Os, world: World) -> None:
    """setxattr without flags takes the place of an old value."""
    path = arranged(world)
    os.setxattr(path, "user.a", b"another")
    equal((os.getxattr(path, "user.a"), os.listxattr(path)), (b"another", ["user.a"]))


@clause("os.setxattr/create-exists")
@needs("xattrs")
def check_create(os: Os, world: World) -> None:
    """XATTR_CREATE makes a new attribute, and raises FileExistsError where there is one."""
    path = arranged(world)
    with raises(FileExistsError, errno="EEXIST", filename=path):
        os.setxattr(path, "user.a", b"2", os.XATTR_CREATE)
    equal(os.getxattr(path, "user.a"), b"1")
    os.setxattr(path, "user.b", b"2", os.XATTR_CREATE)
    equal(os.getxattr(path, "user.b"), b"2")


@clause("os.setxattr/replace-missing")
@needs("xattrs")
def check_replace(os: Os, world: World) -> None:
    """XATTR_REPLACE changes an attribute, and raises ENODATA where there is none."""
    path = arranged(world)
    with raises(OSError, errno="ENODATA", filename=path):
        os.setxattr(path, "user.b", b"2", os.XATTR_REPLACE)
    equal(os.listxattr(path), ["user.a"])
    os.setxattr(path, "user.a", b"2", flags=os.XATTR_REPLACE)
    equal(os.getxattr(path, "user.a"), b"2")


@table(rows("missing-enodata", ("getxattr", "removexattr")))
@clause()
@needs("xattrs")
def check_missing(os: Os, world: World, name: str) -> None:
    """An attribute that is not there raises ENODATA, with the file's name."""
    path = arranged(world)
    with raises(OSError, errno="ENODATA", filename=path):
        getattr(os, name)(path, "user.none")


@clause("os.removexattr/removes")
@needs("xattrs")
def check_removes(os: Os, world: World) -> None:
    """removexattr takes one attribute away, and leaves the others."""
    path = arranged(world)
    world.set_xattr("f", "user.b", b"2")
    equal(os.removexattr(path, "user.a"), None)
    equal(os.listxattr(path), ["user.b"])


@clause("os.listxattr/list", "os.listxattr/decoded-names")
@needs("xattrs")
def check_list(os: Os, world: World) -> None:
    """listxattr returns a list of str: all names, once each."""
    path = arranged(world)
    world.set_xattr("f", "user.é", b"")
    told = os.listxattr(path)
    has_type(told, list)
    equal(sorted(n for n in told if n.startswith("user.")), ["user.a", "user.é"])


@clause("os.listxattr/none-cwd")
@needs("xattrs")
@cases(given={"implied": (), "none": (None,), "dot": (".",)})
def check_current_directory(os: Os, world: World, given: tuple[Any, ...]) -> None:
    """listxattr without a path, or with None, tells of the current directory."""
    world.mkdir("d")
    world.set_xattr("d", "user.here", b"")
    os.chdir(world.path("d"))
    equal([n for n in os.listxattr(*given) if n.startswith("user.")], ["user.here"])


@clause("os.getxattr/str-or-bytes")
@needs("xattrs")
@cases(
    attribute={
        "str": "user.a",
        "bytes": b"user.a",
        "path-str": FSPath("user.a"),
        "path-bytes": FSPath(b"user.a"),
    }
)
def check_kinds_of_names(os: Os, world: World, attribute: Any) -> None:
    """The attribute may be str, bytes or path-like."""
    equal(os.getxattr(arranged(world), attribute), b"1")


@table(rows("str-or-bytes-attr", NAMED))
@clause()
@needs("xattrs")
@cases(attribute={"str": "user.é", "bytes": "user.é".encode()})
def check_names_are_encoded(os: Os, world: World, name: str, attribute: Any) -> None:
    """A str attribute is encoded as file names are."""
    path = arranged(world)
    world.set_xattr("f", "user.é", b"1")
    rest = (b"2",) if name == "setxattr" else ()
    told = getattr(os, name)(path, attribute, *rest)
    wanted = {"getxattr": b"1", "removexattr": None, "setxattr": None}[name]
    equal(told, wanted)
    equal("user.é" in os.listxattr(path), name != "removexattr")


@clause("os.setxattr/nul-name")
@needs("xattrs")
@cases(name=NAMED, attribute={"str": "user.a\0b", "bytes": b"user.a\0b"})
def check_nul(os: Os, world: World, name: str, attribute: Any) -> None:
    """A NUL in the attribute's name raises ValueError."""
    path = arranged(world)
    with raises(ValueError):
        getattr(os, name)(path, attribute, *((b"2",) if name == "setxattr" else ()))
    equal(os.listxattr(path), ["user.a"])


@table(rows("accepts-pathlike"))
@clause()
@needs("xattrs")
@cases(kind=[str, bytes])
def check_path_like(os: Os, world: World, name: str, kind: type) -> None:
    """The path may be path-like, of str or of bytes."""
    arranged(world)
    path = FSPath(world.path("f") if kind is str else world.bpath("f"))
    wanted = {"getxattr": b"1", "listxattr": ["user.a"]}.get(name)
    equal(getattr(os, name)(path, *CALLS[name]), wanted)


@table(rows("fd-accepted"))
@clause()
@needs("xattrs")
def check_descriptor(os: Os, world: World, name: str) -> None:
    """The path may be an open descriptor (rationale 0014)."""
    descriptor = os.open(arranged(world), os.O_RDONLY)
    wanted = {"getxattr": b"1", "listxattr": ["user.a"]}.get(name)
    equal(getattr(os, name)(descriptor, *CALLS[name]), wanted)
    equal(os.listxattr(world.path("f")), [] if name == "removexattr" else ["user.a"])


CLOSED = [
    Case(row.id, {**row.values, "number": 1000}, row.clauses) for row in rows("fd-closed-ebadf")
]
NEGATIVE = Case(
    "listxattr-minus-one", {"name": "listxattr", "number": -1}, ("os.listxattr/fd-minus-one",)
)


@table([*CLOSED, NEGATIVE])
@clause()
def check_closed_descriptor(os: Os, name: str, number: int) -> None:
    """A descriptor that is not open raises EBADF."""
    with raises(OSError, errno="EBADF"):
        getattr(os, name)(number, *CALLS[name])


@table(rows("nofollow"))
@clause()
@needs("xattrs", "symlinks")
def check_the_link_itself(os: Os, world: World, name: str) -> None:
    """With follow_symlinks=False the attributes are the link's own: a user's there are none."""
    arranged(world)
    world.symlink("f", "s")
    call = lambda: getattr(os, name)(world.path("s"), *CALLS[name], follow_symlinks=False)  # noqa: E731
    if name == "listxattr":
        equal([n for n in call() if n.startswith("user.")], [])
        return
    with raises(OSError, errno=("EPERM", "ENODATA", "ENOTSUP", "EACCES", "EOPNOTSUPP")):
        call()
    equal(os.getxattr(world.path("f"), "user.a"), b"1")


@clause("os.setxattr/sets", "os.getxattr/value", "os.removexattr/removes")
@needs("xattrs", "symlinks")
def check_follows(os: Os, world: World) -> None:
    """By default a link's attributes are its target's."""
    world.tree({"f": b"", "s": ("symlink", "f")})
    os.setxattr(world.path("s"), "user.a", b"1")
    equal(os.getxattr(world.path("f"), "user.a"), b"1")
    equal(os.getxattr(world.path("s"), "user.a"), b"1")
    os.removexattr(world.path("s"), "user.a")
    equal(os.listxattr(world.path("f")), [])


@clause("os.getxattr/value")
@cases(name=list(CALLS))
def check_missing_file(os: Os, world: World, name: str) -> None:
    """A file that is not there raises FileNotFoundError that names it."""
    path = world.path("none")
    with raises(FileNotFoundError, errno="ENOENT", filename=path):
        getattr(os, name)(path, *CALLS[name])
