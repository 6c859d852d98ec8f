"""A report as one JSON document, with the keys of the report file."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from os_harness.report.storage import Report


def render(reports: Sequence[Report]) -> str:
    """{"reports": [{"header", "results", "footer"}]}, in ASCII."""
    return json.dumps({"reports": [_document(report) for report in reports]}, indent=1) + "\n"


def _document(report: Report) -> dict[str, object]:
    return {
        "header": msgspec.to_builtins(report.header),
        "results": [msgspec.to_builtins(result) for result in report.results],
        "footer": msgspec.to_builtins(report.footer),
    }
