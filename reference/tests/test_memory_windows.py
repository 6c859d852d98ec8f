"""Windows in memory: sharing, attributes, links, text and bytes, processes, the system as a whole."""

import stat
from pathlib import Path

import pytest

from os_reference import memory
from os_reference.memory import trees


@pytest.fixture
def os(windows):
    return windows


def entry_of(os, name):
    """The DirEntry of a name in the current directory."""
    with os.scandir() as entries:
        return next(e for e in entries if e.name == name)


# -- what open files forbid


def test_open_files_keep_their_names(os, refused):
    fd = os.open("file", os.O_RDONLY)
    assert refused(os.unlink, "file") == 32
    assert refused(os.rename, "file", "other") == 32
    assert refused(os.replace, "full\\x", "file") == 5
    os.link("file", "second")
    assert refused(os.unlink, "second") == 32
    os.close(fd)
    os.replace("full\\x", "file")
    os.unlink("file")


def test_directories_in_use(os, refused):
    os.chdir("full")
    assert refused(os.rmdir, "C:\\site\\full") == 32
    assert refused(os.rename, "C:\\site\\full", "C:\\site\\moved") == 32
    assert refused(os.rename, "C:\\site", "C:\\moved") == 5
    os.chdir("..")
    with os.open_file("full\\x"):
        assert refused(os.rename, "full", "moved") == 5
    os.rename("full", "moved")


def test_temporary_files(os):
    fd = os.open("temporary", os.O_RDWR | os.O_CREAT | os.O_TEMPORARY)
    with pytest.raises(PermissionError):
        os.open("temporary", os.O_RDONLY)
    second = os.open("temporary", os.O_RDONLY | os.O_TEMPORARY)
    os.close(fd)
    assert "temporary" in os.listdir()
    with pytest.raises(PermissionError):
        os.open("temporary", os.O_RDONLY | os.O_TEMPORARY)
    os.close(second)
    assert "temporary" not in os.listdir()
    with os.fdopen(os.open("new", os.O_CREAT | os.O_TEMPORARY)):
        os.link("new", "other")
    assert {"new", "other"} & set(os.listdir())
    assert [os.stat(n).st_nlink for n in ("new", "other") if os.path.exists(n)] == [1]


# -- attributes


def test_read_only(os, refused):
    os.chmod("file", 0o444)
    assert stat.S_IMODE(os.stat("file").st_mode) == 0o444
    assert os.stat("file").st_file_attributes == 0x21
    assert not os.access("file", os.W_OK)
    assert refused(os.unlink, "file") == 5
    assert refused(os.replace, "full\\x", "file") == 5
    with pytest.raises(PermissionError) as caught:
        os.open("file", os.O_WRONLY)
    assert caught.value.winerror is None
    os.rename("file", "still")
    os.chmod("still", 0o200)
    assert stat.S_IMODE(os.stat("still").st_mode) == 0o666
    os.unlink("still")


def test_read_only_directory(os, refused):
    os.chmod("dir", 0)
    os.mkdir("dir\\inside")
    os.rmdir("dir\\inside")
    assert os.access("dir", os.W_OK)
    assert refused(os.rmdir, "dir") == 5


def test_new_files_are_read_only_as_the_mask_says(os):
    assert os.umask(0o222) == 0
    os.close(os.open("masked", os.O_CREAT | os.O_WRONLY))
    assert os.umask(0) == 0o200
    os.close(os.open("given", os.O_CREAT | os.O_WRONLY, 0o444))
    assert [stat.S_IMODE(os.stat(n).st_mode) for n in ("masked", "given")] == [0o444, 0o444]


def test_status(os):
    found = os.stat("dir")
    assert (found.st_mode, found.st_nlink, found.st_size) == (0o40777, 1, 0)
    assert (found.st_file_attributes, found.st_reparse_tag) == (0x10, 0)
    os.close(os.open("program.EXE", os.O_CREAT))
    assert os.stat("program.EXE").st_mode == 0o100777
    entry = entry_of(os, "file")
    assert (entry.stat().st_ino, entry.stat().st_nlink, entry.stat().st_size) == (0, 0, 4)
    assert entry.inode() == os.stat("file").st_ino
    assert not hasattr(found, "st_blocks")


def test_birth_time_by_level():
    time = 1_700_000_000 * 10**9
    with memory("windows", level=(3, 12), clock=lambda: time) as os:
        os.mkdir("C:\\d")
        os.utime("C:\\d", (1, 2))
        found = os.stat("C:\\d")
        assert (found.st_ctime_ns, found.st_birthtime_ns, found.st_mtime) == (time, time, 2)
    with memory("windows", level=(3, 11)) as os:
        assert not hasattr(os.stat("C:\\"), "st_birthtime")
        assert not hasattr(os, "listdrives")


def test_chmod_by_level():
    with memory("windows", user=(0, 0), level=(3, 13)) as os:
        os.chdir("C:\\")
        fd = os.open("file", os.O_CREAT)
        os.symlink("file", "link")
        os.chmod(fd, 0o444)
        assert not os.access("file", os.W_OK)
        os.chmod("link", 0o666, follow_symlinks=True)
        assert os.access("file", os.W_OK)
        os.lchmod("link", 0)
        assert os.lstat("link").st_file_attributes == 0x401
        assert os.chmod in os.supports_fd & os.supports_follow_symlinks
    with memory("windows", level=(3, 12)) as os:
        with pytest.raises(TypeError):
            os.chmod(0, 0o666)
        with pytest.raises(NotImplementedError):
            os.chmod("C:\\", 0o666, follow_symlinks=False)


# -- links


def test_links(os, refused):
    os.symlink("dir", "to-dir")
    os.symlink("file", "to-file")
    os.symlink("C:\\site\\dir", "absolute")
    assert os.readlink("to-dir") == "dir"
    assert os.readlink("absolute") == "\\\\?\\C:\\site\\dir"
    assert os.lstat("to-dir").st_file_attributes == 0x410
    assert stat.S_ISLNK(os.lstat("to-dir").st_mode)
    assert os.path.samefile("to-file", "file")
    assert refused(os.rmdir, "to-file") == 267
    assert refused(os.replace, "file", "to-dir") == 5
    os.rmdir("to-dir")
    os.unlink("absolute")
    os.symlink("new", "made", target_is_directory=True)
    os.mkdir("new")
    assert os.path.isdir("made")
    assert os.path.realpath("made\\x") == "C:\\site\\new\\x"


def test_loop(os, refused):
    os.symlink("loop", "loop")
    assert refused(os.stat, "loop") == 1921
    assert os.path.lexists("loop")


def test_junction(os):
    os.create_junction("full", "junction")
    assert os.path.isdir("junction")
    assert not os.path.islink("junction")
    assert os.lstat("junction").st_reparse_tag == 0xA0000003
    assert os.listdir("junction") == ["x"]
    assert os.readlink("junction") == "\\\\?\\C:\\site\\full"
    assert os.path.realpath("junction\\x") == "C:\\site\\full\\x"
    entry = entry_of(os, "junction")
    assert entry.is_junction()
    assert entry.is_dir()


def test_privilege(refused):
    with memory("windows") as os:
        assert refused(os.symlink, "x", "C:\\link") == 1314
        os.kernel.process.developer_mode = True
        os.symlink("x", "C:\\link")


# -- text and bytes


def test_descriptors_of_text(os):
    fd = os.open("text", os.O_RDWR | os.O_CREAT)
    assert os.write(fd, b"a\nb\r\n") == 5
    assert os.stat("text").st_size == 7
    os.lseek(fd, 0, 0)
    assert os.read(fd, 3) == b"a\nb"[:2]
    binary = os.open("text", os.O_RDWR | os.O_BINARY)
    assert os.read(binary, 20) == b"a\r\nb\r\r\n"
    os.write(binary, b"end\x1ahidden")
    os.lseek(fd, 0, 0)
    assert os.read(fd, 100) == b"a\nb\r\nend"
    assert os.read(fd, 100) == b""


def test_file_objects_of_text(os):
    with os.open_file("lines", "w") as stream:
        assert stream.write("a\nb\n") == 4
    assert os.stat("lines").st_size == 6
    with os.open_file("lines") as stream:
        assert stream.read() == "a\nb\n"
    with os.open_file("lines", "rb") as stream:
        assert stream.read() == b"a\r\nb\r\n"
    fd = os.open("lines", os.O_RDONLY)
    with os.fdopen(fd, "rb") as stream:
        assert stream.read(3) == b"a\r\n"


# -- the process


def test_environment_in_upper_case(os):
    os.environ["Mixed"] = "x"
    assert os.environ["MIXED"] == os.environ["mixed"] == "x"
    assert os.kernel.process.environment[b"MIXED"] == b"x"
    with pytest.raises(ValueError, match="illegal"):
        os.putenv("a=b", "x")
    assert not hasattr(os, "environb")


def test_programs(os, refused):
    seen = []

    def program(module, argv):
        seen.append((argv, module.getcwd()))
        return 7

    os.kernel.install("C:\\site\\tool.exe", program)
    assert os.spawnv(os.P_WAIT, "tool", ["tool", "x"]) == 7
    handle = os.spawnl(os.P_NOWAIT, "tool.exe", "tool")
    assert os.waitpid(handle, 0) == (handle, 7 << 8)
    assert os.waitstatus_to_exitcode(7 << 8) == 7
    assert seen == [(["tool", "x"], "C:\\site"), (["tool"], "C:\\site")]
    os.kernel.install("C:\\Windows\\System32\\cmd.exe", lambda module, argv: 3)
    assert os.system("anything") == 3
    os.startfile("tool.exe")
    assert refused(os.startfile, "file") == 1155
    with pytest.raises(FileNotFoundError):
        os.spawnv(os.P_WAIT, "none", ["none"])


def test_what_is_absent(os):
    for name in (
        "fork",
        "chown",
        "mkfifo",
        "statvfs",
        "getuid",
        "fwalk",
        "sched_yield",
        "O_NOFOLLOW",
    ):
        assert not hasattr(os, name), name
    assert os.supports_dir_fd == os.supports_effective_ids == set()
    assert os.supports_fd == {os.stat, os.truncate}
    assert os.supports_follow_symlinks == {os.stat}
    with pytest.raises(NotImplementedError):
        os.stat("file", dir_fd=3)


# -- the system as a whole


def test_snapshot_and_clone(os, refused):
    os.mkdir("D:\\there")
    os.chdir("D:\\there")
    fd = os.open("C:\\site\\file", os.O_RDONLY)
    snapshot, other = os.snapshot(), os.clone()
    os.close(fd)
    os.unlink("C:\\site\\file")
    assert other.getcwd() == "D:\\there"
    assert refused(other.unlink, "C:\\site\\file") == 32
    os.restore(snapshot)
    assert os.read(fd, 9) == b"data"
    assert os.path.abspath("C:x") == "C:\\site\\x"


def test_import_tree(os, tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "lines").write_bytes(b"a\nb\n")
    Path(tmp_path / "link").symlink_to("below")
    trees.import_tree(os, str(tmp_path), "C:\\imported")
    assert trees.to_dict(os, "C:\\imported") == {
        "below": {"lines": b"a\nb\n"},
        "link": ("symlink", "below"),
    }
