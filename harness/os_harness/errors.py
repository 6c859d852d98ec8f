"""Everything that can go wrong in the kit itself, and what ends a check from outside.

`HarnessError` and its kinds are the kit's or the user's trouble and become one clear line.
`Interrupted` and its kinds end a check whatever it catches (hypothesis included), so they are no
`Exception`s.
"""

from __future__ import annotations


class HarnessError(Exception):
    """Base class: the message is one line a user can act on."""


class UsageError(HarnessError):
    """What was asked for cannot be done as asked (exit code 2)."""


class CandidateError(UsageError):
    """The candidate is unknown or cannot be loaded (exit code 2)."""


class ReportError(UsageError):
    """A report file is unreadable or not what it should be (exit code 2)."""


class AgentFault(HarnessError):
    """The agent or adapter broke the protocol: the kit's fault, never the candidate's."""


class Interrupted(BaseException):
    """The conversation about the current check is over before its end."""


class CandidateCrashed(Interrupted):
    """The candidate's process died.

    `status` is the wait status (see `os.waitpid`) or None where it is unknown.
    """

    def __init__(self, status: int | None, during: str = "") -> None:
        super().__init__(status, during)
        self.status, self.during = status, during


class CandidateTimedOut(Interrupted):
    """No answer within the time limit (`seconds`); the candidate's process was killed."""

    def __init__(self, seconds: float, during: str = "") -> None:
        super().__init__(seconds, during)
        self.seconds, self.during = seconds, during
