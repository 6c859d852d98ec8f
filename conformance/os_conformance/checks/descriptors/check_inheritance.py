"""Which descriptors programs and forked processes inherit."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Facts, Os, Run, World, cases, clause, needs
from os_conformance.checks.descriptors.parts import new, present
from os_conformance.expect import equal, has_type, raises

MADE = ("open", "creat", "pipe-r", "pipe-w", "dup", "dup-inheritable", "dup2-false", "builtin-open")
WAYS = ("execv", "execve", "execvp", "spawnv", "spawnve", "posix_spawn", "system")
KEPT, CLOSED = 10, 20


@clause("os.get_inheritable/bool")
def check_flag_is_a_bool(os: Os, world: World) -> None:
    """get_inheritable tells the flag as a bool."""
    has_type(os.get_inheritable(new(os, world)), bool)


@clause("os.set_inheritable/set-true", "os.set_inheritable/set-false")
@cases(what=["file", "pipe-r", "pipe-w"])
def check_flag(os: Os, world: World, what: str) -> None:
    """set_inheritable sets the flag that get_inheritable tells as a bool, as often as wanted."""
    fd = new(os, world) if what == "file" else os.pipe()[what == "pipe-w"]
    has_type(os.get_inheritable(fd), bool)
    for flag in (True, True, False, False, True):
        equal(os.set_inheritable(fd, flag), None)
        equal(os.get_inheritable(fd), flag)


@clause("os.set_inheritable/set-true", "os.set_inheritable/set-false")
@cases(flag=[False, True])
def check_flag_is_the_descriptors(os: Os, world: World, flag: bool) -> None:
    """The flag belongs to a descriptor: those that share its file keep theirs."""
    fd = new(os, world)
    os.dup2(fd, 77, inheritable=not flag)
    os.set_inheritable(fd, flag)
    equal((os.get_inheritable(fd), os.get_inheritable(77)), (flag, not flag))


def flag_of(os: Any, made: Any, path: Any) -> Any:
    if made == "open":
        return [os.get_inheritable(os.open(path, os.O_RDONLY))]
    if made == "creat":
        return [os.get_inheritable(os.open(path + "2", os.O_WRONLY | os.O_CREAT))]
    if made == "pipe":
        return [os.get_inheritable(fd) for fd in os.pipe()]
    if made == "dup":
        return [os.get_inheritable(os.dup(os.open(path, os.O_RDONLY)))]
    if made == "dup-inheritable":
        fd = os.open(path, os.O_RDONLY)
        os.set_inheritable(fd, True)
        return [os.get_inheritable(os.dup(fd))]
    with open(path) as stream:
        return [os.get_inheritable(stream.fileno())]


@clause("os.get_inheritable/open-false")
@needs("shared-files")
@cases(made=["open", "creat", "pipe", "dup", "dup-inheritable", "builtin-open"])
def check_new_ones(run: Run, world: World, made: str) -> None:
    """Descriptors that Python makes are not inheritable."""
    world.file("f")
    equal(set(run(flag_of, made, world.path("f"))), {False})


def survives(os: Any, path: Any, made: Any, flag: Any, way: Any) -> Any:
    """Make a descriptor, perhaps set its flag, run a shell: whether it finds the descriptor open."""
    stream = None
    if made == "open":
        fd = os.open(path, os.O_RDONLY)
    elif made == "creat":
        fd = os.open(path + "2", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    elif made == "pipe-r":
        fd = os.pipe()[0]
    elif made == "pipe-w":
        fd = os.pipe()[1]
    elif made == "dup":
        fd = os.dup(os.open(path, os.O_RDONLY))
    elif made == "dup-inheritable":
        first = os.open(path, os.O_RDONLY)
        os.set_inheritable(first, True)
        fd = os.dup(first)
    elif made == "dup2-false":
        fd = 33
        os.dup2(os.open(path, os.O_RDONLY), fd, False)
    elif made == "dup2":
        fd = 33
        os.dup2(os.open(path, os.O_RDONLY), fd)
    else:
        stream = open(path)
        fd = stream.fileno()
    if flag is not None:
        os.set_inheritable(fd, flag)
    script = f"[ -e /dev/fd/{fd} ] && exit 10; exit 20"
    arguments = ["sh", "-c", script]
    if way == "system":
        return os.system(script) >> 8
    if way == "spawnv":
        return os.spawnv(os.P_WAIT, "/bin/sh", arguments)
    if way == "spawnve":
        return os.spawnve(os.P_WAIT, "/bin/sh", arguments, {"PATH": "/bin"})
    if way == "posix_spawn":
        pid = os.posix_spawn("/bin/sh", arguments, {"PATH": "/bin"})
        return os.waitpid(pid, 0)[1] >> 8
    pid = os.fork()
    if pid == 0:
        try:
            if way == "execv":
                os.execv("/bin/sh", arguments)
            if way == "execve":
                os.execve("/bin/sh", arguments, {"PATH": "/bin"})
            os.execvp("sh", arguments)
        finally:
            os._exit(99)
    status = os.waitpid(pid, 0)[1] >> 8
    if stream is not None:
        stream.close()
    return status


@clause("os.set_inheritable/exec-closes")
@needs("programs", "shared-files")
@cases(made=MADE, way=WAYS)
def check_not_inherited(os: Os, run: Run, world: World, made: str, way: str) -> None:
    """A program does not inherit the descriptors that Python makes."""
    present(os, way)
    world.file("f", b"data")
    equal(run(survives, world.path("f"), made, None, way), CLOSED)


@clause("os.set_inheritable/exec-keeps")
@needs("programs", "shared-files")
@cases(made=MADE, way=WAYS)
def check_inherited(os: Os, run: Run, world: World, made: str, way: str) -> None:
    """A program inherits a descriptor that has been made inheritable."""
    present(os, way)
    world.file("f", b"data")
    equal(run(survives, world.path("f"), made, True, way), KEPT)


@clause("os.set_inheritable/exec-keeps")
@needs("programs", "shared-files")
@cases(way=WAYS)
def check_dup2_inherited(os: Os, run: Run, world: World, way: str) -> None:
    """A program inherits what dup2 makes by default."""
    present(os, way)
    world.file("f", b"data")
    equal(run(survives, world.path("f"), "dup2", None, way), KEPT)


@clause("os.set_inheritable/exec-closes")
@needs("programs", "shared-files")
@cases(way=WAYS)
def check_inherited_no_more(os: Os, run: Run, world: World, way: str) -> None:
    """A program does not inherit a descriptor whose flag has been taken away."""
    present(os, way)
    world.file("f", b"data")
    equal(run(survives, world.path("f"), "dup2", False, way), CLOSED)


def through_program(os: Any) -> Any:
    """Send words through a shell: it reads one inherited pipe and writes another."""
    (in_r, in_w), (out_r, out_w) = os.pipe(), os.pipe()
    for fd in (in_r, out_w):
        os.set_inheritable(fd, True)
    os.write(in_w, b"some words\n")
    os.close(in_w)
    script = f"cat < /dev/fd/{in_r} > /dev/fd/{out_w}"
    status = os.spawnv(os.P_WAIT, "/bin/sh", ["sh", "-c", script])
    os.close(out_w)
    return status, os.read(out_r, 100), os.read(out_r, 100)


@clause("os.set_inheritable/exec-keeps")
@needs("programs", "shared-files")
def check_data_through_program(run: Run) -> None:
    """A program reads and writes the pipes it has inherited, and inherits no other end of them."""
    equal(run(through_program), (0, b"some words\n", b""))


def seen_by_child(os: Any, fd: Any) -> Any:
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(w, b"%r " % os.get_inheritable(fd) + os.read(fd, 2))
        finally:
            os._exit(0)
    os.close(w)
    told = os.read(r, 100)
    os.waitpid(pid, 0)
    return told, os.read(fd, 100)


@clause("os.set_inheritable/fork-keeps")
@needs("fork", "shared-files")
@cases(flag=[False, True])
def check_fork(os: Os, run: Run, world: World, flag: bool) -> None:
    """A forked child has every descriptor, inheritable or not, and shares its offset."""
    fd = new(os, world, b"abcdef")
    os.set_inheritable(fd, flag)
    equal(run(seen_by_child, fd), (str(flag).encode() + b" ab", b"cdef"))


@clause("os.set_inheritable/wasm")
def check_wasm(os: Os, world: World) -> None:
    """set_inheritable cannot change the flag of a descriptor on WebAssembly: it raises or does nothing."""
    fd = new(os, world)
    before = os.get_inheritable(fd)
    try:
        os.set_inheritable(fd, not before)
    except (OSError, NotImplementedError):
        return
    equal(os.get_inheritable(fd), before)


@clause("os.set_inheritable/o-path")
@needs("shared-files", "symlinks")
@cases(what=["file", "directory", "link"])
def check_path_descriptor(os: Os, world: World, what: str) -> None:
    """set_inheritable works on a descriptor that was opened with O_PATH."""
    world.tree({"file": b"", "directory": {}, "link": ("symlink", "file")})
    fd = os.open(world.path(what), os.O_PATH | os.O_NOFOLLOW)
    for flag in (True, False, True):
        os.set_inheritable(fd, flag)
        equal(os.get_inheritable(fd), flag)


def handle_flags(os: Any, path: Any) -> Any:
    """On Windows: the flag of a descriptor's handle as told, while set."""
    import msvcrt

    fd = os.open(path, os.O_RDONLY)
    handle = msvcrt.get_osfhandle(fd)  # type: ignore[attr-defined]
    told = [os.get_handle_inheritable(handle)]
    for flag in (True, False):
        told.append(os.set_handle_inheritable(handle, flag))
        told.append(os.get_handle_inheritable(handle))
        told.append(os.get_inheritable(fd))
    return told


CHILD = b"""
import msvcrt, os, sys
try:
    found = os.fstat(msvcrt.open_osfhandle(int(sys.argv[1]), os.O_RDONLY)).st_size == 4321
except OSError:
    found = False
os._exit(10 if found else 20)
"""


def kept_by_spawned(os: Any, path: Any, program: Any, flag: Any) -> Any:
    """On Windows: the exit code of a spawned interpreter that looks for the file behind a handle."""
    import msvcrt

    handle = msvcrt.get_osfhandle(os.open(path, os.O_RDONLY))  # type: ignore[attr-defined]
    os.set_handle_inheritable(handle, flag)
    arguments = [program, "-I", "-S", "child.py", str(handle)]
    return os.spawnv(os.P_WAIT, program, arguments)


@clause("os.set_handle_inheritable/nt-spawn")
@needs("shared-files", "stands-for-os")
@cases(flag=[False, True])
def check_spawned(os: Os, run: Run, world: World, facts: Facts, flag: bool) -> None:
    """A program that is spawned inherits the inheritable handles and no others, on Windows."""
    present(os, "set_handle_inheritable", "spawnv")
    world.file("f", b"x" * 4321)
    world.file("child.py", CHILD)
    kept = run(kept_by_spawned, world.path("f"), facts.executable, flag)
    equal(kept, KEPT if flag else CLOSED)


@clause("os.get_handle_inheritable/bool", "os.set_handle_inheritable/sets")
@needs("shared-files")
def check_handle(os: Os, run: Run, world: World) -> None:
    """set_handle_inheritable sets the flag that get_handle_inheritable tells, on Windows."""
    present(os, "get_handle_inheritable", "set_handle_inheritable")
    world.file("f")
    equal(run(handle_flags, world.path("f")), [False, None, True, True, None, False, False])


@clause("os.set_inheritable/bad-fd", "os.get_inheritable/bad-fd")
@cases(name=["get_inheritable", "set_inheritable"])
def check_after_close(os: Os, world: World, name: str) -> None:
    """get_inheritable and set_inheritable raise OSError with EBADF once the descriptor is closed."""
    fd = new(os, world)
    os.close(fd)
    with raises(OSError, errno="EBADF"):
        getattr(os, name)(fd, *([True] if name.startswith("set") else []))
