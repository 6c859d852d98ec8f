"""What may be named as a candidate, and how it is loaded."""

from __future__ import annotations

import sys

import pytest

from os_harness import candidates
from os_harness.candidates import Candidate, Entry, find_python, resolve
from os_harness.errors import CandidateError


def test_catalogue_names_are_the_file_names():
    known = candidates.catalogue()
    assert {"stdlib", "reference", "pyfakefs-linux"} <= set(known)
    assert all(entry.title for entry in known.values())


def test_module_and_attribute():
    candidate = resolve("package.module:attribute.os")
    assert (candidate.entry.module, candidate.entry.attribute) == ("package.module", "attribute.os")
    assert "os = package.module.attribute.os" in candidate.import_lines()


def test_file(tmp_path):
    (tmp_path / "fake os.py").write_text("")
    candidate = resolve(f"{tmp_path}/fake os.py:made")
    assert candidate.name == "fake os.py"
    assert candidate.load_spec()["attribute"] == "made"


def test_toml(tmp_path):
    (tmp_path / "own.toml").write_text('name = "own"\nfile = "own.py"\n')
    (tmp_path / "own.py").write_text("name = 'posix'")
    candidate = resolve(str(tmp_path / "own.toml"))
    assert candidate.entry.file == str(tmp_path / "own.py")
    session = candidate.session(None, 5)
    assert session.start().os_name == "posix"
    session.close()


@pytest.mark.parametrize("text", ["nonsense", "name = 1", 'name = "x"\ncolour = 1'])
def test_bad_toml_is_told_in_one_line(tmp_path, text):
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(CandidateError, match="not a candidate description"):
        resolve(str(tmp_path / "bad.toml"))


@pytest.mark.parametrize("spec", ["", "a b", "x/y", "a..b", "a:", ":b"])
def test_what_can_be_no_candidate(spec):
    with pytest.raises(CandidateError, match="unknown candidate"):
        resolve(spec)


def test_python():
    assert find_python(sys.executable) == sys.executable
    with pytest.raises(CandidateError, match="no such interpreter"):
        find_python("no-such-python")


@pytest.mark.parametrize("name", ["stdlib", "reference", "pyfakefs-linux"])
def test_import_lines_bind_os(name):
    space = {"sys": sys}
    exec(resolve(name).import_lines(), space)
    assert space["os"].name in ("posix", "nt")


def test_import_lines_of_a_file(tmp_path):
    (tmp_path / "own_os.py").write_text("class inner:\n    name = 'posix'\n")
    space = {"sys": sys}
    exec(resolve(f"{tmp_path}/own_os.py:inner").import_lines(), space)
    assert space["os"].name == "posix"


def test_placeholders_of_commands(tmp_path):
    python = tmp_path / "python.exe"
    python.write_bytes(b"")
    entry = Entry(
        name="x", module="os", command=["run", "{python}", "-u", "{agent}", "{agent_on_z}"]
    )
    command = Candidate(spec="x", entry=entry)._command(str(python))
    assert command[:3] == ["run", str(python), "-u"]
    assert command[3].endswith("agent.py")
    assert command[4].startswith("Z:\\")


def test_a_command_that_needs_a_python_says_so(osconform):
    done = osconform("run", "wine")
    assert done.returncode == 2
    assert "expected --python" in done.stderr
    assert "apt install wine" in done.stderr
