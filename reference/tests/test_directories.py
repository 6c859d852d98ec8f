"""makedirs, removedirs, renames: on the file system of the machine, and over stub backends."""

import errno
import stat

import pytest

import os_reference as os

posix_modes = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")


@pytest.fixture
def here(tmp_path):
    return str(tmp_path)


@pytest.fixture
def umask():
    old = os.umask(0o022)
    yield
    os.umask(old)


def mode_of(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_makedirs_makes_leaf_and_parents(here):
    assert os.makedirs(f"{here}/a/b/c") is None
    assert os.path.isdir(f"{here}/a/b/c")


@pytest.mark.parametrize("tail", ["/", "/.", "//", "/./"])
def test_makedirs_with_a_tail(here, tail):
    os.makedirs(f"{here}/a/b{tail}")
    assert os.path.isdir(f"{here}/a/b")
    os.makedirs(f"{here}/x/y{tail}".encode())
    assert os.path.isdir(f"{here}/x/y")


def test_makedirs_takes_paths_of_all_kinds(tmp_path, monkeypatch):
    os.makedirs(tmp_path / "p" / "q")
    monkeypatch.chdir(tmp_path)
    os.makedirs("one")
    os.makedirs("two/three")
    assert sorted(os.listdir()) == ["one", "p", "two"]


@posix_modes
@pytest.mark.usefixtures("umask")
def test_makedirs_modes(here):
    os.mkdir(f"{here}/old", 0o701)
    os.makedirs(f"{here}/old/new/leaf", 0o750)
    assert [mode_of(f"{here}/old{tail}") for tail in ("", "/new", "/new/leaf")] == [
        0o701,
        0o755,
        0o750,
    ]


@posix_modes
@pytest.mark.usefixtures("umask")
def test_parent_mode_since_3_15(here):
    module = os.build(os_backend(), level=(3, 15))
    module.makedirs(f"{here}/a/b", parent_mode=0o700)
    module.makedirs(f"{here}/c/d")
    assert (mode_of(f"{here}/a"), mode_of(f"{here}/c")) == (0o700, 0o755)
    assert module.makedirs.__name__ == "makedirs"


def os_backend():
    from os_reference.backend import default_backend

    return default_backend()


def test_an_existing_leaf(here):
    leaf = f"{here}/leaf"
    os.makedirs(leaf)
    with pytest.raises(FileExistsError) as caught:
        os.makedirs(leaf)
    assert caught.value.filename == leaf
    os.makedirs(leaf, exist_ok=True)
    with open(f"{here}/file", "w"):
        pass
    with pytest.raises(FileExistsError):
        os.makedirs(f"{here}/file", exist_ok=True)
    with pytest.raises(OSError, match="Errno") as caught:
        os.makedirs(f"{here}/file/below")
    assert isinstance(caught.value, NotADirectoryError | FileNotFoundError)


@pytest.mark.parametrize("wrong", [3.5, None, ["a"]])
def test_what_is_no_path(wrong):
    for function in (os.makedirs, os.removedirs):
        with pytest.raises(TypeError):
            function(wrong)


def test_the_empty_path():
    with pytest.raises(FileNotFoundError):
        os.makedirs("")
    with pytest.raises(FileNotFoundError):
        os.removedirs("")


@posix_modes
def test_a_dangling_parent(here):
    os.symlink("nowhere", f"{here}/link")
    with pytest.raises(FileNotFoundError):
        os.makedirs(f"{here}/link/a")


class Racing:
    """A backend in which somebody else makes every parent first, and no root exists."""

    __name__ = "posix"

    def __init__(self):
        self.made = set()

    def mkdir(self, path, mode=0o777):
        parent = path.rpartition("/")[0] or ("/" if path[0] == "/" else "")
        if path == "/":
            raise FileNotFoundError(errno.ENOENT, "no root", path)
        if parent and parent not in self.made:
            raise FileNotFoundError(errno.ENOENT, "no parent", path)
        self.made.add(path)
        if path.endswith("raced"):
            raise FileExistsError(errno.EEXIST, "somebody was faster", path)


def test_somebody_else_makes_the_parents():
    backend = Racing()
    os.build(backend).makedirs("raced/raced/leaf")
    assert backend.made == {"raced", "raced/raced", "raced/raced/leaf"}


def test_a_root_that_is_not_there():
    with pytest.raises(FileNotFoundError):
        os.build(Racing()).makedirs("/a/b")


def test_removedirs_prunes_to_the_first_parent_in_use(here):
    os.makedirs(f"{here}/keep/a/b/c")
    os.mkdir(f"{here}/keep/other")
    os.removedirs(f"{here}/keep/a/b/c/")
    assert os.listdir(f"{here}/keep") == ["other"]


def test_removedirs_only_touches_what_the_path_mentions(tmp_path, monkeypatch):
    (tmp_path / "top" / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "top")
    os.removedirs("a/b")
    assert os.listdir(tmp_path) == ["top"]


def test_removedirs_fails_when_the_leaf_does(here):
    os.makedirs(f"{here}/a/b/c")
    with pytest.raises(FileNotFoundError):
        os.removedirs(f"{here}/a/b/missing")
    with pytest.raises(OSError, match="Errno") as caught:
        os.removedirs(f"{here}/a/b")
    assert caught.value.errno in (errno.ENOTEMPTY, errno.EEXIST)
    assert os.path.isdir(f"{here}/a/b/c")


def test_renames_makes_the_new_path_and_prunes_the_old(here):
    os.makedirs(f"{here}/keep/old/x")
    with open(f"{here}/keep/old/x/file", "w"):
        pass
    os.mkdir(f"{here}/keep/used")
    os.renames(f"{here}/keep/old/x/file", f"{here}/keep/new/y/name")
    assert sorted(os.listdir(f"{here}/keep")) == ["new", "used"]
    assert os.listdir(f"{here}/keep/new/y") == ["name"]


def test_renames_in_place_leaves_a_directory_in_use(here):
    for name in ("one", "other"):
        with open(f"{here}/{name}", "w"):
            pass
    os.renames(f"{here}/one", f"{here}/two")
    assert sorted(os.listdir(here)) == ["other", "two"]


def test_renames_of_bare_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open("one", "w"):
        pass
    os.renames("one", "two")
    assert os.listdir() == ["two"]
    with pytest.raises(FileNotFoundError):
        os.renames("one", "three")


def test_renames_of_what_is_missing(here):
    with pytest.raises(FileNotFoundError):
        os.renames(f"{here}/missing", f"{here}/name")
    with pytest.raises(FileNotFoundError):
        os.renames(f"{here}/missing", f"{here}/new/name")
    assert os.path.isdir(f"{here}/new")
