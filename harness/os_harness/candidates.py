"""Candidates: what `osconform run CANDIDATE` may name, and how each is started and loaded."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import sys
import tempfile
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import msgspec
import platformdirs

from os_harness.errors import CandidateError
from os_harness.protocol.session import LOAD_LIMIT, Session
from os_harness.protocol.transport import InProcess, Pipes, Transport, agent_command

MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*)?\Z")
FILE = re.compile(r"(?P<path>.+\.py)(:(?P<attribute>[A-Za-z_][\w.]*))?\Z", re.DOTALL)

Kind = Literal["system", "module", "fake"]

SEARCHED = ("PATH", "PYTHONPATH", "NODE_PATH")  # variables that name folders to look in

LOAD_FILE = """\
import importlib.util
spec = importlib.util.spec_from_file_location({name!r}, {file!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
"""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A candidate as a TOML file describes it (the catalogue, or a user's own file).

    One of `module`, `file` and `source` says what to load; `attribute` picks a part of it.
    `re_exports`: it claims to hand on the functions of the interpreter's OS-dependent module; `expect`:
    expectation files, the kit's by name or its own by path; `drive`: what stands before a path of the
    host where the candidate has Windows' paths and the host has not (Wine: "Z:"); `load_limit`: seconds
    that its start may take; `promises`: globs of the names that it promises, if its makers document
    only a part of os; `kind`: an interpreter's own os ("system"), a module over one or an adapter
    ("module"), or a system in memory or for tests ("fake").  Words of `command` and `env` may have
    placeholders (`placeholders` tells which).
    """

    name: str
    title: str = ""
    kind: Kind = "module"
    module: str | None = None
    file: str | None = None
    source: str | None = None
    attribute: str = ""
    python: str | None = None
    command: list[str] = []
    env: dict[str, str] = {}
    requires: list[str] = []
    provision: str = ""
    level: str | None = None
    platform: str | None = None
    shares_files: bool | None = None
    drive: str = "Z:"
    re_exports: bool = False
    lacks: list[str] = []
    promises: list[str] = []
    expect: list[str] = []
    load_limit: float = LOAD_LIMIT


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate ready to be started: what was asked for, and how to load it."""

    spec: str
    entry: Entry
    paths: list[str] = []

    @property
    def name(self) -> str:
        """The name it goes by in reports."""
        return self.entry.name

    def load_spec(self) -> dict[str, Any]:
        """What the agent is told to load."""
        entry = self.entry
        return {
            "name": entry.name,
            "module": entry.module,
            "file": entry.file,
            "source": entry.source,
            "attribute": entry.attribute,
            "paths": self.paths,
        }

    def session(
        self,
        python: str | None,
        timeout: float,
        in_process: bool = False,
        directory: str | None = None,
    ) -> Session:
        """A session that starts this candidate under `python` (default: the kit's interpreter).

        It starts in `directory` (default: that for temporary files), never where the user is: what a
        candidate makes beside itself must not stay there.
        """
        command = self._command(python or self.entry.python)
        place = directory or tempfile.gettempdir()
        connect: Any = InProcess if in_process else partial(self._connect, command, place)
        return Session(connect, self.load_spec(), timeout, self.entry.load_limit)

    def _command(self, python: str | None) -> list[str]:
        """What starts the agent: the entry's own command, or the agent under an interpreter."""
        if not self.entry.command:
            return agent_command(find_python(python or sys.executable))
        if any("{python}" in word for word in self.entry.command) and python is None:
            raise CandidateError(f"{self.name}: expected --python; needs: {self.entry.provision}")
        python = python and (shutil.which(python) or python)
        if python is not None and not Path(python).exists():
            raise CandidateError(f"--python {python}: no such interpreter")
        known = placeholders(python)
        words = [_fill(word, known) for word in self.entry.command]
        return [from_here(word) if n or os.sep in word else word for n, word in enumerate(words)]

    def _connect(self, command: list[str], directory: str) -> Transport:
        known = placeholders(None)
        env = {name: _fill(value, known) for name, value in self.entry.env.items()}
        return Pipes(command, env=agent_environment(env), cwd=directory)

    def import_lines(self) -> str:
        """Python lines that bind `os` to the candidate, for a reproducer."""
        entry = self.entry
        insert = "".join(f"sys.path.insert(0, {path!r})\n" for path in self.paths)
        pick = f".{entry.attribute}" if entry.attribute else ""
        if entry.source:
            return entry.source.strip() + (f"\nos = {entry.attribute}" if pick != ".os" else "")
        if entry.file:
            stem = Path(entry.file).stem
            return LOAD_FILE.format(name=stem, file=entry.file) + f"os = module{pick}"
        if not pick:
            return f"{insert}import {entry.module} as os"
        return f"{insert}import {entry.module}\nos = {entry.module}{pick}"


def placeholders(python: str | None) -> dict[str, str]:
    """What stands in the words of a command or an environment: `{agent}` and the like.

    agent          path of the agent's file
    agent_on_z     the same as a Windows program under Wine sees it
    launchers      the folder of the programs that start a candidate where no plain command can
    python         the interpreter that --python named
    interpreter    the same, or the kit's own
    cache          a directory of the kit's own that lasts
    here           the directory in which the user started the kit
    """
    agent = agent_command()[-1]
    return {
        "agent": agent,
        "agent_on_z": "Z:" + agent.replace("/", "\\"),
        "launchers": str(resources.files("os_harness") / "launchers"),
        "python": os.path.abspath(python) if python else "",
        "interpreter": os.path.abspath(python or sys.executable),
        "cache": platformdirs.user_cache_dir("osconform"),
        "here": os.getcwd(),
    }


def _fill(word: str, known: dict[str, str]) -> str:
    if "{cache}" in word:
        os.makedirs(known["cache"], exist_ok=True)
    for name, value in known.items():
        word = word.replace("{" + name + "}", value)
    return word


def from_here(word: str) -> str:
    """A word of a command; the absolute path if it names a file as seen from the user's directory."""
    return os.path.abspath(word) if os.path.isfile(word) else word


def agent_environment(extra: dict[str, str]) -> dict[str, str]:
    """The environment of an agent: the kit's own without what changes a Python, in the C.UTF-8 locale.

    There is a PATH, even where the kit has none.  Search paths mean what they mean in the user's directory,
    wherever the agent starts.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == "PYTHONPATH" or not name.startswith(("PYTHON", "PYTEST", "COVERAGE", "LC_"))
    }
    fixed = {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "COLUMNS": "80"}
    found = {"PATH": os.defpath} | kept | fixed | extra
    return found | {name: _absolute(found[name]) for name in SEARCHED if found.get(name)}


def _absolute(folders: str) -> str:
    """A search path with absolute folders."""
    return os.pathsep.join(map(os.path.abspath, folders.split(os.pathsep)))


def find_python(name: str) -> str:
    """The interpreter `name` (a path or a name on PATH); CandidateError if there is none."""
    found = shutil.which(name)
    if found is None:
        raise CandidateError(f"--python {name}: no such interpreter")
    return os.path.abspath(found)


def catalogue() -> dict[str, Entry]:
    """The candidates the kit knows by name."""
    folder = resources.files("os_harness") / "catalogue"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    entries = [_entry(f.read_bytes(), f.name) for f in files]
    return {entry.name: entry for entry in entries}


def _entry(data: bytes, where: str) -> Entry:
    try:
        return msgspec.toml.decode(data, type=Entry)
    except msgspec.DecodeError as error:
        raise CandidateError(f"{where}: not a candidate description: {error}") from None


def resolve(spec: str) -> Candidate:
    """The candidate that the user named; CandidateError if it cannot be one."""
    known = catalogue()
    if spec in known:
        return _from_entry(spec, known[spec])
    if spec.endswith(".toml"):
        return _from_toml(spec)
    match = FILE.match(spec)
    if match:
        return _from_file(spec, match["path"], match["attribute"] or "")
    if MODULE.match(spec):
        module, _, attribute = spec.partition(":")
        entry = Entry(name=spec, module=module, attribute=attribute)
        return Candidate(spec=spec, entry=entry, paths=[str(Path.cwd())])
    raise CandidateError(
        f"unknown candidate {spec!r}: expected a name of 'osconform list candidates', "
        f"package.module[:attribute], path/to/file.py[:attribute] or a .toml file{similar(spec)}"
    )


def similar(spec: str) -> str:
    """The candidate of the catalogue that may be meant, as the end of a complaint; "" if none is near."""
    known = catalogue()
    near = [] if spec in known else difflib.get_close_matches(spec, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _from_entry(spec: str, entry: Entry) -> Candidate:
    paths = []
    if entry.module == "os_reference":
        import os_reference

        assert os_reference.__file__
        paths = [str(Path(os_reference.__file__).parents[1])]
    return Candidate(spec=spec, entry=entry, paths=paths)


def _from_toml(spec: str) -> Candidate:
    path = Path(spec)
    try:
        entry = _entry(path.read_bytes(), spec)
    except OSError as error:
        raise CandidateError(f"{spec}: {error.strerror}") from None
    if entry.file:
        entry = msgspec.structs.replace(entry, file=str(path.parent.absolute() / entry.file))
    return Candidate(spec=spec, entry=entry, paths=[str(path.parent.absolute())])


def _from_file(spec: str, path: str, attribute: str) -> Candidate:
    file = Path(path)
    if not file.is_file():
        raise CandidateError(f"{path}: no such file")
    entry = Entry(name=file.name, file=str(file.absolute()), attribute=attribute)
    return Candidate(spec=spec, entry=entry)
