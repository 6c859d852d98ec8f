"""CPython's own tests on a mutant: its modules stand in for `os` and the path modules."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from strength.making import INSIDE

MODULES = ("test_os", "test_posixpath", "test_ntpath", "test_genericpath")
#: Seconds that the tests may take on one mutant; on the unchanged files they take two or three.
LIMIT = 60.0


@dataclass
class Tested:
    """What the tests said: those that failed, how many ran, and a reason if they could not run."""

    failed: list[str] = field(default_factory=list)
    ran: int = 0
    trouble: str = ""

    @property
    def red(self) -> str:
        """What gave the mutant away; "" if nothing did."""
        return self.failed[0] if self.failed else self.trouble


def environment(folder: Path, plan: dict[str, Any]) -> Path:
    """A virtual environment whose interpreter uses a plan's modules from its start; its python."""
    venv.create(folder, symlinks=True)
    variables = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=variables))
    line = f"import sys; sys.path.insert(0, {str(INSIDE)!r}); import loading; loading.stand_in({plan!r})"
    (packages / "strength.pth").write_text(line + "\n", "utf-8")
    scripts = Path(sysconfig.get_path("scripts", "venv", vars=variables))
    return scripts / Path(sys.executable).name


def test(plan: dict[str, Any], first: str, ignored: list[str] | None) -> Tested:
    """Run the tests on a plan's modules until one fails that is not ignored (None: to the end).

    The test module of the file `first` (a module's name) goes first.
    """
    work = Path(tempfile.mkdtemp(prefix="osconform-"))
    try:
        python = environment(work / "python", plan)
        modules = sorted(MODULES, key=lambda name: name != f"test_{first}")
        told = "all" if ignored is None else json.dumps(ignored)
        return _run(
            [str(python), str(INSIDE / "testing.py"), str(work / "out"), told, *modules], work
        )
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _run(command: list[str], work: Path) -> Tested:
    place = work / "place"
    place.mkdir()
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("PYTHON", "COVERAGE"))}
    process = subprocess.Popen(
        command,
        cwd=place,
        env=kept,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        return Tested(trouble="no end in time")
    finally:
        _end(process)
    try:
        out = json.loads((work / "out").read_text("utf-8"))
    except (OSError, ValueError):
        return Tested(trouble="the interpreter or the tests did not run")
    if not out["stands_in"]:
        return Tested(trouble="the modules could not be loaded")
    return Tested(out["failed"], out["ran"])


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of the session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.wait()
