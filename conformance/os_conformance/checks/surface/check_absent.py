"""Names that the manual says are absent on a platform."""

from __future__ import annotations

from os_conformance import catalogue
from os_conformance.check import Case, Run, clause, table
from os_conformance.expect import Deviation

SUFFIXES = ("/wasi-absent", "/nt-absent-name", "/posix-absent-name")


@table(
    [
        Case(
            c.id.partition(".")[2].replace("/", "-"),
            {"name": c.function.removeprefix("os.")},
            (c.id,),
        )
        for c in catalogue.load().values()
        if c.id.endswith(SUFFIXES)
    ]
)
@clause()
def check_absent(run: Run, name: str) -> None:
    """A name that the manual excludes from a platform is not there."""
    try:
        run.lookup(name)
    except AttributeError:
        return
    raise Deviation(f"no os.{name} here", "one")
