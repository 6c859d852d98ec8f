"""os.get_terminal_size and os.terminal_size."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import Unmet, equal, has_type, raises
from os_conformance.snippets import class_of, uses

SIZES = {"usual": (80, 24), "wide": (132, 50), "one": (1, 1), "none": (0, 0), "large": (9999, 4321)}


def on_terminal(os: Any, columns: Any, lines: Any) -> Any:
    """Sizes told of a pseudo-terminal: as an argument, by its other end, and as standard output."""
    try:
        import fcntl
        import pty
        import termios
    except ImportError:
        return None
    import ast
    import os as system
    import struct

    assert pty
    master, slave = system.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    size = os.get_terminal_size(slave)
    shape = (
        isinstance(size, os.terminal_size), isinstance(size, tuple), len(size),
        type(size[0]).__name__, type(size[1]).__name__,
    )  # fmt: skip
    r, w = system.pipe()
    pid = system.fork()
    if pid == 0:
        try:
            system.dup2(r, 0)
            system.dup2(r, 2)
            told: Any = []
            for stdout in (slave, w):
                system.dup2(stdout, 1)
                try:
                    told.append(tuple(os.get_terminal_size()))
                except OSError:
                    told.append("OSError")
            system.write(w, repr(told).encode())
        finally:
            system._exit(0)
    system.close(w)
    answers = ast.literal_eval(system.read(r, 1000).decode())
    system.waitpid(pid, 0)
    for number in (master, slave, r):
        system.close(number)
    return (size.columns, size.lines), tuple(size), shape, answers


def seen(os: Os, run: Run, size: tuple[int, int]) -> Any:
    """What `on_terminal` tells for a size; Unmet without pseudo-terminals."""
    told = natively(os, run, "get_terminal_size", on_terminal, *size)
    if told is None:
        raise Unmet("the interpreter cannot make a pseudo-terminal", "not-applicable")
    return told


@clause("os.get_terminal_size/tty-size")
@needs("fork", "shared-files")
@cases(size=SIZES)
def check_size(os: Os, run: Run, size: tuple[int, int]) -> None:
    """get_terminal_size tells columns and lines of the terminal behind the descriptor."""
    fields, items, _, _ = seen(os, run, size)
    equal(fields, size)
    equal(items, size)


@clause("os.get_terminal_size/type")
@needs("fork", "shared-files")
def check_type(os: Os, run: Run) -> None:
    """get_terminal_size returns a terminal_size of two ints."""
    equal(seen(os, run, (80, 24))[2], (True, True, 2, "int", "int"))


@clause("os.get_terminal_size/default-fd")
@needs("fork", "shared-files")
@cases(size={"usual": (80, 24), "wide": (132, 50)})
def check_default(os: Os, run: Run, size: tuple[int, int]) -> None:
    """Without an argument standard output counts, whatever standard input and error are."""
    equal(seen(os, run, size)[3], [size, "OSError"])


def two_terminals(os: Any) -> Any:
    """The size of a second terminal, told in a process whose standard output is a first one."""
    try:
        import fcntl
        import pty
        import termios
    except ImportError:
        return None
    import ast
    import os as system
    import struct

    assert pty
    terminals = [system.openpty() for _ in range(2)]
    for number, (lines, columns) in enumerate([(24, 80), (50, 132)]):
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(terminals[number][1], termios.TIOCSWINSZ, size)
    r, w = system.pipe()
    pid = system.fork()
    if pid == 0:
        try:
            system.dup2(terminals[0][1], 1)
            system.write(w, repr(tuple(os.get_terminal_size(terminals[1][1]))).encode())
        finally:
            system._exit(0)
    system.close(w)
    answer = system.read(r, 1000).decode()
    system.waitpid(pid, 0)
    for number in (*terminals[0], *terminals[1], r):
        system.close(number)
    return ast.literal_eval(answer)


@clause("os.get_terminal_size/tty-size")
@needs("fork", "shared-files")
def check_another_terminal(os: Os, run: Run) -> None:
    """The terminal of the descriptor counts also where standard output is another one."""
    told = natively(os, run, "get_terminal_size", two_terminals)
    if told is None:
        raise Unmet("the interpreter cannot make a pseudo-terminal", "not-applicable")
    equal(told, (132, 50))


@clause("os.get_terminal_size/default-fd", "os.get_terminal_size/not-tty")
def check_default_is_no_terminal(os: Os) -> None:
    """Where standard output is no terminal, get_terminal_size raises OSError."""
    if os.isatty(1):
        raise Unmet("the candidate's standard output is a terminal")
    with raises(OSError):
        os.get_terminal_size()


@clause("os.get_terminal_size/not-tty")
@cases(what=["file", "pipe", "devnull"])
def check_no_terminal(os: Os, world: World, what: str) -> None:
    """A descriptor that is no terminal raises OSError."""
    if what == "file":
        world.file("file", b"x")
        descriptor = os.open(world.path("file"), os.O_RDONLY)
    elif what == "pipe":
        descriptor = os.pipe()[0]
    else:
        descriptor = os.open(os.devnull, os.O_RDWR)
    with raises(OSError):
        os.get_terminal_size(descriptor)


@uses(class_of)
def made(os: Any) -> Any:
    size = os.terminal_size((132, 50))
    columns, lines = size
    answers = []
    for act in (
        lambda: os.terminal_size((1,)),
        lambda: os.terminal_size((1, 2, 3)),
        lambda: setattr(size, "columns", 1),
    ):
        try:
            act()
            answers.append("taken")
        except (TypeError, AttributeError) as error:
            answers.append(class_of(error))
    return (
        issubclass(os.terminal_size, tuple),
        (size.columns, size.lines, columns, lines),
        size == (132, 50),
        hash(size) == hash((132, 50)),
        answers,
    )


@clause("os.terminal_size/tuple")
def check_tuple(os: Os, run: Run) -> None:
    """terminal_size is a tuple of columns and lines, with these names, that cannot be changed."""
    told = natively(os, run, "get_terminal_size", made)
    equal(told[:4], (True, (132, 50, 132, 50), True, True))
    has_type(told[4], list)
    assert "taken" not in told[4]
