"""What Windows alone has: drives, volumes, mounts, and fields of os.stat_result."""

from __future__ import annotations

import re
from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs
from os_conformance.checks.looking.support import CHARACTERS, DIRECTORY, FIFO, REGULAR, kind_of
from os_conformance.expect import Deviation, equal, has_type, raises

VOLUME = re.compile(r"\\\\\?\\Volume\{[0-9A-Fa-f-]{36}\}\\\Z")
DRIVE = re.compile(r"[A-Za-z]:\\\Z")
READ_ONLY, FOLDER_BIT, REPARSE = 0x1, 0x10, 0x400  # FILE_ATTRIBUTE_*
LINK_TAG = 0xA000000C  # IO_REPARSE_TAG_SYMLINK


def all_match(names: Any, pattern: re.Pattern[str]) -> None:
    """A list of strings of a pattern."""
    has_type(names, list)
    for name in names:
        has_type(name, str, "a name")
        if not pattern.match(name):
            raise Deviation(f"a name like {pattern.pattern}", repr(name))


@clause("os.listdrives/names")
def check_drives(os: Os, world: World) -> None:
    """listdrives returns the roots of the drives, that of the current directory among them."""
    names = os.listdrives()
    all_match(names, DRIVE)
    assert world.path()[:2].upper() in {name[:2].upper() for name in names}


@clause("os.listvolumes/guid")
def check_volumes(os: Os) -> None:
    """listvolumes returns the volumes by their GUID paths."""
    names = os.listvolumes()
    all_match(names, VOLUME)
    assert names


@clause("os.listmounts/paths")
def check_mounts(os: Os) -> None:
    """listmounts returns the absolute paths at which a volume is mounted."""
    for volume in os.listvolumes():
        mounts = os.listmounts(volume)
        has_type(mounts, list)
        for mount in mounts:
            has_type(mount, str, "a mount path")
            assert os.path.isabs(mount)


@clause("os.listmounts/bad-volume")
@cases(name={"guid": "\\\\?\\Volume{00000000-0000-0000-0000-000000000000}\\", "word": "nonsense"})
def check_unknown_volume(os: Os, name: str) -> None:
    """listmounts of a volume that there is not raises OSError."""
    with raises(OSError):
        os.listmounts(name)


@clause("os.stat_result.st_mode/nt-special")
def check_null_device(os: Os) -> None:
    """st_mode of the null device is that of a character device."""
    equal(kind_of(os.stat("NUL")), CHARACTERS)


@clause("os.stat_result.st_mode/nt-special")
def check_pipe(os: Os) -> None:
    """st_mode of a pipe is that of a FIFO."""
    equal([kind_of(os.fstat(descriptor)) for descriptor in os.pipe()], [FIFO, FIFO])


@clause("os.stat_result.st_ino/nt-index")
@cases(name=["file", "dir"])
def check_index(os: Os, world: World, name: str) -> None:
    """st_ino is the index of the file, the same each time and for a descriptor."""
    world.tree({"file": b"", "dir": {}, "other": b""})
    index = os.stat(world.path(name)).st_ino
    assert index > 0
    equal(os.stat(world.path(name)).st_ino, index)
    assert os.stat(world.path("other")).st_ino != index
    if name == "file":
        equal(os.fstat(os.open(world.path(name), os.O_RDONLY)).st_ino, index)


@clause("os.stat_result.st_ino/nt-128")
@cases(name=["file", "dir"])
def check_index_range(os: Os, world: World, name: str) -> None:
    """st_ino is an integer of at most 128 bits."""
    world.tree({"file": b"", "dir": {}})
    index = os.stat(world.path(name)).st_ino
    has_type(index, int)
    assert 0 <= index < 2**128


def device_type(os: Any, path: str) -> Any:
    return getattr(os.stat(path), "st_rdev", None)


@clause("os.stat_result.st_rdev/nt-absent")
def check_no_device_type(run: Run, world: World) -> None:
    """st_rdev has no value."""
    world.file("file")
    assert run(device_type, world.path("file")) in (None, 0)


@clause("os.stat_result.st_file_attributes/nt")
@cases(name={"file": ("file", REGULAR, 0), "dir": ("dir", DIRECTORY, FOLDER_BIT)})
def check_attributes(os: Os, world: World, name: tuple[str, int, int]) -> None:
    """st_file_attributes has the attributes of a file, among them whether it is a directory."""
    path, kind, bit = name
    world.tree({"file": b"", "dir": {}})
    status = os.stat(world.path(path))
    has_type(status.st_file_attributes, int)
    equal(kind_of(status), kind)
    equal(status.st_file_attributes & FOLDER_BIT, bit)
    equal(status.st_file_attributes & REPARSE, 0)


@clause("os.stat_result.st_file_attributes/nt")
@cases(mode={"readonly": (0o444, READ_ONLY), "writable": (0o666, 0)})
def check_read_only(os: Os, world: World, mode: tuple[int, int]) -> None:
    """st_file_attributes tells whether a file is read-only."""
    world.file("file")
    os.chmod(world.path("file"), mode[0])
    equal(os.stat(world.path("file")).st_file_attributes & READ_ONLY, mode[1])
    os.chmod(world.path("file"), 0o666)


@clause("os.stat_result.st_reparse_tag/nt")
@cases(name=["file", "dir"])
def check_no_tag(os: Os, world: World, name: str) -> None:
    """st_reparse_tag is 0 for what is no reparse point."""
    world.tree({"file": b"", "dir": {}})
    equal(os.stat(world.path(name)).st_reparse_tag, 0)


@clause("os.stat_result.st_reparse_tag/nt")
@needs("symlinks")
def check_tag_of_link(os: Os, world: World) -> None:
    """st_reparse_tag of a link, not followed, is that of a symbolic link."""
    world.file("file")
    os.symlink("file", world.path("link"))
    status = os.lstat(world.path("link"))
    equal(status.st_file_attributes & REPARSE, REPARSE)
    equal(status.st_reparse_tag & 0xFFFFFFFF, LINK_TAG)
