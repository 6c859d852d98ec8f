"""The clauses: what the documentation promises, as data (`clauses/*.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from os_conformance.errors import CatalogueError

LEVELS = ("core", "posix", "windows", "macos", "linux", "optional")
PROFILES = {
    "core": frozenset({"core"}),
    "posix": frozenset({"core", "posix"}),
    "windows": frozenset({"core", "windows"}),
    "full": frozenset(LEVELS),
}
UNIX = frozenset({"linux", "macos", "other"})


class Target(msgspec.Struct, frozen=True):
    """What a candidate claims to be: `os.name`, platform, Python level.

    `functions`: globs of the names that it promises, where its makers say that it is only a part of
    os (empty: all of its level).
    """

    os_name: str
    platform: str
    python: tuple[int, int]
    functions: tuple[str, ...] = ()


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One testable promise; `since` and `until` are Python levels such as (3, 8)."""

    id: str
    function: str
    statement: str
    level: str
    section: str
    sources: tuple[str, ...]
    platforms: tuple[str, ...] = ()
    since: tuple[int, int] | None = None
    until: tuple[int, int] | None = None
    profiles: tuple[str, ...] = ()
    untestable: str | None = None


class _Row(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    statement: str
    level: str
    source: str | list[str]
    function: str | None = None
    platforms: list[str] = []
    since: str | None = None
    until: str | None = None
    profiles: list[str] = []
    untestable: str | None = None
    basis: str = "doc"


class Catalogue(Mapping[str, Clause]):
    """All clauses by id, in the order of the files."""

    def __init__(self, clauses: Mapping[str, Clause]) -> None:
        self._clauses = clauses

    def __getitem__(self, name: str) -> Clause:
        return self._clauses[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._clauses)

    def __len__(self) -> int:
        return len(self._clauses)

    def select(self, pattern: str) -> list[Clause]:
        """The clauses whose id matches a glob."""
        return [c for name, c in self._clauses.items() if fnmatchcase(name, pattern)]


@cache
def load() -> Catalogue:
    """The shipped catalogue; CatalogueError in one line if a file is wrong."""
    clauses: dict[str, Clause] = {}
    folder = resources.files("os_conformance") / "clauses"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml") and file.name != "retired.toml":
            for clause in parse(file.read_text("utf-8"), file.name):
                if clause.id in clauses:
                    raise CatalogueError(f"{file.name}: {clause.id}: the id exists already")
                clauses[clause.id] = clause
    return Catalogue({name: _where_there(clause, clauses) for name, clause in clauses.items()})


def _where_there(clause: Clause, clauses: Mapping[str, Clause]) -> Clause:
    """The clause without the platforms on which its function need not be there.

    "Availability: not WASI" takes back all that the manual says of a function, not its name alone;
    a clause that names the platform stays (rationale 0081).
    """
    there = clauses.get(f"{clause.function}/is-there", clause)
    absent = [p for p in there.platforms if p.startswith("!") and p not in clause.platforms]
    kept = tuple(p for p in absent if p[1:] not in clause.platforms)
    if not kept or any(not p.startswith("!") for p in clause.platforms):
        return clause
    return msgspec.structs.replace(clause, platforms=clause.platforms + kept)


def parse(text: str, where: str) -> list[Clause]:
    """The clauses of one file named `where`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{where}: not TOML: {error}") from None
    section, document = data.get("section", ""), data.get("document", "library/os.html")
    return [
        _clause(name, row, section, document, where) for name, row in data.get("clause", {}).items()
    ]


def _clause(name: str, data: Any, section: str, document: str, where: str) -> Clause:
    try:
        row = msgspec.convert(data, _Row)
        if row.level not in LEVELS:
            raise ValueError(f"level {row.level!r}, expected one of {', '.join(LEVELS)}")
        sources = [row.source] if isinstance(row.source, str) else row.source
        return Clause(
            id=name,
            function=row.function or name.partition("/")[0],
            statement=row.statement,
            level=row.level,
            section=section,
            sources=tuple(document + s if s.startswith("#") else s for s in sources),
            platforms=tuple(row.platforms),
            since=_version(row.since),
            until=_version(row.until),
            profiles=tuple(row.profiles),
            untestable=row.untestable,
        )
    except (msgspec.ValidationError, ValueError) as error:
        raise CatalogueError(f"{where}: {name}: {error}") from None


def _version(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    major, _, minor = text.partition(".")
    return int(major), int(minor)


def in_profile(clause: Clause, profile: str) -> bool:
    """Whether a clause belongs to a profile: by its level, or by its tags (seed)."""
    if profile in PROFILES:
        return clause.level in PROFILES[profile]
    return profile in clause.profiles


def inapplicable(clause: Clause, target: Target) -> str | None:
    """Why a clause says nothing about a target, in words; None if it does."""
    if clause.since is not None and target.python < clause.since:
        return f"promised since Python {clause.since[0]}.{clause.since[1]}"
    if clause.until is not None and target.python > clause.until:
        return f"promised until Python {clause.until[0]}.{clause.until[1]}"
    if target.functions and not any(fnmatchcase(clause.function, f) for f in target.functions):
        return f"the candidate is documented without {clause.function}"
    if not _level_fits(clause.level, target) or not _platform_fits(clause.platforms, target):
        wanted = ", ".join(clause.platforms) or clause.level
        return f"promised for {wanted}, not for {target.platform}"
    if clause.level != target.platform:
        return absent(clause.function, target.platform, target.python)
    return None


def absent(function: str, platform: str, python: tuple[int, int] | None = None) -> str | None:
    """Why a platform does not have a name such as "os.pipe2", in words; None if it may have it."""
    names = _names_of_platforms().get(platform)
    name = function.split(".")[1] if "." in function else ""
    if names is None or not name:
        return None
    if names.lacks(name):
        return f"{platform} has no os.{name} ({names.source})"
    first = names.since.get(name)
    if first is None or python is None or python >= (_version(first) or python):
        return None
    return f"{platform} has os.{name} since Python {first} only ({names.source})"


class _Names(msgspec.Struct, forbid_unknown_fields=True):
    """The names of os that a platform does not have, or all that it has."""

    source: str
    without: frozenset[str] = frozenset()
    since: dict[str, str] = {}
    only: frozenset[str] | None = None

    def lacks(self, name: str) -> bool:
        """Tell whether the platform does not have a name."""
        return name in self.without or (self.only is not None and name not in self.only)


@cache
def _names_of_platforms() -> dict[str, _Names]:
    text = (resources.files("os_conformance.surface") / "platforms.toml").read_text("utf-8")
    return msgspec.toml.decode(text, type=dict[str, _Names])


def _level_fits(level: str, target: Target) -> bool:
    if level == "posix":
        return target.os_name == "posix"
    if level in ("windows", "macos", "linux"):
        return target.platform == level
    return True


def _platform_fits(platforms: tuple[str, ...], target: Target) -> bool:
    if f"!{target.platform}" in platforms:
        return False
    positive = [p for p in platforms if not p.startswith("!")]
    return not positive or target.platform in positive
