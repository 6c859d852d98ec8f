"""os.waitpid and signals: it goes on waiting (PEP 475)."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Run, clause, needs
from os_conformance.expect import equal
from os_conformance.snippets import class_of, uses


@uses(class_of)
def interrupted(os: Any, raising: Any) -> Any:
    """Send a signal while waitpid waits; (what waitpid gives or raises, calls of the handler).

    The handler lets the awaited child end.  The sender looks (on Linux) whether this process is
    asleep, which it only ever is in waitpid; where it cannot look, the signal may come too early,
    which changes nothing of what is told.
    """
    import signal

    r, w = os.pipe()
    calls = []
    told: Any = None

    def handler(number, frame):
        calls.append(number)
        os.write(w, b"x")
        if raising:
            raise LookupError("raised by the handler")

    signal.signal(signal.SIGUSR1, handler)
    home = os.getpid()
    pids = []
    try:
        for role in ("awaited", "sender"):
            pid = os.fork()
            if pid == 0:
                try:
                    if role == "sender":
                        for _ in range(20000):
                            try:
                                with open(f"/proc/{home}/stat") as stream:
                                    state = stream.read().rpartition(")")[2].split()[0]
                            except OSError:
                                break
                            if state == "S":
                                break
                        os.kill(home, signal.SIGUSR1)
                        os._exit(0)
                    os.read(r, 1)
                    os._exit(5)
                finally:
                    os._exit(97)
            pids.append(pid)
        got = os.waitpid(pids[0], 0)
        told = (got[0] == pids[0], got[1])
    except BaseException as error:
        told = class_of(error)
    for _ in pids:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    return told, len(calls)


@clause("os.waitpid/eintr-retry")
@needs("fork")
def check_retry(run: Run) -> None:
    """waitpid goes on waiting when a signal interrupts it and its handler raises nothing."""
    equal(run(interrupted, False), ((True, 5 << 8), 1))


@clause("os.waitpid/eintr-retry")
@needs("fork")
def check_exception_of_handler(run: Run) -> None:
    """An exception of the signal's handler comes out of waitpid."""
    equal(run(interrupted, True), ("LookupError", 1))
