"""os.startfile (Windows)."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Run, World, cases, clause, needs
from os_conformance.expect import equal


def started(os: Any, directory: Any, positional: Any, keywords: Any) -> Any:
    """os.startfile of a batch file that calls back; (result, [its arguments], its directory).

    The program that it runs waits for our answer before it ends: had startfile waited for it, nobody
    would answer.
    """
    import socket
    import sys

    program = (
        "import os, socket, sys\n"
        "with socket.create_connection(('127.0.0.1', int(sys.argv[1])), 30) as line:\n"
        "    line.sendall('|'.join([os.getcwd()] + sys.argv[2:]).encode() + b'\\n')\n"
        "    line.recv(1)\n"
    )
    with open(os.path.join(directory, "program.py"), "w") as stream:
        stream.write(program)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        batch = os.path.join(directory, "start.bat")
        script = os.path.join(directory, "program.py")
        with open(batch, "w") as stream:
            port = server.getsockname()[1]
            stream.write(f'@"{sys.executable}" "{script}" {port} %*\n')
        result = os.startfile(batch, *positional, **keywords)
        line, _ = server.accept()
        with line:
            words = line.makefile("rb").readline().decode().strip().split("|")
            line.sendall(b"x")
    return result, words[1:], words[0]


@clause("os.startfile/launches")
@needs("shared-files")
def check_launches(run: Run, world: World) -> None:
    """startfile starts a file with what is associated with it and returns without waiting for it."""
    result, words, _ = run(started, world.path(), [], {}, timeout=60)
    equal((result, words), (None, []))


@clause("os.startfile/operation")
@needs("shared-files")
@cases(form={"positional": (["open"], {}), "keyword": ([], {"operation": "open"})})
def check_operation(run: Run, world: World, form: tuple[list[str], dict[str, str]]) -> None:
    """The operation is a verb for the file, such as "open"."""
    result, words, _ = run(started, world.path(), *form, timeout=60)
    equal((result, words), (None, []))


@clause("os.startfile/arguments")
@needs("shared-files")
def check_arguments(run: Run, world: World) -> None:
    """The arguments are passed on, cwd is the working directory, show_cmd the way the window opens."""
    world.mkdir("other")
    keywords = {"arguments": "one two", "cwd": world.path("other"), "show_cmd": 0}
    result, words, directory = run(started, world.path(), ["open"], keywords, timeout=60)
    equal((result, words), (None, ["one", "two"]))
    equal(directory.replace("\\", "/").rpartition("/")[2], "other")
