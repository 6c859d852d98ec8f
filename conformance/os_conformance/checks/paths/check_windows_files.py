"""What os.path sees of Windows: junctions, Dev Drives, 8.3 names, mounted folders; and its absence."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs
from os_conformance.expect import Deviation, Unmet, equal, has_type

TREE = {"file": b"", "dir": {}}


@clause("os.path.isjunction/posix-false")
@needs("symlinks")
@cases(name=["file", "dir", "to-dir", "dangling", "none", "."])
def check_no_junctions(os: Os, world: World, name: str) -> None:
    """isjunction is false for everything where there are no junctions."""
    world.tree({**TREE, "to-dir": ("symlink", "dir"), "dangling": ("symlink", "none")})
    equal(os.path.isjunction(name), False)
    equal(os.path.isjunction(name.encode()), False)


@clause("os.path.isjunction/missing")
@cases(name=["none", "none/x", "file/x", ""])
def check_missing_junction(os: Os, world: World, name: str) -> None:
    """isjunction is false where nothing is."""
    world.tree(TREE)
    equal(os.path.isjunction(name), False)


@clause("os.path.isdevdrive/posix-false")
@cases(path=["/", "file", "none", b"file"])
def check_no_dev_drives(os: Os, world: World, path: Any) -> None:
    """isdevdrive is false where there are no Dev Drives."""
    world.tree(TREE)
    equal(os.path.isdevdrive(path), False)


@clause("os.path.isdevdrive/nt-bool")
def check_dev_drive(os: Os, world: World) -> None:
    """isdevdrive answers by a bool for an existing path."""
    has_type(os.path.isdevdrive(world.path()), bool)


@clause("os.path.isreserved/posix-absent")
def check_reserved_names_are_of_windows(run: Run) -> None:
    """There is no isreserved but on Windows."""
    try:
        run.lookup("path.isreserved")
    except AttributeError:
        return
    raise Deviation("no os.path.isreserved here", "one")


def make_junction(os: Any, target: Any, path: Any) -> Any:
    try:
        winapi = __import__("_winapi")  # where a CPython for Windows makes junctions
        winapi.CreateJunction(target, path)
    except (OSError, ImportError) as error:
        return str(error)
    return ""


def junction(world: World, run: Run) -> str:
    """Make a directory with a file, and a junction to it; returns the junction's path."""
    world.tree({"dir": {"inner": b""}})
    refused = run(make_junction, world.path("dir"), world.path("junction"))
    if refused:
        raise Unmet(f"no junction can be made here: {refused}")
    return world.path("junction")


@clause("os.path.isjunction/nt-true")
@needs("native")
def check_junction(os: Os, world: World, run: Run) -> None:
    """isjunction is true for a junction and false for what it leads to."""
    path = junction(world, run)
    equal(os.path.isjunction(path), True)
    equal(os.path.isjunction(world.path("dir")), False)


@clause("os.path.realpath/nt-links")
@needs("native")
def check_real_path_of_junction(os: Os, world: World, run: Run) -> None:
    """realpath follows a junction."""
    path = junction(world, run)
    wanted = os.path.normcase(os.path.join(os.path.realpath(world.path("dir")), "inner"))
    equal(os.path.normcase(os.path.realpath(os.path.join(path, "inner"))), wanted)


@clause("os.path.realpath/nt-links")
@needs("symlinks")
def check_real_path_of_link(os: Os, world: World) -> None:
    """realpath follows a symbolic link on Windows."""
    world.tree({"dir": {"inner": b""}, "link": ("symlink", "dir")})
    wanted = os.path.normcase(os.path.realpath(world.path("dir/inner")))
    equal(os.path.normcase(os.path.realpath(world.path("link/inner"))), wanted)


def short_name(os: Any, path: Any) -> Any:
    import ctypes

    room = ctypes.create_unicode_buffer(1000)
    ctypes.windll.kernel32.GetShortPathNameW(path, room, 1000)  # type: ignore[attr-defined]
    return room.value


@clause("os.path.realpath/nt-83")
@needs("native")
def check_short_name(os: Os, world: World, run: Run) -> None:
    """realpath makes the long name of an MS-DOS style name."""
    world.file("a rather long name.extension")
    path = os.path.realpath(world.path("a rather long name.extension"))
    short = run(short_name, path)
    if not short or os.path.basename(short).lower() == os.path.basename(path).lower():
        raise Unmet("files have no 8.3 names here")
    equal(os.path.realpath(short), path)


def mounted_folders(os: Any) -> Any:
    listed = [mount for volume in os.listvolumes() for mount in os.listmounts(volume)]
    return [mount for mount in listed if os.path.splitdrive(mount)[1] not in ("", "\\")]


@clause("os.path.ismount/nt-nonroot")
def check_mounted_folder(os: Os, run: Run) -> None:
    """ismount is true for a folder where a volume is mounted."""
    try:
        folders = run(mounted_folders)
    except AttributeError:
        raise Unmet("this level of Python cannot list mounted volumes") from None
    if not folders:
        raise Unmet("no volume is mounted in a folder here")
    equal([os.path.ismount(folder) for folder in folders], [True] * len(folders))
