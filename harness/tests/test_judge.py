"""One rule a kind of ending: from what ended a check to its outcome."""

from __future__ import annotations

import pytest

from os_conformance.check import Check
from os_conformance.expect import Deviation, Missing, Unmet
from os_harness.errors import AgentFault, CandidateCrashed, CandidateTimedOut
from os_harness.probe.remote import MissingName
from os_harness.running.judge import Verdict, judge
from os_harness.sandbox.world import ArrangeError


def function(value):
    return value + 1


CHECK = Check(id="m.f", function=function, clauses=("os.x/y",), title="It works.")


def remote(error, during="", **told):
    error.osconform, error.during = told, during
    return error


def caused(error, cause):
    error.__cause__ = cause
    return error


def confused():
    try:
        function(None)
    except TypeError as error:
        return error


@pytest.mark.parametrize(
    ("error", "level", "shared", "outcome"),
    [
        (CandidateCrashed(-11, "mkdir"), "core", True, "crash"),
        (CandidateTimedOut(2.0, "mkdir"), "core", True, "timeout"),
        (Deviation("a", "b"), "core", True, "fail"),
        (caused(Deviation("a", "b"), remote(NotImplementedError())), "posix", True, "unsupported"),
        (caused(Deviation("a", "b"), remote(NotImplementedError())), "core", True, "fail"),
        (
            caused(Deviation("a", "b"), remote(OSError(), symbol="ENOTSUP")),
            "linux",
            True,
            "unsupported",
        ),
        (caused(Deviation("a", "b"), remote(OSError(), symbol="EPERM")), "linux", True, "fail"),
        (
            caused(Deviation("a", "b"), remote(NotImplementedError(), "dup")),
            "core",
            True,
            "blocked",
        ),
        (AssertionError("assert 1 == 2"), "core", True, "fail"),
        (Missing("os.x is missing"), "core", True, "missing"),
        (MissingName("no", name="os.x"), "core", True, "blocked"),
        (Unmet("no room"), "core", True, "unprivileged"),
        (Unmet("elsewhere", "not-applicable"), "core", True, "not-applicable"),
        (caused(ArrangeError("x"), OSError()), "core", True, "unprivileged"),
        (caused(ArrangeError("x"), KeyError()), "core", True, "broken"),
        (ArrangeError("x"), "core", False, "blocked"),
        (remote(NotImplementedError()), "core", True, "fail"),
        (remote(NotImplementedError()), "posix", True, "unsupported"),
        (remote(OSError(), symbol="ENOSYS"), "linux", True, "unsupported"),
        (remote(OSError(), symbol="EPERM"), "linux", True, "fail"),
        (remote(SystemExit(1)), "core", True, "fail"),
        (remote(NotImplementedError(), during="dup"), "core", True, "blocked"),
        (remote(NotImplementedError(), during="x"), "core", True, "fail"),
        (confused(), "core", True, "fail"),
        (TypeError("of the kit"), "core", True, "broken"),
        (AgentFault("odd"), "core", True, "broken"),
    ],
)
def test_outcome(error, level, shared, outcome):
    verdict = judge(error, CHECK, level, shared)
    assert verdict.outcome == outcome
    assert verdict.message


def test_words():
    crash = judge(CandidateCrashed(-11, "mkdir"), CHECK, "core", True)
    assert "SIGSEGV" in crash.message
    assert "mkdir" in crash.message
    assert Verdict("fail", "in /s/a", "/s", "x").within("/s") == Verdict(
        "fail", "in SCRATCH/a", "SCRATCH", "x"
    )
