"""Processes: spawning, waiting; the scheduler, system information, random bytes."""

from __future__ import annotations

from typing import Any

from . import Function, wrong

SPAWN = ("spawnv", "spawnve", "spawnvp", "spawnvpe", "spawnl", "spawnle", "spawnlp", "spawnlpe")


@wrong(*SPAWN)
def spawn_returns_the_status(os: Any, old: Function) -> Function:
    """With P_WAIT the status is as waitpid tells it."""

    def function(mode: int, *args: Any) -> int:
        answer = int(old(mode, *args))
        return answer << 8 if mode == os.P_WAIT and answer > 0 else answer

    return function


@wrong(*SPAWN)
def spawn_signals_like_a_shell(os: Any, old: Function) -> Function:
    """A program that a signal has ended has code 128 and more."""

    def function(mode: int, *args: Any) -> int:
        answer = int(old(mode, *args))
        return 128 - answer if mode == os.P_WAIT and answer < 0 else answer

    return function


@wrong(*SPAWN)
def spawn_always_waits(os: Any, old: Function) -> Function:
    """With P_NOWAIT the program has ended already."""

    def function(mode: int, *args: Any) -> int:
        answer = int(old(mode, *args))
        if mode == os.P_NOWAIT:
            os.waitid(os.P_PID, answer, os.WEXITED | os.WNOWAIT)
        return answer

    return function


@wrong("spawnve", "spawnvpe")
def spawn_adds_environ(os: Any, old: Function) -> Function:
    """The environment given is added to environ's."""
    return lambda mode, file, args, env: old(
        mode, file, args, {**os.environ, **env} if hasattr(env, "keys") else env
    )


@wrong("spawnlp", "spawnvp")
def spawn_does_not_search(os: Any, old: Function) -> Function:
    """PATH does not count."""

    def function(mode: int, file: Any, *args: Any) -> int:
        plain = "spawnl" if old.__name__ == "spawnlp" else "spawnv"
        return int(getattr(os, plain)(mode, file, *args))

    return function


@wrong("system")
def system_returns_the_code(os: Any, old: Function) -> Function:
    """system returns the exit code."""
    return lambda command: os.waitstatus_to_exitcode(old(command))


@wrong("system")
def system_without_stderr(os: Any, old: Function) -> Function:
    """What the command writes to standard error is lost."""
    return lambda command: old(f"({os.fsdecode(command)}\n) 2>/dev/null")


@wrong("times")
def times_without_children(os: Any, old: Function) -> Function:
    """The time of children is 0."""
    return lambda: type(t := old())((t[0], t[1], 0.0, 0.0, t[4]))


@wrong("times")
def times_elapsed_is_processor_time(os: Any, old: Function) -> Function:
    """Elapsed time stands still while the process sleeps."""
    return lambda: type(t := old())((*tuple(t)[:4], t[0] + t[1]))


@wrong("waitpid")
def waitpid_always_waits(os: Any, old: Function) -> Function:
    """WNOHANG does not count."""
    return lambda pid, options, /: old(pid, options & ~os.WNOHANG)


@wrong("waitpid")
def waitpid_of_any(os: Any, old: Function) -> Function:
    """Of several children any is waited for."""
    return lambda pid, options, /: old(-1 if pid > 0 else pid, options)


@wrong("waitid")
def waitid_reaps(os: Any, old: Function) -> Function:
    """WNOWAIT does not count."""
    return lambda kind, which, options, /: old(kind, which, options & ~os.WNOWAIT)


@wrong("waitid")
def waitid_of_nobody(os: Any, old: Function) -> Function:
    """If no child is ready there is an empty result, not None."""

    def function(kind: int, which: int, options: int, /) -> Any:
        return old(kind, which, options) or os.waitid_result((0, 0, 0, 0, 0))

    return function


@wrong("waitid")
def waitid_status_is_coded(os: Any, old: Function) -> Function:
    """si_status is as waitpid tells it."""

    def function(kind: int, which: int, options: int, /) -> Any:
        told = old(kind, which, options)
        if told is not None and told.si_code == os.CLD_EXITED:
            return type(told)((*tuple(told)[:3], told.si_status << 8, told.si_code))
        return told

    return function


@wrong("wait3", "wait4")
def wait_usage_of_this_process(os: Any, old: Function) -> Function:
    """The resources are those of the caller."""

    def function(*args: Any, **kwargs: Any) -> Any:
        import resource

        pid, status, _ = old(*args, **kwargs)
        return pid, status, resource.getrusage(resource.RUSAGE_SELF)

    return function


@wrong("waitstatus_to_exitcode")
def waitstatus_signals_are_positive(os: Any, old: Function) -> Function:
    """The number of a signal is positive."""
    return lambda status: abs(old(status))


@wrong("waitstatus_to_exitcode")
def waitstatus_of_stopped(os: Any, old: Function) -> Function:
    """A stopped process has the code of its signal."""
    return lambda status: -os.WSTOPSIG(status) if os.WIFSTOPPED(status) else old(status)


@wrong("WIFSIGNALED")
def wifsignaled_of_stopped(os: Any, old: Function) -> Function:
    """A stopped process counts as ended by a signal."""
    return lambda status: bool(status & 0x7F)


@wrong("WEXITSTATUS")
def wexitstatus_is_signed(os: Any, old: Function) -> Function:
    """Codes above 127 are negative."""
    return lambda status: old(status) - 256 if old(status) > 127 else old(status)


@wrong("WCOREDUMP")
def wcoredump_is_the_bit(os: Any, old: Function) -> Function:
    """WCOREDUMP returns a number."""
    return lambda status, /: status & 0x80


@wrong("sched_getaffinity")
def sched_getaffinity_of_all(os: Any, old: Function) -> Function:
    """All processors are told, whatever the process may use."""
    first = old(0)
    return lambda pid, /: old(pid) | first


@wrong("sched_getaffinity")
def sched_getaffinity_is_a_list(os: Any, old: Function) -> Function:
    """The processors are in a list."""
    return lambda pid, /: sorted(old(pid))


@wrong("sched_get_priority_max", "sched_get_priority_min")
def sched_priorities_from_one(os: Any, old: Function) -> Function:
    """Every policy has priorities from 1 to 99."""
    return lambda policy: 99 if "max" in old.__name__ else 1


@wrong("confstr")
def confstr_undefined_is_empty(os: Any, old: Function) -> Function:
    """A value that is not defined is the empty text."""
    return lambda name, /: old(name) or ""


@wrong("confstr")
def confstr_unknown_is_none(os: Any, old: Function) -> Function:
    """An unknown name gives None."""

    def function(name: Any, /) -> Any:
        return None if isinstance(name, str) and name not in os.confstr_names else old(name)

    return function


@wrong("sysconf")
def sysconf_unknown_is_minus_one(os: Any, old: Function) -> Function:
    """An unknown name gives -1."""

    def function(name: Any, /) -> Any:
        return -1 if isinstance(name, str) and name not in os.sysconf_names else old(name)

    return function


@wrong("sysconf")
def sysconf_by_name_only(os: Any, old: Function) -> Function:
    """Numbers are refused."""

    def function(name: Any, /) -> Any:
        if isinstance(name, int):
            raise TypeError("a name")
        return old(name)

    return function


@wrong("cpu_count")
def cpu_count_is_zero(os: Any, old: Function) -> Function:
    """The number of processors is 0."""
    return lambda: 0


@wrong("cpu_count")
def cpu_count_of_this_process(os: Any, old: Function) -> Function:
    """The processors are those that the process may use."""
    return lambda: len(os.sched_getaffinity(0))


@wrong("getloadavg")
def getloadavg_is_whole(os: Any, old: Function) -> Function:
    """The three values are integers."""
    return lambda: tuple(map(int, old()))


@wrong("getloadavg")
def getloadavg_is_a_list(os: Any, old: Function) -> Function:
    """The three values are in a list."""
    return lambda: list(old())


@wrong("urandom")
def urandom_of_nothing(os: Any, old: Function) -> Function:
    """No bytes are None."""
    return lambda size, /: old(size) or None


@wrong("urandom")
def urandom_is_text(os: Any, old: Function) -> Function:
    """Bytes are below 128."""
    return lambda size, /: bytes(b & 0x7F for b in old(size))


@wrong("urandom")
def urandom_negative_is_empty(os: Any, old: Function) -> Function:
    """A negative size gives no bytes."""
    return lambda size, /: old(max(size, 0))


@wrong("urandom")
def urandom_repeats(os: Any, old: Function) -> Function:
    """A child that was forked draws the same bytes as its parent."""
    import random

    source = random.Random(old(16))
    return lambda size, /: source.randbytes(size)


@wrong("getrandom")
def getrandom_without_flags(os: Any, old: Function) -> Function:
    """Unknown flags are taken."""
    return lambda size, flags=0: old(size)


@wrong("posix_spawn")
def posix_spawn_of_programs_in_path(os: Any, old: Function) -> Function:
    """A name without slash is looked for along PATH."""
    return lambda path, argv, env, /, **more: os.posix_spawnp(path, argv, env, **more)


@wrong("forkpty")
def forkpty_descriptor_in_child(os: Any, old: Function) -> Function:
    """The child gets no terminal of its own."""

    def function() -> Any:
        first, second = os.openpty()
        pid = os.fork()
        if pid == 0:
            for fd in range(3):
                os.dup2(second, fd)
        os.close(second)
        return pid, first

    return function


@wrong("pidfd_open")
def pidfd_open_inheritable(os: Any, old: Function) -> Function:
    """The descriptor is inheritable."""

    def function(pid: int, flags: int = 0) -> int:
        fd = int(old(pid, flags))
        os.set_inheritable(fd, True)
        return fd

    return function


@wrong("setsid")
def setsid_makes_a_group(os: Any, old: Function) -> Function:
    """A new group is made, no new session."""
    return lambda: os.setpgid(0, 0)


@wrong("fork")
def fork_returns_none_in_the_child(os: Any, old: Function) -> Function:
    """The child gets None."""
    return lambda: old() or None
