"""os_reference.paths.posix: by rules, and against the file system where it is POSIX."""

import os as host

import pytest

import os_reference as os
from os_reference import paths
from os_reference.paths import posix

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX file system")


def kinds(*texts):
    """The texts as they are, and as bytes."""
    return texts, tuple(text.encode() for text in texts)


JOINED = [
    (("a", "b"), "a/b"),
    (("a/", "b"), "a/b"),
    (("a", "/b"), "/b"),
    (("a", ""), "a/"),
    (("", "b"), "b"),
    (("", ""), ""),
    (("a",), "a"),
    (("/a", "b/", "c"), "/a/b/c"),
]


@pytest.mark.parametrize(("parts", "joined"), JOINED)
def test_join(parts, joined):
    assert posix.join(*parts) == joined
    assert posix.join(*kinds(*parts)[1]) == joined.encode()


@pytest.mark.parametrize("parts", [("a", b"b"), (b"a", "b"), ("", b"b"), ("a", 1), ("a", [])])
def test_parts_that_do_not_join(parts):
    with pytest.raises(TypeError):
        posix.join(*parts)


SPLIT = [
    ("/a/b", "/a", "b"),
    ("/a/b/", "/a/b", ""),
    ("a", "", "a"),
    ("/", "/", ""),
    ("//a", "//", "a"),
    ("a//b", "a", "b"),
    ("", "", ""),
]


@pytest.mark.parametrize(("path", "head", "tail"), SPLIT)
def test_split(path, head, tail):
    assert posix.split(path) == (head, tail)
    assert (posix.dirname(path), posix.basename(path)) == (head, tail)
    assert posix.split(path.encode()) == kinds(head, tail)[1]
    assert posix.dirname(path.encode()) == head.encode()
    assert posix.basename(path.encode()) == tail.encode()


NORMAL = [
    ("", "."),
    (".", "."),
    ("a//b/./c/", "a/b/c"),
    ("a/../b", "b"),
    ("../a/../..", "../.."),
    ("/../a", "/a"),
    ("//a", "//a"),
    ("///a", "/a"),
    ("a/..", "."),
    ("a\0b/..", "."),
]


@pytest.mark.parametrize(("path", "normal"), NORMAL)
@pytest.mark.parametrize("backend", ["posix", "other"])
def test_normpath(path, normal, backend):
    module = posix
    if backend == "other":
        module = os.build(object(), flavour="posix", level=(3, 12)).path
        assert module.splitroot("//a/b") == ("", "//", "a/b")
    assert module.normpath(path) == normal
    assert module.normpath(path.encode()) == normal.encode()


@pytest.mark.parametrize(
    ("path", "root", "ext"),
    [
        ("a.b.c", "a.b", ".c"),
        (".rc", ".rc", ""),
        ("...x", "...x", ""),
        ("a.d/b", "a.d/b", ""),
        ("a.", "a", "."),
        ("", "", ""),
    ],
)
def test_splitext(path, root, ext):
    assert posix.splitext(path) == (root, ext)
    assert posix.splitext(path.encode()) == kinds(root, ext)[1]


def test_drives_roots_and_cases():
    module = os.build(object(), level=(3, 12)).path
    assert module.splitroot("/a") == ("", "/", "a")
    assert module.splitroot(b"///a") == (b"", b"/", b"//a")
    assert posix.splitdrive("/a") == ("", "/a")
    assert posix.normcase("A") == "A"
    assert posix.isabs("/a")
    assert not posix.isabs(b"a")
    for function in (posix.normcase, posix.isabs, posix.split, posix.splitext, posix.normpath):
        with pytest.raises(TypeError):
            function(1)


@pytest.fixture
def somewhere(monkeypatch):
    monkeypatch.setattr(os, "getcwd", lambda: "/home/me")
    monkeypatch.setattr(os, "getcwdb", lambda: b"/home/me")


@pytest.mark.usefixtures("somewhere")
@pytest.mark.parametrize(
    ("path", "start", "relative"),
    [
        ("a", None, "a"),
        ("a", "b", "../a"),
        ("/home/me", None, "."),
        ("/", None, "../.."),
        ("/a/b", "/", "a/b"),
        ("/", "/", "."),
        ("/a/b", "/a/b/c/d", "../.."),
    ],
)
def test_relpath(path, start, relative):
    assert posix.relpath(path, start) == relative
    start = start if start is None else start.encode()
    assert posix.relpath(path.encode(), start) == relative.encode()


@pytest.mark.usefixtures("somewhere")
def test_abspath():
    assert posix.abspath("") == "/home/me"
    assert posix.abspath(b"../x") == b"/home/x"
    assert posix.abspath("/a/../b") == "/b"
    with pytest.raises(ValueError, match="no path"):
        posix.relpath("")
    with pytest.raises(TypeError):
        posix.relpath("a", b"b")


@pytest.mark.parametrize(
    ("given", "common_path"),
    [
        (["/a/b", "/a/c"], "/a"),
        (["/a/b"], "/a/b"),
        (["a//b/.", "a/b/c"], "a/b"),
        (["/a", "/b"], "/"),
        (["a", "b"], ""),
    ],
)
def test_commonpath(given, common_path):
    assert posix.commonpath(given) == common_path
    assert posix.commonpath(iter([path.encode() for path in given])) == common_path.encode()


def test_commonpath_refuses():
    for given in ([], ["/a", "b"]):
        with pytest.raises(ValueError, match=r"commonpath|mix"):
            posix.commonpath(given)
    for given in (["a", b"b"], [b"a", "b"]):
        with pytest.raises(TypeError):
            posix.commonpath(given)


def test_commonprefix():
    assert posix.commonprefix([]) == ""
    assert posix.commonprefix(["abc", "abd", "ab"]) == "ab"
    assert posix.commonprefix([b"abc", b"xbc"]) == b""
    assert posix.commonprefix([["a", "b"], ["a", "c"]]) == ["a"]


def test_the_state_of_files(tmp_path):
    file, missing = tmp_path / "file", tmp_path / "missing"
    file.write_bytes(b"abc")
    assert posix.exists(file)
    assert posix.lexists(file)
    assert posix.isfile(file)
    assert not posix.isdir(file)
    assert posix.isdir(tmp_path)
    assert not posix.isfile(tmp_path)
    assert not posix.islink(file)
    assert posix.getsize(file) == 3
    for name in ("getmtime", "getatime", "getctime"):
        assert isinstance(getattr(posix, name)(file), float)
        with pytest.raises(FileNotFoundError):
            getattr(posix, name)(missing)
    for name in ("exists", "lexists", "isfile", "isdir", "islink"):
        assert getattr(posix, name)(missing) is False
        assert getattr(posix, name)("nul\0") is False
    assert posix.samefile(file, tmp_path / "." / "file")
    assert not posix.samefile(file, tmp_path)
    with open(file) as one, open(file) as other:
        assert posix.sameopenfile(one.fileno(), other.fileno())
        assert posix.exists(one.fileno())


def test_what_there_is_not():
    module = os.build(object(), level=(3, 13)).path
    assert module.isjunction("x") is False
    assert module.isdevdrive("x") is False
    assert module.islink("x") is False
    with pytest.raises(TypeError):
        module.isjunction(1)


@pytest.mark.parametrize(
    ("level", "absent"),
    [
        ((3, 11), {"splitroot", "isjunction", "isdevdrive", "ALLOW_MISSING", "ALL_BUT_LAST"}),
        ((3, 12), {"isdevdrive", "ALLOW_MISSING", "ALL_BUT_LAST"}),
        ((3, 13), {"ALLOW_MISSING", "ALL_BUT_LAST"}),
        ((3, 15), set()),
    ],
)
def test_levels(level, absent):
    names = dir(os.build(object(), level=level).path)
    assert set(paths.SINCE) - {"isreserved"} - set(names) == absent


@posix_only
def test_it_has_the_names_of_the_stdlib():
    import posixpath

    assert set(posix.__all__) == set(posixpath.__all__)


@pytest.fixture
def links(tmp_path):
    """real/deep/file, link -> real/deep, up -> link/.., loop -> loop, dangling -> nowhere."""
    top = host.path.realpath(tmp_path)
    host.makedirs(f"{top}/real/deep")
    open(f"{top}/real/deep/file", "w").close()
    host.symlink("real/deep", f"{top}/link")
    host.symlink(f"{top}/link/..", f"{top}/up")
    host.symlink("loop", f"{top}/loop")
    host.symlink("nowhere", f"{top}/dangling")
    return top


@posix_only
@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("link/file", "real/deep/file"),
        ("link/..", "real"),
        ("up", "real"),
        ("up/./deep//file", "real/deep/file"),
        ("link/../../link", "real/deep"),
        ("dangling", "nowhere"),
        ("missing/a/../b", "missing/b"),
        ("missing/../link", "real/deep"),
        ("loop", "loop"),
        ("loop/x", "loop/x"),
        ("link/file/x", "real/deep/file/x"),
    ],
)
def test_realpath(links, path, real):
    assert posix.realpath(f"{links}/{path}") == f"{links}/{real}"
    assert posix.realpath(f"{links}/{path}".encode()) == f"{links}/{real}".encode()


@posix_only
def test_realpath_from_here(links, monkeypatch):
    monkeypatch.chdir(links)
    assert posix.realpath("") == links
    assert posix.realpath("link") == f"{links}/real/deep"
    assert posix.realpath("/..") == "/"
    monkeypatch.chdir("/")
    assert posix.realpath("etc/..") == "/"
    with pytest.raises(ValueError, match="null"):
        posix.realpath("missing/\0")


@posix_only
def test_strict_realpath(links):
    strict = {"strict": True}
    assert posix.realpath(f"{links}/link/file", **strict) == f"{links}/real/deep/file"
    for path, error in [
        ("missing", FileNotFoundError),
        ("dangling", FileNotFoundError),
        ("loop", OSError),
        ("link/file/", NotADirectoryError),
        ("link/file/..", NotADirectoryError),
        ("link/file/x", NotADirectoryError),
    ]:
        with pytest.raises(error, match="Errno"):
            posix.realpath(f"{links}/{path}", **strict)


@posix_only
def test_realpath_that_lets_some_things_pass(links):
    some, last = paths.ALLOW_MISSING, paths.ALL_BUT_LAST
    assert posix.realpath(f"{links}/link/x/y", strict=some) == f"{links}/real/deep/x/y"
    assert posix.realpath(f"{links}/link/x", strict=last) == f"{links}/real/deep/x"
    with pytest.raises(FileNotFoundError):
        posix.realpath(f"{links}/link/x/y", strict=last)
    for strict in (some, last):
        with pytest.raises(OSError, match="Errno"):
            posix.realpath(f"{links}/loop", strict=strict)
        assert repr(strict) == f"os.path.{strict.__reduce__()}"


@posix_only
def test_realpath_behind_a_loop_by_level(links):
    path = f"{links}/loop/../link"
    of_level = {
        level: os.build(backend(), level=level).path.realpath(path) for level in [(3, 12), (3, 13)]
    }
    assert of_level == {(3, 12): f"{links}/link", (3, 13): f"{links}/real/deep"}


def backend():
    from os_reference.backend import default_backend

    return default_backend()


@posix_only
def test_ismount(links):
    assert posix.ismount("/")
    for path in (links, f"{links}/link", f"{links}/missing", f"{links}/real/deep/file", "\0"):
        assert not posix.ismount(path)


class Devices:
    """A backend in which everything above /disk is another device; /shut cannot be searched."""

    __name__ = "posix"

    def lstat(self, path):
        if path.startswith("/shut/"):
            raise PermissionError(13, "no", path)
        if path == "/nothing":
            raise FileNotFoundError(2, "no", path)
        if path == "/" and self.rootless:
            raise PermissionError(13, "no", path)
        device = 2 if path in ("/disk", "/shut") else 1
        return host.stat_result((0o040755, len(path), device, 0, 0, 0, 0, 0, 0, 0))

    rootless = False


def test_mounts_of_a_backend():
    stub = Devices()
    path = os.build(stub).path
    assert path.ismount("/disk")
    assert path.ismount("/shut")
    assert not path.ismount("/nothing")
    stub.rootless = True
    assert not path.ismount("/shut")


@pytest.fixture
def home(monkeypatch):
    monkeypatch.setitem(os.environ, "HOME", "/home/me/")
    monkeypatch.setitem(os.environ, "NAME", "va$NAME")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("path", "expanded"),
    [
        ("~", "/home/me"),
        ("~/a", "/home/me/a"),
        ("a~", "a~"),
        ("~no-such-user-anywhere/a", "~no-such-user-anywhere/a"),
    ],
)
def test_expanduser(path, expanded):
    assert posix.expanduser(path) == expanded
    assert posix.expanduser(path.encode()) == expanded.encode()


@posix_only
def test_expanduser_by_the_database(monkeypatch):
    import pwd

    monkeypatch.delitem(os.environ, "HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: pwd.struct_passwd(("", "", 0, 0, "", "/", "")))
    assert posix.expanduser("~") == "/"
    assert posix.expanduser("~/a") == "/a"
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: {}[uid])
    assert posix.expanduser("~/a") == "~/a"
    root = pwd.getpwnam("root").pw_dir
    assert posix.expanduser("~root/a") == f"{root}/a"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("path", "expanded"),
    [
        ("$NAME/${NAME}", "va$NAME/va$NAME"),
        ("$NAMEX$", "$NAMEX$"),
        ("${NAME", "${NAME"),
        ("${}", "${}"),
        ("plain", "plain"),
        ("$NAMEé", "$NAMEé".replace("$NAME", "va$NAME")),
    ],
)
def test_expandvars(path, expanded):
    assert posix.expandvars(path) == expanded
    assert posix.expandvars(path.encode()) == expanded.encode()
