"""Which lines of the unchanged files the suite executes, at import or in a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType

import msgspec

from strength.reach import Ground
from strength.sources import sources


class Covered(msgspec.Struct):
    """A file: how many lines can be executed, how many are, and which are not."""

    lines: int
    reached: int
    missing: list[int]


def covered(found: Iterable[Ground]) -> dict[str, Covered]:
    """Every source file with what all grounds together execute of it."""
    known = list(found)
    reached = {line for ground in known for line, cases in ground.reached.items() if cases}
    reached |= {line for ground in known for line in ground.imported}
    answer = {}
    for origin in sorted({ground.origin for ground in known}):
        for source in sources(origin):
            code = compile(source.text(), source.name, "exec")
            numbers = sorted(set(executable(code)))
            missing = [n for n in numbers if (source.name, n) not in reached]
            answer[source.name] = Covered(len(numbers), len(numbers) - len(missing), missing)
    return answer


def executable(code: CodeType) -> Iterator[int]:
    """The numbers of the lines that a tracer can see in some code."""
    for start, end, number in code.co_lines():
        if number and start != end and not (code.co_name == "<module>" and start == 0):
            yield number
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            inner = set(executable(constant))
            yield from inner - {constant.co_firstlineno}
            if constant.co_firstlineno in inner and len(inner) == 1:
                yield constant.co_firstlineno


def save(path: Path, found: Iterable[Ground]) -> None:
    """Write the coverage as JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(covered(found)), indent=1) + b"\n")


def load(folder: Path) -> dict[str, Covered]:
    """The coverage that was written into a folder; empty if none was."""
    path = folder / "strength.coverage.json"
    if not path.exists():
        return {}
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Covered])
