"""Numbers that a candidate hands out: descriptors, process ids, inodes.

Such a number says nothing by itself: in another run it is another one.  So a trace names it by the step
that handed it out, and a reproducer takes for the same what is another number in the same places.
"""

from __future__ import annotations

import time
from typing import Any

from os_conformance.native import Handle

DESCRIPTORS = {
    "open", "dup", "pipe", "pipe2", "openpty", "posix_openpt", "memfd_create", "eventfd",
    "timerfd_create", "pidfd_open", "fileno",
}  # fmt: skip
PROCESSES = {
    "getpid", "getppid", "getpgrp", "getpgid", "getsid", "tcgetpgrp", "fork", "posix_spawn", "posix_spawnp",
}  # fmt: skip
INODES = {"st_ino", "st_dev", "inode"}
MAKERS = frozenset(DESCRIPTORS | PROCESSES | INODES)
FIRST_ONLY = frozenset({"wait", "waitpid", "wait3", "wait4", "forkpty"})  # a process id and more
NOWADAYS = 3600  # seconds: a time nearer to now than this is that of the run itself
UNITS = (1, 10**9)  # times are told in seconds or nanoseconds


def with_handles(name: str, args: tuple[Any, ...], value: Any) -> Any:
    """What the function `name` returned, with the numbers in it as handles where it hands such out."""
    if name.startswith("spawn") and args[:1] != (0,):  # all but P_WAIT, which is 0 everywhere
        return _handle(value)
    if name in MAKERS:
        return tuple(map(_handle, value)) if type(value) is tuple else _handle(value)
    if name in FIRST_ONLY and type(value) is tuple and value:
        return (_handle(value[0]), *value[1:])
    return value


def _handle(value: Any) -> Any:
    return Handle(value) if type(value) is int and value > 0 else value


def varying(value: Any) -> dict[str, str]:
    """The numbers in a result that differ from run to run, as texts: {"16145": "number"}.

    Their kinds are "number" and "time".
    """
    if isinstance(value, Handle):
        return {str(int(value)): "number"}
    if type(value) in (int, float) and is_now(value):
        return {repr(value): "time"}
    if type(value) in (tuple, list):
        return {text: kind for item in value for text, kind in varying(item).items()}
    return {}


def is_now(value: float) -> bool:
    """Whether a number is a time of these minutes, in seconds or nanoseconds since the epoch."""
    return any(abs(value / unit - time.time()) < NOWADAYS for unit in UNITS)
