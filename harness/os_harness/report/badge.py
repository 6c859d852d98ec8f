"""A badge in the JSON that shields' endpoint badges take."""

from __future__ import annotations

import json
from collections.abc import Sequence

from os_harness.report.records import Outcome
from os_harness.report.storage import Report


def render(reports: Sequence[Report]) -> str:
    """Label and message: how many of the checks that gave a verdict passed, over all reports."""
    tallies = [report.tally for report in reports]
    passed = sum(tally.outcomes[Outcome.PASS] for tally in tallies)
    tried = passed + sum(tally.red for tally in tallies)
    message = f"{passed} of {tried} checks pass" if tried else "no verdict"
    whole = all(report.complete for report in reports)
    message += "" if whole else ", incomplete"
    broken = any(tally.outcomes[Outcome.BROKEN] for tally in tallies)
    unknown = broken or not tried or not whole
    color = (
        "lightgrey"
        if unknown
        else "red"
        if any(tally.unexpected for tally in tallies)
        else "brightgreen"
    )
    badge = {"schemaVersion": 1, "label": "os conformance", "message": message, "color": color}
    return json.dumps(badge) + "\n"
