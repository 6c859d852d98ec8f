"""Names of Windows in memory: full paths, drives, volumes, shares, devices."""

import stat

import pytest

from os_reference import memory


@pytest.fixture
def os(windows):
    return windows


@pytest.mark.parametrize(
    ("path", "full"),
    [
        ("x", "C:\\site\\x"),
        ("x/./y/..\\z", "C:\\site\\x\\z"),
        ("..\\..\\..\\x", "C:\\x"),
        ("\\x", "C:\\x"),
        ("C:x", "C:\\site\\x"),
        ("D:x", "D:\\x"),
        ("D:", "D:\\"),
        ("x. .", "C:\\site\\x"),
        ("x.\\y", "C:\\site\\x\\y"),
        ("x..\\y", "C:\\site\\x..\\y"),
        ("x \\y ", "C:\\site\\x \\y"),
        ("nul", "\\\\.\\nul"),
        ("a\\COM1.txt", "\\\\.\\COM1"),
        ("con .x", "\\\\.\\con"),
        ("nul\\x", "C:\\site\\nul\\x"),
        ("//server/share/../x", "\\\\server\\share\\x"),
        ("\\\\?\\C:\\x", "\\\\?\\C:\\x"),
        ("\\\\.\\C:\\a\\..\\b", "\\\\.\\C:\\b"),
    ],
)
def test_full_paths(os, path, full):
    assert os.path.abspath(path) == full


def test_current_directory_of_each_drive(os):
    os.mkdir("D:\\there")
    os.chdir("D:\\there")
    os.mkdir("deeper")
    os.chdir("C:")
    assert os.getcwd() == "C:\\site"
    assert os.path.isdir("D:deeper")
    assert os.path.abspath("D:x") == "D:\\there\\x"
    assert os.path.abspath("\\x") == "C:\\x"


def test_case_is_kept_but_not_looked_at(os):
    os.mkdir("Grüße")
    assert os.listdir() == ["dir", "file", "full", "Grüße"]
    assert os.path.exists("GRÜßE")
    assert not os.path.exists("GRÜSSE")
    os.rename("grüße", "GRÜßE")
    assert "GRÜßE" in os.listdir()
    os.chdir("DIR")
    assert os.getcwd() == "C:\\site\\DIR"
    assert os.path.realpath(".") == "C:\\site\\dir"


@pytest.mark.parametrize("name", ["a<b", "a>b", 'a"b', "a|b", "a?b", "a*b", "a\x01b", "ab:c"])
def test_names_that_cannot_be(os, name, refused):
    assert refused(os.mkdir, name) == 123
    assert refused(os.stat, name) == 123


def test_dots_and_spaces_at_the_end(os):
    os.mkdir("new. .")
    assert "new" in os.listdir()
    assert os.path.isdir("new...")
    os.mkdir("\\\\?\\C:\\site\\kept.")
    assert "kept." in os.listdir()
    assert not os.path.exists("kept.")


def test_long_paths(os, refused):
    os.mkdir("a" * 200)
    assert refused(os.stat, "a" * 200 + "\\" + "b" * 60) == 3
    assert refused(os.mkdir, "a" * 200 + "\\" + "b" * 40) == 206
    os.mkdir("\\\\?\\C:\\site\\" + "a" * 200 + "\\" + "b" * 100)
    assert refused(os.mkdir, "\\\\?\\C:\\" + "n" * 256) == 123
    os.kernel.process.long_paths = True
    assert os.listdir("a" * 200) == ["b" * 100]


def test_volumes(os, refused):
    assert os.kernel.platform.volumes == ["C:", "D:"]
    with memory("windows", level=(3, 12)) as module:
        assert module.listdrives() == ["C:\\", "D:\\"]
        first, second = module.listvolumes()
        assert module.listmounts(second) == ["D:\\"]
        system = module.kernel.new_system(owner=(1000, 1000))
        module.mkdir("C:\\mount")
        module.kernel.mount("C:\\mount", system)
        module.mkdir("C:\\mount\\inside")
        (added,) = {*module.listvolumes()} - {first, second}
        assert module.listmounts(added) == ["C:\\mount\\"]
        assert module.listdir(added) == ["inside"]
        assert module.path.ismount("C:\\mount")
        assert not module.path.ismount("C:\\mount\\inside")
        assert refused(module.rename, "C:\\mount\\inside", "C:\\x") == 17
        assert refused(module.listmounts, "nonsense") == 123


def test_shares(os, refused):
    assert refused(os.stat, "\\\\server\\share\\x") == 53
    os.kernel.new_system(owner=(0, 0), label="\\\\server\\public")
    assert refused(os.stat, "\\\\server\\share\\x") == 67
    os.mkdir("\\\\SERVER\\Public\\there")
    assert os.listdir("//server/public") == ["there"]
    assert os.path.isdir("\\\\?\\UNC\\server\\public\\there")
    os.chdir("\\\\server\\public\\there")
    assert os.getcwd() == "\\\\server\\public\\there"
    assert os.path.abspath("\\x") == "\\\\server\\public\\x"
    assert os.path.realpath("..\\THERE") == "\\\\server\\public\\there"


def test_missing_drive(os, refused):
    assert refused(os.stat, "Q:\\x") == 3
    assert not os.path.exists("Q:\\")


# -- devices


def test_null_device(os, refused):
    assert stat.S_ISCHR(os.stat("NUL").st_mode)
    fd = os.open("dir\\nul.txt", os.O_RDWR)
    assert os.write(fd, b"x") == 1
    assert os.read(fd, 5) == b""
    assert os.isatty(fd)
    assert refused(os.mkdir, "nul") == 267
    assert refused(os.mkdir, "COM5") == 267
    assert not os.path.exists("CON")
    with pytest.raises(FileNotFoundError):
        os.open("LPT1", os.O_WRONLY | os.O_CREAT)
