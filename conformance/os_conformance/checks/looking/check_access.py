"""os.access."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.looking.support import is_supported
from os_conformance.expect import Unmet, equal, has_type, raises

TREE = {
    "file": b"12345",
    "dir": {"inner": b""},
    "to-file": ("symlink", "file"),
    "to-dir": ("symlink", "dir"),
    "broken": ("symlink", "nowhere"),
    "loop": ("symlink", "loop"),
}
BITS = {"r": ("R_OK", 4), "w": ("W_OK", 2), "x": ("X_OK", 1)}
ASKED = ("", "r", "w", "x", "rw", "rx", "wx", "rwx")


def asking(os: Os, letters: str) -> int:
    """The mode that asks for these rights; F_OK for none."""
    mode = int(os.F_OK)
    for letter in letters:
        mode |= getattr(os, BITS[letter][0])
    return mode


def clause_of(letters: str) -> str:
    """The clause on asking for these rights."""
    return f"os.access/{letters}-ok" if len(letters) == 1 else "os.access/or-modes"


@cases(name={n: n for n in ("file", "dir", "dir/inner")}, kind={"str": str, "bytes": bytes})
@clause("os.access/f-ok")
def check_existing(os: Os, world: World, name: str, kind: type) -> None:
    """access with F_OK is True for what exists."""
    world.tree({"file": b"", "dir": {"inner": b""}})
    path = world.path(name) if kind is str else world.bpath(name)
    answer = os.access(path, os.F_OK)
    has_type(answer, bool)
    equal(answer, True)


@clause("os.access/missing-false", "os.access/f-ok")
@cases(
    name={"none": "none", "below-none": "none/below", "below-file": "file/below", "empty": "",
          "too-long": "x" * 300},
    letters={"f": "", "r": "r", "w": "w", "x": "x"},
)  # fmt: skip
def check_missing(os: Os, world: World, name: str, letters: str) -> None:
    """access of what does not exist is False and no error."""
    world.file("file")
    answer = os.access(name, asking(os, letters))
    has_type(answer, bool)
    equal(answer, False)


@clause("os.access/r-ok", "os.access/w-ok", "os.access/or-modes")
@cases(letters=["r", "w", "rw"], name=["file", "dir"])
def check_ordinary(os: Os, world: World, letters: str, name: str) -> None:
    """access grants reading and writing of what one has just made."""
    world.tree({"file": b"", "dir": {}})
    equal(os.access(world.path(name), asking(os, letters)), True)


@table(
    [
        Case(f"{bits}-{letters or 'f'}", {"bits": bits, "letters": letters}, (clause_of(letters),))
        for bits in range(8)
        for letters in ASKED
        if letters
    ]
)
@cases(what=["file", "directory"])
@clause()
@needs("permissions", "unprivileged")
def check_owner(os: Os, world: World, what: str, bits: int, letters: str) -> None:
    """access grants an owner just what all the owner's bits asked for allow."""
    if what == "file":
        world.file("x", b"", bits << 6)
    else:
        world.mkdir("x", bits << 6)
    granted = all(bits & BITS[letter][1] for letter in letters)
    equal(os.access(world.path("x"), asking(os, letters)), granted)


@clause("os.access/f-ok")
@needs("permissions", "unprivileged")
@cases(mode=[0, 0o111, 0o777])
def check_existence_needs_no_right(os: Os, world: World, mode: int) -> None:
    """access with F_OK is True whatever the permission bits are."""
    world.file("x", b"", mode)
    equal(os.access(world.path("x"), os.F_OK), True)


@table([Case(letter, {"letter": letter}, (clause_of(letter),)) for letter in BITS])
@clause()
@needs("permissions", "unprivileged")
def check_class(os: Os, world: World, letter: str) -> None:
    """access judges an owner by the owner's bits, even where others may do more."""
    world.file("x", b"", 0o077)
    equal(os.access(world.path("x"), asking(os, letter)), False)


@clause("os.access/x-ok")
@needs("permissions", "unprivileged")
def check_execute_needs_a_bit(os: Os, world: World) -> None:
    """access with X_OK follows the bits as they are now."""
    world.file("x", b"", 0o644)
    before = os.access(world.path("x"), os.X_OK)
    world.chmod("x", 0o755)
    equal((before, os.access(world.path("x"), os.X_OK)), (False, True))


@clause("os.access/denied-parent")
@needs("permissions", "unprivileged")
@cases(mode=[0, 0o400, 0o600], letters={"f": "", "r": "r"})
def check_denied_parent(os: Os, world: World, mode: int, letters: str) -> None:
    """access below a directory that may not be searched is False and no error."""
    world.tree({"d": {"file": b""}})
    world.chmod("d", mode)
    equal(os.access(world.path("d/file"), asking(os, letters)), False)


@clause("os.access/broken-link-false")
@needs("symlinks")
@cases(
    of={
        "broken": ("broken", False),
        "loop": ("loop", False),
        "to-file": ("to-file", True),
        "to-dir": ("to-dir", True),
    }
)
def check_links(os: Os, world: World, of: tuple[str, bool]) -> None:
    """access asks about a link's target, with follow_symlinks=False about the link."""
    name, wanted = of
    world.tree(TREE)
    equal(os.access(world.path(name), os.F_OK), wanted)
    equal(os.access(world.path(name), os.F_OK, follow_symlinks=False), True)


@clause("os.access/dir-fd-relative")
@cases(name={"there": ("inner", True), "outside": ("outer", False), "missing": ("none", False)})
def check_dir_fd(os: Os, run: Run, world: World, name: tuple[str, bool]) -> None:
    """access looks a name up from dir_fd, not from the current directory."""
    world.tree({"dir": {"inner": b""}, "outer": b""})
    if not run(is_supported, "access", "supports_dir_fd"):
        raise Unmet("access takes no dir_fd here", "unsupported")
    directory = os.open(world.path("dir"), os.O_RDONLY)
    equal(os.access(name[0], os.F_OK, dir_fd=directory), name[1])
    equal(os.access(name[0], os.R_OK, dir_fd=directory), name[1])


@clause("os.access/r-ok")
@needs("symlinks", "permissions", "unprivileged")
@cases(mode=[0o000, 0o400])
def check_rights_of_the_target(os: Os, world: World, mode: int) -> None:
    """access of a link tells of the rights to its target."""
    world.file("file", b"", mode)
    world.symlink("file", "link")
    equal(os.access(world.path("link"), os.R_OK), bool(mode))


def answers_as(os: Any, real: int, effective: int, path: str) -> Any:
    os.setreuid(real, effective)
    return os.access(path, os.R_OK), os.access(path, os.R_OK, effective_ids=True)


@clause("os.access/real-uid", "os.access/effective-ids")
@needs("root", "permissions", "own-process", "shared-files")
@cases(
    ids={"only-really-root": (0, 65534, True, False), "only-effectively": (65534, 0, False, True)}
)
def check_whose_rights(run: Run, world: World, ids: tuple[int, int, bool, bool]) -> None:
    """access asks for the real user, with effective_ids=True for the effective one."""
    real, effective, *wanted = ids
    world.file("file", b"", 0o600)
    equal(run(answers_as, real, effective, "file"), tuple(wanted))


@clause("os.access/effective-ids")
@cases(name={"there": ("file", True), "missing": ("none", False)})
def check_effective_agrees(os: Os, run: Run, world: World, name: tuple[str, bool]) -> None:
    """access with effective_ids=True gives the same answer where both ids are the same."""
    world.file("file")
    if run(is_supported, "access", "supports_effective_ids"):
        equal(os.access(world.path(name[0]), os.R_OK, effective_ids=True), name[1])
    equal(os.access(world.path(name[0]), os.R_OK, effective_ids=False), name[1])


@clause("os.access/effective-unsupported")
def check_effective_unsupported(os: Os, run: Run, world: World) -> None:
    """access takes effective_ids=True just where it is in supports_effective_ids."""
    world.file("file")
    if run(is_supported, "access", "supports_effective_ids"):
        equal(os.access(world.path("file"), os.R_OK, effective_ids=True), True)
    else:
        with raises(NotImplementedError):
            os.access(world.path("file"), os.R_OK, effective_ids=True)


@clause("os.access/nt-readonly")
@cases(mode={"readonly": (0o444, False), "writable": (0o666, True)})
def check_readonly_attribute(os: Os, world: World, mode: tuple[int, bool]) -> None:
    """access with W_OK tells of the read-only attribute of a file."""
    world.file("file")
    os.chmod(world.path("file"), mode[0])
    equal(os.access(world.path("file"), os.W_OK), mode[1])
    equal(os.access(world.path("file"), os.R_OK), True)
    os.chmod(world.path("file"), 0o666)
