"""os.makedirs."""

from __future__ import annotations

from typing import Any

from os_conformance.check import FSPath, Os, Run, World, cases, clause, needs
from os_conformance.expect import equal, raises

KINDS = {
    "str": lambda world, name: world.path(name),
    "bytes": lambda world, name: world.bpath(name),
    "path-str": lambda world, name: FSPath(world.path(name)),
    "path-bytes": lambda world, name: FSPath(world.bpath(name)),
    "relative": lambda world, name: world.relative(name),
    "relative-bytes": lambda world, name: world.relative(name).encode(),
    "dotted": lambda world, name: world.path("." + world.separator + name),
}


@clause("os.makedirs/creates-all")
@cases(depth=[1, 2, 5, 40], kind=KINDS)
def check_creates_all(os: Os, world: World, depth: int, kind: Any) -> None:
    """makedirs creates the leaf and every missing directory above it."""
    name = "/".join(f"d{n}" for n in range(depth))
    os.makedirs(kind(world, name))
    tree: dict[str, Any] = {}
    for n in reversed(range(depth)):
        tree = {f"d{n}": tree}
    equal(world.snapshot(), tree)
    equal(world.kind(name), "directory")


@clause("os.makedirs/returns-none")
def check_returns_none(os: Os, world: World) -> None:
    """makedirs returns None."""
    equal(os.makedirs(world.path("a/b")), None)


@clause("os.makedirs/missing-root-relative")
def check_single_relative_name(os: Os, world: World) -> None:
    """makedirs of one relative name makes it in the current directory."""
    os.makedirs("one")
    equal(world.snapshot(), {"one": {}})


@clause("os.makedirs/creates-all")
@cases(end={"separator": "/", "dot": "/."}, kind={"str": str, "bytes": str.encode}, depth=[1, 3])
@needs("slash-paths")
def check_other_names_of_the_leaf(os: Os, world: World, end: str, kind: Any, depth: int) -> None:
    """makedirs makes the same directories when a separator, or a dot after it, ends the name."""
    name = "/".join("abc"[:depth])
    os.makedirs(kind((name + end).replace("/", world.separator)))
    equal(world.kind(name), "directory")
    equal(world.listing(name), [])


def overtaken(os: Any, path: Any, faster: Any) -> Any:
    """makedirs while another makes one of the directories just before it is made here."""
    import sys

    left = [faster]

    def make_it_first(event: str, arguments: Any) -> None:
        if event == "os.mkdir" and left and os.path.basename(arguments[0]) == left[0]:
            left.clear()
            os.mkdir(arguments[0])

    sys.addaudithook(make_it_first)
    os.makedirs(path)


@clause("os.makedirs/parent-made-meanwhile")
@needs("own-process")
@cases(faster=["a", "b", "c"])
def check_parent_made_meanwhile(run: Run, world: World, faster: str) -> None:
    """makedirs is content with a parent that somebody else makes at the same time."""
    run(overtaken, world.path("a/b/c/leaf"), faster)
    equal(world.snapshot(), {"a": {"b": {"c": {"leaf": {}}}}})


@clause("os.makedirs/default-mode", "os.makedirs/umask-parents")
@needs("permissions")
@cases(umask=[0o000, 0o022, 0o027, 0o077])
def check_default_mode(os: Os, world: World, umask: int) -> None:
    """makedirs gives leaf and parents 0o777 less the umask by default."""
    os.umask(umask)
    os.makedirs(world.path("a/b/c"))
    for name in ("a", "a/b", "a/b/c"):
        equal(oct(world.mode(name)), oct(0o777 & ~umask), f"mode of {name}")


@clause("os.makedirs/leaf-mode")
@needs("permissions")
@cases(mode=[0o700, 0o750, 0o755, 0o711, 0o777, 0o500], umask=[0o000, 0o022, 0o077])
def check_mode_is_the_leafs(os: Os, world: World, mode: int, umask: int) -> None:
    """makedirs applies mode, less the umask, to the leaf."""
    os.umask(umask)
    os.makedirs(world.path("a/b/leaf"), mode)
    equal(oct(world.mode("a/b/leaf")), oct(mode & ~umask), "mode of the leaf")


@clause("os.makedirs/parents-default-mode")
@needs("permissions")
@cases(mode=[0o700, 0o755, 0o777, 0o500], umask=[0o000, 0o022, 0o077])
def check_mode_is_not_the_parents(os: Os, world: World, mode: int, umask: int) -> None:
    """makedirs gives new parents the default mode, less the umask, whatever mode is."""
    os.umask(umask)
    os.makedirs(world.path("a/b/leaf"), mode)
    for name in ("a", "a/b"):
        equal(oct(world.mode(name)), oct(0o777 & ~umask), f"mode of {name}")


@clause("os.makedirs/existing-parents-mode-kept")
@needs("permissions")
@cases(mode=[0o700, 0o733, 0o770])
def check_existing_parents_keep_their_mode(os: Os, world: World, mode: int) -> None:
    """makedirs changes no mode of a directory that exists already."""
    world.mkdir("old", mode)
    os.makedirs(world.path("old/new"), 0o755)
    equal(oct(world.mode("old")), oct(mode))


@clause("os.makedirs/partly-existing")
@cases(existing=[1, 2, 3])
def check_partly_existing(os: Os, world: World, existing: int) -> None:
    """makedirs makes only what is missing and leaves the rest as it was."""
    names = ["a", "a/b", "a/b/c"][:existing]
    for name in names:
        world.mkdir(name)
        world.file(f"{name}/kept", name.encode())
    before = [world.lstat(name).st_ino for name in names]
    os.makedirs(world.path("a/b/c/d/e"))
    equal([world.lstat(name).st_ino for name in names], before)
    for name in names:
        equal(world.read(f"{name}/kept"), name.encode())
    equal(world.kind("a/b/c/d/e"), "directory")


@clause("os.makedirs/exists-error", "os.makedirs/error-names-argument")
@cases(
    kind={k: KINDS[k] for k in ("str", "bytes", "relative", "relative-bytes")},
    leaf=["file", "directory", "full-directory"],
)
def check_existing_leaf(os: Os, world: World, kind: Any, leaf: str) -> None:
    """makedirs of an existing leaf raises FileExistsError with the name as given."""
    if leaf == "file":
        world.file("leaf", b"kept")
    else:
        world.mkdir("leaf")
    if leaf == "full-directory":
        world.file("leaf/kept")
    before = world.snapshot()
    name = kind(world, "leaf")
    with raises(FileExistsError, errno="EEXIST", filename=name):
        os.makedirs(name)
    equal(world.snapshot(), before)


@clause("os.makedirs/exist-ok")
@cases(kind=KINDS, depth=[1, 3])
def check_exist_ok(os: Os, world: World, kind: Any, depth: int) -> None:
    """makedirs with exist_ok accepts an existing directory and leaves it alone."""
    name = "/".join("abc"[:depth])
    world.tree({"a": {"b": {"c": {"kept": b"1"}}}})
    before = world.snapshot()
    equal(os.makedirs(kind(world, name), exist_ok=True), None)
    equal(world.snapshot(), before)


@clause("os.makedirs/exist-ok-mode-differs")
@needs("permissions")
@cases(old=[0o700, 0o755], new=[0o700, 0o777, 0o000])
def check_exist_ok_keeps_mode(os: Os, world: World, old: int, new: int) -> None:
    """makedirs with exist_ok and another mode is no error and keeps the directory's mode."""
    world.mkdir("leaf", old)
    os.makedirs(world.path("leaf"), new, exist_ok=True)
    equal(oct(world.mode("leaf")), oct(old))


@clause("os.makedirs/exist-ok-file")
@cases(exist_ok=[True, False])
def check_exist_ok_file(os: Os, world: World, exist_ok: bool) -> None:
    """makedirs raises FileExistsError when the leaf is a file, exist_ok or not."""
    world.file("leaf", b"kept")
    with raises(FileExistsError, errno="EEXIST", filename=world.path("leaf")):
        os.makedirs(world.path("leaf"), exist_ok=exist_ok)
    equal(world.read("leaf"), b"kept")


@clause("os.makedirs/exist-ok-symlink-to-directory")
@needs("symlinks")
def check_exist_ok_link_to_directory(os: Os, world: World) -> None:
    """makedirs with exist_ok accepts a symbolic link to a directory as the leaf."""
    world.mkdir("real")
    world.symlink("real", "leaf")
    os.makedirs(world.path("leaf"), exist_ok=True)
    equal(world.readlink("leaf"), "real")


@clause("os.makedirs/exist-ok-dangling-symlink")
@needs("symlinks")
@cases(exist_ok=[True, False])
def check_dangling_leaf(os: Os, world: World, exist_ok: bool) -> None:
    """makedirs raises FileExistsError for a dangling link as the leaf."""
    world.symlink("nowhere", "leaf")
    with raises(FileExistsError, errno="EEXIST", filename=world.path("leaf")):
        os.makedirs(world.path("leaf"), exist_ok=exist_ok)
    equal(world.kind("nowhere"), None)


@clause("os.makedirs/through-symlinked-parent")
@needs("symlinks")
def check_through_link(os: Os, world: World) -> None:
    """makedirs follows a link to a directory among the parents."""
    world.mkdir("real")
    world.symlink("real", "link")
    os.makedirs(world.path("link/a/b"))
    equal(world.kind("real/a/b"), "directory")


@clause("os.makedirs/parent-is-file")
@cases(below=["leaf", "more/leaf"], exist_ok=[True, False])
def check_parent_is_file(os: Os, world: World, below: str, exist_ok: bool) -> None:
    """makedirs below a file raises NotADirectoryError and makes nothing."""
    world.file("file", b"kept")
    with raises(NotADirectoryError, errno="ENOTDIR"):
        os.makedirs(world.path(f"file/{below}"), exist_ok=exist_ok)
    equal(world.snapshot(), {"file": b"kept"})


@clause("os.makedirs/half-way-failure-keeps-made")
@needs("unprivileged", "permissions")
def check_half_way(os: Os, world: World) -> None:
    """makedirs that fails half-way leaves the parents it has made."""
    os.umask(0o222)
    with raises(PermissionError, errno="EACCES"):
        os.makedirs(world.path("a/b/c"))
    equal(world.snapshot(), {"a": {}})


@clause("os.makedirs/permission-denied")
@needs("unprivileged", "permissions")
@cases(depth=[1, 2])
def check_permission_denied(os: Os, world: World, depth: int) -> None:
    """makedirs in a directory that may not be written raises PermissionError."""
    world.mkdir("locked", 0o555)
    with raises(PermissionError, errno="EACCES"):
        os.makedirs(world.path("locked", *"ab"[:depth]))
    equal(world.listing("locked"), [])


@clause("os.makedirs/empty-name")
@cases(name={"str": "", "bytes": b""}, exist_ok=[True, False])
def check_empty_name(os: Os, name: Any, exist_ok: bool) -> None:
    """makedirs of an empty name raises FileNotFoundError."""
    with raises(FileNotFoundError, errno="ENOENT", filename=name):
        os.makedirs(name, exist_ok=exist_ok)


@clause("os.makedirs/mode-keyword")
def check_keywords(os: Os, world: World) -> None:
    """makedirs takes name, mode and exist_ok by keyword."""
    os.makedirs(name=world.path("a/b"), mode=0o755, exist_ok=True)
    equal(world.snapshot(), {"a": {"b": {}}})


@clause("os.makedirs/accepts-pathlike", "os.makedirs/accepts-bytes")
@cases(kind={k: KINDS[k] for k in ("bytes", "path-str", "path-bytes")})
def check_argument_kinds(os: Os, world: World, kind: Any) -> None:
    """makedirs takes bytes and path-like names."""
    os.makedirs(kind(world, "é/b"))
    equal(world.snapshot(), {"é": {"b": {}}})


@clause("os.makedirs/nul-valueerror")
@cases(name={"str": "a\0b", "bytes": b"a\0b", "path": FSPath("a\0b"), "parent": "a\0b/c"})
def check_embedded_nul(os: Os, world: World, name: Any) -> None:
    """makedirs of a name with NUL raises ValueError and makes nothing."""
    with raises(ValueError):
        os.makedirs(name)
    equal(world.listing(), [])


@clause("os.makedirs/bad-type-typeerror")
@cases(name={"none": None, "float": 1.5, "list": ["a"], "object": {}, "set": {"a"}})
def check_wrong_type(os: Os, name: Any) -> None:
    """makedirs of something that is no path raises TypeError."""
    with raises(TypeError):
        os.makedirs(name)


def mkdir_events(os: Any, path: Any) -> Any:
    import sys

    seen = []
    sys.addaudithook(lambda name, args: seen.append(args) if name == "os.mkdir" else None)
    os.makedirs(path, 0o700)
    return [(a[0], a[1]) for a in seen]


@clause("os.makedirs/audit-mkdir")
@needs("own-process")
def check_audit(run: Run, world: World) -> None:
    """makedirs raises the audit event os.mkdir for each directory it makes, the leaf last."""
    events = run(mkdir_events, world.path("a/b"))
    equal({path for path, _ in events}, {world.path("a"), world.path("a/b")})
    equal(events[-1], (world.path("a/b"), 0o700))


@clause("os.makedirs/parent-mode", "os.makedirs/parent-mode-none")
@needs("permissions")
@cases(parent_mode=[0o700, 0o755, None])
def check_parent_mode(os: Os, world: World, parent_mode: int | None) -> None:
    """makedirs gives new parents parent_mode, None meaning the default."""
    os.makedirs(world.path("a/b"), 0o711, parent_mode=parent_mode)
    wanted = 0o755 if parent_mode is None else parent_mode
    equal(oct(world.mode("a")), oct(wanted))
    equal(oct(world.mode("a/b")), oct(0o711))


@clause("os.makedirs/unc")
@cases(prefix={"extended": "\\\\?\\", "device": "\\\\.\\"})
def check_unc(os: Os, world: World, prefix: str) -> None:
    """makedirs takes names that begin with a UNC prefix."""
    os.makedirs(prefix + world.path("a/b"))
    equal(world.snapshot(), {"a": {"b": {}}})
