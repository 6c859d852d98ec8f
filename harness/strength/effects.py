"""What a change in code that runs at import does to the loaded modules, and who can notice it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from strength.making import INSIDE
from strength.sources import sources

#: The modules that users of os see.
PUBLIC = (
    "os", "posixpath", "ntpath", "genericpath",
    "os_reference", "os_reference.paths.posix", "os_reference.paths.nt",
)  # fmt: skip
Span = tuple[str, int, int]


def digests(plan: dict[str, Any]) -> dict[str, str] | None:
    """The digests of what loading a plan gives (see `inside/digesting.py`); None if it fails."""
    done = subprocess.run(
        [sys.executable, str(INSIDE / "digesting.py"), json.dumps(plan)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    )
    if done.returncode:
        return None
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def changed(before: dict[str, str], after: dict[str, str], own: str) -> set[str]:
    """The names ("module:name") whose digests differ, without the function `own`."""
    return {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)} - {own}


def is_public(name: str) -> bool:
    """Whether a user of os can look up a name ("module:name") that a load has given."""
    module, _, last = name.partition(":")
    return (module in PUBLIC or module == "sys") and not last.startswith("_")


def spans(origin: str, names: Iterable[str]) -> list[Span]:
    """Where the functions and classes are that are called so, or that speak of these names."""
    wanted = set(names)
    return [span for span, words in _words(origin) if words & wanted]


@cache
def _words(origin: str) -> tuple[tuple[Span, frozenset[str]], ...]:
    """Each function and class of an origin with all names and texts in it."""
    found = []
    for source in sources(origin):
        for node in ast.walk(ast.parse(source.text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                span = (source.name, node.lineno, node.end_lineno or node.lineno)
                found.append((span, frozenset(_names_in(node))))
    return tuple(found)


def _names_in(node: ast.AST) -> Iterable[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.FunctionDef | ast.ClassDef):
            yield part.name
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def module_of(origin: str, relative: Path) -> str:
    """The name under which a file of an origin is imported."""
    parts = list(relative.with_suffix("").parts)
    if origin == "reference":
        parts = ["os_reference", *(part for part in parts if part != "__init__")]
    return ".".join(parts)
