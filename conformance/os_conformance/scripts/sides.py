"""How a step is made: by one snippet on any os module, or call by call through the probe, as evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from os_conformance.expect import errno_of
from os_conformance.scripts.steps import NOWHERE, Descriptor, Flags, Path, Step
from os_conformance.snippets import class_of, uses

Outcome = tuple[Any, ...]  # ("returned", value), ("raised", class, errno, filename, filename2)

LOOKS = frozenset(("stat", "lstat", "fstat"))
PORTABLE = frozenset(("makedirs", "removedirs", "renames"))  # made of several calls
#: Errors by which a candidate may say that it has no such call.
LACKING = frozenset(("ENOSYS", "ENOTSUP", "EOPNOTSUPP"))


def looked(os: Any, call: Any, path: Any, keywords: Any) -> Any:
    """What a status tells: mode, links, size, and times as they were set, or that they are later.

    Links and sizes of directories are the file system's own affair.
    """
    found = getattr(os, call)(path, **keywords)
    directory = found.st_mode & 0o170000 == 0o040000
    times = [t if t < 10**9 else "later" for t in (found.st_atime_ns, found.st_mtime_ns)]
    own = [None, None] if directory else [found.st_nlink, found.st_size]
    return [oct(found.st_mode), *own, *times]


def walked(os: Any, top: Any, topdown: Any, followlinks: Any) -> Any:
    """What walk yields, in the order of names, and whether parents came before or after their children."""
    rows = []
    for row in os.walk(top, topdown, None, followlinks):
        rows.append((row[0], sorted(row[1]), sorted(row[2])))
        if len(rows) >= 40:  # links that lead up: a tree without end
            break
    tops = [row[0] for row in rows]
    before = all(len(tops[0]) <= len(name) for name in tops)
    after = all(len(name) >= len(tops[-1]) for name in tops)
    return [sorted(rows), before, after]


def entries(os: Any, path: Any) -> Any:
    """The entries of a directory: name, path, whether it is a link, a directory."""
    with os.scandir(path) as found:
        return sorted(
            (e.name, e.path, e.is_symlink(), e.is_dir(follow_symlinks=False)) for e in found
        )


def contents(os: Any, path: Any) -> Any:
    """The bytes of a file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, 100000)
    finally:
        os.close(descriptor)


SNIPPETS: dict[str, Callable[..., Any]] = {"walk": walked, "scandir": entries, "contents": contents}


@uses(looked, walked, entries, contents, class_of)
def made(os: Any, slots: Any, row: Any) -> Any:
    """What a step comes to; `row`: its name, arguments, keywords, slot; `slots`: open descriptors."""
    import errno

    def given(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "slot" in value:
            return slots.get(value["slot"], 999)
        return sum(getattr(os, name) for name in value["flags"])

    name, args, keywords, slot = row
    args, keywords = [given(a) for a in args], {k: given(v) for k, v in keywords.items()}
    try:
        if name in ("stat", "lstat", "fstat"):
            return ("returned", looked(os, name, args[0], keywords))
        if name in ("walk", "scandir", "contents"):
            others: Any = {"walk": walked, "scandir": entries, "contents": contents}
            return ("returned", others[name](os, *args))
        place = os.path if name.startswith("path.") else os
        found = getattr(place, name.split(".")[-1])(*args, **keywords)
        if name == "open":
            if slot in slots:
                os.close(slots[slot])
            slots[slot] = found
            found = "a descriptor"
        if name == "close":
            for key in [key for key in slots if slots[key] == args[0]]:
                del slots[key]
        return ("returned", sorted(found) if name == "listdir" else found)
    except Exception as error:
        number: Any = getattr(error, "errno", None)
        names = [getattr(error, key, None) for key in ("filename", "filename2")]
        return ("raised", class_of(error), errno.errorcode.get(number), names[0], names[1])


@uses(made)
def played(os: Any, home: Any, rows: Any) -> Any:
    """What the steps of a script come to, from its directory; and whether permissions hold nobody back.

    Everything is put back but the files.
    """
    slots: Any = {}
    locked = os.path.join(home, os.path.pardir, "locked")
    os.mkdir(locked, 0)
    try:
        privileged = os.listdir(locked) == []
    except OSError:
        privileged = False
    before, mask = os.getcwd(), os.umask(0o022)
    os.chdir(home)
    try:
        return privileged, [made(os, slots, row) for row in rows]
    finally:
        for descriptor in slots.values():
            os.close(descriptor)
        os.umask(mask)
        os.chdir(before)


def row_of(step: Step, home: str) -> list[Any]:
    """A step as `made` takes it."""
    keywords = {name: _sent(value, home) for name, value in step.keywords}
    return [step.name, [_sent(a, home) for a in step.args], keywords, step.slot]


def _sent(value: Any, home: str) -> Any:
    match value:
        case Path():
            return value.value(home)
        case Descriptor():
            return {"slot": value.slot}
        case Flags():
            return {"flags": list(value.names)}
    return value


class Probed:
    """The candidate, asked step by step: each call stands in the trace."""

    def __init__(self, os: Any, home: str, run: Callable[..., Any]) -> None:
        self.os, self.home, self.run = os, home, run
        self.slots: dict[int, Any] = {}
        self.numbers: dict[str, int] = {}

    def outcome(self, step: Step) -> Outcome:
        """What a step comes to; what the candidate does not raise itself (a crash) is passed on."""
        args = [self.value(a) for a in step.args]
        keywords = {name: self.value(value) for name, value in step.keywords}
        try:
            return "returned", self._made(step, args, keywords)
        except Exception as error:
            if not hasattr(error, "osconform"):
                raise
            names = (getattr(error, name, None) for name in ("filename", "filename2"))
            return ("raised", class_of(error), errno_of(error), *names)

    def _made(self, step: Step, args: list[Any], keywords: dict[str, Any]) -> Any:
        if step.name in LOOKS:
            return self.run(looked, step.name, args[0], keywords)
        if step.name in SNIPPETS:
            return self.run(SNIPPETS[step.name], *args)
        place, _, last = step.name.rpartition(".")
        found = getattr(self.os.path if place else self.os, last)(*args, **keywords)
        if step.name == "open":
            return self._kept(step, found)
        if step.name == "close":
            self.slots = {s: fd for s, fd in self.slots.items() if fd != args[0]}
        return sorted(found) if step.name == "listdir" else found

    def _kept(self, step: Step, descriptor: Any) -> str:
        assert step.slot is not None
        if step.slot in self.slots:
            self.os.close(self.slots[step.slot])
        self.slots[step.slot] = descriptor
        return "a descriptor"

    def value(self, value: Any) -> Any:
        """An argument as the candidate takes it."""
        match value:
            case Path():
                return value.value(self.home)
            case Descriptor(slot=slot):
                return self.slots.get(slot, NOWHERE)
            case Flags():
                return sum(self._number(name) for name in value.names)
        return value

    def _number(self, name: str) -> int:
        if name not in self.numbers:
            self.numbers[name] = getattr(self.os, name)
        return self.numbers[name]


def lacking(outcome: Outcome) -> bool:
    """Whether an outcome says, by the documented means, that there is no such call here."""
    return outcome[0] == "raised" and (outcome[1] == "NotImplementedError" or outcome[2] in LACKING)
