"""Every documented signature of os and os.path."""

from __future__ import annotations

import re
from typing import Any

from os_conformance import catalogue
from os_conformance.check import Case, Facts, Run, clause, table
from os_conformance.expect import Deviation, Unmet
from os_conformance.surface.signatures import Parameter, documented, parse, refused


def real_signature(os: Any, name: Any) -> Any:
    """The parameters as (name, kind, default), the text of a built-in function's, or "unknown".

    `inspect` is asked only where nothing simpler tells: to import it costs more than all the rest.
    """
    found = os
    for part in name.split("."):
        if not hasattr(found, part):
            return None
        found = getattr(found, part)
    own: Any = getattr(found, "__code__", None) if type(found).__name__ == "function" else None
    if (
        hasattr(own, "co_varnames")
        and not hasattr(found, "__wrapped__")
        and not hasattr(found, "__signature__")
    ):
        names, plain = own.co_varnames, own.co_argcount
        given_last = list(map(repr, found.__defaults__ or ()))
        defaults = [None] * (plain - len(given_last)) + given_last
        told: list[Any] = [
            (names[n], 0 if n < getattr(own, "co_posonlyargcount", 0) else 1, defaults[n])
            for n in range(plain)
        ]
        after = plain + own.co_kwonlyargcount
        if own.co_flags & 4:
            told.append((names[after], 2, None))
            after += 1
        given = {k: repr(v) for k, v in (found.__kwdefaults__ or {}).items()}
        told += [(n, 3, given.get(n)) for n in names[plain : plain + own.co_kwonlyargcount]]
        return told + ([(names[after], 4, None)] if own.co_flags & 8 else [])
    text = getattr(found, "__text_signature__", None)
    if type(found).__name__ == "builtin_function_or_method" and text and "<" not in text:
        return text
    import inspect

    try:
        parameters = inspect.signature(found).parameters.values()
    except (ValueError, TypeError):
        return "unknown"
    return [
        (p.name, int(p.kind), None if p.default is p.empty else repr(p.default)) for p in parameters
    ]


def parameters_of(told: Any) -> list[Parameter]:
    """What `real_signature` told, read."""
    if isinstance(told, str):
        return parse(re.sub(r"\$module(, /)?(, )?", "", told))
    return [Parameter(*parameter) for parameter in told]


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
def check_signature(run: Run, facts: Facts, name: str, signature: str, level: str) -> None:
    """Each documented function accepts every call that its documented signature allows."""
    if name == "chmod" and facts.os_name == "nt" and facts.python >= (3, 13):
        signature = signature.replace("=True", "=False")  # so the manual, of Windows since 3.13
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
    problem = refused(parse(signature), parameters_of(told))
    if problem:
        raise Deviation(f"os.{name}{signature}", problem)
