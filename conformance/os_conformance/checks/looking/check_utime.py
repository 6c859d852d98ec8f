"""os.utime."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Facts, FSPath, Os, Run, World, cases, clause, needs
from os_conformance.checks.looking.times import MOMENTS, OLD, SECOND, kept, reachable, times_of
from os_conformance.expect import Deviation, equal, raises

KINDS = {
    "str": lambda world, name: world.path(name),
    "bytes": lambda world, name: world.bpath(name),
    "path": lambda world, name: FSPath(world.path(name)),
    "relative": lambda world, name: name,
}
SLACK = 60 * SECOND  # clocks of file systems differ from the system's by ticks


def sets(os: Os, world: World, wanted: tuple[int, int], *args: Any, **kwargs: Any) -> None:
    """utime with these arguments returns None, and gives a file and a directory the wanted times."""
    world.tree({"file": b"", "dir": {}})
    wanted = kept(world, *wanted)
    for name in ("file", "dir"):
        equal(os.utime(world.path(name), *args, **kwargs), None)
        equal(times_of(world.lstat(name)), wanted, name)


@clause("os.utime/ns-tuple")
@cases(moment=MOMENTS)
def check_nanoseconds(os: Os, facts: Facts, world: World, moment: int) -> None:
    """utime with ns sets the times of access and of modification, in nanoseconds."""
    reachable(facts, moment)
    sets(os, world, (moment, OLD), ns=(moment, OLD))
    world.unlink("file")
    world.rmdir("dir")
    sets(os, world, (OLD, moment), ns=(OLD, moment))


@clause("os.utime/ns-tuple")
@cases(digits=[1, 10, 999, 1001, 123_456_789, 999_999_999], sign={"after": 1, "before": -1})
@needs("permissions")
def check_single_nanoseconds(os: Os, world: World, digits: int, sign: int) -> None:
    """utime with ns loses no nanosecond that the file system keeps."""
    sets(os, world, (sign * digits, OLD + digits), ns=(sign * digits, OLD + digits))


@clause("os.utime/times-tuple", "os.utime/ints")
@cases(moment={n: m for n, m in MOMENTS.items() if m % SECOND == 0}, how=["positional", "keyword"])
def check_whole_seconds(os: Os, facts: Facts, world: World, moment: int, how: str) -> None:
    """utime with times sets the times of access and of modification, in seconds as int."""
    reachable(facts, moment)
    times = (moment // SECOND, moment // SECOND + 7)
    given = ((times,), {}) if how == "positional" else ((), {"times": times})
    sets(os, world, (moment, moment + 7 * SECOND), *given[0], **given[1])


@clause("os.utime/times-tuple")
@cases(
    seconds={"half": 0.5, "quarter": 1_000_000_000.25, "before-1970": -1.5,
             "just-before": -0.0625, "past-2038": 2147483648.5, "past-2106": 4294967296.125}
)  # fmt: skip
def check_float_seconds(os: Os, facts: Facts, world: World, seconds: float) -> None:
    """utime with times takes seconds as float."""
    reachable(facts, seconds)
    wanted = (int(seconds * 16) * SECOND // 16, OLD)
    sets(os, world, wanted, (seconds, OLD // SECOND))


@clause("os.utime/times-tuple")
def check_mixed(os: Os, world: World) -> None:
    """utime with times takes an int beside a float."""
    sets(os, world, (5 * SECOND, 7 * SECOND + SECOND // 2), (5, 7.5))


@clause("os.utime/floor-ns")
@needs("permissions")
@cases(
    pair={"below-second": (1.9999999999, 1_999_999_999), "half": (0.0000000025, 2),
          "most": (0.0000000099, 9), "negative-half": (-0.0000000025, -3),
          "negative-little": (-0.0000000001, -1), "negative-second": (-1.0000000005, -1_000_000_001)}
)  # fmt: skip
def check_floor(os: Os, world: World, pair: tuple[float, int]) -> None:
    """utime rounds seconds down to nanoseconds, before the epoch too."""
    seconds, wanted = pair
    sets(os, world, (wanted, wanted), (seconds, seconds))


def from_numbers(os: Any, path: str, kind: str) -> Any:
    import decimal
    import fractions

    make = {"Fraction": fractions.Fraction, "Decimal": decimal.Decimal}[kind]
    os.utime(path, (make("1000000000.25"), make("0.5")))
    status = os.stat(path)
    return status.st_atime_ns, status.st_mtime_ns


@clause("os.utime/real-numbers")
@cases(kind=["Fraction", "Decimal"])
def check_real_numbers(run: Run, world: World, kind: str) -> None:
    """utime takes seconds as any real number."""
    world.file("file")
    wanted = kept(world, 1_000_000_000_250_000_000, 500_000_000)
    equal(run(from_numbers, world.path("file"), kind), wanted)


@clause("os.utime/exact-roundtrip")
@cases(moment=MOMENTS)
def check_copied_exactly(os: Os, facts: Facts, world: World, moment: int) -> None:
    """The times of one file, read as nanoseconds and set on another, are the same there."""
    reachable(facts, moment)
    world.tree({"file": b"", "copy": b""})
    world.set_times("file", moment, moment + 1_234_500)
    status = os.stat(world.path("file"))
    os.utime(world.path("copy"), ns=times_of(status))
    equal(times_of(world.lstat("copy")), times_of(status))


@clause("os.utime/ns-tuple")
def check_none_and_nanoseconds(os: Os, world: World) -> None:
    """utime with times=None and ns sets the nanoseconds."""
    sets(os, world, (OLD, OLD + SECOND), None, ns=(OLD, OLD + SECOND))


@clause("os.utime/keyword-ns")
@cases(times={"none": None, "pair": (1, 1)})
def check_keyword_only(os: Os, world: World, times: Any) -> None:
    """utime takes ns by keyword only."""
    world.file("file")
    with raises(TypeError):
        os.utime(world.path("file"), times, (OLD, OLD))


NOW: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "nothing": ("default-now", (), {}),
    "none": ("none-now", (None,), {}),
    "keyword": ("none-now", (), {"times": None}),
}


@clause("os.utime/none-now", "os.utime/default-now")
@cases(given={n: (args, kwargs) for n, (_, args, kwargs) in NOW.items()}, name=["file", "dir"])
def check_now(os: Os, world: World, given: Any, name: str) -> None:
    """utime without times, or with None, sets both times to the present."""
    world.tree({"file": b"", "dir": {}})
    world.set_times(name, OLD, 2 * OLD)
    world.file("before")
    equal(os.utime(world.path(name), *given[0], **given[1]), None)
    world.file("after")
    earliest = world.lstat("before").st_mtime_ns - SLACK
    latest = world.lstat("after").st_mtime_ns + SLACK
    for moment in times_of(world.lstat(name)):
        if not earliest <= moment <= latest:
            raise Deviation("the present time", f"{moment} ns since the epoch")


@clause("os.utime/both-error")
@cases(
    values={"both": ((1, 2), (3, 4)), "equal": ((1, 1), (SECOND, SECOND)), "zero": ((0, 0), (0, 0))}
)
def check_both(os: Os, world: World, values: Any) -> None:
    """utime with times and ns together raises ValueError and changes nothing."""
    world.file("file")
    world.set_times("file", OLD, OLD)
    with raises(ValueError):
        os.utime(world.path("file"), values[0], ns=values[1])
    equal(times_of(world.lstat("file")), (OLD, OLD))


WRONG = {
    "int": 5,
    "str": "ab",
    "list": [1, 2],
    "empty": (),
    "one": (1,),
    "three": (1, 2, 3),
    "strings": ("1", "2"),
    "none-inside": (None, 1),
    "nested": ((1,), (2,)),
}


@clause("os.utime/not-2-tuple")
@cases(value=WRONG)
def check_wrong_times(os: Os, world: World, value: Any) -> None:
    """utime with times that are no pair of numbers raises TypeError and changes nothing."""
    world.file("file")
    world.set_times("file", OLD, OLD)
    with raises(TypeError):
        os.utime(world.path("file"), value)
    equal(times_of(world.lstat("file")), (OLD, OLD))


@clause("os.utime/ns-not-2-tuple")
@cases(value=WRONG)
def check_wrong_nanoseconds(os: Os, world: World, value: Any) -> None:
    """utime with ns that is no pair of integers raises TypeError and changes nothing."""
    world.file("file")
    world.set_times("file", OLD, OLD)
    with raises(TypeError):
        os.utime(world.path("file"), ns=value)
    equal(times_of(world.lstat("file")), (OLD, OLD))


@clause("os.utime/fd")
@cases(
    name=["file", "dir"],
    how={"ns": {"ns": (OLD, OLD + SECOND)}, "times": {"times": (10**9, 10**9 + 1)}},
)
def check_descriptor(os: Os, world: World, name: str, how: Any) -> None:
    """utime of a descriptor sets the times of the open file."""
    world.tree({"file": b"", "dir": {}})
    descriptor = os.open(world.path(name), os.O_RDONLY)
    equal(os.utime(descriptor, **how), None)
    equal(times_of(world.lstat(name)), (OLD, OLD + SECOND))


@clause("os.utime/follows")
@needs("symlinks")
@cases(name=["file", "dir"], kind=KINDS)
def check_follows(os: Os, world: World, name: str, kind: Any) -> None:
    """utime of a link sets the times of what it leads to."""
    world.tree({"file": b"", "dir": {}, "link": ("symlink", name)})
    before = times_of(world.lstat("link"))[1]
    os.utime(kind(world, "link"), ns=(OLD, OLD))
    equal(times_of(world.lstat(name)), (OLD, OLD))
    equal(times_of(world.lstat("link"))[1], before)


@clause("os.utime/nofollow")
@needs("symlinks")
@cases(name=["file", "dir", "nowhere"], kind=KINDS)
def check_nofollow(os: Os, world: World, name: str, kind: Any) -> None:
    """utime with follow_symlinks=False sets the times of the link alone."""
    world.tree({"file": b"", "dir": {}, "link": ("symlink", name)})
    if name != "nowhere":
        world.set_times(name, OLD, OLD)
    os.utime(kind(world, "link"), ns=(OLD + SECOND, OLD + SECOND), follow_symlinks=False)
    equal(times_of(os.lstat(world.path("link")))[1], OLD + SECOND)
    equal(times_of(world.lstat("link"))[1], OLD + SECOND)
    if name != "nowhere":
        equal(times_of(world.lstat(name)), (OLD, OLD))
