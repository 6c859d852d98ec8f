"""Writes clauses/errors.toml from the error table: `python conformance/tools/error_clauses.py`.

The table is checks/errors/table.toml; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import os_conformance
from os_conformance import catalogue
from os_conformance.checks.errors.mounts import mount_rows
from os_conformance.checks.errors.plain import plain_rows
from os_conformance.checks.errors.situations import (
    clause_of,
    function_of,
    rows,
    statement_of,
    windows_rows,
)

TARGET = Path(os_conformance.__file__).parent / "clauses" / "errors.toml"
HEAD = """\
# Made from checks/errors/table.toml by conformance/tools/error_clauses.py; a test compares the two.
section = "Errors of functions that take paths"
document = "library/os.html"
"""
POSIX = {"scandir": "opendir", "listdir": "opendir", "remove": "unlink", "replace": "rename",
         "makedirs": "mkdir", "removedirs": "rmdir", "renames": "rename",
         "utime": "utimensat", "path.getatime": "stat", "path.getctime": "stat", "path.getmtime": "stat",
         "path.getsize": "stat", "path.samefile": "stat"}  # fmt: skip


def entry(name: str, statement: str, level: str, source: str) -> str:
    """One clause as TOML."""
    return (
        f'\n[clause."{name}"]\nstatement = "{statement}"\nlevel = "{level}"\nsource = "{source}"\n'
    )


def entries() -> Iterator[str]:
    """All clauses, in the order of the table."""
    for call, situation, errnos in rows():
        name = function_of(call)
        linux = name.endswith("xattr")
        source = f"linux:{name}.2" if linux else f"posix:{POSIX.get(name, name)}"
        level = "linux" if linux else "posix"
        yield entry(
            clause_of(call, situation), statement_of(call, situation, errnos), level, source
        )
    for row in mount_rows():
        yield entry(
            row.clause, row.statement, "linux", f"posix:{POSIX.get(row.function, row.function)}"
        )
    known = catalogue.load()
    for plain in plain_rows():
        there = known[f"os.{plain.function}/is-there"]
        since = there.since and ".".join(map(str, there.since))
        limits = f'since = "{since}"\n' if since else ""
        limits += (
            f"platforms = {list(there.platforms)}\n".replace("'", '"') if there.platforms else ""
        )
        level = "posix" if there.level == "core" else there.level
        yield entry(plain.clause, plain.statement, level, f"#os.{plain.function}") + limits
    for call, situation, codes in windows_rows():
        words = statement_of(call, situation, codes, "On Windows ")
        source = "msdn:system-error-codes" if isinstance(codes[0], int) else "msdn:_wopen"
        yield entry(clause_of(call, situation, "windows-error"), words, "windows", source)


if __name__ == "__main__":
    TARGET.write_text(HEAD + "".join(entries()), "utf-8")
