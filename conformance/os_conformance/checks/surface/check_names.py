"""Every documented name of os and os.path."""

from __future__ import annotations

from typing import Any

from os_conformance import catalogue
from os_conformance.check import Case, Run, clause, table
from os_conformance.expect import Deviation, Missing, Unmet

OF_RESULTS = ("attribute", "method")  # see check_attributes.py
CLAUSES = [c for c in catalogue.load().values() if c.id.endswith("/is-there")]


def kind_of_name(os: Any, name: Any) -> Any:
    found = os
    for part in name.split("."):
        if not hasattr(found, part):
            return None
        found = getattr(found, part)
    if isinstance(found, type):
        return "class"
    if callable(found):
        return "function"
    if isinstance(found, (set, frozenset)):
        return "set"
    return "mapping" if hasattr(found, "keys") else "constant"


def documented_kind(statement: str) -> str:
    """The kind that a clause's statement ends with."""
    return statement.rstrip(".").rpartition(" ")[2]


@table(
    [
        Case(
            c.function,
            {
                "name": c.function.removeprefix("os."),
                "kind": documented_kind(c.statement),
                "level": c.level,
            },
            (c.id,),
        )
        for c in CLAUSES
        if c.function.startswith("os.") and documented_kind(c.statement) not in OF_RESULTS
    ]
)
@clause()
def check_name(run: Run, name: str, kind: str, level: str) -> None:
    """Each documented name is there, and is what it is documented to be."""
    found = run(kind_of_name, name)
    if found is None and level == "optional":
        raise Unmet(f"this build or system has no os.{name}, as the manual allows", "unsupported")
    if found is None:
        raise Missing(f"os.{name} is missing")
    if found != kind and not (kind == "function" and found == "class"):
        raise Deviation(f"os.{name} to be a {kind}", f"a {found}")


def star_imports(os: Any) -> Any:
    names = getattr(os, "__all__", None)
    return [n for n in dir(os) if n[0] != "_"] if names is None else list(names)


@clause("os/star-import")
def check_star_import(run: Run) -> None:
    """from os import * binds open, in the place of the built-in one, as the tutorial warns."""
    assert "open" in run(star_imports)
