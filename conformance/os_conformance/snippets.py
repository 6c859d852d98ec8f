"""What snippets share: `@uses`, and the helpers that fork children and listen to them.

A snippet is sent to the candidate as source and sees nothing of its module.  A helper is a snippet
that others call by its name; `@uses(helper)` has its source sent along with theirs, and written
before them into reproducers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Snippet = TypeVar("Snippet", bound=Callable[..., Any])

_used: dict[Callable[..., Any], tuple[Callable[..., Any], ...]] = {}


def uses(*helpers: Callable[..., Any]) -> Callable[[Snippet], Snippet]:
    """Declare the helpers that a snippet calls; what they use themselves comes along."""

    def declare(function: Snippet) -> Snippet:
        _used[function] = helpers
        return function

    return declare


def helpers_of(function: Callable[..., Any]) -> list[Callable[..., Any]]:
    """All helpers that a snippet needs, each once, after those that it needs itself."""
    needed: dict[Callable[..., Any], None] = {}
    for helper in _used.get(function, ()):
        needed.update(dict.fromkeys([*helpers_of(helper), helper]))
    return list(needed)


def waiting(os: Any, *codes: Any) -> Any:
    """Fork a child for each code, which waits, then exits with it; (their pids, a descriptor).

    They go on when the descriptor is closed.
    """
    r, gate = os.pipe()
    pids = []
    for code in codes:
        pid = os.fork()
        if pid == 0:
            try:
                os.close(gate)
                os.read(r, 1)
                os._exit(code)
            finally:
                os._exit(97)
        pids.append(pid)
    os.close(r)
    return pids, gate


def class_of(error: Any) -> Any:
    """The name of the built-in class of an exception: that of the candidate may be derived from it."""
    return next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins")


def drained(os: Any, descriptor: Any) -> Any:
    """All bytes that come from a descriptor until its end; it is closed then."""
    came = b""
    while True:
        chunk = os.read(descriptor, 65536)
        if not chunk:
            break
        came += chunk
    os.close(descriptor)
    return came


@uses(drained)
def told_by_child(os: Any, tell: Any) -> Any:
    """The bytes that `tell()` returns in a forked child; none if it raises."""
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(w, tell())
            os._exit(0)
        finally:
            os._exit(97)
    os.close(w)
    told = drained(os, r)
    os.waitpid(pid, 0)
    return told
