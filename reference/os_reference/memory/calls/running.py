"""Calls that start, replace, end and wait for processes.

A program in memory is an executable file that a Python callable was installed as
(``kernel.install``). It runs at once and to its end, in a process of its own with its own
descriptors, directory and environment; its status waits for ``waitpid``. What cannot be done in
one interpreter is ``fork``: to go on twice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from os_reference.backend import default_backend
from os_reference.memory.calls.arguments import Calls, number_of, target_of, text_of
from os_reference.memory.calls.identity import _variable
from os_reference.memory.inodes import File
from os_reference.memory.opened import Opened
from os_reference.memory.process import EXECUTE, Process
from os_reference.memory.refusing import ProcessEnd, refuse

_HOST: Any = default_backend()
SHELL = "/bin/sh"
NOT_FOUND = 127 << 8  # wait status of a shell that cannot be run (system(3))
SIGNALS = range(65)


class RunningCalls(Calls):
    """execv, posix_spawn, system, kill, wait and their kin."""

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
        streams: dict[int, Opened] | None = None,
    ) -> int:
        """Run a program in a new process to its end; return its id. ``streams``: by descriptor."""
        kernel, parent = self._kernel, self._kernel.process
        child = _child_of(parent, kernel.next_pid())
        for fd, opened in (streams or {}).items():
            if fd in child.opened:
                child.close(fd)
            child.add(opened, fd)
            child.inheritable.add(fd)
        kernel.callers[child.pid] = parent
        kernel.process = child
        try:
            status = self._run(node, argv, environment)
        finally:
            child.close_all()
            kernel.process = parent
            del kernel.callers[child.pid]
        parent.children[child.pid] = status
        return child.pid

    def posix_spawn(self, path: Any, argv: Any, env: Any, /, **options: Any) -> int:
        """Run a program in a new process and return its id. Clauses: os.posix_spawn/*."""
        text = text_of(path, "posix_spawn")
        arguments, environment = _arguments(argv, "posix_spawn"), _environment(env)
        sys.audit("os.posix_spawn", path, argv, env)
        _no_options(options)
        try:
            return self._spawn(self._program(text), arguments, environment)
        except OSError as error:
            error.filename = path
            raise

    def posix_spawnp(self, path: Any, argv: Any, env: Any, /, **options: Any) -> int:
        """As ``posix_spawn``, along PATH of this process. Clauses: os.posix_spawnp/*."""
        text = text_of(path, "posix_spawnp")
        if "/" in text:
            return self.posix_spawn(path, argv, env, **options)
        search = self._kernel.process.environment.get(b"PATH", b"/bin:/usr/bin").decode()
        for directory in search.split(":"):
            try:
                return self.posix_spawn(f"{directory or '.'}/{text}", argv, env, **options)
            except (FileNotFoundError, NotADirectoryError):
                continue
        try:
            refuse("ENOENT")
        except OSError as error:
            error.filename = path
            raise

    def system(self, command: Any) -> int:
        """Run a command by the shell, if there is one; its wait status. Clauses: os.system/*."""
        text = text_of(command, "system", "command")
        sys.audit("os.system", _variable(command))
        return self._shell(text)

    def _shell(self, command: str, streams: dict[int, Opened] | None = None) -> int:
        """Run a command by the shell and return its wait status; NOT_FOUND without a shell."""
        environment = dict(self._kernel.process.environment)
        try:
            pid = self._spawn(self._program(SHELL), ["sh", "-c", command], environment, streams)
        except OSError:
            return NOT_FOUND
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

    # -- the end

    def _exit(self, status: int) -> None:
        """End the process: ProcessEnd, as the interpreter goes on. Clauses: os._exit/*."""
        raise ProcessEnd((number_of(status) & 0xFF) << 8)

    def abort(self) -> None:
        """End the process by SIGABRT: ProcessEnd. Clauses: os.abort/*."""
        raise ProcessEnd(6)

    def kill(self, pid: int, signal: int, /) -> None:
        """Send a signal: one that ends processes ends this one. Clauses: os.kill/*."""
        number, kind = number_of(pid), number_of(signal)
        sys.audit("os.kill", pid, signal)
        process = self._kernel.process
        if kind not in SIGNALS:
            refuse("EINVAL")
        if number not in (process.pid, 0, -process.group):
            refuse("EPERM" if number in self._kernel.callers or number == 1 else "ESRCH")
        if kind:
            raise ProcessEnd(kind)

    def killpg(self, pgid: int, signal: int, /) -> None:
        """Send a signal to a process group. Clauses: os.killpg/*."""
        sys.audit("os.killpg", pgid, signal)
        number = number_of(pgid)
        if number < 0:
            refuse("EINVAL")
        self.kill(-number if number else 0, signal)

    # -- waiting

    def waitpid(self, pid: int, options: int, /) -> tuple[int, int]:
        """Return id and status of an ended child; ECHILD when there is none. Clauses: os.waitpid/*."""
        number, _ = number_of(pid), number_of(options)
        children = self._kernel.process.children
        found = number if number > 0 else next(iter(children), 0)
        if found not in children:
            refuse("ECHILD")
        return found, children.pop(found)

    def wait(self) -> tuple[int, int]:
        """Return id and status of an ended child. Clauses: os.wait/*."""
        return self.waitpid(-1, 0)

    def wait3(self, options: int) -> tuple[int, int, Any]:
        """As ``waitpid`` for any child, with what it used. Clauses: os.wait3/*."""
        return (*self.waitpid(-1, options), self._usage())

    def wait4(self, pid: int, options: int) -> tuple[int, int, Any]:
        """As ``waitpid``, with what the child used. Clauses: os.wait4/*."""
        return (*self.waitpid(pid, options), self._usage())

    @staticmethod
    def _usage() -> Any:
        import resource

        return resource.struct_rusage((0.0, 0.0, *[0] * 14))

    def waitid(self, idtype: int, id: int, options: int, /) -> Any:
        """Return what is known of an ended child. Clauses: os.waitid/*."""
        kind, number, bits = number_of(idtype), number_of(id), number_of(options)
        constants = self._kernel.constants
        if not bits & (constants["WEXITED"] | constants["WSTOPPED"] | constants["WCONTINUED"]):
            refuse("EINVAL")
        if kind not in (constants["P_ALL"], constants["P_PID"], constants["P_PGID"]):
            refuse("EINVAL")
        children = self._kernel.process.children
        pid = number if kind == constants["P_PID"] else next(iter(children), 0)
        if pid not in children:
            refuse("ECHILD")
        status = children[pid] if bits & constants["WNOWAIT"] else children.pop(pid)
        killed = status & 0x7F
        code = constants["CLD_KILLED"] if killed else constants["CLD_EXITED"]
        user = self._kernel.process.uid
        return _HOST.waitid_result((pid, user, 17, killed or status >> 8, code))


def _child_of(parent: Process, pid: int) -> Process:
    """Return a new process that has what a child inherits (POSIX fork)."""
    child = Process(pid, parent.pid, parent.root, (parent.uid, parent.gid))
    for name in (
        "effective_uid", "saved_uid", "effective_gid", "saved_gid", "group", "session", "cwd", "umask", "nice",
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


_OPTIONS = ("file_actions", "setpgroup", "resetids", "setsid", "setsigmask", "setsigdef", "scheduler")


def _no_options(options: dict[str, Any]) -> None:
    """NotImplementedError for options that ask for something; TypeError for unknown ones."""
    for name, value in options.items():
        if name not in _OPTIONS:
            raise TypeError(f"posix_spawn() got an unexpected keyword argument {name!r}")
        if value not in (None, False, (), []):
            raise NotImplementedError(f"posix_spawn: {name} in memory")
