"""A campaign: the phases, each of which tries the mutants it is about and fills in their records."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from strength import coverage, effects, grounds, kit, pool, tests_of_cpython
from strength.data import about_of, describe_entry, entries
from strength.errors import StrengthError
from strength.making import describe, place_source, plan_for
from strength.mutating import Mutant, mutants, mutated, sample
from strength.reach import Ground, survey
from strength.records import Record, load, save
from strength.sources import CPYTHON, Source, sources
from strength.verdicts import verdict_on, verdicts

ORIGINS = ("reference", "cpython")
#: The grounds of each origin.
FLAVOURS = {
    "reference": ("posix", "nt", "bare", "over", "windows", "linked"),
    "cpython": ("posix", "nt", "bare", "poor", "windows"),
}
#: Seconds for one mutant: those that survive go through every case that could show them.
LIMIT = 600.0
#: Seconds for the whole suite on one candidate.
WHOLE = 1800.0


@dataclass(frozen=True)
class Options:
    """What a campaign was asked to do.

    `sample` is the number of mutants of each origin, `keep` a folder for what is known of the
    unchanged files, so that a next campaign need not find it out again.  `few`: controls are tried
    with so many cases of each check only; `whole`: with every case, whatever they touch.
    """

    output: Path
    parts: tuple[str, ...]
    sample: int | None = None
    match: str = "*"
    workers: int = 2
    timeout: float = 5.0
    resume: bool = False
    survivors: bool = False
    keep: Path | None = None
    few: int | None = None
    whole: bool = False


@dataclass
class Campaign:
    """The state of a campaign: its records, its mutants, what is known of the unchanged files."""

    options: Options
    work: Path
    records: dict[str, Record] = field(default_factory=dict)
    mutants: dict[str, tuple[Source, Mutant]] = field(default_factory=dict)
    grounds: dict[tuple[str, str], Ground] = field(default_factory=dict)
    said: float = 0.0

    @property
    def path(self) -> Path:
        """The file of the records."""
        return self.options.output / "strength.jsonl"

    # -- what there is

    def collect(self) -> None:
        """Make the list of mutants and their records; with `resume` go on with the file's."""
        if self.options.resume:
            self.records = load(self.path)
        for origin in ORIGINS:
            found = {m.name: (s, m) for s in sources(origin) for m in mutants(s.text(), s.name)}
            chosen = sample((m for _, m in found.values()), self.options.sample)
            for mutant in chosen:
                self.mutants[mutant.name] = found[mutant.name]
                line = mutant.lines[0] if mutant.lines else 0
                self._note(mutant.name, origin, mutant.words, line)
        for entry in entries("primitives", "mutant"):
            self._note(entry["name"], "primitives", describe_entry(entry))
        for entry in entries("controls", "control"):
            self._note(entry["name"], "controls", entry["room"])
        known = {*self.mutants, *(e["name"] for e in entries("primitives", "mutant"))}
        known |= {e["name"] for e in entries("controls", "control")}
        self.records = {name: r for name, r in self.records.items() if name in known}

    def _note(self, name: str, group: str, words: str, line: int = 0) -> None:
        record = self.records.setdefault(name, Record(name=name, group=group))
        record.words, record.line = words, line

    def _wanted(self, groups: Iterable[str], done: Callable[[Record], bool]) -> list[str]:
        return [
            name
            for name, record in self.records.items()
            if record.group in groups and fnmatchcase(name, self.options.match) and not done(record)
        ]

    def _judged(self, record: Record) -> bool:
        """Whether the kit need not try it (again)."""
        if self.options.survivors:
            judged = verdict_on(record, verdicts()).verdict
            return record.kit in ("killed", "clean", "same") or judged == "equivalent"
        return record.kit != ""

    # -- the phases

    def survey(self) -> None:
        """Run the suite on the unchanged files, on each ground that a mutant may need."""
        kit.cases()
        keep = self.options.keep
        wanted = [
            grounds.load(keep, origin, flavour)
            for origin in ORIGINS
            for flavour in FLAVOURS[origin]
        ]
        timeout = self.options.timeout

        def work(ground: Ground, worker: int) -> Ground:
            return survey(self.work, ground, timeout, worker)

        for old, ground in pool.run(work, wanted, self.options.workers, WHOLE):
            task = (old.origin, old.flavour)
            if isinstance(ground, pool.Failed):
                raise StrengthError(f"the unchanged {task}: {ground.reason}")
            self.grounds[task] = ground
            grounds.save(keep, ground)
            red = [red.case for red in ground.red]
            self._say(
                f"unchanged {task}: {len(ground.seconds)} cases, {len(red)} red {red[:3]}", True
            )
        together = [self.grounds[task] for task in sorted(self.grounds)]
        coverage.save(self.options.output, together)

    def judge_sources(self) -> None:
        """The kit on every mutant of a source file."""

        def work(name: str, worker: int) -> kit.Judged:
            source, mutant = self.mutants[name]
            folder = self._folder(worker)
            place_source(folder, source.origin, source, mutated(source.text(), mutant))
            judged = kit.Judged(same=True)
            for flavour in source.grounds:
                judged = self._on_ground(folder, source, mutant, flavour, worker).after(judged)
                if judged.reds:
                    break
            return judged

        self._judge(work, self._wanted(ORIGINS, self._judged))

    def _on_ground(
        self, folder: Path, source: Source, mutant: Mutant, flavour: str, worker: int
    ) -> kit.Judged:
        """The kit on one mutant, with one flavour of os.path."""
        ground = self.grounds[source.origin, flavour]
        stands = flavour == "posix"
        plan = plan_for(folder, source.origin, flavour, stands=stands)
        names = None
        if ground.at_import(mutant):
            after = effects.digests(plan)
            if after is None:
                return kit.Judged([kit.Red("load", "unloadable", "")])
            found = effects.changed(ground.digests, after, self._own(source, mutant, ground))
            names = {name.partition(":")[2] for name in found}
            if not ground.can_notice(found):
                return kit.Judged(same=True)
        candidate = describe(folder, plan, mutant.name, re_exports=flavour == "posix")
        order = self._known_first(mutant.name, ground.order(mutant, names))
        return kit.judge(candidate, order, timeout=self.options.timeout, worker=worker)

    def _known_first(self, name: str, cases: list[str]) -> list[str]:
        """The cases, that one first which was red the last time."""
        red = self.records[name].red
        return [red, *(c for c in cases if c != red)] if red in cases else cases

    def _own(self, source: Source, mutant: Mutant, ground: Ground) -> str:
        """The mutated function, if no case executes its line: how it looks then matters to nobody."""
        if not mutant.function or any(ground.reached.get((mutant.file, n)) for n in mutant.lines):
            return ""
        module = effects.module_of(source.origin, Path(source.relative))
        return f"{module}:{mutant.function.partition('.')[0]}"

    def judge_primitives(self) -> None:
        """The kit on every entry of primitives.toml."""
        known = {entry["name"]: entry for entry in entries("primitives", "mutant")}
        ground = self.grounds["cpython", "posix"]

        def work(name: str, worker: int) -> kit.Judged:
            entry = known[name]
            everywhere = entry["how"] in ("constant", "missing")
            names = self._known_first(name, ground.about(about_of(entry), everywhere))
            if everywhere:  # what is about the name comes first; of the rest a part is enough
                names = kit.few(names, 3)
            candidate = self._edited(name, known[name], worker)
            return kit.judge(candidate, names, timeout=self.options.timeout, worker=worker)

        self._judge(work, self._wanted(["primitives"], self._judged))

    def judge_controls(self) -> None:
        """The whole suite on every entry of controls.toml."""
        known = {entry["name"]: entry for entry in entries("controls", "control")}

        ground = self.grounds["cpython", "posix"]

        def work(name: str, worker: int) -> kit.Judged:
            entry = known[name]
            if entry["how"] == "nothing":  # that is what the survey has run
                own = self.grounds[entry.get("origin", "cpython"), "posix"]
                known_red = {red.case for red in ground.red}
                reds = [red for red in own.red if red.case not in known_red]
                return kit.Judged(reds, ran=len(own.seconds))
            candidate = self._edited(name, entry, worker)
            touched = None if self.options.whole else entry.get("touches")
            names = kit.few(
                ground.about(touched or (), everything=touched is None), self.options.few
            )
            return kit.judge(
                candidate, names, timeout=self.options.timeout, worker=worker, to_the_end=True
            )

        self._judge(work, self._wanted(["controls"], self._judged))

    def test_sources(self) -> None:
        """CPython's own tests on every mutant of a source file."""
        ignored = {origin: self._ignored(origin) for origin in ORIGINS}

        def work(name: str, worker: int) -> tests_of_cpython.Tested:
            source, mutant = self.mutants[name]
            folder = self._folder(worker)
            place_source(folder, source.origin, source, mutated(source.text(), mutant))
            plan = plan_for(folder, source.origin, stands=True)
            first = {"nt": "ntpath", "posix": "posixpath"}.get(source.path.stem, source.path.stem)
            return tests_of_cpython.test(plan, first, ignored[source.origin])

        names = self._wanted(ORIGINS, lambda record: record.tests != "")
        for name, tested in pool.run(work, names, self.options.workers, LIMIT):
            record = self.records[name]
            if isinstance(tested, pool.Failed):
                record.tests, record.test = "faulty", tested.reason[-200:]
            else:
                record.tests = "killed" if tested.red else "survived"
                record.test = tested.red
            self._progress("tests", names)

    def _ignored(self, origin: str) -> list[str]:
        """The tests that fail with the unchanged files in the place of os."""
        folder = self.work / f"tests-{origin}"
        place_source(folder, origin, None, "")
        failed: set[str] = set()
        for first in CPYTHON:  # some tests depend on which modules ran before theirs
            tested = tests_of_cpython.test(plan_for(folder, origin, stands=True), first, None)
            if tested.trouble or not tested.ran:
                raise StrengthError(f"CPython's tests on the unchanged {origin}: {tested.trouble}")
            failed.update(tested.failed)
        self._say(f"tests on the unchanged {origin}: {tested.ran}, {len(failed)} ignored", True)
        return sorted(failed)

    # -- how

    def _folder(self, worker: int) -> Path:
        """An empty folder for the candidate that a worker is at."""
        folder = self.work / f"worker-{worker}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def _edited(self, name: str, entry: dict[str, Any], worker: int) -> Path:
        """The description of a candidate that an entry of a data file makes."""
        folder, origin = self._folder(worker), entry.get("origin", "cpython")
        place_source(folder, origin, None, "")
        return describe(folder, plan_for(folder, origin, edit=entry), name, re_exports=False)

    def _judge(self, work: Callable[[str, int], kit.Judged], names: list[str]) -> None:
        for name, judged in pool.run(work, names, self.options.workers, WHOLE):
            record = self.records[name]
            if isinstance(judged, pool.Failed):
                record.kit = "late" if judged.late else "faulty"
                record.outcome = judged.reason[-300:]
            else:
                fill(record, judged)
            self._progress("kit", names)

    def _progress(self, what: str, names: list[str]) -> None:
        """Save and say how far it is, now and then."""
        if time.monotonic() - self.said < 10:
            return
        save(self.path, self.records.values())
        states = [getattr(self.records[name], what) for name in names]
        counts = {s or "to do": states.count(s) for s in sorted(set(states))}
        self._say(f"{what}: {counts}")

    def _say(self, text: str, now: bool = False) -> None:
        self.said = time.monotonic()
        print(time.strftime("%H:%M:%S", time.gmtime()), text, file=sys.stderr, flush=True)


def fill(record: Record, judged: kit.Judged) -> None:
    """Put what the kit said into a record."""
    record.ran, record.seconds, record.broken = judged.ran, judged.seconds, len(judged.broken)
    record.reds, record.red, record.outcome = [], "", ""
    record.flaky = judged.flaky
    if record.group == "controls":
        record.reds = [f"{red.case}: {red.message}" for red in judged.reds]
        record.kit = "red" if judged.reds else "clean"
    elif judged.reds:
        record.kit = "killed"
        record.red, record.outcome = judged.reds[0].case, judged.reds[0].outcome
    else:
        record.kit = "survived" if judged.ran else "same" if judged.same else "unreached"


def run(options: Options) -> Campaign:
    """Run the parts that were asked for; the records are in the output folder."""
    work = Path(os.path.realpath(tempfile.mkdtemp(prefix="osconform-strength-")))
    os.chmod(work, 0o755)
    campaign = Campaign(options, work)
    try:
        campaign.collect()
        if set(options.parts) & {"sources", "primitives", "controls"}:
            campaign.survey()
        for part, phase in (
            ("sources", campaign.judge_sources),
            ("primitives", campaign.judge_primitives),
            ("controls", campaign.judge_controls),
            ("tests", campaign.test_sources),
        ):
            if part in options.parts:
                kit.cases()
                phase()
                save(campaign.path, campaign.records.values())
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return campaign
