"""Makes a script on the candidate and beside it, step by step, and says where they part."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from os_conformance.check import Os, Run, World
from os_conformance.expect import Deviation, Unmet
from os_conformance.scripts.model import Model
from os_conformance.scripts.sides import LOOKS, PORTABLE, Outcome, Probed, lacking, played, row_of
from os_conformance.scripts.steps import Descriptor, Path, Step
from os_reference.memory.oracle import Reason

PLACE = ("w", "x", "y", "z")  # a script's directory is that deep below the scratch directory
ACCESSED = 3  # where the access time stands in what `looked` tells
Kind = tuple[str, str, str]  # call, what was wanted, what came
Standard = Callable[[list[Step], str], list[Outcome]]
#: Calls that change nothing: whatever they say, the script can go on.
ASKING = frozenset(
    ("stat", "lstat", "fstat", "listdir", "scandir", "contents", "walk", "access", "readlink", "getcwd",
     "path.realpath", "path.samefile", "path.exists", "path.lexists", "path.isdir", "path.isfile",
     "path.islink", "path.getsize")
)  # fmt: skip
#: The outcome of a call that the candidate has not got.
ABSENT: Outcome = ("raised", "NotImplementedError", None, None, None)
SYSTEMS = {"other": "linux"}  # platform -> the system in memory that stands for it


@dataclass(frozen=True)
class Expected:
    """A step with what the standard came to, and the rules that were against it."""

    step: Step
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()

    def allows(self, got: Outcome, names: bool = False) -> bool:
        """Whether an outcome is one of those that are allowed; `names`: an error's file names too."""
        wanted = self.outcome
        if wanted[0] != got[0]:
            return False
        if got[0] == "raised":
            errnos = {reason.errno for reason in self.reasons}
            alike = got[2] in errnos or wanted[1:3] == got[1:3]
            return alike and (not names or self._named(got))
        if self.step.name in LOOKS and wanted[1][ACCESSED] == "later":
            return _without(wanted[1]) == _without(got[1])  # a read may mark it late, or never
        return bool(wanted == got)

    def _named(self, got: Outcome) -> bool:
        """Whether the names in an error are those of the call, as far as they are told (rationale 0111)."""
        told = zip(self.outcome[3:], got[3:], strict=True)
        return _names_are_open(self.step) or all(w is None or w == g for w, g in told)


def _without(status: list[Any]) -> list[Any]:
    return status[:ACCESSED] + status[ACCESSED + 1 :]


def _names_are_open(step: Step) -> bool:
    """Whether nothing says which names an error of this step has (rationale 0111)."""
    return step.name in PORTABLE or any(
        isinstance(a, Descriptor) or (isinstance(a, Path) and a.form == "pathlike")
        for a in step.args
    )


@dataclass(frozen=True)
class Parting:
    """Where candidate and standard parted: what was expected of which step, and what came."""

    number: int
    expected: Expected
    got: Outcome
    before: tuple[Step, ...] = ()  # the steps that led there

    @property
    def kind(self) -> Kind:
        """What deviations have in common that have one cause: the call, what was wanted, what came."""
        wanted, got = _kind(self.expected.outcome), _kind(self.got)
        alike = wanted == got != "returned"
        return self.expected.step.name, wanted, "another name" if alike else got


class ScriptDeviation(Deviation):
    """A step of a script came out as it must not; `clauses` are those that say so."""

    def __init__(self, parting: Parting) -> None:
        super().__init__(_wanted(parting), _told(parting.got))
        self.parting = parting
        sources = dict.fromkeys(r.source for r in parting.expected.reasons)
        self.clauses = tuple(s for s in sources if s.startswith("os.") and "/" in s)
        self.args = (f"step {parting.number}, {parting.expected.step}: {self.args[0]}",)


def _kind(outcome: tuple[Any, ...]) -> str:
    return outcome[2] or outcome[1] if outcome[0] == "raised" else "returned"


def _told(outcome: tuple[Any, ...]) -> str:
    if outcome[0] == "returned":
        return f"returned {outcome[1]!a}"
    _, kind, errno, *names = outcome
    named = [ascii(name) for name in names if name is not None]
    return f"raised {kind}({', '.join([errno, *named] if errno else named)})"


def _wanted(parting: Parting) -> str:
    expected = parting.expected
    text = _told(expected.outcome)
    if expected.reasons:
        text += "; " + ", ".join(f"{r.errno} by {r.source}" for r in expected.reasons)
    return text


@dataclass
class Ground:
    """What scripts are made on: the candidate, and what is known of it."""

    os: Os
    world: World
    run: Run
    platform: str
    level: tuple[int, int]
    standard: Standard | None = None  # in place of the rules: what another candidate comes to
    names: bool = False  # whether the file names in errors are compared (other checks do that)

    def play(self, steps: Sequence[Step], look: bool = True, known: Collection[Kind] = ()) -> None:
        """Make a script: at once, and if that came out otherwise than it may, step by step as evidence.

        ScriptDeviation at the first step that parts, in a way that is not `known`.
        """
        for privileged in (True, False):  # that of most runs first; the candidate says which it is
            model = self._model(self._place(self.world.fresh()), privileged)
            expected = self._expected(model, steps, look)
            try:
                told, got = self.run(
                    played, model.home, [row_of(e.step, model.home) for e in expected]
                )
            except Exception as error:
                if not isinstance(error, Unmet | AttributeError) and not hasattr(
                    error, "osconform"
                ):
                    raise  # the kit's own fault, or the candidate has crashed
                break  # it runs no snippets, or has not got what this one needs
            if told == privileged:
                if all(e.allows(o, self.names) for e, o in zip(expected, got, strict=True)):
                    return
                break
        self.step_by_step(steps, look, known)

    def step_by_step(
        self, steps: Sequence[Step], look: bool = True, known: Collection[Kind] = ()
    ) -> None:
        """Make a script call by call through the probe; ScriptDeviation at the first step that parts.

        After a deviation that is `known` it goes on where the state is known too.
        """
        world = self._place(self.world.fresh())
        model = self._model(world, self._privileged(world))
        candidate = Probed(self.os, model.home, self.run)
        self.os.chdir(model.home)
        kept: list[Step] = []
        foresight = (
            foreseen(model, steps, look)
            if self.standard is None
            else self._expected(model, steps, look)
        )
        for expected in foresight:
            got = _answer(candidate, expected.step)
            parting = Parting(len(kept) + 1, expected, got, tuple(kept))
            if expected.allows(got, self.names) or (
                parting.kind in known and expected.step.name in ASKING
            ):
                kept.append(expected.step)
            elif not lacking(got) and parting.kind not in known:
                raise ScriptDeviation(parting)
            elif got[0] == "raised" and expected.step.name not in PORTABLE and not self.standard:
                model.again(kept)  # a step that is refused has changed nothing
            else:
                return

    def _expected(self, model: Model, steps: Sequence[Step], look: bool) -> list[Expected]:
        """What each step must come to, by the rules or by the other candidate."""
        expected = list(foreseen(model, steps, look))
        if self.standard is None:
            return expected
        told = self.standard([e.step for e in expected], model.home)
        return [Expected(e.step, o) for e, o in zip(expected, told, strict=False)]

    def outcomes(self, steps: Sequence[Step], home: str) -> list[Outcome]:
        """What the steps come to on this candidate, told as if its directory were `home`.

        Links lead above the script's directory too: the scratch directory is what is named anew.
        """
        world = self._place(self.world.fresh())
        own = world.path(*PLACE)
        found = self.run(played, own, [row_of(step, own) for step in steps])[1]
        old, new = world.path(), home.removesuffix(own.removeprefix(world.path()))
        told = [tuple(_renamed(part, old, new) for part in outcome) for outcome in found]
        return list(takewhile(lambda outcome: not lacking(outcome), told))

    def _place(self, world: World) -> World:
        """Arrange a directory for the script."""
        made = ""
        for name in PLACE:
            made = f"{made}/{name}" if made else name
            world.mkdir(made)
        world.file(f"{made}/anchor")
        return world

    def _model(self, world: World, privileged: bool) -> Model:
        """The system in memory in the state of a script's beginning."""
        system = SYSTEMS.get(self.platform, self.platform)
        return Model(system, privileged, self.level, world.path(*PLACE), world.path(PLACE[0]))

    def _privileged(self, world: World) -> bool:
        """Whether permissions do not hold the candidate back, by trying."""
        locked = world.path("locked")
        self.os.mkdir(locked, 0)
        try:
            self.os.listdir(locked)
        except PermissionError:
            return False
        return True


def _renamed(value: Any, old: str, new: str) -> Any:
    """A value with another directory in all its texts."""
    match value:
        case str():
            return value.replace(old, new)
        case bytes():
            return value.replace(old.encode(), new.encode())
        case list() | tuple():
            return type(value)(_renamed(part, old, new) for part in value)
    return value


def foreseen(model: Model, steps: Sequence[Step], look: bool) -> Iterator[Expected]:
    """The steps that are made, each with what the model comes to; then those that look at what is left."""
    for step in steps:
        if not model.left_out(step):
            reasons = tuple(model.reasons(step))
            yield Expected(step, model.outcome(step), reasons)
    for step in model.looks() if look else ():
        yield Expected(step, model.outcome(step))


def _answer(candidate: Probed, step: Step) -> Outcome:
    """What a step comes to on the candidate; a name that it has not got is as good as ENOSYS."""
    try:
        return candidate.outcome(step)
    except Unmet:
        return ABSENT
    except AttributeError as error:
        if not str(getattr(error, "name", "")).startswith("os."):
            raise
        return ABSENT
