"""os.symlink and os.readlink."""

from __future__ import annotations

from typing import Any

from os_conformance.check import FSPath, Os, World, cases, clause, needs
from os_conformance.expect import equal, has_type, raises

TARGETS = {
    "relative": "f", "up": "../x", "dotted": "./f", "absolute": "/nowhere/x", "slashes": "a//b/", "dot": ".",
    "non-ascii": "é漢", "spaces": " a b ", "long": "x/" * 500 + "y",
}  # fmt: skip


@clause(
    "os.symlink/creates", "os.symlink/text-kept", "os.readlink/target", "os.readlink/relative-kept"
)
@needs("symlinks", "posix-paths")
@cases(target=TARGETS)
def check_text_is_kept(os: Os, world: World, target: str) -> None:
    """symlink makes a link that holds the text as given, and readlink returns just that."""
    equal(os.symlink(target, world.path("s")), None)
    equal(world.kind("s"), "symlink")
    equal(world.readlink("s"), target)
    equal(os.readlink(world.path("s")), target)


@clause("os.symlink/text-kept", "os.readlink/target")
@needs("symlinks", "bytes-names")
def check_undecodable(os: Os, world: World) -> None:
    """A target that cannot be decoded round-trips, as bytes and escaped."""
    os.symlink(b"\xff\xfe", world.bpath("s"))
    equal(os.readlink(world.bpath("s")), b"\xff\xfe")
    equal(os.readlink(world.path("s")), "\udcff\udcfe")


@clause("os.symlink/dangling-ok", "os.readlink/dangling")
@needs("symlinks")
def check_dangling(os: Os, world: World) -> None:
    """The target need not exist: the link can be made and read."""
    os.symlink("nowhere", world.path("s"))
    equal(os.readlink(world.path("s")), "nowhere")
    equal(os.path.exists(world.path("s")), False)
    equal(os.path.lexists(world.path("s")), True)


OCCUPIED: dict[str, Any] = {
    "file": b"old", "directory": {}, "link": ("symlink", "f"), "dangling": ("symlink", "nowhere"),
}  # fmt: skip


@clause("os.symlink/dst-exists")
@needs("symlinks")
@cases(there=OCCUPIED)
def check_exists(os: Os, world: World, there: Any) -> None:
    """symlink onto a name that is taken raises FileExistsError, and changes nothing."""
    tree = {"f": b"data", "s": there}
    world.tree(tree)
    with raises(FileExistsError, errno="EEXIST"):
        os.symlink("f", world.path("s"))
    equal(world.snapshot(), tree)


@clause("os.symlink/parent-missing")
@needs("symlinks")
def check_parent_missing(os: Os, world: World) -> None:
    """symlink where the directory is missing raises FileNotFoundError with both names."""
    path = world.path("none/s")
    with raises(FileNotFoundError, errno="ENOENT", filename="f", filename2=path):
        os.symlink("f", path)


@clause("os.symlink/relative-to-link")
@needs("symlinks")
@cases(target={"beside": ("f", b"beside"), "above": ("../f", b"above"), "below": ("e/f", b"below")})
def check_relative_to_the_link(os: Os, world: World, target: tuple[str, bytes]) -> None:
    """A relative target is looked up from the directory that the link is in."""
    world.tree({"f": b"above", "d": {"f": b"beside", "e": {"f": b"below"}}})
    os.symlink(target[0], world.path("d/s"))
    equal(os.read(os.open(world.path("d/s"), os.O_RDONLY), 20), target[1])


@clause("os.symlink/target-is-dir-ignored")
@needs("symlinks")
@cases(given=[True, False], target=["f", "d", "nowhere"])
def check_target_is_directory(os: Os, world: World, given: bool, target: str) -> None:
    """target_is_directory makes no difference where links have no kind."""
    world.tree({"f": b"data", "d": {}})
    os.symlink(target, world.path("s"), target_is_directory=given)
    equal(world.readlink("s"), target)
    wanted = {"f": (True, False), "d": (False, True)}.get(target, (False, False))
    path = world.path("s")
    equal((os.path.isfile(path), os.path.isdir(path)), wanted)


@clause("os.symlink/nt-target-is-dir")
@needs("symlinks")
def check_target_is_directory_on_windows(os: Os, world: World) -> None:
    """On Windows target_is_directory decides which kind of link is made to what is missing."""
    os.symlink("nowhere", world.path("s"), target_is_directory=True)
    os.rmdir(world.path("s"))
    os.symlink("nowhere", world.path("s"), target_is_directory=False)
    os.unlink(world.path("s"))


@clause("os.symlink/nt-privilege")
@needs("unprivileged")
def check_privilege_on_windows(os: Os, world: World) -> None:
    """On Windows a user without the right to make links gets an OSError, or makes the link."""
    try:
        os.symlink("nowhere", world.path("s"))
    except OSError as error:
        equal(getattr(error, "winerror", None), 1314)


@clause("os.readlink/str-for-str", "os.readlink/bytes-for-bytes", "os.readlink/pathlike-type")
@needs("symlinks")
@cases(
    kind={
        "str": (lambda path: path, str),
        "bytes": (lambda path: path.encode(), bytes),
        "path-str": (FSPath, str),
        "path-bytes": (lambda path: FSPath(path.encode()), bytes),
    }
)
def check_type_follows(os: Os, world: World, kind: Any) -> None:
    """readlink's result has the type of the path; that of a path-like object's is its path's."""
    world.symlink("target", "s")
    make, wanted = kind
    told = os.readlink(make(world.path("s")))
    has_type(told, wanted)
    equal(os.fsdecode(told).endswith("target"), True)


@clause("os.readlink/not-link")
@cases(kind={"file": b"data", "directory": {}})
def check_no_link(os: Os, world: World, kind: Any) -> None:
    """readlink of what is no link raises OSError EINVAL that names the path."""
    world.tree({"x": kind})
    path = world.path("x")
    with raises(OSError, errno="EINVAL", filename=path):
        os.readlink(path)


@clause("os.readlink/target")
@needs("symlinks")
def check_one_level(os: Os, world: World) -> None:
    """readlink reads one link; it does not follow what that leads to."""
    world.tree(
        {"f": b"", "s": ("symlink", "f"), "t": ("symlink", "s"), "loop": ("symlink", "loop")}
    )
    equal(os.readlink(world.path("t")), "s")
    equal(os.readlink(world.path("loop")), "loop")


@clause("os.readlink/nt-prefix")
@needs("symlinks")
def check_prefix_on_windows(os: Os, world: World) -> None:
    """On Windows an absolute target may come back with the prefix of the extended form."""
    world.file("f")
    os.symlink(world.path("f"), world.path("s"))
    told = os.readlink(world.path("s"))
    equal(told.removeprefix("\\\\?\\"), world.path("f"))


@clause("os.readlink/nt-junction")
@needs("programs")
def check_junction_on_windows(os: Os, world: World) -> None:
    """On Windows readlink reads a directory junction too."""
    world.mkdir("d")
    os.system(f'mklink /J "{world.path("j")}" "{world.path("d")}" > nul')
    equal(os.readlink(world.path("j")).removeprefix("\\\\?\\"), world.path("d"))
