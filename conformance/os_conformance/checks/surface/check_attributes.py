"""Every documented attribute and method of what functions return."""

from __future__ import annotations

from typing import Any

from os_conformance import catalogue
from os_conformance.check import Case, Run, World, clause, table
from os_conformance.expect import Deviation, Missing, Unmet

CLAUSES = [
    c
    for c in catalogue.load().values()
    if c.id.endswith("/is-there") and c.function.count(".") == 2
]


def attribute_of(os: Any, kind: Any, name: Any) -> Any:
    """The attribute of an example of the class: None without one, else whether it can be called."""
    if not hasattr(os, kind):
        return "no class"
    if kind == "scandir":
        example = os.scandir(".")
    elif kind == "DirEntry":
        with os.scandir(".") as entries:
            example = next(iter(entries))
    elif kind == "PathLike":
        example = os.PathLike
    elif kind == "stat_result":
        example = os.stat(".")
    elif kind == "statvfs_result":
        example = os.statvfs(".")
    elif kind == "statx_result":
        example = os.statx(".", 0xFFF)
    elif kind == "uname_result":
        example = os.uname()
    elif kind == "sched_param":
        example = os.sched_param(0)
    else:
        example = os.terminal_size((80, 24))
    if not hasattr(example, name):
        return None
    return "method" if callable(getattr(example, name)) else "attribute"


@table(
    [
        Case(
            c.function.removeprefix("os."),
            {
                "name": c.function.removeprefix("os."),
                "kind": c.statement.rstrip(".").rpartition(" ")[2],
                "level": c.level,
            },
            (c.id,),
        )
        for c in CLAUSES
        if not c.function.startswith("os.path.")
    ]
)
@clause()
def check_attribute(run: Run, world: World, name: str, kind: str, level: str) -> None:
    """Each documented attribute and method is there, and is what it is documented to be."""
    world.file("entry")
    owner, _, attribute = name.partition(".")
    found = run(attribute_of, owner, attribute)
    if found == "no class":
        raise Unmet(f"os.{owner} is missing", "blocked")
    if found is None and level == "optional":
        raise Unmet(f"this build or system has no {name}, as the manual allows", "unsupported")
    if found is None:
        raise Missing(f"{name} is missing")
    if found != kind:
        raise Deviation(f"{name} to be a {kind}", f"a {found}")
