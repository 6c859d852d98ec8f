"""Run pyfakefs's own tests of its os with systems in memory, and write what came of it as a page.

The tests take the module in memory for the real one; those that arrange through the fake file
system get a stand-in for it, which does the same through the module. What is left out and what
fails is data, with reasons: ``memory_pyfakefs.toml``. Exit status 1 when something else fails.

    python reference/tools/memory_pyfakefs.py [--page FILE]
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tomllib
import unittest
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest import mock

from pyfakefs import helpers
from pyfakefs.tests import fake_os_test, test_utils

from os_reference import memory

HERE = Path(__file__).resolve().parents[2]
DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
PLATFORMS = ("linux", "macos", "windows")
SHARE = 97  # per cent of the tests about os that must pass
BASE = {"linux": "/basepath", "macos": "/basepath", "windows": "C:\\basepath"}
CLASSES = sorted(
    name for name, found in vars(fake_os_test).items()
    if name.startswith("Fake") and isinstance(found, type) and issubclass(found, unittest.TestCase)
)  # fmt: skip


class StandIn:
    """The part of pyfakefs's file system that tests arrange through, over a module in memory."""

    def __init__(self, os: Any) -> None:
        self.os = os
        self.root_dir_name = os.path.splitdrive(os.getcwd())[0] + os.sep
        self.dev_null = os.devnull

    def exists(self, path: Any) -> bool:
        """Tell whether anything is there."""
        return bool(self.os.path.exists(path))

    def create_dir(self, path: Any, perm_bits: int = 0o777) -> None:
        """Make a directory and those above it."""
        self.os.makedirs(path, perm_bits)

    def create_file(self, path: Any, st_mode: int = 0o666, contents: Any = "") -> None:
        """Make a file and the directories above it."""
        self._above(path)
        with self.os.open_file(path, "wb") as stream:
            stream.write(contents.encode() if isinstance(contents, str) else contents)
        self.os.chmod(path, st_mode & 0o7777)

    def create_symlink(self, path: Any, target: Any) -> None:
        """Make a symbolic link and the directories above it."""
        self._above(path)
        self.os.symlink(target, path)

    def add_mount_point(self, path: Any) -> None:
        """Mount a new file system on a directory, which is made."""
        self.os.makedirs(path, exist_ok=True)
        self.os.kernel.mount(path, self.os.kernel.new_system())

    def share(self, path: Any) -> None:
        """Make the share that a path of Windows names: pyfakefs has all that are asked for."""
        share = self.os.path.splitdrive(self.os.fspath(path))[0].replace("/", "\\")
        if share.startswith("\\\\"):
            self.os.kernel.new_system(label=share)

    def _above(self, path: Any) -> None:
        above = self.os.path.dirname(path)
        if above:
            self.os.makedirs(above, exist_ok=True)


class Adapter:
    """What is put over a test class of pyfakefs: ``self.os`` is a module in memory, run by root."""

    platform = "linux"

    def use_real_fs(self) -> bool:
        """The tests are to do without the fake file system."""
        return True

    def skip_real_fs(self) -> None:
        """The stand-in does for the fake file system."""

    def setup_fake_fs(self) -> None:
        """There is none."""

    def create_file(self, file_path: Any, *args: Any, **keywords: Any) -> None:
        """As the tests make files; on a share that is not there yet too."""
        if isinstance(file_path, str):
            self.filesystem.share(file_path)
        super().create_file(file_path, *args, **keywords)  # type: ignore[misc]

    def mock_time(self, start: int = 200, step: int = 20) -> Any:
        """The clock that pyfakefs's tests set is that of the system."""
        return test_utils.time_mock(start, step)

    def begin(self) -> None:
        """Begin with a fresh system, whose clock is the one that the tests may set."""
        self.os: Any = memory(
            self.platform, user=(0, 0), clock=lambda: round(helpers.now() * 10**9)
        )
        fake_os_test.os = self.os
        self.filesystem = StandIn(self.os)
        self.base_path = BASE[self.platform]
        self.os.mkdir(self.base_path)
        self.os.chmod(self.filesystem.root_dir_name, 0o777)  # as pyfakefs's is
        self.open = self.open_for_test

    def open_for_test(self, *args: Any, **keywords: Any) -> Any:
        """Open a file as pyfakefs does: its objects know their descriptor as ``filedes``."""
        return _opener(self.os)(*args, **keywords)

    def end(self) -> None:
        """Close what the test left open."""
        self.os.kernel.process.close_all()


def adapted(name: str, platform: str) -> type[unittest.TestCase]:
    """Return a test class of pyfakefs over systems of a platform."""
    base: Any = getattr(fake_os_test, name)
    return type(name, (Adapter, base), {"platform": platform, "__module__": __name__})


@contextlib.contextmanager
def surroundings(platform: str) -> Iterator[None]:
    """What the tests ask of their surroundings, as it is on a platform and for root."""
    case = test_utils.TestCase

    def set_ids(value: int, *kinds: str) -> None:
        process = fake_os_test.os.kernel.process
        for kind in kinds:
            for name in (kind, f"effective_{kind}", f"saved_{kind}"):
                setattr(process, name, value)

    with contextlib.ExitStack() as stack, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for owner, name, value in (
            (case, "is_macos", platform == "macos"),
            (case, "is_windows", platform == "windows"),
            (test_utils, "is_root", lambda: True),
            (test_utils.RealFsTestMixin, "setUp", Adapter.begin),
            (test_utils.RealFsTestMixin, "tearDown", Adapter.end),
            (fake_os_test, "os", fake_os_test.os),
            (fake_os_test, "set_uid", lambda uid: set_ids(uid, "uid")),
            (fake_os_test, "set_gid", lambda gid: set_ids(gid, "gid")),
            (fake_os_test, "reset_ids", lambda: set_ids(0, "uid", "gid")),
            (fake_os_test, "get_uid", lambda: fake_os_test.os.kernel.process.uid),
            (fake_os_test, "get_gid", lambda: fake_os_test.os.kernel.process.gid),
            (fake_os_test, "FakeFileOpen", lambda system: _opener(system.os)),
        ):
            stack.enter_context(mock.patch.object(owner, name, value, create=True))
        yield


def _opener(os: Any) -> Any:
    def opened(*args: Any, **keywords: Any) -> Any:
        stream = os.open_file(*args, **keywords)
        stream.filedes = stream.fileno()
        return stream

    return opened


@dataclass
class Told:
    """What the tests of one platform came to: names (class.test) with reasons or the last line."""

    platform: str
    passed: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    excluded: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The share of tests that passed of those that were not left out, in per cent."""
        return 100 * len(self.passed) / (len(self.passed) + len(self.failed))

    def explained(self, test: str) -> dict[str, str] | None:
        """What is known of a failing test: ``fault`` and ``source``; None if nothing is."""
        known: dict[str, dict[str, str]] = DATA["failing"][self.platform]
        return known.get(test.rpartition(".")[2]) or known.get(test.partition(".")[0])

    @property
    def unexplained(self) -> list[str]:
        """Failures and skips that nobody has given a reason for."""
        failed = [test for test in self.failed if self.explained(test) is None]
        return failed + [test for test, why in self.skipped.items() if why not in DATA["skips"]]

    @property
    def stale(self) -> list[str]:
        """Explanations of failures that are none any more."""
        names = {part for test in self.failed for part in test.split(".")}
        return sorted(set(DATA["failing"][self.platform]) - names)


def run(platform: str) -> Told:
    """Run all tests of one platform."""
    told = Told(platform)
    with surroundings(platform):
        for name in CLASSES:
            for test in unittest.TestLoader().loadTestsFromTestCase(adapted(name, platform)):
                _run_one(name, test, told)
    return told


def _run_one(kind: str, test: Any, told: Told) -> None:
    method = test._testMethodName
    name = f"{kind}.{method}"
    if method in DATA["excluded"]:
        told.excluded[name] = DATA["excluded"][method]
        return
    if method in DATA["elsewhere"].get(told.platform, {}):
        told.skipped[name] = "(asks the host, or only the fake file system)"
        return
    result = unittest.TestResult()
    if kind.startswith("FakeScandirFd") and told.platform == "windows":
        result.skipped.append((test, "Testing Posix specific functionality"))
    else:
        test.run(result)
    if result.skipped:
        told.skipped[name] = result.skipped[0][1]
    elif result.failures or result.errors:
        (_, text), *_ = result.failures + result.errors
        told.failed[name] = text.strip().splitlines()[-1]
    else:
        told.passed.append(name)


def page(found: list[Told]) -> str:
    """The page of a run."""
    lines = [
        "# pyfakefs's own tests of its os, with systems in memory",
        "",
        f"Made by `tox -e pyfakefs-tests`: pyfakefs {version('pyfakefs')}, "
        f"`pyfakefs.tests.fake_os_test`, CPython {sys.version.split()[0]}.",
        "",
        "The tests run as they do on the real file system, with the module in memory in the place of `os`",
        "and its `open_file` in that of `open`; a stand-in takes the place of the fake file system.",
        "A test that says it is about another platform is left out, as is what only pyfakefs has.",
        "",
        "| platform | tests | not about it | pyfakefs's own | run | passed | failed | share |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for t in found:
        tried = len(t.passed) + len(t.failed)
        total = tried + len(t.skipped) + len(t.excluded)
        lines.append(
            f"| {t.platform} | {total} | {len(t.skipped)} | {len(t.excluded)} | {tried} "
            f"| {len(t.passed)} | {len(t.failed)} | {t.share:.1f} % |"
        )
    lines += ["", "## Left out: not about this platform", ""]
    lines += ["| the test says | reason | " + " | ".join(t.platform for t in found) + " |"]
    lines += ["|---|---|" + "--:|" * len(found)]
    counts = [Counter(t.skipped.values()) for t in found]
    for words, why in DATA["skips"].items():
        if any(c[words] for c in counts):
            lines.append(f"| {words} | {why} | " + " | ".join(str(c[words]) for c in counts) + " |")
    lines += ["", "What these ask of the host, and only there:", ""]
    for platform, tests in DATA["elsewhere"].items():
        lines += [f"* {platform}, `{test}`: {why}" for test, why in tests.items()]
    lines += ["", "## Left out: pyfakefs's own", "", "| test | reason |", "|---|---|"]
    lines += [f"| `{test}` | {why} |" for test, why in DATA["excluded"].items()]
    lines += ["", "## Failed", "", "| platform | test | what happened | whose fault | source |"]
    lines += ["|---|---|---|---|---|"]
    for t in found:
        for test, text in sorted(t.failed.items()):
            known = t.explained(test) or {"fault": "not known", "source": ""}
            cells = (
                t.platform,
                f"`{test}`",
                text.replace("|", "\\|"),
                known["fault"],
                known["source"],
            )
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run the tests, write the page; 1 if something fails that is not explained, or too much."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n\n")[0])
    parser.add_argument("--page", type=Path, default=HERE / "reports" / "pyfakefs-tests.md")
    given = parser.parse_args(arguments)
    found = [run(platform) for platform in PLATFORMS]
    given.page.write_text(page(found), "utf-8")
    wrong = 0
    for t in found:
        print(f"{t.platform}: {len(t.passed)} passed, {len(t.failed)} failed ({t.share:.1f} %)")
        for test in t.unexplained:
            print(f"  not explained: {test}: {t.failed.get(test) or t.skipped[test]}")
        for test in t.stale:
            print(f"  does not fail any more: {test}")
        wrong += bool(t.unexplained or t.stale or t.share < SHARE)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
