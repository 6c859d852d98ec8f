"""The published reports (`reports/`): the list, the README, and the making of some of them."""

from __future__ import annotations

import gzip
import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

from os_harness import candidates
from os_harness.report import storage

REPORTS = Path(__file__).parents[2] / "reports"


@pytest.fixture
def maker(tmp_path, monkeypatch):
    """`reports/make.py`, working on a copy of the list and the README in an empty folder."""
    spec = importlib.util.spec_from_file_location("make_reports", REPORTS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # where msgspec looks for annotations
    spec.loader.exec_module(module)
    for name in ("reports.toml", "README.md"):
        shutil.copy(REPORTS / name, tmp_path)
    module.HERE = tmp_path
    return module


def entries(maker):
    found = maker.msgspec.toml.decode((REPORTS / "reports.toml").read_bytes(), type=maker.Entries)
    return found.report


def test_every_entry_names_a_candidate(maker):
    names = [entry.name for entry in entries(maker)]
    assert len(names) == len(set(names))
    for entry in entries(maker):
        assert candidates.resolve(entry.what).name


def test_every_report_loads_and_is_listed():
    readme = (REPORTS / "README.md").read_text()
    page = gzip.compress((REPORTS / "matrix.html").read_bytes())
    assert len(page) < 1 << 20
    for path in REPORTS.glob("*.report.jsonl.gz"):
        report = storage.load(path)
        assert report.complete
        assert f"]({path.name}) |" in readme
        assert report.header.run.started[:10] in readme


def test_some_are_made_and_the_others_stay(maker, make, capfd, monkeypatch):
    kept = make.report({"a.b": "pass"}, name="node")
    (maker.HERE / "node.report.jsonl.gz").write_bytes(gzip.compress(kept.path.read_bytes()))
    other = make.report({"a.b": "fail"}, name="of no entry")
    (maker.HERE / "zzz.report.jsonl.gz").write_bytes(gzip.compress(other.path.read_bytes()))
    before = (maker.HERE / "node.report.jsonl.gz").read_bytes()
    entry = maker.Entry(name="stdlib", options=["-k", "data.value", "-n", "1"])
    assert maker.ready(entry)
    assert maker.run(entry)
    absent = maker.Entry(name="absent", candidate="no.such.module")
    assert not maker.ready(absent)
    monkeypatch.setattr("sys.argv", ["make.py", "--only"])
    maker.main()
    assert "3 reports" in capfd.readouterr().out
    assert (maker.HERE / "node.report.jsonl.gz").read_bytes() == before
    readme = (maker.HERE / "README.md").read_text()
    rows = [
        line.split("<code>")[1].split("<")[0]
        for line in readme.splitlines()
        if ".jsonl.gz) |" in line
    ]
    assert rows == ["stdlib", "node", "zzz"]
    assert "| section | stdlib | node | of no entry |" in readme
    text = gzip.decompress((maker.HERE / "stdlib.report.jsonl.gz").read_bytes()).decode()
    assert str(maker.HERE) not in text.partition("\n")[0]  # no path of this machine


def test_unknown_names_are_refused(maker, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["make.py", "--only", "nosuch"])
    with pytest.raises(SystemExit, match="2"):
        maker.main()
    assert "not in reports.toml: nosuch" in capsys.readouterr().err
