"""Whether a function of the candidate is in one of its supports_* sets."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Run


def member(os: Any, name: Any, kind: Any) -> Any:
    return getattr(os, name) in getattr(os, kind)


def supports(run: Run, kind: str, name: str) -> bool:
    """Whether `os.<name>` is in `os.supports_<kind>`, asked on the candidate's side."""
    return bool(run(member, name, f"supports_{kind}"))
