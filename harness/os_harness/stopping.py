"""What ends the kit from outside: signals become an exception, so that everything is cleaned up.

Without this SIGTERM and SIGHUP would end it where it stands, with its directories and mounts left behind.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from types import FrameType

import psutil

ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM", "SIGXCPU")


class Stopped(KeyboardInterrupt):
    """A signal (`number`) asks for the end; pytest and click treat it as they treat Ctrl-C."""

    number = int(signal.SIGINT)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Within this, the first signal that asks for the end raises Stopped; further ones are ignored.

    What is ignored from the start (nohup: SIGHUP) stays ignored.
    """
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    usual = (signal.SIG_DFL, signal.default_int_handler)
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: handler for number, handler in before.items() if handler in usual}

    def stop(number: int, frame: FrameType | None) -> None:
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        Stopped.number = number
        raise Stopped

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def status() -> int:
    """The exit code of a stopped program, as shells have it."""
    return 128 + Stopped.number


def words() -> str:
    """What stopped it, in words."""
    number = Stopped.number
    return "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"


def end_children() -> None:
    """End all processes below this one at once: workers, agents, and whatever candidates have started."""
    with contextlib.suppress(psutil.Error, OSError):  # no /proc: workers end with their streams
        for process in psutil.Process(os.getpid()).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                process.kill()
