"""The way to the candidate and back: values, exceptions, objects, callbacks, snippets."""

from __future__ import annotations

from typing import Any

from os_conformance.check import FSPath, Os, Run, World, cases, clause, needs
from os_conformance.expect import equal, has_type, raises

TEXTS = {
    "ascii": "abc",
    "unicode": "é漢😀",
    "surrogate": "a\udcff",
    "controls": "\t\x01",
    "empty": "",
}


@clause("os/name-value")
def check_data(os: Os) -> None:
    """A datum of the module comes as a str."""
    has_type(os.name, str)


@clause("os.fspath/str-unchanged", "os.fspath/bytes-unchanged")
@cases(value={**TEXTS, "bytes": b"\x00\xff", "long": "x" * 100_000})
def check_values_both_ways(os: Os, value: Any) -> None:
    """Text and bytes of every kind arrive and come back unchanged."""
    equal(os.fspath(value), value)


@clause("os.fspath/calls-fspath")
@cases(value={"str": "é", "bytes": b"\xff"})
def check_path_like(os: Os, value: Any) -> None:
    """A path-like object of the host is one for the candidate."""
    equal(os.fspath(FSPath(value)), value)


@clause("os/same-exception-everywhere")
def check_exception(os: Os, world: World) -> None:
    """An exception arrives with class, symbolic errno, message and name."""
    with raises(FileNotFoundError, errno="ENOENT", filename=world.path("none")) as caught:
        os.stat(world.path("none"))
    assert caught.error.strerror


@clause("os.getcwd/after-chdir")
def check_starts_in_scratch(os: Os, world: World) -> None:
    """A check starts in its scratch directory."""
    equal(os.path.realpath(os.getcwd()), os.path.realpath(world.root))


@clause("os.listdir/names")
def check_world_is_the_candidates(os: Os, world: World) -> None:
    """What the check arranges is what the candidate sees."""
    world.tree({"a": b"1", "b": {}})
    equal(sorted(os.listdir(world.path())), ["a", "b"])


@clause("os.stat_result/order")
def check_struct(os: Os, world: World) -> None:
    """A stat result has items and named fields."""
    world.file("f", b"123")
    status = os.stat(world.path("f"))
    equal((status.st_size, status[6]), (3, 3))


@clause("os.environ/is-mapping")
def check_mapping(os: Os) -> None:
    """environ is reached as a mapping: set, get, contains, delete."""
    os.environ["OSCONFORM_SMOKE"] = "1"
    equal(os.environ["OSCONFORM_SMOKE"], "1")
    del os.environ["OSCONFORM_SMOKE"]
    assert "OSCONFORM_SMOKE" not in os.environ


@clause("os.walk/onerror-called")
def check_callback(os: Os, world: World) -> None:
    """A function of the host is called by the candidate, with an exception for argument."""
    seen: list[Any] = []
    equal(list(os.walk(world.path("none"), onerror=seen.append)), [])
    equal([isinstance(error, FileNotFoundError) for error in seen], [True])


def name_and_sum(os: Any, a: Any, b: Any) -> Any:
    return os.name, a + b


@clause("os/name-value")
@needs("own-process")
def check_snippet(os: Os, run: Run) -> None:
    """A function of ours runs on the candidate's side."""
    equal(run(name_and_sum, 2, 3), (os.name, 5))
