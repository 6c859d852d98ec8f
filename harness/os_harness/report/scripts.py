"""Scripts in few words: what the page knows anyway is left out, what came before is a number.

The page puts both back in (`report.data.js`): a mark for what is left out is a control character, and those
are never in a text that may be shown.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

from os_harness.report.records import Result
from os_harness.report.text import printable

STEP, CHECK, PROMISES, OUTCOME, CANDIDATE, WANTED, GOT = map(chr, range(1, 8))
QUOTABLE = re.compile(r"[ -~]*")  # what the page can quote as Python does
STEPS = 200  # of a longer trace nothing is left out


class Table:
    """Values with the numbers that stand for them, in the order in which they came."""

    def __init__(self, *values: Hashable) -> None:
        self.numbers: dict[Any, int] = {}
        for value in values:
            self.number(value)

    def number(self, value: Hashable) -> int:
        """The number of a value, a new one if it has none."""
        return self.numbers.setdefault(value, len(self.numbers))

    def texts(self) -> list[str]:
        """The values, which are texts, as they may be shown."""
        return [printable(text) for text in self.numbers]


class Scripts:
    """Scripts as lists of paragraphs; one that came before is a number of the shared ones."""

    def __init__(self, statement: Callable[[str], str]) -> None:
        self.statement = statement
        self.shared = Table()
        self.seen: set[int] = set()

    def cut(
        self, result: Result, candidate: str, steps: Sequence[Sequence[str]]
    ) -> list[int | str]:
        """The paragraphs of a result's script: texts, and numbers of shared texts.

        `steps`: actor, code and what came, as the page shows the trace.
        """
        if not result.reproducer:
            return []
        text = _without_steps(printable(result.reproducer), steps)
        for words, kept in self._known(result, candidate):
            text = text.replace(words, kept, 1)
        return [self._paragraph(part) for part in text.split("\n\n")]

    def _known(self, result: Result, candidate: str) -> Iterator[tuple[str, str]]:
        """What the script has in common with other parts of the page, and what to leave of it."""
        promises = "\n".join(f"Promise    {c}: {self.statement(c)}" for c in result.clauses)
        heading = {
            f"Check      {result.check}\n": f"Check      {CHECK}\n",
            f"{promises}\n": f"{PROMISES}\n",
            f"Outcome    {result.outcome}\n": f"Outcome    {OUTCOME}\n",
            f"Candidate  {candidate}\n": f"Candidate  {CANDIDATE}\n",
        }
        for words, kept in heading.items():
            if not set(words) & {"\\", '"'} and words == printable(words):
                yield words, kept
        for name, value, mark in (("wanted:", result.wanted, WANTED), ("got:   ", result.got, GOT)):
            if QUOTABLE.fullmatch(value):
                yield f'print("{name}", {value!r})\n', f'print("{name}", {mark})\n'

    def _paragraph(self, text: str) -> int | str:
        # The first time a paragraph stands where it is used: most that come once come never again.
        if text in self.shared.numbers:
            return self.shared.number(text)
        mark = zlib.crc32(text.encode("utf-8", "surrogatepass"))
        if mark in self.seen:
            return self.shared.number(text)
        self.seen.add(mark)
        return text

    def texts(self) -> list[str]:
        """The shared paragraphs."""
        return list(self.shared.numbers)


def _without_steps(text: str, steps: Sequence[Sequence[str]]) -> str:
    """The script with a mark for each step, if all steps of the trace stand there in order."""
    made: list[str] = []
    at = 0
    for _, code, came in steps[: STEPS + 1]:
        line = f"step({code!r}, {came!r}, globals())"
        found = text.find(line, at)
        if found < 0 or len(made) == STEPS or not QUOTABLE.fullmatch(code + came):
            return text
        made.append(text[at:found])
        at = found + len(line)
    return STEP.join([*made, text[at:]])
