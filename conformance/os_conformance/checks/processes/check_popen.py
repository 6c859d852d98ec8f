"""os.popen."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Facts, Os, World, cases, clause, needs
from os_conformance.expect import equal, has_type, one_of, raises

CODES = {str(code): code for code in (1, 7, 255)}
SIGNALS = {"SIGKILL": 9, "SIGTERM": 15}


def copying(os: Os, facts: Facts) -> str:
    """A command that copies its input to its output; on Windows that takes the interpreter."""
    if os.name != "nt":
        return "cat"
    return f'{facts.executable} -c "import sys; sys.stdout.write(sys.stdin.read())"'


@clause("os.popen/read")
@needs("programs")
@cases(
    command={
        "line": ("echo hello", "hello\n"),
        "lines": ("echo one&& echo two", "one\ntwo\n"),
        "nothing": ("exit 0", ""),
    }
)
def check_read(os: Os, command: tuple[str, str]) -> None:
    """In mode 'r' the stream gives the command's output."""
    stream = os.popen(command[0], "r")
    equal(stream.read(), command[1])
    equal(stream.read(), "", "after the end:")
    stream.close()


@clause("os.popen/default-r")
@needs("programs")
def check_default_mode(os: Os) -> None:
    """Without a mode the command's output is read."""
    stream = os.popen("echo hello")
    equal(stream.read(), "hello\n")
    stream.close()


@clause("os.popen/read", "os.popen/text")
@needs("programs")
def check_lines(os: Os) -> None:
    """The stream is a text file: its lines can be iterated over, and they are str."""
    stream = os.popen("echo one&& echo two")
    lines = list(stream)
    equal(lines, ["one\n", "two\n"])
    equal([type(line) for line in lines], [str, str])
    stream.close()


@clause("os.popen/write")
@needs("programs", "shared-files")
def check_write(os: Os, world: World, facts: Facts) -> None:
    """In mode 'w' what is written to the stream is the command's input."""
    stream = os.popen(f"{copying(os, facts)}> out", "w")
    stream.write("one\ntwo\n")
    stream.write("three\n")
    equal(stream.close(), None)
    equal(world.read("out").split(), [b"one", b"two", b"three"])


@clause("os.popen/text")
@needs("programs")
def check_text(os: Os) -> None:
    """What is read is str; only str can be written."""
    stream = os.popen("echo hello")
    has_type(stream.read(), str)
    stream.close()
    stream = os.popen("exit 0", "w")
    try:
        stream.write(b"bytes")
        told = "no exception"
    except TypeError:
        told = "TypeError"
    stream.close()
    equal(told, "TypeError")


@clause("os.popen/shell")
@needs("programs")
def check_shell(os: Os, facts: Facts) -> None:
    """The command is a line for the shell, here two commands with a pipe."""
    stream = os.popen(f"echo one| {copying(os, facts)}&& echo two")
    equal(stream.read(), "one\ntwo\n")
    stream.close()


@clause("os.popen/close-none")
@needs("programs")
@cases(mode=["r", "w"])
def check_close_after_success(os: Os, mode: str) -> None:
    """close returns None when the command ended with 0."""
    equal(os.popen("exit 0", mode).close(), None)


@clause("os.popen/close-status")
@needs("programs", "fork")
@cases(code=CODES, mode=["r", "w"])
def check_close_after_failure(os: Os, code: int, mode: str) -> None:
    """close returns the exit code, shifted left by one byte, when it was not 0."""
    equal(os.popen(f"exit {code}", mode).close(), code << 8)


@clause("os.popen/nt-close")
@needs("programs")
@cases(code=CODES)
def check_close_on_windows(os: Os, code: int) -> None:
    """On Windows close returns the exit code as it is."""
    equal(os.popen(f"exit {code}").close(), code)


@clause("os.popen/close-signal")
@needs("programs", "fork")
@cases(number=SIGNALS)
def check_close_after_signal(os: Os, number: int) -> None:
    """close returns a negative number when the command was killed by that signal."""
    one_of(os.popen(f"kill -{number} $$").close(), (-number, -number << 8))


@clause("os.popen/exitcode-convert")
@needs("programs", "fork")
@cases(code=CODES)
def check_exit_code(os: Os, code: int) -> None:
    """waitstatus_to_exitcode makes the exit code of what close returns."""
    equal(os.waitstatus_to_exitcode(os.popen(f"exit {code}").close()), code)


@clause("os.popen/read")
@needs("programs")
def check_context_manager(os: Os) -> None:
    """The stream can be used in a with statement, like any file."""
    got: Any = None
    with os.popen("echo hello") as stream:
        got = stream.read()
    equal(got, "hello\n")


@clause("os.popen/with-closes")
@needs("programs")
@cases(mode=["r", "w"])
def check_with_closes(os: Os, mode: str) -> None:
    """At the end of a with statement the stream is closed, as any file is."""
    with os.popen("exit 0", mode) as stream:
        before = stream.closed
    equal((before, stream.closed), (False, True))
    with raises(ValueError):
        stream.read() if mode == "r" else stream.write("more")


@clause("os.popen/bad-mode")
@cases(mode=["rw", "rb", "wb", "r+", "a", "x", ""])
def check_other_modes(os: Os, mode: str) -> None:
    """A mode other than 'r' and 'w' raises ValueError."""
    with raises(ValueError):
        os.popen("exit 0", mode)


@clause("os.popen/cmd-type")
@cases(command={"bytes": b"exit 0", "list": ["exit", "0"], "none": None, "int": 1})
def check_type_of_command(os: Os, command: Any) -> None:
    """A command that is no str raises TypeError."""
    with raises(TypeError):
        os.popen(command)


@clause("os.popen/unbuffered")
@cases(mode=["r", "w"])
def check_unbuffered(os: Os, mode: str) -> None:
    """buffering 0 raises ValueError: only binary files can be without a buffer."""
    with raises(ValueError):
        os.popen("exit 0", mode, 0)


@clause("os.popen/buffering")
@needs("programs")
@cases(size={"default": -1, "line": 1, "small": 2, "large": 100_000})
def check_buffering(os: Os, size: int) -> None:
    """Whatever buffer is asked for, the whole output is read."""
    stream = os.popen("echo one&& echo two", "r", size)
    equal(stream.read(), "one\ntwo\n")
    stream.close()
