"""os.listdir."""

from __future__ import annotations

from typing import Any

from os_conformance.check import FSPath, Os, Run, World, cases, clause, needs
from os_conformance.checks.looking.support import DIRECTORY, kind_of
from os_conformance.checks.surface.membership import demand
from os_conformance.expect import equal, has_type, raises

ODD_NAMES = {
    "dots": [".hidden", "...", "..x", "x."],
    "spaces": [" ", "a b", " a", "a "],
    "lines": ["a\nb", "\t", "\r"],
    "signs": ["*", "?", "a|b", '"', "<", "\\", ":"],
    "letters": ["é", "漢字", "𝄞", "\u202e"],
    "cases": ["a", "A"],
    "control": ["\x01", "\x7f"],
}
TREE = {"file": b"1", "dir": {"inner": b""}, "empty": {}}


def listed(os: Os, *args: Any) -> list[Any]:
    """What listdir gives, sorted; the result must be a list."""
    names = os.listdir(*args)
    has_type(names, list)
    return sorted(names)


@clause("os.listdir/order-unspecified", "os.listdir/names")
@cases(count=[1, 2, 10, 400])
def check_each_once(os: Os, world: World, count: int) -> None:
    """listdir gives every entry just once, however many there are."""
    names = [f"entry-{n:04}-{'x' * 60}" for n in range(count)]
    for name in names:
        world.file(name)
    equal(listed(os, world.path()), names)


@clause("os.listdir/names")
@needs("bytes-names")
@cases(names=ODD_NAMES)
def check_odd_names(os: Os, world: World, names: list[str]) -> None:
    """listdir gives names of any characters as they are."""
    for name in names:
        world.file(name)
    equal(listed(os, world.path()), sorted(names) if "A" not in names else world.listing())


@clause("os.listdir/names")
def check_as_it_is_now(os: Os, world: World) -> None:
    """listdir tells what is there at the time of each call."""
    world.tree(TREE)
    equal(listed(os, world.path()), ["dir", "empty", "file"])
    world.unlink("file")
    world.file("new")
    world.rename("empty", "renamed")
    equal(listed(os, world.path()), ["dir", "new", "renamed"])


@clause("os.listdir/names")
@needs("symlinks")
def check_of_link(os: Os, world: World) -> None:
    """listdir of a link to a directory lists that directory."""
    world.tree(TREE)
    world.symlink("dir", "link")
    equal(listed(os, world.path("link")), ["inner"])


@clause("os.listdir/no-dot")
@cases(name=["dir", "empty"], path={"str": str, "bytes": bytes})
def check_no_dot(os: Os, world: World, name: str, path: type) -> None:
    """listdir leaves out the special entries of the directory itself and its parent."""
    world.tree(TREE)
    names = os.listdir(world.path(name) if path is str else world.bpath(name))
    assert not {".", "..", b".", b".."} & set(names)
    equal(len(names), 1 if name == "dir" else 0)


@clause("os.listdir/empty-dir")
@cases(path={"str": "empty", "bytes": b"empty", "path": FSPath("empty")})
def check_empty(os: Os, world: World, path: Any) -> None:
    """listdir of an empty directory is an empty list."""
    world.mkdir("empty")
    names = os.listdir(path)
    has_type(names, list)
    equal(names, [])


@clause("os.listdir/default-dot")
def check_default(os: Os, world: World) -> None:
    """listdir without an argument lists the current directory, wherever that is by now."""
    world.tree(TREE)
    equal(listed(os), ["dir", "empty", "file"])
    equal(listed(os), listed(os, "."))
    os.chdir(world.path("dir"))
    equal(listed(os), ["inner"])


@clause("os.listdir/str-for-str", "os.listdir/names")
@cases(path={"relative": "d", "dot": "./d", "slash": "d/"})
@needs("slash-paths")
def check_str(os: Os, world: World, path: str) -> None:
    """listdir of a str gives names of type str."""
    world.tree({"d": {"é": b"", "a": {}}})
    names = listed(os, path)
    equal(names, ["a", "é"])
    for name in names:
        has_type(name, str, "a name")


@clause("os.listdir/bytes-for-bytes")
@cases(path={"relative": b"d", "dot": b"./d", "slash": b"d/"})
@needs("slash-paths")
def check_bytes(os: Os, world: World, path: bytes) -> None:
    """listdir of bytes gives the encoded names."""
    world.tree({"d": {"é": b"", "a": {}}})
    names = listed(os, path)
    equal(names, [b"a", os.fsencode("é")])
    for name in names:
        has_type(name, bytes, "a name")


@clause("os.listdir/pathlike-str")
def check_path_of_str(os: Os, world: World) -> None:
    """listdir of a path-like object that stands for a str gives names of type str."""
    world.tree(TREE)
    equal(listed(os, FSPath(world.path("dir"))), ["inner"])


@clause("os.listdir/pathlike-bytes")
def check_path_of_bytes(os: Os, world: World) -> None:
    """listdir of a path-like object that stands for bytes gives names of type bytes."""
    world.tree(TREE)
    equal(listed(os, FSPath(world.bpath("dir"))), [b"inner"])


@clause("os.listdir/undecodable")
@needs("bytes-names")
@cases(
    raw={
        "byte": b"a\xff",
        "cut": "é".encode()[:1],
        "surrogate": b"\xed\xb2\x80",
        "mixed": b"\x80a\xc3\xa9",
    }
)
def check_undecodable(os: Os, world: World, raw: bytes) -> None:
    """listdir gives names that cannot be decoded as str that encodes back to them."""
    world.file(raw, b"found")
    (name,) = os.listdir(world.path())
    has_type(name, str)
    equal(os.fsencode(name), raw)
    equal(os.stat(name).st_size, 5)
    equal(os.listdir(world.bpath()), [raw])


@clause("os.listdir/includes-dangling")
@needs("symlinks")
def check_dangling(os: Os, world: World) -> None:
    """listdir lists links whatever they point to."""
    for name, target in (("broken", "nowhere"), ("loop", "loop"), ("up", "..")):
        world.symlink(target, name)
    equal(listed(os, world.path()), ["broken", "loop", "up"])


@clause("os.listdir/not-dir")
@cases(path={"str": "file", "bytes": b"file"})
def check_not_a_directory(os: Os, world: World, path: Any) -> None:
    """listdir of a file raises NotADirectoryError."""
    world.file("file")
    with raises(NotADirectoryError, errno="ENOTDIR", filename=path):
        os.listdir(path)


@clause("os.listdir/not-dir")
@needs("posix-paths")
def check_below_file(os: Os, world: World) -> None:
    """listdir below a file raises NotADirectoryError."""
    world.file("file")
    with raises(NotADirectoryError, errno="ENOTDIR", filename="file/below"):
        os.listdir("file/below")


@clause("os.listdir/not-dir")
@needs("symlinks")
def check_link_to_file(os: Os, world: World) -> None:
    """listdir of a link to a file raises NotADirectoryError."""
    world.tree({"file": b"", "link": ("symlink", "file")})
    with raises(NotADirectoryError, errno="ENOTDIR", filename="link"):
        os.listdir("link")


@clause("os.listdir/fd-str")
def check_descriptor(os: Os, run: Run, world: World) -> None:
    """listdir of a descriptor gives names of type str."""
    demand(run, "fd", "listdir")
    world.tree({"d": {"é": b"", "a": {}}})
    names = listed(os, os.open(world.bpath("d"), os.O_RDONLY))
    equal(names, ["a", "é"])


@clause("os.listdir/fd-not-dir")
def check_descriptor_of_file(os: Os, run: Run, world: World) -> None:
    """listdir of a descriptor of a file raises NotADirectoryError."""
    demand(run, "fd", "listdir")
    world.file("file")
    descriptor = os.open(world.path("file"), os.O_RDONLY)
    with raises(NotADirectoryError, errno="ENOTDIR"):
        os.listdir(descriptor)


@clause("os.listdir/fd-kept")
@cases(times=[1, 2, 3])
def check_descriptor_stays_open(os: Os, run: Run, world: World, times: int) -> None:
    """listdir leaves a descriptor open, to be listed again from the start."""
    demand(run, "fd", "listdir")
    world.tree(TREE)
    descriptor = os.open(world.path(), os.O_RDONLY)
    for _ in range(times):
        equal(listed(os, descriptor), ["dir", "empty", "file"])
    equal(kind_of(os.fstat(descriptor)), DIRECTORY)
    os.close(descriptor)


@clause("os.listdir/fd-minus-one")
def check_minus_one(os: Os, run: Run, world: World) -> None:
    """listdir of -1 raises OSError with EBADF and does not list the current directory."""
    demand(run, "fd", "listdir")
    world.tree(TREE)
    with raises(OSError, errno="EBADF"):
        os.listdir(-1)


@clause("os.listdir/nt-drive")
def check_drive(os: Os, world: World) -> None:
    """listdir of a drive without a directory lists the drive's current directory."""
    world.tree(TREE)
    equal(listed(os, world.path()[:2]), ["dir", "empty", "file"])
