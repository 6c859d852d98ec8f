"""Makes the published reports anew: `tox -e reports`.

Runs the kit on the candidates that one machine can offer, leaves a compressed report for each beside this
file, and renders the matrix as Markdown (`matrix.md`) and HTML (`matrix.html`), and the portability guide.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CANDIDATES = (
    "stdlib", "reference", "reference:linux", "pyfakefs-linux", "pyfakefs-macos", "pyfakefs-windows", "pypy3",
    "gevent", "eventlet",
)  # fmt: skip


def osconform(*arguments: object) -> int:
    """Run a command of the kit; its exit code."""
    return subprocess.call([sys.executable, "-m", "os_harness", *map(str, arguments)])


def report(candidate: str) -> Path:
    """Run a candidate; the path of its compressed report.  Ends the program if the kit is at fault."""
    plain = HERE / f"{candidate.replace(':', '-')}.report.jsonl"
    status = osconform("run", candidate, "-q", "-o", plain)
    if status not in (0, 1):
        sys.exit(f"{candidate}: osconform run ended with {status}")
    packed = plain.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(plain.read_bytes(), mtime=0))
    plain.unlink()
    return packed


def ready(candidate: str) -> bool:
    """Whether the candidate is on this machine; the command says why not."""
    return osconform("doctor", candidate) == 0


def main() -> None:
    """Every candidate, then the matrix."""
    paths = [report(candidate) for candidate in CANDIDATES if ready(candidate)]
    pages = ("--markdown", HERE / "matrix.md", "--html", HERE / "matrix.html")
    guide = ("--guide", HERE / "portability-guide.md")
    status = osconform("report", *paths, *pages, *guide)
    sys.exit(status)


if __name__ == "__main__":
    main()
