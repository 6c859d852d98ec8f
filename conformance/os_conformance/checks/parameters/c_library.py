"""The C library as a witness: what it answers in the candidate's own process."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Run
from os_conformance.expect import Unmet
from os_conformance.snippets import told_by_child, uses


def c_call(os: Any, name: Any, args: Any, kind: Any) -> Any:
    """(value, symbolic errno) of a C function; None where C cannot be called."""
    import errno

    try:
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
    except (ImportError, OSError, TypeError):
        return None
    function = getattr(library, name)
    function.restype = getattr(ctypes, kind)
    ctypes.set_errno(0)
    value = function(*args)
    return value, errno.errorcode.get(ctypes.get_errno(), "")


@uses(told_by_child)
def c_attempt(os: Any, name: Any, args: Any) -> Any:
    """How a C function that returns 0 or -1 ends in a forked child: "", an errno, or None."""
    import errno
    import os as system

    try:
        import ctypes

        function = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (ImportError, OSError, TypeError, AttributeError):
        return None

    def tell():
        answer = function(*args)
        return errno.errorcode.get(ctypes.get_errno() if answer else 0, "").encode()

    return told_by_child(system, tell).decode()


def c(run: Run, name: str, *args: Any, kind: str = "c_int") -> Any:
    """What a C function returns in the candidate's process; Unmet where C cannot be called."""
    told = run(c_call, name, args, kind)
    if told is None:
        raise Unmet("the interpreter has no way to call the C library", "not-applicable")
    return told[0]


def machine_allows(run: Run, name: str, *args: Any) -> None:
    """Unmet unless the C function itself succeeds here (a container may forbid it even to root)."""
    told = run(c_attempt, name, args)
    if told is None:
        raise Unmet(f"the C library cannot be asked for {name}", "not-applicable")
    if told:
        raise Unmet(f"the machine refuses {name}{args} with {told}")
