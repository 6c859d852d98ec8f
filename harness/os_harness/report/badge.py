"""A badge in the JSON that shields' endpoint badges take."""

from __future__ import annotations

import json
from collections.abc import Sequence

from os_harness.report.records import RED, Outcome
from os_harness.report.storage import Report
from os_harness.report.summary import Tally


def render(reports: Sequence[Report]) -> str:
    """Label and message: how many of the checks that gave a verdict passed, over all reports."""
    tally = Tally(result for report in reports for result in report.results)
    passed = tally.outcomes[Outcome.PASS]
    tried = passed + sum(tally.outcomes[outcome] for outcome in RED)
    message = f"{passed} of {tried} checks pass" if tried else "no verdict"
    whole = all(report.complete for report in reports)
    message += "" if whole else ", incomplete"
    unknown = tally.outcomes[Outcome.BROKEN] or not tried or not whole
    color = "lightgrey" if unknown else "red" if tally.unexpected else "brightgreen"
    badge = {"schemaVersion": 1, "label": "os conformance", "message": message, "color": color}
    return json.dumps(badge) + "\n"
