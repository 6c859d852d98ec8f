"""os.fspath and os.PathLike."""

from __future__ import annotations

from typing import Any

from os_conformance.check import FSPath, Os, Run, cases, clause
from os_conformance.checks.descriptors.parts import present
from os_conformance.expect import equal, one_of, raises
from os_conformance.snippets import class_of, uses

RESULTS = {"str": "a/b", "bytes": b"a/b", "empty": "", "escaped": "a\udcff", "nul": "a\0b"}
BAD = {"int": 1, "none": None, "bytearray": bytearray(b"a"), "list": ["a"], "float": 1.5}
NO_PATHS: dict[str, Any] = {
    "int": 1,
    "none": None,
    "float": 0.5,
    "list": [],
    "bytearray": bytearray(b"a"),
    "set": {1},
}


@clause("os.fspath/result-str-or-bytes", "os.PathLike/fspath-returns")
@cases(value=RESULTS)
def check_result(os: Os, value: Any) -> None:
    """fspath returns what __fspath__ returns, str or bytes."""
    equal(os.fspath(FSPath(value)), value)


def bad_result(os: Any, value: Any) -> Any:
    class Path:
        def __fspath__(self):
            return value

    try:
        return repr(os.fspath(Path()))
    except TypeError:
        return "TypeError"


@clause("os.fspath/bad-result-typeerror")
@cases(value=BAD)
def check_bad_result(run: Run, value: Any) -> None:
    """A __fspath__ that returns neither str nor bytes raises TypeError."""
    equal(run(bad_result, value), "TypeError")


@uses(class_of)
def odd_protocol(os: Any, which: Any) -> Any:
    class OnInstance:
        def __init__(self):
            self.__fspath__ = lambda: "instance"

    class Nested:
        def __fspath__(self):
            class Inner:
                def __fspath__(self):
                    return "inner"

            return Inner()

    class Blocked:
        __fspath__ = None

    class Raising:
        def __fspath__(self):
            raise KeyError("own")

    class Lacking:
        def __fspath__(self):
            return self.nowhere  # type: ignore[attr-defined]  # its AttributeError is the case

    class Text(str):
        def __fspath__(self):
            return "method"

    class Derived(Raising):
        def __fspath__(self):
            return "derived"

    value = {
        "instance": OnInstance, "nested": Nested, "blocked": Blocked, "raising": Raising,
        "lacking": Lacking, "text": lambda: Text("itself"), "derived": Derived, "class": lambda: Derived,
    }[which]()  # fmt: skip
    try:
        return str(os.fspath(value))
    except Exception as error:
        return class_of(error)


@clause("os.fspath/no-protocol-typeerror")
@cases(which=["instance", "blocked", "class", "nested"])
def check_protocol_is_of_the_type(os: Os, run: Run, which: str) -> None:
    """An __fspath__ that the object's type does not have as a method is none: TypeError."""
    present(os, "fspath")
    equal(run(odd_protocol, which), "TypeError")


@clause("os.fspath/result-str-or-bytes")
@cases(
    pair={
        "derived": ("derived", "derived"),
        "text": ("text", "itself"),
        "raising": ("raising", "KeyError"),
        "lacking": ("lacking", "AttributeError"),
    }
)
def check_protocol(os: Os, run: Run, pair: tuple[str, str]) -> None:
    """__fspath__ is looked up on the type, its own errors come through, and text is taken as it is."""
    present(os, "fspath")
    equal(run(odd_protocol, pair[0]), pair[1])


def same_object(os: Any, kind: Any) -> Any:
    class Text(str):
        pass

    class Octets(bytes):
        pass

    value = {"str": "a/b", "bytes": b"a/b", "of-str": Text("a/b"), "of-bytes": Octets(b"a/b")}[kind]
    return os.fspath(value) is value


@clause("os.fspath/str-unchanged", "os.fspath/bytes-unchanged")
@cases(kind=["str", "bytes", "of-str", "of-bytes"])
def check_same_object(run: Run, kind: str) -> None:
    """fspath returns str and bytes unchanged: the object itself, of a derived class too."""
    equal(run(same_object, kind), True)


@clause("os.fspath/no-protocol-typeerror")
@cases(value=NO_PATHS)
def check_no_protocol(os: Os, value: Any) -> None:
    """An object without __fspath__ raises TypeError."""
    with raises(TypeError):
        os.fspath(value)


def path_like(os: Any) -> Any:
    import abc
    import pathlib

    class Virtual:
        def __fspath__(self):
            return "v"

    def own_path(self):
        return "real"

    real = type("Real", (os.PathLike,), {"__fspath__": own_path})
    abstract = type("Abstract", (os.PathLike,), {})

    class Plain:
        pass

    def refused(kind):
        try:
            kind()
        except TypeError:
            return True
        return False

    return {
        "abc": (isinstance(os.PathLike, abc.ABCMeta), refused(os.PathLike)),
        "subclasshook": (issubclass(Virtual, os.PathLike), isinstance(Virtual(), os.PathLike)),
        "not-instance": (
            [isinstance(v, os.PathLike) for v in ("a", b"a", 1, None, Plain())],
            [issubclass(k, os.PathLike) for k in (str, bytes, int, Plain)],
        ),
        "abstract-method": (
            sorted(os.PathLike.__abstractmethods__),
            refused(abstract),
            refused(real),
        ),
        "fspath-returns": os.fspath(real()),
        "purepath": (
            isinstance(pathlib.PurePath("a"), os.PathLike),
            isinstance(pathlib.PureWindowsPath("a"), os.PathLike),
            issubclass(pathlib.Path, os.PathLike),
            os.fspath(pathlib.PurePosixPath("a/b")),
        ),
    }


WANTED: dict[str, Any] = {
    "abc": (True, True),
    "subclasshook": (True, True),
    "not-instance": ([False] * 5, [False] * 4),
    "abstract-method": (["__fspath__"], True, False),
    "fspath-returns": "real",
    "purepath": (True, True, True, "a/b"),
}


@clause("os.PathLike/abc")
def check_abstract_class(run: Run) -> None:
    """PathLike is an abstract base class that cannot be instantiated."""
    equal(run(path_like)["abc"], WANTED["abc"])


@clause("os.PathLike/subclasshook")
def check_virtual_subclass(run: Run) -> None:
    """Every class with __fspath__ is a subclass of PathLike, its objects are instances."""
    equal(run(path_like)["subclasshook"], WANTED["subclasshook"])


@clause("os.PathLike/not-instance")
def check_no_instance(run: Run) -> None:
    """What has no __fspath__ is no PathLike: str and bytes are none either."""
    equal(run(path_like)["not-instance"], WANTED["not-instance"])


@clause("os.PathLike/abstract-method")
def check_abstract_method(run: Run) -> None:
    """__fspath__ is abstract: a subclass without it cannot be instantiated, one with it can."""
    equal(run(path_like)["abstract-method"], WANTED["abstract-method"])


@clause("os.PathLike/fspath-returns")
def check_subclass(run: Run) -> None:
    """fspath of an object of a real subclass is what its __fspath__ returns."""
    equal(run(path_like)["fspath-returns"], WANTED["fspath-returns"])


def asked_above(os: Any) -> Any:
    class Path(os.PathLike):  # type: ignore[misc]  # the candidate's class is not known
        def __fspath__(self):
            return super().__fspath__()

    try:
        return type(Path().__fspath__()).__name__
    except Exception:
        return "raised"


@clause("os.PathLike/own-method")
def check_own_method(run: Run) -> None:
    """PathLike's own __fspath__, which knows no path, raises, or returns str or bytes all the same."""
    one_of(run(asked_above), ("raised", "str", "bytes"))


@clause("os.PathLike/purepath")
def check_pathlib(run: Run) -> None:
    """The paths of pathlib are PathLike."""
    equal(run(path_like)["purepath"], WANTED["purepath"])


def generic(os: Any) -> Any:
    text, data = os.PathLike[str], os.PathLike[bytes]
    return text.__origin__ is os.PathLike, text.__args__ == (str,), data.__args__ == (bytes,)


@clause("os.PathLike/generic")
def check_generic(run: Run) -> None:
    """PathLike[str] and PathLike[bytes] are types of PathLike with that argument."""
    equal(run(generic), (True, True, True))
