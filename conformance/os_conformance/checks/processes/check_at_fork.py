"""os.register_at_fork."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause, needs
from os_conformance.checks.processes.children import call
from os_conformance.expect import equal
from os_conformance.snippets import class_of, uses


def hooked(os: Any, name: Any, sets: Any) -> Any:
    """Register sets of callables, fork by os.<name>; which were called, in parent and child."""
    called = []
    for number in range(sets):
        os.register_at_fork(
            before=lambda number=number: called.append(f"before {number}"),
            after_in_parent=lambda number=number: called.append(f"parent {number}"),
            after_in_child=lambda number=number: called.append(f"child {number}"),
        )
    early = called[:]
    r, w = os.pipe()
    made = getattr(os, name)()
    pid = made[0] if name == "forkpty" else made
    if pid == 0:
        try:
            os.write(w, ",".join(called).encode())
        finally:
            os._exit(0)
    os.close(w)
    told = [word for word in os.read(r, 10000).decode().split(",") if word]
    os.close(r)
    os.waitpid(pid, 0)
    return early, called, told


@clause(
    "os.register_at_fork/before",
    "os.register_at_fork/after-parent",
    "os.register_at_fork/after-child",
)
@needs("fork")
@cases(name=["fork", "forkpty"])
def check_hooks_run(os: Os, run: Run, name: str) -> None:
    """before runs ahead of the fork, the after callables on their own side of it, none earlier."""
    early, parent, child = call(os, run, f"register_at_fork {name}", hooked, name, 1)
    equal(early, [], "before any fork:")
    equal(parent, ["before 0", "parent 0"], "in the parent:")
    equal(child, ["before 0", "child 0"], "in the child:")


@clause("os.register_at_fork/order-before", "os.register_at_fork/order-after")
@needs("fork")
@cases(name=["fork", "forkpty"], sets=[2, 5])
def check_order_of_hooks(os: Os, run: Run, name: str, sets: int) -> None:
    """Callables for before run in reverse order of registration, the others in that order."""
    _, parent, child = call(os, run, f"register_at_fork {name}", hooked, name, sets)
    before = [f"before {n}" for n in reversed(range(sets))]
    equal(parent, before + [f"parent {n}" for n in range(sets)], "in the parent:")
    equal(child, before + [f"child {n}" for n in range(sets)], "in the child:")


@clause("os.register_at_fork/keyword-only")
@needs("fork")
@cases(count=[1, 2, 3])
def check_hooks_by_keyword(os: Os, run: Run, count: int) -> None:
    """The callables of register_at_fork can be given by keyword only."""
    equal(call(os, run, "register_at_fork", positional_hooks, count), "TypeError")


@uses(class_of)
def positional_hooks(os: Any, count: Any) -> Any:
    """The exception of register_at_fork with positional callables, or "registered"."""
    try:
        os.register_at_fork(*[lambda: None] * count)
    except Exception as error:
        return class_of(error)
    return "registered"


def launched(os: Any, how: Any) -> Any:
    """The callables that run when a program is started by `how`."""
    called = []
    os.register_at_fork(
        before=lambda: called.append("before"),
        after_in_parent=lambda: called.append("parent"),
    )
    if how == "subprocess":
        import subprocess

        subprocess.run(["/bin/sh", "-c", ":"])
    elif how == "system":
        os.system(":")
    elif how == "popen":
        os.popen(":").close()
    else:
        os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", ":"], {}), 0)
    return called


@clause("os.register_at_fork/subprocess-not")
@needs("programs")
@cases(how=["subprocess", "system", "popen", "posix_spawn"])
def check_hooks_and_programs(os: Os, run: Run, how: str) -> None:
    """The launch of a program, whose process does not come back to Python, calls none of them."""
    equal(call(os, run, f"register_at_fork {how}".removesuffix("subprocess"), launched, how), [])
