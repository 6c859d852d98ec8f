"""Runs test modules of the interpreter's own `test` package until one test fails that should not.

    python testing.py OUT IGNORED MODULE ...

OUT gets JSON: {"stands_in": bool, "ran": int, "failed": [test ids]}.  IGNORED is a JSON list of
tests whose failure means nothing, or "all" to go on to the end whatever fails.
"""

from __future__ import annotations

import json
import sys
import unittest
from typing import Any


class Recorder(unittest.TestResult):
    """Keeps the ids of failed tests, and stops at the first that counts."""

    def __init__(self, ignored: list[str] | None) -> None:
        super().__init__()
        self.ignored, self.failed = ignored, []  # type: ignore[var-annotated]

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        """A failed test, or one that raised."""
        name = getattr(test, "test_case", test).id()
        if self.ignored is None:
            self.failed.append(name)
        elif name not in self.ignored:
            self.failed.append(name)
            self.stop()

    addError = addFailure  # noqa: N815

    def addUnexpectedSuccess(self, test: Any) -> None:  # noqa: N802
        """A test that should have failed is a failed one."""
        self.addFailure(test, None)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802
        """A part of a test."""
        if err is not None:
            self.addFailure(test, err)


def main(out: str, ignored: str, modules: list[str]) -> None:
    """Run the modules; write what came of it."""
    from test import support  # type: ignore[import-not-found]
    from test.support import os_helper  # type: ignore[import-not-found]

    support.use_resources = {"cpu": None, "subprocess": None, "walltime": None}
    recorder = Recorder(None if ignored == "all" else json.loads(ignored))
    stands_in = getattr(sys, "strength_stands_in", False)
    with open(out, "w", encoding="utf-8") as stream, os_helper.temp_cwd():
        for module in modules:
            if stands_in and not recorder.shouldStop:
                unittest.defaultTestLoader.loadTestsFromName(f"test.{module}").run(recorder)
        json.dump(
            {"stands_in": stands_in, "ran": recorder.testsRun, "failed": recorder.failed}, stream
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
