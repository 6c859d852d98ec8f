"""The spawn family: what it refuses, and how."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.processes.children import call
from os_conformance.checks.processes.spawn_family import (
    FAMILY,
    SEARCHING,
    WITH_ENV,
    environment_for,
    spawn,
)
from os_conformance.expect import equal, raises

NOT_RUN = 127  # what the shell, too, says of a program that cannot be run


@clause("os.spawnl/not-found-127")
@needs("fork")
@cases(name=FAMILY)
def check_missing_program(os: Os, run: Run, name: str) -> None:
    """A program that does not exist ends with 127."""
    equal(spawn(os, run, name, ["such"], program="/none/such"), NOT_RUN)


@clause("os.spawnl/not-found-127")
@needs("fork")
@cases(name=sorted(SEARCHING))
def check_not_found_on_path(os: Os, run: Run, world: World, name: str) -> None:
    """A name found nowhere along PATH ends with 127."""
    world.mkdir("empty")
    path = world.path("empty")
    given = environment_for(name, PATH=path)
    told = spawn(
        os,
        run,
        name,
        ["no-such-tool"],
        program="no-such-tool",
        environment=given,
        setup={"PATH": path},
    )
    equal(told, NOT_RUN)


@clause("os.spawnl/not-found-127")
@needs("programs", "shared-files", "permissions")
@cases(name=sorted(set(FAMILY) - SEARCHING))
def check_not_executable(os: Os, run: Run, world: World, name: str) -> None:
    """A file that is no program, for want of permission, ends with 127."""
    world.file("plain", b"#!/bin/sh\n", 0o644)
    equal(spawn(os, run, name, ["plain"], program=world.path("plain")), NOT_RUN)


def bad_environment(os: Any, name: Any, which: Any) -> Any:
    """What os.<name> returns for an environment with a wrong key or value."""
    environment = {
        "int-key": {1: "x"}, "none-key": {None: "x"}, "int-value": {"A": 1},
        "none-value": {"A": None}, "nul-key": {"a\0b": "x"}, "nul-value": {"A": "x\0"},
        "list-value": {"A": ["x"]},
    }[which]  # fmt: skip
    words = ["sh", "-c", "exit 50"]
    if name in ("spawnle", "spawnlpe"):
        return getattr(os, name)(os.P_WAIT, "/bin/sh", *words, environment)
    return getattr(os, name)(os.P_WAIT, "/bin/sh", words, environment)


@clause("os.spawnve/invalid-env-127")
@needs("programs", "fork")
@cases(
    name=sorted(WITH_ENV),
    which=["int-key", "none-key", "int-value", "none-value", "list-value", "nul-key", "nul-value"],
)
def check_bad_environment(os: Os, run: Run, name: str, which: str) -> None:
    """An environment with a key or a value that is no possible string makes spawn return 127."""
    equal(call(os, run, name, bad_environment, name, which), NOT_RUN)


@table(
    [
        Case(f"{name}-{key}", {"name": name, "words": words}, ("os.spawnv/bad-type",))
        for name in ("spawnv", "spawnve")
        for key, words in {
            "str": "sh", "bytes": b"sh", "none": None, "int": 1, "dict": {"sh": 1}, "set": {"sh"},
        }.items()
    ]
)  # fmt: skip
@clause()
@needs("programs")
def check_type_of_arguments(os: Os, name: str, words: Any) -> None:
    """Arguments that are neither a list nor a tuple raise TypeError."""
    program = "cmd.exe" if os.name == "nt" else "/bin/sh"
    extra = [{"PATH": "/bin"}] if name in WITH_ENV else []
    with raises(TypeError):
        getattr(os, name)(os.P_WAIT, program, words, *extra)


@clause("os.spawnv/empty")
@needs("programs")
@cases(name=FAMILY, words={"none": [], "empty": [""], "empty-and-more": ["", "more"]})
def check_without_a_name(os: Os, run: Run, name: str, words: list[str]) -> None:
    """Arguments that do not begin with the name of the program raise ValueError."""
    equal(spawn(os, run, name, words), "ValueError")
