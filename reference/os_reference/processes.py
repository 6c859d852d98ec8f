"""Replacing the process, starting others, running a command, counting processors (for binding).

At the end, not for binding: file objects over descriptors.
"""

import io
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from os import (
        P_NOWAIT,
        WIFSTOPPED,
        _exit,
        cpu_count,
        environ,
        execv,
        execve,
        fork,
        fsencode,
        get_exec_path,
        name,
        path,
        sched_getaffinity,
        waitpid,
        waitstatus_to_exitcode,
    )
    from typing import Any, NoReturn

    from os_reference.environment import AnyPath


def execl(file: "AnyPath", *args: "AnyPath") -> "NoReturn":
    """Replace the process by the program ``file``, called with ``args`` (the first is its name).

    The environment is inherited; PATH is not searched. OSError as by ``execv``.
    Clauses: os.execl/replaces, os.execl/argv0, os.execl/missing, os.execl/env-inherited,
    os.execl/no-path-search.
    """
    execv(file, args)


def execle(file: "AnyPath", *args: "Any") -> "NoReturn":
    """Replace the process by ``file``; the last of ``args`` is its whole environment.

    Clauses: os.execle/env-last, os.execle/env-replaces.
    """
    execve(file, args[:-1], args[-1])


def execlp(file: "AnyPath", *args: "AnyPath") -> "NoReturn":
    """Replace the process by ``file``, searched along PATH of the current environment.

    Clauses: os.execlp/path-search, os.execlp/missing.
    """
    execvp(file, args)


def execlpe(file: "AnyPath", *args: "Any") -> "NoReturn":
    """Replace the process by ``file``, searched along PATH of its environment, the last of ``args``.

    Clauses: os.execlpe/path-from-env, os.execlpe/env-last.
    """
    execvpe(file, args[:-1], args[-1])


def execvp(file: "AnyPath", args: "Sequence[AnyPath]") -> "NoReturn":
    """Replace the process by ``file``, searched along PATH, called with the list ``args``.

    Clauses: os.execvp/path-search, os.execvp/slash-no-search, os.execvp/permission-reported,
    os.execvp/enoent-last, os.execvp/notdir-skipped, os.execvp/bytes-file,
    os.execvp/default-path.
    """
    _execvpe(file, args)


def execvpe(
    file: "AnyPath", args: "Sequence[AnyPath]", env: "Mapping[AnyPath, AnyPath]"
) -> "NoReturn":
    """Replace the process by ``file``, searched along PATH of ``env``, its whole environment.

    Clauses: os.execvpe/env-path.
    """
    _execvpe(file, args, env)


def _execvpe(file: "Any", args: "Any", env: "Mapping[Any, Any] | None" = None) -> "NoReturn":
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


def _spawn(mode: int, file: "Any", args: "Any", env: "Any", run: "Callable[..., Any]") -> int:
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


def spawnv(mode: int, file: "AnyPath", args: "Sequence[AnyPath]") -> int:
    """Run the program ``file`` in a new process with the list ``args``.

    ``mode`` P_NOWAIT: return the process id at once; P_WAIT: return the exit code, or the
    negative number of the signal that ended it. A program that cannot be run gives 127.
    TypeError or ValueError when ``args`` is no list or tuple, empty, or starts with ''.
    Clauses: os.spawnv/list-or-tuple, os.spawnv/bad-type, os.spawnv/empty, os.spawnv/wait-status,
    os.spawnl/nowait-pid, os.spawnl/signal-negative, os.spawnl/not-found-127.
    """
    return _spawn(mode, file, args, None, execv)


def spawnve(
    mode: int, file: "AnyPath", args: "Sequence[AnyPath]", env: "Mapping[AnyPath, AnyPath]"
) -> int:
    """Run the program ``file`` in a new process whose environment is ``env``.

    Clauses: os.spawnve/env, os.spawnve/invalid-env-127, os.spawnve/bytes.
    """
    return _spawn(mode, file, args, env, execve)


def spawnvp(mode: int, file: "AnyPath", args: "Sequence[AnyPath]") -> int:
    """Run the program ``file``, searched along PATH, in a new process.

    Clauses: os.spawnvp/path-search.
    """
    return _spawn(mode, file, args, None, execvp)


def spawnvpe(
    mode: int, file: "AnyPath", args: "Sequence[AnyPath]", env: "Mapping[AnyPath, AnyPath]"
) -> int:
    """Run the program ``file``, searched along PATH of ``env``, its environment.

    Clauses: os.spawnvpe/env-path.
    """
    return _spawn(mode, file, args, env, execvpe)


def spawnl(mode: int, file: "AnyPath", *args: "AnyPath") -> int:
    """Run the program ``file`` in a new process with ``args``; as ``spawnv``.

    Clauses: os.spawnl/wait-status, os.spawnl/nowait-pid, os.spawnl/args.
    """
    return spawnv(mode, file, args)


def spawnle(mode: int, file: "AnyPath", *args: "Any") -> int:
    """Run the program ``file`` in a new process; the last of ``args`` is its environment.

    Clauses: os.spawnle/env.
    """
    return spawnve(mode, file, args[:-1], args[-1])


def spawnlp(mode: int, file: "AnyPath", *args: "AnyPath") -> int:
    """Run the program ``file``, searched along PATH, in a new process with ``args``.

    Clauses: os.spawnlp/path-search.
    """
    return spawnvp(mode, file, args)


def spawnlpe(mode: int, file: "AnyPath", *args: "Any") -> int:
    """Run the program ``file``, searched along PATH of its environment, the last of ``args``.

    Clauses: os.spawnlpe/env-path.
    """
    return spawnvpe(mode, file, args[:-1], args[-1])


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


def popen(cmd: str, mode: str = "r", buffering: int = -1) -> "Any":
    """Run ``cmd`` by the shell; return a text file over its output, or input if mode is 'w'.

    ``close()`` of it waits and returns None for exit code 0, else the wait status (Windows: the
    exit code). TypeError when ``cmd`` is no str, ValueError for any other mode and for an
    unbuffered file.
    Clauses: os.popen/read, os.popen/write, os.popen/default-r, os.popen/close-none,
    os.popen/close-status, os.popen/close-signal, os.popen/text, os.popen/bad-mode,
    os.popen/cmd-type, os.popen/unbuffered, os.popen/shell.
    """
    from os_reference.pipes import CommandFile, check_command

    check_command(cmd, mode, buffering)
    return CommandFile(cmd, mode, buffering, status_is_shifted=name != "nt")


def fdopen(
    fd: int,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    *args: "Any",
    **kwargs: "Any",
) -> "Any":
    """Return a file object connected to the descriptor ``fd``; all else as built-in ``open``.

    ``args`` and ``kwargs`` are ``errors``, ``newline``, ``closefd`` and ``opener``.
    TypeError when ``fd`` is no int. A call that fails leaves the descriptor open.
    Clauses: os.fdopen/returns-file, os.fdopen/int-required, os.fdopen/same-args,
    os.fdopen/text-default, os.fdopen/closes-fd, os.fdopen/closefd-false.
    """
    if not isinstance(fd, int):
        raise TypeError(f"invalid fd type ({type(fd)}, expected integer)")
    if "b" not in mode:
        encoding = io.text_encoding(encoding)
    return open(fd, mode, buffering, encoding, *args, **kwargs)


def fdopen_over(names: "dict[str, Any]") -> "Callable[..., Any]":
    """Return ``fdopen`` for the descriptors of the os module whose namespace is ``names``.

    It raises TypeError as ``fdopen`` does.
    """

    def fdopen(
        fd: int, mode: str = "r", buffering: int = -1, *args: "Any", **kwargs: "Any"
    ) -> "Any":
        """Return a file object over ``fd``, a descriptor of this module; see ``files.fdopen``."""
        from types import SimpleNamespace

        from os_reference.pipes import open_descriptor

        if not isinstance(fd, int):
            raise TypeError(f"invalid fd type ({type(fd)}, expected integer)")
        return open_descriptor(SimpleNamespace(**names), fd, mode, buffering, *args, **kwargs)

    return fdopen
