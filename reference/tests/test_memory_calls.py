"""Calls in memory beside the interpreter's own: what they take, refuse and tell."""

import errno
import os as host
import signal
import sys

import pytest

from os_reference import memory

linux = pytest.mark.skipif(sys.platform != "linux", reason="compares with the host's Linux")


@pytest.fixture
def os():
    with memory("linux", user=(0, 0)) as module:
        module.mkdir("/site")
        module.chdir("/site")
        yield module


def raises(symbol):
    return pytest.raises(OSError, check=lambda e: e.errno == getattr(errno, symbol))


def new(os, path, data=b""):
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    os.write(fd, data)
    os.lseek(fd, 0, 0)
    return fd


class Path:
    """A path-like object that stands for something."""

    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path


BAD = [None, 1.5, "x", [], Path("x"), Path(5), b"\0", "a\0", "\ud800", 2**70, -(2**70), -1, 47]
ONE_ARGUMENT = [
    "chdir", "close", "device_encoding", "dup", "fchdir", "fdatasync", "fspath", "fstat", "fstatvfs",
    "fsync", "get_blocking", "get_inheritable", "getpgid", "getsid", "isatty", "listdir", "lstat",
    "mkdir", "mkfifo", "nice", "pipe2", "readlink", "rmdir", "scandir", "sched_getaffinity",
    "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min",
    "sched_rr_get_interval", "stat", "statvfs", "tcgetpgrp", "ttyname", "umask", "unlink", "unsetenv",
    "wait3", "memfd_create", "eventfd", "eventfd_read", "listxattr", "sysconf", "confstr",
]  # fmt: skip
#: -1 is no open descriptor (EBADF); CPython takes it for "no descriptor given" here.
NO_DESCRIPTOR = ("chdir", "listdir", "scandir", "stat", "statvfs", "listxattr")


def ending(call, *arguments):
    """How a call ends: the class of what it raises and the errno; for OSError alone."""
    try:
        found = call(*arguments)
        if hasattr(found, "close"):
            found.close()
    except OSError as error:
        return "OSError", error.errno
    except (TypeError, ValueError, OverflowError) as error:
        return next(k for k in (TypeError, ValueError, OverflowError) if isinstance(error, k))
    return "returned"


@linux
@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_bad_arguments_are_refused_alike(os, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    before, niceness = host.umask(0o022), host.nice(0)
    try:
        for value in BAD:
            if name == "nice" and isinstance(value, int):
                continue  # the host's process is not to be made nicer
            if name.startswith(("getpgid", "getsid", "sched_")) and value == 47:
                continue  # there may be such a process
            if name in ("wait3", "sysconf") and value in (47, -1):
                continue  # there may be a child; there is a limit of that number
            if name in NO_DESCRIPTOR and value == -1:
                continue
            there, here = (ending(getattr(system, name), value) for system in (host, os))
            assert here == there, (name, value)
    finally:
        host.umask(before)
    assert host.nice(0) == niceness


@linux
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("access", ("x", 1.5)), ("chmod", ("x", "y")), ("chown", ("x", -2, 0)), ("chown", ("x", 2**32, 0)),
        ("closerange", (1,)), ("copy_file_range", (47, 47, -1)), ("dup2", (47, 48)), ("dup2", (0, -1)),
        ("eventfd", (-1,)), ("eventfd", (0, 1 << 30)), ("fpathconf", (0, "PC_NONE")), ("ftruncate", (47, 0)),
        ("getgrouplist", (5, 0)), ("getpriority", (9, 0)), ("getrandom", (-1,)), ("kill", (2**40, 0)),
        ("getxattr", ("x", 5)), ("initgroups", (5, 0)), ("link", (5, "x")), ("lockf", (47, 0, 0)),
        ("lseek", (47, 0, 0)), ("mknod", ("x", 0o040000)), ("mknod", ("x", 0o110000)), ("open", ("x", None)),
        ("pathconf", (".", "PC_NONE")), ("pathconf", (".", 1.5)), ("posix_fadvise", (47, 0, 0, 0)),
        ("posix_fallocate", (47, 0, 1)), ("pread", (0, -1, 0)), ("pread", (47, 1, 0)), ("preadv", (0, 5, 0)),
        ("pwrite", (47, b"", 0)), ("pwrite", (0, "x", 0)), ("read", (0, -1)), ("readv", (0, None)),
        ("rename", ("x", 5)), ("sched_setaffinity", (0, [])), ("sched_setaffinity", (0, [-1])),
        ("sched_setscheduler", (0, 0, 5)), ("sendfile", (47, 47, 0, 1)), ("set_blocking", (47, True)),
        ("set_inheritable", (47, True)), ("setgroups", (5,)), ("setpgid", (-1, 0)),
        ("setpriority", (9, 0, 0)),
        ("setregid", (-2, 0)), ("setuid", ("x",)), ("setxattr", (".", "user.x", "text")),
        ("setpgid", (0, -1)),
        ("splice", (47, 47, -1)), ("symlink", ("", "x")), ("symlink", ("a" * 5000, "x")),
        ("truncate", (".", 0)),
        ("truncate", ("x", -1)), ("utime", (".", (1,))), ("utime", (".", 5)), ("waitpid", ("x", 0)),
        ("waitid", (9, 0, 4)), ("waitid", (0, 0, 0)), ("write", (0, "text")), ("writev", (47, [b""])),
        ("putenv", ("a=b", "x")), ("putenv", ("", "x")), ("putenv", (5, "x")), ("unsetenv", ("",)),
        ("urandom", (-1,)), ("posix_spawn", ("x", [], {})), ("posix_spawn", ("x", "ab", {})),
        ("posix_spawn", ("x", ["a"], 5)), ("execv", ("x", [])), ("execve", ("x", ["a"], {"a=": "b"})),
        ("execv", ("none", ["a"])), ("register_at_fork", ()), ("killpg", (-1, 0)), ("eventfd_write", (47, 0)),
    ],
)  # fmt: skip
def test_bad_pairs_are_refused_alike(os, tmp_path, monkeypatch, name, arguments):
    monkeypatch.chdir(tmp_path)
    there, here = (ending(getattr(system, name), *arguments) for system in (host, os))
    assert here == there


def test_vectors(os):
    fd = new(os, "f", b"0123456789")
    buffers = [bytearray(3), bytearray(4)]
    assert os.readv(fd, buffers) == 7
    assert buffers == [b"012", b"3456"]
    assert os.preadv(fd, buffers, 8) == 2
    assert buffers[0] == b"892"
    assert os.preadv(fd, buffers, -1) == 3
    assert os.writev(fd, [b"ab", b"c"]) == 3
    assert os.pwritev(fd, [b"X", b"Y"], 0) == 2
    assert os.pwritev(fd, [b"!"], -1, os.RWF_APPEND) == 1
    assert os.pread(fd, 20, 0) == b"XY23456789abc!"
    with raises("EINVAL"):
        os.readv(fd, [bytearray(1)] * 1025)
    with raises("EOPNOTSUPP"):
        os.preadv(fd, buffers, 0, 1 << 20)


def test_room_made_and_locks(os):
    fd = new(os, "f")
    os.posix_fallocate(fd, 10, 5000)
    assert (os.fstat(fd).st_size, os.fstat(fd).st_blocks) == (5010, 16)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    os.lockf(fd, os.F_LOCK, 0)
    os.fsync(fd)
    os.sync()
    r, w = os.pipe()
    for call, symbol in (
        (lambda: os.posix_fallocate(w, 0, 1), "ESPIPE"), (lambda: os.fsync(r), "EINVAL"),
        (lambda: os.posix_fadvise(r, 0, 0, 0), "ESPIPE"), (lambda: os.posix_fallocate(fd, 0, 0), "EINVAL"),
        (lambda: os.lockf(fd, 99, 0), "EINVAL"), (lambda: os.posix_fadvise(fd, 0, 0, 9), "EINVAL"),
        (lambda: os.copy_file_range(r, fd, 1), "EINVAL"), (lambda: os.splice(fd, fd, 1), "EINVAL"),
        (lambda: os.splice(r, fd, 1, offset_src=0), "ESPIPE"), (lambda: os.sendfile(w, r, 0, 1), "EINVAL"),
    ):  # fmt: skip
        with raises(symbol):
            call()


def test_descriptors(os):
    fd = new(os, "f")
    assert os.get_inheritable(fd) is False
    os.set_inheritable(fd, True)
    assert os.get_inheritable(fd) is True
    assert os.get_inheritable(os.dup2(fd, 20)) is True
    assert os.get_inheritable(os.dup2(fd, 21, inheritable=False)) is False
    os.dup2(fd, fd, False)
    assert os.get_inheritable(fd) is False
    os.closerange(20, 30)
    with raises("EBADF"):
        os.fstat(20)
    r, w = os.pipe2(os.O_NONBLOCK)
    assert [os.get_blocking(r), os.get_inheritable(w)] == [False, True]
    assert os.get_inheritable(os.memfd_create("x", 0)) is True
    counter = os.eventfd(2, os.EFD_SEMAPHORE | os.EFD_NONBLOCK)
    assert [os.eventfd_read(counter), os.eventfd_read(counter)] == [1, 1]
    with pytest.raises(BlockingIOError):
        os.eventfd_read(counter)
    place = os.open("f", os.O_PATH)
    assert os.fstat(place).st_size == 0
    with raises("EBADF"):
        os.read(place, 1)
    with raises("EBADF"):
        os.fchmod(place, 0)


def test_terminals_and_their_absence(os):
    _, terminal = os.openpty()
    assert os.get_terminal_size(terminal) == (0, 0)
    assert os.device_encoding(terminal) == "utf-8"
    assert os.device_encoding(0) is None
    assert os.ctermid() == "/dev/tty"
    for call in (os.get_terminal_size, os.ttyname, os.tcgetpgrp, os.login_tty):
        with raises("ENOTTY"):
            call(0)
    with raises("ENOTTY"):
        os.tcsetpgrp(terminal, os.getpgrp())
    with raises("EPERM"):
        os.login_tty(terminal)


def test_ids(os):
    assert (os.getresuid(), os.getresgid()) == ((0, 0, 0), (0, 0, 0))
    os.setgroups([5, 6])
    assert os.getgroups() == [5, 6]
    os.initgroups("user", 7)
    assert (os.getgroups(), os.getgrouplist("user", 9)) == ([7], [9])
    os.setregid(3, 4)
    assert os.getresgid() == (3, 4, 4)
    os.setresgid(-1, 5, 6)
    assert os.getresgid() == (3, 5, 6)
    os.setgid(8)
    assert (os.getgid(), os.getegid()) == (8, 8)
    os.setreuid(1, 2)
    assert os.getresuid() == (1, 2, 2)
    os.setuid(1)
    assert (os.getuid(), os.geteuid()) == (1, 1)
    for call, arguments in (
        (os.setgroups, ([1],)), (os.setresuid, (9, -1, -1)), (os.setgid, (9,)), (os.setegid, (9,)),
    ):  # fmt: skip
        with raises("EPERM"):
            call(*arguments)
    with raises("ENOTTY"):
        os.getlogin()


def test_sessions_and_priorities(os):
    pid = os.getpid()
    assert [os.getpgrp(), os.getpgid(0), os.getsid(pid), os.getppid()] == [pid, pid, pid, 1]
    for call, arguments, symbol in (
        (os.setsid, (), "EPERM"), (os.setpgid, (0, 0), "EPERM"), (os.getpgid, (9999,), "ESRCH"),
        (os.getpriority, (0, 9999), "ESRCH"), (os.getpriority, (1, 9999), "ESRCH"),
    ):  # fmt: skip
        with raises(symbol):
            call(*arguments)
    os.setpgrp()
    assert os.nice(5) == os.getpriority(os.PRIO_PROCESS, 0) == 5
    assert os.nice(100) == 19
    os.setpriority(os.PRIO_USER, 0, -3)
    assert os.getpriority(os.PRIO_PGRP, 0) == -3
    os.setuid(5)
    with raises("EACCES"):
        os.setpriority(os.PRIO_PROCESS, 0, -4)
    with raises("EPERM"):
        os.nice(-1)


def test_the_machine(os):
    assert (os.uname().sysname, os.cpu_count(), os.getloadavg()) == ("Linux", 1, (0.0, 0.0, 0.0))
    assert os.sysconf("SC_PAGESIZE") == os.sysconf(30) == 4096
    assert os.confstr("CS_PATH") == "/bin:/usr/bin"
    assert os.times().elapsed >= 0
    assert os.sched_getaffinity(0) == {0}
    os.sched_setaffinity(0, [0, 1])
    os.sched_yield()
    assert os.sched_getscheduler(0) == os.SCHED_OTHER
    assert os.sched_getparam(0).sched_priority == 0
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    with raises("EPERM"):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(5))
    with raises("EINVAL"):
        os.sched_setparam(0, os.sched_param(5))
    assert (os.sched_get_priority_min(os.SCHED_FIFO), os.sched_get_priority_max(os.SCHED_RR)) == (
        1,
        99,
    )
    assert len(os.urandom(5)) == len(os.getrandom(5)) == 5
    assert os.pathconf("/", "PC_LINK_MAX") == 65000
    assert os.fpathconf(0, "PC_PATH_MAX") == 4096
    assert os.pathconf(".", "PC_SYMLINK_MAX") == -1


def test_extended_attributes_by_namespace(os):
    new(os, "f")
    os.symlink("f", "l")
    os.setxattr("f", "trusted.x", b"1")
    os.chmod("f", 0o444)
    with raises("EPERM"):
        os.setxattr("l", "user.x", b"", follow_symlinks=False)
    for name, value, symbol in (
        ("user.", b"", "EINVAL"), ("user." + "x" * 255, b"", "ERANGE"), ("user.x", bytes(70000), "E2BIG"),
    ):  # fmt: skip
        with raises(symbol):
            os.setxattr("f", name, value)
    with raises("EINVAL"):
        os.setxattr("f", "user.x", b"", 99)
    os.setuid(1000)
    assert os.listxattr("f") == []
    with raises("ENODATA"):
        os.getxattr("f", "trusted.x")
    with raises("EACCES"):
        os.setxattr("f", "user.x", b"")


def test_hooks_of_fork_are_taken(os):
    os.register_at_fork(before=list)
    assert os.kernel.hooks == [{"before": list}]
    with pytest.raises(TypeError, match="callable"):
        os.register_at_fork(before=5)


def test_signals_that_do_nothing(os):
    os.kill(os.getpid(), signal.SIGCHLD)
    with raises("EINVAL"):
        os.kill(os.getpid(), 999)
    with raises("EPERM"):
        os.kill(1, 0)
    os.killpg(0, 0)


def test_status_of_hosts_with_other_fields(os):
    from os_reference.memory.calls import status

    new(os, "f", b"123")
    node = os.kernel.process.cwd.entries["f"]
    seen = status.status_of(node)
    first = tuple(seen)[:10]
    floats = seen.st_atime, seen.st_mtime, seen.st_ctime
    nanoseconds = seen.st_atime_ns, seen.st_mtime_ns, seen.st_ctime_ns
    other = status._elsewhere(node, first, floats, nanoseconds)
    for name in dir(seen):
        if name.startswith("st_"):
            assert getattr(other, name) == getattr(seen, name), name
