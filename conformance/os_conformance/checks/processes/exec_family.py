"""The exec family: how its checks call it."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case
from os_conformance.snippets import class_of, drained, uses

SH = "/bin/sh"
FAMILY = ("execv", "execve", "execvp", "execvpe", "execl", "execle", "execlp", "execlpe")
LISTED = frozenset({"execl", "execle", "execlp", "execlpe"})  # arguments one by one
WITH_ENV = frozenset({"execve", "execvpe", "execle", "execlpe"})
SEARCHING = frozenset({"execvp", "execvpe", "execlp", "execlpe"})
SCRIPT = 'printf "%s|%s|%s|%s" "$0" "$#" "$1" "${OSCONFORM_KEY-unset}" > out'


@uses(class_of, drained)
def replaced(os: Any, name: Any, program: Any, arguments: Any, environment: Any, setup: Any) -> Any:
    """Fork; in the child call os.<name>; (how it ended, what was raised)."""
    for key, value in setup.items():
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(r)
            function = getattr(os, name)
            extra = [] if environment is None else [environment]
            if name in ("execl", "execle", "execlp", "execlpe"):
                function(program, *(list(arguments) + extra))
            else:
                function(program, arguments, *extra)
            os.write(w, b"returned")
        except BaseException as error:
            import errno

            symbol = errno.errorcode.get(getattr(error, "errno", 0), "")
            os.write(
                w,
                (class_of(error) + " " + symbol).encode(),
            )
        finally:
            os._exit(97)
    os.close(w)
    told = drained(os, r)
    _, status = os.waitpid(pid, 0)
    return status, told.decode().strip()


def arguments_for(name: str, *rest: str) -> list[str]:
    """argv for a shell that runs SCRIPT."""
    return ["sh", "-c", SCRIPT, *rest]


def environment_for(name: str) -> dict[str, str] | None:
    """An environment, for those of the family that take one."""
    return {"OSCONFORM_KEY": "given", "PATH": "/bin:/usr/bin"} if name in WITH_ENV else None


def rows(suffix: str, names: Any = FAMILY) -> list[Case]:
    """One case a function, for the clause of that suffix."""
    return [Case(name, {"name": name}, (f"os.{name}/{suffix}",)) for name in names]


def mixed(**suffixes: str) -> list[Case]:
    """One case a function, each with a clause of its own."""
    return [Case(name, {"name": name}, (f"os.{name}/{s}",)) for name, s in suffixes.items()]
