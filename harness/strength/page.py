"""The page `reports/strength.md`: figures, survivors with their verdicts, controls."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from strength.coverage import Covered, Part
from strength.records import Record
from strength.sources import left_out
from strength.verdicts import SAME, Verdict, verdict_on, verdicts

GROUPS = {
    "reference": "single-point mutants of `os_reference`",
    "cpython": "single-point mutants of CPython's `os`, `posixpath`, `ntpath`, `genericpath`",
    "primitives": "hand-written mutants of primitives",
}
ALIVE = ("survived", "unreached", "same", "late", "faulty")


@dataclass(frozen=True)
class Tally:
    """Figures of a group of mutants."""

    tried: int
    killed: int
    equivalent: int
    gaps: int
    unjudged: int
    tests_tried: int
    tests_killed: int

    @property
    def rate(self) -> str:
        """Killed among those that are not equivalent, in per cent."""
        return share(self.killed, self.tried - self.equivalent)

    @property
    def tests_rate(self) -> str:
        """The same for CPython's tests: among those that are not equivalent."""
        return share(self.tests_killed, self.tests_tried)


def share(part: int, whole: int) -> str:
    """A share in per cent, or a dash."""
    return f"{100 * part / whole:.1f} %" if whole else "-"


class Findings:
    """The records of a campaign, with the verdicts on what survived."""

    def __init__(self, records: list[Record], judged: list[Verdict] | None = None) -> None:
        self.records = records
        self.judged = verdicts() if judged is None else judged

    def group(self, name: str) -> list[Record]:
        """The records of a group that the kit has tried."""
        return [r for r in self.records if r.group == name and r.kit]

    def verdict(self, record: Record) -> Verdict:
        """What was found about a survivor; "open" if nothing was."""
        return verdict_on(record, self.judged)

    @cached_property
    def survivors(self) -> list[Record]:
        """The mutants that no check shows."""
        return [r for r in self.records if r.kit in ALIVE]

    def open(self) -> bool:
        """Whether a survivor has no verdict, or a control is red."""
        unsaid = any(self.verdict(r).verdict == "open" for r in self.survivors)
        return unsaid or any(r.kit != "clean" for r in self.group("controls"))

    def tally(self, records: Iterable[Record]) -> Tally:
        """The figures of some mutants."""
        tried = [r for r in records if r.kit]
        alive = {r.name: self.verdict(r).verdict for r in tried if r.kit in ALIVE}
        tested = [r for r in tried if r.tests and alive.get(r.name) != "equivalent"]
        found = list(alive.values())
        return Tally(
            tried=len(tried),
            killed=sum(r.kit == "killed" for r in tried),
            equivalent=found.count("equivalent"),
            gaps=found.count("gap"),
            unjudged=found.count("open"),
            tests_tried=len(tested),
            tests_killed=sum(r.tests == "killed" for r in tested),
        )


HEAD = """\
# The suite's own strength

How many wrong `os` modules the kit tells from a right one, and whether it lets differences pass that
the manual allows.  Made by `tox -e strength` on CPython {version}, {system}; the records are in
`strength.jsonl`.

* A **mutant** is a candidate that is wrong in one place.  It is killed when at least one check is red,
  twice, that is not red on the unchanged candidate.  What cannot be loaded is killed, too (and counted).
* **Mutants of sources** are made from the syntax tree: a comparison, a condition, a constant, a returned
  value, an exception handler ... is changed.  Only cases are run that execute the changed line in the
  unchanged file; if the line is executed at import, those that can meet what has changed in the loaded
  modules.
* **Mutants of primitives** are hand-written: `harness/strength/primitives.toml`.  Cases are run that call
  the function or are about it; for constants and missing names up to three cases of every check.
* Windows paths are tried by a candidate whose `os.path` is the module for Windows, on the same machine.
  What stands in for optional built-in functions is tried over an OS-dependent module without them, and
  what the reference does with other backends over one that is given to it (`sources.toml`).
* **CPython's own tests** are its `test_os`, `test_posixpath`, `test_ntpath` and `test_genericpath`, with
  the mutant in the place of `os` and the path modules from the interpreter's start.
* **Equivalent**: no program that keeps to the manual can tell it here.  **Gap**: one could; the suite
  does not.  Rates are of the mutants that are not equivalent.
"""


def render(found: Findings, covered: dict[str, Covered], note: str = "") -> str:
    """The whole page as Markdown; `note` is what there is to say of this campaign alone."""
    head = HEAD.format(version=platform.python_version(), system=platform.system())
    parts = [head, note, "## Figures", figures(found), "## By file", by_file(found)]
    parts += ["## By kind of change", by_operator(found)]
    parts += ["## Lines and branches that the suite executes", coverage(covered)]
    parts += ["## Controls", controls(found), "## Survivors", survivors(found)]
    parts += ["## Not mutated", table(["file", "reason"], [[f"`{f}`", r] for f, r in left_out()])]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def table(head: list[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines: list[Sequence[object]] = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(c) for c in row) + " |" for row in lines)


def cell(value: object) -> str:
    """What stands in a cell: nothing in it may end it."""
    return str(value).replace("|", "\\|").replace("\n", " ")


def _row(name: str, tally: Tally) -> list[object]:
    both = f"{tally.tests_killed} of {tally.tests_tried}" if tally.tests_tried else "-"
    rest = [tally.tried, tally.killed, tally.equivalent, tally.gaps, tally.unjudged]
    return [name, *rest, tally.rate, both, tally.tests_rate]


COLUMNS = [
    "mutants", "tried", "killed", "equivalent", "gaps", "not judged", "killed of the rest",
    "CPython's tests kill", "",
]  # fmt: skip


def figures(found: Findings) -> str:
    """The groups of mutants and the controls in one table."""
    rows = [_row(words, found.tally(found.group(name))) for name, words in GROUPS.items()]
    rows.append(_row("**all**", found.tally(r for r in found.records if r.group in GROUPS)))
    unloadable = sum(r.red == "load" for r in found.records)
    tested = [r for r in found.records if r.kit and r.tests]
    only = sum(r.kit == "killed" and r.tests != "killed" for r in tested)
    theirs = sum(r.kit != "killed" and r.tests == "killed" for r in tested)
    clean = found.group("controls")
    said = [
        f"Of the killed, {unloadable} could not be loaded.",
        f"Of the mutants that both tried, the kit alone kills {only}, "
        f"CPython's tests alone kill {theirs}.",
        f"Controls: {len(clean)}, of which {sum(r.kit != 'clean' for r in clean)} have red checks.",
    ]
    return table(COLUMNS, rows) + "\n\n" + "  ".join(said)


def by_file(found: Findings) -> str:
    """The figures of each source file."""
    files = sorted({r.name.partition("::")[0] for r in found.records if "::" in r.name and r.kit})
    rows = [
        _row(f"`{f}`", found.tally(r for r in found.records if r.name.startswith(f + "::")))
        for f in files
    ]
    return table(COLUMNS, rows)


def by_operator(found: Findings) -> str:
    """The figures of each mutation operator."""
    kinds: dict[str, list[Record]] = {}
    for record in found.records:
        if "::" in record.name and record.kit:
            kind = record.name.rpartition("::")[2].rpartition("-")[0]
            kinds.setdefault(kind, []).append(record)
    return table(COLUMNS, [_row(kind, found.tally(kinds[kind])) for kind in sorted(kinds)])


COVERED = """\
Measured inside the candidate's agent, forked children included, on CPython {version}; branches as
coverage.py counts them, over the same text.  What Windows alone executes was measured on CPython for Windows
with the same files, as far as the suite runs there (`python -m strength.windows`).  "Cannot run"
counts the lines and branches that are listed below with the reason; "of the rest" leaves them out."""


def coverage(covered: dict[str, Covered]) -> str:
    """How much of the unchanged files some case executes, and what is not executed."""
    said = COVERED.format(version=platform.python_version())
    head = ["file"]
    for what in ("lines", "branches"):
        head += [what, "executed", "", "cannot run", "of the rest"]
    rows = [[f"`{n}`", *_shares(c.lines), *_shares(c.branches)] for n, c in covered.items()]
    missing = [
        [f"`{name}`", ", ".join(spans(_open(c.lines))), ", ".join(_ways(_open(c.branches)))]
        for name, c in covered.items()
    ]
    beyond = [
        [f"`{name}`", ", ".join(spans([*range(part.first, part.last + 1)])), part.reason]
        for name, c in covered.items()
        for part in c.beyond
    ]
    tables = [
        table(head, rows),
        table(["file", "lines not executed", "branches not taken"], missing),
        table(["file", "cannot run here", "reason"], beyond),
    ]
    return "\n\n".join([said, *tables])


def _shares(part: Part) -> list[object]:
    beyond = len(part.beyond)
    rest = share(part.reached, part.many - beyond)
    return [part.many, part.reached, share(part.reached, part.many), beyond, rest]


def _open(part: Part) -> list[Any]:
    """What is not executed, and could be."""
    return [each for each in part.missing if each not in part.beyond]


def _ways(branches: list[list[int]]) -> list[str]:
    """Branches as FROM-TO; a function is left at no line."""
    return [f"{a}-{b or 'out'}" for a, b in branches]


def spans(numbers: list[int]) -> list[str]:
    """Numbers in their order, runs of them as FIRST-LAST."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [f"{a}-{b}" if a != b else str(a) for a, b in runs]


def controls(found: Findings) -> str:
    """Each control with the room it uses and its red checks."""
    rows: list[list[object]] = [
        [
            f"`{r.name}`",
            r.words,
            r.ran,
            "; ".join(r.reds[:3]) or "none" if r.kit != "late" else "late",
        ]
        for r in found.group("controls")
    ]
    return table(["control", "room that the manual leaves", "cases", "red"], rows)


def survivors(found: Findings) -> str:
    """Each survivor by name, with its verdict."""
    rows: list[list[object]] = []
    same = sum(record.kit == "same" for record in found.survivors)
    said = f"{same} mutants of code that runs at import are not listed: {SAME.reason}."
    for record in found.survivors:
        if record.kit == "same":
            continue
        verdict = found.verdict(record)
        tests = record.tests if "::" in record.name else "-"
        what = f"line {record.line}: {record.words}" if record.line else record.words
        rows.append([f"`{record.name}`", what, record.kit, tests, verdict.verdict, verdict.reason])
    return (
        said
        + "\n\n"
        + table(["mutant", "change", "kit", "CPython's tests", "verdict", "reason"], rows)
    )
