"""The flags of os.open: all pairs of the common ones, and those of single platforms."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.descriptors.parts import binary, constants, position
from os_conformance.checks.surface.membership import supports
from os_conformance.expect import Missing, Unmet, equal, has_type, raises

COMMON = ("O_RDONLY", "O_WRONLY", "O_RDWR", "O_APPEND", "O_CREAT", "O_EXCL", "O_TRUNC")
UNIX = ("O_DSYNC", "O_RSYNC", "O_SYNC", "O_NDELAY", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC")
WINDOWS = (
    "O_BINARY", "O_NOINHERIT", "O_SHORT_LIVED", "O_TEMPORARY", "O_RANDOM", "O_SEQUENTIAL", "O_TEXT",
)  # fmt: skip
MACOS = ("O_EVTONLY", "O_FSYNC", "O_SYMLINK", "O_NOFOLLOW_ANY")
EXTENSIONS = (
    "O_ASYNC", "O_DIRECT", "O_DIRECTORY", "O_NOFOLLOW", "O_NOATIME", "O_PATH", "O_TMPFILE", "O_SHLOCK",
    "O_EXLOCK",
)  # fmt: skip
OF_FLAG = {"O_CREAT": "creat", "O_EXCL": "excl", "O_TRUNC": "trunc", "O_APPEND": "append"}
OLD, NEW = b"old content", b"NEW"


def combinations() -> Iterator[Case]:
    """All combinations that POSIX defines: no O_EXCL alone, no O_TRUNC without writing."""
    creating = ((), ("O_CREAT",), ("O_CREAT", "O_EXCL"))
    for access, create, truncate, append, there in product(
        COMMON[:3], creating, ((), ("O_TRUNC",)), ((), ("O_APPEND",)), (False, True)
    ):
        if truncate and access == "O_RDONLY":
            continue
        names = (access, *create, *truncate, *append)
        clauses = ("os.O_RDONLY/distinct-or", *(f"os.open/{OF_FLAG[n]}" for n in names[1:]))
        where = "existing" if there else "missing"
        name = "+".join(n.removeprefix("O_") for n in names)
        yield Case(f"{name}-{where}", {"names": names, "there": there}, clauses)


def combined(os: Os, names: tuple[str, ...]) -> int:
    """The flags of these names together."""
    flags = 0
    for name in names:
        flags |= getattr(os, name)
    return flags


@table(combinations())
@clause()
def check_combination(os: Os, world: World, names: tuple[str, ...], there: bool) -> None:
    """Flags joined with | each have their effect: on what is there, on reading and on writing."""
    if there:
        world.file("f", OLD)
    flags = combined(os, names) | binary(os)
    if there and "O_EXCL" in names:
        with raises(FileExistsError, errno="EEXIST", filename=world.path("f")):
            os.open(world.path("f"), flags)
        equal(world.snapshot(), {"f": OLD})
        return
    if not there and "O_CREAT" not in names:
        with raises(FileNotFoundError, errno="ENOENT", filename=world.path("f")):
            os.open(world.path("f"), flags)
        equal(world.snapshot(), {})
        return
    fd = os.open(world.path("f"), flags)
    content = OLD if there and "O_TRUNC" not in names else b""
    equal(world.read("f"), content)
    equal(position(os, fd), 0)
    if "O_RDONLY" in names:
        with raises(OSError, errno="EBADF"):
            os.write(fd, NEW)
    else:
        equal(os.write(fd, NEW), len(NEW))
        content = content + NEW if "O_APPEND" in names else NEW + content[len(NEW) :]
        equal(position(os, fd), len(content) if "O_APPEND" in names else len(NEW))
    equal(world.read("f"), content)
    os.lseek(fd, 0, os.SEEK_SET)
    if "O_WRONLY" in names:
        with raises(OSError, errno="EBADF"):
            os.read(fd, 100)
    else:
        equal(os.read(fd, 100), content)


@table(
    [
        *constants("os.O_RDONLY/common", COMMON),
        *constants("os.O_SYNC/unix-only", UNIX),
        *constants("os.O_BINARY/nt-only", WINDOWS),
        *constants("os.O_EVTONLY/macos-only", MACOS),
        *constants("os.O_PATH/ext", EXTENSIONS),
    ]
)
@clause()
def check_constants(run: Run, name: str) -> None:
    """A flag is an int where there is one; only extensions of the C library may be missing."""
    try:
        found = run.lookup(name)
    except AttributeError:
        if name in EXTENSIONS:
            raise Unmet(f"the C library may lack {name}", "unsupported") from None
        raise Missing(f"os.{name} is missing") from None
    has_type(found, int, name)


@clause("os.O_RDONLY/distinct-or")
def check_distinct(os: Os) -> None:
    """The common flags are different, and those that are no access modes share no bit."""
    access = [getattr(os, n) for n in COMMON[:3]]
    rest = [getattr(os, n) for n in COMMON[3:]]
    equal(len(set(access)), 3)
    assert all(rest)
    equal(sum(rest), combined(os, COMMON[3:]))
    assert not any(a & r for a in access for r in rest)


@clause("os.O_SYNC/unix-only")
@cases(name=["O_SYNC", "O_DSYNC", "O_NOCTTY", "O_NONBLOCK", "O_CLOEXEC"])
def check_harmless(os: Os, world: World, name: str) -> None:
    """open takes the flags of Unix for a regular file, which is written and read as ever."""
    fd = os.open(world.path("f"), os.O_RDWR | os.O_CREAT | getattr(os, name))
    equal(os.write(fd, b"data"), 4)
    os.lseek(fd, 0, os.SEEK_SET)
    equal(os.read(fd, 10), b"data")


@clause("os.open/o-cloexec", "os.open/non-inheritable")
@cases(flag={"given": True, "not-given": False})
def check_close_on_exec(os: Os, world: World, flag: bool) -> None:
    """open makes descriptors that no program inherits, whether O_CLOEXEC is given or not."""
    if flag and os.name == "nt":
        raise Unmet("Windows has no O_CLOEXEC", "not-applicable")
    extra = os.O_CLOEXEC if flag else 0
    fd = os.open(world.path("f"), os.O_RDWR | os.O_CREAT | extra)
    equal(os.get_inheritable(fd), False)


@clause("os.open/o-directory")
@needs("symlinks", "fifos")
@cases(what=["file", "fifo", "link-to-file"])
def check_directory_only(os: Os, world: World, what: str) -> None:
    """open with O_DIRECTORY raises NotADirectoryError for anything that is no directory."""
    world.file("file", b"data")
    world.fifo("fifo")
    world.symlink("file", "link-to-file")
    with raises(NotADirectoryError, errno="ENOTDIR", filename=world.path(what)):
        os.open(world.path(what), os.O_RDONLY | os.O_DIRECTORY | os.O_NONBLOCK)


@clause("os.open/o-directory")
@needs("symlinks")
@cases(what=["d", "link", "d/.", "d/.."])
def check_directory_opened(os: Os, run: Run, world: World, what: str) -> None:
    """open with O_DIRECTORY opens a directory, also through a link, for functions that take one."""
    world.tree({"d": {"inside": b""}, "link": ("symlink", "d")})
    fd = os.open(world.path(what), os.O_RDONLY | os.O_DIRECTORY)
    equal(os.fstat(fd).st_mode & 0o170000, 0o040000)
    if supports(run, "fd", "listdir"):
        equal(sorted(os.listdir(fd)), ["d", "link"] if what == "d/.." else ["inside"])


@clause("os.open/o-nofollow")
@needs("symlinks")
@cases(target=["file", "d", "nowhere", "link"])
def check_no_follow(os: Os, world: World, target: str) -> None:
    """open with O_NOFOLLOW raises OSError with ELOOP for a symbolic link, whatever it points to."""
    world.tree({"file": b"", "d": {}, "link": ("symlink", target)})
    with raises(OSError, errno="ELOOP", filename=world.path("link")):
        os.open(world.path("link"), os.O_RDONLY | os.O_NOFOLLOW)


@clause("os.open/o-nofollow")
@needs("symlinks")
def check_no_follow_above(os: Os, world: World) -> None:
    """open with O_NOFOLLOW follows links above the last name, and opens what is no link."""
    world.tree({"d": {"file": b"data"}, "link": ("symlink", "d")})
    fd = os.open(world.path("link/file"), os.O_RDONLY | os.O_NOFOLLOW)
    equal(os.read(fd, 10), b"data")


@clause("os.open/o-tmpfile")
@needs("shared-files")
@cases(access=["O_WRONLY", "O_RDWR"])
def check_unnamed(os: Os, world: World, access: str) -> None:
    """open with O_TMPFILE makes a file without a name in the directory."""
    world.mkdir("d")
    fd = os.open(world.path("d"), getattr(os, access) | os.O_TMPFILE, 0o600)
    equal(os.write(fd, b"data"), 4)
    status = os.fstat(fd)
    equal((status.st_size, status.st_nlink), (4, 0))
    equal(world.listing("d"), [])


@clause("os.open/o-path")
@needs("shared-files")
@cases(operation=["read", "write", "fchmod", "ftruncate"])
def check_path_only(os: Os, world: World, operation: str) -> None:
    """A descriptor opened with O_PATH cannot be used on the file's content: OSError with EBADF."""
    world.file("f", b"kept")
    fd = os.open(world.path("f"), os.O_PATH)
    argument = {"read": 1, "write": b"x", "fchmod": 0o600, "ftruncate": 0}[operation]
    with raises(OSError, errno="EBADF"):
        getattr(os, operation)(fd, argument)
    equal(os.fstat(fd).st_size, 4)
    equal(world.read("f"), b"kept")


@clause("os.open/o-path")
@needs("shared-files", "symlinks")
def check_path_as_place(os: Os, world: World) -> None:
    """A descriptor opened with O_PATH is a place: of a directory for dir_fd, of a link itself."""
    world.tree({"d": {"f": b"data"}, "link": ("symlink", "nowhere")})
    place = os.open(world.path("d"), os.O_PATH | os.O_DIRECTORY)
    equal(os.read(os.open("f", os.O_RDONLY, dir_fd=place), 10), b"data")
    link = os.open(world.path("link"), os.O_PATH | os.O_NOFOLLOW)
    equal(os.fstat(link).st_size, len("nowhere"))


@clause("os.open/nt-binary")
@cases(mode=["default", "O_TEXT", "O_BINARY"])
def check_newlines(os: Os, world: World, mode: str) -> None:
    """open on Windows writes a newline as carriage return and newline unless O_BINARY is given."""
    extra = 0 if mode == "default" else getattr(os, mode)
    fd = os.open(world.path("f"), os.O_WRONLY | os.O_CREAT | extra)
    os.write(fd, b"a\nb\n")
    equal(world.read("f"), b"a\nb\n" if mode == "O_BINARY" else b"a\r\nb\r\n")
    reading = os.open(world.path("f"), os.O_RDONLY | extra)
    equal(os.read(reading, 100), b"a\nb\n")


@clause("os.open/dir-fd-unsupported")
def check_directory_unsupported(os: Os, run: Run, world: World) -> None:
    """open with a dir_fd raises NotImplementedError where supports_dir_fd does not list it."""
    if supports(run, "dir_fd", "open"):
        raise Unmet("dir_fd is supported for open here", "not-applicable")
    world.file("f")
    with raises(NotImplementedError):
        os.open(world.path("f"), os.O_RDONLY, dir_fd=0)
