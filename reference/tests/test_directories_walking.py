"""walk and fwalk."""

import gc

import pytest

import os_reference as os

needs_fwalk = pytest.mark.skipif(not hasattr(os, "fwalk"), reason="no directory descriptors here")
needs_links = pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows")


@pytest.fixture
def tree(tmp_path):
    """A tree: a/{x,y/{f},link -> outside}, b/{}, file."""
    outside = tmp_path / "outside"
    (outside / "inner").mkdir(parents=True)
    top = tmp_path / "top"
    (top / "a" / "x").mkdir(parents=True)
    (top / "a" / "y").mkdir()
    (top / "b").mkdir()
    (top / "a" / "y" / "f").touch()
    (top / "file").touch()
    if os.name == "posix":
        (top / "a" / "link").symlink_to(outside)
        (top / "dangling").symlink_to("nowhere")
    return str(top)


def plain(walk, top):
    """The triples, in the order of names, with paths relative to ``top``."""
    return [
        (os.path.relpath(where, top).replace(os.sep, "/"), sorted(dirs), sorted(files))
        for where, dirs, files, *_ in walk
    ]


@needs_links
@pytest.mark.parametrize("topdown", [True, False])
def test_everything_once(tree, topdown):
    found = plain(os.walk(tree, topdown), tree)
    assert sorted(found) == [
        (".", ["a", "b"], ["dangling", "file"]),
        ("a", ["link", "x", "y"], []),
        ("a/x", [], []),
        ("a/y", [], ["f"]),
        ("b", [], []),
    ]
    order = [where for where, _, _ in found]
    before = (
        (lambda one, other: order.index(one) < order.index(other))
        if topdown
        else (lambda one, other: order.index(one) > order.index(other))
    )
    assert before(".", "a")
    assert before("a", "a/x")


@needs_links
@pytest.mark.parametrize("topdown", [True, False])
def test_following_links(tree, topdown):
    found = plain(os.walk(tree, topdown, followlinks=True), tree)
    assert ("a/link", ["inner"], []) in found
    assert ("a/link/inner", [], []) in found


@needs_links
@pytest.mark.parametrize("topdown", [True, False])
def test_links_as_files(tree, topdown):
    found = plain(os.walk(tree, topdown, followlinks=os._walk_symlinks_as_files), tree)
    assert ("a", ["x", "y"], ["link"]) in found


def test_changing_the_directories(tree):
    seen = []
    for where, dirs, _ in os.walk(tree):
        seen.append(os.path.basename(where))
        if where == tree:
            dirs[:] = ["b", "a"]
        elif os.path.basename(where) == "a":
            dirs[:] = ["y"]
    assert seen == ["top", "b", "a", "y"]


def test_changing_them_bottom_up_does_nothing(tree):
    seen = 0
    for _, dirs, _ in os.walk(tree, topdown=False):
        dirs.clear()
        seen += 1
    assert seen == 5


def test_bytes_and_path_likes(tree, tmp_path):
    assert all(isinstance(where, bytes) for where, _, _ in os.walk(tree.encode()))
    assert next(os.walk(tmp_path / "top"))[0] == tree


def test_errors_are_left_out_or_told(tree):
    missing = f"{tree}/missing"
    for topdown in (True, False):
        assert list(os.walk(missing, topdown)) == []
        errors = []
        assert list(os.walk(f"{tree}/file", topdown, errors.append)) == []
        assert [error.filename for error in errors] == [f"{tree}/file"]
    with pytest.raises(TypeError):
        list(os.walk(None))


def test_onerror_may_raise(tree):
    def stop(error):
        raise error

    with pytest.raises(FileNotFoundError):
        list(os.walk(f"{tree}/missing", onerror=stop))


@needs_links
def test_a_directory_replaced_by_a_link_is_not_entered(tree, tmp_path):
    seen = []
    for where, dirs, _ in os.walk(tree):
        seen.append(os.path.basename(where))
        if where == tree:
            dirs.sort()
            os.rmdir(f"{tree}/b")
            os.symlink(tmp_path / "outside", f"{tree}/b")
    assert "b" not in seen


@pytest.mark.parametrize("topdown", [True, False])
def test_deep_trees(topdown):
    depth = 3000  # more than Python would recurse

    class Deep:
        def scandir(self, path):
            inner = DirectoryEntry(path + "/d")
            return Listing([inner] if len(path) < 2 * depth - 1 else [])

        def lstat(self, path):
            return os.stat_result([0] * 10)

    found = list(os.build(Deep()).walk("t", topdown))
    assert len(found) == depth
    assert len(found[0][0]) == (1 if topdown else 2 * depth - 1)


class Entry:
    """A directory entry that cannot be asked about."""

    path = "t/odd"
    name = "odd"

    def is_dir(self, *, follow_symlinks=True):
        raise OSError(5, "cannot say")

    def is_symlink(self):
        raise OSError(5, "cannot say")


class DirectoryEntry(Entry):
    """A directory that cannot say whether it is a link."""

    name = "d"

    def __init__(self, path="t/d"):
        self.path = path

    def is_dir(self, *, follow_symlinks=True):
        return True

    def is_junction(self):
        return False


class Listing(list):
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return None


class Odd:
    """A backend that lists such entries in ``t``, and has no links."""

    def scandir(self, path):
        return Listing([Entry(), DirectoryEntry()] if path == "t" else [])


@pytest.mark.parametrize("followlinks", [False, True, os._walk_symlinks_as_files])
@pytest.mark.parametrize("topdown", [True, False])
def test_entries_that_cannot_be_asked(topdown, followlinks):
    module = os.build(Odd())
    found = list(module.walk("t", topdown, followlinks=followlinks))
    assert sorted(found) == [("t", ["d"], ["odd"]), ("t/d", [], [])]


@needs_fwalk
@pytest.mark.parametrize("topdown", [True, False])
@pytest.mark.parametrize("follow", [True, False])
def test_fwalk_is_walk_with_descriptors(tree, topdown, follow):
    walked = plain(os.walk(tree, topdown, followlinks=follow), tree)
    with_descriptors = os.fwalk(tree, topdown, follow_symlinks=follow)
    seen = []
    for where, dirs, files, fd in with_descriptors:
        assert os.path.samestat(os.stat(where), os.stat(fd))
        assert sorted(os.listdir(fd)) == sorted(dirs + files)
        seen.append((where, list(dirs), list(files)))
    assert sorted(plain(seen, tree)) == sorted(walked)


@needs_fwalk
def test_fwalk_below_a_descriptor(tree, monkeypatch):
    fd = os.open(tree, os.O_RDONLY)
    try:
        assert [where for where, *_ in os.fwalk("b", dir_fd=fd)] == ["b"]
        assert [where for where, *_ in os.fwalk(b"b", dir_fd=fd)] == [b"b"]
    finally:
        os.close(fd)
    monkeypatch.chdir(tree)
    assert next(os.fwalk())[0] == "."
    found = next(os.fwalk(b"."))
    assert all(isinstance(name, bytes) for name in found[1] + found[2])


@needs_fwalk
def test_fwalk_leaves_no_descriptor_open(tree):
    def free():
        fd = os.dup(0)
        os.close(fd)
        return fd

    before = free()
    for topdown in (True, False):
        walk = os.fwalk(tree, topdown)
        next(walk)
        next(walk)
        assert free() != before
        walk.close()
        assert free() == before
    del walk
    gc.collect()
    list(os.fwalk(tree))
    assert free() == before


@needs_fwalk
def test_fwalk_of_what_cannot_be_walked(tree):
    with pytest.raises(FileNotFoundError):
        next(os.fwalk(f"{tree}/missing"))
    assert list(os.fwalk(f"{tree}/file")) == []
    assert list(os.fwalk(f"{tree}/a/link")) == []
    assert len(list(os.fwalk(f"{tree}/a/link", follow_symlinks=True))) == 2


@needs_fwalk
def test_fwalk_errors_below(tree):
    errors = []
    for onerror in (None, errors.append):
        for where, dirs, _, _ in os.fwalk(tree, onerror=onerror):
            if where == tree:
                dirs[:] = ["gone", "b"]
        assert [error.filename for error in errors] == (["gone"] if onerror else [])


@needs_fwalk
def test_fwalk_shows_a_directory_that_is_none(tree):
    walk = os.fwalk(tree)
    next(walk)[1][:] = ["file"]
    with pytest.raises(NotADirectoryError):
        next(walk)


@needs_fwalk
def test_removing_files_on_the_way_up(tree):
    for where, dirs, files, fd in os.fwalk(tree, topdown=False):
        for name in files:
            os.unlink(name, dir_fd=fd)
        for name in dirs:
            if os.path.islink(os.path.join(where, name)):
                os.unlink(name, dir_fd=fd)
            else:
                os.rmdir(name, dir_fd=fd)
    assert os.listdir(tree) == []
