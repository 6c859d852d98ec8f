"""os.pidfd_open, os.pidfd_getfd."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause, needs
from os_conformance.checks.processes.children import call
from os_conformance.expect import equal
from os_conformance.snippets import class_of, uses, waiting


@uses(waiting)
def opened(os: Any, use: Any) -> Any:
    """Open a descriptor of a child that waits; what `use` of it shows."""
    import select
    import signal

    (pid,), gate = waiting(os, 7)
    fd = os.pidfd_open(pid, 0)
    told: Any = {"type": type(fd).__name__}
    if use == "info":
        with open(f"/proc/self/fdinfo/{fd}") as stream:
            lines = [line.split() for line in stream]
        told["pid"] = ["Pid:", str(pid)] in lines
    elif use == "signal":
        signal.pidfd_send_signal(fd, signal.SIGTERM)
    elif use == "poll":
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        told["early"] = poll.poll(0)
        os.close(gate)
        told["late"] = [(number == fd, event) for number, event in poll.poll()]
        gate = None
    if gate is not None and use != "signal":
        os.close(gate)
    told["status"] = os.waitpid(pid, 0)[1]
    return told


@clause("os.pidfd_open/fd")
@needs("fork")
def check_refers_to_process(os: Os, run: Run) -> None:
    """pidfd_open returns an int, a descriptor that refers to the process."""
    equal(
        call(os, run, "pidfd_open", opened, "info"), {"type": "int", "pid": True, "status": 7 << 8}
    )


@clause("os.pidfd_open/fd")
@needs("fork")
def check_signal_by_descriptor(os: Os, run: Run) -> None:
    """A signal sent through the descriptor reaches the process."""
    equal(call(os, run, "pidfd_open", opened, "signal"), {"type": "int", "status": 15})


@clause("os.pidfd_open/non-inheritable")
def check_not_inherited(os: Os) -> None:
    """pidfd_open makes a descriptor that no program inherits."""
    equal(os.get_inheritable(os.pidfd_open(os.getpid())), False)


@clause("os.pidfd_open/poll")
@needs("fork")
def check_poll(os: Os, run: Run) -> None:
    """The descriptor becomes readable when the process ends, not before."""
    told = call(os, run, "pidfd_open", opened, "poll")
    equal(told["early"], [])
    equal(told["late"], [(True, 1)])  # POLLIN
    equal(told["status"], 7 << 8)


@uses(class_of)
def of_gone(os: Any) -> Any:
    """The exception of pidfd_open for a process that was there a moment ago."""
    import errno

    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    try:
        return os.pidfd_open(pid)
    except OSError as error:
        return class_of(error), errno.errorcode.get(error.errno or 0, "")


@clause("os.pidfd_open/no-process")
@needs("fork")
def check_no_such_process(os: Os, run: Run) -> None:
    """A process that does not exist raises ProcessLookupError."""
    told = call(os, run, "pidfd_open", of_gone)
    if told in {("OSError", "ENOSYS")}:  # the kernel is too old
        raise NotImplementedError
    equal(told, ("ProcessLookupError", "ESRCH"))


@uses(class_of, waiting)
def not_blocking(os: Any, flag: Any) -> Any:
    """waitid on a non-blocking descriptor of a running child: the exception; then of the ended one."""
    (pid,), gate = waiting(os, 7)
    # the kernel defines PIDFD_NONBLOCK as O_NONBLOCK; an interpreter may lack the newer name
    flags = getattr(os, "PIDFD_NONBLOCK", os.O_NONBLOCK) if flag == "name" else os.O_NONBLOCK
    fd = os.pidfd_open(pid, flags)
    try:
        early = repr(os.waitid(os.P_PIDFD, fd, os.WEXITED))
    except OSError as error:
        early = class_of(error)
    os.close(gate)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    late = os.waitid(os.P_PIDFD, fd, os.WEXITED)
    return early, (late.si_pid == pid, late.si_status)


@clause("os.pidfd_open/nonblock")
@needs("fork")
@cases(flag=["name", "O_NONBLOCK"])
def check_nonblock(os: Os, run: Run, flag: str) -> None:
    """With PIDFD_NONBLOCK waitid fails at once with BlockingIOError while the process runs."""
    equal(call(os, run, "pidfd_open", not_blocking, flag), ("BlockingIOError", (True, 7)))


@uses(class_of)
def fetched(os: Any, flags: Any) -> Any:
    """Fetch a descriptor that only a child has; its contents and inheritability, or the exception."""
    hold_r, hold_w = os.pipe()
    r, w = os.pipe()
    told: Any = None
    pid = os.fork()
    if pid == 0:
        try:
            os.close(hold_w)
            os.close(r)
            number = os.open("mine", os.O_RDWR | os.O_CREAT)
            os.write(number, b"of the child")
            os.write(w, str(number).encode())
            os.read(hold_r, 1)
        finally:
            os._exit(0)
    os.close(w)
    os.close(hold_r)
    number = int(os.read(r, 100))
    fd = os.pidfd_open(pid, 0)
    try:
        got = os.pidfd_getfd(fd, number, flags)
        told = (os.lseek(got, 0, os.SEEK_CUR), os.pread(got, 100, 0), os.get_inheritable(got))
    except OSError as error:
        told = class_of(error)
    os.close(hold_w)
    os.waitpid(pid, 0)
    return told


@clause("os.pidfd_getfd/duplicates", "os.pidfd_getfd/non-inheritable")
@needs("fork")
def check_fetched(os: Os, run: Run) -> None:
    """pidfd_getfd duplicates another process's descriptor, with its offset, non-inheritable."""
    equal(call(os, run, "pidfd_open pidfd_getfd", fetched, 0), (12, b"of the child", False))


@clause("os.pidfd_getfd/flags-zero")
@needs("fork")
@cases(flags=[1, 8])
def check_flags(os: Os, run: Run, flags: int) -> None:
    """pidfd_getfd knows no flags: any but 0 raise OSError."""
    equal(call(os, run, "pidfd_open pidfd_getfd", fetched, flags), "OSError")
