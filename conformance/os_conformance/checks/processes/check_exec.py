"""The exec family: replacing the process, searching PATH, passing arguments and environment."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Run, World, cases, clause, needs, table
from os_conformance.checks.processes.exec_family import (
    FAMILY,
    SEARCHING,
    SH,
    WITH_ENV,
    arguments_for,
    environment_for,
    mixed,
    replaced,
    rows,
)
from os_conformance.expect import equal


@table(
    mixed(
        execl="replaces", execle="env-last", execlp="path-search", execlpe="env-last",
        execv="list-or-tuple", execve="env-mapping", execvp="path-search", execvpe="env-path",
    )
)  # fmt: skip
@clause()
@needs("programs", "fork", "shared-files")
def check_replaces_the_process(run: Run, world: World, name: str) -> None:
    """Each of the exec family runs the program in place of the caller and does not return."""
    told = run(replaced, name, SH, arguments_for(name, "zero", "one"), environment_for(name), {})
    equal(told, (0, ""))
    key = "given" if name in WITH_ENV else "unset"
    equal(world.read("out").decode(), f"zero|1|one|{key}")


@clause("os.execv/list-or-tuple")
@needs("programs", "fork", "shared-files")
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
@needs("programs", "fork")
def check_same_pid(run: Run) -> None:
    """The program runs under the caller's process id."""
    assert run(same_process)


@table(rows("argv0", ["execl"]))
@clause()
@needs("programs", "fork", "shared-files")
def check_argv0(run: Run, world: World, name: str) -> None:
    """The first argument is the program's own name for itself, whatever the file is."""
    told = run(replaced, name, SH, ["my-name", "-c", "printf '%s' \"$0\" > out", "own"], None, {})
    equal(told, (0, ""))
    equal(world.read("out"), b"own")


@clause("os.execl/env-inherited")
@needs("programs", "fork", "shared-files")
@cases(name=sorted(set(FAMILY) - WITH_ENV))
def check_environment_is_inherited(run: Run, world: World, name: str) -> None:
    """Without an environment given, the program gets os.environ as it is now."""
    told = run(replaced, name, SH, arguments_for(name, "0"), None, {"OSCONFORM_KEY": "now é"})
    equal(told, (0, ""))
    equal(world.read("out").decode(), "0|0||now é")


@clause("os.execle/env-replaces")
@needs("programs", "fork", "shared-files")
@cases(name=sorted(WITH_ENV))
def check_environment_is_replaced(run: Run, world: World, name: str) -> None:
    """An environment given replaces the old one entirely."""
    arguments = ["sh", "-c", 'printf "%s|%s" "${OSCONFORM_KEY-unset}" "${OTHER-unset}" > out']
    told = run(replaced, name, SH, arguments, {"OTHER": "1"}, {"OSCONFORM_KEY": "old"})
    equal(told, (0, ""))
    equal(world.read("out"), b"unset|1")


@clause("os.execl/no-path-search")
@needs("programs", "fork")
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
@needs("programs", "fork", "shared-files")
def check_search_order(run: Run, world: World, name: str) -> None:
    """The first program of that name along PATH runs; PATH of the environment given counts."""
    world.tree({"empty": {}, "first": {"tool": b"#!/bin/sh\necho first > out\n"},
                "second": {"tool": b"#!/bin/sh\necho second > out\n"}})  # fmt: skip
    world.chmod("first/tool", 0o755)
    world.chmod("second/tool", 0o755)
    path = ":".join(world.path(n) for n in ("empty", "none", "first", "second"))
    given = {"PATH": path} if name in WITH_ENV else None
    own = world.path("second") if name in WITH_ENV else path
    equal(run(replaced, name, "tool", ["tool"], given, {"PATH": own}), (0, ""))
    equal(world.read("out"), b"first\n")


@clause("os.execvp/slash-no-search")
@needs("programs", "fork", "shared-files")
@cases(name=sorted(SEARCHING))
def check_slash_is_no_search(run: Run, world: World, name: str) -> None:
    """A name with a slash is taken as it is."""
    world.mkdir("bin")
    world.file("bin/tool", b"#!/bin/sh\necho found > out\n", 0o755)
    given = {"PATH": "/bin"} if name in WITH_ENV else None
    equal(run(replaced, name, "bin/tool", ["tool"], given, {"PATH": "/bin"}), (0, ""))
    equal(world.read("out"), b"found\n")


@clause("os.execvp/default-path")
@needs("programs", "fork", "shared-files")
@cases(name=sorted(SEARCHING))
def check_default_path(run: Run, world: World, name: str) -> None:
    """Without PATH the directories of defpath are searched."""
    given = {"OSCONFORM_KEY": "x"} if name in WITH_ENV else None
    told = run(replaced, name, "sh", arguments_for(name, "0"), given, {"PATH": None})
    equal(told, (0, ""))
    assert world.read("out").startswith(b"0|0||")


@clause("os.execvp/notdir-skipped")
@needs("programs", "fork", "shared-files")
@cases(name=sorted(SEARCHING))
def check_file_on_path_is_skipped(run: Run, world: World, name: str) -> None:
    """An entry of PATH that is no directory is skipped."""
    world.tree({"file": b"", "bin": {"tool": b"#!/bin/sh\necho found > out\n"}})
    world.chmod("bin/tool", 0o755)
    path = f"{world.path('file')}:{world.path('bin')}"
    given = {"PATH": path} if name in WITH_ENV else None
    equal(run(replaced, name, "tool", ["tool"], given, {"PATH": path}), (0, ""))
    equal(world.read("out"), b"found\n")


@clause("os.execvp/bytes-file")
@needs("programs", "fork", "shared-files")
@cases(name=sorted(SEARCHING))
def check_bytes_file(run: Run, world: World, name: str) -> None:
    """The program's name may be bytes, also when it is searched for."""
    given = environment_for(name)
    told = run(replaced, name, b"sh", arguments_for(name, "0"), given, {"PATH": "/bin:/usr/bin"})
    equal(told, (0, ""))
    assert world.read("out").startswith(b"0|0||")


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
@needs("programs", "fork")
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
@needs("programs", "fork")
def check_descriptor(run: Run) -> None:
    """execve takes a descriptor for the program where it is in supports_fd."""
    supported, told = run(by_descriptor)
    equal(told == b"yes", supported)


@table(rows("accepts-pathlike"))
@clause()
@needs("programs", "fork", "shared-files")
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
@needs("programs", "fork")
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
@needs("programs", "fork")
def check_audit(run: Run, name: str) -> None:
    """Each of the family raises the audit event os.exec with the program and its arguments."""
    equal(run(exec_events, name, environment_for(name)), repr(("/bin/sh", ["sh", "-c", ":"])))
