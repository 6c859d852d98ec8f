"""The kernel in memory: users and permissions, mounts, room, times, threads."""

import errno
import stat
from threading import Thread

import pytest

from os_reference import memory
from os_reference.memory.errors import UnknownPlatformError

USER, GROUP, OTHER = (1000, 1000), (1001, 1000), (1002, 1002)


class Clock:
    """A clock that goes on by a second at every look."""

    def __init__(self):
        self.time = 10**18

    def __call__(self):
        self.time += 10**9
        return self.time


@pytest.fixture
def os():
    with memory("linux", user=(0, 0), clock=Clock()) as module:
        module.mkdir("/site")
        module.chdir("/site")
        yield module


def raises(symbol):
    return pytest.raises(OSError, check=lambda e: errno.errorcode[e.errno] == symbol)


def become(os, user):
    process = os.kernel.process
    process.uid = process.effective_uid = process.saved_uid = user[0]
    process.gid = process.effective_gid = process.saved_gid = user[1]


def new(os, path, data=b"", mode=0o666):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT, mode)
    os.write(fd, data)
    os.close(fd)


def test_unknown_platform():
    with pytest.raises(UnknownPlatformError, match=r"'vms' \(known: linux, macos, mac, windows\)"):
        memory("vms")


@pytest.mark.parametrize(
    ("user", "mode", "granted"),
    [
        (USER, 0o400, 4), (USER, 0o077, 0), (USER, 0o700, 7),
        (GROUP, 0o740, 4), (GROUP, 0o707, 0), (OTHER, 0o771, 1), (OTHER, 0o770, 0),
        ((0, 0), 0o000, 6), ((0, 0), 0o010, 7),
    ],
)  # fmt: skip
def test_the_first_class_that_fits_decides(os, user, mode, granted):
    new(os, "f")
    os.chown("f", *USER)
    os.chmod("f", mode)
    become(os, user)
    assert [os.access("f", bit) for bit in (4, 2, 1)] == [bool(granted & b) for b in (4, 2, 1)]
    for access, bit in ((os.O_RDONLY, 4), (os.O_WRONLY, 2)):
        if granted & bit:
            os.close(os.open("f", access))
        else:
            with raises("EACCES"):
                os.open("f", access)


def test_supplementary_groups_count(os):
    new(os, "f", mode=0o640)
    os.chown("f", 0, 50)
    become(os, OTHER)
    assert not os.access("f", os.R_OK)
    os.kernel.process.groups = [50]
    assert os.access("f", os.R_OK)


def test_a_directory_that_may_not_be_searched_or_written(os):
    os.mkdir("d")
    new(os, "d/f")
    os.chmod("d", 0o600)
    os.chown("d", *USER)
    become(os, USER)
    assert os.listdir("d") == ["f"]
    with raises("EACCES"):
        os.stat("d/f")
    os.chmod("d", 0o500)
    assert os.stat("d/f").st_size == 0
    for call, arguments in ((os.unlink, ("d/f",)), (os.mkdir, ("d/x",)), (os.rename, ("d/f", "x"))):
        with raises("EACCES"):
            call(*arguments)


def test_sticky_directories(os):
    os.chmod("/site", 0o1777)
    become(os, USER)
    new(os, "f")
    become(os, OTHER)
    with raises("EPERM"):
        os.unlink("f")
    with raises("EPERM"):
        os.rename("f", "g")
    become(os, USER)
    os.unlink("f")


def test_set_group_id_of_a_directory_is_inherited(os):
    os.chown("/site", -1, 77)
    os.chmod("/site", 0o2777)
    new(os, "f")
    os.mkdir("d")
    assert (os.stat("f").st_gid, os.stat("d").st_gid) == (77, 77)
    assert os.stat("d").st_mode & stat.S_ISGID


def test_set_id_bits_go_when_others_write(os):
    new(os, "f")
    os.chmod("f", 0o6777)
    become(os, USER)
    new(os, "f", b"x")
    assert stat.S_IMODE(os.stat("f").st_mode) == 0o777


def test_owners_only(os):
    new(os, "f")
    os.chmod("f", 0o666)
    os.chmod("/site", 0o777)
    become(os, USER)
    for call, arguments in (
        (os.chmod, ("f", 0)), (os.chown, ("f", 1000, -1)), (os.utime, ("f", (1, 1))),
        (os.chroot, ("/",)), (os.setuid, (5,)), (os.nice, (-1,)), (os.mknod, ("x", 0o020600)),
    ):  # fmt: skip
        with raises("EPERM"):
            call(*arguments)
    os.utime("f")  # who may write may say 'now'


def test_real_and_effective_ids(os):
    new(os, "f", mode=0o600)
    os.setresuid(1000, 0, 0)
    assert not os.access("f", os.R_OK)
    assert os.access("f", os.R_OK, effective_ids=True)
    os.seteuid(1000)
    with raises("EACCES"):
        os.open("f", os.O_RDONLY)
    os.seteuid(0)
    os.setuid(1000)
    with raises("EPERM"):
        os.seteuid(0)


def test_mounts(os):
    kernel = os.kernel
    os.makedirs("mnt/under")
    kernel.mount("/site/mnt", kernel.new_system(owner=(0, 0)))
    assert os.listdir("mnt") == []
    assert os.path.ismount("mnt")
    assert os.stat("mnt").st_dev != os.stat(".").st_dev
    new(os, "f")
    new(os, "mnt/g")
    for call in (os.rename, os.link):
        with raises("EXDEV"):
            call("f", "mnt/f")
    for call, arguments in ((os.rmdir, ("mnt",)), (os.rename, ("mnt", "x"))):
        with raises("EBUSY"):
            call(*arguments)
    os.chdir("mnt")
    assert os.getcwd() == "/site/mnt"
    with raises("EBUSY"):
        kernel.unmount("/site/mnt")
    os.chdir("..")
    assert os.getcwd() == "/site"
    kernel.unmount("/site/mnt")
    assert os.listdir("mnt") == ["under"]


def test_read_only_file_system(os):
    kernel = os.kernel
    system = kernel.new_system()
    os.mkdir("ro")
    kernel.mount("/site/ro", system)
    new(os, "ro/f", b"data")
    os.mkdir("ro/d")
    system.read_only = True
    for call, arguments in (
        (os.mkdir, ("ro/x",)), (os.rmdir, ("ro/d",)), (os.unlink, ("ro/f",)),
        (os.rename, ("ro/f", "ro/g")), (os.chmod, ("ro/f", 0)), (os.utime, ("ro/f",)),
        (os.truncate, ("ro/f", 0)), (os.open, ("ro/f", os.O_WRONLY)), (os.symlink, ("x", "ro/l")),
    ):  # fmt: skip
        with raises("EROFS"):
            call(*arguments)
    assert not os.access("ro/f", os.W_OK)
    assert os.statvfs("ro").f_flag & os.ST_RDONLY
    assert os.open_file("ro/f").read() == "data"


def test_room(os):
    kernel = os.kernel
    os.mkdir("small")
    kernel.mount("/site/small", kernel.new_system(capacity=4 * 4096))
    fd = os.open("small/f", os.O_RDWR | os.O_CREAT)
    assert os.write(fd, bytes(20000)) == 3 * 4096
    for call, arguments in ((os.write, (fd, b"x")), (os.mkdir, ("small/d",))):
        with raises("ENOSPC"):
            call(*arguments)
    assert os.statvfs("small").f_bfree == 0
    os.unlink("small/f")
    assert os.statvfs("small").f_bfree == 0
    os.close(fd)
    assert os.statvfs("small").f_bfree == 3
    os.mkdir("small/d")


def test_limits_of_names_and_links(os):
    kernel = os.kernel
    os.mkdir("m")
    kernel.mount("/site/m", kernel.new_system(name_max=8, link_max=3))
    with raises("ENAMETOOLONG"):
        os.mkdir("m/123456789")
    assert os.pathconf("m", "PC_NAME_MAX") == 8
    os.mkdir("m/1")
    with raises("EMLINK"):
        os.mkdir("m/2")


def marks(os, path, call, *arguments):
    """Which of a file's times a call changes."""
    before = os.lstat(path)
    call(*arguments)
    after = os.lstat(path)
    return {k for k in "amc" if getattr(before, f"st_{k}time") != getattr(after, f"st_{k}time")}


def test_which_call_marks_which_time(os):
    new(os, "f", b"data")
    fd = os.open("f", os.O_RDWR)
    os.read(fd, 1)
    assert marks(os, "f", os.write, fd, b"x") == {"m", "c"}
    assert marks(os, "f", os.read, fd, 1) == {"a"}
    assert marks(os, "f", os.read, fd, 1) == set()  # relatime
    assert marks(os, "f", os.chmod, "f", 0o600) == {"c"}
    assert marks(os, "f", os.link, "f", "g") == {"c"}
    assert marks(os, "g", os.unlink, "f") == {"c"}
    assert marks(os, ".", os.mkdir, "d") == {"m", "c"}
    assert marks(os, ".", os.rename, "d", "e") == {"m", "c"}
    assert marks(os, "e", os.rename, "e", "d") == {"c"} if os.path.exists("d") else True
    assert marks(os, "g", os.utime, "g", (5, 6)) == {"a", "m", "c"}
    assert (os.stat("g").st_atime, os.stat("g").st_mtime_ns) == (5.0, 6 * 10**9)


def test_times_are_exact(os):
    new(os, "f")
    os.utime("f", ns=(123456789012345678, -1))
    assert (os.stat("f").st_atime_ns, os.stat("f").st_mtime_ns) == (123456789012345678, -1)
    os.utime("f", (1.5, -0.25))
    assert (os.stat("f").st_atime_ns, os.stat("f").st_mtime_ns) == (1500000000, -250000000)


def test_umask(os):
    assert os.umask(0o027) == 0o022
    new(os, "f", mode=0o777)
    os.mkdir("d")
    os.mkfifo("p")
    modes = [stat.S_IMODE(os.stat(name).st_mode) for name in ("f", "d", "p")]
    assert modes == [0o750, 0o750, 0o640]


def test_chroot(os):
    os.makedirs("jail/d")
    os.symlink("/d", "jail/l")
    os.chroot("jail")
    os.chdir("/")
    assert sorted(os.listdir("/")) == sorted(os.listdir("..")) == ["d", "l"]
    os.chdir("l")
    assert os.getcwd() == "/d"


def test_threads_get_descriptors_of_their_own(os):
    new(os, "f")
    got = []

    def open_many():
        got.extend(os.open("f", os.O_RDONLY) for _ in range(50))

    threads = [Thread(target=open_many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 400


def test_macos_names_and_errors():
    with memory("macos") as os:
        os.mkdir("/Fo\u00e9")
        assert os.path.isdir("/fOE\u0301")
        with pytest.raises(FileExistsError):
            os.mkdir("/foe\u0301")
        assert "Fo\u00e9" in os.listdir("/")
        with raises("EPERM"):
            os.unlink("/Fo\u00e9")
        os.rename("/Fo\u00e9", "/FO\u00c9")
        assert "FO\u00c9" in os.listdir("/")
        os.symlink("/FO\u00c9", "/l")
        with raises("EPERM"):  # link() follows, and so meets a directory
            os.link("/l", "/m")
        assert not hasattr(os, "memfd_create")
        assert os.uname().sysname == "Darwin"
