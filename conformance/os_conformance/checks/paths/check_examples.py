"""Functions of os.path that look at text only: literal examples, as str and as bytes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from os_conformance.check import Case, Os, clause, needs, table
from os_conformance.expect import equal, has_type, raises

EXAMPLES = tomllib.loads(Path(__file__).with_name("examples.toml").read_text("utf-8"))
FLAVOURS = {"posix": "posix", "windows": "nt"}


def rows(kind: type) -> list[Case]:
    """One case an example, for str or bytes."""
    return [
        Case(
            f"{flavour}-{function}-{number}",
            {
                "flavour": flavour,
                "function": function,
                "arguments": arguments,
                "wanted": result,
                "kind": kind,
            },
            (f"os.path.{function}/{suffix}",),
        )
        for flavour, functions in EXAMPLES.items()
        for function, examples in functions.items()
        for number, (arguments, result, suffix, *_) in enumerate(examples)
    ]


def as_kind(value: Any, kind: type) -> Any:
    """The value with each str turned into `kind` and each list into a tuple."""
    if isinstance(value, list):
        return tuple(as_kind(v, kind) for v in value)
    return value.encode() if kind is bytes and isinstance(value, str) else value


def compare(path: Any, function: str, arguments: list[Any], wanted: Any, kind: type) -> None:
    """Call a function of a path module; "LIST" as the first argument: the rest is one list."""
    if arguments[0] == "LIST":
        got = getattr(path, function)(list(as_kind(arguments[1:], kind)))
        if not arguments[1:]:
            kind = str
    else:
        got = getattr(path, function)(*as_kind(arguments, kind))
    equal(got, as_kind(wanted, kind))


@table([case for case in rows(str) if case.values["flavour"] == "posix"])
@clause()
@needs("posix-paths")
def check_posix_str(
    os: Os, flavour: str, function: str, arguments: list[Any], wanted: Any, kind: type
) -> None:
    """Each example of POSIX paths gives its result, as str."""
    compare(os.path, function, arguments, wanted, kind)


@table([case for case in rows(bytes) if case.values["flavour"] == "posix"])
@clause()
@needs("posix-paths")
def check_posix_bytes(
    os: Os, flavour: str, function: str, arguments: list[Any], wanted: Any, kind: type
) -> None:
    """Each example of POSIX paths gives its result, as bytes."""
    compare(os.path, function, arguments, wanted, kind)


@table([case for case in rows(str) if case.values["flavour"] == "windows"])
@clause()
@needs("windows-paths")
def check_windows_str(
    os: Os, flavour: str, function: str, arguments: list[Any], wanted: Any, kind: type
) -> None:
    """Each example of Windows paths gives its result, as str."""
    compare(os.path, function, arguments, wanted, kind)


TEXT_FUNCTIONS: dict[str, tuple[str, ...]] = {
    "abspath": ("a",), "basename": ("a/b",), "dirname": ("a/b",), "expanduser": ("a",),
    "expandvars": ("a",),
    "join": ("a", "b"), "normcase": ("a",), "normpath": ("a/b",), "realpath": ("a",), "split": ("a/b",),
    "splitdrive": ("a",), "splitext": ("a.b",), "relpath": ("a", "b"), "isabs": ("a",),
    "commonprefix": ("a",),
    "splitroot": ("a/b",),
}  # fmt: skip


@table(
    [
        Case(f"{name}-{key}", {"name": name, "value": value}, (f"os.path.{name}/rejects-int",))
        for name in TEXT_FUNCTIONS
        if name not in ("splitroot", "commonprefix")
        for key, value in {"int": 1, "none": None, "float": 1.5, "list": [1]}.items()
        if (name, key) != ("relpath", "none")  # CPython: ValueError, as for an empty path
    ]
)
@clause()
def check_rejects(os: Os, name: str, value: Any) -> None:
    """A function of a path refuses what is no path with TypeError."""
    with raises(TypeError):
        getattr(os.path, name)(value)


@table(
    [
        Case(name, {"name": name}, (f"os.path.{name}/{suffix}",))
        for name, suffix in [
            *((n, "str-out-for-str") for n in TEXT_FUNCTIONS
              if n not in ("relpath", "isabs", "commonprefix", "splitroot")),
        ]
    ]
)  # fmt: skip
@clause()
def check_str_for_str(os: Os, name: str) -> None:
    """A function of a path returns str for str."""
    answer = getattr(os.path, name)(*TEXT_FUNCTIONS[name])
    parts = answer if isinstance(answer, tuple) else (answer,)
    for part in parts:
        has_type(part, str, "a part")


BYTES = {
    "abspath": "bytes", "basename": "type", "expanduser": "bytes", "normcase": "bytes", "normpath": "bytes",
    "realpath": "bytes", "relpath": "bytes", "splitdrive": "bytes", "splitext": "bytes", "splitroot": "bytes",
    "expandvars": "bytes",
}  # fmt: skip


@table([Case(n, {"name": n}, (f"os.path.{n}/{suffix}",)) for n, suffix in BYTES.items()])
@clause()
def check_bytes_for_bytes(os: Os, name: str) -> None:
    """A function of a path returns bytes for bytes."""
    answer = getattr(os.path, name)(*[a.encode() for a in TEXT_FUNCTIONS[name]])
    parts = answer if isinstance(answer, tuple) else (answer,)
    for part in parts:
        has_type(part, bytes, "a part")


@table(
    [
        Case(
            "commonpath",
            {"name": "commonpath", "arguments": (["a", b"b"],)},
            ("os.path.commonpath/mix-bytes-str",),
        ),
        Case(
            "join", {"name": "join", "arguments": ("a", b"b")}, ("os/osp-bytes-only-or-str-only",)
        ),
        Case(
            "relpath",
            {"name": "relpath", "arguments": ("a", b"b")},
            ("os/osp-bytes-only-or-str-only",),
        ),
    ]
)
@clause()
def check_mixing(os: Os, name: str, arguments: Any) -> None:
    """Mixing str and bytes raises TypeError."""
    with raises(TypeError):
        getattr(os.path, name)(*arguments)


@table(
    [
        Case("empty", {"arguments": []}, ("os.path.commonpath/empty-valueerror",)),
        Case(
            "absolute-and-relative", {"arguments": ["/a", "b"]}, ("os.path.commonpath/mix-abs-rel",)
        ),
    ]
)
@clause()
@needs("slash-paths")
def check_commonpath_refuses(os: Os, arguments: Any) -> None:
    """commonpath of nothing, or of absolute and relative paths, raises ValueError."""
    with raises(ValueError):
        os.path.commonpath(arguments)


@clause("os.path.relpath/empty-valueerror")
def check_relpath_of_nothing(os: Os) -> None:
    """relpath of an empty path raises ValueError."""
    with raises(ValueError):
        os.path.relpath("")


@clause("os.path.join/no-args")
def check_join_of_nothing(os: Os) -> None:
    """join without an argument raises TypeError."""
    with raises(TypeError):
        os.path.join()


@clause("os.path.join/bad-type")
def check_join_of_numbers(os: Os) -> None:
    """join with a segment that is no path raises TypeError."""
    with raises(TypeError):
        os.path.join("a", 1)


PIECES = st.lists(st.sampled_from(["a", "b.c", ".", "..", "", "é", "x y"]), min_size=1, max_size=5)
WHOLE = st.lists(st.sampled_from(["a", "b.c", ".", "..", "é", "x y"]), min_size=1, max_size=5)


@clause("os.path.split/join-equivalent", "os.path.splitext/sum", "os.path.splitdrive/sum")
@needs("slash-paths")
@given(pieces=PIECES, rooted=st.booleans())
def check_laws_of_splitting(os: Os, pieces: list[str], rooted: bool) -> None:
    """What split, splitext and splitdrive take apart goes together again."""
    path = os.sep * rooted + os.sep.join(pieces)
    head, tail = os.path.split(path)
    equal(os.path.normpath(os.path.join(head, tail)), os.path.normpath(path))
    equal("".join(os.path.splitext(path)), path)
    equal("".join(os.path.splitdrive(path)), path)
    assert os.sep not in tail


@clause("os.path.splitroot/sum")
@given(pieces=PIECES, slashes=st.integers(0, 4))
def check_law_of_splitroot(os: Os, pieces: list[str], slashes: int) -> None:
    """drive, root and tail of splitroot make up the path."""
    path = os.sep * slashes + os.sep.join(pieces)
    equal("".join(os.path.splitroot(path)), path)


@clause("os.path.normpath/textual", "os.path.relpath/no-fs-access")
@given(pieces=WHOLE, start=WHOLE)
def check_laws_of_normalizing(os: Os, pieces: list[str], start: list[str]) -> None:
    """normpath changes nothing twice; joining start and relpath leads back to the path."""
    path, origin = (os.sep + os.sep.join(p) for p in (pieces, start))
    once = os.path.normpath(path)
    equal(os.path.normpath(once), once)
    back = os.path.normpath(os.path.join(origin, os.path.relpath(path, origin)))
    equal(back.lstrip(os.sep), once.lstrip(os.sep))
