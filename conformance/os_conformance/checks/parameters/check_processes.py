"""os.getpid, os.getppid, os.getpgid, os.getpgrp, os.setpgid, os.setpgrp, os.getsid and os.setsid."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, clause, needs, table
from os_conformance.checks.parameters.c_library import c
from os_conformance.checks.parameters.children import calls_in_child, natively
from os_conformance.expect import equal, has_type, one_of, raises
from os_conformance.snippets import drained, uses, waiting

NO_PROCESS = 2**30  # above the largest process id of any kernel
REFUSED = ("raised", "PermissionError", "EPERM")


@table(
    [
        Case("getpid", {"name": "getpid"}, ("os.getpid/int",)),
        Case("getppid", {"name": "getppid"}, ("os.getppid/parent",)),
        Case("getpgrp", {"name": "getpgrp"}, ("os.getpgrp/int",)),
    ]
)
@clause()
@needs("fork", "shared-files")
def check_as_in_c(os: Os, run: Run, name: str) -> None:
    """The id is the int that the C library tells for the same process."""
    equal(getattr(os, name)(), c(run, name))


@clause("os.getpid/int")
def check_getpid(os: Os) -> None:
    """getpid returns a positive int, the same each time."""
    has_type(os.getpid(), int)
    assert os.getpid() > 0
    equal(os.getpid(), os.getpid())


@clause("os.getpid/differs-in-child", "os.getppid/parent")
@needs("fork", "shared-files")
def check_in_child(os: Os, run: Run) -> None:
    """A forked child has an id of its own, and the parent's id as its parent."""
    told = calls_in_child(os, run, ("getpid", ()), ("getppid", ()))
    assert told[0] != os.getpid()
    equal(told[1], os.getpid())


def started_child(os: Any, name: Any) -> Any:
    """What an interpreter started from here tells of itself; or how it ended."""
    import subprocess
    import sys

    program = getattr(sys, "_base_executable", None) or sys.executable
    told = subprocess.run(
        [program, "-c", f"import os; print(os.{name}())"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    text = told.stdout.decode().strip()
    return int(text) if text.isdigit() else f"exit {told.returncode}: {text[:100]}"


@clause("os.getpid/differs-in-child")
@needs("stands-for-os", "programs")
def check_pid_of_started_child(os: Os, run: Run) -> None:
    """An interpreter started from here has an id of its own."""
    child = natively(os, run, "getpid", started_child, "getpid")
    has_type(child, int)
    assert child != os.getpid()


@clause("os.getppid/parent")
@needs("stands-for-os", "programs")
def check_parent_of_started_child(os: Os, run: Run) -> None:
    """An interpreter started from here has this one's id as its parent."""
    equal(natively(os, run, "getppid", started_child, "getppid"), os.getpid())


def orphan(os: Any) -> Any:
    """(dead parent, getppid of its child, who may take an orphan in)."""
    import os as system

    def parent_of(pid):
        try:
            with open(f"/proc/{pid}/stat") as stream:
                return int(stream.read().rpartition(")")[2].split()[1])
        except OSError:
            return 0

    allowed, ancestor = {1}, system.getpid()
    while ancestor > 0:
        ancestor = parent_of(ancestor)
        allowed.add(ancestor)
    r, w = system.pipe()
    gone_r, gone_w = system.pipe()
    pid = system.fork()
    if pid == 0:
        try:
            if system.fork() == 0:
                system.close(gone_w)
                system.read(gone_r, 1)  # until the checker has seen the parent end
                system.write(w, str(os.getppid()).encode())
        finally:
            system._exit(0)
    system.close(w)
    system.waitpid(pid, 0)
    system.close(gone_w)
    told = system.read(r, 100)
    system.close(r)
    system.close(gone_r)
    return pid, int(told), sorted(allowed)


@clause("os.getppid/orphan-init")
@needs("fork", "shared-files")
def check_orphan(os: Os, run: Run) -> None:
    """Once the parent has ended, getppid tells init or the process that reaps in its place."""
    dead, adopted, allowed = natively(os, run, "getppid", orphan)
    assert adopted != dead
    one_of(adopted, allowed)


def windows_orphan(os: Any) -> Any:
    import subprocess
    import sys

    program = getattr(sys, "_base_executable", None) or sys.executable
    child = "import os; print(os.getppid(), flush=True); input(); print(os.getppid(), flush=True)"
    parent = "import os, subprocess, sys; print(os.getpid(), flush=True); "
    parent += f"subprocess.Popen([{program!r}, '-c', {child!r}], stderr=subprocess.DEVNULL)"
    process: Any = subprocess.Popen(
        [program, "-c", parent],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    first = [process.stdout.readline().decode().strip() for _ in range(2)]
    process.wait()
    try:
        process.stdin.write(b"\n")
        process.stdin.close()
    except OSError:  # the child has died already, and what it said tells how
        pass
    last = process.stdout.readline().decode().strip()
    process.stdout.close()
    return [*first, last]


@clause("os.getppid/nt-same")
@needs("stands-for-os")
def check_orphan_on_windows(os: Os, run: Run) -> None:
    """On Windows getppid tells the same id after the parent has ended."""
    parent, before, after = natively(os, run, "getppid", windows_orphan)
    equal((before, after), (parent, parent))


@clause("os.getpgid/self-zero", "os.getpgid/of-pid")
def check_own_group(os: Os) -> None:
    """getpgid of 0 and of one's own id is getpgrp()."""
    equal(os.getpgid(0), os.getpgrp())
    equal(os.getpgid(os.getpid()), os.getpgrp())


@uses(drained)
def child_of_a_group(os: Any) -> Any:
    """In a child, whose group is its parent's: (getpgid(0), getpgrp(), getpgid(its id)) less that group."""
    group = os.getpgrp()
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            told = (os.getpgid(0), os.getpgrp(), os.getpgid(os.getpid()))
            os.write(w, repr([each - group for each in told]).encode())
        finally:
            os._exit(0)
    os.close(w)
    answer = drained(os, r).decode()
    os.waitpid(pid, 0)
    return answer


@clause("os.getpgid/self-zero", "os.getpgid/of-pid")
@needs("fork")
def check_group_of_a_child(run: Run) -> None:
    """getpgid(0) in a process that leads no group is its group, not its own id."""
    equal(run(child_of_a_group), "[0, 0, 0]")


@clause("os.getsid/self")
def check_own_session(os: Os) -> None:
    """getsid of 0 and of one's own id is the same int."""
    has_type(os.getsid(0), int)
    equal(os.getsid(0), os.getsid(os.getpid()))


@table(
    [
        Case("getpgid-own", {"name": "getpgid", "who": "getpid"}, ("os.getpgid/of-pid",)),
        Case("getpgid-parent", {"name": "getpgid", "who": "getppid"}, ("os.getpgid/of-pid",)),
        Case("getsid-own", {"name": "getsid", "who": "getpid"}, ("os.getsid/self",)),
        Case("getsid-parent", {"name": "getsid", "who": "getppid"}, ("os.getsid/self",)),
    ]
)
@clause()
@needs("fork", "shared-files")
def check_of_process_as_in_c(os: Os, run: Run, name: str, who: str) -> None:
    """Group and session of a process are those that the C library tells."""
    process = getattr(os, who)()
    equal(getattr(os, name)(process), c(run, name, process))


@table(
    [
        Case("getpgid", {"name": "getpgid"}, ("os.getpgid/no-such-process",)),
        Case("getsid", {"name": "getsid"}, ("os.getsid/no-such-process",)),
    ]
)
@clause()
def check_no_such_process(os: Os, name: str) -> None:
    """The id of no process raises ProcessLookupError."""
    with raises(ProcessLookupError, errno="ESRCH"):
        getattr(os, name)(NO_PROCESS)


@table(
    [
        Case("setpgrp", {"name": "setpgrp", "args": ()}, ("os.setpgrp/becomes-leader",)),
        Case("setpgid", {"name": "setpgid", "args": (0, 0)}, ("os.setpgid/own",)),
    ]
)
@clause()
@needs("fork", "shared-files")
def check_new_group(os: Os, run: Run, name: str, args: Any) -> None:
    """The child becomes the leader of a group of its own."""
    told = calls_in_child(os, run, ("getpgrp", ()), (name, args), ("getpgrp", ()), ("getpid", ()))
    equal(told[0], os.getpgrp())
    equal(told[1], None)
    equal(told[2], told[3])


@uses(waiting)
def moved(os: Any) -> Any:
    """Two children that wait; the parent makes the first a leader and moves the second to it."""
    import os as system

    children, gate = waiting(system, 0, 0)
    first, second = children
    try:
        answers = os.setpgid(first, first), os.setpgid(second, first)
        groups = system.getpgid(first) == first, system.getpgid(second) == first
    finally:
        system.close(gate)
        for pid in children:
            system.waitpid(pid, 0)
    return answers, groups


@clause("os.setpgid/moves")
@needs("fork", "shared-files")
def check_moved(os: Os, run: Run) -> None:
    """setpgid makes a child the leader of a new group and moves another child into it."""
    answers, groups = natively(os, run, "setpgid", moved)
    equal(answers, (None, None))
    equal(groups, (True, True))


@clause("os.setsid/new-session")
@needs("fork", "shared-files")
def check_new_session(os: Os, run: Run) -> None:
    """setsid makes the child the leader of a new session and of a new group."""
    calls = ("setsid", "getpid", "getsid", "getpgrp")
    answer, own, session, group = calls_in_child(
        os, run, *[(name, (0,) if name == "getsid" else ()) for name in calls]
    )
    equal(answer, None)
    equal((session, group), (own, own))


@clause("os.setsid/leader-error")
@needs("fork", "shared-files")
def check_leader_makes_no_session(os: Os, run: Run) -> None:
    """The leader of a group cannot make a session: PermissionError."""
    told = calls_in_child(os, run, ("setpgid", (0, 0)), ("setsid", ()), ("getsid", (0,)))
    equal(told, [None, REFUSED, os.getsid(0)])
