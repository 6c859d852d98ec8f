"""os.walk and os.fwalk: what they yield, in which order."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, FSPath, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.walking.trees import CYCLE, TREE, WALKED, by_path, order, walked
from os_conformance.expect import equal, has_type, raises

BOTH = ("walk", "fwalk")


def both(walk: str, fwalk: str) -> list[Case]:
    """A case for each of the two, with the clause of each (without "os.")."""
    return [
        Case("walk", {"name": "walk"}, tuple(f"os.walk/{c}" for c in walk.split())),
        Case("fwalk", {"name": "fwalk"}, tuple(f"os.fwalk/{c}" for c in fwalk.split())),
    ]


@table(
    both(
        "triples includes-top names-only no-dot symlink-dir-in-dirnames symlink-not-followed "
        "dangling-in-filenames",
        "four-tuple same-as-walk nofollow-default dangling",
    )
)
@clause()
@needs("symlinks")
@cases(topdown=[True, False])
def check_all_of_it(run: Run, world: World, name: str, topdown: bool) -> None:
    """Every directory is yielded once, with its own names; links are listed, not followed."""
    world.tree({"t": TREE})
    steps = run(walked, name, world.path("t"), {"topdown": topdown})
    equal(len(steps), len(WALKED))
    equal(by_path(steps, world.path("t")), WALKED)


def shapes(os: Any, name: Any, top: Any) -> Any:
    return [
        [type(step).__name__, [type(part).__name__ for part in step]]
        for step in getattr(os, name)(top)
    ]


@table(both("triples", "four-tuple"))
@clause()
def check_shape(run: Run, world: World, name: str) -> None:
    """walk yields a tuple of str, list and list; fwalk has a descriptor besides."""
    world.tree({"t": {"d": {}, "f": b""}})
    parts = ["str", "list", "list"] + (["int"] if name == "fwalk" else [])
    equal(run(shapes, name, world.path("t")), [["tuple", parts]] * 2)


def unreadable(os: Any, topdown: Any, tells: Any) -> Any:
    """Walk a directory that can be opened and not be read: /proc/PID/net of a process that has ended."""
    import signal

    pid = os.fork()
    if pid == 0:
        try:
            signal.pause()
        finally:
            os._exit(97)
    try:
        os.chdir(f"/proc/{pid}/net")
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    errors: list[Any] = []
    steps = list(os.walk(".", topdown, errors.append if tells else None))
    return steps, [isinstance(error, OSError) for error in errors]


@clause("os.walk/onerror-while-reading")
@needs("fork", "own-process", "shared-files")
@cases(topdown=[True, False], tells=[True, False])
def check_error_while_reading(run: Run, topdown: bool, tells: bool) -> None:
    """A directory that opens and cannot be read is passed over; onerror, if given, gets the OSError."""
    equal(run(unreadable, topdown, tells), ([], [True] if tells else []))


@table(both("topdown-order", "same-as-walk"))
@clause()
@needs("symlinks")
def check_top_down(run: Run, world: World, name: str) -> None:
    """Top-down a directory comes before everything below it."""
    world.tree({"t": TREE})
    seen = order(run(walked, name, world.path("t"), {}), world.path("t"))
    equal(seen[0], "")
    for path in seen[1:]:
        assert seen.index(path.rpartition("/")[0]) < seen.index(path), seen


@table(both("bottomup-order", "topdown-false"))
@clause()
@needs("symlinks")
def check_bottom_up(run: Run, world: World, name: str) -> None:
    """Bottom-up a directory comes after everything below it."""
    world.tree({"t": TREE})
    seen = order(run(walked, name, world.path("t"), {"topdown": False}), world.path("t"))
    equal(seen[-1], "")
    for path in seen[:-1]:
        assert seen.index(path.rpartition("/")[0]) > seen.index(path), seen


TOPS = {"plain": "t", "dotted": "./t", "up": "t/../t", "slashed": "t/", "dot": "."}


@table(both("join-path", "same-as-walk"))
@clause()
@cases(top=TOPS)
def check_paths_begin_with_the_top(os: Os, run: Run, world: World, name: str, top: str) -> None:
    """Each path is the top as given, joined with the names below it."""
    world.tree({"t": {"d": {"e": {}}}})
    where = "t" if top == "." else ""
    os.chdir(world.path(where))
    told = [step[0] for step in run(walked, name, top, {})]
    equal(told, [top, os.path.join(top, "d"), os.path.join(os.path.join(top, "d"), "e")])


@table(
    [
        Case("walk-str", {"name": "walk", "kind": "str"}, ("os.walk/str-type",)),
        Case("walk-bytes", {"name": "walk", "kind": "bytes"}, ("os.walk/bytes-type",)),
        Case("walk-path-str", {"name": "walk", "kind": "path-str"}, ("os.walk/pathlike-top",)),
        Case("walk-path-bytes", {"name": "walk", "kind": "path-bytes"}, ("os.walk/pathlike-top",)),
        Case("fwalk-bytes", {"name": "fwalk", "kind": "bytes"}, ("os.fwalk/bytes",)),
        Case(
            "fwalk-path-str", {"name": "fwalk", "kind": "path-str"}, ("os.fwalk/accepts-pathlike",)
        ),
        Case(
            "fwalk-path-bytes",
            {"name": "fwalk", "kind": "path-bytes"},
            ("os.fwalk/bytes",),
        ),
    ]
)
@clause()
def check_types(run: Run, world: World, name: str, kind: str) -> None:
    """All names have the type of the top, or of what a path-like top stands for."""
    world.tree({"t": {"d": {"f": b""}}})
    top: Any = world.bpath("t") if "bytes" in kind else world.path("t")
    steps = run(walked, name, FSPath(top) if "path" in kind else top, {})
    wanted = bytes if "bytes" in kind else str
    for path, directories, files in steps:
        for found in (path, *directories, *files):
            has_type(found, wanted, "a name")
    below = world.separator + "d"
    equal([s[0] for s in steps], [top, top + (below.encode() if "bytes" in kind else below)])


@table(both("followlinks followlinks-bottomup", "follow"))
@clause()
@needs("symlinks")
@cases(topdown=[True, False])
def check_follows(run: Run, world: World, name: str, topdown: bool) -> None:
    """Told to follow, they go through links to directories as through directories."""
    world.tree({"t": {"s": ("symlink", "../far")}, "far": {"d": {}, "f": b""}})
    key = "followlinks" if name == "walk" else "follow_symlinks"
    steps = run(walked, name, world.path("t"), {key: True, "topdown": topdown})
    equal(by_path(steps, world.path("t")), {"": (["s"], []), "s": (["d"], ["f"]), "s/d": ([], [])})


@table(both("symlink-not-followed", "nofollow-default"))
@clause()
@needs("symlinks")
def check_cycle(run: Run, world: World, name: str) -> None:
    """A link to a directory above does not make a walk endless that follows no links."""
    world.tree({"t": CYCLE})
    steps = run(walked, name, world.path("t"), {})
    equal(by_path(steps, world.path("t")), {"": (["d"], []), "d": (["up"], ["f"])})


def beside_a_link(os: Any, name: Any, first: Any) -> Any:
    """The paths of a walk that comes to the link "s" before the directories beside it, or after."""
    seen = []
    for step in getattr(os, name)("t"):
        step[1].sort(key=lambda found: (found == "s") != first)
        seen.append(step[0])
    return sorted(seen)


@table(both("symlink-not-followed", "nofollow-default"))
@clause()
@needs("symlinks")
@cases(first=[True, False])
def check_directories_beside_a_link(run: Run, world: World, name: str, first: bool) -> None:
    """Passing over a link to a directory ends nothing: the directories beside it are walked."""
    world.tree({"t": {"a": {}, "b": {}, "s": ("symlink", "../far")}, "far": {"d": {}}})
    told = [path.replace("\\", "/") for path in run(beside_a_link, name, first)]
    equal(told, ["t", "t/a", "t/b"])


@table(both("special-in-filenames", "same-as-walk"))
@clause()
@needs("fifos")
def check_pipes_are_files(run: Run, world: World, name: str) -> None:
    """Whatever is no directory is among the files."""
    world.tree({"t": {"f": b""}})
    world.fifo("t/pipe")
    steps = run(walked, name, world.path("t"), {})
    equal(by_path(steps, world.path("t")), {"": ([], ["f", "pipe"])})


@clause("os.walk/missing-top-empty", "os.walk/file-top-empty", "os.walk/errors-ignored")
@cases(
    top={"missing": "none", "file": "f", "below-file": "f/x", "empty": ""}, topdown=[True, False]
)
def check_no_directory(run: Run, world: World, top: str, topdown: bool) -> None:
    """walk of what is no directory yields nothing and raises nothing."""
    world.file("f")
    equal(run(walked, "walk", top, {"topdown": topdown}), [])


@clause("os.fwalk/same-as-walk")
@cases(topdown=[True, False])
def check_fwalk_of_a_file(run: Run, world: World, topdown: bool) -> None:
    """fwalk of a file yields nothing and raises nothing, as walk."""
    world.file("f")
    equal(run(walked, "fwalk", "f", {"topdown": topdown}), [])


@clause("os.fwalk/missing-top-raises")
@cases(top=["none", "none/x"])
def check_fwalk_of_nothing(run: Run, world: World, top: str) -> None:
    """fwalk of what is missing raises FileNotFoundError."""
    with raises(FileNotFoundError, errno="ENOENT", filename=top):
        run(walked, "fwalk", top, {})


@table(both("triples", "bytes"))
@clause()
@needs("bytes-names", "posix-paths")
def check_undecodable_names(run: Run, world: World, name: str) -> None:
    """Names that cannot be decoded are told, escaped or in bytes, and walked into."""
    world.mkdir("t")
    world.mkdir(b"t/\xff")
    world.file(b"t/\xff/\xfe")
    told = run(walked, name, world.path("t"), {})
    equal([step[1:] for step in told], [[["\udcff"], []], [[], ["\udcfe"]]])
    told = run(walked, name, world.bpath("t"), {})
    equal([step[1:] for step in told], [[[b"\xff"], []], [[], [b"\xfe"]]])


@table(both("triples", "same-as-walk"))
@clause()
@cases(depth=[60], width=[3])
def check_deep(run: Run, world: World, name: str, depth: int, width: int) -> None:
    """A deep tree is walked to its end, in both orders."""
    path = "t"
    world.mkdir(path)
    for level in range(depth):
        for n in range(width):
            world.file(f"{path}/f{n}")
        path += f"/{level}"
        world.mkdir(path)
    for topdown in (True, False):
        steps = run(walked, name, world.path("t"), {"topdown": topdown})
        equal(len(steps), depth + 1)
        equal(sum(len(step[2]) for step in steps), depth * width)
