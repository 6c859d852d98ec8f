"""A run that is stopped or killed leaves nothing: no process, no directory."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys

import pytest

LIMIT = 60_000  # milliseconds for what takes a second on an idle machine

# Each process of the candidate holds the write end of the named pipe as long as it lives.
LINGERS = """\
import os
import signal
from os import *
from os import _exit, path


def makedirs(*args, **keywords):
    told = os.open({pipe!r}, os.O_WRONLY)
    os.fork()
    os.write(told, b"x")
    while True:
        signal.pause()
"""


@pytest.fixture
def lingering(tmp_path):
    """Starts a run whose candidate forks and never answers, and waits until it does so."""
    pipe = tmp_path / "told"
    os.mkfifo(pipe)
    (tmp_path / "lingers.py").write_text(LINGERS.format(pipe=str(pipe)))
    (tmp_path / "t").mkdir()
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    started = []

    def start(workers):
        command = [sys.executable, "-m", "os_harness", "run", "lingers.py", "-q", "-k", "makedirs"]
        run = subprocess.Popen(
            [*command, "-n", str(workers), "--timeout", "600"],
            cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path / "t")},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heeding,
        )  # fmt: skip
        started.append(run)
        seen = b""
        while seen != b"xx":
            assert wait(reading) & select.POLLIN, "the candidate was not called"
            seen += os.read(reading, 2 - len(seen))
        return run, reading

    yield start
    for run in started:
        run.kill()
        run.communicate()
    os.close(reading)


def heeding():
    """Heed the signals: the background jobs of a shell, as these tests may be one, ignore some."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


def wait(reading):
    """What happens next to the pipe."""
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    return sum(event for _, event in poll.poll(LIMIT))


def assert_gone(reading):
    """No process of the candidate holds the other end of the pipe any more."""
    while not (event := wait(reading)) & select.POLLHUP or event & select.POLLIN:
        assert event, "a process is left"
        os.read(reading, 100)


@pytest.mark.parametrize(
    ("name", "workers", "words"),
    [("SIGTERM", 1, "ended by SIGTERM"), ("SIGHUP", 2, "ended by SIGHUP"), ("SIGINT", 2, "interr")],
)
def test_a_signal_ends_all_and_leaves_nothing(lingering, tmp_path, name, workers, words):
    run, reading = lingering(workers)
    number = getattr(signal, name)
    run.send_signal(number)
    _, complaint = run.communicate(timeout=LIMIT / 1000)
    assert run.returncode == 128 + number
    assert complaint.strip().startswith(f"osconform: {words}")
    assert len(complaint.strip().splitlines()) == 1
    assert_gone(reading)
    assert os.listdir(tmp_path / "t") == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a parent's end")
@pytest.mark.parametrize("workers", [1, 2])
def test_after_a_kill_nothing_runs_and_the_next_run_clears_up(
    lingering, osconform, tmp_path, workers
):
    run, reading = lingering(workers)
    run.kill()
    run.communicate()
    assert_gone(reading)
    osconform("run", "stdlib", "-q", "-k", "nothing_at_all", env={"TMPDIR": str(tmp_path / "t")})
    assert os.listdir(tmp_path / "t") == []
