"""Descriptors in the place of paths, and descriptors that are none."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, clause, table
from os_conformance.checks.arguments.calls import (
    DESCRIPTOR_CALLS,
    WITH_DESCRIPTOR,
    DescriptorCall,
    PathCall,
    arrange,
)
from os_conformance.checks.surface.membership import demand
from os_conformance.expect import errno_of, one_of, raises

NOT_OPEN = {"closed": 47, "never": 1000}


@table([Case(c.name, {"call": c}, (f"os.{c.name}/fd-accepted",)) for c in WITH_DESCRIPTOR])
@clause()
def check_accepted(os: Os, run: Run, world: World, call: PathCall) -> None:
    """A function in supports_fd takes an open descriptor for the path."""
    demand(run, "fd", call.name)
    arrange(world, call.before, "x")
    call(os, os.open(world.path("x"), os.O_RDONLY if call.before == "directory" else os.O_RDWR))


@table(
    [
        Case(f"{c.name}-{key}", {"call": c, "number": number}, (f"os.{c.name}/fd-closed-ebadf",))
        for c in WITH_DESCRIPTOR
        for key, number in NOT_OPEN.items()
    ]
)
@clause()
def check_not_open(os: Os, run: Run, call: PathCall, number: int) -> None:
    """A descriptor that is not open, in the place of a path, raises OSError with EBADF."""
    demand(run, "fd", call.name)
    with raises(OSError, errno="EBADF"):
        call(os, number)


@table(
    [
        Case(f"{c.name}-{key}", {"call": c, "number": number}, (f"os.{c.name}/bad-fd",))
        for c in DESCRIPTOR_CALLS
        for key, number in NOT_OPEN.items()
    ]
)
@clause()
def check_bad_descriptor(os: Os, call: DescriptorCall, number: Any) -> None:
    """A function of a descriptor raises OSError with EBADF for one that is not open."""
    with raises(OSError, errno="EBADF"):
        call.call(os, number)


@table([Case(c.name, {"call": c}, (f"os.{c.name}/bad-fd",)) for c in DESCRIPTOR_CALLS])
@clause()
def check_negative_descriptor(os: Os, call: DescriptorCall) -> None:
    """A negative number is no descriptor: OSError with EBADF, or refused before it is tried."""
    with raises((OSError, ValueError)) as caught:
        call.call(os, -1)
    if isinstance(caught.error, OSError):
        one_of(errno_of(caught.error), ("EBADF", None))
