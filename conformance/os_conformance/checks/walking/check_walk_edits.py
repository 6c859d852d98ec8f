"""os.walk and os.fwalk while their caller changes the lists, the tree or its mind; and their errors."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Run, World, cases, clause, needs, table
from os_conformance.checks.walking.check_walk import BOTH, both
from os_conformance.expect import equal, raises

TREE: dict[str, Any] = {"a": {"a1": {}}, "b": {"b1": {}}, "c": {"c1": {}}}


def edited(os: Any, name: Any, edit: Any, topdown: Any) -> Any:
    """The base names of the directories in the order of the walk, the lists edited at the top."""
    seen = []
    for step in getattr(os, name)("t", topdown=topdown):
        seen.append(os.path.basename(step[0]))
        names = step[1]
        names.sort()
        if step[0] == "t":
            if edit == "remove":
                names.remove("b")
            elif edit == "clear":
                names.clear()
            elif edit == "slice":
                names[:] = ["c"]
            elif edit == "reverse":
                names.reverse()
            elif edit == "add":
                os.mkdir("t/z")
                names.append("z")
            elif edit == "rebind":
                names = []
    return seen


EDITS = {
    "remove": ("prune", ["t", "a", "a1", "c", "c1"]),
    "clear": ("prune", ["t"]),
    "slice": ("prune", ["t", "c", "c1"]),
    "reverse": ("reorder", ["t", "c", "c1", "b", "b1", "a", "a1"]),
    "add": ("add", ["t", "a", "a1", "b", "b1", "c", "c1", "z"]),
    "rebind": ("prune", ["t", "a", "a1", "b", "b1", "c", "c1"]),
}


@table(
    [
        Case(
            f"{name}-{key}",
            {"name": name, "edit": key, "wanted": wanted},
            (f"os.walk/{suffix}" if name == "walk" else "os.fwalk/prune",),
        )
        for name in BOTH
        for key, (suffix, wanted) in EDITS.items()
    ]
)
@clause()
def check_edits(run: Run, world: World, name: str, edit: str, wanted: list[str]) -> None:
    """Top-down the caller decides by the list itself which directories are walked, and in which order."""
    world.tree({"t": TREE})
    equal(run(edited, name, edit, True), wanted)


@table(both("bottomup-modify-noop", "topdown-false"))
@clause()
@cases(edit=["remove", "clear", "slice", "reverse"])
def check_bottom_up_edits(run: Run, world: World, name: str, edit: str) -> None:
    """Bottom-up changing the list changes nothing: what is below has been walked."""
    world.tree({"t": TREE})
    seen = run(edited, name, edit, False)
    equal(sorted(seen), sorted(["t", "a", "a1", "b", "b1", "c", "c1"]))
    equal(seen[-1], "t")


def told_errors(os: Any, name: Any, top: Any, topdown: Any) -> Any:
    errors: list[Any] = []
    seen = [step[0] for step in getattr(os, name)(top, topdown=topdown, onerror=errors.append)]
    return sorted(seen), [
        [next(c.__name__ for c in type(e).__mro__ if c.__module__ == "builtins"), e.filename]
        for e in errors
    ]


@clause("os.walk/onerror-filename", "os.walk/missing-top-empty")
@cases(topdown=[True, False])
def check_told_of_a_missing_top(run: Run, world: World, topdown: bool) -> None:
    """onerror gets the OSError; its filename is the directory that could not be read."""
    path = world.path("none")
    equal(run(told_errors, "walk", path, topdown), ([], [["FileNotFoundError", path]]))


@table(both("unreadable-subdir onerror-continue errors-ignored", "onerror"))
@clause()
@needs("unprivileged", "permissions")
@cases(topdown=[True, False])
def check_unreadable(run: Run, world: World, name: str, topdown: bool) -> None:
    """A directory that may not be read is told to onerror, and the walk goes on with the others."""
    world.tree({"t": {"locked": {"x": b""}, "open": {}}})
    world.chmod("t/locked", 0)
    try:
        seen, errors = run(told_errors, name, "t", topdown)
    finally:
        world.chmod("t/locked", 0o755)
    assert {"t", "t/open"} <= set(seen)
    equal([kind for kind, _ in errors], ["PermissionError"])
    if name == "walk":
        equal(errors[0][1], "t/locked")


def passed_over(os: Any, name: Any, topdown: Any) -> Any:
    return sorted(step[0] for step in getattr(os, name)("t", topdown=topdown))


@table(both("unreadable-subdir errors-ignored", "same-as-walk"))
@clause()
@needs("unprivileged", "permissions")
@cases(topdown=[True, False])
def check_unreadable_unheard(run: Run, world: World, name: str, topdown: bool) -> None:
    """Without onerror a directory that may not be read is passed over."""
    world.tree({"t": {"locked": {"x": b""}, "open": {"deep": {}}}})
    world.chmod("t/locked", 0)
    try:
        seen = run(passed_over, name, topdown)
    finally:
        world.chmod("t/locked", 0o755)
    equal(seen, ["t", "t/open", "t/open/deep"])


def aborted(os: Any, name: Any, top: Any) -> Any:
    def refuse(error: Any) -> None:
        raise KeyError("mine")

    seen: list[Any] = []
    try:
        seen.extend(step[0] for step in getattr(os, name)(top, onerror=refuse))
    except KeyError as error:
        return seen, str(error)
    return seen, "not raised"


@clause("os.walk/onerror-raise")
@cases(top=["none", "f"])
def check_onerror_raises(run: Run, world: World, top: str) -> None:
    """An exception that onerror raises ends the walk and reaches the caller."""
    world.file("f")
    equal(run(aborted, "walk", top), ([], "'mine'"))


def removed_while_walking(os: Any, name: Any, handled: Any) -> Any:
    errors: list[Any] = []
    seen = []
    for step in getattr(os, name)("t", onerror=errors.append if handled else None):
        step[1].sort()
        seen.append(step[0])
        if step[0] == "t":
            os.rmdir("t/b")
    return seen, [
        next(c.__name__ for c in type(e).__mro__ if c.__module__ == "builtins") for e in errors
    ]


@clause("os.walk/errors-ignored", "os.walk/onerror-continue")
@cases(handled=[True, False])
def check_directory_vanishes(run: Run, world: World, handled: bool) -> None:
    """A directory that vanishes during the walk is an error as any other: ignored, or told."""
    world.tree({"t": {"a": {}, "b": {}, "c": {}}})
    seen, errors = run(removed_while_walking, "walk", handled)
    equal([path.replace(world.separator, "/") for path in seen], ["t", "t/a", "t/c"])
    equal(errors, ["FileNotFoundError"] if handled else [])


def laziness(os: Any, name: Any) -> Any:
    """A walk starts reading when it is asked for its first step; later ones see what came since."""
    steps = getattr(os, name)("t")
    os.mkdir("t/late")
    first = next(steps)
    os.mkdir("t/late/later")
    second = next(steps)
    third = next(steps)
    steps.close()
    return iter(steps) is steps, first[1], second[1], third[0]


@table(both("lazy list-before-descend", "same-as-walk"))
@clause()
def check_lazy(run: Run, world: World, name: str) -> None:
    """The walk is a generator: each directory is read when the walk comes to it."""
    world.mkdir("t")
    *told, path = run(laziness, name)
    equal(told, [True, ["late"], ["later"]])
    equal(path.replace(world.separator, "/"), "t/late/later")


def listed_before(os: Any) -> Any:
    seen = []
    for path, names, _ in os.walk("t", topdown=False):
        seen.append((path, sorted(names)))
        if os.path.basename(path) == "a":
            os.mkdir("t/new")
    return seen


@clause("os.walk/list-before-descend")
def check_listed_before_descending(run: Run, world: World) -> None:
    """Bottom-up too a directory's list is made before its subdirectories are walked."""
    world.tree({"t": {"a": {}}})
    told = [(path.replace(world.separator, "/"), names) for path, names in run(listed_before)]
    equal(told, [("t/a", []), ("t", ["a"])])


def where_meanwhile(os: Any, name: Any) -> Any:
    start = os.getcwd()
    return [os.getcwd() == start for _ in getattr(os, name)("t")] + [os.getcwd() == start]


@table(both("cwd-unchanged", "same-as-walk"))
@clause()
def check_current_directory_stays(run: Run, world: World, name: str) -> None:
    """A walk never changes the current directory."""
    world.tree({"t": {"a": {"b": {}}}})
    equal(run(where_meanwhile, name), [True] * 4)


def descriptors_of(os: Any, topdown: Any) -> Any:
    """Whether each step's descriptor is open on the directory of the step."""
    return [
        os.fstat(descriptor).st_ino == os.stat(path).st_ino
        for path, _, _, descriptor in os.fwalk("t", topdown=topdown)
    ]


@clause("os.fwalk/dirfd")
@cases(topdown=[True, False])
def check_descriptors(run: Run, world: World, topdown: bool) -> None:
    """The descriptor of a step is open on its directory."""
    world.tree({"t": TREE})
    equal(run(descriptors_of, topdown), [True] * 7)


def leaves(os: Any) -> Any:
    """The descriptors of a leaf, once the walk has gone on to another directory."""
    steps = os.fwalk("t")
    next(steps)
    descriptor = next(steps)[3]
    steps.close()
    try:
        os.fstat(descriptor)
    except OSError as error:
        return next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins")
    return "open"


@clause("os.fwalk/fd-valid-until-next")
def check_descriptor_is_closed(run: Run, world: World) -> None:
    """The descriptor of a step is closed when the walk has ended."""
    world.tree({"t": {"a": {}}})
    equal(run(leaves), "OSError")


def open_descriptors(os: Any, how: Any) -> Any:
    """The lowest free descriptor before and after a walk."""

    def lowest() -> Any:
        found = os.open(".", os.O_RDONLY)
        os.close(found)
        return found

    def walk() -> None:
        steps = os.fwalk("link" if how == "link" else "t", topdown=how != "bottom-up")
        if how == "closed":
            next(steps)
            next(steps)
            steps.close()
        elif how == "one-step":
            next(steps)
            del steps
        else:
            for _ in steps:
                pass

    before = lowest()
    walk()
    import gc

    gc.collect()
    return before == lowest()


@clause("os.fwalk/no-leak")
@needs("symlinks")
@cases(how=["exhausted", "bottom-up", "closed", "one-step", "link"])
def check_no_descriptor_is_left(run: Run, world: World, how: str) -> None:
    """No descriptor is left over, whether the walk ends, is given up, or has nothing to walk."""
    world.tree({"t": TREE, "link": ("symlink", "t")})
    equal(run(open_descriptors, how), True)


def from_directory(os: Any, explicit: Any) -> Any:
    descriptor = os.open("t", os.O_RDONLY)
    steps = os.fwalk("a", dir_fd=descriptor) if explicit else os.fwalk(dir_fd=descriptor)
    return [[step[0], sorted(step[1])] for step in steps]


@clause("os.fwalk/dir-fd")
def check_relative_to_a_descriptor(run: Run, world: World) -> None:
    """The top is looked up from dir_fd; paths begin with the top as given."""
    world.tree({"t": {"a": {"b": {}}}})
    equal(run(from_directory, True), [["a", ["b"]], ["a/b", []]])


def default_top(os: Any) -> Any:
    return [step[0] for step in os.fwalk()]


@clause("os.fwalk/default-top")
def check_default_top(run: Run, world: World) -> None:
    """fwalk without a top walks the current directory, told as "."."""
    world.mkdir("d")
    equal(run(default_top), [".", "./d"])


def emptied(os: Any) -> Any:
    for _, names, files, descriptor in os.fwalk("t", topdown=False):
        for name in files:
            os.unlink(name, dir_fd=descriptor)
        for name in names:
            os.rmdir(name, dir_fd=descriptor)
    return os.listdir("t")


@clause("os.fwalk/unlink-in-loop")
def check_removing_on_the_way(run: Run, world: World) -> None:
    """Bottom-up a tree can be emptied through the descriptors."""
    world.tree({"t": {"a": {"b": {"f": b""}, "g": b""}, "h": b""}})
    equal(run(emptied), [])
    equal(world.snapshot(), {"t": {}})


@clause("os.fwalk/keyword-only")
@cases(extra=[(False,), (False, None)])
def check_keyword_only(run: Run, world: World, extra: tuple[Any, ...]) -> None:
    """follow_symlinks and dir_fd of fwalk are taken by keyword only."""
    with raises(TypeError):
        run(positional, extra)


def positional(os: Any, extra: Any) -> Any:
    return list(os.fwalk(".", True, None, *extra))


def present(os: Any) -> Any:
    return hasattr(os, "fwalk")


@clause("os.fwalk/nt-absent")
def check_absent_on_windows(run: Run) -> None:
    """fwalk is not there on Windows."""
    equal(run(present), False)
