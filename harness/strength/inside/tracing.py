"""Marks in memory-mapped tables, also from forked children, what is executed.

The table has ROOM places for each of some files (line N of the file number F is at F * ROOM + N) and
after them one for each of some built-in functions, marked when Python code calls them.  The steps from
line to line are marked in a table of their own (see `arcs`).
"""

from __future__ import annotations

import mmap
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import arcs  # the agent finds it beside this file

ROOM = arcs.ROOM
#: Functions of the agent in which it works for itself, not for a check.
OWN_WORK = frozenset(
    (
        "receive",
        "send",
        "check",
        "_wait",
        "converse",
        "sweep",
        "_reap",
        "prepare",
        "_children",
        "ask",
    )
)


def start(table: str, steps: str, files: list[str], functions: list[str]) -> None:
    """Mark from now on.

    `table` is a file of ROOM bytes a file and one a function, `steps` one of arcs.AREA bytes a file.
    """
    marks, between = _mapped(table), _mapped(steps)
    numbers = {name: number for number, name in enumerate(files)}
    places = {name: ROOM * len(files) + number for number, name in enumerate(functions)}

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        number = numbers.get(frame.f_code.co_filename)
        if number is None:
            return None
        step = arcs.marker(between, number * arcs.AREA, frame)
        return _marker(marks, number * ROOM, step)(frame, event, argument)

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call" and frame.f_code.co_name not in OWN_WORK:
            place = places.get(argument.__qualname__.rpartition(".")[2])
            if place is not None:
                marks[place] = 1

    threading.settrace(trace)
    threading.setprofile(profile)
    sys.settrace(trace)
    sys.setprofile(profile)


def _mapped(path: str) -> mmap.mmap:
    with open(path, "r+b") as stream:
        return mmap.mmap(stream.fileno(), 0)


def _marker(
    marks: mmap.mmap, base: int, step: Callable[[FrameType, str, Any], Any]
) -> Callable[[FrameType, str, Any], Any]:
    """A local trace function that marks lines, and calls another for the steps between them."""

    def mark(frame: FrameType, event: str, argument: Any) -> Any:
        marks[base + (frame.f_lineno or 0)] = 1
        step(frame, event, argument)
        return mark

    return mark
