"""os.posix_spawn, os.posix_spawnp: file actions."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, clause, needs, table
from os_conformance.checks.processes.children import call
from os_conformance.checks.processes.spawning import actions, both, launch
from os_conformance.expect import Unmet, equal, one_of

HELD = {"hold": [7, 8, 9]}
LIST_HELD = 'for fd in 7 8 9; do if (: >&$fd) 2>/dev/null; then printf "%s" $fd; fi; done'


@table(both("file-actions-open"))
@clause()
@needs("programs", "shared-files")
def check_open_to_read(os: Os, run: Run, world: World, name: str) -> None:
    """POSIX_SPAWN_OPEN opens a file on the descriptor given, here the program's standard input."""
    world.file("in", b"from the file\n")
    options = {"file_actions": actions(os, ("OPEN", 0, world.path("in"), os.O_RDONLY, 0))}
    told = launch(os, run, name, 'read line; printf %s "$line"', options=options)
    equal(told[:2], (0, "from the file"))


@table(both("file-actions-open", number={"1": 1, "7": 7}))
@clause()
@needs("programs", "shared-files", "permissions")
def check_open_to_write(os: Os, run: Run, world: World, name: str, number: int) -> None:
    """POSIX_SPAWN_OPEN makes a file with flags and mode as open does."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    options = {"file_actions": actions(os, ("OPEN", number, world.path("out"), flags, 0o600))}
    equal(launch(os, run, name, f"echo hello >&{number}", options=options)[:2], (0, ""))
    equal(world.read("out"), b"hello\n")
    equal(world.mode("out"), 0o600)


@table(both("file-actions-open"))
@clause()
@needs("programs", "shared-files")
def check_open_of_missing_file(os: Os, run: Run, world: World, name: str) -> None:
    """If the file cannot be opened, the program does not run."""
    options = {"file_actions": actions(os, ("OPEN", 0, world.path("none"), os.O_RDONLY, 0))}
    told = launch(os, run, name, "echo ran", options=options)
    one_of(told[:2], (("FileNotFoundError", "ENOENT"), (127, "")))


@table(both("file-actions-close", closed={"none": [], "one": [8], "two": [7, 9]}))
@clause()
@needs("programs")
def check_close(os: Os, run: Run, name: str, closed: list[int]) -> None:
    """POSIX_SPAWN_CLOSE closes that descriptor in the new process."""
    options = {"file_actions": actions(os, *(("CLOSE", number) for number in closed))}
    told = launch(os, run, name, LIST_HELD, options=options, setup=HELD)
    equal(told[:2], (0, "".join(str(n) for n in (7, 8, 9) if n not in closed)))


@table(both("file-actions-dup2"))
@clause()
@needs("programs")
def check_dup2(os: Os, run: Run, name: str) -> None:
    """POSIX_SPAWN_DUP2 duplicates a descriptor onto another."""
    options = {"file_actions": actions(os, ("DUP2", 1, 7))}
    equal(launch(os, run, name, "printf hello >&7", options=options)[:2], (0, "hello"))


def inherited_by_dup2(os: Any, name: Any) -> Any:
    """What a program writes to a descriptor duplicated from one that is not inheritable."""
    import os as native

    r, w = native.pipe()
    native.set_inheritable(w, False)
    steps = [(os.POSIX_SPAWN_DUP2, w, 1)]
    words = ["sh", "-c", "printf hello"]
    pid = getattr(os, name)("/bin/sh", words, {}, file_actions=steps)
    native.close(w)
    told = native.read(r, 100)
    native.waitpid(pid, 0)
    return told


@table(both("file-actions-dup2"))
@clause()
@needs("programs")
def check_dup2_makes_inheritable(os: Os, run: Run, name: str) -> None:
    """The new descriptor reaches the program although the old one is not inheritable."""
    equal(call(os, run, name, inherited_by_dup2, name), b"hello")


@table(
    both(
        "file-actions-dup2",
        steps={
            "dup2-close": ([("DUP2", 1, 7), ("CLOSE", 1), ("DUP2", 7, 1)], "hello"),
            "close-dup2": ([("CLOSE", 7), ("DUP2", 1, 7), ("DUP2", 7, 1)], "hello"),
            "dup2-dup2": ([("DUP2", 7, 1), ("DUP2", 1, 8)], ""),
        },
    )
)
@clause()
@needs("programs")
def check_order(os: Os, run: Run, name: str, steps: tuple[list[tuple[Any, ...]], str]) -> None:
    """File actions are performed in the order of the sequence."""
    options = {"file_actions": tuple(actions(os, *steps[0]))}
    equal(launch(os, run, name, "printf hello", options=options, setup=HELD)[:2], (0, steps[1]))


@table(both("file-actions-closefrom", first={"7": 7, "8": 8, "10": 10}))
@clause()
@needs("programs")
def check_closefrom(os: Os, run: Run, name: str, first: int) -> None:
    """POSIX_SPAWN_CLOSEFROM closes the descriptor given and all above it."""
    if not hasattr(os, "POSIX_SPAWN_CLOSEFROM"):
        raise Unmet("this platform's C library has no such file action", "not-applicable")
    options = {"file_actions": actions(os, ("CLOSEFROM", first))}
    told = launch(os, run, name, LIST_HELD, options=options, setup=HELD)
    equal(told[:2], (0, "".join(str(n) for n in (7, 8, 9) if n < first)))


BAD = {
    "no-sequence": 1,
    "no-tuple": [1],
    "none": [None],
    "empty-tuple": [()],
    "unknown": [(999, 1)],
    "action-str": [("open", 1)],
    "open-short": [("OPEN", 5)],
    "open-long": [("OPEN", 5, "/dev/null", 0, 0, 0)],
    "open-nul": [("OPEN", 5, "a\0b", 0, 0)],
    "open-path-type": [("OPEN", 5, 1.5, 0, 0)],
    "close-short": [("CLOSE",)],
    "close-long": [("CLOSE", 1, 2)],
    "close-type": [("CLOSE", "1")],
    "dup2-short": [("DUP2", 1)],
    "dup2-type": [("DUP2", 1, None)],
}


def named(os: Os, steps: Any) -> Any:
    """The same file actions with the numbers of those that are named."""
    if not isinstance(steps, list):
        return steps
    known = ("OPEN", "CLOSE", "DUP2")
    return [
        actions(os, step)[0] if isinstance(step, tuple) and step and step[0] in known else step
        for step in steps
    ]


@table(both("file-actions-bad", bad=BAD))
@clause()
@needs("programs")
def check_bad_actions(os: Os, run: Run, name: str, bad: Any) -> None:
    """File actions of a wrong form raise TypeError, or ValueError for a wrong value, and start nothing."""
    told = launch(os, run, name, "exit 7", options={"file_actions": named(os, bad)})
    one_of(told[0], ("TypeError", "ValueError"))


@table(both("file-actions-bad", steps={"none": None, "empty": [], "empty-tuple": ()}))
@clause()
@needs("programs")
def check_no_actions(os: Os, run: Run, name: str, steps: Any) -> None:
    """No file actions at all are not malformed."""
    equal(launch(os, run, name, "exit 7", options={"file_actions": steps})[0], 7)
