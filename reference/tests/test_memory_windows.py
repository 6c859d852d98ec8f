"""Windows in memory: volumes, names, attributes, sharing, errors with their codes, the oracle."""

import errno
import inspect
import re
import stat
from pathlib import Path

import pytest

from os_conformance import catalogue
from os_reference import memory
from os_reference.memory import oracle, trees
from os_reference.memory.refusing import symbol_of
from os_reference.memory.windows import oracle as windows_oracle
from os_reference.memory.windows.errors import by_name, names


@pytest.fixture
def os():
    with memory("windows", user=(0, 0)) as module:
        module.mkdir("C:\\site")
        module.chdir("C:\\site")
        trees.from_dict(module, {"file": b"data", "dir": {}, "full": {"x": b""}}, ".")
        yield module


def refused(function, *args, **keywords):
    """The code of the system's error that a call ends with, its class and its names."""
    with pytest.raises(OSError) as caught:  # noqa: PT011 -- the code is compared
        function(*args, **keywords)
    return caught.value.winerror


def entry_of(os, name):
    """The DirEntry of a name in the current directory."""
    with os.scandir() as entries:
        return next(e for e in entries if e.name == name)


# -- names and volumes


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
def test_names_that_cannot_be(os, name):
    assert refused(os.mkdir, name) == 123
    assert refused(os.stat, name) == 123


def test_dots_and_spaces_at_the_end(os):
    os.mkdir("new. .")
    assert "new" in os.listdir()
    assert os.path.isdir("new...")
    os.mkdir("\\\\?\\C:\\site\\kept.")
    assert "kept." in os.listdir()
    assert not os.path.exists("kept.")


def test_long_paths(os):
    os.mkdir("a" * 200)
    assert refused(os.stat, "a" * 200 + "\\" + "b" * 60) == 3
    assert refused(os.mkdir, "a" * 200 + "\\" + "b" * 40) == 206
    os.mkdir("\\\\?\\C:\\site\\" + "a" * 200 + "\\" + "b" * 100)
    assert refused(os.mkdir, "\\\\?\\C:\\" + "n" * 256) == 123
    os.kernel.process.long_paths = True
    assert os.listdir("a" * 200) == ["b" * 100]


def test_volumes(os):
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


def test_shares(os):
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


def test_missing_drive(os):
    assert refused(os.stat, "Q:\\x") == 3
    assert not os.path.exists("Q:\\")


# -- devices


def test_null_device(os):
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


# -- what open files forbid


def test_open_files_keep_their_names(os):
    fd = os.open("file", os.O_RDONLY)
    assert refused(os.unlink, "file") == 32
    assert refused(os.rename, "file", "other") == 32
    assert refused(os.replace, "full\\x", "file") == 5
    os.link("file", "second")
    assert refused(os.unlink, "second") == 32
    os.close(fd)
    os.replace("full\\x", "file")
    os.unlink("file")


def test_directories_in_use(os):
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


def test_read_only(os):
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


def test_read_only_directory(os):
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


def test_links(os):
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


def test_loop(os):
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


def test_privilege():
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


def test_programs(os):
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


# -- errors


def test_codes_and_errnos():
    for code, name in names().items():
        assert by_name(name).code == code
    assert by_name("ERROR_SHARING_VIOLATION").errno == errno.EACCES
    assert by_name("ERROR_DIR_NOT_EMPTY").errno == errno.ENOTEMPTY


def test_errors_of_the_system_and_of_the_runtime(os):
    with pytest.raises(FileExistsError) as caught:
        os.mkdir("dir")
    assert (caught.value.winerror, caught.value.filename) == (183, "dir")
    with pytest.raises(FileNotFoundError) as caught:
        os.open("none", os.O_RDONLY)
    assert (caught.value.winerror, caught.value.filename) == (None, "none")
    assert refused(os.fstat, 99) == 6
    with pytest.raises(OSError, match="Bad file") as bad:
        os.read(99, 1)
    assert bad.value.winerror is None


# -- the system as a whole


def test_snapshot_and_clone(os):
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


# -- the oracle


@pytest.mark.parametrize(
    ("call", "arguments", "allowed"),
    [
        ("mkdir", ("dir",), {"ERROR_ALREADY_EXISTS"}),
        ("mkdir", ("new",), {None}),
        ("mkdir", ("none\\x",), {"ERROR_PATH_NOT_FOUND"}),
        ("rmdir", ("full",), {"ERROR_DIR_NOT_EMPTY"}),
        ("rmdir", ("file",), {"ERROR_DIRECTORY"}),
        ("unlink", ("dir",), {"ERROR_ACCESS_DENIED"}),
        ("unlink", ("held",), {"ERROR_SHARING_VIOLATION", "ERROR_ACCESS_DENIED"}),
        ("rename", ("file", "full"), {"ERROR_ALREADY_EXISTS"}),
        ("replace", ("file", "full\\x"), {None}),
        ("replace", ("file", "held"), {"ERROR_ACCESS_DENIED"}),
        ("rename", ("none", "D:\\x"), {"ERROR_FILE_NOT_FOUND"}),
        ("rename", ("held", "D:\\x"), {"ERROR_SHARING_VIOLATION", "ERROR_NOT_SAME_DEVICE"}),
        ("link", ("dir", "file"), {"ERROR_ACCESS_DENIED", "ERROR_ALREADY_EXISTS"}),
        ("open", ("dir", 0), {"EACCES"}),
        ("open", ("none", 0), {"ENOENT"}),
        ("open", ("a*", 0), {"EINVAL"}),
        ("listdir", ("file",), {"ERROR_DIRECTORY"}),
        ("stat", ("file\\",), {"ERROR_DIRECTORY"}),
        ("readlink", ("file",), {"ERROR_NOT_A_REPARSE_POINT"}),
        ("truncate", ("file", -1), {"EINVAL"}),
        ("symlink", ("x", "link"), {None}),
        ("chdir", ("file",), {"ERROR_DIRECTORY"}),
    ],
)
def test_oracle(os, call, arguments, allowed):
    os.open("held", os.O_CREAT | os.O_RDONLY, 0)
    assert oracle.allowed(os, call, *arguments) == allowed
    before = trees.to_dict(os, "C:\\site")
    if allowed == {None}:
        getattr(os, call)(*arguments)
        return
    with pytest.raises(OSError) as caught:  # noqa: PT011 -- the symbol is compared
        getattr(os, call)(*arguments)
    assert symbol_of(caught.value) in allowed
    assert trees.to_dict(os, "C:\\site") == before


def test_explanation(os):
    assert oracle.explain(os, "unlink", "dir") == (
        "unlink may end with ERROR_ACCESS_DENIED: os.remove/windows-error-directory"
    )


def test_sources_of_the_oracle():
    known = catalogue.load()
    for source in re.findall(r'yield (?!from)"\w+", "([^"]+)"', inspect.getsource(windows_oracle)):
        assert source in known or source.startswith("Microsoft, "), source
