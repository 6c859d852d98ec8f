"""The source files that are mutated: the reference's, and the standard library's of this interpreter."""

from __future__ import annotations

import importlib.util
import sysconfig
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CPYTHON = ("os", "posixpath", "ntpath", "genericpath")


@dataclass(frozen=True)
class Source:
    """A file that is mutated: its name in the campaign, and where it is."""

    name: str
    origin: str
    path: Path

    @property
    def relative(self) -> str:
        """Its place below the folder of its origin."""
        return self.name.partition("/")[2]

    @property
    def grounds(self) -> tuple[str, ...]:
        """The flavours of os.path with which its mutants are tried."""
        for entry in _data().get("source", []):
            if _matches(self.name, entry):
                return tuple(entry["grounds"])
        return ("posix",)

    def text(self) -> str:
        """The source text."""
        return self.path.read_text("utf-8")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((HERE / "sources.toml").read_text("utf-8"))


def _matches(name: str, entry: dict[str, Any]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in entry["files"])


def left_out() -> list[tuple[str, str]]:
    """Patterns of files that are not mutated, each with the reason."""
    return [(f, entry["reason"]) for entry in _data()["left-out"] for f in entry["files"]]


def reference_folder() -> Path:
    """Where the reference's package is."""
    spec = importlib.util.find_spec("os_reference")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def sources(origin: str) -> list[Source]:
    """The files of an origin ("reference" or "cpython") that are mutated, by name."""
    if origin == "cpython":
        folder = Path(sysconfig.get_path("stdlib"))
        found = [Source(f"cpython/{n}.py", origin, folder / f"{n}.py") for n in CPYTHON]
    else:
        folder = reference_folder()
        files = sorted(folder.rglob("*.py"))
        found = [Source(f"reference/{f.relative_to(folder).as_posix()}", origin, f) for f in files]
    skipped = list(_data()["left-out"])
    return [s for s in found if not any(_matches(s.name, entry) for entry in skipped)]
