"""Which expectation files a run uses: the kit's for the candidate, the candidate's own, the user's."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from os_conformance.catalogue import Target
from os_harness.candidates import Candidate
from os_harness.errors import UsageError
from os_harness.expectations.entries import read
from os_harness.expectations.verdict import Expectations


def paths(candidate: Candidate, given: Sequence[str]) -> list[Path]:
    """The files, later ones before earlier ones in force.

    A candidate names files of the kit without a suffix ("cpython"), and its own with ".toml", relative to
    its description.
    """
    found = []
    for name in candidate.entry.expect:
        if name.endswith(".toml"):
            found.append(Path(candidate.spec).parent / name)
        else:
            found.append(kit_file(name))
    return found + [Path(name) for name in given]


def kit_file(name: str) -> Path:
    """A file that the kit brings along; UsageError if there is none of that name."""
    path = Path(str(resources.files("os_harness") / "expectations" / "kit" / f"{name}.toml"))
    if not path.is_file():
        raise UsageError(f"expect = {name!r}: the kit has no expectation file of that name")
    return path


def others(candidate: Candidate, own: Path, target: Target) -> Expectations:
    """The entries that apply without any `--expect`, but for those of one file."""
    entries = [
        e for path in reversed(paths(candidate, [])) if not _same(path, own) for e in read(path)
    ]
    return Expectations([e for e in entries if e.applies(target)])


def _same(one: Path, other: Path) -> bool:
    return one.absolute() == other.absolute()


def load(candidate: Candidate, given: Sequence[str], target: Target) -> Expectations:
    """All entries that apply, the most particular layer first."""
    entries = [e for path in reversed(paths(candidate, given)) for e in read(path)]
    return Expectations([e for e in entries if e.applies(target)])
