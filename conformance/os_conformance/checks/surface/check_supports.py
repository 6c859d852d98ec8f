"""The supports_* sets: what they are, and that they tell the truth."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.descriptors.parts import opened, present
from os_conformance.checks.surface.membership import supports
from os_conformance.expect import equal, raises

SETS = (
    "supports_dir_fd", "supports_effective_ids", "supports_fd", "supports_follow_symlinks",
)  # fmt: skip


def shape(os: Any, name: Any) -> Any:
    found = getattr(os, name)
    return isinstance(found, (set, frozenset)), all(callable(f) for f in found)


@table([Case(name, {"name": name}, (f"os.{name}/is-set",)) for name in SETS])
@clause()
def check_is_a_set_of_functions(run: Run, name: str) -> None:
    """Each of the supports_* is a set (of functions)."""
    equal(run(shape, name), (True, True))


@clause("os.supports_effective_ids/is-set")
def check_effective_ids_holds_at_most_access(run: Run) -> None:
    """supports_effective_ids holds access or nothing."""
    assert run(others_than_access) == 0


def others_than_access(os: Any) -> Any:
    return len([f for f in os.supports_effective_ids if f is not os.access and f != os.access])


@clause("os.supports_effective_ids/nt-empty")
def check_effective_ids_on_windows(run: Run) -> None:
    """supports_effective_ids is empty on Windows."""
    equal(run(size, "supports_effective_ids"), 0)


def size(os: Any, name: Any) -> Any:
    return len(getattr(os, name))


@clause("os.supports_effective_ids/false-ok")
@cases(mode=[0, 4, 2, 6])
def check_effective_ids_false(os: Os, world: World, mode: int) -> None:
    """effective_ids=False is accepted everywhere."""
    world.file("f")
    equal(os.access(world.path("f"), mode, effective_ids=False), True)


@table(
    [
        Case("fd", {"name": "fd"}, ("os.supports_fd/stat-in",)),
        Case("follow", {"name": "follow_symlinks"}, ("os.supports_follow_symlinks/stat-in",)),
    ]
)
@clause()
def check_stat_is_in(run: Run, name: str) -> None:
    """stat takes descriptors everywhere, and follow_symlinks=False wherever lstat exists."""
    assert supports(run, name, "stat")


BY_DESCRIPTOR: dict[str, tuple[Any, ...]] = {
    "chdir": (), "chmod": (0o700,), "chown": (-1, -1), "listdir": (), "pathconf": ("PC_NAME_MAX",),
    "scandir": (), "stat": (), "statvfs": (), "utime": (),
}  # fmt: skip


@table(
    [
        Case(name, {"name": name, "rest": rest}, ("os.supports_fd/truthful-in",))
        for name, rest in BY_DESCRIPTOR.items()
    ]
)
@clause()
def check_descriptor_accepted(
    os: Os, run: Run, world: World, name: str, rest: tuple[Any, ...]
) -> None:
    """A function in supports_fd takes an open descriptor for its path."""
    present(os, name)
    world.mkdir("d")
    descriptor = opened(os, world, "d")
    if supports(run, "fd", name):
        found = getattr(os, name)(descriptor, *rest)
        if name == "scandir":
            found.close()
    else:
        with raises((TypeError, OSError, NotImplementedError)):
            getattr(os, name)(descriptor, *rest)


@clause("os.supports_fd/truthful-in", "os.supports_fd/truthful-not-in")
@cases(length=[0, 3])
def check_descriptor_of_a_file(os: Os, run: Run, world: World, length: int) -> None:
    """truncate takes a descriptor for its path exactly where it is in supports_fd."""
    world.file("f", b"12345")
    descriptor = os.open("f", os.O_RDWR)
    if supports(run, "fd", "truncate"):
        os.truncate(descriptor, length)
        equal(world.read("f"), b"12345"[:length])
    else:
        with raises((TypeError, OSError, NotImplementedError)):
            os.truncate(descriptor, length)


NO_DESCRIPTOR: dict[str, tuple[Any, ...]] = {
    "mkdir": (), "rmdir": (), "unlink": (), "remove": (), "rename": ("x",), "replace": ("x",),
    "link": ("x",), "symlink": ("x",), "readlink": (), "lstat": (), "mkfifo": (), "mknod": (),
    "access": (0,), "open": (0,),
}  # fmt: skip


@table(
    [
        Case(name, {"name": name, "rest": rest}, ("os.supports_fd/truthful-not-in",))
        for name, rest in NO_DESCRIPTOR.items()
    ]
)
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_descriptor_refused(
    os: Os, run: Run, world: World, name: str, rest: tuple[Any, ...]
) -> None:
    """A function that is not in supports_fd refuses a descriptor for its path."""
    present(os, name)
    world.file("f", b"data")
    assert not supports(run, "fd", name)
    descriptor = os.open("f", os.O_RDWR)
    with raises(TypeError):
        getattr(os, name)(descriptor, *rest)
    equal(world.snapshot(), {"f": b"data"})


DIR_FD: dict[str, tuple[Any, ...]] = {
    "access": ("f", 0), "chmod": ("f", 0o600), "chown": ("f", -1, -1), "link": ("f", "g"),
    "mkdir": ("n",), "mkfifo": ("n",), "mknod": ("n",), "open": ("f", 0), "readlink": ("s",),
    "rename": ("f", "g"), "rmdir": ("e",), "stat": ("f",), "symlink": ("f", "g"), "unlink": ("f",),
    "utime": ("f",),
}  # fmt: skip
KEYWORD = {"link": "src_dir_fd", "rename": "src_dir_fd"}


@table(
    [
        Case(
            name,
            {"name": name, "arguments": arguments},
            ("os.supports_dir_fd/truthful-in", "os.supports_dir_fd/truthful-not-in"),
        )
        for name, arguments in DIR_FD.items()
    ]
)
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_dir_fd(os: Os, run: Run, world: World, name: str, arguments: tuple[Any, ...]) -> None:
    """dir_fd is taken exactly by the functions in supports_dir_fd; others say NotImplementedError."""
    world.tree({"d": {"f": b"data", "e": {}, "s": ("symlink", "f")}})
    present(os, name)
    directory = os.open(
        "d/f" if os.name == "nt" else "d", os.O_RDONLY
    )  # Windows opens no directory
    keywords = {KEYWORD.get(name, "dir_fd"): directory}
    if supports(run, "dir_fd", name):
        getattr(os, name)(*arguments, **keywords)
    else:
        with raises(NotImplementedError):
            getattr(os, name)(*arguments, **keywords)


@table(
    [
        Case(
            f"{name}-{keyword}",
            {"name": name, "arguments": arguments, "keyword": keyword},
            ("os.supports_dir_fd/none-ok",),
        )
        for name, arguments in DIR_FD.items()
        for keyword in ([KEYWORD[name], "dst_dir_fd"] if name in KEYWORD else ["dir_fd"])
    ]
)
@clause()
@needs("symlinks", "hardlinks", "fifos-if-any")
def check_dir_fd_none(
    os: Os, world: World, name: str, arguments: tuple[Any, ...], keyword: str
) -> None:
    """dir_fd=None is accepted everywhere, also where descriptors are not."""
    present(os, name)
    world.tree({"f": b"data", "e": {}, "s": ("symlink", "f")})
    getattr(os, name)(*arguments, **{keyword: None})


FOLLOW: dict[str, tuple[Any, ...]] = {
    "access": ("s", 0), "chown": ("s", -1, -1), "chmod": ("s", 0o600), "link": ("s", "g"), "stat": ("s",),
    "utime": ("s",),
}  # fmt: skip


@table(
    [
        Case(name, {"name": name, "arguments": arguments}, (
            "os.supports_follow_symlinks/truthful-in", "os.supports_follow_symlinks/truthful-not-in",
        ))
        for name, arguments in FOLLOW.items()
    ]
)  # fmt: skip
@clause()
@needs("hardlinks", "symlinks")
def check_follow_symlinks(
    os: Os, run: Run, world: World, name: str, arguments: tuple[Any, ...]
) -> None:
    """follow_symlinks=False is taken exactly by the functions in supports_follow_symlinks."""
    present(os, name)
    world.file("f", b"data")
    world.symlink("f", "s")
    if supports(run, "follow_symlinks", name):
        getattr(os, name)(*arguments, follow_symlinks=False)
        return
    with raises((NotImplementedError, OSError)) as caught:
        getattr(os, name)(*arguments, follow_symlinks=False)
    refusal = caught.error
    assert isinstance(refusal, NotImplementedError) or refusal.osconform["symbol"] in (
        "ENOTSUP", "EOPNOTSUPP", "ENOSYS",
    )  # fmt: skip
