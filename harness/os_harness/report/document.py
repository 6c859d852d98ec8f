"""A report as one JSON document, with the keys of the report file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from os_harness.report.results import encode
from os_harness.report.storage import Report


def render(reports: Sequence[Report]) -> Iterator[str]:
    """{"reports": [{"header", "results", "footer"}]}, in ASCII, in parts: a line a result."""
    yield '{"reports": ['
    for number, report in enumerate(reports):
        yield ",\n" if number else "\n"
        yield f'{{"header": {_json(report.header)},\n"results": ['
        for place, result in enumerate(report.results):
            yield ",\n" if place else "\n"
            yield encode(result).decode("ascii").rstrip("\n")
        yield f'],\n"footer": {_json(report.footer)}}}'
    yield "]}\n"


def _json(value: Any) -> str:
    return json.dumps(msgspec.to_builtins(value))
