"""os.reload_environ and os.supports_bytes_environ."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause, needs
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import equal, has_type

KEY = "OSCONFORM_KEY"


def reloaded(os: Any, how: Any, key: Any) -> Any:
    """environ, environb and getenv before and after reload_environ, the change made outside of them."""

    def outside(value):
        if how == "c":
            import ctypes

            library = ctypes.CDLL(None)
            if value is None:
                library.unsetenv(key.encode())
            else:
                library.setenv(key.encode(), value.encode(), 1)
        elif value is None:
            os.unsetenv(key)
        else:
            os.putenv(key, value)

    def seen():
        told = [os.environ.get(key), os.getenv(key)]
        if os.supports_bytes_environ:
            told += [os.environb.get(key.encode()), os.getenvb(key.encode())]
        return told

    answers, home = [], os.environ
    for value in ("new", "other", None):
        outside(value)
        before = seen()
        result = os.reload_environ()
        answers.append((before, result, seen()))
    return answers, os.environ is home


def views(os: Os, value: str | None) -> list[Any]:
    """What all ways to read a variable are to tell."""
    data = None if value is None else value.encode()
    return [value, value] + ([data, data] if os.supports_bytes_environ else [])


@clause("os.reload_environ/picks-up-putenv", "os.reload_environ/updates-both")
@needs("own-process")
@cases(how=["putenv"])
def check_picks_up(os: Os, run: Run, how: str) -> None:
    """reload_environ brings what putenv has set into environ and environb."""
    answers, same = natively(os, run, "reload_environ", reloaded, how, KEY)
    equal([result for _, result, _ in answers], [None] * 3)
    equal([after for _, _, after in answers[:2]], [views(os, "new"), views(os, "other")])
    assert same, "environ is another object than before"


@clause("os.reload_environ/picks-up-putenv", "os.reload_environ/picks-up-unsetenv",
        "os.reload_environ/updates-both")  # fmt: skip
@needs("own-process", "shared-files", "fork")
def check_picks_up_changes_in_c(os: Os, run: Run) -> None:
    """reload_environ brings what C code has set and removed into environ and environb."""
    answers, _ = natively(os, run, "reload_environ", reloaded, "c", KEY)
    equal([after for _, _, after in answers], [views(os, v) for v in ("new", "other", None)])


@clause("os.reload_environ/picks-up-unsetenv")
@needs("own-process")
def check_drops(os: Os, run: Run) -> None:
    """reload_environ removes from environ what unsetenv has removed."""
    answers, _ = natively(os, run, "reload_environ", reloaded, "putenv", KEY)
    equal(answers[2][2], views(os, None))


@clause("os.reload_environ/not-reflected-before")
@needs("own-process")
def check_not_before(os: Os, run: Run) -> None:
    """Before the call the changes are not visible."""
    answers, _ = natively(os, run, "reload_environ", reloaded, "putenv", KEY)
    equal([before for before, _, _ in answers], [views(os, v) for v in (None, "new", "other")])


@clause("os.supports_bytes_environ/bool")
def check_is_bool(os: Os) -> None:
    """supports_bytes_environ is a bool."""
    has_type(os.supports_bytes_environ, bool)


@clause("os.supports_bytes_environ/true-posix")
def check_true_on_posix(os: Os) -> None:
    """The environment of POSIX is bytes."""
    equal(os.supports_bytes_environ, True)


@clause("os.supports_bytes_environ/false-nt")
def check_false_on_windows(os: Os) -> None:
    """The environment of Windows is text."""
    equal(os.supports_bytes_environ, False)
