"""os.chown and os.lchown."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, FSPath, Os, World, cases, clause, needs, table
from os_conformance.expect import equal, raises

IDS = {
    "both": (1234, 5678),
    "user": (1234, -1),
    "group": (-1, 5678),
    "none": (-1, -1),
    "large": (2**31, 2**31),
}


@clause("os.chown/sets", "os.chown/minus-one")
@needs("root", "owners")
@cases(ids=IDS, kind={"file": b"", "directory": {}})
def check_sets(os: Os, world: World, ids: tuple[int, int], kind: Any) -> None:
    """chown sets user and group; -1 leaves one as it is."""
    world.tree({"x": kind})
    world.chown("x", 11, 22)
    equal(os.chown(world.path("x"), *ids), None)
    wanted = tuple(11 * (n + 1) if given == -1 else given for n, given in enumerate(ids))
    equal((world.lstat("x").st_uid, world.lstat("x").st_gid), wanted)


@clause("os.chown/minus-one")
@cases(name=["chown", "lchown"])
def check_nothing_changes(os: Os, world: World, name: str) -> None:
    """chown(path, -1, -1) changes nothing, whoever asks."""
    world.file("f")
    before = world.lstat("f")
    getattr(os, name)(world.path("f"), -1, -1)
    equal((world.lstat("f").st_uid, world.lstat("f").st_gid), (before.st_uid, before.st_gid))


@clause("os.chown/sets")
@cases(name=["chown", "lchown"])
def check_to_oneself(os: Os, world: World, name: str) -> None:
    """An owner may set the ids that a file has."""
    world.file("f")
    before = world.lstat("f")
    getattr(os, name)(world.path("f"), before.st_uid, before.st_gid)
    equal((world.lstat("f").st_uid, world.lstat("f").st_gid), (before.st_uid, before.st_gid))


@table(
    [
        Case("chown", {"name": "chown", "options": {}, "link": False}, ("os.chown/follows",)),
        Case(
            "chown-nofollow",
            {"name": "chown", "options": {"follow_symlinks": False}, "link": True},
            ("os.chown/nofollow", "os.lchown/equals-chown-nofollow"),
        ),
        Case(
            "lchown",
            {"name": "lchown", "options": {}, "link": True},
            ("os.lchown/link-itself", "os.lchown/equals-chown-nofollow"),
        ),
    ]
)
@clause()
@needs("root", "symlinks", "owners")
def check_links(os: Os, world: World, name: str, options: dict[str, Any], link: bool) -> None:
    """chown follows links; lchown, and chown with follow_symlinks=False, change the link itself."""
    world.tree({"f": b"", "s": ("symlink", "f")})
    untouched = world.lstat("f" if link else "s").st_uid
    getattr(os, name)(world.path("s"), 1234, 5678, **options)
    equal(world.lstat("s" if link else "f").st_uid, 1234)
    equal(world.lstat("f" if link else "s").st_uid, untouched)


@clause("os.chown/needs-privilege")
@needs("unprivileged")
@cases(name=["chown", "lchown"])
def check_needs_privilege(os: Os, world: World, name: str) -> None:
    """Giving a file away without the privilege raises PermissionError that names it."""
    world.file("f")
    path = world.path("f")
    with raises(PermissionError, errno="EPERM", filename=path):
        getattr(os, name)(path, 1234, -1)


WRONG = {"str": "0", "none": None, "float": 0.0, "list": [0]}


@clause("os.chown/bad-type")
@cases(name=["chown", "lchown"], value=WRONG, place=["user", "group"])
def check_wrong_type(os: Os, world: World, name: str, value: Any, place: str) -> None:
    """An id that is no int raises TypeError."""
    world.file("f")
    with raises(TypeError):
        getattr(os, name)(world.path("f"), *((value, -1) if place == "user" else (-1, value)))


@clause("os.lchown/accepts-pathlike")
@cases(kind=[str, bytes])
def check_path_like(os: Os, world: World, kind: type) -> None:
    """lchown takes path-like objects."""
    world.file("f")
    path = world.path("f") if kind is str else world.bpath("f")
    equal(os.lchown(FSPath(path), -1, -1), None)


@clause("os.lchown/equals-chown-nofollow")
@needs("symlinks")
@cases(target=["f", "nowhere"])
def check_dangling(os: Os, world: World, target: str) -> None:
    """lchown of a link does not look at the target, also where there is none."""
    world.tree({"f": b"", "s": ("symlink", target)})
    equal(os.lchown(world.path("s"), -1, -1), None)
    equal(os.chown(world.path("s"), -1, -1, follow_symlinks=False), None)


@clause("os.chown/follows")
@needs("symlinks")
def check_follows_into_nothing(os: Os, world: World) -> None:
    """chown of a dangling link raises FileNotFoundError."""
    world.symlink("nowhere", "s")
    path = world.path("s")
    with raises(FileNotFoundError, errno="ENOENT", filename=path):
        os.chown(path, -1, -1)
