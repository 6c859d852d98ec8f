"""The rows of the error table that are about calls without a path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from os_conformance.checks.errors.situations import CLASSES, TABLE

CLASS_OF = {**CLASSES, "ESRCH": ProcessLookupError, "ECHILD": ChildProcessError}


@dataclass(frozen=True)
class Row:
    """One call that must be refused, its arguments, and the errnos allowed."""

    situation: str
    function: str
    arguments: tuple[Any, ...]
    errnos: tuple[str, ...]
    words: str

    @property
    def clause(self) -> str:
        """The id of the row's clause."""
        return f"os.{self.function}/error-{self.situation}"

    @property
    def statement(self) -> str:
        """The row in words."""
        return f"{self.function} {self.words} raises OSError with {' or '.join(self.errnos)}."


def plain_rows() -> Iterator[Row]:
    """Every row."""
    for situation, given in TABLE["plain"].items():
        for function, arguments in given["calls"].items():
            yield Row(situation, function, tuple(arguments), tuple(given["errnos"]), given["words"])
