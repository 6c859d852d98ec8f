"""os.chmod, os.fchmod's kin on paths, os.lchmod and the flags of BSD."""

from __future__ import annotations

import stat
from typing import Any

from os_conformance.check import Case, FSPath, Os, Run, World, cases, clause, needs, table
from os_conformance.expect import equal, errno_of, one_of, raises

MODES = [0o000, 0o400, 0o600, 0o644, 0o640, 0o755, 0o750, 0o777, 0o111, 0o444]


@clause("os.chmod/sets-bits", "os.chmod/type-bits-kept")
@needs("permissions")
@cases(mode=MODES, kind={"file": b"", "directory": {}})
def check_sets_bits(os: Os, world: World, mode: int, kind: Any) -> None:
    """chmod sets the permission bits as given, whatever the umask, and nothing else of the mode."""
    world.tree({"x": kind})
    os.umask(0o077)
    before = stat.S_IFMT(world.lstat("x").st_mode)
    equal(os.chmod(world.path("x"), mode), None)
    equal(oct(world.mode("x")), oct(mode))
    equal(stat.S_IFMT(world.lstat("x").st_mode), before)
    world.chmod("x", 0o700)


CONSTANTS = (
    "S_IRUSR", "S_IWUSR", "S_IXUSR", "S_IRGRP", "S_IWGRP", "S_IXGRP", "S_IROTH", "S_IWOTH", "S_IXOTH",
    "S_IRWXU", "S_IRWXG", "S_IRWXO", "S_IREAD", "S_IWRITE", "S_IEXEC",
)  # fmt: skip


@clause("os.chmod/numeric-or-stat")
@needs("permissions")
@cases(name=CONSTANTS)
def check_constants(os: Os, world: World, name: str) -> None:
    """chmod takes the constants of the stat module, alone and combined."""
    world.file("f")
    bits = getattr(stat, name) | stat.S_IRUSR
    os.chmod(world.path("f"), bits)
    if os.name == "nt":
        equal(bool(world.mode("f") & 0o200), bool(bits & stat.S_IWRITE))
    else:
        equal(oct(world.mode("f")), oct(bits))


@clause("os.chmod/setuid-bits")
@needs("permissions")
@cases(
    bit={"setuid": 0o4000, "setgid": 0o2000, "sticky": 0o1000}, kind={"file": b"", "directory": {}}
)
def check_special_bits(os: Os, world: World, bit: int, kind: Any) -> None:
    """chmod sets the set-user-id, set-group-id and sticky bits."""
    world.tree({"x": kind})
    own = os.getuid(), os.getgid()
    if (world.lstat("x").st_uid, world.lstat("x").st_gid) != own:
        world.chown("x", *own)
    if bit == 0o1000 and kind == b"" and own[0] != 0:
        bit = 0  # a user's sticky bit on a file is up to the system
    os.chmod(world.path("x"), 0o755 | bit)
    equal(oct(world.mode("x")), oct(0o755 | bit))


@clause("os.chmod/follows")
@needs("permissions", "symlinks")
def check_follows(os: Os, world: World) -> None:
    """chmod of a link changes the target."""
    world.file("f", b"", 0o600)
    world.symlink("f", "s")
    before = world.lstat("s").st_mode
    os.chmod(world.path("s"), 0o640)
    equal(oct(world.mode("f")), oct(0o640))
    equal(world.lstat("s").st_mode, before)


@clause("os.chmod/nofollow")
@needs("permissions", "symlinks")
def check_the_link_itself(os: Os, world: World) -> None:
    """With follow_symlinks=False chmod changes the link, or says that it cannot."""
    world.file("f", b"", 0o600)
    world.symlink("f", "s")
    try:
        os.chmod(world.path("s"), 0o640, follow_symlinks=False)
    except NotImplementedError:
        pass
    except OSError as error:
        one_of(errno_of(error), ("ENOTSUP", "EOPNOTSUPP", "ENOSYS"))
    else:
        equal(oct(world.mode("s")), oct(0o640))
    equal(oct(world.mode("f")), oct(0o600))


@clause("os.chmod/not-owner")
@needs("unprivileged", "permissions", "shared-files")
def check_not_the_owner(os: Os, world: World) -> None:
    """chmod of somebody else's file raises PermissionError that names it."""
    world.file("f", b"", 0o666)
    world.chown("f", 1234, 5678)
    path = world.path("f")
    with raises(PermissionError, errno="EPERM", filename=path):
        os.chmod(path, 0o600)
    equal(oct(world.mode("f")), oct(0o666))


@clause("os.chmod/nt-readonly")
@cases(mode={"read-only": (0o400, False), "writable": (0o600, True), "none": (0o000, False)})
def check_on_windows(os: Os, world: World, mode: tuple[int, bool]) -> None:
    """On Windows chmod sets or clears the read-only flag, and nothing else."""
    world.file("f")
    os.chmod(world.path("f"), mode[0])
    equal(bool(os.stat(world.path("f")).st_mode & stat.S_IWRITE), mode[1])
    assert os.stat(world.path("f")).st_mode & stat.S_IREAD
    os.chmod(world.path("f"), 0o600)


@table(
    [
        Case("chmod", {"name": "chmod"}, ("os.chmod/nt-nofollow-default",)),
        Case("lchmod", {"name": "lchmod"}, ("os.lchmod/nt",)),
    ]
)
@clause()
@needs("symlinks")
def check_link_on_windows(os: Os, world: World, name: str) -> None:
    """On Windows chmod and lchmod change the read-only flag of a link itself."""
    world.tree({"f": b"", "s": ("symlink", "f")})
    getattr(os, name)(world.path("s"), 0o400)
    assert os.stat(world.path("f")).st_mode & stat.S_IWRITE
    assert not os.lstat(world.path("s")).st_mode & stat.S_IWRITE
    getattr(os, name)(world.path("s"), 0o600)


ABSENT = ("chflags", "lchflags", "lchmod")


def has(os: Any, name: Any) -> Any:
    return hasattr(os, name)


@table([Case(name, {"name": name}, (f"os.{name}/linux-absent",)) for name in ABSENT])
@clause()
def check_absent_on_linux(run: Run, name: str) -> None:
    """What Linux has no call for is not there."""
    equal(run(has, name), False)


@clause("os.lchmod/link-itself")
@needs("symlinks")
def check_lchmod(os: Os, world: World) -> None:
    """lchmod changes the mode of a link, not of its target."""
    world.file("f", b"", 0o600)
    world.symlink("f", "s")
    os.lchmod(world.path("s"), 0o640)
    equal((oct(world.mode("s")), oct(world.mode("f"))), (oct(0o640), oct(0o600)))


@clause("os.chflags/sets")
def check_chflags(os: Os, world: World) -> None:
    """chflags sets a file's flags; stat tells them."""
    world.file("f")
    os.chflags(world.path("f"), stat.UF_NODUMP)
    equal(os.stat(world.path("f")).st_flags & stat.UF_NODUMP, stat.UF_NODUMP)


@table([Case(name, {"name": name}, (f"os.{name}/accepts-pathlike",)) for name in ABSENT])
@clause()
@cases(kind=[str, bytes])
def check_path_like(os: Os, world: World, name: str, kind: type) -> None:
    """chflags, lchflags and lchmod take path-like objects."""
    world.file("f")
    path = world.path("f") if kind is str else world.bpath("f")
    getattr(os, name)(FSPath(path), 0o600 if name == "lchmod" else 0)
