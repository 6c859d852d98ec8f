"""What the campaign measures on Windows: steps from line to line, and systems in memory."""

from __future__ import annotations

import mmap
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(
    0, str(Path(__file__).parents[1])
)  # the campaign is a tool, no part of what is installed

from strength import kit, windows
from strength.inside import arcs
from strength.making import INSIDE, describe, place_source, plan_for
from strength.sources import Source, sources

BRANCH = """\
def sign(number):
    if number < 0:
        return -1
    return 1


sign(1)
"""
TRACED = """\
import sys
sys.path.insert(0, {inside!r})
import arcs
arcs.start({table!r}, [{file!r}])
exec(compile(open({file!r}).read(), {file!r}, "exec"))
"""


def test_steps_are_marked(tmp_path: Path) -> None:
    table, file = tmp_path / "table", tmp_path / "branch.py"
    file.write_text(BRANCH)
    with table.open("wb") as stream:
        stream.truncate(arcs.AREA)
    script = TRACED.format(inside=str(INSIDE), table=str(table), file=str(file))
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    with table.open("r+b") as marked, mmap.mmap(marked.fileno(), 0) as marks:
        taken = set(arcs.taken(marks, 0))
    assert {(-1, 2), (2, 4), (4, -1), (1, 7)} <= taken
    assert (2, 3) not in taken


def test_a_measure_counts_for_its_text_only(tmp_path: Path) -> None:
    first, second, *_ = sources("cpython")
    seen = windows.Seen(windows._digest(first), {1, 2}, {(-1, 1), (1, 2)})
    windows.save(tmp_path / windows.NAME, {first.name: seen, second.name: seen})
    assert windows.load(tmp_path) == {first.name: seen}
    assert windows.load(tmp_path / "nowhere") == {}


def file_named(name: str) -> Source:
    origin = name.partition("/")[0]
    (found,) = [source for source in sources(origin) if source.name == name]
    return found


@pytest.mark.parametrize(
    ("name", "flavour", "old", "new", "case"),
    [
        ("cpython/ntpath.py", "windows", "if strict:\n                raise\n            initial",
         "if strict:\n                pass\n            initial",
         "paths/realpath_forms.strict_of_missing[missing-str]"),
        ("reference/paths/resolving.py", "windows", "path = final_name(path)", "final_name(path)",
         "paths/realpath.resolved[twice-absolute]"),
        ("reference/paths/resolving.py", "linked", "rest += reversed(names)", "pass",
         "paths/realpath.resolved[twice-absolute]"),
    ],
)  # fmt: skip
def test_a_system_in_memory_shows_a_mutant(
    tmp_path: Path, name: str, flavour: str, old: str, new: str, case: str
) -> None:
    source = file_named(name)
    assert source.text().count(old) == 1
    outcomes = []
    for number, text in enumerate([source.text(), source.text().replace(old, new)]):
        folder = tmp_path / str(number)
        place_source(folder, source.origin, source, text)
        plan = plan_for(folder, source.origin, flavour, stands=False)
        candidate = describe(folder, plan, "candidate", re_exports=False)
        judged = kit.judge(candidate, [case], timeout=30, worker=0)
        outcomes.append([red.case for red in judged.reds])
        assert judged.ran == 1
        assert judged.passed == 1 - number
    assert outcomes == [[], [case]]
