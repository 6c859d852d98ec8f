"""What a header says of candidate and platform, in words."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from os_harness import candidates
from os_harness.report import facts, junit, markdown, matrix, terminal


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"implementation": "cpython", "version": "3.14.0b1", "python": "3.14.0"}, "CPython 3.14.0b1"),
        ({"implementation": "jython", "version": "2.7.3-DEV", "python": "2.7.3"}, "Jython 2.7.3-DEV"),
        ({"implementation": "pypy", "version": "7.3.11", "python": "3.9.16"}, "PyPy 7.3.11 (Python 3.9)"),
        ({"implementation": "micropython", "version": "1.27.0", "python": "3.4.0"},
         "MicroPython 1.27.0 (Python 3.4)"),
        ({"implementation": "Other", "version": "3.11", "python": "3.11.0"}, "Other 3.11"),
    ],
)  # fmt: skip
def test_implementation(make, changes, said):
    assert facts.implementation(make.header(**changes).candidate) == said


LINUX = {"system": "Linux", "release": "6.18.44-fc-v669"}


@pytest.mark.parametrize(
    ("changes", "said", "system"),
    [
        (LINUX, "Linux 6.18, ext4, root", "Linux"),
        ({"sys_platform": "linux2", **LINUX}, "Linux 6.18, ext4, root", "Linux"),
        ({"sys_platform": "win32", "user": "ordinary", **LINUX},
         "Windows API via Wine on Linux 6.18, ext4", "Windows API via Wine"),
        ({"sys_platform": "win32", "system": "Windows", "release": "10", "filesystem": "NTFS"},
         "Windows 10, NTFS, root", "Windows"),
        ({"sys_platform": "darwin", "system": "Darwin", "release": "23.1.0", "filesystem": "apfs"},
         "macOS, Darwin 23.1, apfs, root", "macOS"),
        ({"sys_platform": "emscripten", "files": "own", **LINUX},
         "Emscripten on Linux 6.18, files of its own, root", "Emscripten"),
        ({"sys_platform": "wasi", "files": "host", "user": "ordinary", **LINUX},
         "WASI on Linux 6.18, ext4", "WASI"),
        ({"sys_platform": "java17.0.15", **LINUX},
         "JVM (Java 17.0.15) on Linux 6.18, ext4, root", "JVM (Java 17.0.15)"),
        ({"kind": "fake", "target": "mac", "files": "own", **LINUX},
         "classic Mac OS in memory on Linux 6.18, files of its own, root", "classic Mac OS in memory"),
        ({"sys_platform": "plan9", **LINUX}, "plan9 on Linux 6.18, ext4, root", "plan9"),
        ({"system": "Linux", "release": "6.18.44, 6.18.45, 5.10.1"},
         "Linux 6.18 and 5.10, ext4, root", "Linux"),
        ({"system": "", "release": "", "filesystem": ""}, ", unknown file system, root", ""),
    ],
)  # fmt: skip
def test_platform(make, changes, said, system):
    header = make.header(**changes)
    assert facts.platform(header) == said
    assert facts.system(header) == system


def test_the_release_can_be_left_out(make):
    assert facts.platform(make.header(**LINUX), release=False) == "Linux, ext4, root"


@pytest.mark.parametrize(
    ("spec", "kind", "system"),
    [("stdlib", "system", "Linux"), ("reference:windows", "fake", "Windows in memory"),
     ("pyfakefs-macos", "fake", "macOS in memory"), ("no.such", "module", "Linux")],
)  # fmt: skip
def test_of_older_reports_the_catalogue_knows(make, spec, kind, system):
    header = make.header(spec=spec)
    assert facts.kind(header) == kind
    assert facts.system(header) == system


def test_every_entry_of_the_catalogue_is_of_a_kind():
    kinds = {name: entry.kind for name, entry in candidates.catalogue().items()}
    assert {name for name, kind in kinds.items() if kind == "fake"} == {
        name for name in kinds if name.startswith(("reference:", "pyfakefs"))
    }
    assert kinds["wine"] == kinds["jython"] == "system"
    assert kinds["reference"] == kinds["node"] == "module"


def test_every_format_shows_them(make):
    report = make.report(
        {"a.b": "pass"}, implementation="jython", version="2.7.3", python="2.7.3",
        sys_platform="java17", **LINUX,
    )  # fmt: skip
    console = Console(file=io.StringIO(), width=200)
    terminal.write(report, console)
    said = console.file.getvalue()
    made = [said, markdown.render([report]), matrix.render([report], {})]
    for text in made:
        assert "Jython 2.7.3" in text
        assert "JVM (Java 17) on Linux 6.18, ext4, root" in text
    assert 'name="toy (Jython 2.7.3, JVM (Java 17))"' in "".join(junit.render([report]))


@pytest.mark.parametrize("name", ["jython", "pypy3"])
def test_an_agent_tells_its_interpreter(interpreter, name):
    python = interpreter(name)
    if python is None:
        pytest.skip(f"no {name} here")
    session = candidates.resolve(name).session(python, timeout=60.0)
    try:
        told = session.start()
    finally:
        session.close()
    assert told.implementation == name.rstrip("3")
    assert told.version.split(".")[0] == {"jython": "2", "pypy3": "7"}[name]


def test_a_run_tells_what_the_candidate_is(conform, tmp_path):
    _, report = conform("stdlib", "-k", "data.value")
    info, platform = report.header.candidate, report.header.platform
    assert (info.kind, platform.files) == ("system", "host")
    assert platform.target in ("linux", "macos", "windows")
    (tmp_path / "case").touch()
    assert platform.case_sensitive is not (tmp_path / "CASE").exists()
    _, report = conform("reference:windows", "-k", "data.value")
    info, platform = report.header.candidate, report.header.platform
    assert (info.kind, info.implementation) == ("fake", "cpython")
    assert (platform.files, platform.target, platform.case_sensitive) == ("own", "windows", False)
