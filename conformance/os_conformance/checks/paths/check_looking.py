"""Functions of os.path that look at the file system."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Facts, Os, World, cases, clause, needs, table
from os_conformance.expect import equal, raises

TREE = {
    "file": b"12345",
    "dir": {"inner": b""},
    "to-file": ("symlink", "file"),
    "to-dir": ("symlink", "dir"),
    "dangling": ("symlink", "nowhere"),
    "loop": ("symlink", "loop"),
}
ANSWERS = {
    # name: exists, lexists, isfile, isdir, islink, ismount
    "file": (True, True, True, False, False, False),
    "dir": (True, True, False, True, False, False),
    "dir/inner": (True, True, True, False, False, False),
    "to-file": (True, True, True, False, True, False),
    "to-dir": (True, True, False, True, True, False),
    "dangling": (False, True, False, False, True, False),
    "loop": (False, True, False, False, True, False),
    "none": (False, False, False, False, False, False),
    "none/below": (False, False, False, False, False, False),
    "file/below": (False, False, False, False, False, False),
}
ASKING = ("exists", "lexists", "isfile", "isdir", "islink", "ismount")
CLAUSES = {
    ("exists", "file"): "existing", ("exists", "dir"): "dir", ("exists", "dangling"): "dangling",
    ("exists", "none"): "missing", ("lexists", "file"): "existing", ("lexists", "dangling"): "dangling",
    ("lexists", "none"): "missing", ("isfile", "file"): "file", ("isfile", "dir"): "dir",
    ("isfile", "to-file"): "link-to-file", ("isfile", "none"): "missing", ("isdir", "dir"): "dir",
    ("isdir", "file"): "file", ("isdir", "to-dir"): "link-to-dir", ("isdir", "none"): "missing",
    ("isdir", "dangling"): "dangling", ("islink", "to-file"): "link", ("islink", "dangling"): "dangling",
    ("islink", "file"): "file", ("islink", "none"): "missing", ("ismount", "dir"): "subdir",
    ("ismount", "none"): "missing", ("ismount", "file"): "file",
}  # fmt: skip
FALLBACK = {"exists": "missing", "lexists": "existing", "isfile": "missing", "isdir": "missing",
            "islink": "missing", "ismount": "subdir"}  # fmt: skip


@table(
    [
        Case(
            f"{asking}-{name}-{kind.__name__}",
            {"asking": asking, "name": name, "wanted": answers[number], "kind": kind},
            (f"os.path.{asking}/{CLAUSES.get((asking, name), FALLBACK[asking])}",),
        )
        for name, answers in ANSWERS.items()
        for number, asking in enumerate(ASKING)
        for kind in (str, bytes)
    ]
)
@clause()
@needs("symlinks")
def check_answer(os: Os, world: World, asking: str, name: str, wanted: bool, kind: type) -> None:
    """exists, lexists, isfile, isdir, islink and ismount tell what is there."""
    world.tree(TREE)
    path = world.path(name) if kind is str else world.bpath(name)
    equal(getattr(os.path, asking)(path), wanted)


@table(
    [
        Case(f"{asking}-{key}", {"asking": asking, "value": value}, (f"os.path.{asking}/{suffix}",))
        for asking in ASKING
        for key, (suffix, value) in {
            "nul": ("nul-false", "a\0b"), "nul-bytes": ("nul-false", b"a\0b"),
            "surrogate": ("unrepresentable-false", "a\ud800b"),
        }.items()
    ]
)  # fmt: skip
@clause()
def check_what_cannot_exist(os: Os, asking: str, value: Any) -> None:
    """A path that no file can have is nothing, and no error."""
    equal(getattr(os.path, asking)(value), False)


ANSWERING = ("exists", "isfile", "isdir", "getsize", "getmtime", "samefile")


@table([Case(n, {"name": n}, (f"os.path.{n}/bytes-accepted",)) for n in ANSWERING])
@clause()
def check_bytes_answer_alike(os: Os, world: World, name: str) -> None:
    """A path as bytes gets the same answer as the same path as str."""
    world.file("é", b"123")
    arguments = (2,) if name == "samefile" else (1,)
    function = getattr(os.path, name)
    equal(function(*[world.bpath("é")] * arguments[0]), function(*[world.path("é")] * arguments[0]))


@table(
    [Case(n, {"name": n}, (f"os.path.{n}/float",)) for n in ("getatime", "getmtime", "getctime")]
)
@clause()
def check_times(os: Os, world: World, name: str) -> None:
    """getatime, getmtime and getctime return each its own time of stat as a float."""
    world.file("f")
    world.set_times("f", 1_234_567_890_000_000_000, 987_654_321_000_000_000)
    answer = getattr(os.path, name)(world.path("f"))
    equal(type(answer), float)
    equal(answer, getattr(os.stat(world.path("f")), "st_" + name[3:]))


@table(
    [
        Case(n, {"name": n}, (f"os.path.{n}/missing",))
        for n in ("getatime", "getmtime", "getctime", "getsize")
    ]
)
@clause()
def check_missing(os: Os, world: World, name: str) -> None:
    """The functions that get a datum of a file raise OSError for a missing one."""
    with raises(FileNotFoundError, errno="ENOENT"):
        getattr(os.path, name)(world.path("none"))


@clause("os.path.getsize/bytes", "os.path.getsize/follows")
@needs("symlinks")
@cases(name=["file", "to-file"])
def check_size(os: Os, world: World, name: str) -> None:
    """getsize gives the number of bytes, through links."""
    world.tree(TREE)
    equal(os.path.getsize(world.path(name)), 5)


@table(
    [
        Case("itself", {"pair": ("file", "file"), "wanted": True}, ("os.path.samefile/same",)),
        Case("link", {"pair": ("file", "to-file"), "wanted": True}, ("os.path.samefile/link",)),
        Case("hard", {"pair": ("file", "hard"), "wanted": True}, ("os.path.samefile/hardlink",)),
        Case(
            "other",
            {"pair": ("file", "dir/inner"), "wanted": False},
            ("os.path.samefile/different",),
        ),
        Case("dir", {"pair": ("dir", "to-dir"), "wanted": True}, ("os.path.samefile/link",)),
    ]
)
@clause()
@needs("symlinks", "hardlinks")
def check_samefile(os: Os, world: World, pair: tuple[str, str], wanted: bool) -> None:
    """samefile tells whether two names lead to one file."""
    world.tree(TREE)
    world.link("file", "hard")
    equal(os.path.samefile(*map(world.path, pair)), wanted)


@clause("os.path.samefile/missing")
@cases(first=[True, False])
def check_samefile_missing(os: Os, world: World, first: bool) -> None:
    """samefile raises OSError if one of the files is missing."""
    world.file("file")
    names = ["none", "file"] if first else ["file", "none"]
    with raises(FileNotFoundError, errno="ENOENT"):
        os.path.samefile(*map(world.path, names))


@clause("os.path.sameopenfile/same", "os.path.sameopenfile/different")
def check_sameopenfile(os: Os, world: World) -> None:
    """sameopenfile tells whether two descriptors are open on one file."""
    world.tree({"a": b"", "b": b""})
    a, again, b = (os.open(world.path(n), os.O_RDONLY) for n in ("a", "a", "b"))
    equal(os.path.sameopenfile(a, again), True)
    equal(os.path.sameopenfile(a, b), False)


@table(
    [
        Case("file", {"name": "file", "wanted": "file"}, ("os.path.realpath/absolute",)),
        Case("link", {"name": "to-file", "wanted": "file"}, ("os.path.realpath/resolves",)),
        Case(
            "through-link",
            {"name": "to-dir/inner", "wanted": "dir/inner"},
            ("os.path.realpath/resolves",),
        ),
        Case(
            "dangling",
            {"name": "dangling", "wanted": "nowhere"},
            ("os.path.realpath/missing-tail",),
        ),
        Case(
            "missing",
            {"name": "none/x/y", "wanted": "none/x/y"},
            ("os.path.realpath/missing-tail",),
        ),
        Case("dots", {"name": "dir/./../file", "wanted": "file"}, ("os.path.realpath/dots",)),
        Case("double", {"name": "dir//inner", "wanted": "dir/inner"}, ("os.path.realpath/dots",)),
        Case(
            "relative-link",
            {"name": "dir/up", "wanted": "file"},
            ("os.path.realpath/relative-link",),
        ),
        Case("chain", {"name": "chain", "wanted": "file"}, ("os.path.realpath/chain",)),
        Case(
            "after-link",
            {"name": "deep-link/..", "wanted": "dir"},
            ("os.path.realpath/dotdot-after-link",),
        ),
    ]
)
@clause()
@needs("symlinks", "shared-files")
def check_realpath(os: Os, world: World, name: str, wanted: str) -> None:
    """realpath resolves every link on the way and leaves a plain absolute path."""
    world.tree(TREE)
    world.mkdir("dir/deep")
    world.symlink("../file", "dir/up")
    world.symlink("to-file", "chain")
    world.symlink("dir/deep", "deep-link")
    whole = os.path.join(os.path.realpath(world.path()), *wanted.split("/"))
    equal(os.path.realpath(world.path(name)), whole)
    equal(os.path.realpath(world.bpath(name)), whole.encode())


@clause("os.path.realpath/loop-nonstrict")
@needs("symlinks")
def check_realpath_loop(os: Os, world: World) -> None:
    """realpath of a loop of links raises nothing."""
    world.tree(TREE)
    assert os.path.isabs(os.path.realpath(world.path("loop")))


@table(
    [
        Case("missing", {"name": "none", "errno": "ENOENT"}, ("os.path.realpath/strict-missing",)),
        Case(
            "dangling",
            {"name": "dangling", "errno": "ENOENT"},
            ("os.path.realpath/strict-missing",),
        ),
        Case("loop", {"name": "loop", "errno": "ELOOP"}, ("os.path.realpath/strict-loop",)),
        Case("notdir", {"name": "file/x", "errno": "ENOTDIR"}, ("os.path.realpath/strict-notdir",)),
    ]
)
@clause()
@needs("symlinks")
def check_realpath_strict(os: Os, world: World, facts: Facts, name: str, errno: str) -> None:
    """realpath with strict=True raises OSError for what cannot be resolved."""
    world.tree(TREE)
    # Windows has codes of its own, of which only that for a missing file is sure to be ENOENT.
    sure = errno if facts.os_name != "nt" or errno == "ENOENT" else None
    with raises(OSError, errno=sure):
        os.path.realpath(world.path(name), strict=True)


@clause("os.path.realpath/strict-ok")
@needs("symlinks")
def check_realpath_strict_of_existing(os: Os, world: World) -> None:
    """realpath with strict=True of an existing path gives the same as without."""
    world.tree(TREE)
    path = world.path("to-file")
    equal(os.path.realpath(path, strict=True), os.path.realpath(path))


@clause("os.path.realpath/keyword-only")
def check_realpath_keyword(os: Os, world: World) -> None:
    """realpath takes strict by keyword only."""
    with raises(TypeError):
        os.path.realpath(world.path(), True)


@clause("os.path.realpath/cwd-relative", "os.path.abspath/equals", "os.path.abspath/absolute",
        "os.path.relpath/from-cwd")  # fmt: skip
@needs("slash-paths")
def check_from_current_directory(os: Os, world: World) -> None:
    """abspath, realpath and relpath start from the current directory."""
    world.mkdir("d")
    os.chdir(world.path("d"))
    equal(os.path.abspath("x/../y"), os.path.normpath(os.path.join(os.getcwd(), "x/../y")))
    equal(os.path.realpath("y"), os.path.join(os.path.realpath(os.getcwd()), "y"))
    equal(os.path.relpath(os.path.join(os.getcwd(), "a")), "a")
    equal(os.path.relpath(os.path.dirname(os.getcwd())), os.pardir)


@clause("os.path.relpath/no-fs-access")
@needs("symlinks", "slash-paths")
def check_relpath_of_links(os: Os, world: World) -> None:
    """relpath follows no link, in the path as in the start."""
    world.tree({"far": {"away": {}}, "to-away": ("symlink", "far/away"), "d": {}})
    equal(os.path.relpath("to-away", "d"), os.path.join(os.pardir, "to-away"))
    equal(os.path.relpath("d", "to-away"), os.path.join(os.pardir, "d"))
    far = os.path.join("far", "away")
    equal(os.path.relpath(far, "to-away"), os.path.join(os.pardir, far))


@table(
    [
        Case("root", {"path": "/", "wanted": True}, ("os.path.ismount/root",)),
        Case(
            "proc-like-missing",
            {"path": "/none/such", "wanted": False},
            ("os.path.ismount/missing",),
        ),
    ]
)
@clause()
def check_mount_points(os: Os, path: str, wanted: bool) -> None:
    """ismount is true for the root and false for what is not there."""
    equal(os.path.ismount(path), wanted)


VARIABLES = {"OSCONFORM_A": "one", "OSCONFORM_B": "é"}
EXPANSIONS = [
    ("$OSCONFORM_A", "one", "dollar-name"), ("${OSCONFORM_A}", "one", "dollar-brace"),
    ("x/$OSCONFORM_A/y", "x/one/y", "dollar-name"), ("$OSCONFORM_A$OSCONFORM_B", "oneé", "adjacent"),
    ("${OSCONFORM_A}${OSCONFORM_B}", "oneé", "adjacent"), ("$OSCONFORM_NONE", "$OSCONFORM_NONE", "unknown"),
    ("${OSCONFORM_NONE}x", "${OSCONFORM_NONE}x", "unknown"),
    ("${OSCONFORM_A", "${OSCONFORM_A", "malformed"),
    ("a/b", "a/b", "no-dollar"), ("a$", "a$", "trailing-dollar"), ("${}", "${}", "empty-braces"),
    ("$OSCONFORM_B", "é", "nonascii"), ("$/OSCONFORM_A", "$/OSCONFORM_A", "malformed"),
    ("$ x", "$ x", "malformed"),
]  # fmt: skip


@table(
    [
        Case(f"{n}-{suffix}", {"text": text, "wanted": wanted}, (f"os.path.expandvars/{suffix}",))
        for n, (text, wanted, suffix) in enumerate(EXPANSIONS)
    ]
)
@clause()
@needs("variables")
def check_expandvars(os: Os, text: str, wanted: str) -> None:
    """expandvars replaces known variables and leaves everything else."""
    for name, value in VARIABLES.items():
        os.environ[name] = value
    equal(os.path.expandvars(text), wanted)


USERS = [
    ("~", "/home/kit", "tilde-only"), ("~/a", "/home/kit/a", "tilde"),
    ("~/a/~", "/home/kit/a/~", "rest-kept"),
    ("a/~", "a/~", "inner-tilde"), ("a", "a", "no-tilde"), ("", "", "no-tilde"),
    ("~no-such-user-here/a", "~no-such-user-here/a", "unknown-user"),
]  # fmt: skip


@table(
    [
        Case(
            f"{n}-{suffix}",
            {"text": text, "wanted": wanted},
            (f"os.path.expanduser/{suffix}", "os.path.expanduser/home-env"),
        )
        for n, (text, wanted, suffix) in enumerate(USERS)
    ]
)
@clause()
@needs("posix-paths")
def check_expanduser(os: Os, text: str, wanted: str) -> None:
    """expanduser replaces a leading tilde by HOME and leaves everything else."""
    os.environ["HOME"] = "/home/kit"
    equal(os.path.expanduser(text), wanted)
    equal(os.path.expanduser(text.encode()), wanted.encode())
