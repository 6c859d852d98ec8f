"""How checks say what they expect, so that a failure tells what was wanted and what came."""

from __future__ import annotations

import errno as errno_module
from collections.abc import Collection
from types import TracebackType
from typing import Any

from os_conformance.native import Native, same_type, types_of

ANY: Any = type("Any", (), {"__repr__": lambda self: "anything", "__eq__": lambda s, o: True,
                            "__hash__": lambda s: 0})()  # fmt: skip


class Deviation(AssertionError):
    """Wrong behaviour: what was `wanted` and what was `got`, in words."""

    def __init__(self, wanted: str, got: str) -> None:
        super().__init__(f"wanted {wanted}, got {got}")
        self.wanted, self.got = wanted, got


class Missing(AssertionError):
    """A promised name or parameter is not there."""


class Unmet(Exception):
    """A need turned out not to be met while the check ran; `outcome` is how to count that."""

    def __init__(self, reason: str, outcome: str = "unprivileged") -> None:
        super().__init__(reason)
        self.reason, self.outcome = reason, outcome


def errno_of(error: BaseException) -> str | None:
    """The symbolic errno of an exception: the candidate's own name for it, else the host's.

    A number that the candidate's own errno module does not name has no name (it is told as null).
    """
    told = getattr(error, "osconform", None)
    if told is not None and "symbol" in told:
        return str(told["symbol"]) if told["symbol"] else None
    number = getattr(error, "errno", None)
    return errno_module.errorcode.get(number) if isinstance(number, int) else None


class Raises:
    """Context manager: exactly this exception must come; afterwards `error` is it.

    `error` is an exception class or a tuple of them; `errno` a symbolic name or several (any of them);
    `filename` and `filename2` are compared when given (None: must be None).
    """

    def __init__(
        self,
        kind: type[BaseException] | tuple[type[BaseException], ...],
        errno: str | Collection[str] | None = None,
        filename: Any = ANY,
        filename2: Any = ANY,
        winerror: int | Collection[int] | None = None,
    ) -> None:
        self.kind = kind
        self.errnos = {errno} if isinstance(errno, str) else set(errno or ())
        self.winerrors = {winerror} if isinstance(winerror, int) else set(winerror or ())
        self.filename, self.filename2 = filename, filename2
        self.error: Any = None

    def __enter__(self) -> Raises:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is None:
            raise Deviation(self.wanted(), "no exception")
        if not isinstance(error, Exception) or _of_the_kit(error):
            return False
        if not isinstance(error, self.kind):
            raise Deviation(self.wanted(), describe(error)) from error
        self._compare(error)
        self.error = error
        return True

    def _compare(self, error: Exception) -> None:
        if self.errnos and errno_of(error) not in self.errnos:
            raise Deviation(self.wanted(), describe(error)) from error
        told = getattr(error, "winerror", None)
        if self.winerrors and told is not None and told not in self.winerrors:
            raise Deviation(self.wanted(), describe(error)) from error
        for name in ("filename", "filename2"):
            wanted, got = getattr(self, name), getattr(error, name, None)
            if wanted is not ANY and (not same_type(got, wanted) or wanted != got):
                text = f"{name} {wanted!r} in the {type(error).__name__}"
                raise Deviation(text, f"{name} {got!r}") from error

    def wanted(self) -> str:
        """What is expected, in words."""
        kinds = self.kind if isinstance(self.kind, tuple) else (self.kind,)
        names = " or ".join(k.__name__ for k in kinds)
        codes = [f"winerror {code}" for code in sorted(self.winerrors)]
        allowed = " or ".join([*sorted(self.errnos), *codes])
        return names + (f" with {allowed}" if allowed else "")


raises = Raises


def _of_the_kit(error: BaseException) -> bool:
    """Whether the error is no answer of the candidate (a failed arrangement, an unmet need ...)."""
    return isinstance(error, Deviation | Missing | Unmet) or type(error).__name__ in {
        "ArrangeError",
        "MissingName",
        "AgentFault",
        "Disagreement",
    }


def describe(error: BaseException) -> str:
    """An exception in words: class, errno, message."""
    symbol = errno_of(error)
    code = getattr(error, "winerror", None)
    known = [x for x in (symbol, f"winerror {code}" if code is not None else "") if x]
    text = " ".join(str(error).split())
    return (
        type(error).__name__
        + (f" with {', '.join(known)}" if known else "")
        + (f": {text}" if text else "")
    )


def equal(got: Any, wanted: Any, what: str = "") -> None:
    """The value must equal `wanted`, and be of the same type."""
    if not same_type(got, wanted) or got != wanted:
        prefix = f"{what} " if what else ""
        raise Deviation(f"{prefix}{wanted!r}", f"{got!r}")


def one_of(got: Any, wanted: Collection[Any], what: str = "") -> None:
    """The value must be one of several that are all allowed."""
    alike = isinstance(got, Native) and any(got == w for w in wanted)  # sets look at hashes first
    if got not in wanted and not alike:
        prefix = f"{what} " if what else ""
        allowed = " or ".join(repr(w) for w in wanted)
        raise Deviation(f"{prefix}{allowed}", f"{got!r}")


def has_type(got: Any, kind: type | tuple[type, ...], what: str = "the result") -> None:
    """The value must be of exactly one of the types."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if types_of(got).isdisjoint(kinds):
        names = " or ".join(k.__name__ for k in kinds)
        raise Deviation(f"{what} of type {names}", f"{type(got).__name__}: {got!r}")
