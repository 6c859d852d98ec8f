"""os.stat_result: times of access, modification, change and birth."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Facts, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.looking.times import MOMENTS, OLD, SECOND, kept, reachable, same_moment
from os_conformance.expect import Deviation, equal, has_type, one_of

FIELDS = {"st_atime": 0, "st_mtime": 1}


@table(
    [
        Case(
            f"{field}-{moment}",
            {"field": field, "moment": MOMENTS[moment]},
            (f"os.stat_result.{field}/seconds", f"os.stat_result.{field}_ns/int"),
        )
        for field in FIELDS
        for moment in MOMENTS
    ]
)
@cases(what=["file", "dir"])
@clause()
def check_moment(os: Os, world: World, facts: Facts, what: str, field: str, moment: int) -> None:
    """A time is told in nanoseconds as int, in seconds as float, and in whole seconds as an item."""
    reachable(facts, moment)
    given = (moment, OLD) if field == "st_atime" else (OLD, moment)
    wanted = kept(world, *given)[FIELDS[field]]
    world.tree({"file": b"", "dir": {}})
    world.set_times(what, *given)
    status = os.stat(world.path(what))
    nanoseconds = getattr(status, f"{field}_ns")
    has_type(nanoseconds, int)
    equal(nanoseconds, wanted, f"{field}_ns")
    same_moment(getattr(status, field), wanted, field)
    equal(status[7 + FIELDS[field]], wanted // SECOND, "the item")


@clause("os.stat_result.st_atime/seconds", "os.stat_result.st_mtime/seconds")
@needs("symlinks")
@cases(follow=[True, False])
def check_of_link(os: Os, world: World, follow: bool) -> None:
    """The times of a link's target are told when it is followed, the link's own when not."""
    world.file("file")
    world.symlink("file", "link")
    world.set_times("file", OLD, OLD + SECOND)
    status = os.stat(world.path("link"), follow_symlinks=follow)
    equal(status.st_mtime_ns == OLD + SECOND, follow)


def written(os: Any, path: str, how: str) -> Any:
    descriptor = os.open(path, os.O_RDWR)
    if how == "write":
        os.write(descriptor, b"more")
    elif how == "truncate":
        os.ftruncate(descriptor, 1)
    elif how == "read":
        os.read(descriptor, 10)
    os.close(descriptor)
    return os.stat(path).st_mtime_ns


@clause("os.stat_result.st_mtime/changes-on-write")
@cases(how=["write", "truncate"])
def check_modified(run: Run, world: World, how: str) -> None:
    """st_mtime is set anew when the content changes."""
    world.file("file", b"12345")
    world.set_times("file", OLD, OLD)
    got = run(written, world.path("file"), how)
    if got <= OLD:
        raise Deviation(f"st_mtime_ns later than {OLD}, to which it was set", repr(got))


@clause("os.stat_result.st_mtime/changes-on-write")
@cases(how=["open", "read"])
def check_not_modified(run: Run, world: World, how: str) -> None:
    """st_mtime stays as it is when the content is only looked at."""
    world.file("file", b"12345")
    world.set_times("file", OLD, OLD)
    equal(run(written, world.path("file"), how), OLD)


@clause("os.stat_result.st_mtime/changes-on-write")
@cases(change=["added", "removed", "renamed"])
def check_directory_modified(os: Os, world: World, change: str) -> None:
    """st_mtime of a directory is set anew when its entries change."""
    world.tree({"d": {"file": b""}})
    world.set_times("d", OLD, OLD)
    if change == "added":
        world.file("d/new")
    elif change == "removed":
        world.unlink("d/file")
    else:
        world.rename("d/file", "d/other")
    assert os.stat(world.path("d")).st_mtime_ns > OLD


@clause("os.stat_result.st_ctime/metadata", "os.stat_result.st_ctime_ns/int")
@needs("permissions")
@cases(change=["made", "mode", "times", "content"])
def check_changed(os: Os, world: World, change: str) -> None:
    """st_ctime is the time of the last change of the metadata, which nobody can set."""
    world.file("file")
    if change == "mode":
        world.chmod("file", 0o700)
    elif change == "times":
        world.set_times("file", OLD, OLD)
    elif change == "content":
        world.file("file", b"12345")
    before = world.lstat("file").st_ctime_ns
    status = os.stat(world.path("file"))
    has_type(status.st_ctime_ns, int)
    equal(status.st_ctime_ns, before)
    assert status.st_ctime_ns > OLD
    same_moment(status.st_ctime, status.st_ctime_ns, "st_ctime")
    equal(status[9], status.st_ctime_ns // SECOND, "the item")


@clause("os.stat_result.st_ctime_ns/int")
@cases(name=["file", "dir"])
def check_seconds_and_nanoseconds(os: Os, world: World, name: str) -> None:
    """Each time in nanoseconds is an int that agrees with the seconds."""
    world.tree({"file": b"", "dir": {}})
    status = os.stat(world.path(name))
    for field in ("st_atime", "st_mtime", "st_ctime"):
        has_type(getattr(status, f"{field}_ns"), int, f"{field}_ns")
        same_moment(getattr(status, field), getattr(status, f"{field}_ns"), field)


def birth(os: Any, path: str) -> Any:
    import warnings

    status = os.stat(path)
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in ("st_birthtime", "st_birthtime_ns"):
            try:
                found.append(getattr(status, name))
            except AttributeError:
                found.append("AttributeError")
    return tuple(found)


@table(
    [
        Case("seconds", {"number": 0, "kind": "float"}, ("os.stat_result.st_birthtime/available",)),
        Case("ns", {"number": 1, "kind": "int"}, ("os.stat_result.st_birthtime_ns/available",)),
    ]
)
@clause()
def check_birth(run: Run, world: World, number: int, kind: str) -> None:
    """The time of creation is a number, or there is no such attribute."""
    world.file("file")
    told = run(birth, world.path("file"))
    if told[number] != "AttributeError":
        one_of(type(told[number]).__name__, {kind})
        if told[1] != "AttributeError":
            same_moment(told[0], told[1], "st_birthtime")


@table(
    [
        Case("seconds", {"number": 0}, ("os.stat_result.st_birthtime/nt",)),
        Case("ns", {"number": 1}, ("os.stat_result.st_birthtime_ns/nt",)),
    ]
)
@clause()
def check_birth_on_windows(run: Run, world: World, number: int) -> None:
    """The time of creation is available, and setting other times leaves it alone."""
    world.file("file")
    before = run(birth, world.path("file"))
    world.set_times("file", OLD, OLD)
    has_type(before[number], (float, int))
    equal(run(birth, world.path("file"))[number], before[number])
    assert before[number] > 0


@clause("os.stat_result.st_ctime/nt-creation")
def check_creation(os: Os, world: World) -> None:
    """st_ctime is the time of creation, which no later change sets anew."""
    world.file("file")
    before = os.stat(world.path("file")).st_ctime_ns
    os.utime(world.path("file"), ns=(OLD, OLD))
    os.chmod(world.path("file"), 0o444)
    equal(os.stat(world.path("file")).st_ctime_ns, before)
    os.chmod(world.path("file"), 0o666)
