"""The exec family: what it refuses, and how."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.processes.exec_family import (
    FAMILY,
    SEARCHING,
    SH,
    WITH_ENV,
    environment_for,
    mixed,
    replaced,
)
from os_conformance.expect import equal, one_of
from os_conformance.snippets import class_of, uses


@table(mixed(execl="missing", execlp="missing", execvp="enoent-last"))
@clause()
@needs("programs", "fork")
def check_missing_program(run: Run, name: str) -> None:
    """A program that does not exist raises FileNotFoundError in the caller."""
    told = run(replaced, name, "/none/such", ["such"], None, {})
    equal(told[1], "FileNotFoundError ENOENT")


@clause("os.execvp/enoent-last")
@needs("programs", "fork")
@cases(name=sorted(SEARCHING))
def check_not_found_on_path(run: Run, world: World, name: str) -> None:
    """A name found nowhere along PATH raises FileNotFoundError."""
    world.mkdir("empty")
    path = world.path("empty")
    given = {"PATH": path} if name in WITH_ENV else None
    told = run(replaced, name, "no-such-tool", ["no-such-tool"], given, {"PATH": path})
    equal(told[1], "FileNotFoundError ENOENT")


@uses(class_of)
def looked_for(os: Any, name: Any, path: Any, environment: Any) -> Any:
    """The exception of os.<name> for a program that is nowhere: so the process goes on."""
    os.environ["PATH"] = path
    extra = [] if environment is None else [environment]
    words = ["no-such-tool"] if name in ("execlp", "execlpe") else [["no-such-tool"]]
    try:
        getattr(os, name)("no-such-tool", *(words + extra))
    except Exception as error:
        return class_of(error)
    return "returned"


@clause("os.execvp/enoent-last")
@cases(name=sorted(SEARCHING))
def check_not_found_here(os: Os, run: Run, world: World, name: str) -> None:
    """A name found nowhere along PATH raises FileNotFoundError, and the process goes on."""
    world.mkdir("empty")
    path = os.pathsep.join([world.path("empty"), world.path("none")])
    given = {"PATH": path} if name in WITH_ENV else None
    equal(run(looked_for, name, path, given), "FileNotFoundError")


@clause("os.execvp/permission-reported")
@needs("programs", "shared-files", "permissions")
@cases(name=sorted(SEARCHING))
def check_permission_is_reported(run: Run, world: World, name: str) -> None:
    """If the only match may not be executed, PermissionError is raised, not FileNotFoundError."""
    world.tree({"first": {"tool": b""}, "second": {}})
    world.chmod("first/tool", 0o644)
    path = f"{world.path('first')}:{world.path('second')}"
    given = {"PATH": path} if name in WITH_ENV else None
    told = run(replaced, name, "tool", ["tool"], given, {"PATH": path})
    equal(told[1], "PermissionError EACCES")


@clause("os.execvp/permission-reported")
@needs("programs", "shared-files", "permissions")
@cases(name=sorted(SEARCHING), before=["empty", "none", "file"])
def check_permission_is_reported_late(run: Run, world: World, name: str, before: str) -> None:
    """PermissionError is raised also where PATH has directories without the program before."""
    world.tree({"empty": {}, "file": b"", "last": {"tool": b""}})
    world.chmod("last/tool", 0o644)
    path = f"{world.path(before)}:{world.path('last')}"
    given = {"PATH": path} if name in WITH_ENV else None
    told = run(replaced, name, "tool", ["tool"], given, {"PATH": path})
    equal(told[1], "PermissionError EACCES")


@clause("os.execvp/permission-reported")
@needs("programs", "shared-files", "permissions")
@cases(name=sorted(SEARCHING), after=["last", "empty", "none"])
def check_permission_stays_reported(run: Run, world: World, name: str, after: str) -> None:
    """PermissionError is raised also where PATH goes on, to another such file or to nothing."""
    world.tree({"empty": {}, "first": {"tool": b""}, "last": {"tool": b""}})
    world.chmod("first/tool", 0o644)
    world.chmod("last/tool", 0o644)
    path = f"{world.path('first')}:{world.path(after)}"
    given = {"PATH": path} if name in WITH_ENV else None
    told = run(replaced, name, "tool", ["tool"], given, {"PATH": path})
    equal(told[1], "PermissionError EACCES")


@clause("os.execvp/denied-skipped")
@needs("programs", "shared-files", "permissions", "fork")
@cases(name=sorted(SEARCHING))
def check_denied_is_skipped(run: Run, world: World, name: str) -> None:
    """A file that may not be executed does not end the search: the next one of that name runs."""
    world.tree({"first": {"tool": b""}, "second": {"tool": b"#!/bin/sh\necho second > out\n"}})
    world.chmod("first/tool", 0o644)
    world.chmod("second/tool", 0o755)
    path = f"{world.path('first')}:{world.path('second')}"
    given = {"PATH": path} if name in WITH_ENV else None
    equal(run(replaced, name, "tool", ["tool"], given, {"PATH": path}), (0, ""))
    equal(world.read("out"), b"second\n")


@clause("os.execv/not-executable")
@needs("programs", "shared-files", "permissions")
@cases(name=FAMILY)
def check_not_executable(run: Run, world: World, name: str) -> None:
    """A file without execute permission raises PermissionError."""
    world.file("plain", b"#!/bin/sh\n", 0o644)
    told = run(replaced, name, world.path("plain"), ["plain"], environment_for(name), {})
    equal(told[1], "PermissionError EACCES")


@clause("os.execv/error-format")
@needs("programs", "shared-files", "permissions")
@cases(name=FAMILY)
def check_no_program(run: Run, world: World, name: str) -> None:
    """An executable file that is no program raises OSError with ENOEXEC."""
    world.file("data", b"\0\1\2 no program", 0o755)
    told = run(replaced, name, world.path("data"), ["data"], environment_for(name), {})
    equal(told[1], "OSError ENOEXEC")


@clause("os.execv/bad-args-type")
@needs("fork")
@cases(
    name=["execv", "execvp", "execve", "execvpe"], arguments={"str": "sh", "none": None, "int": 1}
)
def check_bad_arguments(run: Run, name: str, arguments: Any) -> None:
    """Arguments that are neither a list nor a tuple raise TypeError."""
    told = run(replaced, name, SH, arguments, environment_for(name), {})
    equal(told[1].partition(" ")[0] or "no exception: a program ran", "TypeError")


@clause("os.execv/nul")
@needs("fork")
@cases(name=FAMILY, where=["program", "argument"])
def check_nul(run: Run, name: str, where: str) -> None:
    """NUL in the program's name or an argument raises ValueError."""
    program = "/bin/s\0h" if where == "program" else SH
    told = run(replaced, name, program, ["sh", "a\0b"], environment_for(name), {})
    equal(told[1].split()[0], "ValueError")


def bad_environment(os: Any, name: Any, which: Any) -> Any:
    environments = {
        "none": None, "int": 1, "list": ["A=1"], "nul-key": {"a\0b": "1"}, "nul-value": {"a": "1\0"},
        "equals": {"a=b": "1"}, "int-value": {"a": 1},
    }  # fmt: skip
    pid = os.fork()
    if pid == 0:
        code = 97
        try:
            environment = environments[which]
            if name in ("execle", "execlpe"):
                getattr(os, name)("/bin/sh", "sh", "-c", "exit 50", environment)
            else:
                getattr(os, name)("/bin/sh", ["sh", "-c", "exit 50"], environment)
        except TypeError:
            code = 1
        except ValueError:
            code = 2
        except BaseException:
            code = 3
        finally:
            os._exit(code)
    return (
        os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if hasattr(os, "waitstatus_to_exitcode")
        else os.WEXITSTATUS(os.waitpid(pid, 0)[1])
    )


@clause("os.execve/env-not-mapping")
@needs("fork")
@cases(name=sorted(WITH_ENV), which=["int", "int-value"])
def check_environment_type(run: Run, name: str, which: str) -> None:
    """An environment that is no mapping of text raises TypeError."""
    equal(run(bad_environment, name, which), 1)


@clause("os.execve/env-not-mapping")
@needs("fork")
@cases(name=sorted(WITH_ENV))
def check_environment_of_strings(run: Run, name: str) -> None:
    """A list of "key=value" is no environment: an exception, not a program without one."""
    one_of(run(bad_environment, name, "list"), (1, 2, 3))


@table(
    [
        Case(f"{name}-{which}", {"name": name, "which": which}, (f"os.execve/{suffix}",))
        for name in sorted(WITH_ENV)
        for which, suffix in (
            ("nul-key", "env-nul"), ("nul-value", "env-nul"), ("equals", "env-equals-key"),
        )
    ]
)  # fmt: skip
@clause()
@needs("fork")
def check_environment_contents(run: Run, name: str, which: str) -> None:
    """NUL in the environment, or '=' in a key, raises ValueError."""
    equal(run(bad_environment, name, which), 2)
