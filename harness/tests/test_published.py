"""The published reports (`reports/`): the list, the README, and the making of some of them."""

from __future__ import annotations

import gzip
import importlib.util
import re
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


def test_what_github_shows_as_pages_is_small_enough_for_that():
    for path in (REPORTS / "README.md", REPORTS / "matrix.md", *(REPORTS / "guide").glob("*.md")):
        assert path.stat().st_size < 400_000, path


def test_the_guide_is_whole_and_its_links_lead_somewhere():
    front = (REPORTS / "guide" / "README.md").read_text()
    links = re.findall(r"\]\(([\w.-]+\.md)(?:#([^)]+))?\)", front)
    pages = {path.name: path.read_text() for path in (REPORTS / "guide").glob("*.md")}
    assert {page for page, _ in links} == set(pages) - {"README.md"}
    assert all(f'<a id="{name}"></a>' in pages[page] for page, name in links if name)
    for words in ("os.rename", "os.path.realpath", "os.listdir", "suite ", "seed "):
        assert words in front
    html = (REPORTS / "guide.html").read_text()
    assert 'id="os.rename"' in html


def test_some_are_made_and_the_others_stay(maker, make, capfd, monkeypatch):
    kept = make.report({"a.b": "pass"}, name="node", started="2025-12-31T00:00:00+00:00", seed=7)
    (maker.HERE / "node.report.jsonl.gz").write_bytes(gzip.compress(kept.path.read_bytes()))
    other = make.report({"a.b": "fail"}, name="of no entry")
    (maker.HERE / "zzz.report.jsonl.gz").write_bytes(gzip.compress(other.path.read_bytes()))
    before = (maker.HERE / "node.report.jsonl.gz").read_bytes()
    summary = maker.make(
        [maker.Entry(name="stdlib", options=["-k", "data.value", "-n", "1"]),
         maker.Entry(name="absent", candidate="no.such.module"),
         maker.Entry(name="node", candidate="stdlib", options=["--no-such-option"])]
    )  # fmt: skip
    made, absent, left = summary
    assert re.match(r"stdlib +\d+\.\d s  made\Z", made)
    assert "left, there is none: no.such.module not ready: " in absent
    assert left.endswith("left, the old one stays: osconform ended with 2")
    monkeypatch.setattr("sys.argv", ["make.py", "--only"])
    capfd.readouterr()
    maker.main()
    told = capfd.readouterr().out
    assert re.search(
        r"\nrendering +\d+\.\d s\n3 reports, made 2025-12-31 to 20\d\d-\d\d-\d\d by ", told
    )
    assert "matrix.html" in told
    assert (maker.HERE / "node.report.jsonl.gz").read_bytes() == before
    readme = (maker.HERE / "README.md").read_text()
    rows = [
        line.split("<code>")[1].split("<")[0]
        for line in readme.splitlines()
        if ".jsonl.gz) |" in line
    ]
    assert rows == ["stdlib", "node", "zzz"]
    assert re.search(
        r"3 reports, made 2025-12-31 to .* by osconform .*, suite .*, seed 0 and 7\.", readme
    )
    assert "| section | stdlib | node | of no entry |" in readme
    assert (maker.HERE / "guide" / "README.md").exists()
    assert (maker.HERE / "guide.html").exists()
    text = gzip.decompress((maker.HERE / "stdlib.report.jsonl.gz").read_bytes()).decode()
    assert str(maker.HERE) not in text.partition("\n")[0]  # no path of this machine


def test_a_run_that_hangs_is_ended_and_told(maker, monkeypatch):
    monkeypatch.setattr(maker, "PATIENCE", 0.01)
    (line,) = maker.make([maker.Entry(name="stdlib")])
    assert line.endswith("left, there is none: not done within 0 s")


def test_an_incomplete_run_is_left(maker, make, monkeypatch):
    torn = make.report({"a.b": "pass"}, complete=False)

    def run(*arguments, **options):
        shutil.copy(torn.path, maker.HERE / maker.MAKING / "x.report.jsonl")
        return 0, ""

    monkeypatch.setattr(maker, "demand", lambda entry: None)
    monkeypatch.setattr(maker, "osconform", run)
    (line,) = maker.make([maker.Entry(name="stdlib")])
    assert line.endswith("left, there is none: the run did not come to its end")
    assert not (maker.HERE / maker.MAKING).exists()


def test_unknown_names_are_refused(maker, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["make.py", "--only", "nosuch"])
    with pytest.raises(SystemExit, match="2"):
        maker.main()
    assert "not in reports.toml: nosuch" in capsys.readouterr().err
