"""The hand-written mutants and the controls: entries of primitives.toml and controls.toml."""

from __future__ import annotations

import tomllib
from typing import Any

from strength.errors import DataError
from strength.sources import HERE


def entries(file: str, key: str) -> list[dict[str, Any]]:
    """The entries of a data file; DataError if two share a name."""
    found: list[dict[str, Any]] = tomllib.loads((HERE / f"{file}.toml").read_text("utf-8"))[key]
    names = [entry["name"] for entry in found]
    double = [name for name in names if names.count(name) > 1]
    if double:
        raise DataError(f"{file}.toml: the name {double[0]!r} stands twice")
    return found


def describe_entry(entry: dict[str, Any]) -> str:
    """What an entry of primitives.toml does, in a few words."""
    rest = [f"{k} {v!r}" for k, v in entry.items() if k not in ("name", "names", "how")]
    return " ".join([entry["how"], *rest])


def about_of(entry: dict[str, Any]) -> tuple[str, ...]:
    """The names in cases' ids or functions that an entry is about."""
    return tuple(
        n.rpartition(".")[2] for n in entry.get("names", ["scandir", "DirEntry", "direntry"])
    )
