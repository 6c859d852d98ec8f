"""Calls and snippets on the candidate's side; in a forked child where they change the process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from os_conformance.check import Os, Run
from os_conformance.snippets import drained, uses

Calls = tuple[str, tuple[Any, ...]]


@uses(drained)
def in_child(os: Any, calls: Any) -> Any:
    """Fork; in the child make the calls in order; what each returned or raised."""
    import ast
    import errno
    import os as system

    r, w = system.pipe()
    pid = system.fork()
    if pid == 0:
        try:
            system.close(r)
            told = []
            for name, args in calls:
                try:
                    value = getattr(os, name)(*args)
                    told.append(tuple(value) if isinstance(value, tuple) else value)
                except Exception as error:
                    symbol = errno.errorcode.get(getattr(error, "errno", 0) or 0, "")
                    told.append(
                        (
                            "raised",
                            next(
                                c.__name__
                                for c in type(error).__mro__
                                if c.__module__ == "builtins"
                            ),
                            symbol,
                        )
                    )
            system.write(w, repr(told).encode())
        finally:
            system._exit(0)
    system.close(w)
    answer = drained(system, r)
    system.waitpid(pid, 0)
    return ast.literal_eval(answer.decode() or "[]")


def calls_in_child(os: Os, run: Run, *calls: Calls) -> list[Any]:
    """What each call returned in a forked child; ("raised", class, errno) where it raised.

    A name that the candidate lacks is looked up here, so that the check counts as blocked.
    """
    for name, _ in calls:
        getattr(os, name)
    told: list[Any] = run(in_child, list(calls))
    return told


def natively(os: Os, run: Run, name: str, snippet: Callable[..., Any], *args: Any) -> Any:
    """Run a snippet about a name of the candidate; where it lacks the name the check is blocked."""
    getattr(os, name)
    return run(snippet, *args)
