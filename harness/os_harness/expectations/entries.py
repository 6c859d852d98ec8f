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

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from os_conformance.catalogue import Target
from os_harness.errors import UsageError
from os_harness.report.records import Outcome

PYTHON = re.compile(r"(\d+\.\d+)?-(\d+\.\d+)?\Z|\d+\.\d+\Z")


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
        return (not platforms or target.platform in platforms) and _in_range(
            target.python, self.row.python
        )

    def matches(self, check: str, clauses: Sequence[str]) -> bool:
        """Whether the entry is about a case with that id, of those clauses."""
        if self.row.check is not None:
            return bool(_pattern(self.row.check).match(check))
        return any(_pattern(self.row.clause or "").match(c) for c in clauses)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    words = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(words + r"\Z", re.DOTALL)


def _in_range(python: tuple[int, int], text: str) -> bool:
    first, dash, last = text.partition("-")
    low = _level(first) if first else (0, 0)
    high = _level(last) if last else (low if not dash else (99, 99))
    return low <= python <= high


def _level(text: str) -> tuple[int, int]:
    major, minor = text.split(".")
    return int(major), int(minor)


def read(path: Path) -> list[Expectation]:
    """The entries of a file; UsageError in one line if it is not as it should be."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    try:
        file = msgspec.toml.decode(data, type=File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not an expectation file: {error}") from None
    return [_checked(row, path, number) for number, row in enumerate(file.expected, 1)]


def _checked(row: Row, file: Path, number: int) -> Expectation:
    names = [row.outcome] if isinstance(row.outcome, str) else row.outcome
    known = {str(o) for o in Outcome}
    made = Expectation(row, file, number, frozenset(Outcome(n) for n in names if n in known))
    where = made.where
    if (row.check is None) == (row.clause is None):
        raise UsageError(f"{where}: expected either check or clause")
    if not row.reason.strip() or not row.link.strip():
        raise UsageError(f"{where}: expected a reason and a link")
    if not PYTHON.match(row.python):
        raise UsageError(f"{where}: python = {row.python!r}: expected a range such as '3.8-3.12'")
    for name in names:
        if name not in known:
            raise UsageError(
                f"{where}: outcome {name!r}: expected one of {', '.join(sorted(known))}"
            )
    return made
