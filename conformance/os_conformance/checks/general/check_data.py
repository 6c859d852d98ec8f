"""os.name, os.curdir, os.sep and the other data of the portable layer."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, clause, table
from os_conformance.expect import equal, has_type, one_of

VALUES = [
    Case("curdir", {"name": "curdir", "value": "."}, ("os.curdir/value",)),
    Case("pardir", {"name": "pardir", "value": ".."}, ("os.pardir/value",)),
    Case("extsep", {"name": "extsep", "value": "."}, ("os.extsep/value",)),
    Case("sep-posix", {"name": "sep", "value": "/"}, ("os.sep/posix-value",)),
    Case("sep-windows", {"name": "sep", "value": "\\"}, ("os.sep/nt-value",)),
    Case("altsep-posix", {"name": "altsep", "value": None}, ("os.altsep/posix-none",)),
    Case("altsep-windows", {"name": "altsep", "value": "/"}, ("os.altsep/nt-slash",)),
    Case("pathsep-posix", {"name": "pathsep", "value": ":"}, ("os.pathsep/posix-value",)),
    Case("pathsep-windows", {"name": "pathsep", "value": ";"}, ("os.pathsep/nt-value",)),
    Case("linesep-posix", {"name": "linesep", "value": "\n"}, ("os.linesep/posix-value",)),
    Case("linesep-windows", {"name": "linesep", "value": "\r\n"}, ("os.linesep/nt-value",)),
    Case("devnull-posix", {"name": "devnull", "value": "/dev/null"}, ("os.devnull/posix-value",)),
    Case("devnull-windows", {"name": "devnull", "value": "nul"}, ("os.devnull/nt-value",)),
]
VALUES += [
    Case(f"{name}-mac", {"name": name, "value": value}, (f"os.{name}/mac-value",))
    for name, value in (("curdir", ":"), ("pardir", "::"), ("sep", ":"), ("pathsep", "\n"),
                        ("linesep", "\r"), ("devnull", "Dev:Null"))
]  # fmt: skip
REPEATED = ("curdir", "pardir", "sep", "altsep", "extsep", "pathsep", "defpath", "devnull")


@table(VALUES)
@clause()
def check_value(os: Os, name: str, value: str | None) -> None:
    """The path data have the documented values."""
    equal(getattr(os, name), value, f"os.{name}")


@table([Case(name, {"name": name}, ("os/data-repeated-in-path",)) for name in REPEATED])
@clause("os/data-repeated-in-path")
def check_repeated_in_path(os: Os, name: str) -> None:
    """Each of the path data is in os.path too, with the same value."""
    equal(getattr(os.path, name), getattr(os, name), f"os.path.{name}")


@clause("os.sep/same-in-path")
def check_sep_in_path(os: Os) -> None:
    """os.path.sep is os.sep."""
    equal(os.path.sep, os.sep)


@clause("os.defpath/str")
def check_defpath(os: Os) -> None:
    """defpath is a non-empty str of directories separated by pathsep."""
    has_type(os.defpath, str, "os.defpath")
    assert [part for part in os.defpath.split(os.pathsep) if part]


@clause("os/name-value")
def check_name(os: Os) -> None:
    """os.name is one of the registered names."""
    one_of(os.name, ("posix", "nt", "java", "mac"), "os.name")


@clause("os.devnull/eof")
def check_devnull_reads_nothing(os: Os) -> None:
    """Reading from devnull gives the end of the file at once."""
    descriptor = os.open(os.devnull, os.O_RDONLY)
    equal(os.read(descriptor, 10), b"")


@clause("os.devnull/discard")
def check_devnull_discards(os: Os) -> None:
    """What is written to devnull is taken in full and gone."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    equal(os.write(descriptor, b"gone"), 4)
    equal(os.read(descriptor, 10), b"")


def error_is_oserror(os: Any) -> bool:
    return os.error is OSError


@clause("os/error-alias")
def check_error_alias(run: Run) -> None:
    """os.error is the built-in OSError itself."""
    assert run(error_is_oserror)
