"""Runs as a whole: selection, resuming, shards, in-process, privileges, flaky and broken outcomes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from os_conformance import catalogue
from os_conformance.check import build, clause, needs
from os_conformance.suite import all_checks
from os_harness.errors import UsageError
from os_harness.report import storage
from os_harness.running import features
from os_harness.running.features import Features
from os_harness.running.runner import Runner
from os_harness.running.selection import Selection
from os_harness.running.settings import Settings, decode, encode


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    made = Runner(Settings(candidate="stdlib", sandbox=str(tmp_path_factory.mktemp("runner"))))
    yield made
    made.close()


def run(runner, function):
    check = build(clause("os.makedirs/creates-all")(function), "tests/own")
    return runner.run(check, check.cases[0])


def test_pass_has_no_trace(runner):
    def check_good(os, world):
        """Good."""
        os.mkdir(world.path("d"))

    result = run(runner, check_good)
    assert (result.outcome, result.expected, result.trace, result.reproducer) == (
        "pass",
        True,
        [],
        "",
    )
    assert (result.check, result.function, result.level) == (
        "tests/own.good",
        "os.makedirs",
        "core",
    )


def test_fail_has_trace_and_script_without_the_sandboxs_place(runner):
    def check_bad(os, world):
        """Bad."""
        world.file("f")
        os.mkdir(world.path("f"))

    result = run(runner, check_bad)
    assert result.outcome == "fail"
    assert [step.actor for step in result.trace] == ["host", "candidate"]
    assert runner.settings.sandbox not in json.dumps([result.message, result.got])
    assert "SCRATCH" in result.got
    assert "write_file(host, SCRATCH + '/f')" in result.reproducer


def test_different_outcomes_are_flaky(runner):
    tries = []

    def check_odd(os, world):
        """Odd."""
        tries.append(1)
        assert len(tries) > 1

    result = run(runner, check_odd)
    assert result.outcome == "flaky"
    assert "first fail" in result.message


def test_fault_of_the_kit_is_broken(runner):
    def check_kit(os, world):
        """Kit."""
        json.loads("{")

    assert run(runner, check_kit).outcome == "broken"


def test_need_that_is_not_met(tmp_path):
    made = Runner(Settings(candidate="stdlib", sandbox=str(tmp_path), unprivileged=True))

    def check_root(os):
        """Root."""

    check = build(needs("root")(clause("os.makedirs/creates-all")(check_root)), "m")
    result = made.run(check, check.cases[0])
    made.close()
    assert result.outcome == "unprivileged"
    assert "not root's" in result.message


def test_prerequisite_that_does_not_hold(candidates, tmp_path):
    made = Runner(Settings(candidate=str(candidates / "wrong.py"), sandbox=str(tmp_path)))

    def check_next(os):
        """Next."""

    declared = clause("os.renames/moves", after=["os.renames/same-directory"])(check_next)
    check = build(declared, "m")
    result = made.run(check, check.cases[0])
    made.close()
    assert result.outcome == "blocked"
    assert "os.renames/same-directory" in result.message


def select(**settings):
    chosen = Selection(Settings(candidate="stdlib", **settings), catalogue.load())
    return {check.case_id(case) for check in all_checks() for case in chosen.cases(check)}


def test_selection_by_expression_clause_and_profile():
    every = select()
    assert "general/data.value[curdir]" in select(select="data and curdir")
    assert all(
        "makedirs" in name for name in select(clause="os.makedirs/*") if "directories" in name
    )
    assert select(profile="smoke") == {name for name in every if name.startswith("smoke/")}
    assert select(profile="seed") < select(profile="full") == every
    assert not any("windows" in name for name in select(profile="posix", select="data"))
    assert select(done=sorted(every)[:5]) == set(sorted(every)[5:])


def test_shards_part_the_suite():
    parts = [select(shard=(number, 3)) for number in (1, 2, 3)]
    assert set.union(*parts) == select()
    assert sum(map(len, parts)) == len(select())


def test_bad_expression():
    with pytest.raises(UsageError, match="-k"):
        select(select="and (")


def test_settings_travel_as_text():
    settings = Settings(
        candidate="é\udcff".encode("utf-8", "replace").decode(), shard=(1, 2), done=["a"]
    )
    assert decode(encode(settings)) == settings


def test_features_are_tried_once(tmp_path, monkeypatch):
    assert Features(tmp_path).lacking("symlinks") is None
    (tmp_path / "two").mkdir()

    def refuse(at):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setitem(features.FEATURES, "symlinks", refuse)
    lacking = Features(tmp_path / "two").lacking
    assert "Operation not permitted" in lacking("symlinks")
    assert lacking("symlinks") == lacking("symlinks")


def test_interrupted_run_is_resumed(osconform, tmp_path):
    path = tmp_path / "part.report.jsonl"
    arguments = ["run", "stdlib", "-q", "-o", path, "-k", "general"]
    assert osconform(*arguments).returncode == 0
    whole = storage.load(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:5]) + lines[5][:20])
    torn = storage.load(path)
    assert not torn.complete
    assert len(torn.results) == 4
    done = osconform(*arguments, "--resume")
    assert done.returncode == 0, done.stderr
    again = storage.load(path)
    assert again.complete
    assert [r.check for r in again.results] == [r.check for r in whole.results]
    assert osconform(*arguments, "--resume").returncode == 2


def test_two_workers_and_one_agree(osconform, tmp_path):
    found = []
    for workers in ("1", "2"):
        path = tmp_path / f"{workers}.jsonl"
        assert (
            osconform(
                "run", "stdlib", "-q", "-n", workers, "-o", path, "--profile", "seed"
            ).returncode
            == 0
        )
        found.append([(r.check, r.outcome, r.message) for r in storage.load(path).results])
    assert found[0] == found[1]


def test_in_process(conform):
    status, report = conform("stdlib", "--in-process", "-k", "general or environment/getenv")
    outcomes = {r.outcome for r in report.results}
    assert outcomes <= {"pass", "not-applicable", "unprivileged"}
    assert status == 0


def test_unprivileged_run(conform):
    status, report = conform("stdlib", "--unprivileged", "-k", "makedirs")
    assert status == 0
    assert report.header.platform.user == "ordinary"


def test_stop_at_the_first_red(conform, candidates):
    _, report = conform(candidates / "wrong.py", "-x", "-k", "general or directories")
    red = {r.check.partition("[")[0] for r in report.results if r.outcome == "fail"}
    assert len(red) == 1


def test_nothing_is_left_behind(conform, candidates, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    conform(candidates / "hang.py", "-k", "makedirs.returns_none", "--timeout", "0.3")
    assert sorted(os.listdir(tmp_path)) == ["run.report.jsonl"]


def test_nothing_is_left_of_a_run_that_cannot_begin(osconform, temporary):
    assert osconform("run", "stdlib", "-o", "none/such/file").returncode == 2
    assert os.listdir(temporary) == []


def test_under_plain_pytest(candidates, tmp_path):
    report = tmp_path / "p.report.jsonl"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--pyargs",
        "os_conformance",
        "-p",
        "no:cacheprovider",
    ]
    options = ["--candidate", str(candidates / "wrong.py"), "--candidate-profile", "seed"]
    done = subprocess.run(
        [*command, *options, "--candidate-report", str(report), "-n", "2"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "fail: general/data.value[curdir]" in done.stdout
    assert "promise: The path data have the documented values." in done.stdout
    loaded = storage.load(report)
    assert loaded.complete
    assert loaded.header.candidate.name == "wrong.py"


@pytest.mark.parametrize("options", [[], ["--candidate", "no-such!"]])
def test_plain_pytest_without_a_candidate(tmp_path, options):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--pyargs",
        "os_conformance",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "candidate" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_property_that_fails_fails_again(osconform, candidates, tmp_path):
    report = tmp_path / "r.jsonl"
    done = osconform(
        "run",
        candidates / "slashes.py",
        "-q",
        "-n",
        "1",
        "-k",
        "laws and normalizing",
        "-o",
        report,
    )
    assert done.returncode == 1, done.stderr
    outcomes = {r.check: str(r.outcome) for r in storage.load(report).results}
    assert outcomes["paths/laws.normalizing"] == "fail"


def test_a_chosen_level_is_the_distance_to_it(conform, tmp_path):
    """A part of os is judged by what it promises; with --level by all that this Python promises."""
    entry = tmp_path / "part.toml"
    entry.write_text(
        'name = "part"\nmodule = "os"\nlevel = "3.8"\npromises = ["os.makedirs", "os.listdrives"]\n'
    )
    chosen = ("-k", "surface/names and (os.makedirs or os.process_cpu_count or os.rmdir)")
    outcomes = {}
    for level in ((), ("--level", "3.13")):
        _, report = conform(entry, *chosen, *level)
        outcomes[report.header.run.level] = {r.check: str(r.outcome) for r in report.results}
    own, far = outcomes[""], outcomes["3.13"]
    assert (
        own["surface/names.name[os.makedirs]"] == far["surface/names.name[os.makedirs]"] == "pass"
    )
    assert own["surface/names.name[os.rmdir]"] == "not-applicable"
    assert far["surface/names.name[os.rmdir]"] == "pass"
    assert own["surface/names.name[os.process_cpu_count]"] == "not-applicable"
    wanted = "pass" if sys.version_info >= (3, 13) else "missing"
    assert far["surface/names.name[os.process_cpu_count]"] == wanted


def test_a_level_is_two_numbers(osconform):
    done = osconform("run", "stdlib", "--level", "newest")
    assert done.returncode == 2
    assert "expected a level of Python such as 3.13" in done.stderr
