"""Names that the manual says are absent on a platform."""

from __future__ import annotations

from typing import Any

from os_conformance import catalogue
from os_conformance.check import Case, Os, Run, clause, table
from os_conformance.expect import Deviation, describe, errno_of

REFUSALS = ("ENOSYS", "ENOTSUP", "EOPNOTSUPP")
PROGRAM = ("/nowhere", "x")
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "dup": (0,),
    "dup2": (0, 60),
    "execl": PROGRAM, "execlp": PROGRAM, "execle": (*PROGRAM, {}), "execlpe": (*PROGRAM, {}),
    "execv": ("/nowhere", ["x"]), "execvp": ("/nowhere", ["x"]),
    "execve": ("/nowhere", ["x"], {}), "execvpe": ("/nowhere", ["x"], {}),
    "kill": (10**7, 0), "killpg": (10**7, 0), "popen": ("exit",), "system": ("exit",), "waitpid": (-1, 0),
    "nice": (0,),
}  # fmt: skip
SUFFIXES = ("/wasi-absent", "/nt-absent-name", "/posix-absent-name")


@table(
    [
        Case(
            c.id.partition(".")[2].replace("/", "-"),
            {"name": c.function.removeprefix("os.")},
            (c.id,),
        )
        for c in catalogue.load().values()
        if c.id.endswith(SUFFIXES)
    ]
)
@clause()
def check_absent(os: Os, run: Run, name: str) -> None:
    """A name that the manual excludes from a platform is not there, or says so when it is called."""
    try:
        run.lookup(name)
    except AttributeError:
        return
    try:
        getattr(os, name)(*ARGUMENTS.get(name, ()))
    except (NotImplementedError, OSError) as refusal:
        if isinstance(refusal, NotImplementedError) or errno_of(refusal) in REFUSALS:
            return
        raise Deviation(f"no os.{name} here", f"one: {describe(refusal)}") from refusal
    except Exception as error:
        raise Deviation(f"no os.{name} here", f"one: {describe(error)}") from error
    raise Deviation(f"no os.{name} here", "one")
