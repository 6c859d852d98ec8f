"""A badge in the JSON that shields' endpoint badges take."""

from __future__ import annotations

import json
from collections.abc import Sequence

from os_harness.report.records import RED, Outcome
from os_harness.report.storage import Report
from os_harness.report.summary import unexpected


def render(reports: Sequence[Report]) -> str:
    """Label and message: how many of the checks that gave a verdict passed, over all reports."""
    results = [result for report in reports for result in report.results]
    passed = sum(r.outcome == Outcome.PASS for r in results)
    red = sum(r.outcome in RED for r in results)
    bad = any(map(unexpected, results))
    broken = sum(r.outcome == Outcome.BROKEN for r in results)
    message = f"{passed} of {passed + red} checks pass" if passed + red else "no verdict"
    color = "lightgrey" if broken or not passed + red else "red" if bad else "brightgreen"
    badge = {"schemaVersion": 1, "label": "os conformance", "message": message, "color": color}
    return json.dumps(badge) + "\n"
