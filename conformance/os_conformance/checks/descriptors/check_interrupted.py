"""Calls that wait, and signals that arrive meanwhile (PEP 475)."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, clause, needs, table
from os_conformance.checks.descriptors.parts import present
from os_conformance.expect import equal
from os_conformance.snippets import class_of, uses

ROUNDS = 3  # signals for each wait, each sent when the waiting process is asleep again


@uses(class_of)
def interrupted(os: Any, operation: Any, fifo: Any, rounds: Any, raising: Any) -> Any:
    """A child waits in `operation` while its own child sends it signals, each acknowledged, and then
    lets it go on; the result, or the exception's name, and whether all signals were handled.
    """
    import select
    import signal

    def asleep(process):
        try:
            with open(f"/proc/{process}/stat") as stream:
                return stream.read().rpartition(")")[2].split()[0] == "S"
        except OSError:
            return True  # no way to see it here: signals sent again make up for that

    def signals(waiter, ack_r, let_go):
        for _ in range(rounds):
            while not asleep(waiter):
                select.select([], [], [], 0.001)
            os.kill(waiter, signal.SIGUSR1)
            # one that came just before the call waits there unseen: then send another
            while not select.select([ack_r], [], [], 1.0)[0]:
                os.kill(waiter, signal.SIGUSR1)
            os.read(ack_r, 1)
        let_go()

    def fill(w):
        os.set_blocking(w, False)
        for size in (65536, 1):
            try:
                while True:
                    os.write(w, bytes(size))
            except BlockingIOError:
                pass
        os.set_blocking(w, True)

    def wait():
        r, w = os.pipe()
        ack_r, ack_w = os.pipe()
        waiter, handled, buffer = os.getpid(), [], bytearray(10)

        def handler(number, frame):
            handled.append(number)
            os.write(ack_w, b"a")
            if raising and len(handled) == rounds:
                raise LookupError("raised in the handler")

        call, let_go = {
            "read": (lambda: os.read(r, 10), lambda: os.write(w, b"data")),
            "readv": (
                lambda: bytes(buffer[: os.readv(r, [buffer])]),
                lambda: os.write(w, b"data"),
            ),
            "readinto": (
                lambda: bytes(buffer[: os.readinto(r, buffer)]),
                lambda: os.write(w, b"data"),
            ),
            "write": (lambda: os.write(w, b"x"), lambda: os.read(r, 65536)),
            "writev": (lambda: os.writev(w, [b"x"]), lambda: os.read(r, 65536)),
            "open": (
                lambda: os.read(os.open(fifo, os.O_RDONLY), 10),
                lambda: os.write(os.open(fifo, os.O_WRONLY), b"data"),
            ),
        }[operation]
        if operation.startswith("write"):
            fill(w)
        signal.signal(signal.SIGUSR1, handler)
        pid = os.fork()
        if pid == 0:
            try:
                signals(waiter, ack_r, let_go)
            finally:
                os._exit(0)
        try:
            result = call()
        except Exception as error:
            result = class_of(error)
        if operation == "open" and isinstance(result, str):
            os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)  # so that the other's open ends too
        os.waitpid(pid, 0)
        return result, len(handled) >= rounds

    told_r, told_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        told = "nothing"
        try:
            told = repr(wait())
        except BaseException as error:
            told = repr(error)
        finally:
            signal.signal(signal.SIGUSR1, signal.SIG_IGN)
            os.write(told_w, told.encode())
            os._exit(0)
    os.close(told_w)
    told = os.read(told_r, 1000)
    os.waitpid(pid, 0)
    return told.decode()


def waits(suffix: str, *more: tuple[str, str]) -> list[Case]:
    """One case a call that waits; `more`: others, with their clause."""
    own = [(n, f"os.{n}/{suffix}") for n in ("open", "read", "write", "readinto")]
    return [Case(name, {"operation": name}, (wanted,)) for name, wanted in (*own, *more)]


@table(waits("eintr-retry", ("readv", "os.readv/eintr-retry"), ("writev", "os.writev/eintr-retry")))
@clause()
@needs("fork", "shared-files", "fifos")
def check_goes_on(os: Os, run: Run, world: World, operation: str) -> None:
    """A call that waits goes on after a signal whose handler returns, and gives its result."""
    present(os, operation)
    world.fifo("fifo")
    wanted = 1 if operation.startswith("write") else b"data"
    told = run(interrupted, operation, world.path("fifo"), ROUNDS, False)
    equal(told, repr((wanted, True)))


@table(waits("eintr-retry"))
@clause()
@needs("fork", "shared-files", "fifos")
def check_stops(os: Os, run: Run, world: World, operation: str) -> None:
    """A call that waits ends with the exception that a signal's handler raises."""
    present(os, operation)
    world.fifo("fifo")
    told = run(interrupted, operation, world.path("fifo"), ROUNDS, True)
    equal(told, repr(("LookupError", True)))
