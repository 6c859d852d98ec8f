"""From what ended a check to its outcome: one rule a kind of ending."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass

from os_conformance.check import Check
from os_conformance.expect import Deviation, Missing, Unmet, describe
from os_harness.errors import CandidateCrashed, CandidateTimedOut
from os_harness.probe.remote import MissingName
from os_harness.protocol.session import describe as describe_status
from os_harness.protocol.values import Struct, is_remote, symbol_of
from os_harness.report.records import Outcome
from os_harness.sandbox.world import ArrangeError

LACKING = {"ENOSYS", "ENOTSUP", "EOPNOTSUPP"}  # the documented ways to say "not here"
CONFUSED = (TypeError, AttributeError, LookupError, ValueError, ArithmeticError)


@dataclass(frozen=True)
class Verdict:
    """An outcome with its reasons in words."""

    outcome: Outcome
    message: str = ""
    wanted: str = ""
    got: str = ""
    clauses: tuple[str, ...] = ()  # found broken, beside those that the case is about

    def within(self, scratch: str) -> Verdict:
        """The same, with the scratch directory by name: reasons do not depend on where a run was."""
        message, wanted, got = (
            w.replace(scratch, "SCRATCH") for w in (self.message, self.wanted, self.got)
        )
        return Verdict(self.outcome, message, wanted, got, self.clauses)


def judge(error: BaseException, check: Check, level: str, shared: bool) -> Verdict:
    """The verdict for a check that ended with `error`."""
    match error:
        case CandidateCrashed():
            words = f"the candidate's process ended ({describe_status(error.status)})"
            return Verdict(Outcome.CRASH, _during(words, error.during), got=words)
        case CandidateTimedOut():
            words = f"no answer within {error.seconds:g} s"
            return Verdict(Outcome.TIMEOUT, _during(words, error.during), got=words)
        case Unmet():
            return Verdict(Outcome(error.outcome), error.reason)
        case Missing():
            return Verdict(Outcome.MISSING, str(error), wanted=check.title, got=str(error))
        case MissingName():
            return Verdict(Outcome.BLOCKED, f"{error.name} is missing")
        case Deviation():
            return _deviation(error, check, level)
        case ArrangeError():
            return _arrangement(error, shared)
        case AssertionError():
            text = str(error).strip()
            return Verdict(Outcome.FAIL, text, check.title, text.split("\n", 1)[0])
    if is_remote(error):
        return _raised(error, check, level)
    if isinstance(error, CONFUSED) and _in_check(error, check):
        text = f"what came back was not as promised: {type(error).__name__}: {error}"
        return Verdict(Outcome.FAIL, text, check.title, text)
    return Verdict(Outcome.BROKEN, "".join(traceback.format_exception(error)).strip())


def _deviation(error: Deviation, check: Check, level: str) -> Verdict:
    """Something else than was wanted; an error in place of the wanted one may say "not here"."""
    cause = error.__cause__
    said_by = _other_function(cause, check) if cause is not None else ""
    if cause is not None and said_by and _says_lacking(cause, "any"):
        return Verdict(Outcome.BLOCKED, f"{said_by} is not here: {describe(cause)}")
    if cause is not None and _says_lacking(cause, level):
        return Verdict(Outcome.UNSUPPORTED, f"the candidate says so: {describe(cause)}")
    return Verdict(Outcome.FAIL, str(error), error.wanted, error.got, getattr(error, "clauses", ()))


def _says_lacking(error: BaseException, level: str) -> bool:
    """Whether an exception of the candidate is one of the documented ways to say "not here"."""
    lacking = isinstance(error, NotImplementedError) or symbol_of(error) in LACKING
    return lacking and level != "core"


def _other_function(error: BaseException, check: Check) -> str:
    """The function that raised, if it is one that none of the check's clauses is about; else ""."""
    during = getattr(error, "during", "")
    functions = {clause.partition("/")[0] for clause in check.clauses}
    return f"os.{during}" if during and f"os.{during}" not in functions else ""


def _during(words: str, during: str) -> str:
    return f"{words} during {during}" if during else words


def _raised(error: BaseException, check: Check, level: str) -> Verdict:
    """An exception of the candidate that the check did not expect."""
    words = describe(error)
    said_by = _other_function(error, check)
    if said_by and _says_lacking(error, "any"):
        return Verdict(Outcome.BLOCKED, f"{said_by} is not here: {words}")
    if _says_lacking(error, level):
        return Verdict(Outcome.UNSUPPORTED, f"the candidate says so: {words}")
    return Verdict(Outcome.FAIL, f"unexpected {words}", check.title, words)


def _arrangement(error: ArrangeError, shared: bool) -> Verdict:
    """The kit could not arrange the world: through the candidate that is its own doing."""
    if not shared:
        return Verdict(Outcome.BLOCKED, f"could not be arranged through the candidate: {error}")
    if isinstance(error.__cause__, OSError):
        return Verdict(Outcome.UNPRIVILEGED, f"could not be arranged here: {error}")
    return Verdict(Outcome.BROKEN, f"could not be arranged: {error}")


def _in_check(error: BaseException, check: Check) -> bool:
    """Whether the error arose from what the candidate gave: in the lines of the check or of the parts
    beside it, or from a result without a documented field."""
    if isinstance(getattr(error, "obj", None), Struct):
        return True
    frames = traceback.extract_tb(error.__traceback__)
    folder = os.path.dirname(check.function.__code__.co_filename)
    return bool(frames) and os.path.dirname(frames[-1].filename) == folder
