"""A page's data: columns of numbers over tables of texts, and parts that are unpacked when opened.

Reports are taken one after the other, so that no more than one of them need be in memory.
"""

from __future__ import annotations

import base64
import json
import zlib
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from os_harness.report.records import NOT_RUN, RED, Outcome, Result
from os_harness.report.scripts import Scripts, Table
from os_harness.report.storage import Report
from os_harness.report.text import printable

Statement = Callable[[str], str]
Sources = Callable[[str], Sequence[tuple[str, str]]]  # clause -> where it stands: words, address
OUTCOMES = {outcome: number for number, outcome in enumerate(Outcome)}
ABSENT = ord(" ")  # the letter of a case that a report has not
FIRST = ord("#")  # the first letter of a result; from here on JSON needs to escape none
PART = 256  # how many results' traces and scripts are packed into one part


def packed(value: Any) -> str:
    """A value as JSON, deflated (with zlib's header), in base64."""
    return deflated(_json(value))


def deflated(*texts: bytes) -> str:
    """Texts, one after the other, deflated (with zlib's header), in base64."""
    stream = zlib.compressobj(9)
    parts = [stream.compress(text) for text in texts]
    return base64.b64encode(b"".join([*parts, stream.flush()])).decode("ascii")


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def unpacked(text: str) -> Any:
    """The value that `packed` was given."""
    return json.loads(zlib.decompress(base64.b64decode(text)))


class Packer:
    """Gathers reports; `parts` are the packed traces and scripts, `data` is all the rest."""

    def __init__(self, statement: Statement, sources: Sources) -> None:
        self.statement, self.sources = statement, sources
        self.texts, self.notes, self.checks = Table(""), Table((0, 0, 0)), Table()
        self.functions, self.levels, self.clauses, self.metas = Table(), Table(), Table(), Table()
        self.meta = array("L")
        self.columns: list[dict[str, Any]] = []
        self.scripts = Scripts(statement)
        self.parts: list[str] = []
        self.waiting: list[bytes] = []
        self.details = 0

    def add(self, report: Report) -> None:
        """Take the results of one more report."""
        states = bytearray([ABSENT]) * len(self.meta)
        notes = array("L", bytes(array("L").itemsize * len(self.meta)))
        others: dict[int, int] = {}
        details: list[tuple[int, bytes]] = []
        for result in report.results:
            case = self._case(result)
            if case == len(states):  # no report before had it
                states.append(ABSENT)
                notes.append(0)
            states[case] = _state(result)
            notes[case] = self._note(result)
            meta = self._meta(result)
            if meta != self.meta[case]:
                others[case] = meta
            if _detailed(result):
                details.append((case, self._evidence(result, report.header.candidate.name)))
        column = {"states": states.decode("ascii"), "notes": notes, "others": others}
        self.columns.append(column | {"first": self.details})
        self._details(details)

    def _case(self, result: Result) -> int:
        case = self.checks.number(result.check)
        if case == len(self.meta):
            self.meta.append(self._meta(result))
        return case

    def _meta(self, result: Result) -> int:
        """The number of what a check says of itself: nearly always the same in every report."""
        return self.metas.number(
            (
                self.functions.number(result.function),
                self.levels.number(result.level),
                self.texts.number(result.title),
                tuple(self.clauses.number(clause) for clause in result.clauses),
            )
        )

    def _note(self, result: Result) -> int:
        """The number of what there is to say about a result."""
        told = (result.got, f"wanted {result.wanted}, got {result.got}")
        message = "" if result.message in told else result.message
        words = (message, result.wanted, result.got)
        return self.notes.number(tuple(self.texts.number(text) for text in words))

    def _evidence(self, result: Result, candidate: str) -> bytes:
        """Trace and script of a result, as the page gets them."""
        steps = [_step(s.actor, s.code, s.returned, s.raised) for s in result.trace]
        return _json([steps, self.scripts.cut(result, candidate, steps)])

    def _details(self, found: list[tuple[int, bytes]]) -> None:
        """Pack traces and scripts in the order of the cases, which tells the page where they are."""
        for _, row in sorted(found, key=lambda pair: pair[0]):
            self.waiting.append(row)
            self.details += 1
            if len(self.waiting) == PART:
                self.flush()

    def flush(self) -> None:
        """Pack the traces and scripts that wait for more of them."""
        if self.waiting:
            self.parts.append(deflated(b"[", b",".join(self.waiting), b"]"))
            self.waiting = []

    def data(self, about: list[dict[str, Any]]) -> str:
        """Everything but traces and scripts, packed; `about` is what to say of each report, in order."""
        values = {
            "outcomes": [str(outcome) for outcome in Outcome],
            "red": [OUTCOMES[outcome] for outcome in OUTCOMES if outcome in RED],
            "idle": [OUTCOMES[outcome] for outcome in OUTCOMES if outcome in NOT_RUN],
            "part": PART,
            "functions": self.functions.texts(),
            "levels": self.levels.texts(),
            "clauses": [
                [printable(c), printable(self.statement(c)), self.sources(c)]
                for c in self.clauses.numbers
            ],
            "texts": self.texts.texts(),
            "metas": list(self.metas.numbers),
            "notes": list(self.notes.numbers),
            "checks": self.checks.texts(),
            "meta": self.meta.tolist(),
        }
        reports: list[bytes] = []
        for words, column in zip(about, self.columns, strict=True):
            reports += [b",", _json(words | column | {"notes": column["notes"].tolist()})]
        return deflated(_json(values)[:-1], b',"reports":[', *reports[1:], b"]}")


def _detailed(result: Result) -> bool:
    return bool(result.trace or result.reproducer)


def _state(result: Result) -> int:
    """A result as one letter: its outcome, whether it is expected, whether it has details."""
    return FIRST + 4 * OUTCOMES[result.outcome] + 2 * result.expected + _detailed(result)


def _step(actor: str, code: str, returned: str | None, raised: str | None) -> list[str]:
    """A step as the page shows it: the actor, the code, and in words what came of it."""
    came = f"raised {raised}" if raised else "no answer"
    came = f"returned {returned}" if returned is not None and not raised else came
    return [printable(actor), printable(code), printable(came)]
