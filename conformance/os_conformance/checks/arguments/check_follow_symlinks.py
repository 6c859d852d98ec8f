"""The follow_symlinks parameter, and what must not be given together with it."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.arguments.calls import WITH_DIR_FD, PathCall, arrange
from os_conformance.checks.descriptors.parts import opened, present
from os_conformance.checks.surface.membership import supports
from os_conformance.expect import equal, errno_of, one_of, raises

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "access": ("x", 0),
    "chflags": ("x", 0),
    "chmod": ("x", 0o600),
    "chown": ("x", -1, -1),
    "link": ("x", "y"),
    "stat": ("x",),
    "utime": ("x", (1, 2)),
    "getxattr": ("x", "user.a"),
    "listxattr": ("x",),
    "removexattr": ("x", "user.a"),
    "setxattr": ("x", "user.a", b"2"),
}
IN_SET = ("access", "chflags", "chmod", "chown", "link", "utime", "stat")
TAKE_KEYWORD = [n for n in ARGUMENTS if n != "stat"]
FILLED = {"utime": ("x", None), "setxattr": ("x", "user.a", b"2", 0)}  # all that may be positional


def arranged(world: World, name: str) -> None:
    world.file("x")
    if name.endswith("xattr"):
        world.set_xattr("x", "user.a", b"1")


def rows(names: Any, suffix: str) -> list[Case]:
    return [Case(name, {"name": name}, (f"os.{name}/{suffix}",)) for name in names]


@table(rows([n for n in IN_SET if n != "stat"], "nofollow-unsupported"))
@clause()
@needs("hardlinks", "symlinks")
def check_refused_or_supported(os: Os, run: Run, world: World, name: str) -> None:
    """follow_symlinks=False works for members of supports_follow_symlinks; others refuse it."""
    world.file("target")
    world.symlink("target", "x")
    if supports(run, "follow_symlinks", name):
        getattr(os, name)(*ARGUMENTS[name], follow_symlinks=False)
        return
    with raises((NotImplementedError, OSError)) as caught:
        getattr(os, name)(*ARGUMENTS[name], follow_symlinks=False)
    if not isinstance(caught.error, NotImplementedError):
        one_of(errno_of(caught.error), ("ENOTSUP", "EOPNOTSUPP", "ENOSYS"))


@table(rows([n for n in TAKE_KEYWORD if not n.endswith("xattr")], "follow-keyword-only"))
@clause()
@needs("hardlinks")
def check_keyword_only(os: Os, world: World, name: str) -> None:
    """follow_symlinks is taken by keyword only: as a positional argument it raises TypeError."""
    arranged(world, name)
    with raises(TypeError):
        getattr(os, name)(*FILLED.get(name, ARGUMENTS[name]), False)


@table(rows([n for n in TAKE_KEYWORD if n.endswith("xattr")], "follow-keyword-only"))
@clause()
@needs("xattrs")
def check_xattr_keyword_only(os: Os, world: World, name: str) -> None:
    """follow_symlinks of the functions of extended attributes is taken by keyword only."""
    arranged(world, name)
    with raises(TypeError):
        getattr(os, name)(*FILLED.get(name, ARGUMENTS[name]), False)


@clause("os.supports_follow_symlinks/true-ok")
@needs("hardlinks")
@cases(name=["stat", "access", "chmod", "chown", "link", "utime"])
def check_true_everywhere(os: Os, world: World, name: str) -> None:
    """follow_symlinks=True is accepted everywhere."""
    present(os, name)
    world.file("x")
    getattr(os, name)(*ARGUMENTS[name], follow_symlinks=True)


WITH_FD = {
    "chown": (-1, -1),
    "getxattr": ("user.a",),
    "listxattr": (),
    "removexattr": ("user.a",),
    "setxattr": ("user.a", b"2"),
    "utime": (),
    "stat": (),
}


@table(rows(("chown", "utime", "stat"), "fd-with-nofollow-error"))
@clause()
def check_descriptor_and_nofollow(os: Os, run: Run, world: World, name: str) -> None:
    """A descriptor for the path together with follow_symlinks=False is an error."""
    arranged(world, name)
    descriptor = os.open(world.path("x"), os.O_RDWR)
    alone = supports(run, "fd", name) and supports(run, "follow_symlinks", name)
    with raises(ValueError if alone else (ValueError, TypeError, NotImplementedError)):
        getattr(os, name)(descriptor, *WITH_FD[name], follow_symlinks=False)


@table(rows([n for n in WITH_FD if n.endswith("xattr")], "fd-with-nofollow-error"))
@clause()
@needs("xattrs")
def check_xattr_descriptor_and_nofollow(os: Os, world: World, name: str) -> None:
    """A descriptor for the path together with follow_symlinks=False is an error for xattrs too."""
    arranged(world, name)
    descriptor = os.open(world.path("x"), os.O_RDWR)
    with raises(ValueError):
        getattr(os, name)(descriptor, *WITH_FD[name], follow_symlinks=False)


@table(
    [
        Case(name, {"name": name, "rest": rest}, (f"os.{name}/fd-with-dir-fd-error",))
        for name, rest in {"chmod": (0o600,), "chown": (-1, -1), "utime": (), "stat": ()}.items()
    ]
)
@clause()
def check_descriptor_and_dir_fd(
    os: Os, run: Run, world: World, name: str, rest: tuple[Any, ...]
) -> None:
    """A descriptor for the path together with a dir_fd is an error."""
    world.file("x")
    world.mkdir("d")
    descriptor, directory = os.open("x", os.O_RDWR), opened(os, world, "d")
    alone = supports(run, "fd", name) and supports(run, "dir_fd", name)
    with raises(ValueError if alone else (ValueError, TypeError, NotImplementedError)):
        getattr(os, name)(descriptor, *rest, dir_fd=directory)


def refuses(os: Any, name: Any, arguments: Any, keyword: Any) -> Any:
    """Whether a dir_fd raises NotImplementedError before anything else happens."""
    directory = os.open(".", os.O_RDONLY)
    try:
        found = getattr(os, name)(*arguments, **{keyword: directory})
        if name == "open":
            os.close(found)
    except NotImplementedError:
        return "refused"
    finally:
        os.close(directory)
    return "accepted"


COVERED_BY = {
    "remove": "unlink",
    "replace": "rename",
    "lstat": "stat",
}  # not told by the set themselves


@table(
    [
        Case(call.name, {"call": call}, (f"os.{call.name}/dir-fd-unsupported",))
        for call in WITH_DIR_FD
    ]
)
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_dir_fd_as_told(os: Os, run: Run, world: World, call: PathCall) -> None:
    """A dir_fd works where supports_dir_fd says so, and raises NotImplementedError elsewhere."""
    if os.name == "nt":
        with raises(NotImplementedError):
            call(os, "x", **{call.keyword: 0})
        return
    arrange(world, call.before, "x")
    told = supports(run, "dir_fd", COVERED_BY.get(call.name, call.name))
    wanted = "accepted" if told else "refused"
    given = call.arguments(os, "x")
    equal(run(refuses, call.name, given, call.keyword), wanted)


@clause("os.supports_dir_fd/nt-empty")
@cases(name=["mkdir", "stat", "open", "unlink", "rename"])
def check_no_dir_fd_on_windows(run: Run, name: str) -> None:
    """On Windows no function takes a dir_fd."""
    assert not supports(run, "dir_fd", name)
