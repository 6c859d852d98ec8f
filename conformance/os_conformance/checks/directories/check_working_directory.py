"""os.chdir, os.fchdir, os.getcwd, os.getcwdb and os.chroot."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.surface.membership import demand
from os_conformance.expect import equal, has_type, raises
from os_conformance.snippets import told_by_child, uses


@clause("os.chdir/changes", "os.chdir/returns-none")
@cases(name=["d", "é漢", "d/e"])
def check_changes(os: Os, world: World, name: str) -> None:
    """chdir makes a directory the current one; getcwd tells it."""
    world.tree({"d": {"e": {}}, "é漢": {}})
    equal(os.chdir(world.path(name)), None)
    equal(os.getcwd(), os.path.realpath(world.path(name)))


@clause("os.chdir/relative-resolution")
@cases(way=["mkdir", "stat", "listdir", "open"])
def check_relative_names(os: Os, world: World, way: str) -> None:
    """Relative paths mean the new directory after chdir."""
    world.tree({"d": {"f": b"inner"}, "f": b"outer!"})
    os.chdir("d")
    if way == "mkdir":
        os.mkdir("made")
        equal(world.kind("d/made"), "directory")
    elif way == "stat":
        equal(os.stat("f").st_size, 5)
    elif way == "listdir":
        equal(os.listdir("."), ["f"])
    else:
        equal(os.read(os.open("f", os.O_RDONLY), 10), b"inner")


@clause("os.chdir/relative-resolution")
def check_up_and_down(os: Os, world: World) -> None:
    """chdir takes relative paths itself, also upwards."""
    world.tree({"a": {"b": {}}})
    start = os.getcwd()
    os.chdir("a")
    os.chdir("b")
    equal(os.getcwd(), os.path.join(start, "a", "b"))
    os.chdir(os.path.join(os.pardir, os.pardir))
    equal(os.getcwd(), start)


@clause("os.chdir/not-dir")
def check_file(os: Os, world: World) -> None:
    """chdir to a file raises NotADirectoryError, and the current directory stays."""
    world.file("f")
    before, path = os.getcwd(), world.path("f")
    with raises(NotADirectoryError, filename=path):
        os.chdir(path)
    equal(os.getcwd(), before)


@clause("os.chdir/denied")
@needs("unprivileged", "permissions")
@cases(mode=[0o000, 0o666])
def check_denied(os: Os, world: World, mode: int) -> None:
    """chdir to a directory without search permission raises PermissionError."""
    world.mkdir("d", mode)
    path = world.path("d")
    with raises(PermissionError, errno="EACCES", filename=path):
        os.chdir(path)


@clause("os.chdir/symlink")
@needs("symlinks")
def check_through_a_link(os: Os, world: World) -> None:
    """chdir follows a link; getcwd tells the directory's own path."""
    world.tree({"d": {}, "s": ("symlink", "d")})
    os.chdir(world.path("s"))
    equal(os.getcwd(), os.path.realpath(world.path("d")))


@clause("os.fchdir/changes", "os.fchdir/equals-chdir-fd")
@cases(name=["fchdir", "chdir"])
def check_descriptor(os: Os, run: Run, world: World, name: str) -> None:
    """fchdir(fd) and chdir(fd) go to the directory that the descriptor is open on."""
    if name == "chdir":
        demand(run, "fd", name)
    world.mkdir("d")
    equal(getattr(os, name)(os.open(world.path("d"), os.O_RDONLY)), None)
    equal(os.getcwd(), os.path.realpath(world.path("d")))


@table(
    [
        Case("fchdir", {"name": "fchdir"}, ("os.fchdir/not-dir",)),
        Case("chdir", {"name": "chdir"}, ("os.chdir/fd-not-dir",)),
    ]
)
@clause()
def check_descriptor_of_a_file(os: Os, run: Run, world: World, name: str) -> None:
    """A descriptor of a file raises NotADirectoryError."""
    if name == "chdir":
        demand(run, "fd", name)
    world.file("f")
    with raises(NotADirectoryError, errno="ENOTDIR"):
        getattr(os, name)(os.open(world.path("f"), os.O_RDONLY))


@clause("os.getcwd/str", "os.getcwd/absolute")
def check_getcwd(os: Os, world: World) -> None:
    """getcwd returns an absolute str: the directory we are in."""
    told = os.getcwd()
    has_type(told, str)
    assert os.path.isabs(told)
    equal(told, os.path.realpath(world.root))


@clause("os.getcwdb/bytes")
@cases(name=["plain", "é漢"])
def check_getcwdb(os: Os, world: World, name: str) -> None:
    """getcwdb returns the same as bytes."""
    world.mkdir(name)
    os.chdir(world.path(name))
    has_type(os.getcwdb(), bytes)
    equal(os.getcwdb(), os.fsencode(os.getcwd()))


@clause("os.getcwdb/bytes", "os.getcwd/str")
@needs("bytes-names")
def check_undecodable(os: Os, world: World) -> None:
    """A directory whose name cannot be decoded comes back escaped, and as it is in bytes."""
    world.mkdir(b"\xff\xfe")
    os.chdir(world.bpath() + b"/\xff\xfe")
    assert os.getcwdb().endswith(b"/\xff\xfe")
    assert os.getcwd().endswith("/\udcff\udcfe")


@clause("os.getcwdb/nt-utf8")
def check_getcwdb_on_windows(os: Os, world: World) -> None:
    """getcwdb is UTF-8 on Windows."""
    world.mkdir("é漢")
    os.chdir(world.path("é漢"))
    equal(os.getcwdb(), os.getcwd().encode("utf-8"))


@clause("os.getcwd/removed-directory")
def check_removed(os: Os, world: World) -> None:
    """In a directory that has been removed getcwd raises FileNotFoundError."""
    world.mkdir("d")
    os.chdir(world.path("d"))
    world.rmdir("d")
    with raises(FileNotFoundError, errno="ENOENT"):
        os.getcwd()


@clause("os.getcwd/renamed-directory")
def check_renamed(os: Os, world: World) -> None:
    """When the current directory is renamed getcwd tells its new path."""
    world.mkdir("d")
    os.chdir(world.path("d"))
    world.rename("d", "e")
    equal(os.getcwd(), os.path.realpath(world.path("e")))


@uses(told_by_child)
def in_new_root(os: Any, path: Any) -> Any:
    def tell():
        os.chroot(path)
        os.chdir("/")
        return ",".join([os.getcwd(), *sorted(os.listdir("/"))]).encode()

    return told_by_child(os, tell).decode()


@table(
    [
        Case("str", {"kind": str}, ("os.chroot/changes-root",)),
        Case("path-like", {"kind": object}, ("os.chroot/accepts-pathlike",)),
    ]
)
@clause()
@needs("root", "fork", "shared-files")
def check_chroot(run: Run, world: World, kind: type) -> None:
    """After chroot absolute paths begin in the new root."""
    from os_conformance.check import FSPath

    world.tree({"root": {"a": {}, "b": b""}})
    path = world.path("root")
    equal(run(in_new_root, path if kind is str else FSPath(path)), "/,a,b")


@clause("os.chroot/needs-privilege")
@needs("unprivileged")
def check_chroot_needs_privilege(os: Os, world: World) -> None:
    """chroot without the privilege raises PermissionError."""
    with raises(PermissionError, errno="EPERM"):
        os.chroot(world.path())


@clause("os.chroot/missing")
@needs("root")
def check_chroot_missing(os: Os, world: World) -> None:
    """chroot to a missing directory raises FileNotFoundError that names it."""
    path = world.path("none")
    with raises(FileNotFoundError, errno="ENOENT", filename=path):
        os.chroot(path)
