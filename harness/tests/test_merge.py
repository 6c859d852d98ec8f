"""Parts of a run put together, and what is refused."""

from __future__ import annotations

import gzip

import pytest

from os_harness.errors import ReportError
from os_harness.report import storage
from os_harness.report.merge import merge


def shard(make, number, many, cases, **changes):
    return make.report(cases, command=f"osconform run toy --shard {number}/{many}", **changes)


def test_shards_make_the_whole(make):
    parts = [
        shard(
            make, 2, 2, {"b": "fail", "c": "pass"}, started="2026-01-01T00:00:09+00:00", workers=2
        ),
        shard(make, 1, 2, {"d": "pass", "a": "pass"}, file="x/toy.py", release="6.1"),
    ]
    made = merge(parts)
    assert made.lacks == ()
    assert [r.check for r in made.report.results] == ["a", "b", "c", "d"]
    assert made.report.footer.counts == {"pass": 3, "fail": 1}
    assert made.report.footer.seconds == 2.0
    run = made.report.header.run
    assert run.started == "2026-01-01T00:00:00+00:00"
    assert run.workers == 3
    assert made.report.header.platform.release == "6, 6.1"
    assert run.command == "osconform run toy --shard 1/2; osconform run toy --shard 2/2"


def test_the_order_of_the_parts_makes_no_difference_to_the_results(make):
    one, two = shard(make, 1, 2, {"a": "pass"}), shard(make, 2, 2, {"b": "fail"})
    assert merge([one, two]).report.results == merge([two, one]).report.results


def test_the_same_result_twice_is_one(make):
    made = merge([make.report({"a": "pass"}), make.report({"a": "pass", "b": "pass"})])
    assert made.report.footer.counts == {"pass": 2}


@pytest.mark.parametrize(
    "changes",
    [
        {"suite": "2"},
        {"kit": "0.2"},
        {"name": "other"},
        {"spec": "other"},
        {"version": "3.11.8"},
        {"implementation": "pypy"},
        {"sys_platform": "darwin"},
        {"filesystem": "tmpfs"},
        {"case_sensitive": False},
        {"user": "ordinary"},
        {"container": "docker"},
        {"profile": "core"},
        {"seed": 1},
    ],
)
def test_unlike_runs_are_refused(make, changes):
    one, two = make.report({"a": "pass"}), make.report({"b": "pass"}, **changes)
    (key, value), = changes.items()  # fmt: skip
    with pytest.raises(ReportError) as caught:
        merge([one, one, two])
    message = str(caught.value)
    assert f".{'version' if key == 'kit' else key} is " in message
    assert repr(value) in message
    assert one.path.name in message
    assert two.path.name in message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": "fail"}, "outcome is pass and fail"),
        ({"expected": False}, "expected is True and False"),
        ({"clauses": ["os.x/y"]}, "clauses is"),
        ({"level": "posix"}, "level is core and posix"),
    ],
)
def test_double_results_that_disagree_are_refused(make, changes, words):
    one = make.report({"a/b": "pass"})
    outcome = changes.pop("outcome", "pass")
    two = make.report([make.result("a/b", outcome, **changes)])
    with pytest.raises(ReportError, match="disagree on a/b") as caught:
        merge([one, two])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_shard_that_is_not_there_leaves_the_whole_incomplete(make):
    made = merge([shard(make, n, 4, {f"c{n}": "pass"}) for n in (1, 3)])
    assert made.report.footer is None
    assert made.lacks == ("shards [1, 3] of 4 only: 2 not given",)


def test_an_absurd_number_of_shards_costs_nothing(make):
    (line,) = merge([shard(make, 1, 10**15, {"a": "pass"})]).lacks
    assert line == f"shards [1] of {10**15} only: {10**15 - 1} not given"


def test_a_merged_report_can_be_merged_again(make, tmp_path):
    first = merge([shard(make, 1, 3, {"a": "pass"}), shard(make, 2, 3, {"b": "pass"})])
    storage.write(tmp_path / "first.jsonl", [first.report.header, *first.report.results])
    again = merge([storage.load(tmp_path / "first.jsonl"), shard(make, 3, 3, {"c": "pass"})])
    assert len(again.report.results) == 3
    assert [line.partition(":")[2] for line in again.lacks] == [
        " incomplete, the run did not come to its end"
    ]


def test_an_incomplete_part_leaves_the_whole_incomplete(make):
    made = merge([make.report({"a": "pass"}), make.report({"b": "pass"}, complete=False)])
    assert made.report.footer is None
    assert "did not come to its end" in made.lacks[0]


def test_a_time_that_is_none(make):
    with pytest.raises(ReportError, match="not a time"):
        merge([make.report({"a": "pass"}, started="yesterday")])


def test_command(make, osconform, tmp_path):
    one, two = shard(make, 1, 2, {"a": "pass"}), shard(make, 2, 2, {"b": "fail"})
    done = osconform("merge", one.path, two.path, "-o", "all.jsonl.gz")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 reports, 1 pass, 1 fail" in done.stdout
    written = tmp_path / "all.jsonl.gz"
    assert gzip.decompress(written.read_bytes()).startswith(b'{"record": "header"')
    assert storage.load(written).complete
    assert storage.load(written).results == [*one.results, *two.results]
    part = osconform("merge", one.path, "-o", one.path)
    assert part.returncode == 0
    assert "incomplete: shards [1] of 2 only" in part.stderr
    assert not storage.load(one.path).complete


def test_refusals_are_one_line_and_harmless(make, osconform, harmless, tmp_path):
    one = make.report([make.result(make.hostile, "pass")])
    other = make.report([make.result(make.hostile, "fail")])
    odd = make.report({"b": "pass"}, name=make.hostile)
    for arguments in (
        [one.path, other.path, "-o", "m.jsonl"],
        [one.path, odd.path, "-o", "m.jsonl"],
        [one.path, "-o", "none/m.jsonl"],
        [one.path],
        ["-o", "m.jsonl"],
    ):
        done = osconform("merge", *arguments)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
        assert harmless(done.stderr)
    assert not (tmp_path / "m.jsonl").exists()


def test_real_shards_make_what_one_run_makes(osconform, candidates, tmp_path):
    run = ("run", candidates / "wrong.py", "-q", "-n", 1, "-k", "data", "--profile", "seed")
    osconform(*run, "-o", "whole.jsonl")
    for number in (1, 2, 3):
        osconform(*run, "-o", f"part{number}.jsonl", "--shard", f"{number}/3")
    done = osconform("merge", *(f"part{n}.jsonl" for n in (3, 1, 2)), "-o", "merged.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    compared = osconform("diff", "whole.jsonl", "merged.jsonl")
    assert compared.returncode == 0
    whole, merged = (storage.load(tmp_path / f"{name}.jsonl") for name in ("whole", "merged"))
    assert f"0 newly broken, 0 newly right, 0 changed, {len(whole.results)} the same" in (
        compared.stdout
    )
    assert merged.complete
    assert merged.footer.counts == whole.footer.counts
    assert len(whole.footer.counts) > 1
