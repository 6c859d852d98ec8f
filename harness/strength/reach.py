"""Which case executes which lines of the unchanged files: what a mutant of a line can turn red.

A case that never executes a line cannot tell a mutant of it from the original, so it need not be
run.  Lines that run at import reach every case.
"""

from __future__ import annotations

import mmap
import posix
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from os_harness import candidates
from os_harness.report.records import RED
from strength import effects, kit
from strength.inside import arcs
from strength.inside.arcs import ROOM
from strength.making import describe, place_source, plan_for
from strength.mutating import Mutant
from strength.sources import sources

Line = tuple[str, int]


#: Where the cases are that look at names and signatures without executing anything ...
LOOKING = ("surface/", "general/")
#: ... and those of them that look at nothing but the name in their id.
LOOKING_AT_ONE = ("surface/names.name[", "surface/signatures.", "surface/absent.")


#: Where the cases are that, besides those about os.path, can say something on a ground; all on "posix".
#: Other flavours differ from it in paths alone, in fspath, or in files and names that have no backend of
#: their own.
TELLING = {
    "nt": ("general/data",),
    "bare": ("general/data", "environment/fspath", "arguments/path_kinds"),
    "poor": ("general/", "walking/"),
    "windows": ("general/data", "descriptors/fdopen"),
    "linked": (),
    "over": ("general/", "surface/", "environment/", "walking/", "descriptors/fdopen"),
}


@dataclass
class Ground:
    """What is known of an unchanged candidate: its red cases, and what each case reaches.

    `digests`: what loading it gives; `called`: the cases that call a built-in function; `steps`: the
    steps from line to line that are taken in each file, by whatever case or at import.
    """

    origin: str
    flavour: str
    red: list[kit.Red] = field(default_factory=list)
    imported: set[Line] = field(default_factory=set)
    reached: defaultdict[Line, set[str]] = field(default_factory=lambda: defaultdict(set))
    called: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=dict)
    steps: dict[str, set[arcs.Step]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def cases(self) -> list[str]:
        """The cases that can say something here."""
        told = TELLING.get(self.flavour)
        paths = self.flavour != "poor"  # whose paths are those of "posix"
        return [
            name
            for name in kit.cases()
            if told is None
            or name.startswith(told)
            or (paths and kit.function_of(name).startswith("os.path"))
        ]

    def at_import(self, mutant: Mutant) -> bool:
        """Whether the changed line is executed when the module is imported."""
        return any((mutant.file, line) in self.imported for line in mutant.lines)

    def can_notice(self, changed: set[str]) -> bool:
        """Whether a case can meet what has changed in the loaded modules ("module:name").

        Names that users of os can look up can be met; others where functions use them.
        """
        names = {name.partition(":")[2] for name in changed}
        public = any(map(effects.is_public, changed))
        return public or bool(self._within(effects.spans(self.origin, names)))

    def order(self, mutant: Mutant, names: set[str] | None = None) -> list[str]:
        """The cases that can tell the mutant, the likeliest and quickest first.

        `names`: what has changed in the loaded modules, for a mutant of code that runs at import.
        """
        near = self._within([(mutant.file, *mutant.span)]) if mutant.function else set()
        if names is None:
            chosen = self._reaching(mutant.file, mutant.lines) or near
            return self._sorted(chosen, near)
        telling = [name for name in names if len(name) > 2]
        said = {
            case
            for case in self.seconds
            if any(name in case or kit.mentions(case, name) for name in telling)
        }
        looking = self._looking()
        users = self._within(effects.spans(self.origin, names))
        own = self._reaching(mutant.file, mutant.lines)
        return self._sorted(own | near | said | looking | users, near | said)

    def about(self, names: Iterable[str], everything: bool) -> list[str]:
        """The cases that call functions with these names or are about them; then, if asked for, all."""
        wanted = set(names)
        said = {c for c in self.seconds if any(n in c or n in kit.function_of(c) for n in wanted)}
        called = {case for name in wanted for case in self.called[name]}
        looking = self._looking()
        chosen = set(self.seconds) if everything else said | called | looking
        named = {case for case in said if any(name in case for name in wanted)}
        return self._sorted(named, set()) + self._sorted(chosen - named, said)

    def _looking(self) -> set[str]:
        """The cases that look at many names."""
        return {
            case
            for case in self.seconds
            if case.startswith(LOOKING) and not case.startswith(LOOKING_AT_ONE)
        }

    def _sorted(self, chosen: set[str], first: set[str]) -> list[str]:
        ignored = {red.case for red in self.red}
        return sorted(
            chosen - ignored, key=lambda case: (case not in first, self.seconds[case], case)
        )

    def _within(self, spans: Iterable[effects.Span]) -> set[str]:
        lines = [(file, range(first, last + 1)) for file, first, last in spans]
        return {case for file, numbers in lines for case in self._reaching(file, numbers)}

    def _reaching(self, file: str, lines: Iterable[int]) -> set[str]:
        return {case for line in lines for case in self.reached.get((file, line), ())}


def survey(work: Path, ground: Ground, timeout: float, worker: int) -> Ground:
    """Run the suite on the unchanged files, traced; what is red there, once more untraced.

    Cases that the ground knows already are not run again.
    """
    origin, flavour = ground.origin, ground.flavour
    folder = work / f"ground-{origin}-{flavour}"
    place_source(folder, origin, None, "")
    stands = exports = flavour == "posix"
    plan = plan_for(folder, origin, flavour, stands=stands)
    found = sources(origin)
    base = folder / "os_reference" if origin == "reference" else None
    files = [str(base / s.relative) if base else str(s.path) for s in found]
    functions = [name for name in dir(posix) if callable(getattr(posix, name))]
    table = folder / "table"
    table.write_bytes(bytes(ROOM * len(files) + len(functions)))
    steps = folder / "steps"
    with steps.open("wb") as empty:
        empty.truncate(arcs.AREA * len(files))
    more = {"reach": str(table), "steps": str(steps), "files": files, "functions": functions}
    traced = describe(folder, plan | more, "traced", exports)
    ground.digests = effects.digests(plan) or {}
    with table.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as marks:
        names = [source.name for source in found]
        red = _trace(ground, traced, Table(marks, names, functions), timeout, worker)
    with steps.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as marks:
        for number, source in enumerate(found):
            ground.steps.setdefault(source.name, set()).update(arcs.taken(marks, number))
    steps.unlink()
    plain = describe(folder, plan, "unchanged", exports)
    judged = kit.judge(plain, red, timeout=timeout, worker=worker, to_the_end=True)
    ground.red += judged.reds
    return ground


@dataclass(frozen=True)
class Table:
    """The table that the traced candidate marks."""

    marks: mmap.mmap
    files: list[str]
    functions: list[str]

    def take(self) -> tuple[list[Line], list[str]]:
        """The lines and the built-in functions that are marked; none is any more."""
        data = self.marks[:]
        self.marks[:] = bytes(len(data))
        border = ROOM * len(self.files)
        places = list(_ones(data))
        lines = [(self.files[p // ROOM], p % ROOM) for p in places if p < border]
        return lines, [self.functions[p - border] for p in places if p >= border]


def _ones(data: bytes) -> Iterator[int]:
    place = data.find(b"\1")
    while place >= 0:
        yield place
        place = data.find(b"\1", place + 1)


def _trace(ground: Ground, candidate: Path, table: Table, timeout: float, worker: int) -> list[str]:
    """Fill in what each case reaches; the cases that were red."""
    session = candidates.resolve(str(candidate)).session(None, timeout)
    session.start()
    session.close()
    ground.imported = set(table.take()[0])
    bench = kit.Bench(candidate, timeout, worker)
    red = []
    try:
        for name in ground.cases():
            if name in ground.seconds:
                continue
            table.take()
            result = bench.run(name)
            if result.outcome in RED:
                red.append(name)
            ground.seconds[name] = result.seconds
            lines, functions = table.take()
            for line in lines:
                ground.reached[line].add(name)
            for function in functions:
                ground.called[function].add(name)
    finally:
        bench.close()
    return red
