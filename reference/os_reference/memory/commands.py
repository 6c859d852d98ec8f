"""What the portable layer makes of processes where there is no fork: the spawn family, popen."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

from os_reference.memory.calls.running import NOT_FOUND
from os_reference.memory.inodes import File
from os_reference.memory.opened import READ_ONLY, WRITE_ONLY, OpenFile
from os_reference.pipes import check_command


def command_functions(calls: Any, names: dict[str, Any]) -> dict[str, Callable[..., Any]]:
    """Return spawnv, spawnve, spawnvp, spawnvpe and popen over ``calls``.

    ``names`` is the namespace of the os module, in which ``environ`` is looked up at each call.
    """

    def spawned(mode: int, paths: list[Any], args: Any, env: Any) -> int:
        """Run the first program of ``paths`` that can be run: its id, or its exit code."""
        pid = None
        for path in paths:
            try:
                pid = int(calls.posix_spawn(path, args, env))
                break
            except (OSError, TypeError, ValueError):
                continue  # as a forked child that fails, and so ends with 127
        pid = int(calls._ended(NOT_FOUND)) if pid is None else pid
        if mode == names["P_NOWAIT"]:
            return pid
        code: int = names["waitstatus_to_exitcode"](calls.waitpid(pid, 0)[1])
        return code

    def along_path(file: Any, env: Any) -> list[Any]:
        """Return where ``file`` may be: as it is with a directory, else along PATH."""
        if names["path"].dirname(file):
            return [file]
        program = names["fsencode"](file)
        directories = map(names["fsencode"], names["get_exec_path"](env))
        return [names["path"].join(directory, program) for directory in directories]

    def spawnv(mode: int, file: Any, args: Any) -> int:
        """Run the program ``file`` in a new process. Clauses: os.spawnv/*."""
        _checked(args)
        return spawned(mode, [file], args, names["environ"])

    def spawnve(mode: int, file: Any, args: Any, env: Any) -> int:
        """Run the program ``file`` with the environment ``env``. Clauses: os.spawnve/*."""
        _checked(args)
        return spawned(mode, [file], args, env)

    def spawnvp(mode: int, file: Any, args: Any) -> int:
        """Run the program ``file``, searched along PATH. Clauses: os.spawnvp/*."""
        _checked(args)
        return spawned(mode, along_path(file, names["environ"]), args, names["environ"])

    def spawnvpe(mode: int, file: Any, args: Any, env: Any) -> int:
        """Run ``file``, searched along PATH of ``env``. Clauses: os.spawnvpe/*."""
        _checked(args)
        return spawned(mode, along_path(file, env), args, env)

    def popen(cmd: str, mode: str = "r", buffering: int = -1) -> Command:
        """Run ``cmd`` by the system's shell; a text file of its output or input."""
        check_command(cmd, mode, buffering)
        return Command(calls, cmd, mode)

    return {f.__name__: f for f in (spawnv, spawnve, spawnvp, spawnvpe, popen)}


def _checked(args: Any) -> None:
    """TypeError, ValueError for what cannot be the arguments of a program."""
    if not isinstance(args, tuple | list):
        raise TypeError("argv must be a tuple or a list")
    if not args or not args[0]:
        raise ValueError("argv first element cannot be empty")


class Command(io.TextIOWrapper):
    """The text that a command writes ("r"), or is to read once the file is closed ("w")."""

    def __init__(self, calls: Any, command: str, mode: str) -> None:
        sys.audit("subprocess.Popen", "/bin/sh", ["/bin/sh", "-c", command], None, None)
        self._calls, self._command, self._mode = calls, command, mode
        self._status: int | None = None
        content = io.BytesIO()
        if mode == "r":
            content = io.BytesIO(self._run(b"", 1))
        super().__init__(content, "utf-8", "surrogateescape")

    def _run(self, given: bytes, fd: int) -> bytes:
        """Run the command with a file as its ``fd``; what is in the file afterwards."""
        kernel = self._calls._kernel
        node = File(kernel.hidden, 0o600, kernel.process.owner, 0, kernel.now())
        node.write(0, given)
        stream = OpenFile(kernel, node, WRITE_ONLY if fd else READ_ONLY)
        self._status = self._calls._shell(self._command, {fd: stream})
        return node.read(0, node.length)

    def close(self) -> int | None:  # type: ignore[override]
        """Close the file and return the command's wait status, None for 0."""
        if not self.closed:
            self.flush()
            if self._mode == "w":
                self._run(self.buffer.getvalue(), 0)  # type: ignore[attr-defined]
            super().close()
        return self._status or None

    def __exit__(self, *_: object) -> None:
        self.close()
