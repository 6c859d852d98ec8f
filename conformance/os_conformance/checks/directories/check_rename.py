"""os.rename and os.replace over every pair of kinds of files."""

from __future__ import annotations

import tempfile
from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.expect import Unmet, equal, raises
from os_conformance.snippets import class_of, uses

BOTH = ("rename", "replace")
OVER = {"rename": "os.rename/dst-file-replaced", "replace": "os.replace/replaces-file"}
AROUND: dict[str, Any] = {"target": b"target", "folder": {"x": b"1"}}
KINDS: dict[str, Any] = {
    "file": b"data",
    "directory": {},
    "full-directory": {"x": b"1", "y": {}},
    "link-to-file": ("symlink", "target"),
    "link-to-directory": ("symlink", "folder"),
    "dangling": ("symlink", "nowhere"),
    "loop": ("symlink", "src"),
}
NO_DIRECTORY = [key for key in KINDS if not key.endswith("directory") or key.startswith("link")]
DIRECTORIES = [key for key in KINDS if key not in NO_DIRECTORY]


@table(
    [
        Case(
            f"{name}-{key}",
            {"name": name, "key": key},
            {
                "rename": (
                    "os.rename/moves-dir" if key in DIRECTORIES else "os.rename/moves-file",
                ),
                "replace": ("os.replace/moves",),
            }[name],
        )
        for name in BOTH
        for key in KINDS
    ]
)
@clause()
@needs("symlinks")
def check_moves(os: Os, world: World, name: str, key: str) -> None:
    """The entry is under the new name afterwards, with all it has, and not under the old one."""
    world.tree({**AROUND, "src": KINDS[key]})
    number = world.lstat("src").st_ino
    equal(getattr(os, name)(world.path("src"), world.path("dst")), None)
    equal(world.snapshot(), {**AROUND, "dst": KINDS[key]})
    equal(world.lstat("dst").st_ino, number, "the inode")


@table([Case(name, {"name": name}, (c,)) for name, c in
        {"rename": "os.rename/moves-file", "replace": "os.replace/moves"}.items()])  # fmt: skip
@clause()
def check_into_another_directory(os: Os, world: World, name: str) -> None:
    """An entry can move from one directory to another."""
    world.tree({"a": {"f": b"data", "k": b""}, "b": {}})
    getattr(os, name)(world.path("a/f"), world.path("b/g"))
    equal(world.snapshot(), {"a": {"k": b""}, "b": {"g": b"data"}})


@table(
    [
        Case(f"{name}-{src}-onto-{dst}", {"name": name, "src": src, "dst": dst}, (c,))
        for name, c in OVER.items()
        for src in NO_DIRECTORY
        for dst in NO_DIRECTORY
    ]
)  # fmt: skip
@clause()
@needs("symlinks")
def check_replaces(os: Os, world: World, name: str, src: str, dst: str) -> None:
    """What is no directory takes the place of what is no directory; a link itself, not its target."""
    if os.name == "nt" and "link-to-directory" in (src, dst):
        raise Unmet(
            "Windows takes a link to a directory for one (rationale 0057)", "not-applicable"
        )
    world.tree({**AROUND, "src": KINDS[src], "dst": KINDS[dst]})
    getattr(os, name)(world.path("src"), world.path("dst"))
    equal(world.snapshot(), {**AROUND, "dst": KINDS[src]})


def clause_of(name: str, src: str, dst: str) -> str:
    if src in NO_DIRECTORY:
        return f"os.{name}/file-onto-dir"
    if dst in NO_DIRECTORY:
        return f"os.{name}/dir-onto-file"
    return "os.rename/dir-onto-nonempty-dir" if name == "rename" else "os.replace/nonempty-dir"


REFUSED = [(src, dst) for src in NO_DIRECTORY for dst in DIRECTORIES]
REFUSED += [(src, dst) for src in DIRECTORIES for dst in [*NO_DIRECTORY, "full-directory"]]


def errnos(src: str, dst: str) -> set[str]:
    """What POSIX lets the call say; a full directory may be told first."""
    wanted = {"EISDIR"} if src in NO_DIRECTORY else {"ENOTDIR"} if dst in NO_DIRECTORY else set()
    return wanted | ({"ENOTEMPTY", "EEXIST"} if dst == "full-directory" else set())


@table(
    [
        Case(
            f"{name}-{src}-onto-{dst}",
            {"name": name, "src": src, "dst": dst},
            (clause_of(name, src, dst),),
        )
        for name in BOTH
        for src, dst in REFUSED
    ]
)
@clause()
@needs("symlinks", "posix-paths")
def check_refuses(os: Os, world: World, name: str, src: str, dst: str) -> None:
    """A directory and what is none never take each other's place, nor does anything a full directory."""
    tree = {**AROUND, "src": KINDS[src], "dst": KINDS[dst]}
    world.tree(tree)
    old, new = world.path("src"), world.path("dst")
    with raises(OSError, errno=errnos(src, dst), filename=old, filename2=new):
        getattr(os, name)(old, new)
    equal(world.snapshot(), tree)


@table(
    [
        Case(f"{name}-{src}", {"name": name, "src": src}, (f"os.{name}/dir-onto-empty-dir",))
        for name in BOTH
        for src in DIRECTORIES
    ]
)
@clause()
def check_onto_empty_directory(os: Os, world: World, name: str, src: str) -> None:
    """A directory takes the place of an empty directory."""
    world.tree({"src": KINDS[src], "dst": {}})
    getattr(os, name)(world.path("src"), world.path("dst"))
    equal(world.snapshot(), {"dst": KINDS[src]})


@table([Case(name, {"name": name}, (f"os.{name}/same-file",)) for name in BOTH])
@clause()
@needs("hardlinks")
@cases(other=["same", "linked"])
def check_same_file(os: Os, world: World, name: str, other: str) -> None:
    """Of two names of one file both stay: nothing is done, and nothing raised."""
    world.file("same", b"data")
    world.link("same", "linked")
    getattr(os, name)(world.path("same"), world.path(other))
    equal(world.snapshot(), {"same": b"data", "linked": b"data"})


@table([Case(name, {"name": name}, (f"os.{name}/missing-src",)) for name in BOTH])
@clause()
@cases(path=["none", "none/x", ""], dst=["new", "there"])
def check_missing_source(os: Os, world: World, name: str, path: str, dst: str) -> None:
    """A missing source raises FileNotFoundError, and the destination stays as it is."""
    world.file("there", b"data")
    with raises(FileNotFoundError, filename=path, filename2=dst):
        getattr(os, name)(path, dst)
    equal(world.snapshot(), {"there": b"data"})


@clause("os.rename/dst-parent-missing")
@cases(name=BOTH)
def check_missing_parent(os: Os, world: World, name: str) -> None:
    """A destination whose directory is missing raises FileNotFoundError; nothing moves."""
    world.file("src", b"data")
    with raises(FileNotFoundError):
        getattr(os, name)(world.path("src"), world.path("none/dst"))
    equal(world.snapshot(), {"src": b"data"})


@table(
    [
        Case(
            f"{name}-{kind.__name__}",
            {"name": name, "kind": kind},
            (f"os.{name}/both-names-in-error",),
        )
        for name in BOTH
        for kind in (str, bytes)
    ]
)
@clause()
def check_both_names(os: Os, world: World, name: str, kind: type) -> None:
    """The exception names both paths, as they were given."""
    old, new = ("none", "new") if kind is str else (b"none", b"new")
    with raises(FileNotFoundError, filename=old, filename2=new):
        getattr(os, name)(old, new)


@clause("os.rename/nt-dst-exists")
@cases(src=["file", "directory"], dst=["file", "directory", "full-directory"])
def check_exists_on_windows(os: Os, world: World, src: str, dst: str) -> None:
    """On Windows rename onto anything that exists raises FileExistsError."""
    tree = {"src": KINDS[src], "dst": KINDS[dst]}
    world.tree(tree)
    with raises(FileExistsError, winerror=(80, 183)):
        os.rename(world.path("src"), world.path("dst"))
    equal(world.snapshot(), tree)


@clause("os.replace/file-onto-dir")
@cases(dst=["directory", "full-directory"])
def check_file_onto_directory(os: Os, world: World, dst: str) -> None:
    """replace never puts a file in the place of a directory, on any platform."""
    tree = {"src": b"data", "dst": KINDS[dst]}
    world.tree(tree)
    with raises(OSError):
        os.replace(world.path("src"), world.path("dst"))
    equal(world.snapshot(), tree)


@uses(class_of)
def seen_meanwhile(os: Any, name: Any, rounds: Any) -> Any:
    """What a reader finds at "dst" while another thread puts one of two files there, again and again."""
    import threading

    contents = (b"a" * 5000, b"b" * 9000)

    def put(data: Any) -> None:
        descriptor = os.open("src", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(descriptor, data)
        os.close(descriptor)
        getattr(os, name)("src", "dst")

    def work() -> None:
        for n in range(rounds):
            put(contents[n % 2])

    put(contents[0])
    worker = threading.Thread(target=work)
    worker.start()
    strange: list[Any] = []
    while worker.is_alive():
        try:
            descriptor = os.open("dst", os.O_RDONLY)
        except OSError as error:
            strange.append(class_of(error))
            continue
        data = os.read(descriptor, 20000)
        os.close(descriptor)
        if data not in contents:
            strange.append(len(data))
    worker.join()
    return strange[:3]


@clause("os.rename/atomic")
@needs("threads")
@cases(name=BOTH)
def check_atomic(run: Run, name: str) -> None:
    """A reader finds the old or the new file at the destination, never none and never a mixture."""
    equal(run(seen_meanwhile, name, 200), [])


@clause("os.rename/case-only")
@needs("case-sensitive")
@cases(kind={"file": b"data", "directory": {"x": b""}})
def check_case_only(os: Os, world: World, kind: Any) -> None:
    """A name can change in case alone."""
    world.tree({"name": kind})
    os.rename(world.path("name"), world.path("NAME"))
    equal(world.snapshot(), {"NAME": kind})


@clause("os.rename/cross-device")
@needs("shared-files")
@cases(name=BOTH)
def check_another_file_system(os: Os, world: World, name: str) -> None:
    """A file does not move to another file system: EXDEV, both names told, and it stays."""
    world.file("f", b"data")
    here = world.lstat().st_dev
    for folder in ("/dev/shm", tempfile.gettempdir(), "/var/tmp"):
        try:
            with tempfile.TemporaryDirectory(dir=folder) as other:
                if os.stat(other).st_dev == here:
                    continue
                path, new = world.path("f"), other + "/f"
                with raises(OSError, errno="EXDEV", filename=path, filename2=new):
                    getattr(os, name)(path, new)
                equal(world.read("f"), b"data")
                return
        except FileNotFoundError:
            continue
    raise Unmet("there is no second file system to move to", "unsupported")


@table([Case(name, {"name": name}, (f"os.{name}/into-itself",)) for name in BOTH])
@clause()
@cases(dst=["d/e/new", "d/new"])
def check_into_itself(os: Os, world: World, name: str, dst: str) -> None:
    """A directory does not move into itself: EINVAL."""
    world.tree({"d": {"e": {}}})
    with raises(OSError, errno="EINVAL"):
        getattr(os, name)(world.path("d"), world.path(dst))
    equal(world.snapshot(), {"d": {"e": {}}})


@table([Case(name, {"name": name}, (f"os.{name}/onto-own-parent",)) for name in BOTH])
@clause()
def check_onto_own_parent(os: Os, world: World, name: str) -> None:
    """A directory does not take the place of the one it lies in."""
    world.tree({"d": {"e": {}}})
    with raises(OSError, errno=("ENOTEMPTY", "EEXIST")):
        getattr(os, name)(world.path("d/e"), world.path("d"))
    equal(world.snapshot(), {"d": {"e": {}}})


@table([Case(name, {"name": name}, (f"os.{name}/open-file",)) for name in BOTH])
@clause()
def check_open_file(os: Os, world: World, name: str) -> None:
    """A descriptor stays with its file: with the moved one, and with the replaced one."""
    world.tree({"src": b"moved", "dst": b"replaced"})
    moved, replaced = (os.open(world.path(n), os.O_RDWR) for n in ("src", "dst"))
    getattr(os, name)(world.path("src"), world.path("dst"))
    equal(os.read(replaced, 20), b"replaced")
    equal(os.fstat(replaced).st_nlink, 0)
    equal(os.write(moved, b"MOVED"), 5)
    equal(world.snapshot(), {"dst": b"MOVED"})


@table([Case(name, {"name": name}, (f"os.{name}/dir-fd-pair",)) for name in BOTH])
@clause()
@cases(pair={"both": (True, True), "from": (True, False), "to": (False, True)})
def check_dir_fd_pair(os: Os, world: World, name: str, pair: tuple[bool, bool]) -> None:
    """Source and destination may each be relative to a directory descriptor of their own."""
    world.tree({"a": {"f": b"data"}, "b": {}})
    a, b = os.open(world.path("a"), os.O_RDONLY), os.open(world.path("b"), os.O_RDONLY)
    src, dst = ("f" if pair[0] else world.path("a/f")), ("g" if pair[1] else world.path("b/g"))
    keywords = {"src_dir_fd": a if pair[0] else None, "dst_dir_fd": b if pair[1] else None}
    getattr(os, name)(src, dst, **keywords)
    equal(world.snapshot(), {"a": {}, "b": {"g": b"data"}})
