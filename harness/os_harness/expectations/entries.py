"""One entry of an expectation file, and the reading of files.

[[expected]]
check = "directories/mkdir.mode[*]"      # or: clause = "os.mkdir/mode-umask"; * and ? are wildcards
outcome = "fail"                         # or several, with "pass" for what comes and goes
reason = "The umask is not looked at."
link = "https://example.org/issue/1"
platforms = ["linux"]                    # optional
python = "3.8-3.12"                      # optional; each end may be left out
until = 2027-06-30                       # optional: stale in runs after that day
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from os_conformance.catalogue import Target
from os_harness.errors import UsageError
from os_harness.report.records import RED, Outcome

PYTHON = re.compile(r"(\d+\.\d+)?-(\d+\.\d+)?\Z|\d+\.\d+\Z")
PLATFORMS = frozenset({"linux", "macos", "windows", "mac", "emscripten", "wasi", "other"})
EXPECTABLE = RED | {Outcome.PASS}
PLACE = re.compile(r" - at `\$\.expected\[(\d+)\]\.?(.*)`$")  # where msgspec found it, from 0
Level = tuple[int, int]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry as TOML has it."""

    outcome: str | list[str]
    reason: str
    link: str
    check: str | None = None
    clause: str | None = None
    platforms: list[str] = []
    python: str = "-"
    until: date | None = None


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An expectation file as TOML has it."""

    expected: list[Row] = []


@dataclass(frozen=True)
class Expectation:
    """A known deviation: which results it is about, what comes of them, and why."""

    row: Row
    file: Path
    number: int  # of the entry in its file, from 1
    outcomes: frozenset[Outcome]

    @property
    def where(self) -> str:
        """File and number, as messages name the entry."""
        return self.named(str(self.file))

    def named(self, file: str) -> str:
        """The same with another name for the file."""
        return f"{file}, entry {self.number}"

    @property
    def subject(self) -> str:
        """The id or pattern as the file has it."""
        return self.row.check or self.row.clause or ""

    @property
    def several(self) -> bool:
        """Whether the entry is about more than one case."""
        return self.row.check is None or any(c in self.row.check for c in "*?")

    def applies(self, target: Target) -> bool:
        """Whether the entry is about this platform and Python."""
        platforms = self.row.platforms
        low, high = span(self.row.python)
        return (not platforms or target.platform in platforms) and low <= target.python <= high

    def covers(self, other: Expectation) -> bool:
        """Whether this one applies wherever the other one does."""
        mine, its = set(self.row.platforms), set(other.row.platforms)
        (low, high), (first, last) = span(self.row.python), span(other.row.python)
        return (not mine or (bool(its) and its <= mine)) and low <= first and last <= high

    def matches(self, check: str, clauses: Sequence[str]) -> bool:
        """Whether the entry is about a case with that id, of those clauses."""
        if self.row.check is not None:
            return bool(_pattern(self.row.check).match(check))
        return any(_pattern(self.row.clause or "").match(c) for c in clauses)

    def allows(self, outcome: Outcome) -> bool:
        """Whether its cases may come out so: what comes and goes may also be seen to do so (flaky)."""
        comes_and_goes = Outcome.PASS in self.outcomes and len(self.outcomes) > 1
        return outcome in self.outcomes or (comes_and_goes and outcome == Outcome.FLAKY)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    words = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(words + r"\Z", re.DOTALL)


@cache
def span(text: str) -> tuple[Level, Level]:
    """The first and last Python of a range such as "3.8-3.12"; an open end is a Python that never was."""
    first, dash, last = text.partition("-")
    low = _level(first) if first else (0, 0)
    return low, _level(last) if last else ((99, 99) if dash else low)


def _level(text: str) -> Level:
    major, minor = text.split(".")
    return int(major), int(minor)


def read(path: Path) -> list[Expectation]:
    """The entries of a file; UsageError in one line if it is not as it should be."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    return parse(data, path)


def parse(data: bytes, path: Path) -> list[Expectation]:
    """The entries of what stands in a file, with or without the mark that some editors begin it with."""
    try:
        file = msgspec.toml.decode(data.removeprefix(codecs.BOM_UTF8), type=File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not an expectation file: {_placed(str(error))}") from None
    except RecursionError:
        raise UsageError(f"{path}: not an expectation file: nested too deeply") from None
    return [_checked(row, path, number) for number, row in enumerate(file.expected, 1)]


def _placed(message: str) -> str:
    """A message with the entry's number as a person counts."""
    found = PLACE.search(message)
    if not found:
        return message
    key = f", {found[2]}" if found[2] else ""
    return f"entry {int(found[1]) + 1}{key}: {message[: found.start()]}"


def _checked(row: Row, file: Path, number: int) -> Expectation:
    names = [row.outcome] if isinstance(row.outcome, str) else row.outcome
    known = {str(o) for o in EXPECTABLE}
    made = Expectation(row, file, number, frozenset(Outcome(n) for n in names if n in known))
    for problem in _problems(row, names, known):
        raise UsageError(f"{made.where}: {problem}")
    return made


def _problems(row: Row, names: Sequence[str], known: set[str]) -> Iterator[str]:
    """What is wrong with an entry's values."""
    if (row.check is None) == (row.clause is None):
        yield "expected either check or clause"
    if not row.reason.strip() or not row.link.strip():
        yield "expected a reason and a link"
    for name in names:
        if name not in known:
            yield f"outcome {name!r}: expected one of {', '.join(sorted(known))}"
    if not names:
        yield "outcome = []: expected at least one"
    for name in row.platforms:
        if name not in PLATFORMS:
            yield f"platforms: {name!r}: expected one of {', '.join(sorted(PLATFORMS))}"
    if not PYTHON.match(row.python):
        yield f"python = {row.python!r}: expected a range such as '3.8-3.12'"
    else:
        low, high = span(row.python)
        if low > high:
            yield f"python = {row.python!r}: expected the older Python first"
