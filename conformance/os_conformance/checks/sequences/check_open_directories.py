"""Directories held by a descriptor, or as the current one, while their names change."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause
from os_conformance.checks.surface.membership import supports
from os_conformance.expect import Unmet, equal, errno_of, raises


@clause("os.open/directory-moves")
def check_descriptor_follows_a_renamed_directory(os: Os, run: Run, world: World) -> None:
    """A directory's descriptor stays with it when it is renamed: names are looked up there."""
    world.tree({"d": {"f": b"data"}, "e": {}})
    descriptor = os.open(world.path("d"), os.O_RDONLY)
    os.rename(world.path("d"), world.path("e/moved"))
    world.tree({"d": {"f": b"another"}})
    equal(os.read(os.open("f", os.O_RDONLY, dir_fd=descriptor), 20), b"data")
    if supports(run, "fd", "listdir"):
        equal(os.listdir(descriptor), ["f"])
    os.mkdir("made", dir_fd=descriptor)
    equal(world.snapshot("e"), {"moved": {"f": b"data", "made": {}}})


@clause("os.open/directory-removed")
@cases(way=["mkdir", "open", "stat", "symlink"])
def check_nothing_is_made_in_a_removed_directory(os: Os, run: Run, world: World, way: str) -> None:
    """In a directory that has been removed nothing is found, and nothing can be made."""
    world.mkdir("d")
    descriptor = os.open(world.path("d"), os.O_RDONLY)
    os.rmdir(world.path("d"))
    calls: dict[str, Any] = {
        "mkdir": lambda: os.mkdir("x", dir_fd=descriptor),
        "open": lambda: os.open("x", os.O_WRONLY | os.O_CREAT, dir_fd=descriptor),
        "stat": lambda: os.stat("x", dir_fd=descriptor),
        "symlink": lambda: os.symlink("t", "x", dir_fd=descriptor),
    }
    with raises(FileNotFoundError, errno="ENOENT"):
        calls[way]()
    if supports(run, "fd", "listdir"):
        equal(os.listdir(descriptor), [])


def leave(act: Any, *paths: str) -> None:
    """Remove or rename the current directory; a system may refuse to (POSIX: EBUSY)."""
    try:
        act(*paths)
    except OSError as error:
        if errno_of(error) != "EBUSY":
            raise
        text = f"the system does not {act} a directory in use: EBUSY"
        raise Unmet(text, "unsupported") from error


@clause("os.chdir/removed-directory")
@cases(way=["mkdir", "open", "makedirs"])
def check_current_directory_removed(os: Os, world: World, way: str) -> None:
    """Relative names cannot be made when the current directory has been removed."""
    world.mkdir("d")
    os.chdir(world.path("d"))
    leave(os.rmdir, world.path("d"))
    with raises(FileNotFoundError, errno="ENOENT"):
        if way == "open":
            os.open("x", os.O_WRONLY | os.O_CREAT)
        else:
            getattr(os, way)("x")
    os.chdir(world.path())
    equal(os.getcwd(), os.path.realpath(world.root))


@clause("os.chdir/removed-directory")
def check_made_anew(os: Os, world: World) -> None:
    """A directory made anew under the name of the removed current one is another directory."""
    world.mkdir("d")
    os.chdir(world.path("d"))
    leave(os.rmdir, world.path("d"))
    os.mkdir(world.path("d"))
    world.file("d/f")
    with raises(FileNotFoundError, errno="ENOENT"):
        os.stat("f")


@clause("os.chdir/renamed-directory")
def check_current_directory_renamed(os: Os, world: World) -> None:
    """Relative names go on to mean the current directory when it is renamed."""
    world.mkdir("d")
    os.chdir(world.path("d"))
    leave(os.rename, world.path("d"), world.path("e"))
    os.mkdir("made")
    equal(world.snapshot(), {"e": {"made": {}}})


@clause("os.stat/identity")
def check_identity(os: Os, world: World) -> None:
    """Files that exist at one time differ in st_ino or st_dev; a rename does not change them."""
    world.tree({"d": {str(n): b"" for n in range(20)}})
    seen = {n: os.stat(world.path("d", n)) for n in world.listing("d")}
    equal(len({(s.st_dev, s.st_ino) for s in seen.values()}), 20)
    os.rename(world.path("d/3"), world.path("d/moved"))
    equal(os.stat(world.path("d/moved")).st_ino, seen["3"].st_ino)


@clause("os.stat/directory-links")
def check_directory_links(os: Os, world: World) -> None:
    """Making and removing files in a directory does not change its identity or mode."""
    world.mkdir("d", 0o750)
    before = os.stat(world.path("d"))
    for n in range(5):
        os.close(os.open(world.path("d", str(n)), os.O_WRONLY | os.O_CREAT))
    os.mkdir(world.path("d/e"))
    for n in range(5):
        os.unlink(world.path("d", str(n)))
    os.rmdir(world.path("d/e"))
    after = os.stat(world.path("d"))
    equal(
        (after.st_ino, after.st_mode, after.st_nlink),
        (before.st_ino, before.st_mode, before.st_nlink),
    )


FAILING: dict[str, Any] = {
    "mkdir": lambda os: os.mkdir("there"),
    "makedirs": lambda os: os.makedirs("there/file/x"),
    "makedirs-exists": lambda os: os.makedirs("there"),
    "open": lambda os: os.open("none/x", os.O_WRONLY | os.O_CREAT),
    "rename": lambda os: os.rename("none", "x"),
    "renames": lambda os: os.renames("none", "new/x"),
    "removedirs": lambda os: os.removedirs("there"),
    "chdir": lambda os: os.chdir("none"),
}


@clause("os.umask/kept")
@cases(act=FAILING, umask=[0o022, 0o077, 0o000])
def check_umask_and_directory_are_kept(os: Os, world: World, act: Any, umask: int) -> None:
    """A call that fails leaves the umask and the current directory as they were."""
    world.tree({"there": {"file": b""}})
    os.umask(umask)
    kept = os.umask(umask)  # Windows keeps less of it (rationale 0056)
    where = os.getcwd()
    with raises(OSError):
        act(os)
    equal((oct(os.umask(umask)), os.getcwd()), (oct(kept), where))


def descriptors(os: Any, act: Any) -> Any:
    """Whether the lowest free descriptor is the same before and after a call that fails or not."""
    import contextlib

    calls = {
        "walk": lambda: list(os.walk(".")),
        "makedirs": lambda: os.makedirs("new/deep", exist_ok=True),
        "removedirs": lambda: os.removedirs("new/deep"),
        "renames": lambda: os.renames("there", "away/there"),
        "listdir": lambda: os.listdir("."),
        "open-fails": lambda: os.open("none/x", os.O_RDONLY),
        "scandir-fails": lambda: os.scandir("none"),
    }

    def lowest() -> Any:
        found = os.open("file", os.O_RDONLY)
        os.close(found)
        return found

    before = lowest()
    with contextlib.suppress(OSError):
        calls[act]()
    return lowest() - before


@clause("os.open/none-left")
@cases(act=["walk", "makedirs", "removedirs", "renames", "listdir", "open-fails", "scandir-fails"])
def check_no_descriptor_is_left(run: Run, world: World, act: str) -> None:
    """Calls that return no descriptor leave none open, whether they succeed or fail."""
    world.tree({"there": {"x": {}}, "new": {"deep": {}}, "file": b""})
    equal(run(descriptors, act), 0)
