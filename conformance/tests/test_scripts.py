"""Tests of generated scripts: what they are, and how those that deviate are told from those that do not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Any

import pytest

from os_conformance.check import numbered_cases
from os_conformance.scripts.generating import STEPS, script
from os_conformance.scripts.judging import Expected, Ground, ScriptDeviation
from os_conformance.scripts.model import Model
from os_conformance.scripts.sides import made, row_of
from os_conformance.scripts.steps import Descriptor, Flags, Path, Step
from os_conformance.suite import all_checks, is_numbered
from os_reference import memory
from os_reference.memory.oracle import Reason


def model(privileged: bool = True) -> Model:
    return Model("linux", privileged, (3, 11), "/w/x/y/z", "/w")


def outcomes(steps: list[Step], of: Model) -> list[Any]:
    return [of.outcome(step) for step in steps]


def test_script_is_the_same_each_time_and_another_for_each_number_and_seed() -> None:
    assert script(0, 7) == script(0, 7)
    assert len({script(seed, number) for seed in (0, 1) for number in (7, 8)}) == 4
    assert len(script(0, 7)) == STEPS


def test_longer_script_begins_as_the_shorter_one_does() -> None:
    assert script(0, 3, 40)[:STEPS] == script(0, 3)


def test_scripts_use_every_call_and_every_form() -> None:
    steps = [step for number in range(300) for step in script(0, number)]
    names = {step.name for step in steps}
    assert {
        "mkdir", "makedirs", "rename", "renames", "replace", "link", "symlink", "unlink", "rmdir",
        "removedirs", "open", "read", "write", "lseek", "ftruncate", "close", "listdir", "scandir", "walk",
        "stat", "chmod", "utime", "truncate", "access", "chdir", "umask", "readlink", "path.realpath",
    } <= names  # fmt: skip
    forms = {path.form for step in steps for path in step.paths()}
    assert forms == {"", "bytes", "pathlike", "absolute", "absolute-bytes"}
    assert any(step.keyword("dir_fd") for step in steps)


def test_cases_are_numbered_by_their_seed() -> None:
    assert [case.id for case in numbered_cases(5, 2)] == ["5-0", "5-1"]
    check = next(c for c in all_checks() if c.numbered)
    assert len(check.cases) == 100
    assert check.cases_of(0, 3) == check.cases[:3]
    assert is_numbered(f"{check.id}[17-12345]")
    assert not is_numbered(f"{check.id}[other]")
    assert not is_numbered("smoke/adapter.other[1-2]")


def test_step_tells_itself_in_words() -> None:
    flags = Flags(("O_RDWR", "O_CREAT"))
    step = Step("open", (Path("a", "bytes"), flags), (("dir_fd", Descriptor(1)),), slot=2)
    assert str(step) == "fd2 = open('a' as bytes, O_RDWR|O_CREAT, dir_fd=fd1)"
    assert row_of(step, "/home")[1] == [b"a", {"flags": ["O_RDWR", "O_CREAT"]}]


@pytest.mark.parametrize(
    ("form", "value"),
    [("", "a"), ("bytes", b"a"), ("absolute", "/w/a"), ("absolute-bytes", b"/w/a")],
)
def test_path_has_the_form_it_is_given_in(form: str, value: object) -> None:
    assert Path("a", form).value("/w") == value


def test_model_begins_anew_for_each_script() -> None:
    first = model()
    first.outcome(Step("mkdir", (Path("a"), 0o700)))
    assert model().outcome(Step("listdir", (Path("."),))) == ("returned", ["anchor"])


def test_model_and_host_agree_on_a_step(tmp_path: FilePath) -> None:
    steps = [
        Step("makedirs", (Path("a/b"), 0o700, False)),
        Step("symlink", (Path("b"), Path("a/c"))),
        Step("walk", (Path("a", "bytes"), False, True)),
        Step("open", (Path("a/f"), Flags(("O_RDWR", "O_CREAT")), 0o640), slot=0),
        Step("write", (Descriptor(0), b"data")),
        Step("utime", (Path("a/f"),), (("ns", (3, 5)),)),
        Step("stat", (Path("a/f"),)),
        Step("contents", (Path("a/f"),)),
        Step("rmdir", (Path("a"),)),
        Step("close", (Descriptor(0),)),
        Step("close", (Descriptor(0),)),
    ]
    slots: dict[int, int] = {}
    before = os.umask(0o022)
    os.chdir(tmp_path)
    try:
        found = [made(os, slots, row_of(step, str(tmp_path))) for step in steps]
    finally:
        os.umask(before)
        os.chdir("/")
    assert found == outcomes(steps, model())


@pytest.mark.parametrize(
    "step",
    [
        Step("chdir", (Path(".."),)),
        Step("rename", (Path("a/../../../../../../b"), Path("b"))),
        Step("open", (Path("n"), Flags(("O_RDWR", "O_CREAT", "O_DIRECTORY")), 0o600), slot=0),
        Step("link", (Path("loop"), Path("new"))),
        Step("path.realpath", (Path("loop/x"),)),
        Step("truncate", (Path("anchor"), 0)),
        Step("renames", (Path("none"), Path("a/b"))),
        Step("walk", (Path("."), True, True)),
    ],
    ids=lambda step: step.name,
)
def test_what_standards_leave_open_is_left_out(step: Step) -> None:
    beside = model()
    beside.outcome(Step("symlink", (Path("loop"), Path("loop"))))
    beside.outcome(Step("makedirs", (Path("a/b"), 0o777, False)))
    if step.name == "walk":
        for number in range(40):
            beside.outcome(Step("mkdir", (Path(f"d{number}"), 0o777)))
    assert beside.left_out(step)


def test_ordinary_steps_are_made() -> None:
    beside = model()
    assert not beside.left_out(Step("mkdir", (Path("a/../b"), 0o777)))
    assert not beside.left_out(Step("truncate", (Path("anchor"), 3)))
    assert not beside.left_out(Step("chdir", (Path("."),)))


def test_renames_that_is_only_tried_changes_nothing() -> None:
    beside = model()
    beside.outcome(Step("mkdir", (Path("a"), 0o777)))
    assert not beside.left_out(Step("renames", (Path("a"), Path("b/c"))))
    assert beside.outcome(Step("listdir", (Path("."),))) == ("returned", ["a", "anchor"])


def test_several_errors_are_allowed_where_the_rules_allow_them() -> None:
    wanted = ("raised", "OSError", "ENOTEMPTY", "d", None)
    reasons = (Reason("ENOTEMPTY", "os.rmdir/nonempty"), Reason("EEXIST", "POSIX rmdir"))
    expected = Expected(Step("rmdir", (Path("d"),)), wanted, reasons)
    assert expected.allows(("raised", "FileExistsError", "EEXIST", "d", None), names=True)
    assert not expected.allows(("raised", "PermissionError", "EACCES", "d", None))
    assert not expected.allows(("returned", None))


def test_names_in_errors_count_only_where_they_are_asked_for() -> None:
    wanted = ("raised", "FileNotFoundError", "ENOENT", "d", None)
    got = ("raised", "FileNotFoundError", "ENOENT", "/other", None)
    expected = Expected(Step("rmdir", (Path("d"),)), wanted)
    assert expected.allows(got)
    assert not expected.allows(got, names=True)
    assert Expected(Step("makedirs", (Path("d"),)), wanted).allows(got, names=True)
    assert Expected(Step("rmdir", (Path("d", "pathlike"),)), wanted).allows(got, names=True)


def test_access_time_may_be_marked_late_or_never() -> None:
    step = Step("stat", (Path("f"),))
    marked = ["0o100644", 1, 0, "later", 5]
    assert Expected(step, ("returned", marked)).allows(("returned", ["0o100644", 1, 0, 3, 5]))
    kept = ["0o100644", 1, 0, 3, 5]
    assert not Expected(step, ("returned", kept)).allows(("returned", marked))


def system(**wrong: Any) -> tuple[Any, Any]:
    """A Linux in memory with some functions put wrong, and a world in it."""
    os = memory("linux", user=(0, 0))
    for name, function in wrong.items():
        setattr(os, name, function(os))
    return os, Within(os, "/scratch")


class Within:
    """A world in a system in memory."""

    shared = False

    def __init__(self, os: Any, root: str) -> None:
        self.os, self.root = os, root
        os.makedirs(root)

    def fresh(self) -> Within:
        return Within(self.os, f"{self.root}/{len(self.os.listdir(self.root))}")

    def path(self, *names: str) -> str:
        return "/".join((self.root, *names))

    def mkdir(self, name: str) -> None:
        self.os.mkdir(self.path(name))

    def file(self, name: str) -> None:
        self.os.close(self.os.open(self.path(name), self.os.O_CREAT | self.os.O_WRONLY, 0o644))


def ground(**wrong: Any) -> Ground:
    """A candidate in memory, whose exceptions are marked as those of candidates are."""
    os, world = system(**wrong)
    marked = Marked(os)
    return Ground(marked, world, lambda f, *args: f(marked, *args), "linux", (3, 11), names=True)


class Marked:
    """An os module whose exceptions are marked as a candidate's own."""

    def __init__(self, os: Any) -> None:
        self._os = os

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._os, name)
        if name == "path":
            return Marked(found)
        return _marking(found) if callable(found) else found


def _marking(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **keywords: Any) -> Any:
        try:
            return function(*args, **keywords)
        except Exception as error:
            error.osconform = {}  # type: ignore[attr-defined]  # marks it as the candidate's own
            raise

    return call


def test_script_without_deviation_passes() -> None:
    for number in range(20):
        ground().play(script(0, number))


def test_script_ends_at_the_first_step_that_parts_and_names_the_clause() -> None:
    def wrong(os: Any) -> Any:
        def rmdir(path: Any, **_: Any) -> None:
            for name in os.listdir(path):
                os.unlink(f"{path}/{name}")

        return rmdir

    steps = [
        Step("mkdir", (Path("d"), 0o755)),
        Step("open", (Path("d/f"), Flags(("O_CREAT", "O_WRONLY")), 0o644), slot=0),
        Step("rmdir", (Path("d"),)),
        Step("mkdir", (Path("e"), 0o755)),
    ]
    with pytest.raises(ScriptDeviation) as caught:
        ground(rmdir=wrong).play(steps)
    assert caught.value.parting.number == 3
    assert caught.value.parting.kind == ("rmdir", "ENOTEMPTY", "returned")
    assert "os.rmdir/nonempty" in caught.value.clauses
    assert caught.value.wanted.startswith("raised OSError(ENOTEMPTY")
    assert caught.value.got == "returned None"


def test_what_is_left_is_looked_at() -> None:
    def lost(os: Any) -> Any:
        make = os.mkdir

        def mkdir(path: Any, mode: int = 0o777, **_: Any) -> None:
            make(path, mode if str(path).startswith("/") else 0o700)

        return mkdir

    with pytest.raises(ScriptDeviation) as caught:
        ground(mkdir=lost).play([Step("mkdir", (Path("d"), 0o755))])
    assert caught.value.parting.kind[0] == "lstat"
    assert [step.name for step in caught.value.parting.before] == [
        "mkdir",
        *["walk"] * 3,
        "listdir",
        "lstat",
    ]


def test_call_that_the_candidate_says_it_has_not_got_is_no_deviation() -> None:
    def absent(os: Any) -> Any:
        def symlink(*_: Any, **__: Any) -> None:
            raise NotImplementedError("no links here")

        return symlink

    steps = [Step("symlink", (Path("a"), Path("b"))), Step("mkdir", (Path("b"), 0o755))]
    ground(symlink=absent).play(steps)


def test_known_deviation_does_not_end_a_script() -> None:
    def refused(os: Any) -> Any:
        def chmod(path: Any, mode: int, **_: Any) -> None:
            raise PermissionError(1, "Operation not permitted", path)

        return chmod

    steps = [
        Step("mkdir", (Path("d"), 0o755)),
        Step("chmod", (Path("d"), 0o700)),
        Step("rmdir", (Path("d"),)),
    ]
    with pytest.raises(ScriptDeviation) as caught:
        ground(chmod=refused).play(steps)
    ground(chmod=refused).play(steps, known=[caught.value.parting.kind])


def test_another_candidate_can_be_the_standard() -> None:
    other = ground()
    steps = [Step("mkdir", (Path("d"), 0o755)), Step("getcwd"), Step("rmdir", (Path("none"),))]
    told = other.outcomes(steps, "/home/w/x/y/z")
    assert told[1:] == [
        ("returned", "/home/w/x/y/z"),
        ("raised", "FileNotFoundError", "ENOENT", "none", None),
    ]
    against = ground()
    against.standard = other.outcomes
    against.play(steps)
    against.standard = lambda given, home: [("returned", "else") for _ in given]
    with pytest.raises(ScriptDeviation):
        against.play(steps)
