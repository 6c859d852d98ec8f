"""Finds the checks: every `check_*.py` below `checks/`."""

from __future__ import annotations

import importlib
import re
from functools import cache
from pathlib import Path

from os_conformance.check import Check, declared_in

CHECKS = Path(__file__).parent / "checks"
VERSION = "1"  # the suite's own version: changes when a check changes its meaning


def modules() -> list[str]:
    """The modules with checks, as paths below `checks` without the suffix, sorted."""
    return sorted(
        path.relative_to(CHECKS).with_suffix("").as_posix() for path in CHECKS.rglob("check_*.py")
    )


def checks_of(where: str) -> list[Check]:
    """The checks of one module, such as "directories/check_makedirs"."""
    name = "os_conformance.checks." + where.replace("/", ".")
    short = "/".join(part.removeprefix("check_") for part in where.split("/"))
    return list(declared_in(importlib.import_module(name), short))


def is_numbered(name: str) -> bool:
    """Whether this is the id of a generated case, of whatever seed and number."""
    check, _, case = name.partition("[")
    found = re.fullmatch(r"-?\d+-\d+\]", case)
    return found is not None and any(c.numbered and c.id == check for c in all_checks())


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check, in the order of modules and definitions."""
    return tuple(check for where in modules() for check in checks_of(where))


def cases() -> dict[str, tuple[str, ...]]:
    """The id of every case, with the clauses that it is about."""
    return {c.case_id(k): c.case_clauses(k) for c in all_checks() for k in c.cases}
