"""A report as one JSON document, with the keys of the report file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from os_harness.report.results import Packed, decode, encode
from os_harness.report.storage import Report


def render(reports: Sequence[Report]) -> Iterator[str]:
    """{"reports": [{"header", "results", "footer"}]}, in ASCII, in parts: a line a result."""
    yield '{"reports": ['
    for number, report in enumerate(reports):
        yield ",\n" if number else "\n"
        yield f'{{"header": {_json(report.header)},\n"results": ['
        for place, line in enumerate(_lines(report)):
            yield ",\n" if place else "\n"
            yield line.decode("ascii").strip()
        yield f'],\n"footer": {_json(report.footer)}}}'
    yield "]}\n"


def _lines(report: Report) -> Iterator[bytes]:
    """The results as lines of a report file; those of a loaded one as they stand there."""
    results = report.results
    lines = results.lines() if isinstance(results, Packed) else map(encode, results)
    return (line if line.isascii() else encode(decode(line)) for line in lines)


def _json(value: Any) -> str:
    return json.dumps(msgspec.to_builtins(value))
