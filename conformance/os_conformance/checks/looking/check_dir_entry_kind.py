"""os.DirEntry: is_dir, is_file, is_symlink, is_junction."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.looking.support import entry_of
from os_conformance.expect import Unmet, equal, has_type, one_of, raises

LINKS = {
    "to-file": ("symlink", "file"),
    "to-dir": ("symlink", "dir"),
    "to-link": ("symlink", "to-dir"),
    "broken": ("symlink", "nowhere"),
}
PLAIN = {"file": b"1", "dir": {"inner": b""}}
QUESTIONS = {
    # id: method, keyword arguments
    "is_dir": ("is_dir", {}),
    "is_dir-nofollow": ("is_dir", {"follow_symlinks": False}),
    "is_file": ("is_file", {}),
    "is_file-nofollow": ("is_file", {"follow_symlinks": False}),
    "is_symlink": ("is_symlink", {}),
}
ANSWERS = {
    # name: the answers to the questions, in their order
    "file": (False, False, True, True, False),
    "dir": (True, True, False, False, False),
    "to-file": (False, False, True, False, True),
    "to-dir": (True, False, False, False, True),
    "to-link": (True, False, False, False, True),
    "broken": (False, False, False, False, True),
    "fifo": (False, False, False, False, False),
    "to-fifo": (False, False, False, False, True),
}
SUFFIXES = {
    ("is_dir", "file"): "file-false", ("is_dir", "dir"): "dir-true", ("is_dir", "to-dir"): "link-to-dir",
    ("is_dir", "to-link"): "link-to-dir", ("is_dir", "broken"): "broken-link-false",
    ("is_dir-nofollow", "dir"): "dir-true", ("is_dir-nofollow", "to-dir"): "link-nofollow",
    ("is_dir-nofollow", "to-link"): "link-nofollow", ("is_file", "file"): "file-true",
    ("is_file", "dir"): "dir-false", ("is_file", "to-file"): "link-to-file",
    ("is_file", "broken"): "broken-link-false", ("is_file", "fifo"): "fifo-false",
    ("is_file", "to-fifo"): "fifo-false", ("is_file-nofollow", "fifo"): "fifo-false",
    ("is_file-nofollow", "file"): "file-true", ("is_file-nofollow", "to-file"): "link-nofollow",
    ("is_symlink", "broken"): "broken-true", ("is_symlink", "to-file"): "link-true",
    ("is_symlink", "to-dir"): "link-true", ("is_symlink", "to-link"): "link-true",
    ("is_symlink", "to-fifo"): "link-true",
}  # fmt: skip
FALLBACK = {"is_dir": "file-false", "is_dir-nofollow": "file-false", "is_file": "dir-false",
            "is_file-nofollow": "dir-false", "is_symlink": "file-false"}  # fmt: skip


def rows(names: Any) -> list[Case]:
    """A case for every question about each of the names."""
    return [
        Case(
            f"{name}-{asked}",
            {"name": name, "question": question, "wanted": ANSWERS[name][number]},
            (f"os.DirEntry.{question[0]}/{SUFFIXES.get((asked, name), FALLBACK[asked])}",),
        )
        for name in names
        for number, (asked, question) in enumerate(QUESTIONS.items())
    ]


def answer(os: Os, name: str, question: Any, kind: type) -> Any:
    """The answer of the entry that scandir of a str or of bytes yields."""
    method, extra = question
    entry = entry_of(os, name, ".") if kind is str else entry_of(os, name.encode(), b".")
    return getattr(entry, method)(**extra)


@table(rows(PLAIN))
@cases(kind={"str": str, "bytes": bytes})
@clause()
def check_plain(os: Os, world: World, kind: type, name: str, question: Any, wanted: bool) -> None:
    """is_dir, is_file and is_symlink tell files from directories."""
    world.tree(PLAIN)
    got = answer(os, name, question, kind)
    has_type(got, bool)
    equal(got, wanted)


@table(rows(LINKS))
@cases(kind={"str": str, "bytes": bytes})
@clause()
@needs("symlinks")
def check_links(os: Os, world: World, kind: type, name: str, question: Any, wanted: bool) -> None:
    """is_dir and is_file tell of a link's target, unless asked not to follow; is_symlink of the link."""
    world.tree({**PLAIN, **LINKS})
    got = answer(os, name, question, kind)
    has_type(got, bool)
    equal(got, wanted)


@table(rows(["fifo", "to-fifo"]))
@clause()
@needs("symlinks", "fifos")
def check_neither(os: Os, world: World, name: str, question: Any, wanted: bool) -> None:
    """is_dir and is_file are False for what is neither."""
    world.fifo("fifo")
    world.symlink("fifo", "to-fifo")
    equal(answer(os, name, question, str), wanted)


GONE = {
    "is_dir": ("os.DirEntry.is_dir/removed-false", "os.DirEntry.is_dir/fnf-caught"),
    "is_file": ("os.DirEntry.is_file/removed-false",),
}


@table([Case(m, {"method": m}, clauses) for m, clauses in GONE.items()])
@cases(removed=["target", "link"])
@clause()
@needs("symlinks")
def check_removed_link(os: Os, world: World, removed: str, method: str) -> None:
    """is_dir and is_file are False when the link or its target is no longer there."""
    world.tree({"dir": {}, "file": b""})
    world.symlink("dir" if method == "is_dir" else "file", "link")
    entry = entry_of(os, "link")
    if removed == "link":
        world.unlink("link")
    elif method == "is_dir":
        world.rmdir("dir")
    else:
        world.unlink("file")
    equal(getattr(entry, method)(), False)


@table([Case(m, {"method": m}, clauses) for m, clauses in GONE.items()])
@cases(follow=[True, False])
@clause()
def check_removed_entry(os: Os, world: World, follow: bool, method: str) -> None:
    """is_dir and is_file of a removed entry raise no error; what the scan told may still hold."""
    world.tree({"file": b"", "dir": {}})
    entries = entry_of(os, "file"), entry_of(os, "dir")
    world.unlink("file")
    world.rmdir("dir")
    answers = [getattr(e, method)(follow_symlinks=follow) for e in entries]
    scanned = [True, False] if method == "is_file" else [False, True]
    one_of(answers, [scanned, [False, False]])


@clause("os.DirEntry.is_dir/other-oserror")
@needs("symlinks", "permissions", "unprivileged")
@cases(method=["is_dir", "is_file"])
def check_denied(os: Os, world: World, method: str) -> None:
    """is_dir and is_file of a link that may not be followed raise PermissionError."""
    world.tree({"closed": {"target": {}}, "d": {"link": ("symlink", "../closed/target")}})
    entry = entry_of(os, "link", world.path("d"))
    world.chmod("closed", 0)
    with raises(PermissionError, errno="EACCES"):
        getattr(entry, method)()
    equal(getattr(entry, method)(follow_symlinks=False), False)


@clause("os.DirEntry.is_dir/other-oserror")
@needs("symlinks")
@cases(method=["is_dir", "is_file"])
def check_loop(os: Os, world: World, method: str) -> None:
    """is_dir and is_file of a loop of links raise OSError with ELOOP; is_symlink is True."""
    world.symlink("loop", "loop")
    entry = entry_of(os, "loop")
    with raises(OSError, errno="ELOOP"):
        getattr(entry, method)()
    equal((getattr(entry, method)(follow_symlinks=False), entry.is_symlink()), (False, True))


@table(
    [
        Case("is_dir", {"method": "is_dir"}, ("os.DirEntry.is_dir/keyword-only",)),
        Case("is_file", {"method": "is_file"}, ("os.DirEntry.is_file/keyword-only",)),
        Case("stat", {"method": "stat"}, ("os.DirEntry.stat/keyword-only",)),
    ]
)
@cases(value=[True, False])
@clause()
def check_keyword_only(os: Os, world: World, value: bool, method: str) -> None:
    """is_dir, is_file and stat take follow_symlinks by keyword only."""
    world.file("file")
    entry = entry_of(os, "file")
    with raises(TypeError):
        getattr(entry, method)(value)


@clause("os.DirEntry.is_junction/posix-false")
@cases(name=["file", "dir"])
def check_no_junction(os: Os, world: World, name: str) -> None:
    """is_junction is False where there are no junctions."""
    world.tree(PLAIN)
    got = entry_of(os, name).is_junction()
    has_type(got, bool)
    equal(got, False)


@clause("os.DirEntry.is_junction/symlink-false")
@needs("symlinks")
@cases(name=list(LINKS))
def check_link_is_no_junction(os: Os, world: World, name: str) -> None:
    """is_junction is False for a symbolic link."""
    world.tree({**PLAIN, **LINKS})
    equal(entry_of(os, name).is_junction(), False)


def made_junction(os: Any, target: str, name: str) -> Any:
    winapi = __import__("_winapi")  # where a CPython for Windows makes junctions

    try:
        winapi.CreateJunction(target, name)
    except OSError as error:
        return "no junction could be made: " + str(error)
    return None


@clause("os.DirEntry.is_junction/junction-true")
@needs("native")
@cases(broken=[False, True])
def check_junction(os: Os, run: Run, world: World, broken: bool) -> None:
    """is_junction is True for a junction, even if its target is gone; is_symlink is not."""
    world.mkdir("target")
    trouble = run(made_junction, world.path("target"), world.path("junction"))
    if trouble:
        raise Unmet(trouble)
    if broken:
        world.rmdir("target")
    entry = entry_of(os, "junction")
    equal((entry.is_junction(), entry.is_symlink()), (True, False))
