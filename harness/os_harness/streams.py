"""The standard streams, whatever state the caller left them in: closed, full, or with nobody reading."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from os_harness.errors import UsageError


def open_missing() -> None:
    """Lead standard streams that are closed to the null device, before another file gets their numbers."""
    try:
        while (made := os.open(os.devnull, os.O_RDWR)) <= 2:
            os.set_inheritable(made, True)
    except OSError as error:
        raise UsageError(f"expected a null device: {os.devnull}: {error.strerror}") from None
    os.close(made)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            mode = "w" if number else "r"
            stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - for good
            setattr(sys, name, stream)


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Within this, and at its end, standard output is written: UsageError if that is impossible.

    That nobody reads any more is no error, and what is left to be written is dropped.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        give_up()
    except OSError as error:
        give_up()
        raise UsageError(f"standard output cannot be written: {error.strerror}") from None


def give_up() -> None:
    """Lead standard output to the null device: Python's own flush at the end must not fail again."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def complain(line: str) -> None:
    """Write a line to standard error, if that is possible."""
    with contextlib.suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)
