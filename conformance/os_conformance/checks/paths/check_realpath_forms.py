"""os.path.realpath: devices, drives and names that cannot be, and what it does without any link."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Facts, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.paths.check_windows_files import short_name
from os_conformance.checks.paths.links import below
from os_conformance.expect import Unmet, equal, raises

KINDS = {"str": str, "bytes": bytes}


@clause("os.path.realpath/absolute")
@cases(kind=KINDS)
def check_null_device(os: Os, kind: type) -> None:
    """realpath of the null device is an absolute path."""
    real = os.path.realpath(os.devnull if kind is str else os.devnull.encode())
    equal(type(real), kind)
    equal(os.path.isabs(real), True)


@clause("os.path.realpath/nt-devices")
@needs("windows-paths")
@cases(name=["con", "CONIN$", "conout$", "\\\\.\\c:"], kind=KINDS)
def check_device(os: Os, name: str, kind: type) -> None:
    """realpath of a device's name is an absolute path, or raises OSError."""
    path: Any = name if kind is str else name.encode()
    try:
        real = os.path.realpath(path)
    except OSError:
        return
    equal(type(real), kind)
    equal(os.path.isabs(real), True)


@clause("os.path.realpath/missing-tail")
@cases(name={"star": "a*b", "question": "a?b", "less": "a<b", "greater": "a>b", "pipe": "a|b",
             "quote": 'a"b', "long": "x" * 300, "below": "a*b/c?"}, kind=KINDS)  # fmt: skip
def check_name_that_cannot_be(os: Os, world: World, name: str, kind: type) -> None:
    """realpath appends a name that a system does not allow, as any other that does not exist."""
    wanted = below(os, os.path.realpath(world.path()), name)
    if kind is str:
        equal(os.path.realpath(world.path(name)), wanted)
    else:
        equal(os.path.realpath(world.bpath(name)), wanted.encode())


STRICT = {
    "missing": ("none", "strict-missing"),
    "deep": ("none/x", "strict-missing"),
    "below-directory": ("dir/none", "strict-missing"),
    "below-file": ("file/x", "strict-notdir"),
}


@table(
    [
        Case(f"{key}-{kind}", {"name": name, "kind": KINDS[kind]}, (f"os.path.realpath/{suffix}",))
        for key, (name, suffix) in STRICT.items()
        for kind in KINDS
    ]
)
@clause()
def check_strict_of_missing(os: Os, world: World, name: str, kind: type) -> None:
    """realpath with strict=True raises OSError for what does not exist, links or no links."""
    world.tree({"file": b"", "dir": {}})
    kinds = OSError if name.startswith("file") else FileNotFoundError
    with raises(kinds):
        os.path.realpath(world.path(name) if kind is str else world.bpath(name), strict=True)


@clause("os.path.realpath/strict-ok")
@cases(name=["file", "dir", "dir/../file", "."], kind=KINDS)
def check_strict_of_existing(os: Os, world: World, name: str, kind: type) -> None:
    """realpath with strict=True gives the same as without for what exists, links or no links."""
    world.tree({"file": b"", "dir": {}})
    path: Any = world.path(name) if kind is str else world.bpath(name)
    equal(os.path.realpath(path, strict=True), os.path.realpath(path))


@clause("os.path.realpath/nul")
@cases(name=["a\0b", "\0", "none/\0", "file/a\0"], kind=KINDS, strict=[False, True])
def check_nul(os: Os, world: World, facts: Facts, name: str, kind: type, strict: bool) -> None:
    """realpath refuses a NUL with ValueError or OSError, or takes the name for a missing one."""
    world.file("file")
    path: Any = name if kind is str else name.encode()
    if strict:
        if facts.python >= (3, 10):
            with raises((ValueError, OSError)):
                os.path.realpath(path, strict=True)
        return
    try:
        real = os.path.realpath(path)
    except (ValueError, OSError):
        return
    equal(type(real), kind)
    equal(os.path.isabs(real), True)


def missing_drive(os: Any) -> Any:
    letters = "ZYXWVUTSRQPONMLKJIHGFED"
    return next((letter for letter in letters if not os.path.exists(letter + ":\\")), None)


@clause("os.path.realpath/missing-tail")
@needs("windows-paths")
@cases(rest=["\\a\\b", "\\a\\..\\b", "\\"], kind=KINDS)
def check_missing_drive(os: Os, run: Run, rest: str, kind: type) -> None:
    """realpath leaves a path on a drive that does not exist as it is."""
    letter = run(missing_drive)
    if letter is None:
        raise Unmet("every drive letter is in use here")
    path: Any = f"{letter}:{rest}" if kind is str else f"{letter}:{rest}".encode()
    equal(os.path.normcase(os.path.realpath(path)), os.path.normcase(os.path.normpath(path)))


@clause("os.path.realpath/nt-verbatim")
@needs("windows-paths")
@cases(name=["file", "dir\\inner", "dir"], kind=KINDS)
def check_verbatim_path(os: Os, world: World, name: str, kind: type) -> None:
    r"""realpath of a \\?\ path is absolute and leads to the same file."""
    world.tree({"file": b"", "dir": {"inner": b""}})
    plain: Any = os.path.join(os.path.realpath(world.path()), name)
    verbatim: Any = "\\\\?\\" + plain
    if kind is bytes:
        plain, verbatim = plain.encode(), verbatim.encode()
    real = os.path.realpath(verbatim)
    equal(os.path.isabs(real), True)
    equal(os.path.samefile(real, plain), True)
    equal(os.path.realpath(real), real)


@clause("os.path.realpath/nt-83")
@needs("windows-paths", "shared-files")
@cases(name=["nul.extension", "con.extension"])
def check_name_of_a_device(os: Os, world: World, run: Run, name: str) -> None:
    """realpath of the short name of a file that is called like a device leads to that file."""
    verbatim = os.path.join("\\\\?\\" + os.path.realpath(world.path()), name)
    os.close(os.open(verbatim, os.O_CREAT | os.O_RDWR))
    try:
        try:
            short = run(short_name, verbatim).removeprefix("\\\\?\\")
        except ImportError:
            raise Unmet("the candidate's interpreter has no ctypes to ask with") from None
        if not short or os.path.basename(short).lower() == name:
            raise Unmet("files have no 8.3 names here")
        equal(os.path.samefile(os.path.realpath(short), verbatim), True)
    finally:
        os.unlink(verbatim)
