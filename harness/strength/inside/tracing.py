"""Marks in a memory-mapped table, also from forked children, what is executed.

The table has ROOM places for each of some files (line N of the file number F is at F * ROOM + N) and
after them one for each of some built-in functions, marked when Python code calls them.
"""

from __future__ import annotations

import mmap
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

ROOM = 2048
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


def start(table: str, files: list[str], functions: list[str]) -> None:
    """Mark from now on; `table` is a file of ROOM bytes a file and one a function."""
    with open(table, "r+b") as stream:
        marks = mmap.mmap(stream.fileno(), 0)
    local = {name: _marker(marks, number * ROOM) for number, name in enumerate(files)}
    places = {name: ROOM * len(files) + number for number, name in enumerate(functions)}

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        mark = local.get(frame.f_code.co_filename)
        return mark and mark(frame, event, argument)

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call" and frame.f_code.co_name not in OWN_WORK:
            place = places.get(argument.__qualname__.rpartition(".")[2])
            if place is not None:
                marks[place] = 1

    threading.settrace(trace)
    threading.setprofile(profile)
    sys.settrace(trace)
    sys.setprofile(profile)


def _marker(marks: mmap.mmap, base: int) -> Callable[[FrameType, str, Any], Any]:
    def mark(frame: FrameType, event: str, argument: Any) -> Any:
        marks[base + (frame.f_lineno or 0)] = 1
        return mark

    return mark
