"""os.setuid, os.seteuid, os.setreuid, os.setresuid, and the same for groups."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.parameters.children import calls_in_child
from os_conformance.expect import equal, has_type, raises

KEPT = -1  # in what is wanted: as it was before
ANY = None  # in what is wanted: POSIX leaves it open (rationale 0036)
# Arguments of the function, then the real, effective and saved id that follow, for root.
SETS: dict[str, list[Any]] = {
    "set{}": [((1,), (1, 1, 1))],
    "sete{}": [((1,), (KEPT, 1, KEPT)), ((2,), (KEPT, 2, KEPT))],
    "setre{}": [((1, 2), (1, 2, ANY)), ((2, 2), (2, 2, ANY))],
    "setres{}": [((1, 2, 3), (1, 2, 3)), ((3, 1, 2), (3, 1, 2)), ((1, 1, 1), (1, 1, 1))],
}
LEAVES: dict[str, list[Any]] = {
    "setre{}": [
        ((-1, 2), (KEPT, 2, ANY)), ((1, -1), (1, KEPT, ANY)), ((-1, -1), (KEPT, KEPT, ANY)),
    ],
    "setres{}": [
        ((-1, 2, 3), (KEPT, 2, 3)), ((1, -1, 3), (1, KEPT, 3)), ((1, 2, -1), (1, 2, KEPT)),
        ((-1, -1, 3), (KEPT, KEPT, 3)), ((-1, -1, -1), (KEPT, KEPT, KEPT)),
    ],
}  # fmt: skip
FOREIGN: dict[str, list[Any]] = {
    "set{}": [(1,)],
    "sete{}": [(1,)],
    "setre{}": [(1, 1), (-1, 1), (1, -1)],
}
KINDS = ("uid", "gid")
NOT_INTS = {"str": "0", "bytes": b"0", "float": 0.5, "none": None, "tuple": (0,)}


def worded(name: str, args: tuple[int, ...]) -> str:
    """The id of a case: "setreuid-1-kept"."""
    return "-".join([name, *("kept" if a == KEPT else str(a) for a in args)])


def rows(suffix: str, families: dict[str, list[Any]]) -> list[Case]:
    """A case for each function, kind of id and arguments."""
    found = []
    for family, entries in families.items():
        for kind in KINDS:
            name = family.format(kind)
            for args, wanted in entries:
                values = {"name": name, "args": args, "wanted": wanted}
                found.append(Case(worded(name, args), values, (f"os.{name}/{suffix}",)))
    return found


@table(rows("sets", SETS) + rows("minus-one", LEAVES))
@clause()
@needs("root", "fork")
def check_sets(os: Os, run: Run, name: str, args: Any, wanted: Any) -> None:
    """Root sets the ids that the function is for; -1 leaves one as it is."""
    kind = name[-3:]
    looks = [f"get{kind}", f"gete{kind}"]
    told = calls_in_child(
        os, run, *[(look, ()) for look in looks], (name, args), *[(look, ()) for look in looks]
    )
    equal(told[2], None)
    expected = [w if w != KEPT else before for w, before in zip(wanted, told[:2], strict=False)]
    equal(told[3:], expected)


@table([row for row in rows("sets", SETS) + rows("minus-one", LEAVES) if "res" in row.id])
@clause()
@needs("root", "fork")
def check_sets_saved_id(os: Os, run: Run, name: str, args: Any, wanted: Any) -> None:
    """All three ids are what was asked for, the saved one too."""
    look = f"getres{name[-3:]}"
    before, answer, after = calls_in_child(os, run, (look, ()), (name, args), (look, ()))
    equal(answer, None)
    equal(after, tuple(b if w == KEPT else w for w, b in zip(wanted, before, strict=True)))


@table(
    [
        Case(worded(name, args), {"name": name, "start": start, "args": args, "wanted": wanted},
             (f"os.{name}/minus-one",))
        for name, start, args, wanted in (
            ("setregid", (4, 5, 6), (-1, 2), (4, 2)), ("setregid", (4, 5, 6), (1, -1), (1, 5)),
            ("setreuid", (4, 0, 6), (-1, 2), (4, 2)),
            ("setresgid", (4, 5, 6), (-1, 2, -1), (4, 2, 6)),
            ("setresgid", (4, 5, 6), (1, -1, 3), (1, 5, 3)),
            ("setresuid", (4, 0, 6), (-1, 2, -1), (4, 2, 6)),
            ("setresuid", (4, 5, 6), (6, -1, 4), (6, 5, 4)),  # no more privileged: own ids only
        )
    ]
)  # fmt: skip
@clause()
@needs("root", "fork")
def check_leaves_what_is_not_zero(
    os: Os, run: Run, name: str, start: Any, args: Any, wanted: Any
) -> None:
    """-1 leaves an id as it is, whatever it is."""
    kind = name[-3:]
    told = calls_in_child(os, run, (f"setres{kind}", start), (name, args), (f"getres{kind}", ()))
    equal(told[:2], [None, None])
    equal(told[2][: len(wanted)], wanted)


@clause("os.setuid/sets")
@needs("root", "fork")
def check_setuid_is_for_good(os: Os, run: Run) -> None:
    """What root gives up by setuid it cannot take back: real, effective and saved id are set."""
    told = calls_in_child(os, run, ("setuid", (1,)), ("setuid", (0,)), ("seteuid", (0,)))
    refused = ("raised", "PermissionError", "EPERM")
    equal(told, [None, refused, refused])


@table([Case(kind, {"kind": kind}, (f"os.sete{kind}/sets",)) for kind in KINDS])
@clause()
@needs("root", "fork")
def check_effective_id_comes_back(os: Os, run: Run, kind: str) -> None:
    """The effective id can be set aside and set again, for the real id stays."""
    look, name = f"gete{kind}", f"sete{kind}"
    first, _, between, _, after = calls_in_child(
        os, run, (look, ()), (name, (1,)), (look, ()), (name, (getattr(os, look)(),)), (look, ())
    )
    equal((between, after), (1, first))


@table(
    [
        Case(worded(name, args), {"name": name, "args": args}, (f"os.{name}/sets",))
        for name, args in (
            ("seteuid", (1,)), ("setuid", (1,)), ("setreuid", (2, 1)), ("setresuid", (2, 1, 3)),
        )
    ]
)  # fmt: skip
@clause()
@needs("root", "fork", "shared-files", "permissions")
def check_new_files_belong_to_effective_user(
    os: Os, run: Run, world: World, name: str, args: Any
) -> None:
    """Files made after the change belong to the new effective user."""
    world.mkdir("open", 0o1777)
    opening = ("open", ("open/file", os.O_CREAT | os.O_WRONLY, 0o600))
    answer, descriptor = calls_in_child(os, run, (name, args), opening)
    equal(answer, None)
    has_type(descriptor, int)
    equal(world.lstat("open/file").st_uid, 1)


@table(
    [
        Case(worded(family.format(kind), args), {"name": family.format(kind), "args": args},
             (f"os.{family.format(kind)}/needs-privilege",))
        for family, entries in FOREIGN.items() for kind in KINDS for args in entries
    ]
)  # fmt: skip
@clause()
@needs("unprivileged", "own-process", "shared-files")
def check_foreign_id(os: Os, name: str, args: Any) -> None:
    """Without privilege an id that is not one's own raises PermissionError and changes nothing."""
    kind = name[-3:]
    before = (getattr(os, f"get{kind}")(), getattr(os, f"gete{kind}")())
    foreign = max(before) + 1
    with raises(PermissionError, errno="EPERM"):
        getattr(os, name)(*[foreign if a == 1 else a for a in args])
    equal((getattr(os, f"get{kind}")(), getattr(os, f"gete{kind}")()), before)


@table(
    [
        Case(f"{name}-{lost}", {"name": name}, (f"os.{name}/needs-privilege",))
        for name, lost in (("setgid", "other-group"), ("setegid", "other-group"))
    ]
)
@clause()
@needs("root", "fork")
def check_group_after_setuid(os: Os, run: Run, name: str) -> None:
    """Once root has become another user, a foreign group is refused."""
    told = calls_in_child(os, run, ("setresgid", (1, 1, 1)), ("setuid", (1,)), (name, (2,)))
    equal(told, [None, None, ("raised", "PermissionError", "EPERM")])


@table([Case(kind, {"name": f"set{kind}"}, (f"os.set{kind}/type",)) for kind in KINDS])
@clause()
@cases(value=NOT_INTS)
@needs("own-process")
def check_type(os: Os, name: str, value: Any) -> None:
    """An id that is no int raises TypeError."""
    with raises(TypeError):
        getattr(os, name)(value)
