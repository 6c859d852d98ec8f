"""Whether a function of the candidate is in one of its supports_* sets."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Run
from os_conformance.expect import Unmet


def member(os: Any, name: Any, kind: Any) -> Any:
    return getattr(os, name) in getattr(os, kind)


def supports(run: Run, kind: str, name: str) -> bool:
    """Whether `os.<name>` is in `os.supports_<kind>`, asked on the candidate's side."""
    try:
        return bool(run(member, name, f"supports_{kind}"))
    except Unmet as unmet:
        if unmet.outcome != "not-applicable":
            raise
    function = run.lookup(name)  # a candidate that is no Python compares its functions one by one
    return any(found == function for found in run.lookup(f"supports_{kind}"))


def demand(run: Run, kind: str, name: str) -> None:
    """Unmet (unsupported) unless `os.<name>` is in `os.supports_<kind>`: then it may refuse."""
    if not supports(run, kind, name):
        raise Unmet(f"os.{name} is not in supports_{kind}", "unsupported")
