"""os.system."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs
from os_conformance.expect import equal, raises

CODES = {str(code): code for code in (0, 1, 7, 255)}


@clause("os.system/status-posix")
@needs("programs", "fork")
@cases(code=CODES)
def check_status_of_exit(os: Os, code: int) -> None:
    """On Unix system returns the shell's wait status: the exit code in the high byte."""
    equal(os.system(f"exit {code}"), code << 8)


@clause("os.system/status-posix")
@needs("programs", "fork")
@cases(number={"SIGHUP": 1, "SIGKILL": 9, "SIGTERM": 15})
def check_status_of_signal(os: Os, number: int) -> None:
    """On Unix system returns the shell's wait status: the signal that killed it in the low byte."""
    equal(os.system(f"kill -{number} $$"), number)


@clause("os.system/nt-code")
@needs("programs")
@cases(code=CODES)
def check_code_on_windows(os: Os, code: int) -> None:
    """On Windows system returns the shell's exit code."""
    equal(os.system(f"exit {code}"), code)


@clause("os.system/exitcode-convert")
@needs("programs", "fork")
@cases(command={"exit-0": ("exit 0", 0), "exit-7": ("exit 7", 7), "kill-9": ("kill -9 $$", -9)})
def check_exit_code(os: Os, command: tuple[str, int]) -> None:
    """waitstatus_to_exitcode makes the exit code of what system returns."""
    equal(os.waitstatus_to_exitcode(os.system(command[0])), command[1])


@clause("os.system/shell")
@needs("programs", "shared-files")
def check_shell(os: Os, world: World) -> None:
    """The command is a line for the shell, which runs in the working directory."""
    equal(os.system("echo one> first&& echo two> second"), 0)
    equal(world.read("first").strip(), b"one")
    equal(world.read("second").strip(), b"two")


@clause("os.system/shell")
@needs("programs", "shared-files", "fork")
@cases(
    script={
        "pipe": ("echo one | cat > out", b"one\n"),
        "variable": ("name=one; echo $name > out", b"one\n"),
        "substitution": ("echo $(echo one) > out", b"one\n"),
        "list": ("false || echo one > out", b"one\n"),
    }
)
def check_shell_language(os: Os, world: World, script: tuple[str, bytes]) -> None:
    """The command may use what a shell can do."""
    equal(os.system(script[0]), 0)
    equal(world.read("out"), script[1])


def printed(os: Any) -> Any:
    """What a command prints to this process's standard output, and what sys.stdout gets of it."""
    import io
    import os as native
    import sys

    r, w = native.pipe()
    saved, stream = native.dup(1), sys.stdout
    sys.stdout = io.StringIO()
    native.dup2(w, 1)
    native.close(w)
    try:
        os.system("echo hello")
        captured = sys.stdout.getvalue()
    finally:
        native.dup2(saved, 1)
        native.close(saved)
        sys.stdout = stream
    told = b""
    while True:
        chunk = native.read(r, 100)
        if not chunk:
            return told.strip(), captured
        told += chunk


@clause("os.system/output-stdout")
@needs("programs")
def check_output(run: Run) -> None:
    """The command's output goes to the process's standard output, whatever sys.stdout is."""
    equal(run(printed), (b"hello", ""))


def complained(os: Any, path: Any) -> Any:
    import os as system

    file, saved = system.open(path, system.O_WRONLY | system.O_CREAT), system.dup(2)
    system.dup2(file, 2)
    try:
        return os.system("echo one >&2")
    finally:
        system.dup2(saved, 2)


@clause("os.system/inherits-stderr")
@needs("programs", "shared-files", "own-process", "fork")
def check_complaints(run: Run, world: World) -> None:
    """What the command writes to standard error goes to that of the interpreter's process."""
    equal(run(complained, world.path("told")), 0)
    equal(world.read("told"), b"one\n")


@clause("os.system/str-or-bytes")
@needs("programs", "fork")
@cases(command={"str": "exit 7", "bytes": b"exit 7"})
def check_bytes(os: Os, command: Any) -> None:
    """The command may be str or bytes."""
    equal(os.system(command), 7 << 8)


@clause("os.system/nul")
@needs("programs")
@cases(command=["\0", "exit 0\0", "exit\0 0"])
def check_nul(os: Os, command: str) -> None:
    """A command with NUL in it raises ValueError."""
    with raises(ValueError):
        os.system(command)
