"""Every documented signature of os and os.path."""

from __future__ import annotations

from typing import Any

from os_conformance import catalogue
from os_conformance.check import Case, Run, clause, table
from os_conformance.expect import Deviation, Unmet
from os_conformance.surface.signatures import Parameter, documented, parse, refused


def real_signature(os: Any, name: Any) -> Any:
    import inspect

    found = os
    for part in name.split("."):
        if not hasattr(found, part):
            return None
        found = getattr(found, part)
    try:
        parameters = inspect.signature(found).parameters.values()
    except (ValueError, TypeError):
        return "unknown"
    return [
        (p.name, int(p.kind), None if p.default is p.empty else repr(p.default)) for p in parameters
    ]


@table(
    [
        Case(
            name,
            {
                "name": name.removeprefix("os."),
                "signature": signature,
                "level": catalogue.load()[f"{name}/signature"].level,
            },
            (f"{name}/signature",),
        )
        for name, signature in documented().items()
    ]
)
@clause()
def check_signature(run: Run, name: str, signature: str, level: str) -> None:
    """Each documented function accepts every call that its documented signature allows."""
    told = run(real_signature, name)
    if told is None:
        raise Unmet(f"os.{name} is missing", "unsupported" if level == "optional" else "blocked")
    if told == "unknown":
        raise Unmet(f"the signature of os.{name} cannot be read there", "unsupported")
    problem = refused(parse(signature), [Parameter(*parameter) for parameter in told])
    if problem:
        raise Deviation(f"os.{name}{signature}", problem)
