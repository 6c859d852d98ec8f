"""The system in memory beside which a script is made: what each step may come to, and which are left out."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from functools import cache
from typing import Any

from os_conformance.scripts.sides import Outcome, made, row_of
from os_conformance.scripts.steps import NOWHERE, Descriptor, Flags, Path, Step
from os_reference import memory
from os_reference.memory import oracle
from os_reference.memory.refusing import symbol_of

NAMED_ONLY = frozenset(("mkdir",))  # calls that the oracle asks of by their path alone
LONG = 200  # a path that may be too long
USER = (1000, 1000)  # who is not privileged
WALKS = ((True, False), (False, False), (True, True))  # topdown, followlinks
MANY = 30  # directories that a walk may come through


@cache
def _system(platform: str, level: tuple[int, int]) -> tuple[Any, Any]:
    """A system and its state at the beginning (making one takes longer than going back)."""
    os = memory(platform, user=(0, 0), level=level)
    return os, os.snapshot()


class Model:
    """A system in memory in the state that a script has come to."""

    def __init__(
        self, platform: str, privileged: bool, level: tuple[int, int], home: str, above: str
    ) -> None:
        self.os, self.beginning = _system(platform, level)
        self.home, self.privileged = home, privileged
        self.above = above  # the directory that no step may leave
        self.slots: dict[int, int] = {}
        self.begin()

    def begin(self) -> None:
        """Go (back) to the beginning of the script: its directory, with a file in it."""
        os = self.os
        self.slots.clear()
        os.restore(self.beginning)
        os.umask(0o022)
        os.makedirs(self.home)
        os.close(os.open(f"{self.home}/anchor", os.O_CREAT | os.O_WRONLY, 0o644))
        os.chdir(self.home)
        if not self.privileged:
            for path in (self.above, *self._below(), f"{self.home}/anchor"):
                os.chown(path, *USER)
            os.setgid(USER[1])
            os.setuid(USER[0])

    def _below(self) -> list[str]:
        """The directories from that which no step may leave to the script's own."""
        names = self.home[len(self.above) :].split("/")[1:]
        return ["/".join((self.above, *names[: n + 1])) for n in range(len(names))]

    def again(self, steps: Sequence[Step]) -> None:
        """Go back to the beginning, and make these steps only."""
        self.begin()
        for step in steps:
            self.outcome(step)

    def outcome(self, step: Step) -> Outcome:
        """Make a step."""
        outcome: Outcome = made(self.os, self.slots, row_of(step, self.home))
        return outcome

    def reasons(self, step: Step) -> list[oracle.Reason]:
        """What the rules say against a step, as far as there are rules for it."""
        if step.name not in oracle.CALLS or step.keywords or isinstance(step.args[0], Descriptor):
            return []
        args = [self._plain(a) for a in step.args]
        return oracle.reasons(self.os, step.name, *(args[:1] if step.name in NAMED_ONLY else args))

    def _plain(self, value: Any) -> Any:
        """An argument as the oracle takes it: paths are text."""
        if isinstance(value, Path):
            return Path(value.text, "absolute" if value.form[:8] == "absolute" else "").value(
                self.home
            )
        if isinstance(value, Flags):
            return sum(getattr(self.os, name) for name in value.names)
        return self.slots.get(value.slot, NOWHERE) if isinstance(value, Descriptor) else value

    def left_out(self, step: Step) -> bool:
        """Whether a step is not made: it would lead out of the script's place, or standards leave open
        what it comes to (docs/rationale/0110)."""
        if not all(self._inside(path, step.name) for path in step.paths()):
            return True
        if self._two_reasons(step) or (step.name == "path.realpath" and self._loops(step.args[0])):
            return True
        question = getattr(self, f"_open_{step.name.removeprefix('path.')}", None)
        return question is not None and bool(question(step))

    def _two_reasons(self, step: Step) -> bool:
        """Whether a directory's descriptor is not open and the path is none: which error comes is open."""
        base = step.keyword("dir_fd")
        closed = isinstance(base, Descriptor) and base.slot not in self.slots
        return closed and any(not p.text or len(p.text) > LONG for p in step.paths())

    def _inside(self, path: Path, call: str) -> bool:
        """Whether a path stays within the place of the script."""
        text = self._plain(path)
        try:
            name = self.os.path.realpath(text if call == "chdir" else self.os.path.dirname(text))
        except OSError:  # from a current directory that has been removed
            return False
        return str(name).startswith(self.home if call == "chdir" else self.above)

    def _node(self, value: Any) -> Any:
        """The status of a path or descriptor; None if it has none."""
        try:
            return self.os.stat(self._plain(value))
        except (OSError, ValueError):
            return None

    def _open_open(self, step: Step) -> bool:
        """O_CREAT with O_DIRECTORY (rationale 0074)."""
        flags: Flags = step.args[1]
        return {"O_CREAT", "O_DIRECTORY"} <= set(flags.names)

    def _open_link(self, step: Step) -> bool:
        """A link of a symbolic link (rationale 0013); a path that ends with dots."""
        return self._open_rename(step) or bool(self.os.path.islink(self._plain(step.args[0])))

    def _open_rename(self, step: Step) -> bool:
        """A path that ends with dots: which of two errors comes."""
        return any(path.text.endswith(".") for path in step.paths())

    _open_replace = _open_rename

    def _open_getsize(self, step: Step) -> bool:
        """The size of a directory."""
        return bool(self.os.path.isdir(self._plain(step.args[0])))

    def _open_lseek(self, step: Step) -> bool:
        """Positions in directories; what is stored as a hole."""
        found = self._node(step.args[0])
        return step.args[2] > 2 or (found is not None and stat.S_ISDIR(found.st_mode))

    def _open_read(self, step: Step) -> bool:
        """Whether a read of nothing marks the access time."""
        return bool(step.args[1] == 0)

    def _open_truncate(self, step: Step) -> bool:
        """Whether a file is marked that has the size already."""
        found = self._node(step.args[0])
        return found is not None and bool(found.st_size == step.args[1])

    _open_ftruncate = _open_truncate

    def _open_makedirs(self, step: Step) -> bool:
        """A dot as the last name, which makedirs takes for nothing to make (rationale 0112)."""
        return bool(step.args[0].text.endswith("/."))

    def _open_renames(self, step: Step) -> bool:
        """A slash at the end, a way up; what is left of a renames that fails (rationale 0112)."""
        if any(path.text.endswith("/") or ".." in path.text for path in step.paths()):
            return True
        state, slots = self.os.snapshot(), dict(self.slots)
        failed = bool(self.outcome(step)[0] == "raised")
        self.os.restore(state)
        self.slots = slots
        return failed

    def _open_walk(self, step: Step) -> bool:
        """A tree that links make large, or endless."""
        path, _, followlinks = step.args
        return (
            bool(followlinks) and len(self.outcome(Step("walk", (path, True, True)))[1][0]) > MANY
        )

    def _loops(self, path: Any) -> bool:
        """Whether a path leads into a loop of links: what realpath makes of it is open (rationale 0112).

        For realpath `b/../a` is `a` even where there is no `b`, so that it finds loops that stat does not
        come to; a link is left in what it returns then.
        """
        try:
            self.os.stat(self._plain(path))
        except OSError as error:
            if symbol_of(error) == "ELOOP":
                return True
        parts = str(self.os.path.realpath(self._plain(path))).split("/")
        return any(self.os.path.islink("/".join(parts[:n])) for n in range(2, len(parts) + 1))

    def looks(self) -> list[Step]:
        """Steps that look at all that the script has left."""
        walks = [Step("walk", (Path("."), down, follow)) for down, follow in WALKS]
        steps = [step for step in walks if not self.left_out(step)]
        steps.append(Step("listdir", (Path("."),)))
        same: dict[int, Path] = {}
        for place, directories, files in self.os.walk("."):
            for name in sorted((*directories, *files)):
                path = Path(f"{place}/{name}"[2:])
                steps += self._looks_at(path, same)
        return steps

    def _looks_at(self, path: Path, same: dict[int, Path]) -> list[Step]:
        steps = [Step("lstat", (path,))]
        try:
            found = self.os.lstat(path.text)
        except OSError:  # in a directory that can be listed but not searched
            return steps
        if stat.S_ISDIR(found.st_mode):
            return [*steps, Step("scandir", (path,))]
        if stat.S_ISLNK(found.st_mode):
            more = [Step("path.realpath", (p,)) for p in (path, Path(f"{path.text}/.."))]
            return [*steps, Step("readlink", (path,)), *(s for s in more if not self.left_out(s))]
        first = same.setdefault(found.st_ino, path)
        if first is not path:
            return [*steps, Step("path.samefile", (first, path))]
        return [*steps, Step("contents", (path,))] if found.st_size else steps
