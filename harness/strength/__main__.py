"""`python -m strength`: run a campaign, or parts of one, and write the page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from strength import campaign, coverage, page
from strength.errors import StrengthError

PARTS = ("sources", "primitives", "controls", "tests", "page")
REPORTS = Path(__file__).parents[2] / "reports"


def main(arguments: list[str]) -> int:
    """Exit status: 0; 1 if a control is red or a survivor has no verdict; 4 if it cannot go on."""
    parser = argparse.ArgumentParser(prog="strength", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=REPORTS, help="folder of the results")
    parser.add_argument(
        "--part", action="append", choices=PARTS, help="only this part (may be given again)"
    )
    parser.add_argument("--sample", type=int, help="mutants of each origin [all]")
    parser.add_argument("--match", default="*", help="only mutants whose name matches this glob")
    parser.add_argument("-n", "--workers", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=5.0, help="seconds for one answer")
    parser.add_argument(
        "--resume", action="store_true", help="go on with the results that are there"
    )
    parser.add_argument(
        "--survivors", action="store_true", help="with --resume: try gaps and reds again"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        help="folder for what is known of the unchanged files between campaigns",
    )
    parser.add_argument("--few", type=int, help="controls: so many cases of each check only [all]")
    parser.add_argument(
        "--whole", action="store_true", help="controls: every case, whatever they touch"
    )
    parser.add_argument(
        "--note", default="", help="a sentence for the page, such as what was not tried again"
    )
    given = parser.parse_args(arguments)
    options = campaign.Options(
        output=given.output,
        parts=tuple(given.part or PARTS),
        sample=given.sample,
        match=given.match,
        workers=given.workers,
        timeout=given.timeout,
        resume=given.resume,
        survivors=given.survivors,
        keep=given.keep,
        few=given.few,
        whole=given.whole,
    )
    try:
        done = campaign.run(options)
    except StrengthError as error:
        print(error, file=sys.stderr)
        return 4
    found = page.Findings(list(done.records.values()))
    if "page" in options.parts:
        text = page.render(found, coverage.load(options.output), given.note)
        (options.output / "strength.md").write_text(text, "utf-8")
    print(page.figures(found))
    return 1 if found.open() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
