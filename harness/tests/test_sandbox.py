"""Scratch directories, canaries, clean-up of anything, and the world of a check."""

from __future__ import annotations

import fcntl
import os
import stat
import sys

import pytest

from os_harness import candidates
from os_harness.probe.caller import Caller
from os_harness.probe.module import Probe
from os_harness.probe.trace import Trace
from os_harness.sandbox.scratch import GET_FLAGS, SET_FLAGS, Scratch, remove
from os_harness.sandbox.world import ArrangeError, Disagreement, World


@pytest.fixture
def scratch(tmp_path):
    made = Scratch(tmp_path, "main")
    yield made
    made.close()
    assert not made.base.exists()


def test_fresh_directories_are_empty_and_open(scratch):
    first = scratch.fresh()
    assert os.listdir(first) == []
    assert stat.S_IMODE(os.stat(first).st_mode) == 0o777
    scratch.clean()
    assert scratch.fresh() != first
    assert scratch.escaped() is None


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda s: (s.inner / "canary").unlink(), "above the scratch directory"),
        (lambda s: (s.base / "canary").write_bytes(b"x"), "was changed"),
        (lambda s: (s.inner / "stray").mkdir(), "left outside"),
        (lambda s: remove(s.base / "outer"), "above the scratch directory"),
    ],
)
def test_canaries_tell_of_an_escape(scratch, harm, words):
    scratch.fresh()
    harm(scratch)
    assert words in scratch.escaped()
    scratch.fresh()
    assert scratch.escaped() is None


def test_a_scratch_directory_that_is_gone_is_no_escape(scratch):
    os.rmdir(scratch.fresh())
    assert scratch.escaped() is None
    scratch.clean()


def test_remove_odd_trees(tmp_path):
    top = os.fsencode(tmp_path / "odd")
    os.makedirs(top + b"/\xff\xfe/-rf/ \n")
    os.symlink(b"/", top + b"/root")
    os.mkfifo(top + b"/fifo")
    for name in (b"/locked", b"/locked/inner"):
        os.mkdir(top + name)
    with open(top + b"/locked/inner/file", "wb") as stream:
        stream.write(b"x")
    os.chmod(top + b"/locked/inner", 0)
    os.chmod(top + b"/locked", 0)
    remove(tmp_path / "odd")
    assert os.listdir(tmp_path) == []
    assert os.path.exists("/usr")


def test_remove_a_tree_deeper_than_any_path(tmp_path):
    here = os.getcwd()
    (tmp_path / "deep").mkdir()
    os.chdir(tmp_path / "deep")
    try:
        for _ in range(60):
            os.mkdir("d" * 100)
            os.chdir("d" * 100)
            with open("file", "wb"):
                pass
    finally:
        os.chdir(here)
    remove(tmp_path / "deep")
    assert os.listdir(tmp_path) == []


def test_remove_files_and_nothing(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    remove(tmp_path / "file")
    remove(tmp_path / "none")
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="inode flags need root on Linux"
)
def test_remove_immutable_entries(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_bytes(b"")
    for path in (folder / "file", folder):
        descriptor = os.open(path, os.O_RDONLY)
        flags = int.from_bytes(fcntl.ioctl(descriptor, GET_FLAGS, bytes(8)), sys.byteorder)
        fcntl.ioctl(descriptor, SET_FLAGS, (flags | 0x10).to_bytes(8, sys.byteorder))
        os.close(descriptor)
    with pytest.raises(PermissionError):
        (folder / "file").unlink()
    remove(folder)
    assert os.listdir(tmp_path) == []


@pytest.fixture(params=["shared", "virtual"])
def world(request, tmp_path):
    """A world over the stdlib's files, and one over pyfakefs's own."""
    shared = request.param == "shared"
    session = candidates.resolve("stdlib" if shared else "pyfakefs-linux").session(None, timeout=20)
    session.start()
    caller = Caller(session, Trace())
    session.begin(cwd=str(tmp_path) if shared else None)
    probe = Probe(caller, session.facts.names, session.facts.path_names)
    root = str(tmp_path) if shared else "/osconform"
    if not shared:
        probe.mkdir(root)
    yield World(caller, probe, root, str(tmp_path) if shared else None)
    session.end()
    session.close()


def test_world_arranges_and_looks(world):
    tree = {"a": {"f": b"12", "b": {}}, "l": ("symlink", "a/f")}
    world.tree(tree)
    assert world.snapshot() == tree
    assert world.listing("a") == ["b", "f"]
    assert world.kind("l") == "symlink"
    assert world.kind("a") == "directory"
    assert world.kind("none") is None
    assert not world.exists("a/f/below")
    assert world.readlink("l") == "a/f"
    assert world.read("a/f") == b"12"
    world.chmod("a/f", 0o640)
    assert world.mode("a/f") == 0o640
    world.link("a/f", "second")
    assert world.lstat("second").st_nlink == 2
    world.set_times("second", 10**18, 2 * 10**18)
    assert world.lstat("second").st_mtime == 2 * 10**9
    world.rename("second", "third")
    world.unlink("third")
    world.rmdir("a/b")
    world.mkdir("modes", 0o711)
    assert world.mode("modes") == 0o711
    world.file("own", b"x", 0o600)
    assert world.mode("own") == 0o600
    assert world.path("a", "f").endswith("/a/f")
    assert world.bpath("é") == world.path("é").encode()
    assert world.exists("own")


def test_world_for_an_example_is_its_own(world):
    inner = world.fresh()
    inner.file("f")
    assert inner.listing() == ["f"]
    assert world.fresh().listing() == []


def test_world_takes_bytes(world):
    if not world.shared:
        return
    world.file(b"\xff", b"1")
    assert world.kind(b"\xff") == "file"
    assert world.read(b"\xff") == b"1"
    world.fifo("pipe")
    assert world.kind("pipe") == "fifo"
    world.symlink(b"\xfe", "link")
    world.chown("pipe", os.getuid(), os.getgid())


def test_what_cannot_be_arranged_says_so(world):
    with pytest.raises(ArrangeError, match="rmdir"):
        world.rmdir("none")


def test_the_candidate_may_not_see_something_else(tmp_path):
    source = (
        "import os as real, types\n"
        "os = types.ModuleType('os')\n"
        "os.__dict__.update(vars(real))\n"
        "os.lstat = lambda path: real.lstat('/')\n"
    )
    (tmp_path / "liar.py").write_text(source)
    session = candidates.resolve(f"{tmp_path}/liar.py:os").session(None, timeout=5)
    session.start()
    session.begin(cwd=str(tmp_path))
    caller = Caller(session, Trace())
    probe = Probe(caller, session.facts.names, session.facts.path_names)
    world = World(caller, probe, str(tmp_path), str(tmp_path))
    with pytest.raises(Disagreement, match="directory"):
        world.kind("liar.py")
    session.end()
    session.close()


def test_windows_names():
    world = World(None, None, "Z:\\s", "/s", "\\")
    assert world.path("a/b", "c") == "Z:\\s\\a\\b\\c"
