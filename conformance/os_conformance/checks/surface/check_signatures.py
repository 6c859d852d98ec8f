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


SPAWN: list[Any] = [("none", ["none"], {})]
SPAWN_OPTIONS: tuple[dict[str, Any], ...] = (
    {}, {"file_actions": []}, {"setpgroup": 0}, {"resetids": False}, {"setsigmask": []}, {"setsigdef": []},
)  # fmt: skip
FORMS: dict[str, list[Any]] = {
    "get_terminal_size": [((), {}), ((0,), {})],
    "posix_spawn": [(SPAWN[0], options) for options in SPAWN_OPTIONS],
    "posix_spawnp": [(SPAWN[0], options) for options in SPAWN_OPTIONS],
    "register_at_fork": [
        ((), {key: "a function"}) for key in ("before", "after_in_parent", "after_in_child")
    ],
}  # how to call those whose signature some interpreters cannot tell


def refused_form(os: Any, name: Any, forms: Any) -> Any:
    """The first of the forms of call that raises TypeError, with its message."""
    for arguments, keywords in forms:
        given = {k: (lambda: None) if v == "a function" else v for k, v in keywords.items()}
        try:
            getattr(os, name)(*arguments, **given)
        except TypeError as error:
            return repr((arguments, keywords)), str(error)
        except Exception:  # not carried out, but taken
            continue
    return None


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
        if name not in FORMS:
            raise Unmet(f"the signature of os.{name} cannot be read there", "unsupported")
        problem = run(refused_form, name, FORMS[name])
        if problem:
            raise Deviation(f"os.{name} to take a call of the form {problem[0]}", problem[1])
        return
    problem = refused(parse(signature), [Parameter(*parameter) for parameter in told])
    if problem:
        raise Deviation(f"os.{name}{signature}", problem)
