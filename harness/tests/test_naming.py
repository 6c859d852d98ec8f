"""Names for the places of a machine: paths in reports, command lines in headers."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import os_harness
from os_harness import candidates
from os_harness.report.records import Step
from os_harness.running.naming import Places, command_of


@pytest.fixture(scope="module")
def facts():
    session = candidates.resolve("stdlib").session(None, 10.0)
    told = session.start()
    session.close()
    return msgspec.structs.replace(
        told, prefixes={"python": "/far/python", "venv": "/far/python/venv"}
    )


def test_the_longest_place_counts(facts):
    places = Places(facts, "/far/sandbox")
    assert places("/far/python/lib/os.py") == "python/lib/os.py"
    assert places("'/far/python/venv/bin', '/far/sandbox/x'") == "'venv/bin', 'SANDBOX/x'"
    kit = Path(os_harness.__file__).parent
    assert places(f'File "{kit}/cli.py"') == 'File "kit/os_harness/cli.py"'


@pytest.mark.parametrize("text", ["/far/pythonic", "/so/far/python", "/far/python-3", "/far"])
def test_other_places_are_kept(facts, text):
    assert Places(facts)(text) == text


def test_places_that_every_machine_has_are_kept(facts):
    places = Places(msgspec.structs.replace(facts, prefixes={"python": "/usr"}))
    assert places("/usr/bin/x /x") == "/usr/bin/x /x"


def test_a_result_is_told_without_places(facts, make):
    step = Step(actor="candidate", code="os.f('/far/python/x')", raised="E('/far/python')")
    result = make.result(
        "m.c",
        "fail",
        message="at /far/python/y",
        got="/far/python/z",
        trace=[step],
        reproducer="/far/python",
    )
    told = Places(facts).result(result)
    assert (told.message, told.got, told.reproducer) == ("at python/y", "python/z", "/far/python")
    assert told.trace == [Step(actor="candidate", code="os.f('python/x')", raised="E('python')")]
    plain = make.result("m.c", "pass")
    assert Places(facts).result(plain) is plain


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "x", "-q"], ["run", "x", "-q"]),
        (["run", "x", "-o", "/a/b", "-n", "2"], ["run", "x", "-n", "2"]),
        (["run", "x", "--output=/a/b"], ["run", "x"]),
        (["run", "x", "--python", "/a/b/python3"], ["run", "x", "--python", "python3"]),
        (["run", "x", "--sandbox=/a/b/"], ["run", "x", "--sandbox=b"]),
    ],
)
def test_command_lines_have_no_paths(words, told):
    assert command_of(words) == told
