"""The matrix as Markdown: what a cell says, and how many candidates fit beside each other."""

from __future__ import annotations

from collections import Counter

import pytest

from os_harness.report import markdown, matrix
from os_harness.report.records import Outcome


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"pass": 3}, "✓"),
        ({"pass": 3, "blocked": 1}, "✓"),
        ({"pass": 3, "fail": 1, "crash": 1}, "**2/5**"),
        ({"missing": 2}, "**none**"),
        ({"missing": 2, "pass": 1}, "**2/3**"),
        ({"not-applicable": 2}, "–"),
        ({"not-applicable": 2, "unprivileged": 1}, "·"),
        ({"pass": 1, "broken": 1}, "✓ !"),
        ({"broken": 1}, "!"),
        ({}, "–"),
    ],
)
def test_cells(found, said):
    assert matrix.mark(Counter({Outcome(o): n for o, n in found.items()})) == said


@pytest.fixture
def reports(make):
    """25 candidates; every second one lacks os.rmdir, everywhere os.stat holds and os.fork is not tried."""
    rest = [make.result("d.s", "pass", "os.stat/x"), make.result("d.f", "blocked", "os.fork/x")]
    return [
        make.report([make.result("d.r", "missing" if n % 2 else "pass", "os.rmdir/x"), *rest], name=f"c{n}")
        for n in range(25)
    ]  # fmt: skip


def test_many_candidates_fit(reports):
    text = matrix.render(reports, {"os.rmdir": "Directories", "os.stat": "Files"})
    row = next(line for line in text.splitlines() if line.startswith("| <code>os.rmdir"))
    assert row.split(" | ")[1:4] == ["✓", "**none**", "✓"]
    assert len(row) < 300
    assert "As promised wherever they were tried: <code>os.stat</code>." in text
    assert "Not tried anywhere: <code>os.fork</code>." in text
    sections = [line.split(" | ")[0] for line in text.splitlines() if " ✓ | " in line]
    assert sections == ["| Directories", "| Files", "| <code>os.rmdir</code>"]
    assert {line.count("|") for line in text.splitlines() if " ✓ | " in line} == {27}


def test_all_tables_of_a_page(reports):
    text = markdown.render(reports[:2])
    assert text.startswith("# Matrix")
    assert "| <code>c1</code> | CPython 3.11.7 | Linux 6, ext4, root |" in text
    assert text.count("\n## c") == 2


def test_hostile_names(make, harmless):
    odd = make.hostile
    bad = make.result(odd, "fail", f"{odd}/x", function=odd)
    changes = dict.fromkeys(("name", "version", "sys_platform", "started"), odd)
    text = matrix.render([make.report([bad], **changes)] * 2, {odd: odd})
    assert harmless(text)
    assert "<script" not in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {8, 4}
