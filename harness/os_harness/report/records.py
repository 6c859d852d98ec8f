"""The records of a report file: plain frozen values, no input or output (docs/report-format.md)."""

from __future__ import annotations

from enum import StrEnum

import msgspec

FORMAT = 1  # version of the report file's format


class Outcome(StrEnum):
    """What became of a check (the contract's twelve outcomes)."""

    PASS = "pass"
    FAIL = "fail"
    MISSING = "missing"
    CRASH = "crash"
    TIMEOUT = "timeout"
    ESCAPE = "escape"
    BLOCKED = "blocked"
    UNSUPPORTED = "unsupported"
    NOT_APPLICABLE = "not-applicable"
    UNPRIVILEGED = "unprivileged"
    FLAKY = "flaky"
    BROKEN = "broken"


RED = frozenset(
    {Outcome.FAIL, Outcome.MISSING, Outcome.CRASH, Outcome.TIMEOUT, Outcome.ESCAPE, Outcome.FLAKY}
)
NOT_RUN = frozenset(
    {Outcome.BLOCKED, Outcome.UNSUPPORTED, Outcome.NOT_APPLICABLE, Outcome.UNPRIVILEGED}
)
FAULT = frozenset({Outcome.BROKEN})


class Kit(msgspec.Struct, frozen=True):
    """The kit: its version and that of its suite."""

    version: str
    suite: str


class CandidateInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The candidate: what was asked for (`spec`) and what its interpreter says of itself.

    `kind`: "system", "module" or "fake", as its description has it; "" in older reports.
    """

    name: str
    spec: str
    implementation: str
    version: str
    python: str
    os_name: str
    module: str
    file: str | None = None
    kind: str = ""


class PlatformInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Where the run took place: `system`, `release`, `machine`, `filesystem`, `container` are the host's.

    `sys_platform`: what the candidate's interpreter says; `target`: the platform that it was judged as;
    `files`: "host" if it works on the host's file system, "own" if it has another one; both "" in older
    reports.  `case_sensitive`: whether it tells names in other case apart, null if unknown.
    """

    system: str
    release: str
    sys_platform: str
    machine: str
    filesystem: str
    case_sensitive: bool | None
    user: str
    container: str = ""
    target: str = ""
    files: str = ""


class RunInfo(msgspec.Struct, frozen=True, kw_only=True):
    """How the run was made; `started` in ISO 8601, UTC; `level`: the Python it was judged by, if chosen."""

    started: str
    seed: int
    profile: str
    workers: int
    command: str
    level: str = ""


class Header(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", tag="header"):
    """The first record of a report file."""

    format: int
    kit: Kit
    candidate: CandidateInfo
    platform: PlatformInfo
    run: RunInfo


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a trace: who did it, as which Python expression, and what came of it."""

    actor: str
    code: str
    returned: str | None = None
    raised: str | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", tag="result"):
    """What became of one case of a check; `seconds` it took."""

    check: str
    clauses: list[str]
    function: str
    level: str
    outcome: Outcome
    expected: bool
    title: str
    message: str = ""
    wanted: str = ""
    got: str = ""
    trace: list[Step] = []
    reproducer: str = ""
    seconds: float = 0.0


class ClauseCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """How many clauses held, and which were broken or have no verdict."""

    held: int
    broken: list[str]
    untested: list[str]


class Footer(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", tag="footer"):
    """The last record: the file is complete."""

    seconds: float
    counts: dict[str, int]
    by_level: dict[str, dict[str, int]]
    by_function: dict[str, dict[str, int]]
    clauses: ClauseCoverage


Record = Header | Result | Footer
