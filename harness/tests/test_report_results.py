"""Results in little memory: the same values, in the same order, whatever they hold."""

from __future__ import annotations

import pytest

from os_harness.report import storage
from os_harness.report.records import Result
from os_harness.report.results import CHUNK, Packed, encode


@pytest.fixture
def results(make):
    """More than a chunk of results, with odd texts in some."""
    return [
        make.result(f"a.b[{n}]", "fail" if n % 7 == 0 else "pass", title=make.hostile * (n % 3))
        for n in range(2 * CHUNK + 5)
    ]


def test_what_goes_in_comes_out(results):
    packed = Packed(map(encode, results))
    assert len(packed) == len(results)
    assert list(packed) == results
    assert packed == results
    assert packed != results[:-1]
    assert packed != "text"
    assert [packed[n] for n in (0, CHUNK - 1, CHUNK, -1)] == [
        results[n] for n in (0, CHUNK - 1, CHUNK, -1)
    ]
    assert packed[CHUNK - 2 : CHUNK + 2] == results[CHUNK - 2 : CHUNK + 2]
    with pytest.raises(IndexError):
        packed[len(results)]


def test_some_left_out(results):
    packed = Packed(map(encode, results)).without({0, CHUNK, 2 * CHUNK})
    assert packed == [r for n, r in enumerate(results) if n not in (0, CHUNK, 2 * CHUNK)]


def test_a_loaded_report_holds_no_live_results(make, results):
    report = make.report(results)
    assert isinstance(report.results, Packed)
    size = sum(map(len, report.results._chunks))
    assert size * 5 < sum(len(encode(r)) for r in results)


def test_of_several_results_of_a_check_the_last_counts(make, tmp_path, results):
    path = tmp_path / "twice.jsonl"
    again = [make.result(r.check, "missing") for r in results[:3]]
    storage.write(path, [make.header(), *results, *again])
    loaded = storage.load(path)
    assert loaded.results == [*results[3:], *again]
    assert all(isinstance(result, Result) for result in loaded.results)
