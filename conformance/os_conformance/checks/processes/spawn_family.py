"""The spawn family: how its checks call it."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run
from os_conformance.checks.processes.children import call
from os_conformance.snippets import class_of, uses

FAMILY = ("spawnl", "spawnle", "spawnlp", "spawnlpe", "spawnv", "spawnve", "spawnvp", "spawnvpe")
WITH_ENV = frozenset({"spawnle", "spawnve", "spawnlpe", "spawnvpe"})
SEARCHING = frozenset({"spawnlp", "spawnlpe", "spawnvp", "spawnvpe"})  # not on Windows
LISTED = frozenset({"spawnl", "spawnle", "spawnlp", "spawnlpe"})  # arguments one by one


@uses(class_of)
def spawned(
    os: Any, name: Any, mode: Any, program: Any, words: Any, environment: Any, setup: Any
) -> Any:
    """os.<name>(os.<mode>, ...): what it returns, or the name of its exception.

    `program` None: the shell.  `words`: its arguments; a str is a script for the shell.  `setup`:
    what to set in the environment before (None: to remove).
    """
    for key, value in setup.items():
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value
    if program is None:
        program = os.environ["COMSPEC"] if os.name == "nt" else "/bin/sh"
    if isinstance(words, str):
        words = ["cmd", "/c", words] if os.name == "nt" else ["sh", "-c", words]
    extra = [] if environment is None else [environment]
    function, how = getattr(os, name), getattr(os, mode)
    try:
        if name in ("spawnl", "spawnle", "spawnlp", "spawnlpe"):
            return function(how, program, *(list(words) + extra))
        return function(how, program, words, *extra)
    except Exception as error:
        return class_of(error)


def spawn(
    os: Os,
    run: Run,
    name: str,
    words: Any,
    program: Any = None,
    environment: dict[str, str] | None = None,
    setup: dict[str, str] | None = None,
) -> Any:
    """What os.<name> returns in mode P_WAIT, with an environment if it takes one (see `spawned`)."""
    given = environment or environment_for(name)
    return call(os, run, name, spawned, name, "P_WAIT", program, words, given, setup or {})


def environment_for(name: str, **values: str) -> dict[str, str] | None:
    """An environment, for those of the family that take one."""
    return (
        {"OSCONFORM_KEY": "given", "PATH": "/bin:/usr/bin"} | values if name in WITH_ENV else None
    )


def each(suffixes: dict[str, str], **axes: Any) -> list[Case]:
    """One case a function (and value of the one axis), each with the clause of its suffix."""
    if not axes:
        return [Case(name, {"name": name}, (f"os.{name}/{s}",)) for name, s in suffixes.items()]
    ((axis, values),) = axes.items()
    return [
        Case(f"{name}-{key}", {"name": name, axis: value}, (f"os.{name}/{suffix}",))
        for name, suffix in suffixes.items()
        for key, value in values.items()
    ]


SEARCH = {
    "spawnlp": "path-search", "spawnlpe": "env-path", "spawnvp": "path-search",
    "spawnvpe": "env-path",
}  # fmt: skip
