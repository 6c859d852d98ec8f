"""Running programs in new processes, made of fork and exec (for binding into an os module)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from os import (
        P_NOWAIT,
        WIFSTOPPED,
        _exit,
        execv,
        execve,
        execvp,
        execvpe,
        fork,
        waitpid,
        waitstatus_to_exitcode,
    )
    from typing import Any


def _spawn(mode: int, file: Any, args: Any, env: Any, run: Callable[..., Any]) -> int:
    """Run a program in a forked child: return its id, or wait for it and return its exit code."""
    if not isinstance(args, tuple | list):
        raise TypeError("argv must be a tuple or a list")
    if not args or not args[0]:
        raise ValueError("argv first element cannot be empty")
    pid = fork()
    if not pid:
        try:
            run(file, args) if env is None else run(file, args, env)
        finally:
            _exit(127)
    if mode == P_NOWAIT:
        return pid
    status = waitpid(pid, 0)[1]
    while WIFSTOPPED(status):
        status = waitpid(pid, 0)[1]
    return waitstatus_to_exitcode(status)


def spawnv(mode: int, file: Any, args: Any) -> int:
    """Run the program ``file`` in a new process with the list ``args``.

    ``mode`` P_NOWAIT: return the process id at once; P_WAIT: return the exit code, or the
    negative number of the signal that ended it. A program that cannot be run gives 127.
    TypeError or ValueError when ``args`` is no list or tuple, empty, or starts with ''.
    Clauses: os.spawnv/list-or-tuple, os.spawnv/bad-type, os.spawnv/empty,
    os.spawnv/empty-first, os.spawnv/wait-status, os.spawnl/nowait-pid,
    os.spawnl/signal-negative, os.spawnl/not-found-127.
    """
    return _spawn(mode, file, args, None, execv)


def spawnve(mode: int, file: Any, args: Any, env: Any) -> int:
    """Run the program ``file`` in a new process whose environment is ``env``.

    Clauses: os.spawnve/env, os.spawnve/invalid-env-127, os.spawnve/bytes.
    """
    return _spawn(mode, file, args, env, execve)


def spawnvp(mode: int, file: Any, args: Any) -> int:
    """Run the program ``file``, searched along PATH, in a new process.

    Clauses: os.spawnvp/path-search.
    """
    return _spawn(mode, file, args, None, execvp)


def spawnvpe(mode: int, file: Any, args: Any, env: Any) -> int:
    """Run the program ``file``, searched along PATH of ``env``, its environment.

    Clauses: os.spawnvpe/env-path.
    """
    return _spawn(mode, file, args, env, execvpe)


def spawnl(mode: int, file: Any, *args: Any) -> int:
    """Run the program ``file`` in a new process with ``args``; as ``spawnv``.

    Clauses: os.spawnl/wait-status, os.spawnl/nowait-pid, os.spawnl/args.
    """
    return spawnv(mode, file, args)


def spawnle(mode: int, file: Any, *args: Any) -> int:
    """Run the program ``file`` in a new process; the last of ``args`` is its environment.

    Clauses: os.spawnle/env.
    """
    return spawnve(mode, file, args[:-1], args[-1])


def spawnlp(mode: int, file: Any, *args: Any) -> int:
    """Run the program ``file``, searched along PATH, in a new process with ``args``.

    Clauses: os.spawnlp/path-search.
    """
    return spawnvp(mode, file, args)


def spawnlpe(mode: int, file: Any, *args: Any) -> int:
    """Run the program ``file``, searched along PATH of its environment, the last argument.

    Clauses: os.spawnlpe/env-path.
    """
    return spawnvpe(mode, file, args[:-1], args[-1])
