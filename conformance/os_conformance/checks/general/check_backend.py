"""The OS-dependent module below os: selection, re-export by identity, the layer on top."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, clause, needs, table
from os_conformance.expect import Missing, equal, has_type, raises

PORTABLE = [
    "makedirs",
    "removedirs",
    "renames",
    "execl",
    "execle",
    "execlp",
    "execlpe",
    "execv",
    "execve",
    "execvp",
    "execvpe",
    "environ",
    "path",
    "name",
    "curdir",
    "pardir",
    "sep",
    "altsep",
    "extsep",
    "pathsep",
    "linesep",
    "defpath",
    "devnull",
    "error",
    "getenv",
    "get_exec_path",
    "walk",
    "fdopen",
    "popen",
    "fsencode",
    "fsdecode",
    "fspath",
    "PathLike",
]

# Where the manual says that a platform has no processes it speaks of these two by name.
OF_PROCESSES = {"execv": "os.execv/is-there", "execve": "os.execve/is-there"}


def lookup(run: Run, name: str) -> Any:
    """A name of the candidate, or Missing."""
    try:
        return run.lookup(name)
    except AttributeError as error:
        raise Missing(f"os.{name} is missing") from error


@table(
    [
        Case(name, {"name": name}, (OF_PROCESSES.get(name, "os/portable-layer-present"),))
        for name in PORTABLE
    ]
)
@clause("os/portable-layer-present")
def check_portable_layer(run: Run, name: str) -> None:
    """The portable layer is there whatever the OS-dependent module has."""
    lookup(run, name)


def own_functions(os: Any) -> Any:
    import importlib

    backend = importlib.import_module(os.name)
    shared = [n for n in dir(backend) if not n.startswith("_") and hasattr(os, n)]
    other = [n for n in shared if getattr(os, n) is not getattr(backend, n)]
    return len(shared), other


REPLACED = {"environ", "execve", "error"}  # the portable layer has its own of these


@clause("os/backend-functions-are-its-own")
@needs("re-exports")
def check_functions_are_those_of_the_backend(run: Run) -> None:
    """What os has from the OS-dependent module is the module's own object."""
    count, other = run(own_functions)
    equal(sorted(set(other) - REPLACED), [])
    assert count > 50


def unreachable(os: Any) -> Any:
    import importlib

    backend = importlib.import_module(os.name)
    return [n for n in dir(backend) if not n.startswith("_") and not hasattr(os, n)]


@clause("os/backend-everything-reachable")
@needs("native")
def check_everything_is_reachable(run: Run) -> None:
    """Every public name of the OS-dependent module is in os."""
    equal(run(unreachable), [])


def backend_name(os: Any) -> Any:
    import importlib

    module = importlib.import_module(os.name)
    return module.__name__


@clause("os/backend-by-name")
@needs("native")
def check_backend_is_importable(os: Os, run: Run) -> None:
    """The module that os.name names can be imported."""
    equal(run(backend_name), os.name)


def listed_but_missing(os: Any) -> Any:
    return sorted(n for n in getattr(os, "__all__", ()) if not hasattr(os, n))


@clause("os/all-is-exported")
def check_all_exists(run: Run) -> None:
    """Every name in __all__ exists."""
    equal(run(listed_but_missing), [])


def path_kind(os: Any) -> Any:
    import importlib
    import sys

    flavour = {"posix": "posixpath", "nt": "ntpath"}.get(os.name)
    same = os.path is importlib.import_module(flavour) if flavour else None
    registered = sys.modules.get("os.path")
    return type(os.path).__name__, os.path.__name__, same, registered is os.path


@clause("os/path-is-a-module")
def check_path_is_a_module(os: Os) -> None:
    """os.path offers the pathname functions."""
    equal(os.path.basename(os.path.join("a", "b")), "b")
    equal(os.path.split(os.path.join("a", "b")), (":a" if os.name == "mac" else "a", "b"))


#: By os.name: what "a" and "b" are when they are joined, and what "A/b" is to be compared as.
FLAVOURS = {"posix": ("a/b", "A/b"), "nt": ("a\\b", "a\\b"), "mac": (":a:b", "a/b")}


@clause("os/name-matches-path")
def check_path_flavour(os: Os) -> None:
    """os.path splits and joins as the platform of os.name does."""
    joined, cased = FLAVOURS.get(os.name, FLAVOURS["posix"])
    equal(os.path.join("a", "b"), joined)
    equal(os.path.normcase("A/b"), cased)


@clause("os/osp-registered")
@needs("stands-for-os")
def check_path_registered(run: Run) -> None:
    """`import os.path` gives the very module that os.path is."""
    assert run(path_kind)[3]


@clause("os/same-exception-everywhere")
def check_missing_name_is_oserror(os: Os, world: World) -> None:
    """A name that does not exist raises OSError carrying that name."""
    for function in (os.stat, os.listdir, os.rmdir, os.remove):
        with raises(FileNotFoundError, errno="ENOENT", filename=world.path("none")):
            function(world.path("none"))


@clause("os/invalid-path-oserror")
def check_name_below_a_file_is_oserror(os: Os, world: World) -> None:
    """A name below a file, which is no directory, raises OSError."""
    world.file("file")
    for function in (os.mkdir, os.listdir, os.stat, os.remove, os.rmdir):
        with raises(OSError):
            function(world.path("file/below"))


@table(
    [
        Case("listdir", {"name": "listdir"}),
        Case("path.abspath", {"name": "path.abspath"}),
        Case("path.basename", {"name": "path.basename"}),
        Case("path.realpath", {"name": "path.realpath"}),
    ]
)
@clause("os/same-type")
def check_result_type_follows_argument(os: Os, world: World, name: str) -> None:
    """Functions that return paths return str for str and bytes for bytes."""
    world.mkdir("d")
    world.file("d/x")
    function = os.listdir if name == "listdir" else getattr(os.path, name.partition(".")[2])
    for argument in (world.path("d"), world.bpath("d")):
        answer = function(argument)
        entry = answer[0] if isinstance(answer, list) else answer
        has_type(entry, type(argument))


@clause("os/bytes-or-str")
def check_bytes_and_str_name_the_same(os: Os, world: World) -> None:
    """The same name as str and as bytes is the same file."""
    os.mkdir(world.path("made-by-str"))
    os.rmdir(world.bpath("made-by-str"))
    equal(world.listing(), [])
