"""What is otherwise on macOS in memory: names, errnos, file flags, fields of stat, groups."""

import pickle
import stat

import pytest

from os_reference import memory
from os_reference.memory import oracle, statuses


@pytest.fixture
def os():
    with memory("macos") as module:
        module.chdir("/home/user")
        yield module


@pytest.fixture
def root():
    with memory("macos", user=(0, 0)) as module:
        module.chdir("/home/user")
        yield module


def write(os, name, data=b"data"):
    with os.open_file(name, "wb") as stream:
        stream.write(data)


def test_names_in_any_case_and_form(os):
    os.mkdir("Caf\u00e9")
    assert os.path.isdir("CAFE\u0301")
    assert os.listdir() == ["Caf\u00e9"]
    with pytest.raises(FileExistsError):
        os.mkdir("caf\u00c9")


def test_errnos_of_bsd(os):
    os.mkdir("d")
    with pytest.raises(PermissionError):
        os.unlink("d")
    assert oracle.allowed(os, "unlink", "d") == {"EPERM"}


@pytest.mark.parametrize("flags", [stat.UF_IMMUTABLE, stat.UF_APPEND])
def test_a_flagged_file_stays(os, flags):
    write(os, "f")
    os.chflags("f", flags)
    calls = {
        "unlink": ("f",), "rename": ("f", "g"), "link": ("f", "g"), "chmod": ("f", 0o600),
        "truncate": ("f", 0),
    }  # fmt: skip
    for name, arguments in calls.items():
        assert oracle.allowed(os, name, *arguments) == {"EPERM"}, name
        with pytest.raises(PermissionError):
            getattr(os, name)(*arguments)
    with pytest.raises(PermissionError):
        os.utime("f", (1, 2))
    with pytest.raises(PermissionError):
        os.open("f", os.O_WRONLY)
    os.chflags("f", 0)
    os.unlink("f")


def test_append_only(os):
    write(os, "f")
    os.chflags("f", stat.UF_APPEND)
    fd = os.open("f", os.O_WRONLY | os.O_APPEND)
    os.write(fd, b" more")
    assert os.stat("f").st_size == 9
    with pytest.raises(PermissionError):
        os.open("f", os.O_WRONLY | os.O_APPEND | os.O_TRUNC)


def test_an_immutable_directory_keeps_its_entries(os):
    os.mkdir("d")
    write(os, "d/f")
    os.chflags("d", stat.UF_IMMUTABLE)
    for call, arguments in ((os.unlink, ("d/f",)), (os.mkdir, ("d/x",)), (os.rename, ("d/f", "g"))):
        with pytest.raises(PermissionError):
            call(*arguments)
    write(os, "d/f", b"changed")


def test_who_may_set_flags(os, root):
    write(os, "f")
    with pytest.raises(PermissionError):
        os.chflags("f", stat.SF_IMMUTABLE)
    with pytest.raises(PermissionError):
        os.chflags("/tmp", stat.UF_HIDDEN)
    write(root, "f")
    root.chflags("f", stat.SF_IMMUTABLE)
    with pytest.raises(PermissionError):
        root.unlink("f")


def test_flags_and_modes_of_links(os):
    write(os, "f")
    os.symlink("f", "link")
    os.lchflags("link", stat.UF_HIDDEN)
    os.lchmod("link", 0o640)
    assert (os.lstat("link").st_flags, os.stat("link").st_flags) == (stat.UF_HIDDEN, 0)
    assert stat.S_IMODE(os.lstat("link").st_mode) == 0o640
    os.chflags("link", stat.UF_NODUMP)
    os.chflags("link", stat.UF_NODUMP, follow_symlinks=False)
    assert (os.lstat("link").st_flags, os.stat("f").st_flags) == (stat.UF_NODUMP, stat.UF_NODUMP)


def test_fields_of_stat():
    with memory("macos", clock=lambda: 5_500_000_000) as os:
        write(os, "/home/user/f")
        os.utime("/home/user/f", (1, 2))
        found = os.stat("/home/user/f")
    assert isinstance(found, os.stat_result)
    assert (found.st_birthtime, found.st_atime, found[7], found.st_mtime_ns) == (
        5.5,
        1.0,
        1,
        2 * 10**9,
    )
    assert len(found) == found.n_sequence_fields == 10
    assert found[6] == found.st_size == 4
    assert repr(found).startswith("os.stat_result(st_mode=33188, ")


def test_results_as_values():
    made = statuses.MACOS(range(10), {"st_flags": 2, "unknown": 1})
    assert (made.st_ino, made.st_atime, made.st_flags, made.st_gen) == (1, 7, 2, None)
    assert statuses.MACOS(range(statuses.MACOS.n_fields)).st_birthtime == 21
    assert not hasattr(made, "unknown")
    with pytest.raises(AttributeError):
        made.st_mode = 1
    with pytest.raises(AttributeError):
        del made.st_mode
    for wrong in (range(9), range(statuses.MACOS.n_fields + 1)):
        with pytest.raises(TypeError, match="sequence"):
            statuses.MACOS(wrong)
    function, arguments = made.__reduce__()
    again = function(*arguments)
    assert (again, again.__dict__) == (made, made.__dict__)
    assert pickle.dumps(tuple(made))


def test_groups_are_the_users(root):
    root.setgroups([5, 6])
    assert root.getgroups() == [0]


def test_calls_of_linux_are_not_there(os):
    absent = ("getxattr", "memfd_create", "pipe2", "posix_fadvise", "sched_getaffinity", "O_PATH")
    assert [name for name in absent if hasattr(os, name)] == []
    with memory("linux") as linux:
        assert not hasattr(linux, "chflags")
        assert not hasattr(linux, "lchmod")
