"""os.mkdir."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.expect import equal, raises

OCCUPIED: dict[str, Any] = {
    "file": b"data",
    "directory": {},
    "full-directory": {"x": b""},
    "link-to-file": ("symlink", "other"),
    "link-to-directory": ("symlink", "folder"),
    "dangling": ("symlink", "nowhere"),
    "loop": ("symlink", "d"),
}


@clause("os.mkdir/creates", "os.mkdir/returns-none")
@cases(name=["d", "é漢", "with space", ".hidden", "-dash", "a" * 200])
def check_creates(os: Os, world: World, name: str) -> None:
    """mkdir makes one empty directory and returns None."""
    equal(os.mkdir(world.path(name)), None)
    equal(world.snapshot(), {name: {}})


@clause("os.mkdir/creates")
@cases(
    at={"below": "p/d", "dotted": "p/./d", "up": "p/../p/d", "slashed": "p/d/", "double": "p//d"}
)
@needs("slash-paths")
def check_below(os: Os, world: World, at: str) -> None:
    """mkdir makes a directory in another, however the path is spelled."""
    world.mkdir("p")
    os.mkdir(at.replace("/", world.separator))
    equal(world.snapshot(), {"p": {"d": {}}})


@clause("os.mkdir/creates")
@needs("symlinks")
def check_through_a_link(os: Os, world: World) -> None:
    """mkdir follows a symbolic link in the parent."""
    world.tree({"p": {}, "s": ("symlink", "p")})
    os.mkdir(world.path("s/d"))
    equal(world.snapshot(), {"p": {"d": {}}, "s": ("symlink", "p")})


@table(
    [
        Case(
            key,
            {"key": key},
            ("os.mkdir/exists" if "directory" in key else "os.mkdir/exists-file",),
        )
        for key in OCCUPIED
    ]
)
@clause()
@needs("symlinks")
def check_exists(os: Os, world: World, key: str) -> None:
    """mkdir raises FileExistsError where anything has the name, and leaves it as it is."""
    tree = {"other": b"", "folder": {}, "d": OCCUPIED[key]}
    world.tree(tree)
    path = world.path("d")
    with raises(FileExistsError, errno="EEXIST", filename=path):
        os.mkdir(path)
    equal(world.snapshot(), tree)


@clause("os.mkdir/parent-missing", "os.mkdir/not-recursive")
@cases(name=["a/b", "a/b/c"])
def check_parent_missing(os: Os, world: World, name: str) -> None:
    """mkdir makes no parents: it raises FileNotFoundError and makes nothing."""
    path = world.path(name)
    with raises(FileNotFoundError, errno="ENOENT", filename=path):
        os.mkdir(path)
    equal(world.snapshot(), {})


@clause("os.mkdir/parent-missing")
@needs("symlinks")
def check_parent_dangling(os: Os, world: World) -> None:
    """mkdir below a dangling link raises FileNotFoundError."""
    world.symlink("nowhere", "s")
    with raises(FileNotFoundError, errno="ENOENT"):
        os.mkdir(world.path("s/d"))


@clause("os.mkdir/parent-not-dir")
def check_parent_is_a_file(os: Os, world: World) -> None:
    """mkdir below a file raises NotADirectoryError."""
    world.file("f", b"data")
    path = world.path("f/d")
    with raises(NotADirectoryError, errno="ENOTDIR", filename=path):
        os.mkdir(path)
    equal(world.snapshot(), {"f": b"data"})


@clause("os.mkdir/mode-umask")
@needs("permissions")
@cases(
    mode=[0o777, 0o755, 0o750, 0o700, 0o711, 0o500, 0o000],
    umask=[0o000, 0o022, 0o027, 0o077, 0o777],
)
def check_mode(os: Os, world: World, mode: int, umask: int) -> None:
    """mkdir gives the mode less the umask."""
    os.umask(umask)
    os.mkdir(world.path("d"), mode)
    equal(oct(world.mode("d")), oct(mode & ~umask))


@clause("os.mkdir/mode-umask")
@needs("permissions")
@cases(umask=[0o000, 0o022, 0o077])
def check_default_mode(os: Os, world: World, umask: int) -> None:
    """mkdir's mode is 0o777 by default; the umask is as before afterwards."""
    os.umask(umask)
    os.mkdir(world.path("d"))
    equal(oct(world.mode("d")), oct(0o777 & ~umask))
    equal(oct(os.umask(0)), oct(umask))


@clause("os.mkdir/denied")
@needs("unprivileged", "permissions")
@cases(mode=[0o555, 0o444, 0o000])
def check_denied(os: Os, world: World, mode: int) -> None:
    """mkdir where the user may not write raises PermissionError."""
    world.mkdir("p", mode)
    path = world.path("p/d")
    with raises(PermissionError, errno="EACCES", filename=path):
        os.mkdir(path)


@clause("os.mkdir/nt-mode-ignored")
@cases(mode=[0o000, 0o555, 0o777])
def check_mode_on_windows(os: Os, world: World, mode: int) -> None:
    """On Windows the mode does not keep anybody from writing."""
    os.mkdir(world.path("d"), mode)
    world.file("d/f")
    equal(world.kind("d/f"), "file")


def rights(os: Any, path: Any) -> Any:
    import subprocess

    return subprocess.run(["icacls", path], capture_output=True, check=True, text=True).stdout


@clause("os.mkdir/nt-700")
@needs("native")
def check_private_on_windows(os: Os, run: Run, world: World) -> None:
    """On Windows 0o700 gives access to the user and the administrators alone."""
    os.mkdir(world.path("d"), 0o700)
    told = run(rights, world.path("d"))
    assert "Everyone" not in told
    assert "\\Users:" not in told
