"""os.mkfifo, os.mknod, and device numbers."""

from __future__ import annotations

import stat
from typing import Any

from os_conformance.check import Case, Os, World, cases, clause, needs, table
from os_conformance.expect import equal, raises

MAKERS: dict[str, tuple[str, int]] = {"mkfifo": ("mkfifo", 0), "mknod": ("mknod", stat.S_IFIFO)}


def make(os: Os, how: tuple[str, int], path: str, mode: int | None = None) -> Any:
    name, kind = how
    if mode is None and not kind:
        return getattr(os, name)(path)
    return getattr(os, name)(path, (0o666 if mode is None else mode) | kind)


def both(suffixes: dict[str, str]) -> list[Case]:
    """A case for mkfifo and one for mknod, each with its own clause."""
    return [Case(n, {"how": MAKERS[n]}, (f"os.{n}/{s}",)) for n, s in suffixes.items()]


@table(both({"mkfifo": "creates", "mknod": "fifo"}))
@clause()
@needs("fifos")
def check_makes_a_pipe(os: Os, world: World, how: Any) -> None:
    """mkfifo, and mknod with S_IFIFO, make a named pipe and return None."""
    equal(make(os, how, world.path("p")), None)
    equal(world.kind("p"), "fifo")
    assert stat.S_ISFIFO(os.stat(world.path("p")).st_mode)


@clause("os.mkfifo/mode-umask")
@needs("fifos", "permissions")
@cases(how=MAKERS, mode=[0o666, 0o600, 0o640, 0o777, 0o000], umask=[0o000, 0o022, 0o077])
def check_mode(os: Os, world: World, how: Any, mode: int, umask: int) -> None:
    """The pipe has the mode less the umask."""
    os.umask(umask)
    make(os, how, world.path("p"), mode)
    equal(oct(world.mode("p")), oct(mode & ~umask))


@clause("os.mkfifo/mode-umask")
@needs("fifos", "permissions")
@cases(umask=[0o000, 0o027])
def check_default_mode(os: Os, world: World, umask: int) -> None:
    """mkfifo's mode is 0o666 by default."""
    os.umask(umask)
    os.mkfifo(world.path("p"))
    equal(oct(world.mode("p")), oct(0o666 & ~umask))


OCCUPIED: dict[str, Any] = {
    "file": b"old", "directory": {}, "dangling": ("symlink", "nowhere"),
}  # fmt: skip


@table(both({"mkfifo": "exists", "mknod": "exists"}))
@clause()
@needs("fifos", "symlinks")
@cases(there=OCCUPIED)
def check_exists(os: Os, world: World, how: Any, there: Any) -> None:
    """A name that is taken raises FileExistsError, and stays as it is."""
    world.tree({"p": there})
    with raises(FileExistsError, errno="EEXIST"):
        make(os, how, world.path("p"))
    equal(world.snapshot(), {"p": there})


@clause("os.mkfifo/not-opened")
@needs("fifos")
def check_not_opened(os: Os, world: World) -> None:
    """mkfifo opens nothing: a writer that will not wait still finds no reader."""
    os.mkfifo(world.path("p"))
    with raises(OSError, errno="ENXIO"):
        os.open(world.path("p"), os.O_WRONLY | os.O_NONBLOCK)


@clause("os.mkfifo/creates")
@needs("fifos")
def check_carries_data(os: Os, world: World) -> None:
    """What is written into a named pipe comes out of it, once."""
    os.mkfifo(world.path("p"))
    reader = os.open(world.path("p"), os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(world.path("p"), os.O_WRONLY)
    equal(os.write(writer, b"data"), 4)
    equal(os.read(reader, 10), b"data")
    os.close(writer)
    equal(os.read(reader, 10), b"")


@clause("os.mknod/regular")
@cases(mode=[0o644, 0o600 | stat.S_IFREG, 0o755 | stat.S_IFREG])
def check_regular(os: Os, world: World, mode: int) -> None:
    """mknod without a kind, or with S_IFREG, makes an empty file."""
    os.umask(0)
    equal(os.mknod(world.path("f"), mode), None)
    equal(world.snapshot(), {"f": b""})
    equal(oct(world.mode("f")), oct(stat.S_IMODE(mode)))


@clause("os.mknod/default-mode")
def check_mknod_default(os: Os, world: World) -> None:
    """mknod makes a file of mode 0o600 by default."""
    os.mknod(world.path("f"))
    equal((world.kind("f"), oct(world.mode("f"))), ("file", oct(0o600)))


@clause("os.mknod/device-ignored")
@needs("fifos")
@cases(kind={"file": stat.S_IFREG, "fifo": stat.S_IFIFO})
def check_device_is_ignored(os: Os, world: World, kind: int) -> None:
    """mknod's device means nothing for what is no device."""
    os.mknod(world.path("n"), 0o600 | kind, os.makedev(5, 6))
    equal(os.stat(world.path("n")).st_rdev, 0)


@clause("os.mknod/device")
@needs("root", "shared-files")
@cases(kind={"character": stat.S_IFCHR, "block": stat.S_IFBLK})
def check_device(os: Os, world: World, kind: int) -> None:
    """mknod makes device files that stand for the given device."""
    try:
        os.mknod(world.path("n"), 0o600 | kind, os.makedev(1, 3))
    except PermissionError:  # a container may forbid it to root as well
        equal(world.kind("n"), None)
        return
    seen = world.lstat("n")
    equal(stat.S_IFMT(seen.st_mode), kind)
    equal((os.major(seen.st_rdev), os.minor(seen.st_rdev)), (1, 3))


PAIRS = {
    "zero": (0, 0),
    "small": (8, 1),
    "eight-bits": (255, 255),
    "twelve-bits": (4095, 0),
    "minor": (1, 0xFFFFF),
}


@clause("os.major/extract", "os.minor/extract", "os.makedev/compose", "os.makedev/large")
@cases(pair=PAIRS)
def check_device_numbers(os: Os, pair: tuple[int, int]) -> None:
    """major and minor take apart what makedev puts together, and makedev puts it together again."""
    device = os.makedev(*pair)
    equal((os.major(device), os.minor(device)), pair)
    equal(os.makedev(os.major(device), os.minor(device)), device)


@clause("os.major/extract", "os.minor/extract")
@cases(name=["major", "minor"], value={"str": "1", "none": None, "float": 1.0})
def check_no_device_number(os: Os, name: str, value: Any) -> None:
    """What is no int is no device number: TypeError."""
    with raises(TypeError):
        getattr(os, name)(value)


@clause("os.makedev/compose")
def check_device_of_a_file(os: Os, world: World) -> None:
    """The device of a real file can be taken apart and put together."""
    device = os.stat(world.path()).st_dev
    equal(os.makedev(os.major(device), os.minor(device)), device)
