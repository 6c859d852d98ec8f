"""Calls about processes, on Windows: who it is, its variables, programs, waiting by handle."""

from __future__ import annotations

import sys
from typing import Any

from os_reference.memory import rules
from os_reference.memory.calls.arguments import number_of, pid_of
from os_reference.memory.calls.ending import EndingCalls
from os_reference.memory.calls.identity import _variable
from os_reference.memory.calls.running import RunningCalls, _arguments, _environment
from os_reference.memory.inodes import File
from os_reference.memory.opened import Opened
from os_reference.memory.refusing import ProcessEnd, refuse
from os_reference.memory.windows.arguments import CODEC, text_of
from os_reference.memory.windows.errors import Told
from os_reference.memory.windows.lookup import walk

SHELL = "C:\\Windows\\System32\\cmd.exe"
P_WAIT, P_NOWAIT, P_OVERLAY, P_NOWAITO, P_DETACH = range(5)
PROGRAMS = ("", ".com", ".exe", ".bat", ".cmd")  # what the C runtime adds to a program's name
LONGEST_VARIABLE = 32767  # characters, with "=" and the NUL (Microsoft, SetEnvironmentVariable)
NO_SHELL = -1


class WindowsProcessCalls(RunningCalls, EndingCalls):
    """execv, execve, spawnv, spawnve, system, startfile, waitpid, kill, putenv and their kin."""

    # -- programs

    def _program(self, target: str | int) -> File:
        """Return the program at a path, with an extension if it has none; ENOENT, EACCES, ENOEXEC."""
        assert isinstance(target, str)
        name = target.replace("/", "\\").rpartition("\\")[2]
        for extension in PROGRAMS[:1] if "." in name else PROGRAMS:
            place = walk(self._kernel, target + extension)
            if place.node is not None:
                break
        else:
            refuse("ENOENT")
        self._kernel.follow(rules.running_on_windows(place))
        assert isinstance(place.node, File)
        return place.node

    def execv(self, path: Any, argv: Any, /) -> None:
        """Run a program, then end the process. Clauses: os.execv/*."""
        target, arguments = text_of(path, "execv"), _arguments(argv, "execv")
        sys.audit("os.exec", path, argv, None)
        with Told(runtime=True):
            self._replace(target, arguments, dict(self._kernel.process.environment))

    def execve(self, path: Any, argv: Any, env: Any) -> None:
        """As ``execv``, with the environment ``env``. Clauses: os.execve/*."""
        target = text_of(path, "execve")
        arguments, environment = _arguments(argv, "execve"), _environment(env)
        sys.audit("os.exec", path, argv, env)
        with Told(path, runtime=True):
            self._replace(target, arguments, environment)

    def spawnv(self, mode: int, path: Any, argv: Any, /) -> int:
        """Run a program: its exit code (P_WAIT), or a handle of it. Clauses: os.spawnv/*."""
        kind, target = number_of(mode), text_of(path, "spawnv")
        arguments = _spawned(argv, "spawnv")
        sys.audit("os.spawn", mode, path, argv, None)
        return self._spawned(kind, target, arguments, dict(self._kernel.process.environment))

    def spawnve(self, mode: int, path: Any, argv: Any, env: Any, /) -> int:
        """As ``spawnv``, with the environment ``env``. Clauses: os.spawnve/*."""
        kind, target = number_of(mode), text_of(path, "spawnve")
        arguments, environment = _spawned(argv, "spawnve"), _environment(env)
        sys.audit("os.spawn", mode, path, argv, env)
        return self._spawned(kind, target, arguments, environment)

    def _spawned(
        self, mode: int, target: str, argv: list[str], environment: dict[bytes, bytes]
    ) -> int:
        with Told(runtime=True):
            if not P_WAIT <= mode <= P_DETACH:
                refuse("EINVAL")
            program = self._program(target)
        if mode == P_OVERLAY:
            raise ProcessEnd(self._run(program, argv, environment))
        handle = self._spawn(program, argv, environment)
        if mode == P_WAIT:
            return self._kernel.process.children.pop(handle) >> 8
        return 0 if mode == P_DETACH else handle

    def system(self, command: Any) -> int:
        """Run a command by the shell, if there is one; its exit code. Clauses: os.system/*."""
        text = text_of(command, "system", "command")
        sys.audit("os.system", text)
        return self._shell(text)

    def _shell(self, command: str, streams: dict[int, Opened] | None = None) -> int:
        """Run a command by the shell and return its exit code; NO_SHELL without one."""
        status = self._ended_shell(SHELL, [SHELL, "/c", command], streams)
        return NO_SHELL if status is None else status >> 8

    def startfile(
        self,
        filepath: Any,
        operation: str = "open",
        arguments: str = "",
        cwd: Any = None,
        show_cmd: int = 1,
    ) -> None:
        """Start a program; nothing is associated with other files. Clauses: os.startfile/*."""
        text = text_of(filepath, "startfile", "filepath")
        for value in (operation, arguments):
            if not isinstance(value, str):
                raise TypeError(f"startfile: argument must be str, not {type(value).__name__}")
        if cwd is not None:
            text_of(cwd, "startfile", "cwd")
        number_of(show_cmd)
        sys.audit("os.startfile", filepath, operation)
        sys.audit("os.startfile/2", filepath, operation, arguments, cwd, show_cmd)
        with Told(filepath):
            place = walk(self._kernel, text)
            self._kernel.follow(rules.existing_on_windows(place))
            if not isinstance(place.node, File) or place.node.program is None:
                refuse("ERROR_NO_ASSOCIATION")
        environment = dict(self._kernel.process.environment)
        self._spawn(place.node, [text, *arguments.split()], environment)

    # -- waiting, signals

    def waitpid(self, pid: int, options: int, /) -> tuple[int, int]:
        """Return a handle and the exit code, shifted, of an ended program. Clauses: os.waitpid/*."""
        handle, _ = number_of(pid), number_of(options)
        children = self._kernel.process.children
        with Told(runtime=True):
            if handle not in children:
                refuse("ECHILD")
        return handle, children.pop(handle)

    def kill(self, pid: int, signal: int, /) -> None:
        """End a process with the exit code ``signal``: only this one lives. Clauses: os.kill/*."""
        number, code = pid_of(pid), number_of(signal)
        sys.audit("os.kill", pid, signal)
        with Told():
            if number != self._kernel.process.pid:
                refuse("ERROR_INVALID_PARAMETER")
        raise ProcessEnd((code & 0xFF) << 8)

    def abort(self) -> None:
        """End the process with the exit code 3: ProcessEnd. Clauses: os.abort/*."""
        raise ProcessEnd(3 << 8)

    def waitstatus_to_exitcode(self, status: int) -> int:
        """Return the exit code in what ``waitpid`` told. Clauses: os.waitstatus_to_exitcode/*."""
        return number_of(status, 0, 2**64 - 1) >> 8

    # -- who it is

    def getpid(self) -> int:
        """Return the process id. Clauses: os.getpid/*."""
        return self._kernel.process.pid

    def getppid(self) -> int:
        """Return the process id of the parent. Clauses: os.getppid/*."""
        return self._kernel.process.parent

    def getlogin(self) -> str:
        """Return the name of the user. Clauses: os.getlogin/*."""
        return self._kernel.platform.environment[b"USERNAME"].decode(*CODEC)

    def umask(self, mask: int, /) -> int:
        """Set the file creation mask and return the one before: two bits of it count."""
        process, wanted = self._kernel.process, number_of(mask, -(2**31), 2**31 - 1)
        before, process.umask = process.umask, wanted & 0o600
        return before

    # -- the environment of the process

    @property
    def environ(self) -> dict[str, str]:
        """The variables that the process was started with."""
        found = self._kernel.process.environment
        return {key.decode(*CODEC): value.decode(*CODEC) for key, value in found.items()}

    def _create_environ(self) -> dict[str, str]:
        return self.environ

    def putenv(self, name: str, value: str, /) -> None:
        """Set a variable for programs started from now on. Clauses: os.putenv/*."""
        key, data = _named(name, "putenv"), _variable(_text(value, "putenv"))
        sys.audit("os.putenv", name, value)
        if len(name) + len(value) + 2 > LONGEST_VARIABLE:
            raise ValueError(
                f"the environment variable is longer than {LONGEST_VARIABLE} characters"
            )
        self._kernel.process.environment.pop(key, None)
        if data:
            self._kernel.process.environment[key] = data

    def unsetenv(self, name: str, /) -> None:
        """Take a variable away for programs started from now on. Clauses: os.unsetenv/*."""
        key = _named(name, "unsetenv")
        sys.audit("os.unsetenv", name)
        self._kernel.process.environment.pop(key, None)


def _text(value: Any, call: str) -> str:
    """Return a variable's name or value; Windows has them as text only."""
    if not isinstance(value, str):
        raise TypeError(f"{call}() argument must be str, not {type(value).__name__}")
    return value


def _named(name: Any, call: str) -> bytes:
    """Return the name of a variable in upper case; ValueError for what is none."""
    text = _text(name, call)
    if not text or "=" in text[1:]:
        raise ValueError("illegal environment variable name")
    return _variable(text.upper())


def _spawned(argv: Any, call: str) -> list[str]:
    """Return the arguments of a program to be spawned."""
    if not isinstance(argv, tuple | list):
        raise TypeError(f"{call}() arg 3 must be a tuple or list")
    if not argv:
        raise ValueError(f"{call}() arg 3 cannot be empty")
    words = [_variable(word).decode(*CODEC) for word in argv]
    if not words[0]:
        raise ValueError(f"{call}() arg 3 first element cannot be empty")
    return words
