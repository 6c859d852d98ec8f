"""Classic Mac OS in memory: volumes, colons, and what is not there."""

import pytest

from os_reference import memory
from os_reference.memory.classic import shown, translated


@pytest.fixture
def os():
    with memory("mac") as module:
        yield module


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("Disk:", "/Disk"), ("Disk:a:b", "/Disk/a/b"), ("Disk:a:", "/Disk/a"), ("a", "a"), (":a", "./a"),
        (":a:b", "./a/b"), ("::a", "./../a"), (":::a", "./../../a"), (":", "."), ("::", "./.."),
        ("Disk:a::b", "/Disk/a/../b"), ("a/b", "a:b"), ("Disk::a", "/Disk/../a"), ("", ""),
    ],
)  # fmt: skip
def test_paths(path, inside):
    assert translated(path) == inside


def test_shown():
    assert [shown(p) for p in ("/Disk", "/Disk/a", "/Disk/a:b/c")] == [
        "Disk:",
        "Disk:a",
        "Disk:a/b:c",
    ]


def test_a_session(os):
    assert (os.name, os.getcwd(), os.getbootvol()) == ("mac", "Macintosh HD:", "Macintosh HD:")
    os.makedirs(":Folder:Inner")
    os.chdir("Folder")
    assert os.getcwd() == "Macintosh HD:Folder"
    with os.open_file(":Inner:a/b", "w") as stream:
        stream.write("text")
    assert os.listdir(":Inner") == ["a/b"]
    assert os.listdir(b":Inner") == [b"a/b"]
    assert os.stat("Macintosh HD:FOLDER:inner:A/B").st_size == 4
    os.rename(":Inner:a/b", "::moved")
    assert os.path.exists("Macintosh HD:moved")
    os.utime("Macintosh HD:moved", (1, 2))
    assert os.path.getmtime("::moved") == 2
    os.removedirs(":Inner")
    assert os.listdir("Macintosh HD:Folder") == []


def test_renaming_onto_something_is_refused(os):
    for name in ("a", "b"):
        os.close(os.open(name, os.O_CREAT | os.O_RDWR))
    with pytest.raises(FileExistsError) as caught:
        os.rename("a", "b")
    assert (caught.value.filename, caught.value.filename2) == ("a", "b")
    os.rename("a", "A")
    assert "A" in os.listdir(":")


def test_nothing_is_above_a_volume(os):
    for path in ("::", "Macintosh HD::", ":::x", "Macintosh HD:a:::b"):
        with pytest.raises(FileNotFoundError) as caught:
            os.stat(path)
        assert caught.value.filename == path


def test_errors_name_paths_as_given(os):
    for call in (os.chdir, os.listdir, os.rmdir, os.remove, os.unlink, os.stat):
        with pytest.raises(FileNotFoundError) as caught:
            call(":none")
        assert caught.value.filename == ":none"
    with pytest.raises(ValueError, match="null"):
        os.mkdir("a\0b")
    with pytest.raises(TypeError):
        os.mkdir(5)


def test_the_null_device(os):
    fd = os.open(os.devnull, os.O_RDWR)
    assert os.write(fd, b"gone") == 4
    assert os.read(fd, 5) == b""


def test_what_is_not_there(os):
    absent = ("fork", "execv", "execvp", "spawnl", "chmod", "link", "symlink", "readlink", "walk", "popen",
              "putenv", "getuid", "umask", "pipe", "scandir", "access", "renames")  # fmt: skip
    assert [name for name in absent if hasattr(os, name)] == ["renames"]
    os.makedirs(":a:b")
    os.renames(":a:b", ":c:d")
    assert os.listdir(":") == ["c"]
    os.environ["KEY"] = "value"
    assert os.getenv("KEY") == "value"
    with pytest.raises(AttributeError):
        os.execlp  # noqa: B018


def test_snapshots(os):
    os.mkdir("a")
    before = os.snapshot()
    os.rmdir("a")
    os.restore(before)
    assert os.listdir(":") == ["a"]
    assert os.clone().listdir(":") == ["a"]
