"""What a campaign found out: a record a mutant or control, kept as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec


class Record(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A mutant or control, and what became of it.

    `group`: reference, cpython, primitives or controls.  `kit`: killed, survived, unreached (no case
    executes it), same (loading it gives the same modules), late, faulty; for a control clean or red;
    "" before it was tried.  `red` is the case that showed it ("load" when the candidate cannot be
    loaded) and `outcome` that case's; `reds` all of a control's; `flaky` what was red only once.
    `tests` and `test`: the same for CPython's own tests.
    """

    name: str
    group: str
    words: str = ""
    line: int = 0
    kit: str = ""
    red: str = ""
    outcome: str = ""
    reds: list[str] = []
    flaky: list[str] = []
    broken: int = 0
    ran: int = 0
    seconds: float = 0.0
    tests: str = ""
    test: str = ""


def load(path: Path) -> dict[str, Record]:
    """The records of a file by name; none if there is no such file."""
    if not path.exists():
        return {}
    lines = path.read_bytes().splitlines()
    found = [msgspec.json.decode(line, type=Record) for line in lines if line.strip()]
    return {record.name: record for record in found}


def save(path: Path, records: Iterable[Record]) -> None:
    """Write the records, sorted by group and name."""
    ordered = sorted(records, key=lambda r: (r.group, r.name))
    data = b"".join(msgspec.json.encode(record) + b"\n" for record in ordered)
    temporary = path.with_suffix(".new")
    temporary.write_bytes(data)
    temporary.replace(path)
