"""What is asked of an old Python that only a later one promises."""

from __future__ import annotations

import os
from typing import Any

import pytest

from os_conformance.check import FSPath
from os_conformance.native import Native
from os_conformance.snippets import uses
from os_harness import candidates
from os_harness.errors import CandidateCrashed
from os_harness.probe.trace import Event
from os_harness.report.records import Outcome
from os_harness.running.levels import later

TYPE = TypeError("a path was expected")


def plain(os: Any) -> Any:
    return os.getcwd()


def with_later_names(os: Any) -> Any:
    def inner() -> Any:
        try:
            return os.getcwd()
        except PermissionError:
            return None

    return inner()


def names_builtins(error: Any) -> Any:
    return error.__class__.__module__ == "builtins"


@uses(names_builtins)
def with_helper(os: Any) -> Any:
    return names_builtins(os)


def call(name: str, *args: Any, error: BaseException | None = TYPE, **kwargs: Any) -> Event:
    return Event("call", name, args, kwargs, error=error)


def snippet(function: Any, error: BaseException | None) -> Event:
    return Event("snippet", function.__name__, target=function, error=error)


@pytest.mark.parametrize(
    ("event", "since"),
    [
        (call("stat", FSPath("a")), (3, 6)),
        (call("path.exists", FSPath(b"a"), error=AttributeError("rfind")), (3, 6)),
        (call("stat", "a", dir_fd=3), (3, 3)),
        (call("utime", "a", ns=(1, 2)), (3, 3)),
        (call("makedirs", "a", exist_ok=True), (3, 2)),
        (call("stat", 3), (3, 3)),
        (call("utime", "a", error=TypeError("utime() takes exactly 2 arguments")), (3, 0)),
        (snippet(plain, SyntaxError()), (3, 8)),
        (snippet(plain, ImportError("no module")), (3, 0)),
        (snippet(with_later_names, None), (3, 0)),
        (snippet(with_helper, None), (3, 0)),
        (snippet(plain, AttributeError("module 'sys' has no attribute 'addaudithook'")), (3, 8)),
    ],
)
def test_what_came_later_is_named_to_earlier_levels_only(event, since):
    assert later([event], "", (2, 7)) is not None
    assert later([event], "", since) is None
    assert later([event], "", (3, 13)) is None


@pytest.mark.parametrize(
    "event",
    [
        call("stat", "a"),
        call("stat", "a", error=None, dir_fd=3),
        call("stat", FSPath("a"), error=FileNotFoundError(2, "no")),
        call("close", 3),
        snippet(plain, ValueError("wrong")),
        Event("world", "stat", (FSPath("a"),), actor="host", error=TYPE),
    ],
)
def test_what_was_always_promised_stays_red(event):
    assert later([event], "wanted 1, got 2", (2, 7)) is None


@pytest.mark.parametrize(
    "message",
    [
        "posix.stat_result has no field 'st_mtime_ns'",
        "'tuple' object has no attribute 'sysname'",
        "sequence item 0: expected a bytes-like object, Native found",
    ],
)
def test_reasons_of_verdicts_tell_too(message):
    assert later([], message, (2, 7)) is not None
    assert later([], message, (3, 8)) is None


@pytest.fixture
def python_2(interpreter):
    found = interpreter("python2.7")
    if found is None:
        pytest.skip("no python2.7 on PATH that starts")
    return found


def test_answers_of_a_python_2_are_native(python_2):
    session = candidates.resolve("stdlib").session(python_2, 30.0)
    facts = session.start()
    session.begin(cwd=None)
    try:
        got = session.request({"op": "call", "name": "getcwd", "args": []})
        path = {"op": "call", "name": "path.join", "args": [session.codec.encode(Native("a")), "b"]}
        joined = session.request(path)
    finally:
        session.kill()
    assert facts.python[0] == 2
    assert os.path.isdir(got)
    assert got == got.decode()
    assert joined == b"a/b" == joined


def test_no_red_of_a_python_2_is_unexpected_in_a_section(conform, python_2):
    status, report = conform("stdlib", "--python", python_2, "--clause", "os.renames/*")
    assert status == 0
    assert {r.outcome for r in report.results} >= {Outcome.PASS, Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("events", "message", "since"),
    [
        (
            [call("rename", "a", "b", error=FileNotFoundError(2, "x"))],
            "wanted 'a' among the names of the error, got []",
            (3, 4),
        ),
        (
            [call("link", "a", "b", error=FileExistsError(17, "x"))],
            "wanted filename 'a' in the FileExistsError, got filename None",
            (3, 4),
        ),
        ([], "unexpected AttributeError: 'file' object has no attribute 'readable'", (3, 0)),
        (
            [call("utime", "a", error=TypeError("utime(): expected 2 args; got 1"))],
            "wanted",
            (3, 0),
        ),
        (
            [Event("snippet", "call_by_name", ("ntpath", "join"), target=plain)],
            "wanted 'c:'",
            (3, 0),
        ),
    ],
)
def test_what_a_python_2_of_any_maker_need_not_know(events, message, since):
    assert later(events, message, (since[0] - 1, 7) if since[1] == 0 else (3, since[1] - 1))
    assert later(events, message, (3, 8)) is None


def test_a_name_that_one_path_lacks_stays_red():
    missing = call("rmdir", "a", error=FileNotFoundError(2, "x"))
    assert later([missing], "wanted 'a' among the names of the error, got []", (2, 7)) is None


def test_objects_of_an_ended_candidate_are_left_alone():
    class Gone:
        """Stands for an object whose process has ended: whatever is asked of it fails."""

        __hash__ = None

        def __eq__(self, other):
            raise CandidateCrashed(0, "eq")

        def __getattr__(self, name):
            raise CandidateCrashed(0, name)

    assert later([Event("snippet", "plain", (Gone(),), target=plain)], "wanted 1", (2, 7)) is None
    assert later([call("stat", Gone())], "wanted 1", (2, 7)) is None
