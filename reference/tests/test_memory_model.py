"""The system in memory against the one that runs the tests: random sequences of calls."""

import os as host
import sys

import pytest

from os_reference import memory
from os_reference.memory import differential
from os_reference.memory.calls.entries import EntryCalls
from os_reference.memory.opened import OpenFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the model is that of Linux")


@pytest.mark.parametrize("seed", [0, 10_000, 20_000])
def test_random_calls_end_alike(tmp_path, seed):
    counts, found = differential.campaign(str(tmp_path), 4000, seed)
    assert [str(difference) for difference in found] == []
    assert counts["calls"] >= 4000
    assert counts["returned"] > counts["calls"] // 5
    assert list(tmp_path.iterdir()) == []


def plant_rename(monkeypatch):
    """A rename that leaves the old name."""
    real = EntryCalls._move

    def move(self, old, new):
        real(self, old, new)
        old.directory.enter(old.name, old.node, self._kernel.now())

    monkeypatch.setattr(EntryCalls, "_move", move)


def plant_append(monkeypatch):
    """A write that knows no O_APPEND."""
    monkeypatch.setattr(
        OpenFile, "write", lambda self, data, process: self.write_at(self.offset, data, process)
    )


def plant_mode(monkeypatch):
    """A mkdir that ignores the umask."""
    real = EntryCalls.mkdir

    def mkdir(self, path, mode=0o777, *, dir_fd=None):
        before, self._kernel.process.umask = self._kernel.process.umask, 0
        try:
            real(self, path, mode, dir_fd=dir_fd)
        finally:
            self._kernel.process.umask = before

    monkeypatch.setattr(EntryCalls, "mkdir", mkdir)


@pytest.mark.parametrize("plant", [plant_rename, plant_append, plant_mode])
def test_planted_defects_are_found(tmp_path, monkeypatch, plant):
    plant(monkeypatch)
    _, found = differential.campaign(str(tmp_path), 4000, 0, most=1)
    assert found


def test_sequences_are_reproducible():
    first, second = (differential.Generator(7) for _ in range(2))
    assert [first.call() for _ in range(50)] == [second.call() for _ in range(50)]


def test_times_that_calls_mark_are_compared():
    sides = [differential.Side(memory("linux")) for _ in range(2)]
    for side in sides:
        side.os.mkdir("/w")
        side.os.chdir("/w")
    counts = differential.Counter()
    assert differential.run_sequence(*sides, 3, counts, with_times=True) is None
    assert counts["calls"] == differential.LENGTH


def test_the_command_line(tmp_path, capsys):
    here = host.getcwd()
    assert differential.main([str(tmp_path), "--calls", "100", "--seed", "5"]) == 0
    assert "160 calls" in capsys.readouterr().out
    assert host.getcwd() == here
