"""os_reference.paths.nt: by rules, and over a stub of the Windows backend."""

import errno
import os as host
import stat

import pytest

import os_reference as os
from os_reference.paths import nt


class Files:
    """A small Windows: links, junctions and what is missing, by lower-case path."""

    __name__ = "stub"

    def __init__(self, links=(), environ=(), missing=()):
        self.links = dict(links)
        self.environ = dict(environ)
        self.missing = missing

    def getcwd(self):
        return "C:\\here"

    def getcwdb(self):
        return b"C:\\here"

    def lstat(self, path):
        path = host.fsdecode(path)
        if path.lower() in self.missing:
            raise FileNotFoundError(errno.ENOENT, "missing", path)
        mode = stat.S_IFLNK if path.lower() in self.links else stat.S_IFDIR
        return host.stat_result((mode, 1, 1, 0, 0, 0, 0, 0, 0, 0))

    stat = lstat

    def readlink(self, path):
        target = self.links.get(host.fsdecode(path).lower())
        if target is None:
            raise OSError(errno.EINVAL, "no link", path)
        return target if isinstance(path, str) else target.encode()


def path_of(backend, level=(3, 13)):
    return os.build(backend, flavour="nt", level=level).path


@pytest.fixture
def path():
    return path_of(Files())


@pytest.mark.parametrize(
    ("path", "drive", "root", "rest"),
    [
        ("C:\\a", "C:", "\\", "a"),
        ("C:/a", "C:", "/", "a"),
        ("C:a", "C:", "", "a"),
        ("\\a", "", "\\", "a"),
        ("a", "", "", "a"),
        ("\\\\server\\share\\a", "\\\\server\\share", "\\", "a"),
        ("//server/share", "//server/share", "", ""),
        ("\\\\server", "\\\\server", "", ""),
        ("\\\\?\\UNC\\server\\share\\a", "\\\\?\\UNC\\server\\share", "\\", "a"),
        ("\\\\?\\C:\\a", "\\\\?\\C:", "\\", "a"),
        ("", "", "", ""),
    ],
)
def test_splitroot(path, drive, root, rest):
    module = path_of(Files())
    assert module.splitroot(path) == (drive, root, rest)
    assert module.splitdrive(path) == (drive, root + rest)
    assert module.splitroot(path.encode()) == tuple(p.encode() for p in (drive, root, rest))


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (("a", "b"), "a\\b"),
        (("a/", "b"), "a/b"),
        (("C:\\a", "b"), "C:\\a\\b"),
        (("C:\\a", "\\b"), "C:\\b"),
        (("C:\\a", "D:b"), "D:b"),
        (("C:\\a", "c:b"), "c:\\a\\b"),
        (("C:", "a"), "C:a"),
        (("\\\\server\\share", "a"), "\\\\server\\share\\a"),
        (("a", ""), "a\\"),
        (("", "a"), "a"),
    ],
)
def test_join(parts, joined):
    assert nt.join(*parts) == joined
    assert nt.join(*(part.encode() for part in parts)) == joined.encode()


def test_what_does_not_join():
    for parts in (("a", b"b"), (b"a", "b"), ("a", 1), ("", b"")):
        with pytest.raises(TypeError):
            nt.join(*parts)


@pytest.mark.parametrize(
    ("path", "head", "tail"),
    [
        ("C:\\a\\b", "C:\\a", "b"),
        ("C:\\a", "C:\\", "a"),
        ("C:a", "C:", "a"),
        ("a/b\\", "a/b", ""),
        ("\\\\server\\share\\", "\\\\server\\share\\", ""),
    ],
)
def test_split(path, head, tail):
    assert nt.split(path) == (head, tail)
    assert (nt.dirname(path), nt.basename(path)) == (head, tail)


def test_split_by_level():
    assert path_of(Files(), (3, 11)).split("c:\\\\x") == ("c:\\\\", "x")
    assert path_of(Files(), (3, 12)).split("c:\\\\x") == ("c:\\", "x")


def test_isabs_by_level():
    for level, single in (((3, 12), True), ((3, 13), False)):
        isabs = path_of(Files(), level).isabs
        assert isabs("\\a") is isabs(b"/a") is single
        assert isabs("C:\\a")
        assert isabs("//server/share")
        assert not isabs("C:a")
        assert not isabs("")


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("", "."),
        ("a/./b//c", "a\\b\\c"),
        ("C:\\a\\..\\..", "C:\\"),
        ("C:a\\..\\..", "C:.."),
        ("..\\a\\..", ".."),
        ("C:", "C:"),
    ],
)
def test_normpath(path, normal):
    module = path_of(Files())
    assert module.normpath(path) == normal
    assert module.normpath(path.encode()) == normal.encode()


def test_normcase_and_splitext(path):
    assert path.normcase("A/B") == "a\\b"
    assert path.normcase(b"A/B") == b"a\\b"
    assert path.splitext("a.b\\c.d") == ("a.b\\c", ".d")
    assert path.splitext("a.b/c") == ("a.b/c", "")


def test_abspath(path):
    assert path.abspath("a") == "C:\\here\\a"
    assert path.abspath(b"..") == b"C:\\"
    assert path.abspath("\\a") == "C:\\a"
    assert path.abspath("D:\\a/b") == "D:\\a\\b"


def test_the_systems_own_abspath():
    class Full(Files):
        __name__ = "nt"

        def _getfullpathname(self, path):
            if "bad" in path:
                raise OSError(errno.EINVAL, "bad")
            return "FULL:\\" + path

    path = path_of(Full())
    assert path.abspath("a/b") == "FULL:\\a\\b"
    assert path.abspath("bad") == "C:\\here\\bad"


def test_relpath(path):
    assert path.relpath("a") == "a"
    assert path.relpath("C:\\HERE\\a", "c:\\here\\b") == "..\\a"
    assert path.relpath("C:\\here") == "."
    assert path.relpath(b"C:\\x", b"C:\\") == b"x"
    for arguments, error in [
        (("",), ValueError),
        (("D:\\a",), ValueError),
        (("a", b"b"), TypeError),
    ]:
        with pytest.raises(error):
            path.relpath(*arguments)


def test_commonpath(path):
    assert path.commonpath(["C:\\Foo\\a", "c:/foo/./b"]) == "C:\\Foo"
    assert path.commonpath([b"a\\b", b"a\\c"]) == b"a"
    for given, words in [
        ([], "at least one"),
        (["C:\\a", "D:\\a"], "same drive"),
        (["C:\\a", "C:a"], "absolute and relative"),
        (["\\a", "a"], "rooted and not-rooted"),
    ]:
        with pytest.raises(ValueError, match=words):
            path.commonpath(given)
    with pytest.raises(ValueError, match="absolute and relative"):
        path_of(Files(), (3, 12)).commonpath(["\\a", "a"])
    for given in (["a", b"b"], [b"a", "b"]):
        with pytest.raises(TypeError):
            path.commonpath(given)


@pytest.mark.parametrize("name", ["NUL", "con.txt", "a\\Com1 ", "lpt²", "x.", "x ", "a?b", "a\tb"])
def test_reserved_names(path, name):
    assert path.isreserved(name)
    assert path.isreserved(name.encode())


@pytest.mark.parametrize("name", ["a", "C:\\a.b", "..", ".", "console", "//server/share/x"])
def test_ordinary_names(path, name):
    assert not path.isreserved(name)


def test_ismount(path):
    for mount in ("C:\\", "\\\\server\\share", "\\\\server\\share\\"):
        assert path.ismount(mount)
    for other in ("C:\\a", "\\\\server\\share\\a", "a"):
        assert not path.ismount(other)

    class Volumes(Files):
        __name__ = "nt"

        def _getvolumepathname(self, path):
            return "C:\\Mounted\\" if "mounted" in path.lower() else "C:\\"

    path = path_of(Volumes())
    assert path.ismount("C:\\mounted")
    assert not path.ismount("C:\\other")


def test_isjunction():
    class Junctions(Files):
        def lstat(self, path):
            if path == "j":
                return type("Stat", (), {"st_reparse_tag": 0xA0000003})
            return super().lstat(path)

    path = path_of(Junctions())
    assert path.isjunction("j")
    assert not path.isjunction("x")
    with pytest.raises(TypeError):
        path.isjunction(None)


def test_the_backends_own_functions_are_taken():
    class Native(Files):
        __name__ = "nt"

        def _path_isdir(self, path):
            return "native"

    assert path_of(Native()).isdir("x") == "native"
    assert path_of(Files()).isdir("x") is True


@pytest.mark.parametrize(
    ("environ", "path", "expanded"),
    [
        ({"USERPROFILE": "C:\\U\\me"}, "~\\a", "C:\\U\\me\\a"),
        ({"USERPROFILE": "C:\\U\\me", "HOME": "X:"}, "~", "C:\\U\\me"),
        ({"HOMEDRIVE": "D:", "HOMEPATH": "\\me"}, "~/a", "D:\\me/a"),
        ({}, "~/a", "~/a"),
        ({"USERPROFILE": "C:\\U\\me", "USERNAME": "me"}, "~me\\a", "C:\\U\\me\\a"),
        ({"USERPROFILE": "C:\\U\\me", "USERNAME": "me"}, "~you\\a", "C:\\U\\you\\a"),
        ({"USERPROFILE": "C:\\U\\odd", "USERNAME": "me"}, "~you", "~you"),
        ({}, "a~", "a~"),
    ],
)
def test_expanduser(environ, path, expanded):
    module = path_of(Files(environ=environ))
    assert module.expanduser(path) == expanded
    assert module.expanduser(path.encode()) == expanded.encode()


@pytest.mark.parametrize(
    ("path", "expanded"),
    [
        ("%foo%$foo${foo}", "barbarbar"),
        ("%foo%%bar", "bar%bar"),
        ("'%foo%'%foo%", "'%foo%'bar"),
        ("'%foo%", "'%foo%"),
        ("%%$$", "%$"),
        ("%no%$no", "%no%$no"),
        ("plain", "plain"),
    ],
)
def test_expandvars(path, expanded):
    module = path_of(Files(environ={"FOO": "bar"}))
    assert module.expandvars(path) == expanded
    assert module.expandvars(path.encode()) == expanded.encode()


LINKS = {
    "c:\\here\\link": "real",
    "c:\\here\\far": "D:\\far",
    "c:\\here\\loop": "loop",
    "c:\\here\\up": "..\\up",
}


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("link\\a", "C:\\here\\real\\a"),
        ("far\\a", "D:\\far\\a"),
        ("up", "C:\\up"),
        ("plain", "C:\\here\\plain"),
        ("loop", "C:\\here\\loop"),
        ("missing\\a", "C:\\here\\missing\\a"),
    ],
)
def test_realpath_link_by_link(path, real):
    module = path_of(Files(LINKS, missing=["c:\\here\\missing", "c:\\here\\missing\\a"]))
    assert module.realpath(path) == real
    assert module.realpath(path.encode()) == real.encode()


def test_strict_realpath_link_by_link():
    missing = ["c:\\here\\missing", "c:\\here\\missing\\a"]
    path = path_of(Files(LINKS, missing=missing), (3, 15))
    with pytest.raises(OSError, match="links"):
        path.realpath("loop", strict=True)
    with pytest.raises(FileNotFoundError):
        path.realpath("missing", strict=True)
    assert path.realpath("missing\\a", strict=path.ALLOW_MISSING) == "C:\\here\\missing\\a"
    assert path.realpath("missing", strict=path.ALL_BUT_LAST) == "C:\\here\\missing"
    with pytest.raises(FileNotFoundError):
        path.realpath("missing\\a", strict=path.ALL_BUT_LAST)


def test_realpath_without_links():
    class Linkless:
        def getcwd(self):
            return "C:\\here"

    assert path_of(Linkless()).realpath("a") == "C:\\here\\a"


class Final(Files):
    """A Windows that knows final names: below C:\\real and on a share."""

    __name__ = "nt"

    def _getfinalpathname(self, path):
        text = host.fsdecode(path).lower()
        if text.startswith("\\\\?\\"):
            text = text[4:]
        known = {
            "c:\\here\\short": "\\\\?\\C:\\here\\ShortName",
            "c:\\here": "\\\\?\\C:\\here",
            "c:\\share": "\\\\?\\UNC\\server\\share",
        }
        if text not in known:
            raise FileNotFoundError(errno.ENOENT, "missing", path)
        return known[text] if isinstance(path, str) else known[text].encode()


def test_realpath_by_final_names():
    path = path_of(Final(), (3, 15))
    assert path.realpath("SHORT") == "C:\\here\\ShortName"
    assert path.realpath(b"short\\a\\b") == b"C:\\here\\ShortName\\a\\b"
    assert path.realpath("C:\\share\\x") == "\\\\server\\share\\x"
    assert path.realpath("\\\\?\\C:\\here") == "\\\\?\\C:\\here"
    assert path.realpath("D:\\none") == "D:\\none"
    with pytest.raises(FileNotFoundError):
        path.realpath("short\\a", strict=True)
    assert path.realpath("short\\a", strict=path.ALL_BUT_LAST) == "C:\\here\\ShortName\\a"
    dangling = path_of(Final({"c:\\here\\link": "short\\none", "c:\\here\\loop": "loop"}), (3, 15))
    assert dangling.realpath("link\\a") == "C:\\here\\ShortName\\none\\a"
    assert dangling.realpath("loop\\a") == "C:\\here\\loop\\a"
    with pytest.raises(FileNotFoundError):
        path.realpath("short\\a\\b", strict=path.ALL_BUT_LAST)


def test_levels():
    assert not hasattr(path_of(Files(), (3, 12)), "isreserved")
    assert hasattr(path_of(Files(), (3, 12)), "isdevdrive")
    assert not hasattr(path_of(Files(), (3, 11)), "isdevdrive")
