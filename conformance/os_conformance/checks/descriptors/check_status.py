"""What is told of, and set on, the file of a descriptor: fstat, fstatvfs, fpathconf, fchmod, fchown."""

from __future__ import annotations

import stat
from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs
from os_conformance.checks.descriptors.parts import new
from os_conformance.expect import equal, has_type, raises

FIELDS = (
    "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_mtime_ns",
)  # fmt: skip
TIMES = ("st_atime", "st_mtime", "st_ctime", "st_atime_ns", "st_mtime_ns", "st_ctime_ns")
FIXED = ("f_bsize", "f_frsize", "f_blocks", "f_flag", "f_namemax")  # others may change meanwhile
WHAT = ("file", "directory", "pipe")


def descriptor(os: Os, world: World, what: str) -> int:
    """A descriptor on something of that kind."""
    if what == "pipe":
        return int(os.pipe()[0])
    if what == "directory":
        world.mkdir("d")
        return int(os.open(world.path("d"), os.O_RDONLY))
    return new(os, world, b"data")


def kinds(os: Any, fd: Any) -> Any:
    return isinstance(os.fstat(fd), os.stat_result)


@clause("os.fstat/type")
def check_fstat_type(run: Run, os: Os, world: World) -> None:
    """fstat returns a stat_result."""
    assert run(kinds, new(os, world))


@clause("os.fstat/equals-stat-fd")
def check_fstat_equals(os: Os, world: World) -> None:
    """fstat tells the same of a file as stat of its descriptor, and of its name."""
    fd = new(os, world, b"12345")
    by_fd = os.fstat(fd)
    for other in (os.stat(fd), os.stat(world.path("f"))):
        equal([getattr(by_fd, n) for n in FIELDS], [getattr(other, n) for n in FIELDS])
    equal(by_fd.st_size, 5)


@clause("os.fstat/equals-stat-fd")
@needs("shared-files")
def check_fstat_times(os: Os, world: World) -> None:
    """fstat tells the same times as stat, in seconds and in nanoseconds."""
    fd = new(os, world, b"12345")
    world.set_times("f", 1_234_567_890_123_456_700, 987_654_321_987_654_300)
    by_fd = os.fstat(fd)
    for other in (os.stat(fd), os.stat(world.path("f"))):
        for name in TIMES:
            equal(getattr(by_fd, name), getattr(other, name), name)
    equal([by_fd[n] for n in (7, 8)], [1_234_567_890, 987_654_321], "the items")


@clause("os.fstat/size")
def check_fstat_size(os: Os, world: World) -> None:
    """fstat's size follows what is written and cut, through whatever descriptor."""
    fd = new(os, world)
    other = os.open(world.path("f"), os.O_RDWR)
    sizes = [os.fstat(fd).st_size]
    os.write(fd, b"12345")
    sizes += [os.fstat(fd).st_size, os.fstat(other).st_size]
    os.ftruncate(other, 2)
    sizes += [os.fstat(fd).st_size, os.fstat(other).st_size]
    equal(sizes, [0, 5, 5, 2, 2])


@clause("os.fstat/pipe")
@cases(end=["read", "write"])
def check_fstat_pipe(os: Os, end: str) -> None:
    """fstat tells both ends of a pipe as a FIFO."""
    fd = os.pipe()[("read", "write").index(end)]
    equal(stat.S_IFMT(os.fstat(fd).st_mode), stat.S_IFIFO)
    equal(stat.S_IFMT(os.fstat(fd)[0]), stat.S_IFIFO)


@clause("os.fstat/after-rename")
def check_fstat_follows_file(os: Os, world: World) -> None:
    """fstat is about the file, not the name: it tells the same after a rename."""
    fd = new(os, world, b"12345")
    before = os.fstat(fd).st_ino
    os.rename(world.path("f"), world.path("g"))
    world.file("f", b"another")
    equal((os.fstat(fd).st_ino, os.fstat(fd).st_size), (before, 5))


def vfs_kinds(os: Any, fd: Any) -> Any:
    found = os.fstatvfs(fd)
    return isinstance(found, os.statvfs_result), isinstance(found, tuple), len(found)


@clause("os.fstatvfs/type")
@cases(what=["file", "directory"])
def check_fstatvfs_type(run: Run, os: Os, world: World, what: str) -> None:
    """fstatvfs returns a statvfs_result, a tuple of ten."""
    fd = descriptor(os, world, what)
    os.fstatvfs(fd)
    equal(run(vfs_kinds, fd)[:2], (True, True))


@clause("os.fstatvfs/equals-statvfs-fd")
@cases(what=["file", "directory"])
def check_fstatvfs_equals(os: Os, world: World, what: str) -> None:
    """fstatvfs tells the same of a file system as statvfs of the descriptor, and of the path."""
    fd = descriptor(os, world, what)
    by_fd = os.fstatvfs(fd)
    path = world.path("d" if what == "directory" else "f")
    for other in (os.statvfs(fd), os.statvfs(path)):
        equal([getattr(by_fd, n) for n in FIXED], [getattr(other, n) for n in FIXED])
    assert by_fd.f_namemax >= 14


@clause("os.fpathconf/by-name", "os.fpathconf/by-int", "os.fpathconf/equals-pathconf-fd")
@cases(name=["PC_NAME_MAX", "PC_PATH_MAX", "PC_PIPE_BUF", "PC_LINK_MAX"])
def check_fpathconf(os: Os, world: World, name: str) -> None:
    """fpathconf takes a name or its number, and tells the same as pathconf of the descriptor."""
    fd = descriptor(os, world, "pipe" if name == "PC_PIPE_BUF" else "directory")
    value = os.fpathconf(fd, name)
    has_type(value, int)
    equal(os.fpathconf(fd, os.pathconf_names[name]), value)
    equal(os.pathconf(fd, name), value)
    least = {"PC_NAME_MAX": 14, "PC_PATH_MAX": 256, "PC_PIPE_BUF": 512, "PC_LINK_MAX": 1}
    assert value == -1 or value >= least[name]


@clause("os.fpathconf/unknown-valueerror")
@cases(name=["PC_NOT_A_NAME", "", "pc_name_max"])
def check_fpathconf_unknown(os: Os, world: World, name: str) -> None:
    """fpathconf with a name that is not in pathconf_names raises ValueError."""
    with raises(ValueError):
        os.fpathconf(new(os, world), name)


@clause("os.fpathconf/unsupported-einval")
@cases(number=[9999, -1])
def check_fpathconf_unsupported(os: Os, world: World, number: int) -> None:
    """fpathconf with a number that the system does not know raises OSError with EINVAL."""
    with raises(OSError, errno="EINVAL"):
        os.fpathconf(new(os, world), number)


CHMOD: dict[str, Any] = {
    "fchmod": lambda os, fd, mode: os.fchmod(fd, mode),
    "chmod": lambda os, fd, mode: os.chmod(fd, mode),
}


@clause("os.fchmod/changes", "os.fchmod/equals-chmod-fd")
@needs("permissions")
@cases(mode=[0o000, 0o600, 0o644, 0o777, 0o4711], change=CHMOD, what=["file", "directory"])
def check_fchmod(os: Os, world: World, mode: int, change: Any, what: str) -> None:
    """fchmod sets the permission bits of the file, whatever the umask, as chmod of the descriptor."""
    os.umask(0o077)
    fd = descriptor(os, world, what)
    equal(change(os, fd, mode), None)
    equal(oct(world.mode("d" if what == "directory" else "f")), oct(mode))


@clause("os.fchmod/changes")
@needs("permissions")
def check_fchmod_of_reader(os: Os, world: World) -> None:
    """fchmod needs no descriptor for writing, and restricts none that is open."""
    world.file("f", b"data", 0o600)
    reading, writing = (os.open(world.path("f"), flag) for flag in (os.O_RDONLY, os.O_WRONLY))
    os.fchmod(reading, 0o000)
    equal(os.read(reading, 10), b"data")
    equal(os.write(writing, b"new!"), 4)
    equal(oct(world.mode("f")), oct(0))


@clause("os.fchmod/nt-support")
def check_fchmod_on_windows(os: Os, world: World) -> None:
    """fchmod clears and sets the read-only flag on Windows."""
    fd = new(os, world)
    for mode in (0o444, 0o666):
        equal(os.fchmod(fd, mode), None)
        equal(os.stat(world.path("f")).st_mode & 0o222, mode & 0o222)


CHOWN: dict[str, Any] = {
    "fchown": lambda os, fd, user, group: os.fchown(fd, user, group),
    "chown": lambda os, fd, user, group: os.chown(fd, user, group),
}


@clause("os.fchown/changes", "os.fchown/minus-one", "os.fchown/equals-chown-fd")
@needs("root", "owners")
@cases(user=[0, 1234, -1], group=[0, 4321, -1], change=CHOWN)
def check_fchown(os: Os, world: World, user: int, group: int, change: Any) -> None:
    """fchown sets owner and group of the file, -1 leaving one as it was, as chown of the descriptor."""
    fd = new(os, world)
    world.chown("f", 77, 88)
    equal(change(os, fd, user, group), None)
    status = world.lstat("f")
    equal(
        (status.st_uid, status.st_gid), (77 if user == -1 else user, 88 if group == -1 else group)
    )


@clause("os.fchown/minus-one")
@cases(change=CHOWN)
def check_fchown_nothing(os: Os, world: World, change: Any) -> None:
    """fchown with -1 for both leaves owner and group alone; everyone may do that to their file."""
    fd = new(os, world)
    before = world.lstat("f")
    change(os, fd, -1, -1)
    after = world.lstat("f")
    equal((after.st_uid, after.st_gid), (before.st_uid, before.st_gid))


@clause("os.fchown/needs-privilege")
@needs("unprivileged", "permissions")
@cases(change=CHOWN)
def check_fchown_refused(os: Os, world: World, change: Any) -> None:
    """fchown to another user without privileges raises PermissionError and changes nothing."""
    fd = new(os, world)
    before = world.lstat("f")
    with raises(PermissionError, errno="EPERM"):
        change(os, fd, before.st_uid + 1, -1)
    equal(world.lstat("f").st_uid, before.st_uid)
