"""What a check asks of an old Python that only a later one promises.

Clauses say since when they hold; but checks of clauses that always held also use path-like objects,
descriptors in place of paths, parameters by keyword, fields of results, or lines that an old Python cannot
run.  Where that is why a check came out red, the case is not applicable.  Nothing here concerns Python 3.8
and later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import CodeType

from os_conformance.snippets import helpers_of
from os_harness.probe.trace import Event

OF_TWO_PATHS = {"link", "rename", "renames", "replace", "symlink"}
NAMES, FILES = (3, 4), (3, 0)
# What the kit says where an error has no name of a file, and where a file object is of Python 2's kind.
UNNAMED = re.compile(r"among the names of the error, got \[\]|, got filename None\b")
PLAIN_FILE = re.compile(r"'file' object has no attribute '(readable|writable|seekable|raw|buffer)'")
CURRENT = (3, 8)  # from here on clauses alone decide
PATH_LIKE, DESCRIPTORS, FIELDS, PYTHON_3 = (3, 6), (3, 3), (3, 3), (3, 0)
# The manual's "added" and "changed in version" notes.
PARAMETERS = {
    "dir_fd": (3, 3), "src_dir_fd": (3, 3), "dst_dir_fd": (3, 3), "follow_symlinks": (3, 3),
    "effective_ids": (3, 3), "ns": (3, 3), "exist_ok": (3, 2), "inheritable": (3, 4),
    "strict": (3, 10), "env": (3, 2),
}  # fmt: skip
TAKE_DESCRIPTORS = {
    "chdir", "chmod", "chown", "listdir", "pathconf", "stat", "statvfs", "truncate", "utime", "path.exists",
}  # fmt: skip
COUNT = re.compile(
    r"takes (no|exactly|at (most|least)) .*argument|(un)?expected keyword|got multiple"
    r"|expected (at (most|least) )?\d+ args"  # Jython's words
)
# Results of stat told in nanoseconds; results of uname and times that were plain tuples.
LATER_FIELDS = re.compile(
    r"has no (field|attribute) 'st_[amc]time_ns'|'tuple' object has no attribute"
)
# Texts and bytes are one type in Python 2: checks that keep them apart by more than `equal` say nothing.
ONE_TYPE = re.compile(r"\bNative\b|must be str, not int|left operand, not bytes|make memory view")
# What a snippet may name that Python 2 has not got (PEP 3151; the module of the built-in names).
LATER_NAMES = {
    "builtins", "bytes", "BlockingIOError", "BrokenPipeError", "ChildProcessError", "ConnectionError",
    "FileExistsError", "FileNotFoundError", "InterruptedError", "IsADirectoryError", "NotADirectoryError",
    "PermissionError", "ProcessLookupError", "TimeoutError", "ResourceWarning", "fsencode", "fsdecode",
}  # fmt: skip


def later(events: Iterable[Event], message: str, python: tuple[int, int]) -> str | None:
    """What a Python of that level need not know, of all that a red check asked; None: nothing.

    `message` is the reason of the check's verdict.
    """
    if python >= CURRENT:
        return None
    if python < FIELDS and LATER_FIELDS.search(message):
        return "the fields of this result are promised since Python 3.3"
    if python < PYTHON_3 and ONE_TYPE.search(message):
        return "bytes are another type than str since Python 3.0"
    events = list(events)
    if python < NAMES and UNNAMED.search(message) and _last(events) in OF_TWO_PATHS:
        return "errors of calls with two paths name them since Python 3.4"
    if python < FILES and PLAIN_FILE.search(message):
        return "file objects are those of io since Python 3.0"
    for event in events:
        if event.actor == "candidate":
            reason = _written(event, python) or _asked(event, python)
            if reason is not None:
                return reason
    return None


def _asked(event: Event, python: tuple[int, int]) -> str | None:
    """What a refused call asked for."""
    error = event.error
    if not isinstance(error, TypeError | AttributeError):
        return None
    values = (*event.args, *event.kwargs.values())
    if python < PATH_LIKE and any(hasattr(type(v), "__fspath__") for v in values):
        return "path-like objects are promised since Python 3.6"
    for name in event.kwargs:
        since = PARAMETERS.get(name, PYTHON_3)
        if python < since:
            return f"the parameter {name} is promised since Python {since[0]}.{since[1]}"
    if python < DESCRIPTORS and event.name in TAKE_DESCRIPTORS and _number(event.args[:1]):
        return "descriptors in place of paths are promised since Python 3.3"
    if python < PYTHON_3 and COUNT.search(str(error)):
        return "so many arguments are promised since Python 3.0"
    return None


def _last(events: list[Event]) -> str:
    """The function of os that raised last."""
    raised = [e.name for e in events if e.actor == "candidate" and isinstance(e.error, OSError)]
    return raised[-1] if raised else ""


def _number(first: tuple[object, ...]) -> bool:
    return bool(first) and isinstance(first[0], int)


def _written(event: Event, python: tuple[int, int]) -> str | None:
    """Whether it is the check's own lines on the candidate's side that this Python cannot run."""
    if event.kind != "snippet":
        return None
    # Objects of the candidate are not compared: its process may be gone by now.
    of_ntpath = any(isinstance(value, str) and value == "ntpath" for value in event.args)
    if python < PYTHON_3 and of_ntpath and event.error is None:
        return "what ntpath does with drives and shares is promised since Python 3.0"
    level = f"{python[0]}.{python[1]}"
    if isinstance(event.error, SyntaxError):
        return f"the check's snippet is not in the syntax of Python {level}"
    words = str(event.error or "")
    if "addaudithook" in words:
        return "audit hooks are promised since Python 3.8"
    if python >= PYTHON_3:
        return None
    functions = [event.target, *helpers_of(event.target)] if callable(event.target) else []
    named = [name for function in functions for name in _names(function.__code__)]
    found = sorted(LATER_NAMES.intersection(named))
    if found:
        return f"the check's snippet names {found[0]}, which Python {level} has not got"
    lacking = isinstance(event.error, ImportError | NameError) or "has no attribute" in words
    if lacking or COUNT.search(words) or words.startswith("__e"):
        return f"the check's snippet uses what Python {level} has not got"
    return None


def _names(code: CodeType) -> Iterator[str]:
    """The names and words of a function and of those inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
        elif isinstance(constant, str):
            yield constant
