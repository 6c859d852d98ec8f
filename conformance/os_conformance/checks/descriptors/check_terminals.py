"""Descriptors of terminals: pairs, names, process groups, encodings."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Facts, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.descriptors.parts import new, present
from os_conformance.expect import equal, has_type, raises


@clause("os.openpty/pair")
def check_pair(os: Os) -> None:
    """openpty returns a pair of two new descriptors, of the master and of the terminal."""
    pair = os.openpty()
    has_type(pair, tuple)
    master, terminal = pair
    has_type(master, int)
    has_type(terminal, int)
    assert master != terminal


@clause("os.openpty/isatty", "os.isatty/tty-true")
def check_is_terminal(os: Os) -> None:
    """The second of openpty's pair is a terminal, also through a duplicate."""
    _master, terminal = os.openpty()
    equal(os.isatty(terminal), True)
    equal(os.isatty(os.dup(terminal)), True)


@clause("os.openpty/non-inheritable")
def check_not_inherited(os: Os) -> None:
    """openpty makes descriptors that no program inherits."""
    equal([os.get_inheritable(fd) for fd in os.openpty()], [False, False])


@clause("os.openpty/connected")
def check_connected(os: Os) -> None:
    """What is written to one end of a pseudo-terminal is read at the other, a line at a time."""
    master, terminal = os.openpty()
    os.write(terminal, b"out")
    equal(os.read(master, 100), b"out")
    os.write(master, b"in\nmore\n")
    equal(os.read(terminal, 100), b"in\n")
    equal(os.read(terminal, 100), b"more\n")


NO_TERMINALS: dict[str, Any] = {
    "file": lambda os, world: new(os, world),
    "directory": lambda os, world: os.open(world.path(), os.O_RDONLY),
    "pipe-r": lambda os, world: os.pipe()[0],
    "pipe-w": lambda os, world: os.pipe()[1],
    "null": lambda os, world: os.open(os.devnull, os.O_RDWR),
}


@table(
    [
        Case("file", {"what": "file"}, ("os.isatty/file-false",)),
        Case("pipe-r", {"what": "pipe-r"}, ("os.isatty/pipe-false",)),
        Case("pipe-w", {"what": "pipe-w"}, ("os.isatty/pipe-false",)),
    ]
)
@clause()
def check_is_no_terminal(os: Os, world: World, what: str) -> None:
    """isatty is False for a file and for a pipe."""
    equal(os.isatty(NO_TERMINALS[what](os, world)), False)


@clause("os.isatty/bad-fd-false")
@cases(fd={"closed": 47, "never": 1000, "negative": -1})
def check_is_no_descriptor(os: Os, fd: int) -> None:
    """isatty is False for what is no open descriptor."""
    equal(os.isatty(fd), False)


@clause("os.ttyname/name")
def check_name(os: Os) -> None:
    """ttyname returns the name of a terminal's device as str, which opens the same terminal."""
    master, terminal = os.openpty()
    name = os.ttyname(terminal)
    has_type(name, str)
    again = os.open(name, os.O_RDWR | os.O_NOCTTY)
    equal(os.isatty(again), True)
    equal(os.fstat(again).st_rdev, os.fstat(terminal).st_rdev)
    os.write(again, b"hello")
    equal(os.read(master, 10), b"hello")


@table(
    [
        Case(f"{name}-{what}", {"name": name, "what": what}, (f"os.{name}/not-tty",))
        for name in ("ttyname", "tcgetpgrp", "tcsetpgrp")
        for what in ("file", "pipe-r", "null")
    ]
)
@clause()
@needs("shared-files")
def check_no_terminal(os: Os, world: World, name: str, what: str) -> None:
    """ttyname, tcgetpgrp and tcsetpgrp of what is no terminal raise OSError with ENOTTY."""
    fd = NO_TERMINALS[what](os, world)
    more = [os.getpgrp()] if name == "tcsetpgrp" else []
    with raises(OSError, errno="ENOTTY"):
        getattr(os, name)(fd, *more)


def groups(os: Any) -> Any:
    """In a new session with a terminal: the foreground groups told, ours first, then the one set."""
    import fcntl
    import termios

    r, w = os.pipe()
    _master, terminal = os.openpty()
    pid = os.fork()
    if pid == 0:
        told = []
        try:
            os.setsid()
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
            told.append(os.tcgetpgrp(terminal) == os.getpgrp() == os.getpid())
            gate_r, gate_w = os.pipe()
            other = os.fork()
            if other == 0:
                try:
                    os.close(gate_w)
                    os.read(gate_r, 1)
                finally:
                    os._exit(0)
            os.setpgid(other, other)
            told.append(os.tcsetpgrp(terminal, other) is None)
            told.append(os.tcgetpgrp(terminal) == other)
            told.append(os.tcgetpgrp(os.dup(terminal)) == other)
            os.close(gate_w)
            os.waitpid(other, 0)
        except Exception as error:
            told.append(repr(error))
        finally:
            os.write(w, repr(told).encode())
            os._exit(0)
    os.close(w)
    came = os.read(r, 1000)
    os.waitpid(pid, 0)
    return came.decode()


@clause("os.tcgetpgrp/pty", "os.tcsetpgrp/sets")
@needs("fork", "shared-files")
def check_foreground(os: Os, run: Run) -> None:
    """tcgetpgrp tells the terminal's foreground process group; tcsetpgrp sets it, returning None."""
    present(os, "openpty", "tcgetpgrp", "tcsetpgrp")
    equal(run(groups), "[True, True, True, True]")


def logged_in(os: Any) -> Any:
    """What a child finds after login_tty."""
    r, w = os.pipe()
    _master, terminal = os.openpty()
    pid = os.fork()
    if pid == 0:
        told: Any = {}
        try:
            name = os.ttyname(terminal)
            told["returned"] = os.login_tty(terminal)
            told["leader"] = os.getsid(0) == os.getpid() == os.getpgrp()
            told["controlling"] = os.tcgetpgrp(0) == os.getpid()
            told["names"] = [os.ttyname(n) == name for n in range(3)]
            told["inherited"] = [os.get_inheritable(n) for n in range(3)]
            try:
                os.fstat(terminal)
                told["closed"] = False
            except OSError:
                told["closed"] = True
        except Exception as error:
            told["error"] = repr(error)
        finally:
            os.write(w, repr(sorted(told.items())).encode())
            os._exit(0)
    os.close(w)
    came = os.read(r, 1000)
    os.waitpid(pid, 0)
    return came.decode()


@clause("os.login_tty/leader", "os.login_tty/stdio", "os.login_tty/closes-fd")
@needs("fork", "shared-files")
def check_login(os: Os, run: Run) -> None:
    """login_tty makes a session leader whose terminal is standard input, output and error; fd closes."""
    present(os, "openpty", "login_tty")
    wanted = {
        "returned": None,
        "leader": True,
        "controlling": True,
        "names": [True] * 3,
        "inherited": [True] * 3,
        "closed": True,
    }
    equal(run(logged_in), repr(sorted(wanted.items())))


@clause("os.posix_openpt/returns-fd", "os.grantpt/ok", "os.unlockpt/ok", "os.ptsname/name")
def check_open_by_steps(os: Os) -> None:
    """posix_openpt, grantpt and unlockpt make a pair whose terminal ptsname names."""
    master = os.posix_openpt(os.O_RDWR | os.O_NOCTTY)
    has_type(master, int)
    equal(os.grantpt(master), None)
    equal(os.unlockpt(master), None)
    name = os.ptsname(master)
    has_type(name, str)
    terminal = os.open(name, os.O_RDWR | os.O_NOCTTY)
    equal(os.isatty(terminal), True)
    equal(os.ttyname(terminal), name)
    os.write(terminal, b"out")
    equal(os.read(master, 10), b"out")


@clause("os.posix_openpt/non-inheritable", "os.posix_openpt/cloexec-added")
@cases(cloexec=[False, True])
def check_open_not_inherited(os: Os, cloexec: bool) -> None:
    """posix_openpt makes a descriptor that no program inherits, O_CLOEXEC given or not."""
    flags = os.O_RDWR | os.O_NOCTTY | (os.O_CLOEXEC if cloexec else 0)
    equal(os.get_inheritable(os.posix_openpt(flags)), False)


@table(
    [
        Case("grantpt", {"name": "grantpt"}, ("os.grantpt/fd-kept",)),
        Case("unlockpt", {"name": "unlockpt"}, ("os.unlockpt/fd-kept",)),
        Case("ptsname", {"name": "ptsname"}, ("os.ptsname/fd-kept", "os.ptsname/not-master")),
    ]
)
@clause()
def check_no_master(os: Os, world: World, name: str) -> None:
    """grantpt, unlockpt and ptsname of a file raise OSError, and leave the descriptor open."""
    fd = new(os, world, b"data")
    with raises(OSError):
        getattr(os, name)(fd)
    equal(os.read(fd, 10), b"data")


@clause("os.device_encoding/non-tty-none")
@cases(what=["file", "pipe-r", "pipe-w"])
def check_encoding_of_no_terminal(os: Os, world: World, what: str) -> None:
    """device_encoding of what is no terminal is None."""
    equal(os.device_encoding(NO_TERMINALS[what](os, world)), None)


@clause("os.device_encoding/bad-fd-none")
@cases(fd={"closed": 47, "never": 1000, "negative": -1})
def check_encoding_of_nothing(os: Os, fd: int) -> None:
    """device_encoding of what is no open descriptor is None."""
    equal(os.device_encoding(fd), None)


def known_encoding(os: Any) -> Any:
    import codecs

    name = os.device_encoding(os.openpty()[1])
    return type(name).__name__, bool(codecs.lookup(name))


@clause("os.device_encoding/tty-str")
def check_encoding(os: Os, run: Run) -> None:
    """device_encoding of a terminal is a str that names an encoding."""
    present(os, "openpty", "device_encoding")
    equal(run(known_encoding), ("str", True))


def encoding_in_utf8_mode(os: Any, program: Any, code: Any) -> Any:
    r, w = os.pipe()
    os.set_inheritable(w, True)
    os.spawnv(os.P_WAIT, program, [program, "-I", "-S", "-X", "utf8", "-c", code, str(w)])
    os.close(w)
    return os.read(r, 100)


@clause("os.device_encoding/utf8-mode")
@needs("stands-for-os", "programs")
def check_encoding_in_utf8_mode(run: Run, facts: Facts) -> None:
    """device_encoding of a terminal is UTF-8 in Python's UTF-8 mode, whatever the locale."""
    code = (
        "import os, sys; told = os.device_encoding(os.openpty()[1]); "
        "os.write(int(sys.argv[1]), told.encode())"
    )
    name = run(encoding_in_utf8_mode, facts.executable, code)
    equal(name.upper(), b"UTF-8")  # names of encodings mean the same in any case (rationale 0033)
