"""Marks in a memory-mapped table which steps from line to line some files take.

The table has three planes of ROOM * ROOM bytes for each file: steps within a call (from line A to line
B at A * ROOM + B), entries of a piece of code (from its first line to B), and exits (from A to the first
line).  It works on every platform, also where nothing forks; a process that dies has marked all the same.
"""

from __future__ import annotations

import mmap
import opcode
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

ROOM = 2048
WITHIN, ENTRY, EXIT = range(3)
PLANE = ROOM * ROOM
PLANES = 3
#: The bytes that a file has in a table.
AREA = PLANES * PLANE
Step = tuple[int, int]


def start(table: str, files: list[str]) -> None:
    """Mark from now on; `table` is a file of PLANES * PLANE bytes a file."""
    with open(table, "r+b") as stream:
        marks = mmap.mmap(stream.fileno(), 0)
    bases = {name: number * PLANES * PLANE for number, name in enumerate(files)}

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        base = bases.get(frame.f_code.co_filename)
        return None if base is None else marker(marks, base, frame)

    threading.settrace(trace)
    sys.settrace(trace)


def marker(marks: mmap.mmap, base: int, frame: FrameType) -> Callable[[FrameType, str, Any], Any]:
    """A local trace function for a call that has just begun, or a generator that goes on."""
    code, first = frame.f_code, frame.f_code.co_firstlineno
    # RESUME tells by its argument whether a call begins: a generator comes from its last yield.
    begins = code.co_code[frame.f_lasti + 1] == 0
    last, plane, raised = (first, ENTRY, False) if begins else (frame.f_lineno or 0, WITHIN, False)

    def mark(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal last, plane, raised
        line = frame.f_lineno or 0
        if event == "line":
            marks[base + plane * PLANE + last * ROOM + line] = 1
            last, plane, raised = line, WITHIN, False
        elif event == "exception":
            raised = True  # what leaves by it is no step of the program's text
        elif event == "return" and not raised and not _goes_on(frame):
            marks[base + EXIT * PLANE + last * ROOM + first] = 1
        return mark

    return mark


def _goes_on(frame: FrameType) -> bool:
    """Whether what a frame does now is a yield: it is to be resumed."""
    code, following = frame.f_code.co_code, frame.f_lasti + 2
    return following < len(code) and code[following] == opcode.opmap["RESUME"]


def taken(marks: mmap.mmap, number: int) -> Iterator[Step]:
    """The steps that are marked for the file with a number.

    A step into a piece of code starts at minus the number of its first line, one out of it ends there.
    """
    for plane in range(PLANES):
        base = number * AREA + plane * PLANE
        place = marks.find(b"\1", base, base + PLANE)
        while place >= 0:
            one, other = divmod(place - base, ROOM)
            yield (-one if plane == ENTRY else one, -other if plane == EXIT else other)
            place = marks.find(b"\1", place + 1, base + PLANE)
