"""Names for the places of a machine: a report tells what a candidate did, not where things lie here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

import os_conformance
import os_harness
import os_reference
from os_harness.protocol.session import Facts
from os_harness.report.records import Result, Step

COMMON = frozenset({"", "/", "/usr", "/usr/local"})  # every machine has these
PACKAGES = (os_conformance, os_harness, os_reference)
UNSAID = ("-o", "--output")  # options whose value says nothing of the run
PATHS = ("--python", "--sandbox", "--expect")  # options whose value is told by its last part


class Places:
    """Replaces the paths of this machine by names: `python/lib/os.py`, `kit/...`, `SANDBOX/...`."""

    def __init__(self, facts: Facts, sandbox: str | None = None) -> None:
        folders = {str(Path(package.__path__[0]).parent): "kit" for package in PACKAGES}
        folders |= {path: name for name, path in facts.prefixes.items()}
        if sandbox:
            folders[sandbox] = "SANDBOX"
        self.names = {path: name for path, name in folders.items() if path not in COMMON}
        longest_first = sorted(self.names, key=len, reverse=True)
        joined = "|".join(map(re.escape, longest_first)) or r"\Z\A"
        self.pattern = re.compile(rf"(?<![\w/.-])(?:{joined})(?![\w.-])")

    def __call__(self, text: str) -> str:
        """The text with names in the place of this machine's paths."""
        return self.pattern.sub(lambda found: self.names[found[0]], text)

    def result(self, result: Result) -> Result:
        """A result without this machine's paths; its reproducer stays as it is."""
        if not (result.message or result.trace):
            return result
        return msgspec.structs.replace(
            result,
            message=self(result.message),
            wanted=self(result.wanted),
            got=self(result.got),
            trace=[self._step(step) for step in result.trace],
        )

    def _step(self, step: Step) -> Step:
        returned, raised = (text and self(text) for text in (step.returned, step.raised))
        return msgspec.structs.replace(step, code=self(step.code), returned=returned, raised=raised)


def command_of(words: Iterable[str]) -> list[str]:
    """A command line without where the report went, and with the last parts of paths."""
    told: list[str] = []
    option = ""
    for word in words:
        name, equals, value = word.partition("=")
        if option in UNSAID:
            option = ""
        elif option in PATHS:
            told.append(_last(word))
            option = ""
        elif name in UNSAID or name in PATHS:
            option = "" if equals else name
            if name in PATHS:
                told.append(f"{name}={_last(value)}" if equals else name)
        else:
            told.append(word)
    return told


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
