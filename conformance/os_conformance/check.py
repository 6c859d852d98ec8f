"""How checks are written: `@clause`, `@needs`, `@cases`, and what a check may ask for.

A check is a plain function in `checks/<section>/check_*.py`.  Its parameters are filled in by name:

    os      the probe: looks like the candidate's module
    world   arranges and looks at the scratch directory (`World`)
    run     runs a snippet on the candidate's side: `run(function, *args)` (`Run`); helpers: `snippets.uses`
    facts   what is known of candidate and platform (`Facts`)
    platform  the platform that the candidate claims to be: "linux", "macos", "windows" ...

and every other parameter by the case (`@cases`).  The docstring's first sentence is its title.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from os_conformance.needs import NEEDS

Os = Any  # the probe: anything a candidate's `os` may have

GIVEN = frozenset({"os", "world", "run", "facts", "platform"})  # parameters that are no case values
NUMBERED = 100  # generated cases of a check, unless a run asks for another number


class Facts(Protocol):
    """What is known of the candidate, its interpreter and the platform."""

    python: tuple[int, int, int]
    implementation: str
    sys_platform: str
    os_name: str
    executable: str
    encoding: str
    names: Mapping[str, str]
    path_names: Mapping[str, str]
    errno: Mapping[str, int]


class Run(Protocol):
    """Runs a self-contained function of ours on the candidate's side."""

    def __call__(
        self, function: Callable[..., Any], *args: Any, timeout: float | None = None
    ) -> Any:
        """`function(os, *args)` there, sent as source; its value here, or its exception."""

    def lookup(self, name: str) -> Any:
        """The value of a dotted name of the candidate; AttributeError if it has none."""

    def do(self, operation: str, *args: Any) -> Any:
        """Apply one of the agent's operators ("repr", "hash", "is", "or" ...) to values there."""


class World(Protocol):
    """The scratch directory of a check; names are relative to it and use "/"."""

    root: str
    separator: str
    shared: bool

    def fresh(self) -> World:
        """A world in a new directory below this one, for one generated example."""

    def path(self, *names: str) -> str:
        """Absolute path of a name, for the candidate."""

    def relative(self, name: str) -> str:
        """A name as a path from the scratch directory, for the candidate."""

    def bpath(self, *names: str) -> bytes:
        """The same as bytes."""

    def mkdir(self, name: str | bytes, mode: int = 0o777) -> None:
        """Make a directory (mode 0o777: less the umask; any other exactly)."""

    def file(self, name: str | bytes, data: bytes = b"", mode: int | None = None) -> None:
        """Make a file."""

    def tree(self, entries: Mapping[str, Any], below: str = "") -> None:
        """Make {name: bytes | {...} | ("symlink", target)}."""

    def symlink(self, target: str | bytes, name: str | bytes) -> None:
        """Make a symbolic link."""

    def link(self, name: str | bytes, other: str | bytes) -> None:
        """Make a hard link."""

    def fifo(self, name: str | bytes) -> None:
        """Make a named pipe."""

    def chmod(self, name: str | bytes, mode: int) -> None:
        """Set permission bits."""

    def chown(self, name: str | bytes, user: int, group: int) -> None:
        """Set owner and group."""

    def set_times(self, name: str | bytes, accessed: int, modified: int) -> None:
        """Set times, in nanoseconds."""

    def set_xattr(self, name: str | bytes, attribute: str, value: bytes) -> None:
        """Set an extended attribute."""

    def mount(self, name: str | bytes) -> None:
        """Mount an empty file system on a directory (need "mounts"; unmount it in the end)."""

    def make_read_only(self, name: str | bytes) -> None:
        """Let nobody write to the file system mounted on a directory."""

    def unmount(self, name: str | bytes) -> None:
        """Take the file system away that is mounted on a directory."""

    def unlink(self, name: str | bytes) -> None:
        """Remove a file."""

    def rmdir(self, name: str | bytes) -> None:
        """Remove an empty directory."""

    def rename(self, name: str | bytes, other: str | bytes) -> None:
        """Rename."""

    def kind(self, name: str | bytes = "") -> str | None:
        """What is there: "file", "directory", "symlink", "fifo", ... or None."""

    def exists(self, name: str | bytes = "") -> bool:
        """Whether anything is there."""

    def read(self, name: str | bytes) -> bytes:
        """All bytes of a file."""

    def listing(self, name: str | bytes = "") -> list[Any]:
        """The sorted names in a directory."""

    def snapshot(self, name: str = "") -> Any:
        """Everything below, in the form that `tree` takes."""

    def lstat(self, name: str | bytes = "") -> Any:
        """The status of an entry itself."""

    def readlink(self, name: str | bytes) -> Any:
        """The target of a symbolic link."""

    def mode(self, name: str | bytes = "") -> int:
        """Permission bits of an entry itself."""


@dataclass(frozen=True)
class FSPath:
    """A path-like object that is neither str nor bytes."""

    path: str | bytes

    def __fspath__(self) -> str | bytes:
        return self.path


@dataclass(frozen=True)
class Case:
    """One row of a check: its stable id (empty: the only one) and its values."""

    id: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A check with everything declared about it.

    `after` names clauses that must hold first; `numbered`: its cases are generated, as many as a run
    asks for, and `cases` are those of a run that asks for nothing else.
    """

    id: str
    function: Callable[..., None]
    clauses: tuple[str, ...]
    title: str
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    cases: tuple[Case, ...] = (Case(),)
    platforms: tuple[str, ...] = ()
    numbered: bool = False

    def cases_of(self, seed: int, count: int) -> tuple[Case, ...]:
        """The cases of a run: for a numbered check, the first `count` of its seed."""
        return numbered_cases(seed, count) if self.numbered else self.cases

    def case_id(self, case: Case) -> str:
        """The stable id of one case: `section/module.function[case]`."""
        return f"{self.id}[{case.id}]" if case.id else self.id

    def case_clauses(self, case: Case) -> tuple[str, ...]:
        """The clauses that one case verifies."""
        return case.clauses or self.clauses


@dataclass
class Declaration:
    """What the decorators of one function said, before it becomes a `Check`."""

    clauses: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    axes: list[list[Case]] = field(default_factory=list)
    numbered: bool = False


CheckFunction = Callable[..., None]
declarations: dict[CheckFunction, Declaration] = {}


def _declaration(function: CheckFunction) -> Declaration:
    return declarations.setdefault(function, Declaration())


def clause(*ids: str, after: Sequence[str] = ()) -> Callable[[CheckFunction], CheckFunction]:
    """Declare a check and the clauses it verifies; `after`: clauses that must hold first."""

    def declare(function: CheckFunction) -> CheckFunction:
        declared = _declaration(function)
        declared.clauses[:0] = ids
        declared.after.extend(after)
        return function

    return declare


def needs(*names: str) -> Callable[[CheckFunction], CheckFunction]:
    """Declare what a check needs of candidate and machine (`needs.py` lists the names)."""

    def declare(function: CheckFunction) -> CheckFunction:
        _declaration(function).needs.extend(names)
        return function

    return declare


def cases(**axes: Iterable[Any] | Mapping[str, Any]) -> Callable[[CheckFunction], CheckFunction]:
    """Declare the cases of a check: the product of the named values.

    Each axis is a sequence of values (the id is made of the value) or a mapping from id to value.
    """

    def declare(function: CheckFunction) -> CheckFunction:
        product = [_axis(name, values) for name, values in axes.items()]
        _declaration(function).axes.append(list(map(_join, itertools.product(*product))))
        return function

    return declare


def numbered(function: CheckFunction) -> CheckFunction:
    """Declare that cases are generated, as many as a run asks for (`--scripts`): `seed` and `number`."""
    _declaration(function).numbered = True
    return function


def numbered_cases(seed: int, count: int) -> tuple[Case, ...]:
    """The first `count` cases of a seed; a case is the same in every run that has it."""
    return tuple(Case(f"{seed}-{n}", {"seed": seed, "number": n}) for n in range(count))


def table(rows: Iterable[Case]) -> Callable[[CheckFunction], CheckFunction]:
    """Declare the cases of a check by rows: `Case(id, values, clauses)`."""

    def declare(function: CheckFunction) -> CheckFunction:
        _declaration(function).axes.append(list(rows))
        return function

    return declare


def _axis(name: str, values: Iterable[Any] | Mapping[str, Any]) -> list[Case]:
    if isinstance(values, Mapping):
        return [Case(str(key), {name: value}) for key, value in values.items()]
    return [Case(f"{name}={_word(value)}", {name: value}) for value in values]


def _word(value: Any) -> str:
    """A short stable id for a value."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 9:
        return oct(value)
    if callable(value):
        return str(value.__name__)
    return value if isinstance(value, str) and value.isprintable() and value else ascii(value)


def _join(parts: Iterable[Case]) -> Case:
    ids: list[str] = []
    values: dict[str, Any] = {}
    clauses: list[str] = []
    for part in parts:
        ids.append(part.id)
        values.update(part.values)
        clauses.extend(part.clauses)
    return Case("-".join(i for i in ids if i), values, tuple(clauses))


def build(function: CheckFunction, where: str) -> Check:
    """The `Check` of a declared function; `where` is its module below `checks`, with slashes.

    Raises ValueError when cases share an id or lack a value, or the docstring is missing.
    """
    declared = declarations[function]
    product = tuple(map(_join, itertools.product(*reversed(declared.axes)))) or (Case(),)
    if declared.numbered:
        product = numbered_cases(0, NUMBERED)
    name = function.__name__.removeprefix("check_")
    title = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ").strip()
    check = Check(
        id=f"{where}.{name}",
        function=function,
        clauses=tuple(declared.clauses) or _all_clauses(product),
        title=title,
        needs=tuple(declared.needs),
        after=tuple(declared.after),
        cases=product,
        numbered=declared.numbered,
    )
    _validate(check)
    return check


def _all_clauses(rows: Iterable[Case]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for row in rows for c in row.clauses))


def _validate(check: Check) -> None:
    ids = [case.id for case in check.cases]
    if len(set(ids)) != len(ids):
        double = sorted({i for i in ids if ids.count(i) > 1})
        raise ValueError(f"{check.id}: cases share the id {double[0]!r}")
    if not check.title:
        raise ValueError(f"{check.id}: a check needs a docstring, one sentence of behaviour")
    unknown = [name for name in check.needs if name not in NEEDS]
    if unknown:
        raise ValueError(f"{check.id}: unknown need {unknown[0]!r}")
    wanted = parameters(check.function) - GIVEN
    for case in check.cases:
        if wanted - set(case.values):
            raise ValueError(f"{check.id}: no value for {sorted(wanted - set(case.values))}")


@cache
def parameters(function: CheckFunction) -> frozenset[str]:
    """The parameters that a check takes from us (hypothesis fills in its own)."""
    return frozenset(inspect.signature(function).parameters)


def declared_in(module: Any, where: str) -> Iterator[Check]:
    """The checks of a module, in the order of their definition."""
    for value in vars(module).values():
        if (
            inspect.isfunction(value)
            and value in declarations
            and value.__module__ == module.__name__
        ):
            yield build(value, where)
