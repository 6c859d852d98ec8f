"""Replacing the process, running a command, counting processors (for binding)."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import (
        cpu_count,
        environ,
        execv,
        execve,
        fsencode,
        get_exec_path,
        name,
        path,
        sched_getaffinity,
    )
    from typing import Any, NoReturn


def execl(file: Any, *args: Any) -> NoReturn:
    """Replace the process by the program ``file``, called with ``args`` (the first is its name).

    The environment is inherited; PATH is not searched. OSError as by ``execv``.
    Clauses: os.execl/replaces, os.execl/argv0, os.execl/missing, os.execl/env-inherited,
    os.execl/no-path-search.
    """
    execv(file, args)


def execle(file: Any, *args: Any) -> NoReturn:
    """Replace the process by ``file``; the last of ``args`` is its whole environment.

    Clauses: os.execle/env-last, os.execle/env-replaces.
    """
    execve(file, args[:-1], args[-1])


def execlp(file: Any, *args: Any) -> NoReturn:
    """Replace the process by ``file``, searched along PATH of the current environment.

    Clauses: os.execlp/path-search, os.execlp/missing.
    """
    execvp(file, args)


def execlpe(file: Any, *args: Any) -> NoReturn:
    """Replace the process by ``file``, searched along PATH of its environment, the last argument.

    Clauses: os.execlpe/path-from-env, os.execlpe/env-last.
    """
    execvpe(file, args[:-1], args[-1])


def execvp(file: Any, args: Any) -> NoReturn:
    """Replace the process by ``file``, searched along PATH, called with the list ``args``.

    Clauses: os.execvp/path-search, os.execvp/slash-no-search, os.execvp/permission-reported,
    os.execvp/enoent-last, os.execvp/notdir-skipped, os.execvp/bytes-file,
    os.execvp/default-path.
    """
    _execvpe(file, args)


def execvpe(file: Any, args: Any, env: Any) -> NoReturn:
    """Replace the process by ``file``, searched along PATH of ``env``, its whole environment.

    Clauses: os.execvpe/env-path, os.execvpe/env-none.
    """
    _execvpe(file, args, env)


def _execvpe(file: Any, args: Any, env: Mapping[Any, Any] | None = None) -> NoReturn:
    """Try ``file`` in each directory of PATH, in order; a name with a directory is not searched.

    When none works: the first error that says more than 'not there', else the last.
    """
    if env is None:
        run, rest, env = execv, (args,), environ
    else:
        run, rest = execve, (args, env)  # type: ignore[assignment]
    if path.dirname(file):
        run(file, *rest)
    # Names are bytes on POSIX: the way they go to the system.
    native: Callable[[Any], Any] = (lambda part: part) if name == "nt" else fsencode
    program = native(file)
    telling: OSError | None = None
    last: OSError | None = None
    for directory in get_exec_path(env):
        try:
            run(path.join(native(directory), program), *rest)
        except (FileNotFoundError, NotADirectoryError) as error:
            last = error
        except OSError as error:
            last = error
            telling = telling or error
    failure = telling or last
    if failure is None:
        raise FileNotFoundError(2, "No such file or directory", file)
    raise failure


def process_cpu_count() -> int | None:
    """Return the number of processors this process may use, or None if that is unknown.

    Clauses: os.process_cpu_count/at-most-cpu-count, os.process_cpu_count/affinity,
    os.process_cpu_count/override.
    """
    configured: Callable[[], int] | None = getattr(sys, "_get_cpu_count_config", None)
    if "sched_getaffinity" in globals() and (configured is None or configured() < 0):
        return len(sched_getaffinity(0)) or None
    return cpu_count()


def unknown_cpu_count() -> int | None:
    """Return None: the backend cannot count processors. Clauses: os.cpu_count/positive-or-none."""
    return None


def popen(cmd: str, mode: str = "r", buffering: int = -1) -> Any:
    """Run ``cmd`` by the shell; return a text file over its output, or input if mode is 'w'.

    ``close()`` of it waits and returns None for exit code 0, else the wait status (Windows: the
    exit code). TypeError when ``cmd`` is no str, ValueError for any other mode and for an
    unbuffered file.
    Clauses: os.popen/read, os.popen/write, os.popen/default-r, os.popen/close-none,
    os.popen/close-status, os.popen/close-signal, os.popen/text, os.popen/bad-mode,
    os.popen/cmd-str, os.popen/buffering-zero, os.popen/shell.
    """
    if not isinstance(cmd, str):
        raise TypeError(f"invalid cmd type ({type(cmd)}, expected string)")
    if mode not in ("r", "w"):
        raise ValueError(f"invalid mode {mode!r}")
    if buffering == 0 or buffering is None:
        raise ValueError("popen() does not support unbuffered streams")
    from os_reference.pipes import CommandFile

    return CommandFile(cmd, mode, buffering, status_is_shifted=name != "nt")
