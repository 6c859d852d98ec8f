"""The steps of a script: calls as data, whose paths and descriptors each side fills in for itself."""

from __future__ import annotations

import os as host
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from os_conformance.check import FSPath
from os_reference.memory.sequences import FLAGS, Call

ACCESS = ("O_RDONLY", "O_WRONLY", "O_RDWR")
NOWHERE = 999  # a descriptor that is never open

#: Call -> which of its arguments are paths (all others: the first).
PATHS = {
    "rename": (0, 1), "replace": (0, 1), "renames": (0, 1), "link": (0, 1), "symlink": (0, 1),
    "path.samefile": (0, 1), "umask": (), "getcwd": (),
}  # fmt: skip


@dataclass(frozen=True)
class Path:
    """A path below the script's directory; `form` says how the candidate is given it.

    Forms: "" (text, relative), "bytes", "pathlike", "absolute", "absolute-bytes".
    """

    text: str
    form: str = ""

    def value(self, home: str, separator: str = "/") -> Any:
        """The argument, for a script whose directory is `home`."""
        text = f"{home}{separator}{self.text}" if self.form.startswith("absolute") else self.text
        if self.form.endswith("bytes"):
            return host.fsencode(text)
        return FSPath(text) if self.form == "pathlike" else text


@dataclass(frozen=True)
class Descriptor:
    """What an earlier step opened, by the number of its slot."""

    slot: int


@dataclass(frozen=True)
class Flags:
    """Flags of open by name: their numbers differ from system to system."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One call; `slot` is where the descriptor goes that it opens."""

    name: str
    args: tuple[Any, ...] = ()
    keywords: tuple[tuple[str, Any], ...] = ()
    slot: int | None = None

    def paths(self) -> Iterator[Path]:
        """The paths among the arguments."""
        return (a for a in self.args if isinstance(a, Path))

    def keyword(self, name: str) -> Any:
        """The value of a keyword, None if it is not given."""
        return dict(self.keywords).get(name)

    def __str__(self) -> str:
        words = [_words(a) for a in self.args]
        words += [f"{name}={_words(value)}" for name, value in self.keywords]
        made = f"fd{self.slot} = " if self.slot is not None else ""
        return f"{made}{self.name}({', '.join(words)})"


def _words(value: Any) -> str:
    match value:
        case Path():
            return ascii(value.text) + (f" as {value.form}" if value.form else "")
        case Descriptor():
            return f"fd{value.slot}"
        case Flags():
            return "|".join(value.names)
    return ascii(value)


def step_of(call: Call, forms: Iterator[str]) -> Step:
    """The step for a call of `os_reference.memory.sequences`, its paths in the next of `forms`."""
    keywords = () if call.at is None else (("dir_fd", Descriptor(call.at)),)
    if call.slot is not None and call.name != "open":
        return Step(call.name, (Descriptor(call.slot), *call.args), keywords)
    chosen = PATHS.get(call.name, (0,))
    args = tuple(Path(a, next(forms)) if n in chosen else a for n, a in enumerate(call.args))
    if call.name == "open":
        args = (args[0], _flags(args[1]), *args[2:])
    if call.name == "utime":
        return Step("utime", args[:1], (("ns", args[1]), *keywords))
    return Step(call.name, _alike(call.name, args), keywords, call.slot)


def _flags(number: Any) -> Flags:
    """The names of flags that a generator chose by the host's numbers."""
    more = tuple(name for name in FLAGS if number & getattr(host, name))
    return Flags((ACCESS[number & 3], *more))


def _alike(name: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The two paths of a call in forms that may stand together; the target of a link as it is."""
    if name == "symlink":
        first = replace(args[0], form="bytes" if args[1].form.endswith("bytes") else "")
        return (first, *args[1:])
    if name in ("renames", "path.samefile") and len(args) > 1:
        return (args[0], replace(args[1], form=args[0].form))
    return args
