"""Calls that start programs, or put one in the place of another.

A program in memory is an executable file that a Python callable was installed as
(``kernel.install``). It runs at once and to its end, in a process of its own with its own
descriptors, directory and environment; its status waits for ``waitpid``. What cannot be done in
one interpreter is ``fork``: to go on twice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from os_reference.memory.calls import spawning
from os_reference.memory.calls.arguments import CODEC, Calls, target_of, text_of
from os_reference.memory.calls.identity import _variable
from os_reference.memory.inodes import File
from os_reference.memory.opened import Opened
from os_reference.memory.process import EXECUTE, Process
from os_reference.memory.refusing import ProcessEnd, failure, refuse

SHELL = "/bin/sh"
NOT_FOUND = 127 << 8  # wait status of a shell that cannot be run (system(3))


class RunningCalls(Calls):
    """execv, posix_spawn, system and their kin."""

    # -- programs

    def _program(self, target: str | int) -> File:
        """Return the program at a path or descriptor; EACCES, ENOEXEC for what cannot be run."""
        node = self._node(target)
        if not isinstance(node, File) or not self._kernel.process.may(node, EXECUTE):
            refuse("EACCES")
        if node.program is None:
            refuse("ENOEXEC")
        return node

    def _run(self, node: File, argv: list[str], environment: dict[bytes, bytes]) -> int:
        """Run a program in the current process and return its wait status."""
        process = self._kernel.process
        process.environment = environment
        for fd in [fd for fd in process.opened if fd not in process.inheritable]:
            process.close(fd)
        program: Callable[..., Any] = node.program  # type: ignore[assignment]
        try:
            code = program(self._kernel.module, argv)
        except ProcessEnd as end:
            return end.status
        return (int(code or 0) & 0xFF) << 8

    def execv(self, path: Any, argv: Any, /) -> None:
        """Let a program take the place of this one: run it, then end. Clauses: os.execv/*."""
        target = target_of(path, "execv") if hasattr(path, "__index__") else text_of(path, "execv")
        arguments = _arguments(argv, "execv")
        sys.audit("os.exec", path, argv, None)
        self._replace(target, arguments, dict(self._kernel.process.environment))

    def execve(self, path: Any, argv: Any, env: Any) -> None:
        """As ``execv``, with the environment ``env``. Clauses: os.execve/*."""
        target = target_of(path, "execve")
        arguments, environment = _arguments(argv, "execve"), _environment(env)
        sys.audit("os.exec", path, argv, env)
        try:
            self._replace(target, arguments, environment)
        except OSError as error:
            error.filename = path
            raise

    def _replace(self, target: Any, argv: list[str], environment: dict[bytes, bytes]) -> None:
        raise ProcessEnd(self._run(self._program(target), argv, environment))

    def _spawn(
        self,
        node: File,
        argv: list[str],
        environment: dict[bytes, bytes],
        prepare: Callable[[Process], None] | None = None,
    ) -> int:
        """Run a program in a new process, which ``prepare`` changes first; return its id."""
        kernel, parent = self._kernel, self._kernel.process
        child = _child_of(parent, kernel.next_pid())
        kernel.callers[child.pid] = parent
        kernel.process = child
        try:
            if prepare is not None:
                prepare(child)
            status = self._run(node, argv, environment)
        finally:
            child.close_all()
            kernel.process = parent
            del kernel.callers[child.pid]
        parent.children[child.pid] = status
        return child.pid

    def posix_spawn(
        self,
        path: Any,
        argv: Any,
        env: Any,
        *,
        file_actions: Any = None,
        setpgroup: int | None = None,
        resetids: bool = False,
        setsid: bool = False,
        setsigmask: Any = (),
        setsigdef: Any = (),
        scheduler: Any = None,
    ) -> int:
        """Run a program in a new process and return its id. Clauses: os.posix_spawn/*.

        NotImplementedError for what is about signals and scheduling, of which a program in
        memory has none.
        """
        text = text_of(path, "posix_spawn")
        arguments, environment = _arguments(argv, "posix_spawn"), _environment(env)
        actions = spawning.parse(file_actions, self._kernel.constants)
        spawning.without_signals(setsigmask, setsigdef, scheduler)
        sys.audit("os.posix_spawn", path, argv, env)

        def prepare(child: Process) -> None:
            spawning.change_ids(child, setpgroup, bool(resetids), bool(setsid))
            for action in actions:
                action(self)

        try:
            return self._spawn(self._program(text), arguments, environment, prepare)
        except OSError as error:
            error.filename = path
            raise

    def posix_spawnp(
        self,
        path: Any,
        argv: Any,
        env: Any,
        *,
        file_actions: Any = None,
        setpgroup: int | None = None,
        resetids: bool = False,
        setsid: bool = False,
        setsigmask: Any = (),
        setsigdef: Any = (),
        scheduler: Any = None,
    ) -> int:
        """As ``posix_spawn``, along PATH of this process. Clauses: os.posix_spawnp/*."""
        text = text_of(path, "posix_spawnp")
        options = {
            "file_actions": file_actions, "setpgroup": setpgroup, "resetids": resetids,
            "setsid": setsid, "setsigmask": setsigmask, "setsigdef": setsigdef,
            "scheduler": scheduler,
        }  # fmt: skip
        search = self._kernel.process.environment.get(b"PATH", b"/bin:/usr/bin")
        places = [f"{d or '.'}/{text}" for d in search.decode(*CODEC).split(":")]
        for place in [text] if "/" in text else places:
            try:
                return self.posix_spawn(place, argv, env, **options)
            except (FileNotFoundError, NotADirectoryError):
                continue
        raise failure("ENOENT", path)

    def system(self, command: Any) -> int:
        """Run a command by the shell, if there is one; its wait status. Clauses: os.system/*."""
        text = text_of(command, "system", "command")
        sys.audit("os.system", _variable(command))
        return self._shell(text)

    def _shell(self, command: str, streams: dict[int, Opened] | None = None) -> int:
        """Run a command by the shell and return its wait status; NOT_FOUND without a shell."""
        status = self._ended_shell(SHELL, ["sh", "-c", command], streams)
        return NOT_FOUND if status is None else status

    def _ended_shell(
        self, shell: str, argv: list[str], streams: dict[int, Opened] | None
    ) -> int | None:
        """Run a shell on ``streams``, by descriptor; its wait status, None if it cannot be run."""
        environment = dict(self._kernel.process.environment)

        def prepare(child: Process) -> None:
            for fd, opened in (streams or {}).items():
                child.put(opened, fd)

        try:
            pid = self._spawn(self._program(shell), argv, environment, prepare)
        except OSError:
            return None
        return self._kernel.process.children.pop(pid)

    def _ended(self, status: int) -> int:
        """Return the id of a child that could not run its program, and so ended at once."""
        pid = self._kernel.next_pid()
        self._kernel.process.children[pid] = status
        return pid

    def fork(self) -> int:
        """ENOSYS: one interpreter cannot go on twice."""
        refuse("ENOSYS")

    def forkpty(self) -> tuple[int, int]:
        """ENOSYS, as ``fork``."""
        refuse("ENOSYS")

    def register_at_fork(
        self, *, before: Any = None, after_in_child: Any = None, after_in_parent: Any = None
    ) -> None:
        """Take callables to be called at ``fork``, which never comes."""
        hooks = {"before": before, "after_in_child": after_in_child}
        hooks |= {"after_in_parent": after_in_parent}
        given = {name: hook for name, hook in hooks.items() if hook is not None}
        if not given:
            raise TypeError("At least one argument is required.")
        for name, hook in given.items():
            if not callable(hook):
                raise TypeError(f"'{name}' must be callable, not {type(hook).__name__}")
        self._kernel.hooks.append(given)


def _child_of(parent: Process, pid: int) -> Process:
    """Return a new process that has what a child inherits (POSIX fork)."""
    child = Process(pid, parent.pid, parent.root, (parent.uid, parent.gid))
    for name in (
        "effective_uid", "saved_uid", "effective_gid", "saved_gid", "group", "session", "cwd", "umask",
        "nice", "slash_follows", "place", "drives", "text", "ended", "long_paths", "developer_mode",
    ):  # fmt: skip
        setattr(child, name, getattr(parent, name))
    child.groups = list(parent.groups)
    for fd, opened in parent.opened.items():
        child.add(opened, fd)
    child.inheritable = set(parent.inheritable)
    return child


def _arguments(argv: Any, call: str) -> list[str]:
    """Return the arguments of a program; TypeError, ValueError for what cannot be some."""
    if not isinstance(argv, tuple | list):
        raise TypeError(f"{call}() arg 2 must be a tuple or list")
    if not argv:
        raise ValueError(f"{call}() arg 2 must not be empty")
    words = [_variable(word).decode("utf-8", "surrogateescape") for word in argv]
    if not words[0]:
        raise ValueError(f"{call}() arg 2 first element cannot be empty")
    return words


def _environment(env: Any) -> dict[bytes, bytes]:
    """Return the variables of a program; TypeError, ValueError for what cannot be some."""
    if not hasattr(env, "keys") or not hasattr(env, "values"):
        raise TypeError("execve: environment must be a mapping object")
    found = {}
    for key, value in zip(list(env.keys()), list(env.values()), strict=True):
        name = _variable(key)
        if not name or b"=" in name:
            raise ValueError("illegal environment variable name")
        found[name] = _variable(value)
    return found
