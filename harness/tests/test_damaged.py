"""Files that are no report, or no whole one: every command says so in one line, or goes on as documented."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import sys
from pathlib import Path

import pytest

from os_harness import cli
from os_harness.errors import ReportError
from os_harness.report import storage

COMMANDS = {
    "diff old": ["diff", "FILE", "GOOD"],
    "diff new": ["diff", "GOOD", "FILE"],
    "merge": ["merge", "GOOD", "FILE", "-o", "out.jsonl"],
    "history": ["history", "GOOD", "FILE"],
    "repro": ["repro", "FILE", "a/b.c[1]"],
    "report": ["report", "FILE", "--junit", "o.xml", "--markdown", "o.md", "--badge", "o.json"],
    "expect": ["expect", "update", "e.toml", "--from", "FILE"],
}
HEADER = "line 1: expected a report's header, found "
RECORD = "not a record of a report: "

WRONG = {  # name -> (the file's bytes, made from a report's lines; what is said of it)
    "empty": (lambda lines: b"", HEADER + "nothing"),
    "blank": (lambda lines: b"\n\n", HEADER + "nothing"),
    "zeros": (lambda lines: b"\0" * 5000, HEADER + "something else"),
    "binary": (lambda lines: bytes(range(255, 0, -1)) * 9, HEADER + "something else"),
    "page": (lambda lines: b"<!DOCTYPE html>\n<html>\n", HEADER + "something else"),
    "other compression": (lambda lines: bz2.compress(b"".join(lines)), HEADER + "something else"),
    "cut in the header": (lambda lines: lines[0][:60], HEADER + "an unfinished line"),
    "no header": (lambda lines: b"".join(lines[1:]), HEADER + "something else"),
    "utf-16": (lambda lines: b"".join(lines).decode().encode("utf-16"), HEADER + "something else"),
    "other format": (lambda lines: lines[0].replace(b'"format": 1', b'"format": 2'), "expected format 1"),
    "two reports": (lambda lines: b"".join(lines) * 2, "holds more than one header"),
    "torn within": (lambda lines: lines[0] + lines[1][:40] + b"\n" + lines[2], "line 2: " + RECORD),
    "other outcome": (lambda lines: b"".join(lines).replace(b'"pass"', b'"good"'), RECORD + "Invalid enum"),
    "deep": (lambda lines: lines[0] + b"[" * 100_000 + b"\n", "line 2: " + RECORD),
    "gz cut": (lambda lines: gzip.compress(b"".join(lines))[:200], "damaged or cut off"),
    "gz wrong": (lambda lines: b"\x1f\x8b" + b"x" * 99, "damaged or cut off"),
}  # fmt: skip


@pytest.fixture
def typed(tmp_path, monkeypatch):
    """Runs a command in this process: (exit code, output, errors)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["osconform", *arguments])
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as ended,
        ):
            cli.main()
        return ended.value.code, out.getvalue(), err.getvalue()

    return run


@pytest.fixture
def good(make):
    result = make.result("a/b.c[1]", "fail", reproducer="import os\n")
    return make.report([result, make.result("a/b.c[2]", "pass")]).path


def words(command, file, good):
    known = {"FILE": str(file), "GOOD": str(good)}
    return [known.get(word, word) for word in command]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_report(typed, good, tmp_path, name):
    make_file, said = WRONG[name]
    file = tmp_path / "odd.jsonl"
    file.write_bytes(make_file(good.read_bytes().splitlines(keepends=True)))
    for command in COMMANDS.values():
        status, _, told = typed(*words(command, file, good))
        (line,) = told.splitlines()
        assert (status, line.startswith(f"osconform: {file}")) == (2, True), line
        assert said in line
        assert len(line) < len(str(file)) + 200
    assert not (tmp_path / "out.jsonl").exists()
    assert not (tmp_path / "e.toml").exists()


@pytest.mark.parametrize("place", ["none.jsonl", ".", "/dev/null"])
def test_what_is_no_file(typed, good, place):
    for command in COMMANDS.values():
        status, _, told = typed(*words(command, place, good))
        assert (status, len(told.splitlines())) == (2, 1), told


@pytest.mark.parametrize("cut", [1, 30])
def test_what_is_incomplete_goes_on_and_says_so(typed, good, tmp_path, cut):
    data = good.read_bytes()
    file = tmp_path / "cut.jsonl"
    file.write_bytes(data[: -len(data.splitlines(keepends=True)[-1]) + cut])
    found = {name: typed(*words(command, file, good)) for name, command in COMMANDS.items()}
    codes = {name: status for name, (status, _, _) in found.items()}
    assert codes == dict.fromkeys(COMMANDS, 0) | {"diff new": 4}
    assert "incomplete" in found["merge"][2]
    assert "the new report is incomplete" in found["diff new"][1]
    for made in ("o.xml", "o.md", "o.json"):
        assert "come to its end" in Path(made).read_text() or "incomplete" in Path(made).read_text()


def test_other_ends_of_lines_and_marks_are_read(typed, good, tmp_path):
    file = tmp_path / "windows.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + good.read_bytes().replace(b"\n", b"\r\n"))
    assert typed("diff", str(good), str(file))[0] == 0
    assert storage.load(file).complete


def test_nothing_is_left_of_a_file_that_cannot_be_written(good, tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(ReportError, match="cannot be written"):
        storage.write(tmp_path / "there", [storage.load(good).header])
    assert not (tmp_path / "there.new").exists()
