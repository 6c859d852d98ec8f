"""The auditing events that functions of os announce (`sys.addaudithook`).

Events are raised by the runtime's own functions, so the promise is put only to a candidate that hands
those on (rationale 0012).
"""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, clause, needs, table
from os_conformance.expect import Deviation, equal

ANY = "anything"  # an argument whose value the manual leaves open


def announced(os: Any, name: Any, arguments: Any, event: Any) -> Any:
    """The arguments of each `event` during the call; ["open", path] stands for a descriptor."""
    import sys

    seen = []
    given = [
        os.open(a[1], os.O_RDWR) if isinstance(a, list) and a[:1] == ["open"] else a
        for a in arguments
    ]
    given = [os.open(".", os.O_RDONLY) if a == ["open-directory"] else a for a in given]

    def hook(what: Any, values: Any) -> None:
        if what == event:
            seen.append(
                tuple(
                    v
                    if isinstance(v, (str, bytes, int, list, tuple, type(None)))
                    else type(v).__name__
                    for v in values
                )
            )

    sys.addaudithook(hook)
    function = getattr(os, name)
    found = function(*given)
    if name in ("walk", "fwalk"):
        list(found)
    if name == "scandir":
        found.close()
    return seen


def row(clause_id: str, event: str, arguments: list[Any], wanted: tuple[Any, ...]) -> Case:
    name = clause_id.partition("/")[0].removeprefix("os.")
    suffix = "-2" if event.endswith("/2") else ""
    return Case(
        name + suffix,
        {"name": name, "event": event, "arguments": arguments, "wanted": wanted},
        (clause_id,),
    )


FILE = ["open", "f"]
ROWS = [
    row("os.chdir/audit-chdir", "os.chdir", ["d"], ("d",)),
    row("os.fchdir/audit-chdir", "os.chdir", [["open-directory"]], (ANY,)),
    row("os.mkdir/audit-mkdir", "os.mkdir", ["n", 0o700], ("n", 0o700, -1)),
    row("os.remove/audit-remove", "os.remove", ["f"], ("f", -1)),
    row("os.unlink/audit-remove", "os.remove", ["f"], ("f", -1)),
    row("os.rename/audit-rename", "os.rename", ["f", "g"], ("f", "g", -1, -1)),
    row("os.replace/audit-rename", "os.rename", ["f", "g"], ("f", "g", -1, -1)),
    row("os.rmdir/audit-rmdir", "os.rmdir", ["d"], ("d", -1)),
    row("os.open/audit", "open", ["f", "O_RDONLY"], ("f", None, ANY)),
    row("os.fchmod/audit-chmod", "os.chmod", [FILE, 0o600], (ANY, 0o600, -1)),
    row("os.fchown/audit-chown", "os.chown", [FILE, -1, -1], (ANY, ANY, ANY, -1)),
    row("os.ftruncate/audit-truncate", "os.truncate", [FILE, 1], (ANY, 1)),
    row("os.truncate/audit-truncate", "os.truncate", ["f", 1], ("f", 1)),
    row("os.lockf/audit-lockf", "os.lockf", [FILE, 3, 1], (ANY, 3, 1)),
    row("os.link/audit-link", "os.link", ["f", "g"], ("f", "g", -1, -1)),
    row("os.symlink/audit-symlink", "os.symlink", ["f", "g"], ("f", "g", -1)),
    row("os.chflags/audit-chflags", "os.chflags", ["f", 0], ("f", 0)),
    row("os.lchflags/audit-chflags", "os.chflags", ["f", 0], ("f", 0)),
    row("os.chmod/audit-chmod", "os.chmod", ["f", 0o600], ("f", 0o600, -1)),
    row("os.lchmod/audit-chmod", "os.chmod", ["f", 0o600], ("f", 0o600, -1)),
    row("os.chown/audit-chown", "os.chown", ["f", -1, -1], ("f", ANY, ANY, -1)),
    row("os.lchown/audit-chown", "os.chown", ["f", -1, -1], ("f", ANY, ANY, -1)),
    row("os.kill/audit", "os.kill", ["own-pid", 0], (ANY, 0)),
    row("os.killpg/audit-killpg", "os.killpg", ["own-group", 0], (ANY, 0)),
    row("os.system/audit", "os.system", ["exit 0"], (ANY,)),
    row("os.listdir/audit-listdir", "os.listdir", ["d"], ("d",)),
    row("os.scandir/audit-scandir", "os.scandir", ["d"], ("d",)),
    row("os.utime/audit-utime", "os.utime", ["f", (1, 2)], ("f", (1, 2), None, -1)),
    row("os.walk/audit-walk", "os.walk", ["d"], ("d", True, None, False)),
    row("os.fwalk/audit-fwalk", "os.fwalk", ["d"], ("d", True, None, False, None)),
    row("os.listdrives/audit-listdrives", "os.listdrives", [], ()),
    row("os.listvolumes/audit-listvolumes", "os.listvolumes", [], ()),
    row("os.listmounts/audit-listmounts", "os.listmounts", ["C:\\"], ("C:\\",)),
    row("os.add_dll_directory/audit-add_dll_directory", "os.add_dll_directory", ["absolute-d"], (ANY,)),
]  # fmt: skip


@table(ROWS)
@clause()
@needs("re-exports", "symlinks", "hardlinks")
def check_announced(
    os: Os,
    run: Run,
    world: World,
    name: str,
    event: str,
    arguments: list[Any],
    wanted: tuple[Any, ...],
) -> None:
    """Each function announces its documented auditing event once, with the documented arguments."""
    getattr(os, name)  # not there: no verdict
    world.file("f", b"data")
    world.mkdir("d")
    stand_in = {
        "own-pid": lambda: os.getpid(),
        "own-group": lambda: os.getpgrp(),
        "absolute-d": lambda: world.path("d"),
        "O_RDONLY": lambda: os.O_RDONLY,  # not 0 on every platform
    }
    given = [stand_in[a]() if isinstance(a, str) and a in stand_in else a for a in arguments]
    compare(run(announced, name, given, event), wanted, event)


def compare(seen: Any, wanted: tuple[Any, ...], event: str) -> None:
    """One event, of as many arguments, equal where the manual says what they are."""
    equal(len(seen), 1, f"number of {event} events")
    told = seen[0]
    same = len(told) == len(wanted) and all(
        w == ANY or g == w for g, w in zip(told, wanted, strict=True)
    )
    if not same:
        raise Deviation(f"{event} with {wanted}", f"{tuple(told)}")


def announced_by_child(os: Any, name: Any, event: Any) -> Any:
    import sys

    seen = []

    def hook(what: Any, values: Any) -> None:
        if what == event:
            seen.append(len(values))

    sys.addaudithook(hook)
    found = getattr(os, name)()
    pid = found if name == "fork" else found[0]
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    if name != "fork":
        os.close(found[1])
    return seen


@table(
    [
        Case("fork", {"name": "fork"}, ("os.fork/audit",)),
        Case("forkpty", {"name": "forkpty"}, ("os.forkpty/audit-forkpty",)),
    ]
)
@clause()
@needs("re-exports", "fork")
def check_fork_announced(run: Run, name: str) -> None:
    """fork and forkpty announce their auditing event, without arguments."""
    equal(run(announced_by_child, name, "os." + name), [0])


def announced_spawn(os: Any, name: Any, program: Any) -> Any:
    import sys

    seen = []

    def hook(what: Any, values: Any) -> None:
        if what in ("os.spawn", "os.posix_spawn"):
            seen.append(
                (
                    what,
                    [
                        list(v) if isinstance(v, tuple) else v
                        for v in values
                        if not hasattr(v, "keys")
                    ],
                )
            )

    words = [program, "-c", "exit 0"]
    sys.addaudithook(hook)
    if name.startswith("posix_spawn"):
        os.waitpid(getattr(os, name)(program, words, {}), 0)
        return seen
    listed = (words,) if "v" in name else tuple(words)
    environment: Any = ({},) if name.endswith("e") else ()
    getattr(os, name)(os.P_WAIT, program, *listed, *environment)
    return seen


@table(
    [
        Case(name, {"name": name}, (f"os.{name}/audit-spawn",))
        for name in (
            "spawnl",
            "spawnle",
            "spawnlp",
            "spawnlpe",
            "spawnv",
            "spawnve",
            "spawnvp",
            "spawnvpe",
        )
    ]
)
@clause()
@needs("re-exports", "programs")
def check_spawn_announced(run: Run, os: Os, name: str) -> None:
    """Each of the spawn family that runs in the OS-dependent module announces os.spawn there."""
    if os.name != "nt":
        # Elsewhere the family is made of fork and exec: the program's own event is the child's.
        equal(run(announced_spawn, name, "/bin/sh"), [])
        return
    events = run(announced_spawn, name, "C:\\Windows\\System32\\cmd.exe")
    equal([what for what, _ in events], ["os.spawn"])


@table(
    [
        Case(name, {"name": name}, (f"os.{name}/audit-posix_spawn",))
        for name in ("posix_spawn", "posix_spawnp")
    ]
)
@clause()
@needs("re-exports", "programs")
def check_posix_spawn_announced(run: Run, name: str) -> None:
    """posix_spawn and posix_spawnp announce os.posix_spawn with path, arguments and environment."""
    words = ["/bin/sh", "-c", "exit 0"]
    equal(run(announced_spawn, name, "/bin/sh"), [("os.posix_spawn", ["/bin/sh", words])])


@table(
    [
        Case("startfile", {"event": "os.startfile"}, ("os.startfile/audit-startfile",)),
        Case("startfile-2", {"event": "os.startfile/2"}, ("os.startfile/audit-startfile-2",)),
    ]
)
@clause()
@needs("re-exports")
def check_startfile_announced(run: Run, event: str) -> None:
    """startfile announces both of its auditing events, also when nothing can be started."""
    equal(run(announced_startfile, event), [event])


def announced_startfile(os: Any, event: Any) -> Any:
    import contextlib
    import sys

    seen = []

    def hook(what: Any, values: Any) -> None:
        if what == event:
            seen.append(what)

    sys.addaudithook(hook)
    with contextlib.suppress(OSError):
        os.startfile("missing")
    return seen


@table(
    [
        Case(name, {"name": name, "attribute": rest}, (f"os.{name}/audit-{name}",))
        for name, rest in {
            "getxattr": ("path", "attribute"),
            "listxattr": ("path",),
            "removexattr": ("path", "attribute"),
            "setxattr": ("path", "attribute", "value", "flags"),
        }.items()
    ]
)
@clause()
@needs("re-exports", "xattrs")
def check_xattr_announced(run: Run, world: World, name: str, attribute: tuple[str, ...]) -> None:
    """The functions of extended attributes announce path, attribute, value and flags."""
    world.file("f")
    world.set_xattr("f", "user.a", b"1")
    values = {"path": "f", "attribute": "user.a", "value": b"2", "flags": 0}
    wanted = tuple(values[a] for a in attribute)
    compare(run(announced, name, list(wanted), "os." + name), wanted, "os." + name)
