"""The campaign's own parts: mutants, candidates, the pool, the page."""

from __future__ import annotations

import ast
import mmap
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(
    0, str(Path(__file__).parents[1])
)  # the campaign is a tool, no part of what is installed

from strength import (
    coverage,
    data,
    effects,
    grounds,
    kit,
    page,
    pool,
    records,
    sources,
    tests_of_cpython,
    verdicts,
)
from strength.inside import arcs
from strength.making import describe, place_source, plan_for
from strength.mutating import Mutant, mutants, mutated, sample
from strength.reach import Ground
from strength.records import Record

SOURCE = '''"""Documentation."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    import nothing


def first(items, start=0) -> "int":
    """Documentation."""
    if not items:
        raise ValueError("the wording is free")
    for item in items:
        if item > start and item != 7:
            return item + 1
    return None
'''


def words(found: list[Mutant]) -> list[str]:
    return [f"{m.name.rpartition('::')[2]}: {m.words}" for m in found]


def test_mutants_of_a_file() -> None:
    assert words(mutants(SOURCE, "f.py")) == [
        "constant-1: 0 becomes 1",
        "negation-1: Not is dropped",
        "omission-1: a raise is left out",
        "condition-1: the condition of If is negated",
        "connective-1: And becomes Or",
        "comparison-1: Gt becomes GtE",
        "comparison-2: NotEq becomes Eq",
        "constant-2: 7 becomes 8",
        "result-1: None is returned",
        "arithmetic-1: Add becomes Sub",
        "constant-3: 1 becomes 2",
    ]


def test_each_mutant_differs_in_one_place() -> None:
    original = ast.unparse(ast.parse(SOURCE)).splitlines()
    for mutant in mutants(SOURCE, "f.py"):
        changed = mutated(SOURCE, mutant).splitlines()
        compile("\n".join(changed), mutant.name, "exec")
        assert len(changed) == len(original)
        assert sum(a != b for a, b in zip(original, changed, strict=True)) == 1, mutant.name


@pytest.mark.parametrize("origin", ["reference", "cpython"])
def test_every_mutant_of_the_real_files_compiles_and_differs(origin: str) -> None:
    found = [(s, m) for s in sources.sources(origin) for m in mutants(s.text(), s.name)]
    assert len({m.name for _, m in found}) == len(found) >= 400
    for source, mutant in found[::20]:
        text = mutated(source.text(), mutant)
        compile(text, mutant.name, "exec")
        assert text != ast.unparse(ast.parse(source.text())) + "\n"


def test_sample_is_the_same_whatever_the_order() -> None:
    found = mutants(SOURCE, "f.py")
    assert {m.name for m in sample(found, 4)} == {m.name for m in sample(found[::-1], 4)}
    assert len(sample(found, 4)) == 4
    assert sample(found, None) == found


def test_lines_are_those_of_the_statement() -> None:
    by_name = {m.name.rpartition("::")[2]: m for m in mutants(SOURCE, "f.py")}
    assert by_name["comparison-2"].lines == (13,)
    assert by_name["comparison-2"].span == (8, 15)
    assert by_name["constant-3"].function == "first"


def load(entry: Path) -> subprocess.CompletedProcess[str]:
    """The candidate of a folder as Python sees it."""
    code = "import candidate; print(candidate.os.mkdir, candidate.os.name, candidate.os.path.sep)"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=entry.parent, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("origin", "flavour", "sep"),
    [
        ("cpython", "posix", "/"),
        ("cpython", "nt", "\\"),
        ("cpython", "bare", "/"),
        ("cpython", "poor", "/"),
        ("reference", "posix", "/"),
        ("reference", "bare", "/"),
        ("reference", "over", "/"),
        ("reference", "nt", "\\"),
    ],
)
def test_unchanged_candidates_load(tmp_path: Path, origin: str, flavour: str, sep: str) -> None:
    place_source(tmp_path, origin, None, "")
    done = load(describe(tmp_path, plan_for(tmp_path, origin, flavour), "unchanged", True))
    name = "nt" if flavour == "nt" else "posix"
    assert done.stdout == f"<built-in function mkdir> {name} {sep}\n", done.stderr


def test_changed_file_is_the_one_that_loads(tmp_path: Path) -> None:
    (source,) = [s for s in sources.sources("cpython") if s.name == "cpython/posixpath.py"]
    text = source.text().replace("sep = '/'", "sep = '|'")
    place_source(tmp_path, "cpython", source, text)
    done = load(describe(tmp_path, plan_for(tmp_path, "cpython"), "changed", True))
    assert done.stdout.endswith("posix |\n"), done.stderr


def test_an_effect_at_import_is_seen_by_name(tmp_path: Path) -> None:
    (source,) = [s for s in sources.sources("cpython") if s.name == "cpython/os.py"]
    place_source(tmp_path / "a", "cpython", source, source.text())
    text = source.text().replace("mode=0o777, exist_ok=False", "mode=0o776, exist_ok=False")
    place_source(tmp_path / "b", "cpython", source, text)
    before, same, after = (
        effects.digests(plan_for(tmp_path / name, "cpython")) for name in ("a", "a", "b")
    )
    assert before is not None
    assert after is not None
    assert before == same
    assert effects.changed(before, after, "") == {"os:makedirs"}
    assert effects.is_public("os:makedirs")
    assert not effects.is_public("os_reference.backend:_PORTABLE")
    assert effects.changed(before, after, "os:makedirs") == set()


def test_what_cannot_be_loaded_has_no_digests(tmp_path: Path) -> None:
    (source,) = [s for s in sources.sources("cpython") if s.name == "cpython/os.py"]
    place_source(tmp_path, "cpython", source, "raise ImportError\n")
    assert effects.digests(plan_for(tmp_path, "cpython")) is None


ENTRIES = data.entries("primitives", "mutant") + data.entries("controls", "control")


@pytest.mark.skipif(sys.platform != "linux", reason="the entries are about Linux's primitives")
def test_every_entry_can_be_applied(tmp_path: Path) -> None:
    plans = [
        plan_for(tmp_path, "cpython", edit=entry) for entry in ENTRIES if "origin" not in entry
    ]
    code = (
        "import sys, loading\n"
        f"for plan in {plans!r}:\n"
        "    try:\n        loading.load(plan)\n"
        "    except Exception as error:\n        print(plan['edit']['name'], repr(error))\n"
    )
    inside = Path(sources.HERE, "inside")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=inside, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_every_invented_module_can_be_made(tmp_path: Path) -> None:
    code = (
        "import sys, loading\nfrom invented.every import INVENTED\n"
        "print(len(INVENTED) >= 150)\n"
        "for name, made in INVENTED.items():\n"
        f"    plan = dict(origin='cpython', directory={str(tmp_path)!r}, flavour=made.flavour,\n"
        "                edit=dict(name=name, how='invented'))\n"
        "    try:\n        loading.load(plan)\n"
        "    except Exception as error:\n        print(name, repr(error))\n"
    )
    inside = Path(sources.HERE, "inside")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=inside, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_enough_entries() -> None:
    assert len(data.entries("primitives", "mutant")) >= 150
    assert len(data.entries("controls", "control")) >= 40


@pytest.fixture
def few_cases(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A few cases that exist."""
    names = [n for n in kit.cases() if n.startswith("directories/makedirs.")][:8]
    assert names
    return names


def candidate(folder: Path, how: dict[str, object]) -> Path:
    place_source(folder, "cpython", None, "")
    return describe(folder, plan_for(folder, "cpython", edit=how), "a candidate", False)


def test_a_wrong_primitive_is_red_and_the_first_red_ends(
    tmp_path: Path, few_cases: list[str]
) -> None:
    wrong = candidate(tmp_path, {"how": "skips", "names": ["mkdir"]})
    first = kit.judge(wrong, few_cases, timeout=10, worker=0)
    assert len(first.reds) == 1
    everything = kit.judge(wrong, few_cases, timeout=10, worker=0, to_the_end=True)
    assert everything.ran == len(few_cases) >= len(everything.reds) >= 1
    assert everything.reds[0] == first.reds[0]


def test_a_control_is_not_red(tmp_path: Path, few_cases: list[str]) -> None:
    judged = kit.judge(
        candidate(tmp_path, {"how": "python-functions"}),
        few_cases,
        timeout=10,
        worker=0,
        to_the_end=True,
    )
    assert (judged.reds, judged.passed) == ([], len(few_cases))


def test_what_cannot_be_loaded_is_red(tmp_path: Path, few_cases: list[str]) -> None:
    judged = kit.judge(
        candidate(tmp_path, {"how": "?", "names": ["mkdir"]}), few_cases, timeout=10, worker=0
    )
    assert [red.case for red in judged.reds] == ["load"]


def test_pool_gives_every_result_and_ends_what_is_late() -> None:
    def work(task: str, worker: int) -> str:
        if task == "hangs":
            while True:
                os.sched_yield()
        if task == "raises":
            raise ValueError(task)
        if task == "dies":
            os._exit(3)
        return f"{task} {worker < 2}"

    started = time.monotonic()
    found = dict(pool.run(work, ["a", "hangs", "raises", "dies", "b"], 2, 2.0))
    assert time.monotonic() - started < 60
    assert found["a"] == "a True"
    assert found["b"] == "b True"
    late, raised, died = (found[name] for name in ("hangs", "raises", "dies"))
    assert isinstance(late, pool.Failed)
    assert late.late
    assert isinstance(raised, pool.Failed)
    assert "ValueError: raises" in raised.reason
    assert isinstance(died, pool.Failed)
    assert not died.late


def ground() -> Ground:
    """What would be known of a small file."""
    made = Ground("reference", "posix")
    made.seconds = {
        "x/slow": 2.0,
        "x/quick": 1.0,
        "x/other": 0.1,
        "surface/names.name[os.first]": 0.1,
    }
    made.reached["f.py", 13].update({"x/slow", "x/quick"})
    made.reached["f.py", 99].add("x/other")
    made.called["mkdir"].add("x/other")
    return made


def test_cases_that_reach_a_line_are_tried() -> None:
    (mutant,) = [m for m in mutants(SOURCE, "f.py") if m.name.endswith("comparison-2")]
    assert ground().order(mutant) == ["x/quick", "x/slow"]
    red = ground()
    red.red = [kit.Red("x/quick", "fail", "")]
    assert red.order(mutant) == ["x/slow"]


def test_cases_about_a_changed_name_are_tried() -> None:
    (mutant,) = [m for m in mutants(SOURCE, "f.py") if m.name.endswith("comparison-2")]
    assert set(ground().order(mutant, {"first"})) == {
        "x/quick",
        "x/slow",
        "surface/names.name[os.first]",
    }


def test_a_check_that_names_something_mentions_it() -> None:
    assert kit.mentions("looking/access.effective_unsupported", "supports_effective_ids")
    assert not kit.mentions("looking/access.effective_unsupported", "supports_dir_fd")
    assert not kit.mentions("no/such.case", "supports_dir_fd")


def test_records_come_back(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    assert records.load(path) == {}
    made = Record(name="m", group="reference", kit="killed", red="a/b.c", flaky=["x"])
    records.save(path, [made, Record(name="a", group="cpython")])
    assert list(records.load(path)) == ["a", "m"]
    assert records.load(path)["m"] == made


def test_a_ground_is_kept_without_cases_that_are_no_more(
    tmp_path: Path, few_cases: list[str]
) -> None:
    made = ground()
    made.seconds[few_cases[0]] = 1.0
    grounds.save(tmp_path, made)
    again = grounds.load(tmp_path, "reference", "posix")
    assert again.seconds == {few_cases[0]: 1.0}
    assert not again.reached["f.py", 13]
    assert not grounds.load(None, "reference", "posix").seconds


STEPS = {(-8, 10), (10, 12), (12, 13), (13, 12), (12, 15), (15, -8)}


def test_coverage_of_lines_and_branches(tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    path.write_text(SOURCE, "utf-8")
    found = coverage.analysed(sources.Source("other/f.py", "cpython", path), STEPS)
    assert (found.lines.many, found.lines.reached, found.beyond) == (10, 4, [])
    assert found.lines.missing == [3, 4, 5, 8, 11, 14]
    assert found.branches.many == 8
    assert found.branches.missing == [[4, 5], [4, 8], [10, 11], [13, 14]]


def test_steps_are_marked_in_generators_and_forked_children(tmp_path: Path) -> None:
    path, table = tmp_path / "f.py", tmp_path / "table"
    path.write_text("def g():\n    for n in (1, 2):\n        yield n\n", "utf-8")
    table.write_bytes(bytes(arcs.AREA))
    code = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(coverage.HERE / 'inside')!r}]\n"
        f"import arcs, os; arcs.start({str(table)!r}, [{str(path)!r}]); import f\n"
        "if os.fork() == 0: list(f.g()); os._exit(0)\n"
        "os.wait()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with table.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as marks:
        assert {(-1, 2), (2, 3), (3, 2), (2, -1)} <= set(arcs.taken(marks, 0))
        assert (3, -1) not in arcs.taken(marks, 0)


def judged() -> page.Findings:
    made = [
        Record(
            name="reference/f.py::g::constant-1", group="reference", kit="killed", tests="survived"
        ),
        Record(
            name="reference/f.py::g::constant-2",
            group="reference",
            kit="survived",
            tests="killed",
            line=3,
        ),
        Record(
            name="reference/f.py::g::result-1", group="reference", kit="survived", tests="survived"
        ),
        Record(name="reference/f.py::h::result-1", group="reference", kit="same"),
        Record(name="p|p", group="primitives", kit="survived"),
        Record(name="c", group="controls", kit="clean"),
    ]
    text = """
        [[survivor]]
        names = ["reference/f.py::g::result-*"]
        verdict = "equivalent"
        reason = "nobody sees it"
        [[survivor]]
        names = ["p|p"]
        verdict = "gap"
        reason = "not checked"
    """
    return page.Findings(made, verdicts.verdicts(text))


def test_tally_counts_what_is_not_equivalent() -> None:
    found = judged()
    tally = found.tally(found.group("reference"))
    assert (tally.tried, tally.killed, tally.equivalent, tally.unjudged) == (4, 1, 2, 1)
    assert tally.rate == "50.0 %"
    assert (tally.tests_killed, tally.tests_tried) == (1, 2)
    assert found.open()


def test_page_names_survivors_with_their_verdict() -> None:
    lines = coverage.Part(10, 7, [1, 2, 5], [5])
    branches = coverage.Part(4, 2, [[2, 3], [5, 0]], [[5, 0]])
    part = coverage.Beyond(5, 5, "another platform's")
    text = page.render(
        judged(), {"reference/f.py": coverage.Covered(lines, branches, [part])}, "Said here."
    )
    assert "\n\nSaid here.\n\n## Figures" in text
    assert "| `p\\|p` |" in text
    assert "| gap | not checked |" in text
    assert "| open | not looked at yet |" in text
    assert (
        "| `reference/f.py` | 10 | 7 | 70.0 % | 1 | 77.8 % | 4 | 2 | 50.0 % | 1 | 66.7 % |" in text
    )
    assert "| `reference/f.py` | 1-2 | 2-3 |" in text
    assert "| `reference/f.py` | 5 | another platform's |" in text
    assert "reference/f.py::h::result-1" not in text


def test_verdicts_are_said_well() -> None:
    for verdict in verdicts.verdicts():
        assert verdict.verdict in ("equivalent", "gap")
        assert verdict.reason


def test_cpythons_tests_run_with_a_mutant(tmp_path: Path) -> None:
    pytest.importorskip("test.test_genericpath", reason="this Python has no tests of its own")
    (source,) = [s for s in sources.sources("cpython") if s.name == "cpython/genericpath.py"]
    place_source(tmp_path, "cpython", source, source.text().replace("return False", "return True"))
    tested = tests_of_cpython.test(plan_for(tmp_path, "cpython", stands=True), "genericpath", [])
    assert tested.red.startswith("test.test_genericpath.")


def test_cpythons_tests_notice_what_cannot_be_loaded(tmp_path: Path) -> None:
    (source,) = [s for s in sources.sources("cpython") if s.name == "cpython/os.py"]
    place_source(tmp_path, "cpython", source, "raise ImportError\n")
    tested = tests_of_cpython.test(plan_for(tmp_path, "cpython", stands=True), "os", [])
    assert tested.red == "the modules could not be loaded"
