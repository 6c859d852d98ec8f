"""Processes, the scheduler, system information, random bytes."""

from __future__ import annotations

import sys
from typing import Any

from . import Function, wrong


@wrong("abort")
def abort_exits(os: Any, old: Function) -> Function:
    """abort is an exit with 134."""
    return lambda: os._exit(134)


@wrong("_exit")
def exit_with_handlers(os: Any, old: Function) -> Function:
    """_exit runs what atexit knows."""

    def function(status: int) -> None:
        import atexit

        atexit._run_exitfuncs()
        old(status)

    return function


@wrong("_exit")
def exit_flushes(os: Any, old: Function) -> Function:
    """_exit writes out what the standard streams hold."""

    def function(status: int) -> None:
        sys.stdout.flush()
        old(status)

    return function


@wrong("execle")
def execle_ignores_env(os: Any, old: Function) -> Function:
    """The environment that is given does not count."""
    return lambda file, *args: os.execv(file, args[:-1])


@wrong("execlp")
def execlp_does_not_search(os: Any, old: Function) -> Function:
    """PATH does not count."""
    return lambda file, *args: os.execv(file, args)


@wrong("execvpe", "execlpe")
def execvpe_searches_own_path(os: Any, old: Function) -> Function:
    """PATH of environ counts, not that of the environment given."""

    def function(file: Any, *args: Any) -> None:
        *head, env = args
        if not os.path.dirname(file):
            for directory in os.get_exec_path():
                whole = os.path.join(os.fsencode(directory), os.fsencode(file))
                if os.access(whole, os.X_OK):
                    file = whole
                    break
        old(file, *head, env)

    return function


@wrong("execve")
def execve_adds(os: Any, old: Function) -> Function:
    """The environment given is added to environ's."""
    return lambda path, argv, env: old(
        path, argv, {**os.environ, **env} if hasattr(env, "keys") else env
    )


@wrong("execv", "execve")
def exec_of_no_arguments(os: Any, old: Function) -> Function:
    """Without arguments the program's path is the first."""
    return lambda path, argv, *env: old(path, argv or [path], *env)


@wrong("execve")
def execve_of_descriptors_refused(os: Any, old: Function) -> Function:
    """Descriptors are refused."""

    def function(path: Any, argv: Any, env: Any) -> None:
        if isinstance(path, int):
            raise TypeError("no path")
        old(path, argv, env)

    return function


@wrong("register_at_fork")
def register_at_fork_in_order(os: Any, old: Function) -> Function:
    """What runs before a fork runs in the order of registration."""
    known: list[Any] = []

    def all_before() -> None:
        for each in known:
            each()

    def function(*, before: Any = None, **others: Any) -> None:
        if before is not None:
            if not callable(before):
                raise TypeError("not callable")
            if not known:
                old(before=all_before)
            known.append(before)
        if others:
            old(**others)

    return function


@wrong("register_at_fork")
def register_at_fork_child_reversed(os: Any, old: Function) -> Function:
    """What runs in the child runs in the parent."""

    def function(**given: Any) -> None:
        names = {"after_in_child": "after_in_parent", "after_in_parent": "after_in_child"}
        old(**{names.get(name, name): value for name, value in given.items()})

    return function


@wrong("kill")
def kill_of_zero_refused(os: Any, old: Function) -> Function:
    """Signal 0 is refused."""

    def function(pid: int, signal: int, /) -> None:
        if signal == 0:
            raise ValueError("no signal")
        old(pid, signal)

    return function


@wrong("killpg")
def killpg_of_the_leader(os: Any, old: Function) -> Function:
    """Only the leader of the group gets the signal."""
    return lambda pgid, signal, /: os.kill(pgid, signal)


@wrong("nice")
def nice_returns_the_increment(os: Any, old: Function) -> Function:
    """nice returns what it was given."""

    def function(increment: int, /) -> int:
        old(increment)
        return increment

    return function


def _popen(os: Any, old: Function, **members: Any) -> Function:
    """popen whose result has other methods."""

    def function(*args: Any, **kwargs: Any) -> Any:
        made = old(*args, **kwargs)
        kind = type(made)
        made.__class__ = type(kind.__name__, (kind,), members)
        return made

    return function


@wrong("popen")
def popen_close_returns_zero(os: Any, old: Function) -> Function:
    """close returns 0 after a success."""
    return _popen(os, old, close=lambda self: type(self).__mro__[1].close(self) or 0)


@wrong("popen")
def popen_close_returns_the_code(os: Any, old: Function) -> Function:
    """close returns the exit code as it is."""

    def close(self: Any) -> Any:
        status = type(self).__mro__[1].close(self)
        return status >> 8 if status and status > 0 else status

    return _popen(os, old, close=close)


@wrong("popen")
def popen_with_does_not_close(os: Any, old: Function) -> Function:
    """The end of a with statement does not close."""
    return _popen(os, old, __exit__=lambda self, *error: None)


@wrong("popen")
def popen_of_lists(os: Any, old: Function) -> Function:
    """A list of arguments is taken."""
    return lambda cmd, *a, **k: old(" ".join(cmd) if isinstance(cmd, list) else cmd, *a, **k)


@wrong("popen")
def popen_without_shell(os: Any, old: Function) -> Function:
    """Signs with a meaning for the shell have none."""

    def function(cmd: Any, *args: Any, **kwargs: Any) -> Any:
        import shlex

        if isinstance(cmd, str):
            cmd = " ".join(map(shlex.quote, shlex.split(cmd)))
        return old(cmd, *args, **kwargs)

    return function


@wrong("popen")
def popen_in_binary(os: Any, old: Function) -> Function:
    """What is read is bytes."""
    return _popen(os, old, read=lambda self, *n: self._stream.buffer.read(*n))


@wrong("popen")
def popen_is_no_iterator(os: Any, old: Function) -> Function:
    """Lines come without their ends."""
    return _popen(os, old, __iter__=lambda self: (line.rstrip("\n") for line in self._stream))


@wrong("posix_spawn", "posix_spawnp")
def posix_spawn_actions_reversed(os: Any, old: Function) -> Function:
    """File actions are done from the last to the first."""

    def function(
        path: Any, argv: Any, env: Any, /, *, file_actions: Any = None, **more: Any
    ) -> int:
        if file_actions is not None:
            more["file_actions"] = list(file_actions)[::-1]
        return int(old(path, argv, env, **more))

    return function


@wrong("posix_spawnp")
def posix_spawnp_does_not_search(os: Any, old: Function) -> Function:
    """PATH does not count."""
    return lambda path, argv, env, /, **more: os.posix_spawn(path, argv, env, **more)


@wrong("posix_spawn", "posix_spawnp")
def posix_spawn_without_mask(os: Any, old: Function) -> Function:
    """setsigmask does not count."""

    def function(path: Any, argv: Any, env: Any, /, *, setsigmask: Any = (), **more: Any) -> int:
        return int(old(path, argv, env, **more))

    return function


@wrong("posix_spawn", "posix_spawnp")
def posix_spawn_adds_environ(os: Any, old: Function) -> Function:
    """The environment given is added to environ's."""

    def function(path: Any, argv: Any, env: Any, /, **more: Any) -> int:
        return int(old(path, argv, {**os.environ, **env} if hasattr(env, "keys") else env, **more))

    return function


@wrong("posix_spawn", "posix_spawnp")
def posix_spawn_without_group(os: Any, old: Function) -> Function:
    """setpgroup does not count."""

    def function(path: Any, argv: Any, env: Any, /, *, setpgroup: Any = None, **more: Any) -> int:
        return int(old(path, argv, env, **more))

    return function
