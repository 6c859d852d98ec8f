"""Every function of a path in every situation that it must refuse."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Facts, Os, World, clause, needs, table
from os_conformance.checks.errors.situations import (
    CALLS,
    CLASSES,
    SITUATIONS,
    UNNAMED,
    WORLD,
    clause_of,
    function_of,
    rows,
    windows_rows,
)
from os_conformance.expect import Deviation, Unmet, equal, errno_of, one_of, raises
from os_conformance.native import same_type

# The errno that belongs to a code of Windows; EINVAL for any other.
ERRNOS = {2: "ENOENT", 3: "ENOENT", 5: "EACCES", 17: "EXDEV", 32: "EACCES", 33: "EACCES", 80: "EEXIST",
          145: "ENOTEMPTY", 183: "EEXIST", 206: "ENOENT", 267: "ENOTDIR"}  # fmt: skip
ROWS = [
    Case(
        f"{call}-{situation}-{kind.__name__}",
        {"call": call, "situation": situation, "errnos": errnos, "kind": kind},
        (clause_of(call, situation),),
    )
    for call, situation, errnos in rows()
    for kind in (str, bytes)
]


PERMISSION = [case for case in ROWS if case.values["situation"].endswith("-permission")]


@table([case for case in ROWS if case not in PERMISSION])
@clause()
@needs("posix-paths", "symlinks", "fifos")
def check_error(
    os: Os, world: World, call: str, situation: str, errnos: list[str], kind: Any
) -> None:
    """Each call refuses the situation with the errno of the table, its class, and the path as given."""
    if situation.endswith("-too-long") and not world.shared:
        raise Unmet("the limits of the candidate's own file system are not known", "not-applicable")
    world.tree(WORLD)
    if situation == "fifo":
        world.fifo("fifo")
    refuse(os, world, call, situation, errnos, kind)


@table(PERMISSION)
@clause()
@needs("unprivileged", "permissions", "symlinks")
def check_permission(
    os: Os, world: World, call: str, situation: str, errnos: list[str], kind: Any
) -> None:
    """Each call is refused with PermissionError where the user may not search or write a directory."""
    world.tree(WORLD)
    world.chmod("read-only", 0o555)
    world.chmod("locked", 0)
    try:
        refuse(os, world, call, situation, errnos, kind)
    finally:
        world.chmod("locked", 0o755)


def refuse(os: Os, world: World, call: str, situation: str, errnos: list[str], kind: Any) -> None:
    """The call must raise as the table says, and change nothing."""
    before = world.listing(), world.listing("moving")
    path = SITUATIONS[situation][0]
    given = path.encode() if kind is bytes else path
    with raises(OSError, errno=errnos) as caught:
        CALLS[call](os, given)
    compare(caught.error, call, given)
    equal((world.listing(), world.listing("moving")), before)


def compare(error: Any, call: str, given: Any) -> None:
    """The class that belongs to the errno, a message, and the path among the names."""
    wanted = CLASSES.get(errno_of(error) or "", OSError)
    if not isinstance(error, wanted):
        raise Deviation(f"a {wanted.__name__}", type(error).__name__)
    if not isinstance(error.strerror, str) or not error.strerror:
        raise Deviation("a message in strerror", repr(error.strerror))
    if function_of(call) not in UNNAMED:
        names = [n for n in (error.filename, error.filename2) if n is not None]
        if not any(same_type(n, given) and n == given for n in names):
            raise Deviation(f"{given!r} among the names of the error", repr(names))


@table(
    [
        Case(
            f"{call}-{situation}",
            {"call": call, "situation": situation, "codes": codes},
            (clause_of(call, situation, "windows-error"),),
        )
        for call, situation, codes in windows_rows()
    ]
)
@clause()
def check_error_on_windows(
    os: Os, world: World, facts: Facts, call: str, situation: str, codes: list[int | str]
) -> None:
    """On Windows each call refuses the situation with a code of the table, and the path as given."""
    world.tree({name: entry for name, entry in WORLD.items() if not isinstance(entry, tuple)})
    given = SITUATIONS[situation][0].replace("/", world.separator)
    numbers = [c for c in codes if isinstance(c, int)]
    names = [c for c in codes if isinstance(c, str)]
    with raises(OSError, errno=names, winerror=numbers) as caught:
        CALLS[call](os, given)
    if numbers and getattr(caught.error, "winerror", None) is None:
        if facts.sys_platform == "win32":
            raise Deviation(f"winerror {numbers}", "an OSError without winerror")
        wanted = {ERRNOS.get(number, "EINVAL") for number in numbers} | set(names)
        one_of(errno_of(caught.error), sorted(wanted))
    told = [n for n in (caught.error.filename, caught.error.filename2) if n is not None]
    if given not in told:
        raise Deviation(f"{given!r} among the names of the error", repr(told))
