"""Whole systems in memory: snapshots, clones, trees in and out, the fixture."""

import os as host

import pytest

from os_reference import memory
from os_reference.memory.testing import memory_os  # noqa: F401 -- a fixture
from os_reference.memory.trees import from_dict, import_tree, to_dict

TREE = {"a": {"b": {}, "f": b"data", "l": ("symlink", "f")}, "p": ("fifo",), "é": b""}


@pytest.fixture
def os():
    with memory("linux") as module:
        module.mkdir("/w")
        module.chdir("/w")
        yield module


def test_dictionaries(os):
    from_dict(os, TREE, "/w")
    assert to_dict(os, "/w") == TREE
    assert to_dict(os)["dev"]["null"] == ("device", 1 << 8 | 3)
    with pytest.raises(FileExistsError):
        from_dict(os, {"é": b"again"}, "/w")
    with pytest.raises(ValueError, match="not an entry"):
        from_dict(os, {"x": ("door",)}, "/w")


def test_importing_a_tree_of_the_host(os, tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d/f").write_bytes(b"content")
    host.link(tmp_path / "d/f", tmp_path / "hard")
    host.symlink("d/f", tmp_path / "soft")
    host.chmod(tmp_path / "d/f", 0o640)
    host.utime(tmp_path / "d/f", ns=(5, 7))
    import_tree(os, str(tmp_path), "/w/copy")
    assert to_dict(os, "/w/copy") == {
        "d": {"f": b"content"}, "hard": b"content", "soft": ("symlink", "d/f"),
    }  # fmt: skip
    status = os.stat("copy/hard")
    assert (status.st_mode, status.st_nlink, status.st_mtime_ns) == (0o100640, 2, 7)


def test_restoring(os):
    from_dict(os, TREE, "/w")
    fd = os.open("a/f", os.O_RDWR)
    os.read(fd, 1)
    os.environ["KEY"] = "before"
    os.chdir("a")
    before = os.snapshot()
    os.write(fd, b"XXXXX")
    os.unlink("f")
    os.rename("b", "c")
    os.chdir("/")
    os.environ["KEY"] = "after"
    os.umask(0)
    os.close(fd)
    for _ in range(2):
        os.restore(before)
        assert os.getcwd() == "/w/a"
        assert to_dict(os, "/w") == TREE
        assert os.environ["KEY"] == "before"
        assert os.umask(0o022) == 0o022
        assert os.read(fd, 10) == b"ata"
        assert os.fstat(fd).st_ino == os.stat("f").st_ino
        os.write(fd, b"more")
        os.mkdir("/w/new")


def test_clones_go_their_own_ways(os):
    from_dict(os, TREE, "/w")
    os.kernel.mount("/w/a/b", os.kernel.new_system(owner=(1000, 1000)))
    os.mkdir("a/b/mounted")
    r, w = os.pipe()
    os.write(w, b"in the pipe")
    other = os.clone()
    assert to_dict(other) == to_dict(os)
    assert other.getcwd() == "/w"
    assert other.read(r, 6) == b"in the"
    assert os.read(r, 2) == b"in"
    other.unlink("a/f")
    os.rmdir("a/b/mounted")
    assert os.path.exists("a/f")
    assert other.path.isdir("a/b/mounted")
    assert not other.path.samefile("a/b", "a")
    with pytest.raises(OSError, match="busy"):
        other.rmdir("a/b")


def test_a_clone_of_macos_keeps_folding_names():
    with memory("macos") as os:
        os.mkdir("/Dir")
        other = os.clone()
        assert other.path.isdir("/DIR")
        os.rmdir("/dir")
        assert other.listdir("/")[-1] == "Dir"


def test_the_fixture(memory_os):  # noqa: F811
    assert memory_os.getcwd() == "/home/user"
    memory_os.mkdir("d")
    assert memory_os.listdir() == ["d"]
