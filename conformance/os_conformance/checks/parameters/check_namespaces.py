"""os.unshare, os.setns and the CLONE_* constants."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.parameters.c_library import machine_allows
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import Unmet, equal, raises
from os_conformance.snippets import class_of, told_by_child, uses

# Name of the constant: its value in the kernel's interface (clone(2), linux/sched.h).
CLONE = {
    "CLONE_VM": 0x100, "CLONE_FS": 0x200, "CLONE_FILES": 0x400, "CLONE_SIGHAND": 0x800,
    "CLONE_THREAD": 0x10000, "CLONE_NEWNS": 0x20000, "CLONE_SYSVSEM": 0x40000,
    "CLONE_NEWCGROUP": 0x2000000, "CLONE_NEWUTS": 0x4000000, "CLONE_NEWIPC": 0x8000000,
    "CLONE_NEWUSER": 0x10000000, "CLONE_NEWPID": 0x20000000, "CLONE_NEWNET": 0x40000000,
    "CLONE_NEWTIME": 0x80,
}  # fmt: skip
# The kind of namespace in /proc/self/ns that each flag makes anew.
NAMESPACES = {
    "CLONE_NEWUTS": "uts", "CLONE_NEWIPC": "ipc", "CLONE_NEWNS": "mnt", "CLONE_NEWNET": "net",
    "CLONE_NEWCGROUP": "cgroup", "CLONE_NEWUSER": "user", "CLONE_NEWPID": "pid_for_children",
    "CLONE_NEWTIME": "time_for_children",
}  # fmt: skip


@clause("os.CLONE_NEWNS/consts")
@cases(name=sorted(CLONE))
def check_constant(os: Os, name: str) -> None:
    """A CLONE_* constant is the int that the kernel's interface names so."""
    if not hasattr(os, name):
        raise Unmet(f"the C library that the candidate was built with has no {name}", "unsupported")
    equal(getattr(os, name), CLONE[name])


@uses(told_by_child)
def unshared(os: Any, flags: Any) -> Any:
    """(answer, namespaces that are others than before) of unshare(flags) in a forked child."""
    import ast
    import os as system

    def spaces():
        found: Any = {}
        for name in system.listdir("/proc/self/ns"):
            try:
                found[name] = system.readlink("/proc/self/ns/" + name)
            except OSError:  # pid_for_children: none until the first child is there
                found[name] = None
        return found

    def tell():
        try:
            before = spaces()
            answer = os.unshare(flags)
            after = spaces()
            changed = sorted(name for name in before if before[name] != after[name])
            return repr((answer, changed)).encode()
        except Exception as error:
            return repr(("raised", repr(error))).encode()

    return ast.literal_eval(told_by_child(system, tell).decode())


@clause("os.unshare/new-namespace")
@needs("root", "fork", "shared-files")
@cases(name=list(NAMESPACES))
def check_new_namespace(os: Os, run: Run, name: str) -> None:
    """unshare gives the caller a new namespace of the kind asked for, and of no other."""
    flag = getattr(os, name)
    machine_allows(run, "unshare", flag)
    equal(natively(os, run, "unshare", unshared, flag), (None, [NAMESPACES[name]]))


@clause("os.unshare/new-namespace")
@needs("root", "fork", "shared-files")
def check_several_namespaces(os: Os, run: Run) -> None:
    """Several flags together make several namespaces."""
    flags = os.CLONE_NEWUTS | os.CLONE_NEWIPC
    machine_allows(run, "unshare", flags)
    equal(natively(os, run, "unshare", unshared, flags), (None, ["ipc", "uts"]))


@clause("os.unshare/zero-noop")
@needs("fork", "shared-files")
def check_no_flags(os: Os, run: Run) -> None:
    """unshare(0) changes no namespace."""
    machine_allows(run, "unshare", 0)
    equal(natively(os, run, "unshare", unshared, 0), (None, []))


@clause("os.unshare/needs-privilege")
@needs("unprivileged", "own-process", "shared-files")
@cases(name=["CLONE_NEWUTS", "CLONE_NEWIPC", "CLONE_NEWNS", "CLONE_NEWNET"])
def check_privilege(os: Os, name: str) -> None:
    """Without privilege a namespace of one's own raises PermissionError."""
    with raises(PermissionError, errno="EPERM"):
        os.unshare(getattr(os, name))


@clause("os.unshare/bad-flags")
@needs("own-process", "shared-files")
@cases(flags=[1, 0x1000])
def check_bad_flags(os: Os, flags: int) -> None:
    """Flags that unshare does not know raise OSError."""
    with raises(OSError, errno={"EINVAL", "EPERM"}):
        os.unshare(flags)


@uses(class_of)
def joined(os: Any, how: Any, flags: Any) -> Any:
    """What setns does in a child, with the UTS namespace of another child that was made anew by C."""
    import ctypes
    import errno
    import os as system

    class Holder:
        def __init__(self, number):
            self.number = number

        def fileno(self):
            return self.number

    r, w = system.pipe()
    hold_r, hold_w = system.pipe()
    owner = system.fork()
    if owner == 0:
        try:
            system.close(hold_w)
            ctypes.CDLL(None).unshare(0x4000000)
            system.write(w, b"x")
            system.read(hold_r, 1)
        finally:
            system._exit(0)
    system.read(r, 1)
    guest = system.fork()
    if guest == 0:
        try:
            fd = system.open(f"/proc/{owner}/ns/uts", system.O_RDONLY)
            target: Any = fd
            if how == "pidfd":
                target = system.pidfd_open(owner)
            elif how == "fileno":
                target = Holder(fd)
            try:
                answer = os.setns(target) if flags is None else os.setns(target, flags)
                there = system.readlink(f"/proc/{owner}/ns/uts")
                same = system.readlink("/proc/self/ns/uts") == there
                told = f"{answer!r} {same!r}"
            except Exception as error:
                symbol = errno.errorcode.get(getattr(error, "errno", 0) or 0, "")
                told = class_of(error) + " " + symbol
            system.write(w, told.encode())
        finally:
            system._exit(0)
    told = system.read(r, 1000).decode()
    system.waitpid(guest, 0)
    for number in (r, w, hold_r, hold_w):
        system.close(number)
    system.waitpid(owner, 0)
    return told


JOINS = [
    Case("flag", {"how": "descriptor", "names": ["CLONE_NEWUTS"]}, ("os.setns/joins",)),
    Case("any-kind", {"how": "descriptor", "names": []}, ("os.setns/nstype-zero",)),
    Case("default", {"how": "descriptor", "names": None}, ("os.setns/nstype-zero",)),
    Case("object", {"how": "fileno", "names": ["CLONE_NEWUTS"]}, ("os.setns/fileno-object",)),
    Case("pidfd", {"how": "pidfd", "names": ["CLONE_NEWUTS"]}, ("os.setns/pidfd",)),
    Case("pidfd-mask", {"how": "pidfd", "names": ["CLONE_NEWUTS", "CLONE_NEWIPC"]},
         ("os.setns/pidfd",)),
]  # fmt: skip


@table(JOINS)
@clause()
@needs("root", "fork", "shared-files")
def check_joins(os: Os, run: Run, how: str, names: list[str] | None) -> None:
    """setns moves the caller into the namespace that the descriptor stands for."""
    machine_allows(run, "unshare", CLONE["CLONE_NEWUTS"])
    if how == "pidfd" and tuple(map(int, os.uname().release.split(".")[:2])) < (5, 8):
        raise Unmet("the kernel is older than 5.8")
    flags = None if names is None else sum(getattr(os, name) for name in names)
    equal(natively(os, run, "setns", joined, how, flags), "None True")


@clause("os.setns/nstype-mismatch")
@needs("root", "fork", "shared-files")
@cases(name=["CLONE_NEWNET", "CLONE_NEWIPC", "CLONE_NEWNS"])
def check_mismatch(os: Os, run: Run, name: str) -> None:
    """A descriptor of another kind of namespace than nstype tells raises OSError with EINVAL."""
    machine_allows(run, "unshare", CLONE["CLONE_NEWUTS"])
    told = natively(os, run, "setns", joined, "descriptor", getattr(os, name))
    equal(told, "OSError EINVAL")


@clause("os.setns/bad-fd")
@needs("own-process", "shared-files")
def check_no_namespace(os: Os, world: World) -> None:
    """A descriptor that is closed or stands for no namespace raises OSError."""
    world.file("file")
    descriptor = os.open("file", os.O_RDONLY)
    with raises(OSError, errno={"EINVAL", "EPERM"}):
        os.setns(descriptor)
    os.close(descriptor)
    with raises(OSError, errno={"EBADF", "EPERM"}):
        os.setns(descriptor)
