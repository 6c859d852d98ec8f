"""A candidate may crash, hang, exit, close, prune, chatter or linger: the run goes on and says so."""

from __future__ import annotations

import psutil
import pytest

MAKING = "directories/makedirs.creates_all[depth=1-str]"
UNTOUCHED = "general/data.name"


def outcomes(report):
    return {result.check: str(result.outcome) for result in report.results}


@pytest.mark.parametrize("name", ["segfault", "leaves", "closes"])
def test_process_death_is_a_crash(conform, candidates, name):
    status, report = conform(candidates / f"{name}.py", "-k", "makedirs or general")
    found = outcomes(report)
    assert status == 1
    assert report.complete
    assert found[MAKING] == "crash"
    assert found[UNTOUCHED] == "pass"
    assert "broken" not in found.values()


def test_hang_is_a_timeout_and_dies_with_its_group(conform, candidates):
    status, report = conform(
        candidates / "hang.py", "-k", "returns_none or general/data", "--timeout", 0.5
    )
    found = outcomes(report)
    assert status == 1
    assert found["directories/makedirs.returns_none"] == "timeout"
    assert found[UNTOUCHED] == "pass"
    assert not [p for p in psutil.process_iter(["cmdline"]) if "hang.py" in str(p.info["cmdline"])]


def test_pruning_too_far_is_an_escape(conform, candidates):
    status, report = conform(candidates / "prunes.py", "-k", "removedirs or general/data")
    found = outcomes(report)
    assert status == 1
    assert found["directories/removedirs.prunes[depth=1-str]"] == "escape"
    assert found[UNTOUCHED] == "pass"


def test_a_process_left_behind_is_an_escape(conform, candidates):
    status, report = conform(candidates / "lingers.py", "--clause", "os.makedirs/returns-none")
    assert outcomes(report) == {"directories/makedirs.returns_none": "escape"}
    assert status == 1


def test_printing_harms_nothing(conform, candidates):
    status, report = conform(candidates / "chatters.py", "-k", "makedirs or general")
    assert set(outcomes(report).values()) <= {"pass", "not-applicable"}
    assert status == 0


def test_small_defects_are_found(conform, candidates):
    status, report = conform(candidates / "wrong.py", "-k", "directories or general or environment")
    found = outcomes(report)
    assert status == 1
    assert found["general/data.value[curdir]"] == "fail"
    assert found["directories/makedirs.existing_leaf[str-leaf=directory]"] == "fail"
    assert found["environment/getenv.putenv"] == "blocked"
    assert found["environment/getenv.always_there"] in ("fail", "missing")
    assert found["directories/renames.plain_names"] == "fail"
    assert found["general/data.value[pardir]"] == "pass"


def test_every_documented_name_that_is_not_there_is_missing(conform, candidates):
    status, report = conform(candidates / "bare.py", "-k", "surface/names.name")
    assert status == 1
    found = outcomes(report)
    assert found.pop("surface/names.name[os.name]") == "pass"
    assert list(found.values()).count("missing") > 300
    assert set(found.values()) == {"missing", "unsupported", "not-applicable"}
