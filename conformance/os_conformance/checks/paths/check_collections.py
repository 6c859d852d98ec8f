"""os.path.commonpath and commonprefix: what they take, what they refuse, what they return."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, FSPath, Os, Run, cases, clause, needs, table
from os_conformance.expect import equal, raises

NAMES = ["a/b/c", "a/b/d", "a/b"]


def common_of(os: Any, kind: Any, paths: Any) -> Any:
    made = {
        "generator": lambda: (path for path in paths),
        "iterator": lambda: iter(paths),
        "map": lambda: map(str, paths),
        "set": lambda: set(paths),
        "frozenset": lambda: frozenset(paths),
        "dict": lambda: dict.fromkeys(paths),
        "keys": lambda: dict.fromkeys(paths).keys(),
    }
    return os.path.commonpath(made[kind]())


@clause("os.path.commonpath/iterable")
@cases(kind=["generator", "iterator", "map", "set", "frozenset", "dict", "keys"])
def check_iterables(os: Os, run: Run, kind: str) -> None:
    """commonpath takes any iterable of paths, and goes through it once."""
    equal(run(common_of, kind, NAMES), os.path.join("a", "b"))


@clause("os.path.commonpath/iterable")
@cases(kind=["generator", "iterator", "set", "dict"])
def check_empty_iterables(run: Run, kind: str) -> None:
    """commonpath raises ValueError for an iterable that is empty."""
    with raises(ValueError):
        run(common_of, kind, [])


@clause("os.path.commonpath/bytes")
@cases(paths={"several": [b"a/b/c", b"a/b/d"], "one": [b"a/b"], "tuple": (b"a/b", b"a/b/")})
@needs("slash-paths")
def check_common_path_of_bytes(os: Os, paths: Any) -> None:
    """commonpath gives bytes for paths as bytes."""
    equal(os.path.commonpath(paths), os.path.join(b"a", b"b"))


@clause("os.path.commonpath/bytes", "os.path.commonpath/no-common-rel")
def check_no_common_path_of_bytes(os: Os) -> None:
    """commonpath gives empty bytes for relative paths as bytes that share nothing."""
    equal(os.path.commonpath([b"a", b"b"]), b"")


PATHS = {
    "str": ([FSPath("a/b/c"), FSPath("a/b/d")], ("a", "b")),
    "bytes": ([FSPath(b"a/b/c"), FSPath(b"a/b/d")], (b"a", b"b")),
    "mixed-with-str": ([FSPath("a/b/c"), "a/b/d"], ("a", "b")),
    "tuple": ((FSPath("a/b/c"), FSPath("a/b/d")), ("a", "b")),
}


@clause("os.path.commonpath/accepts-pathlike")
@cases(row=PATHS)
@needs("slash-paths")
def check_common_path_of_path_like(os: Os, row: tuple[Any, tuple[Any, Any]]) -> None:
    """commonpath takes path-like objects for the paths they stand for."""
    equal(os.path.commonpath(row[0]), os.path.join(*row[1]))


@table(
    [
        Case(f"{key}", {"paths": paths}, ("os.path.commonpath/mix-bytes-str",))
        for key, paths in {
            "str-first": ["a", b"a"], "bytes-first": [b"a", "a"], "absolute": ["/a", b"/a"],
            "path-like": [FSPath("a"), b"a"], "third": ["a", "a", b"a"],
        }.items()
    ]
)  # fmt: skip
@clause()
def check_mixed_kinds(os: Os, paths: list[Any]) -> None:
    """commonpath raises TypeError when bytes and str are mixed."""
    with raises(TypeError):
        os.path.commonpath(paths)


@clause("os.path.commonpath/mix-abs-rel")
@cases(order=["absolute-first", "relative-first"], kind=["str", "bytes"])
@needs("slash-paths")
def check_absolute_and_relative(os: Os, order: str, kind: str) -> None:
    """commonpath raises ValueError when absolute and relative paths are mixed, in either order."""
    paths: list[Any] = ["/a/b", "a/b"] if kind == "str" else [b"/a/b", b"a/b"]
    with raises(ValueError):
        os.path.commonpath(paths if order == "absolute-first" else paths[::-1])


@clause("os.path.commonprefix/bytes")
@cases(
    row={
        "some": ([b"ab", b"ac"], b"a"),
        "all": ([b"ab", b"ab"], b"ab"),
        "none": ([b"a", b"b"], b""),
    }
)
def check_prefix_of_bytes(os: Os, row: tuple[list[bytes], bytes]) -> None:
    """commonprefix gives bytes for paths as bytes."""
    equal(os.path.commonprefix(row[0]), row[1])


@clause("os.path.commonprefix/lists")
@cases(
    row={
        "lists": ([["usr", "lib"], ["usr", "local"]], ["usr"]),
        "tuples": ([("a", "bc"), ("a", "bd"), ("a", "bc", "x")], ("a",)),
        "one": ([["a", "b"]], ["a", "b"]),
        "none": ([["a"], ["b"]], []),
    }
)
def check_prefix_of_lists(os: Os, row: tuple[Any, Any]) -> None:
    """commonprefix compares lists of names name by name."""
    equal(os.path.commonprefix(row[0]), row[1])


@clause("os.path.commonprefix/accepts-pathlike")
@cases(row={"str": ([FSPath("ab"), FSPath("ac")], "a"), "bytes": ([FSPath(b"ab"), b"ac"], b"a"),
            "one": ((FSPath("ab"),), "ab")})  # fmt: skip
def check_prefix_of_path_like(os: Os, row: tuple[Any, Any]) -> None:
    """commonprefix takes path-like objects for the paths they stand for."""
    equal(os.path.commonprefix(row[0]), row[1])


@clause("os.path.commonprefix/rejects-int")
@cases(value={"int": 5, "ints": [1, 2], "none": [None], "path-and-int": ["a", 1], "float": 1.5})
def check_prefix_of_no_paths(os: Os, value: Any) -> None:
    """commonprefix raises TypeError for what is no list of paths."""
    with raises(TypeError):
        os.path.commonprefix(value)


def warnings_of_prefix(os: Any) -> Any:
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        os.path.commonprefix(["ab", "ac"])
    return [warning.category.__name__ for warning in caught]


@clause("os.path.commonprefix/deprecated")
def check_prefix_is_deprecated(run: Run) -> None:
    """commonprefix warns that it is deprecated."""
    equal(run(warnings_of_prefix), ["DeprecationWarning"])


@clause("os.path.normcase/type-error")
@cases(value={"int": 1, "none": None, "float": 1.5, "list": ["a"], "bool": True})
def check_normcase_of_no_path(os: Os, value: Any) -> None:
    """normcase raises TypeError for what is no path, on every platform."""
    with raises(TypeError):
        os.path.normcase(value)


@clause("os.path.isabs/bytes")
@cases(row={"root": (b"/", True), "name": (b"a", False), "empty": (b"", False), "below": (b"/a/b", True),
            "dots": (b"../a", False)})  # fmt: skip
@needs("posix-paths")
def check_absolute_bytes(os: Os, row: tuple[bytes, bool]) -> None:
    """isabs tells of bytes what it tells of str."""
    equal(os.path.isabs(row[0]), row[1])
    equal(os.path.isabs(row[0].decode()), row[1])


@clause("os.path.supports_unicode_filenames/bool")
def check_supports_unicode(os: Os) -> None:
    """supports_unicode_filenames is a bool."""
    equal(type(os.path.supports_unicode_filenames), bool)


@clause("os.path.supports_unicode_filenames/macos-true")
def check_supports_unicode_on_macos(os: Os) -> None:
    """supports_unicode_filenames is true on macOS."""
    equal(os.path.supports_unicode_filenames, True)
