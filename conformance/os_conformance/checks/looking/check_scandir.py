"""os.scandir: what it yields, of which kind, and while the directory changes."""

from __future__ import annotations

from typing import Any

from os_conformance.check import FSPath, Os, Run, World, cases, clause, needs
from os_conformance.checks.looking.support import entry_of
from os_conformance.checks.surface.membership import demand
from os_conformance.expect import equal, raises

TREE = {"file": b"1", "dir": {"inner": b"123"}, ".hidden": b"", "é": {}}


def names_of(os: Os, *args: Any) -> list[Any]:
    """The sorted names that scandir yields."""
    with os.scandir(*args) as entries:
        return sorted(entry.name for entry in entries)


def iteration(os: Any, path: str) -> Any:
    iterator = os.scandir(path)
    own = iter(iterator) is iterator
    kinds = [isinstance(entry, os.DirEntry) for entry in iterator]
    rest = list(iterator)
    try:
        next(iterator)
    except StopIteration:
        return own, kinds, rest
    return "it goes on after its end"


@clause("os.scandir/iterator", "os.DirEntry/exported")
@cases(count=[0, 1, 5])
def check_iterator(run: Run, world: World, count: int) -> None:
    """scandir returns an iterator over objects of the type os.DirEntry."""
    for number in range(count):
        world.file(f"file{number}")
    equal(run(iteration, world.path()), (True, [True] * count, []))


def entry_type(os: Any, path: str) -> Any:
    with os.scandir(path) as entries:
        entry = next(entries)
    return isinstance(os.DirEntry, type), type(entry) is os.DirEntry, os.DirEntry.__name__


@clause("os.DirEntry/exported")
def check_exported(run: Run, world: World) -> None:
    """os.DirEntry is the type of the entries."""
    world.file("file")
    equal(run(entry_type, world.path()), (True, True, "DirEntry"))


@clause("os.scandir/same-as-listdir", "os.scandir/no-dot")
@cases(count=[0, 1, 2, 10, 400])
def check_same_as_listdir(os: Os, world: World, count: int) -> None:
    """scandir yields each entry once, just those that listdir lists."""
    for number in range(count):
        world.file(f"entry-{number:04}-{'x' * 60}")
    names = names_of(os, world.path())
    equal(names, world.listing())
    equal(names, sorted(os.listdir(world.path())))


@clause("os.scandir/no-dot")
@cases(name=["dir", "é"], path={"str": str, "bytes": bytes})
def check_no_dot(os: Os, world: World, name: str, path: type) -> None:
    """scandir leaves out the special entries of the directory itself and its parent."""
    world.tree(TREE)
    names = names_of(os, world.path(name) if path is str else world.bpath(name))
    wanted = ["inner"] if name == "dir" else []
    equal(names, wanted if path is str else [n.encode() for n in wanted])


@clause("os.scandir/default-dot")
def check_default(os: Os, world: World) -> None:
    """scandir without an argument scans the current directory, wherever that is by now."""
    world.tree(TREE)
    equal(names_of(os), sorted(TREE))
    os.chdir(world.path("dir"))
    equal(names_of(os), ["inner"])
    equal([e.path for e in os.scandir()], [f".{world.separator}inner"])


@clause("os.scandir/str-for-str")
@cases(path={"relative": "dir", "slash": "dir/", "dot": "./dir"})
def check_str(os: Os, world: World, path: str) -> None:
    """scandir of a str yields entries whose name and path are str."""
    world.tree(TREE)
    (entry,) = os.scandir(path)
    equal((type(entry.name), type(entry.path)), (str, str))


@clause("os.scandir/bytes-for-bytes", "os.DirEntry.name/bytes", "os.DirEntry.path/bytes")
@cases(path={"relative": b"dir", "slash": b"dir/", "dot": b"./dir"})
def check_bytes(os: Os, world: World, path: bytes) -> None:
    """scandir of bytes yields entries whose name and path are bytes."""
    world.tree(TREE)
    (entry,) = os.scandir(path)
    equal((type(entry.name), type(entry.path)), (bytes, bytes))
    equal(entry.name, b"inner")


@clause("os.scandir/bytes-for-bytes", "os.DirEntry.name/bytes")
@needs("bytes-names")
@cases(raw={"byte": b"a\xff", "cut": "é".encode()[:1], "newline": b"a\nb"})
def check_raw_names(os: Os, world: World, raw: bytes) -> None:
    """scandir of bytes yields raw names; of a str, names that encode to them."""
    world.file(raw, b"found")
    (entry,) = os.scandir(world.bpath())
    equal((entry.name, entry.path), (raw, world.bpath() + b"/" + raw))
    equal(entry.stat().st_size, 5)
    (entry,) = os.scandir(world.path())
    equal(os.fsencode(entry.name), raw)
    equal(entry.stat().st_size, 5)


@clause("os.scandir/pathlike")
@cases(kind={"str": str, "bytes": bytes})
def check_path_like(os: Os, world: World, kind: type) -> None:
    """scandir takes a path-like object for what it stands for."""
    world.tree(TREE)
    path = world.path("dir") if kind is str else world.bpath("dir")
    (entry,) = os.scandir(FSPath(path))
    wanted = world.path("dir/inner") if kind is str else world.bpath("dir/inner")
    equal(entry.path, wanted)
    equal((type(entry.name), type(entry.path)), (kind, kind))


@clause("os.scandir/fd", "os.DirEntry.path/fd-name")
@needs("symlinks")
def check_descriptor(os: Os, run: Run, world: World) -> None:
    """scandir of a descriptor yields entries that know their directory, with the name as path."""
    demand(run, "fd", "scandir")
    world.tree({"d": {"file": b"123", "sub": {}, "link": ("symlink", "file")}, "file": b""})
    descriptor = os.open(world.path("d"), os.O_RDONLY)
    entries = {entry.name: entry for entry in os.scandir(descriptor)}
    equal(set(entries), {"file", "sub", "link"})
    equal({n: e.path for n, e in entries.items()}, {n: n for n in entries})
    equal({type(e.path) for e in entries.values()}, {str})
    equal((entries["sub"].is_dir(), entries["link"].is_file()), (True, True))
    equal((entries["file"].stat().st_size, entries["link"].stat().st_size), (3, 3))
    equal(entries["link"].stat(follow_symlinks=False).st_mode & 0o170000, 0o120000)


@clause("os.scandir/fd")
def check_descriptor_stays_open(os: Os, run: Run, world: World) -> None:
    """scandir leaves the descriptor open, to be scanned again from the start."""
    demand(run, "fd", "scandir")
    world.tree(TREE)
    descriptor = os.open(world.path(), os.O_RDONLY)
    equal([names_of(os, descriptor) for _ in range(3)], [sorted(TREE)] * 3)
    os.close(descriptor)


@clause("os.scandir/fd-not-dir")
def check_descriptor_of_file(os: Os, run: Run, world: World) -> None:
    """scandir of a descriptor of a file raises NotADirectoryError."""
    demand(run, "fd", "scandir")
    world.file("file")
    descriptor = os.open(world.path("file"), os.O_RDONLY)
    with raises(NotADirectoryError, errno="ENOTDIR"):
        list(os.scandir(descriptor))


@clause("os.scandir/fd-minus-one")
def check_minus_one(os: Os, run: Run, world: World) -> None:
    """scandir of -1 raises OSError with EBADF and does not scan the current directory."""
    demand(run, "fd", "scandir")
    world.tree(TREE)
    with raises(OSError, errno="EBADF"):
        list(os.scandir(-1))


@clause("os.scandir/not-dir")
@cases(path={"str": "file", "bytes": b"file"})
def check_not_a_directory(os: Os, world: World, path: Any) -> None:
    """scandir of a file raises NotADirectoryError."""
    world.file("file")
    with raises(NotADirectoryError, errno="ENOTDIR", filename=path):
        list(os.scandir(path))


@clause("os.scandir/not-dir")
@needs("posix-paths")
def check_below_file(os: Os, world: World) -> None:
    """scandir below a file raises NotADirectoryError."""
    world.file("file")
    with raises(NotADirectoryError, errno="ENOTDIR", filename="file/below"):
        list(os.scandir("file/below"))


@clause("os.scandir/changing-directory")
@cases(count=[40, 600], taken=[0, 1, 20])
def check_changing_directory(os: Os, world: World, count: int, taken: int) -> None:
    """While a directory changes, entries that stay are each yielded once."""
    staying = [f"staying-{n:04}-{'x' * 60}" for n in range(count)]
    leaving = [f"leaving-{n:04}-{'x' * 60}" for n in range(count // 4)]
    coming = [f"coming-{n:04}-{'x' * 60}" for n in range(count // 4)]
    for name in [*staying, *leaving]:
        world.file(name)
    with os.scandir(world.path()) as entries:
        names = [next(entries).name for _ in range(taken)]
        for name in leaving:
            world.unlink(name)
        for name in coming:
            world.file(name)
        names.extend(entry.name for entry in entries)
    equal(sorted(n for n in names if n.startswith("staying")), staying)
    others = [n for n in names if not n.startswith("staying")]
    equal(sorted(set(others)), sorted(others), "the other names without repetition")
    equal(set(others) - {*leaving, *coming}, set(), "names that never were")


@clause("os.scandir/changing-directory")
def check_emptied_while_scanned(os: Os, world: World) -> None:
    """A directory can be emptied by the names that scandir yields."""
    world.tree({f"file{n:03}": b"" for n in range(300)})
    with os.scandir(world.path()) as entries:
        for entry in entries:
            os.unlink(entry.path)
    equal(world.listing(), [])


def shared_between_threads(os: Any, path: str, count: int) -> Any:
    import threading

    iterator = os.scandir(path)
    names: list[str] = []
    errors: list[str] = []

    def drain() -> None:
        try:
            names.extend(entry.name for entry in iterator)
        except BaseException as error:
            errors.append(repr(error))

    threads = [threading.Thread(target=drain) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(names), errors


@clause("os.scandir/thread-shared")
@needs("threads")
@cases(threads=[2, 8])
def check_threads(run: Run, world: World, threads: int) -> None:
    """Threads that share an iterator are given each entry once between them."""
    for number in range(500):
        world.file(f"entry-{number:04}")
    names, errors = run(shared_between_threads, world.path(), threads)
    equal(errors, [])
    equal(names, world.listing())


@clause("os.scandir/same-as-listdir")
@needs("symlinks")
def check_of_link(os: Os, world: World) -> None:
    """scandir of a link to a directory yields that directory's entries below the link's name."""
    world.tree({"d": {"inner": b"123"}, "link": ("symlink", "d")})
    equal(entry_of(os, "inner", "link").path, f"link{world.separator}inner")
