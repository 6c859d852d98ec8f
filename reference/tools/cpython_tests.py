"""Run CPython's own tests with os_reference standing in for ``os``, and say what is lost.

Each test module is run twice by the running interpreter, in its own process: with its own
``os``, and with os_reference in its place (``standin``). A test is *lost* when it passes with
the first and not with the second. Exit status 1 when a test is lost that ``cpython_tests.toml``
does not name, or an entry there names no lost test.

    python reference/tools/cpython_tests.py [-v] [MODULE ...]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import standin

HERE = Path(__file__).resolve().parent
MODULES = (
    "test_os",
    "test_posix",
    "test_posixpath",
    "test_ntpath",
    "test_genericpath",
    "test_shutil",
    "test_glob",
    "test_tempfile",
    "test_pathlib",
)
#: Seconds that one module may take.
TIME_LIMIT = 900


class Recorder(unittest.TestResult):
    """Keeps one outcome a test: pass, skip or fail (with the traceback)."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: dict[str, str] = {}

    def addSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802, D102
        self.outcomes.setdefault(test.id(), "pass")

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:  # noqa: N802, D102
        self.outcomes.setdefault(test.id(), "skip")

    def addExpectedFailure(self, test: unittest.TestCase, err: object) -> None:  # noqa: N802, D102
        self.outcomes.setdefault(test.id(), "pass")

    def addFailure(self, test: unittest.TestCase, err: object) -> None:  # noqa: N802, D102
        self.outcomes[test.id()] = "fail: " + self._exc_info_to_string(err, test)  # type: ignore[attr-defined]

    addError = addFailure  # noqa: N815

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802, D102
        self.outcomes[test.id()] = "fail: unexpected success"

    def addSubTest(self, test, subtest, err) -> None:  # type: ignore[no-untyped-def]  # noqa: N802, D102
        if err is not None:
            self.addFailure(test, err)


def run_module(module: str, out: str) -> None:
    """Run one test module in this process, write its outcomes as JSON to the file ``out``."""
    from test import support
    from test.support import os_helper

    support.use_resources = {"cpu": None, "subprocess": None, "walltime": None}  # type: ignore[assignment]
    recorder = Recorder()
    with os_helper.temp_cwd():
        suite = unittest.defaultTestLoader.loadTestsFromName(f"test.{module}")
        suite.run(recorder)
    Path(out).write_text(json.dumps(recorder.outcomes), encoding="utf-8")


def outcomes(module: str, python: Path) -> dict[str, str]:
    """Return the outcomes of a module, run in a fresh process of the interpreter ``python``."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch, "outcomes.json")
        done = subprocess.run(
            [python, str(HERE / "cpython_tests.py"), "--run", module, str(out)],
            cwd=scratch,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
        if not out.exists():
            raise SystemExit(f"{module} with {python}: no outcomes\n{done.stdout}\n{done.stderr}")
        result: dict[str, str] = json.loads(out.read_text(encoding="utf-8"))
        return result


def exclusions() -> dict[str, str]:
    """Return the tests that may be lost, each with its reason, as far as this Python has them."""
    import tomllib

    data = tomllib.loads((HERE / "cpython_tests.toml").read_text(encoding="utf-8"))
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {
        entry["test"]: entry["reason"]
        for entry in data.get("exclude", [])
        if version in entry.get("python", [version])
    }


def main(arguments: list[str]) -> int:
    """Run the modules in both ways and report; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("modules", nargs="*", default=MODULES)
    parser.add_argument("-v", "--verbose", action="store_true", help="show tracebacks")
    options = parser.parse_args(arguments)
    excluded, used, unexpected = exclusions(), set(), 0
    print(f"CPython {sys.version.split()[0]}: passed with os, with os_reference, lost, excluded")
    scratch = tempfile.TemporaryDirectory()
    pythons = [
        standin.make_environment(Path(scratch.name, str(stand_in)), stand_in=stand_in)
        for stand_in in (False, True)
    ]
    for module in options.modules:
        plain, ours = (outcomes(module, python) for python in pythons)
        passed = [test for test, outcome in plain.items() if outcome == "pass"]
        lost = [test for test in passed if ours.get(test) != "pass"]
        used.update(set(lost) & set(excluded))
        new = [test for test in lost if test not in excluded]
        unexpected += len(new)
        kept = sum(outcome == "pass" for outcome in ours.values())
        print(f"{module:18} {len(passed):5} {kept:5} {len(new):5} {len(lost) - len(new):5}")
        for test in new:
            print(f"  lost: {test}")
            if options.verbose:
                print("   ", ours.get(test, "not there").replace("\n", "\n    "))
    unused = set(excluded) - used if tuple(options.modules) == MODULES else set()
    scratch.cleanup()
    for test in sorted(unused):
        print(f"excluded, but not lost: {test}")
    return 1 if unexpected or unused else 0


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "--run":
        run_module(sys.argv[2], sys.argv[3])
    else:
        sys.exit(main(sys.argv[1:]))
