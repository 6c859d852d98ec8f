"""os_reference.paths.mac: classic Mac OS names, by rules and over a stub backend."""

import os as host
import stat

import pytest

import os_reference as os


class Disk:
    """A backend with a current folder and one alias."""

    def getcwd(self):
        return "Disk:here"

    def getcwdb(self):
        return b"Disk:here"

    def lstat(self, path):
        mode = stat.S_IFLNK if path == "Disk:here:alias" else stat.S_IFDIR
        return host.stat_result((mode, 1, 1, 0, 0, 0, 0, 0, 0, 0))

    stat = lstat

    def readlink(self, path):
        return "Other:target"


@pytest.fixture(scope="module")
def path():
    return os.build(Disk(), flavour="mac", level=(3, 15)).path


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (("Disk:", "a"), "Disk:a"),
        (("Disk:a", "b"), "Disk:a:b"),
        (("a", "b"), ":a:b"),
        (("a", ":b"), ":a:b"),
        (("Disk:a", "::b"), "Disk:a::b"),
        (("a", "Disk:b"), "Disk:b"),
        (("a", ""), ":a:"),
        (("", "a"), "a"),
        (("", ""), ""),
    ],
)
def test_join(path, parts, joined):
    assert path.join(*parts) == joined
    assert path.join(*(part.encode() for part in parts)) == joined.encode()


@pytest.mark.parametrize("parts", [("a", b"b"), (b"a", "b"), ("", b"b"), ("a", 1)])
def test_what_does_not_join(path, parts):
    with pytest.raises(TypeError):
        path.join(*parts)


@pytest.mark.parametrize(
    ("name", "head", "tail"),
    [
        ("Disk:a", "Disk:", "a"),
        ("Disk:a:b", "Disk:a", "b"),
        ("Disk:a:", "Disk:a", ""),
        ("Disk:", "Disk:", ""),
        (":a", ":", "a"),
        ("::a", "::", "a"),
        (":a:b", ":a", "b"),
        ("a", "", "a"),
        ("", "", ""),
    ],
)
def test_split(path, name, head, tail):
    assert path.split(name) == (head, tail)
    assert (path.dirname(name), path.basename(name)) == (head, tail)
    assert path.split(name.encode()) == (head.encode(), tail.encode())


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("", ":"),
        (":", ":"),
        ("::", "::"),
        (":::", ":::"),
        ("a", ":a"),
        (":a:", ":a"),
        (":a::b", ":b"),
        (":a:::b", "::b"),
        ("Disk:", "Disk:"),
        ("Disk:a::b", "Disk:b"),
        ("Disk:a:::b", "Disk:b"),
        ("Disk:a:b:", "Disk:a:b"),
    ],
)
def test_normpath(path, name, normal):
    assert path.normpath(name) == normal
    assert path.normpath(name.encode()) == normal.encode()
    assert path.normpath(normal) == normal


def test_absolute_paths(path):
    assert path.isabs("Disk:")
    assert path.isabs(b"Disk:a")
    assert not path.isabs(":a")
    assert not path.isabs("a")
    assert path.abspath("a") == "Disk:here:a"
    assert path.abspath(b"::a") == b"Disk:a"
    assert path.abspath("Other:a") == "Other:a"
    assert path.splitroot("Disk:a:b") == ("", "Disk:", "a:b")
    assert path.splitroot(":a") == ("", "", ":a")
    assert path.splitdrive("Disk:a") == ("", "Disk:a")
    assert path.ismount("Disk:")
    assert not path.ismount("Disk:a")
    assert not path.ismount("a")


def test_relpath(path):
    assert path.relpath("a") == ":a"
    assert path.relpath("Disk:") == "::"
    assert path.relpath("disk:HERE") == ":"
    assert path.relpath(b"Disk:x:y", b"Disk:x:z") == b"::y"
    for arguments, error in [
        (("",), ValueError),
        (("Other:a",), ValueError),
        (("a", b"b"), TypeError),
    ]:
        with pytest.raises(error):
            path.relpath(*arguments)


def test_commonpath(path):
    assert path.commonpath(["Disk:A:b", "disk:a:c"]) == "Disk:A"
    assert path.commonpath(["Disk:a", "Disk:b"]) == "Disk:"
    assert path.commonpath([b":a:b", b"a"]) == b":a"
    assert path.commonpath(["a", "b"]) == ""
    for given in ([], ["Disk:a", "a"], ["One:a", "Two:a"]):
        with pytest.raises(ValueError, match=r"commonpath|mix"):
            path.commonpath(given)
    with pytest.raises(TypeError):
        path.commonpath(["a", b"b"])


def test_the_rest(path):
    assert path.normcase("Ab") == "ab"
    assert path.splitext("Disk:a.b:c.d") == ("Disk:a.b:c", ".d")
    assert path.splitext("Disk:a.b:c") == ("Disk:a.b:c", "")
    assert path.expanduser("~:a") == "~:a"
    assert path.expandvars("$a") == "$a"
    assert path.realpath(":alias:x") == "Other:target:x"
    assert path.realpath("plain") == "Disk:here:plain"
    assert path.isdir("a") is True


def test_directories_over_such_names():
    made = {"Disk:"}

    class Folders(Disk):
        def mkdir(self, path, mode=0o777):
            parent = path.rstrip(":").rpartition(":")[0]
            if parent != "Disk" and parent not in made:
                raise FileNotFoundError(2, "no folder", path)
            made.add(path)

    os.build(Folders(), flavour="mac").makedirs("Disk:a:b:c")
    assert made == {"Disk:", "Disk:a", "Disk:a:b", "Disk:a:b:c"}
