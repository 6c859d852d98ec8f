"""The exec family: replacing the process, searching PATH, passing arguments and environment."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Run, World, cases, clause, needs, table
from os_conformance.expect import equal, one_of

SH = "/bin/sh"
FAMILY = ("execv", "execve", "execvp", "execvpe", "execl", "execle", "execlp", "execlpe")
LISTED = frozenset({"execl", "execle", "execlp", "execlpe"})  # arguments one by one
WITH_ENV = frozenset({"execve", "execvpe", "execle", "execlpe"})
SEARCHING = frozenset({"execvp", "execvpe", "execlp", "execlpe"})
SCRIPT = 'printf "%s|%s|%s|%s" "$0" "$#" "$1" "${OSCONFORM_KEY-unset}" > out'


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
            os.write(w, (type(error).__name__ + " " + symbol).encode())
        finally:
            os._exit(97)
    os.close(w)
    told = b""
    while True:
        chunk = os.read(r, 1000)
        if not chunk:
            break
        told += chunk
    os.close(r)
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


@table(
    mixed(
        execl="replaces", execle="env-last", execlp="path-search", execlpe="env-last",
        execv="list-or-tuple", execve="env-mapping", execvp="path-search", execvpe="env-path",
    )
)  # fmt: skip
@clause()
@needs("programs", "shared-files")
def check_replaces_the_process(run: Run, world: World, name: str) -> None:
    """Each of the exec family runs the program in place of the caller and does not return."""
    told = run(replaced, name, SH, arguments_for(name, "zero", "one"), environment_for(name), {})
    equal(told, (0, ""))
    key = "given" if name in WITH_ENV else "unset"
    equal(world.read("out").decode(), f"zero|1|one|{key}")


@clause("os.execv/list-or-tuple")
@needs("programs", "shared-files")
@cases(name=["execv", "execvp", "execve", "execvpe"], kind={"list": list, "tuple": tuple})
def check_list_or_tuple(run: Run, world: World, name: str, kind: Any) -> None:
    """The arguments may be a list or a tuple."""
    arguments = kind(arguments_for(name, "zero", "one"))
    equal(run(replaced, name, SH, arguments, environment_for(name), {}), (0, ""))
    assert world.read("out").startswith(b"zero|1|one|")


def same_process(os: Any) -> Any:
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(w, 1)
            os.execl("/bin/sh", "sh", "-c", "echo $$")
        finally:
            os._exit(97)
    os.close(w)
    told = os.read(r, 100)
    os.waitpid(pid, 0)
    return int(told) == pid


@clause("os.execl/same-pid")
@needs("programs")
def check_same_pid(run: Run) -> None:
    """The program runs under the caller's process id."""
    assert run(same_process)


@table(rows("argv0", ["execl"]))
@clause()
@needs("programs", "shared-files")
def check_argv0(run: Run, world: World, name: str) -> None:
    """The first argument is the program's own name for itself, whatever the file is."""
    told = run(replaced, name, SH, ["my-name", "-c", "printf '%s' \"$0\" > out", "own"], None, {})
    equal(told, (0, ""))
    equal(world.read("out"), b"own")


@clause("os.execl/env-inherited")
@needs("programs", "shared-files")
@cases(name=sorted(set(FAMILY) - WITH_ENV))
def check_environment_is_inherited(run: Run, world: World, name: str) -> None:
    """Without an environment given, the program gets os.environ as it is now."""
    told = run(replaced, name, SH, arguments_for(name, "0"), None, {"OSCONFORM_KEY": "now é"})
    equal(told, (0, ""))
    equal(world.read("out").decode(), "0|0||now é")


@clause("os.execle/env-replaces")
@needs("programs", "shared-files")
@cases(name=sorted(WITH_ENV))
def check_environment_is_replaced(run: Run, world: World, name: str) -> None:
    """An environment given replaces the old one entirely."""
    arguments = ["sh", "-c", 'printf "%s|%s" "${OSCONFORM_KEY-unset}" "${OTHER-unset}" > out']
    told = run(replaced, name, SH, arguments, {"OTHER": "1"}, {"OSCONFORM_KEY": "old"})
    equal(told, (0, ""))
    equal(world.read("out"), b"unset|1")


@clause("os.execl/no-path-search")
@needs("programs")
@cases(name=sorted(set(FAMILY) - SEARCHING))
def check_no_search(run: Run, name: str) -> None:
    """Without a p in its name, a function does not look along PATH."""
    told = run(
        replaced, name, "sh", ["sh", "-c", "exit 3"], environment_for(name), {"PATH": "/bin"}
    )
    equal(told[1], "FileNotFoundError ENOENT")


@table(
    mixed(execlp="path-search", execvp="path-search", execlpe="path-from-env", execvpe="env-path")
)
@clause()
@needs("programs", "shared-files")
def check_search_order(run: Run, world: World, name: str) -> None:
    """The first program of that name along PATH runs; PATH of the environment given counts."""
    world.tree({"empty": {}, "first": {"tool": b"#!/bin/sh\necho first > out\n"},
                "second": {"tool": b"#!/bin/sh\necho second > out\n"}})  # fmt: skip
    world.chmod("first/tool", 0o755)
    world.chmod("second/tool", 0o755)
    path = ":".join(world.path(n) for n in ("empty", "none", "first", "second"))
    given = {"PATH": path} if name in WITH_ENV else None
    own = "/nowhere" if name in WITH_ENV else path
    equal(run(replaced, name, "tool", ["tool"], given, {"PATH": own}), (0, ""))
    equal(world.read("out"), b"first\n")


@clause("os.execvp/slash-no-search")
@needs("programs", "shared-files")
@cases(name=sorted(SEARCHING))
def check_slash_is_no_search(run: Run, world: World, name: str) -> None:
    """A name with a slash is taken as it is."""
    world.mkdir("bin")
    world.file("bin/tool", b"#!/bin/sh\necho found > out\n", 0o755)
    given = {"PATH": "/bin"} if name in WITH_ENV else None
    equal(run(replaced, name, "bin/tool", ["tool"], given, {"PATH": "/bin"}), (0, ""))
    equal(world.read("out"), b"found\n")


@clause("os.execvp/default-path")
@needs("programs", "shared-files")
@cases(name=sorted(SEARCHING))
def check_default_path(run: Run, world: World, name: str) -> None:
    """Without PATH the directories of defpath are searched."""
    given = {"OSCONFORM_KEY": "x"} if name in WITH_ENV else None
    told = run(replaced, name, "sh", arguments_for(name, "0"), given, {"PATH": None})
    equal(told, (0, ""))
    assert world.read("out").startswith(b"0|0||")


@table(mixed(execl="missing", execlp="missing", execvp="enoent-last"))
@clause()
@needs("programs")
def check_missing_program(run: Run, name: str) -> None:
    """A program that does not exist raises FileNotFoundError in the caller."""
    told = run(replaced, name, "/none/such", ["such"], None, {})
    equal(told[1], "FileNotFoundError ENOENT")


@clause("os.execvp/enoent-last")
@needs("programs")
@cases(name=sorted(SEARCHING))
def check_not_found_on_path(run: Run, world: World, name: str) -> None:
    """A name found nowhere along PATH raises FileNotFoundError."""
    world.mkdir("empty")
    path = world.path("empty")
    given = {"PATH": path} if name in WITH_ENV else None
    told = run(replaced, name, "no-such-tool", ["no-such-tool"], given, {"PATH": path})
    equal(told[1], "FileNotFoundError ENOENT")


@clause("os.execvp/notdir-skipped")
@needs("programs", "shared-files")
@cases(name=sorted(SEARCHING))
def check_file_on_path_is_skipped(run: Run, world: World, name: str) -> None:
    """An entry of PATH that is no directory is skipped."""
    world.tree({"file": b"", "bin": {"tool": b"#!/bin/sh\necho found > out\n"}})
    world.chmod("bin/tool", 0o755)
    path = f"{world.path('file')}:{world.path('bin')}"
    given = {"PATH": path} if name in WITH_ENV else None
    equal(run(replaced, name, "tool", ["tool"], given, {"PATH": path}), (0, ""))
    equal(world.read("out"), b"found\n")


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


@clause("os.execvp/bytes-file")
@needs("programs", "shared-files")
@cases(name=sorted(SEARCHING))
def check_bytes_file(run: Run, world: World, name: str) -> None:
    """The program's name may be bytes, also when it is searched for."""
    given = environment_for(name)
    told = run(replaced, name, b"sh", arguments_for(name, "0"), given, {"PATH": "/bin:/usr/bin"})
    equal(told, (0, ""))
    assert world.read("out").startswith(b"0|0||")


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
    equal(told[1].split()[0], "TypeError")


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


def mapping_environment(os: Any) -> Any:
    from collections.abc import Mapping

    class Own(Mapping):  # type: ignore[type-arg]
        def __getitem__(self, key):
            return {"A": "1", "B": "2"}[key]

        def __iter__(self):
            return iter("AB")

        def __len__(self):
            return 2

    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(w, 1)
            os.execve("/bin/sh", ["sh", "-c", 'printf "%s" "$A$B"'], Own())
        finally:
            os._exit(97)
    os.close(w)
    told = os.read(r, 100)
    os.waitpid(pid, 0)
    return told


@clause("os.execve/env-mapping")
@needs("programs")
def check_any_mapping(run: Run) -> None:
    """The environment may be any mapping, not only a dict."""
    equal(run(mapping_environment), b"12")


def by_descriptor(os: Any) -> Any:
    r, w = os.pipe()
    descriptor = os.open("/bin/sh", os.O_RDONLY)
    supported = os.execve in os.supports_fd
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(w, 1)
            os.execve(descriptor, ["sh", "-c", "printf yes"], {})
        finally:
            os._exit(97)
    os.close(w)
    told = os.read(r, 100)
    os.waitpid(pid, 0)
    return supported, told


@clause("os.execve/fd-path", "os.execve/fd-accepted")
@needs("programs")
def check_descriptor(run: Run) -> None:
    """execve takes a descriptor for the program where it is in supports_fd."""
    supported, told = run(by_descriptor)
    equal(told == b"yes", supported)


@table(rows("accepts-pathlike"))
@clause()
@needs("programs", "shared-files")
def check_path_like(run: Run, world: World, name: str) -> None:
    """The program may be given as a path-like object."""
    told = run(path_like, name, arguments_for(name, "0"), environment_for(name))
    equal(told, 0)
    assert world.read("out").startswith(b"0|0||")


def path_like(os: Any, name: Any, arguments: Any, environment: Any) -> Any:
    class Program:
        def __fspath__(self):
            return "/bin/sh"

    extra = [] if environment is None else [environment]
    pid = os.fork()
    if pid == 0:
        try:
            if name in ("execl", "execle", "execlp", "execlpe"):
                getattr(os, name)(Program(), *(list(arguments) + extra))
            else:
                getattr(os, name)(Program(), arguments, *extra)
        finally:
            os._exit(97)
    return os.WEXITSTATUS(os.waitpid(pid, 0)[1])


def unflushed(os: Any) -> Any:
    import sys

    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            stream = os.fdopen(os.dup(w), "w")
            stream.write("buffered")
            os.execl("/bin/sh", "sh", "-c", ":")
        finally:
            os._exit(97)
    os.close(w)
    told = os.read(r, 100)
    os.waitpid(pid, 0)
    return told, sys.version_info[0]


@clause("os.execl/unflushed")
@needs("programs")
def check_buffers_are_not_flushed(run: Run) -> None:
    """What stands in the buffers of file objects is lost."""
    equal(run(unflushed)[0], b"")


def exec_events(os: Any, name: Any, environment: Any) -> Any:
    import sys

    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:

            def hook(event, args):
                if event == "os.exec":
                    os.write(
                        w, repr((os.fsdecode(args[0]), [os.fsdecode(a) for a in args[1]])).encode()
                    )

            sys.addaudithook(hook)
            extra = [] if environment is None else [environment]
            if name in ("execl", "execle", "execlp", "execlpe"):
                getattr(os, name)("/bin/sh", "sh", "-c", ":", *extra)
            else:
                getattr(os, name)("/bin/sh", ["sh", "-c", ":"], *extra)
        finally:
            os._exit(97)
    os.close(w)
    told = os.read(r, 1000).decode()
    os.waitpid(pid, 0)
    return told


@table(rows("audit-exec"))
@clause()
@needs("programs")
def check_audit(run: Run, name: str) -> None:
    """Each of the family raises the audit event os.exec with the program and its arguments."""
    equal(run(exec_events, name, environment_for(name)), repr(("/bin/sh", ["sh", "-c", ":"])))
