"""os.posix_spawn, os.posix_spawnp: program, arguments, environment, search along PATH."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, FSPath, Os, Run, World, clause, needs, table
from os_conformance.checks.processes.spawning import BOTH, SH, both, launch
from os_conformance.expect import equal, one_of, raises

MISSING = ("FileNotFoundError", "ENOENT")
SHOW = 'printf %s "${OSCONFORM_KEY-unset},${OSCONFORM_OLD-unset}"'
OLD = {"environ": {"OSCONFORM_OLD": "inherited"}}


@table(both("pid"))
@clause()
@needs("programs")
def check_pid(os: Os, run: Run, name: str) -> None:
    """The process id of the new process is returned, whose parent is the caller."""
    code, told, pid = launch(os, run, name, 'printf %s "$$"; exit 7')
    equal((code, told), (7, str(pid)))


@table(both("argv", count={"none": 0, "one": 1, "many": 40}))
@clause()
@needs("programs")
def check_arguments(os: Os, run: Run, name: str, count: int) -> None:
    """The program gets the arguments as they are given."""
    given = [f"word {number}" for number in range(count)]
    words = ["sh", "-c", 'for word; do printf "%s|" "$word"; done', "sh", *given]
    equal(launch(os, run, name, words)[:2], (0, "".join(w + "|" for w in given)))


@table(both("argv"))
@clause()
@needs("programs")
def check_argv_zero(os: Os, run: Run, name: str) -> None:
    """The first of the arguments is the name that the program has for itself."""
    setup = {"input": b'printf %s "$0,$1"'}
    words = ["/nowhere/sh", "-s", "one"]  # a shell that reads its script is $0 by argv[0]
    equal(launch(os, run, name, words, setup=setup)[:2], (0, "/nowhere/sh,one"))


@table(both("argv", words={"list": list, "tuple": tuple}))
@clause()
@needs("programs")
def check_list_or_tuple(os: Os, run: Run, name: str, words: Any) -> None:
    """The arguments may be a list or a tuple, of str or bytes."""
    given = words([b"sh", "-c", "exit 7"])
    equal(launch(os, run, name, given)[:2], (7, ""))


@table(both("env"))
@clause()
@needs("programs")
def check_environment(os: Os, run: Run, name: str) -> None:
    """The environment given is the program's whole environment."""
    equal(
        launch(os, run, name, SHOW, environment={"OSCONFORM_KEY": "given"}, setup=OLD)[1],
        "given,unset",
    )


@table(both("env-none"))
@clause()
@needs("programs")
def check_no_environment(os: Os, run: Run, name: str) -> None:
    """With None for the environment the program inherits the caller's."""
    equal(launch(os, run, name, SHOW, environment=None, setup=OLD)[1], "unset,inherited")


@table(
    [Case(f"{name}-{key}", {"name": name, "program": program}, (f"os.{name}/missing",))
     for name in BOTH
     for key, program in {"file": "/none/such", "name": "no-such-program"}.items()]
)  # fmt: skip
@clause()
@needs("fork")
def check_missing_program(os: Os, run: Run, name: str, program: str) -> None:
    """A missing program raises FileNotFoundError, or, as POSIX lets it, ends a process with 127."""
    nowhere = {
        "environ": {"PATH": "/none/such"}
    }  # a directory that may not be searched is another error
    told = launch(os, run, name, ["such"], program=program, setup=nowhere)
    one_of(told[:2], (MISSING, (127, "")))


@clause("os.posix_spawn/no-path-search")
@needs("programs", "shared-files", "permissions")
def check_no_search(os: Os, run: Run, world: World) -> None:
    """posix_spawn takes a bare name as a file's in the working directory, wherever PATH leads."""
    world.tree({"bin": {"tool": b"#!/bin/sh\nexit 1\n"}})
    world.chmod("bin/tool", 0o755)
    environment = {"PATH": world.path("bin")}
    told = launch(
        os,
        run,
        "posix_spawn",
        ["tool"],
        program="tool",
        environment=environment,
        setup={"environ": environment},
    )
    one_of(told[:2], (MISSING, (127, "")))
    world.file("tool", b"#!/bin/sh\nexit 2\n", 0o755)
    told = launch(os, run, "posix_spawn", ["tool"], program="tool", environment=environment)
    equal(told[0], 2)


@clause("os.posix_spawnp/path-search")
@needs("programs", "shared-files", "permissions")
def check_search(os: Os, run: Run, world: World) -> None:
    """posix_spawnp runs the first program of that name along PATH."""
    world.tree({"empty": {}, "first": {"tool": b"#!/bin/sh\nexit 1\n"},
                "second": {"tool": b"#!/bin/sh\nexit 2\n"}})  # fmt: skip
    world.chmod("first/tool", 0o755)
    world.chmod("second/tool", 0o755)
    path = ":".join(world.path(n) for n in ("empty", "none", "first", "second"))
    environment = {"PATH": path}
    told = launch(
        os,
        run,
        "posix_spawnp",
        ["tool"],
        program="tool",
        environment=environment,
        setup={"environ": environment},
    )
    equal(told[0], 1)


@clause("os.posix_spawnp/path-search")
@needs("programs", "shared-files", "permissions")
def check_slash_is_no_search(os: Os, run: Run, world: World) -> None:
    """posix_spawnp takes a name with a slash as it is."""
    world.tree({"bin": {"tool": b"#!/bin/sh\nexit 3\n"}})
    world.chmod("bin/tool", 0o755)
    setup = {"environ": {"PATH": "/nowhere"}}
    equal(launch(os, run, "posix_spawnp", ["tool"], program="bin/tool", setup=setup)[0], 3)


@table([Case(name, {"name": name}, (f"os.{name}/accepts-pathlike",)) for name in BOTH])
@clause()
@needs("programs")
def check_path_like(os: Os, run: Run, name: str) -> None:
    """The program may be given as a path-like object."""
    equal(launch(os, run, name, "exit 7", program=FSPath(SH))[0], 7)


@table(both("argv-empty", words={"list": [], "tuple": ()}))
@clause()
@needs("programs")
def check_no_arguments(os: Os, name: str, words: Any) -> None:
    """Arguments without even a first one raise ValueError."""
    with raises(ValueError):
        getattr(os, name)(SH, words, {})


@table(both("keyword-only"))
@clause()
@needs("programs")
def check_options_by_keyword(os: Os, name: str) -> None:
    """The options can be given by keyword only."""
    with raises(TypeError):
        getattr(os, name)(SH, ["sh", "-c", ":"], {}, [])
