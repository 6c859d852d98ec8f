"""os.environ."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.environment.children import seen_by_child
from os_conformance.expect import Unmet, equal, has_type, raises

KEY = "OSCONFORM_KEY"
VALUES = {
    "plain": "v",
    "empty": "",
    "spaces": " a  b ",
    "equals": "a=b=c",
    "non-ascii": "é漢",
    "line": "a\nb",
}


@clause("os.environ/is-mapping", "os.environ/mutable-mapping")
@cases(value=VALUES)
def check_set_and_get(os: Os, value: str) -> None:
    """environ gives back what was assigned, as str."""
    os.environ[KEY] = value
    equal(os.environ[KEY], value)
    equal(os.environ.get(KEY), value)
    assert KEY in os.environ


def mapping_protocol(os: Any, key: Any) -> Any:
    from collections.abc import MutableMapping

    before = len(os.environ)
    os.environ[key] = "1"
    grown = len(os.environ) - before
    keys, values, items = (
        list(os.environ.keys()),
        list(os.environ.values()),
        list(os.environ.items()),
    )
    parallel = [k for k, _ in items] == keys and [v for _, v in items] == values == [
        os.environ[k] for k in keys
    ]
    types = {type(k) for k in keys} | {type(v) for v in values}
    return (
        isinstance(os.environ, MutableMapping),
        grown,
        list(os.environ) == keys,
        parallel,
        types == {str},
        os.environ.setdefault(key, "2"),
        os.environ.pop(key),
        os.environ.pop(key, "gone"),
        os.environ.get(key),
        os.environ.setdefault(key, "3"),
        os.environ.update({key: "4"}),
        os.environ[key],
        key in os.environ,
        bytes not in types,
    )


@clause("os.environ/mutable-mapping", "os.environ/is-mapping")
def check_mapping_protocol(run: Run) -> None:
    """environ behaves as a mutable mapping of str to str."""
    wanted = (True, 1, True, True, True, "1", "1", "gone", None, "3", None, "4", True, True)
    equal(run(mapping_protocol, KEY), wanted)


def popped_items(os: Any) -> Any:
    count, seen = len(os.environ), set()
    while os.environ:
        key, value = os.environ.popitem()
        seen.add(key)
    return count == len(seen), len(os.environ), type(key).__name__, type(value).__name__


@clause("os.environ/mutable-mapping")
@needs("own-process", "variables")
def check_popitem(run: Run) -> None:
    """environ.popitem() removes and returns one variable after the other."""
    equal(run(popped_items), (True, 0, "str", "str"))


@clause("os.environ/set-calls-putenv", "os.environ/subprocess-inherit")
@needs("shared-files")
@cases(value={k: VALUES[k] for k in ("plain", "equals", "non-ascii")})
def check_children_see_assignment(os: Os, world: World, value: str) -> None:
    """A program started after an assignment sees the new value."""
    os.environ[KEY] = value
    if os.name == "nt" and not value.isascii():
        raise Unmet("cmd.exe tells variables in the code page of the console", "not-applicable")
    equal(seen_by_child(os, world, KEY), value.encode())


def set_by(os: Any, how: Any, key: Any, value: Any) -> Any:
    """Set a variable by a method of environ other than assignment; what environ says then."""
    if how == "update":
        os.environ.update({key: value})
    elif how == "update-keyword":
        os.environ.update(**{key: value})
    elif how == "setdefault":
        os.environ.setdefault(key, value)
    else:
        environ = os.environ
        environ |= {key: value}
    return os.environ.get(key)


@table(
    [
        Case("update", {"how": "update"}, ("os.environ/set-calls-putenv",)),
        Case("update-keyword", {"how": "update-keyword"}, ("os.environ/set-calls-putenv",)),
        Case("setdefault", {"how": "setdefault"}, ("os.environ/mutable-mapping",)),
        Case("union", {"how": "union"}, ("os.environ/merge-ior",)),
    ]
)
@clause()
@needs("shared-files", "own-process")
def check_children_see_methods(os: Os, run: Run, world: World, how: str) -> None:
    """update, setdefault and |= set variables for environ and for programs that are started."""
    equal(run(set_by, how, KEY, "v"), "v")
    equal(seen_by_child(os, world, KEY), b"v")


def other_case(os: Any, key: Any) -> Any:
    os.environ[key.upper()] = "upper"
    os.environ.pop(key.lower(), None)
    return key.lower() in os.environ, os.environ.get(key.lower()), os.environ[key.upper()]


@clause("os.environ/case-matters")
@needs("own-process", "posix-paths")
def check_case_matters(run: Run) -> None:
    """A variable is not found by its name in another case, nor deleted by it."""
    equal(run(other_case, KEY), (False, None, "upper"))


@clause("os.environ/del-calls-unsetenv")
@needs("shared-files")
def check_children_see_deletion(os: Os, world: World) -> None:
    """A program started after a deletion does not see the variable."""
    os.environ[KEY] = "v"
    del os.environ[KEY]
    equal(seen_by_child(os, world, KEY), b"unset")


@clause("os.environ/pop-calls-unsetenv")
@needs("shared-files")
def check_children_see_pop(os: Os, world: World) -> None:
    """A program started after pop() does not see the variable."""
    os.environ[KEY] = "v"
    equal(os.environ.pop(KEY), "v")
    equal(seen_by_child(os, world, KEY), b"unset")


@clause("os.environ/clear-calls-unsetenv")
@needs("shared-files", "own-process")
def check_children_see_clear(os: Os, world: World) -> None:
    """A program started after clear() sees none of the variables."""
    os.environ[KEY] = "v"
    os.environ.clear()
    equal(len(os.environ), 0)
    equal(seen_by_child(os, world, KEY), b"unset")


def c_getenv(os: Any, key: Any, value: Any) -> Any:
    import ctypes

    library = ctypes.CDLL(None)
    library.getenv.restype = ctypes.c_char_p
    os.environ[key] = value
    first = library.getenv(key.encode())
    del os.environ[key]
    return first, library.getenv(key.encode())


@clause("os.environ/c-getenv")
@needs("own-process", "shared-files")
def check_c_library_sees_it(run: Run) -> None:
    """getenv(3) returns what was assigned, and nothing after the deletion."""
    equal(run(c_getenv, KEY, "value"), (b"value", None))


def changed_below(os: Any, key: Any) -> Any:
    import ctypes

    ctypes.CDLL(None).setenv(key.encode(), b"below", 1)
    return key in os.environ


@clause("os.environ/captured-at-import")
@needs("own-process")
def check_captured_once(os: Os, run: Run) -> None:
    """A change of the C environment does not show in environ."""
    if os.name == "posix":
        equal(run(changed_below, KEY), False)


@clause("os.environ/putenv-not-reflected")
@needs("variables")
def check_putenv_is_not_reflected(os: Os) -> None:
    """putenv changes environ in no way."""
    os.environ[KEY] = "before"
    os.putenv(KEY, "after")
    os.putenv(KEY + "2", "new")
    equal(os.environ[KEY], "before")
    assert KEY + "2" not in os.environ


@clause("os.environ/key-type")
@cases(key={"bytes": b"k", "int": 1, "none": None, "tuple": ("k",)}, how=["get", "set", "delete"])
def check_key_type(os: Os, key: Any, how: str) -> None:
    """A key that is no str raises TypeError."""
    with raises(TypeError):
        if how == "get":
            os.environ[key]
        elif how == "set":
            os.environ[key] = "v"
        else:
            del os.environ[key]


@clause("os.environ/value-type")
@cases(value={"bytes": b"v", "int": 1, "none": None, "list": ["v"]})
def check_value_type(os: Os, value: Any) -> None:
    """A value that is no str raises TypeError and sets nothing."""
    with raises(TypeError):
        os.environ[KEY] = value
    assert KEY not in os.environ


def missing_key(os: Any, key: Any) -> Any:
    answers = []
    for act in (os.environ.__getitem__, os.environ.__delitem__, os.environ.pop):
        try:
            act(key)
        except KeyError as error:
            answers.append((error.args, error.__cause__ is None, error.__suppress_context__))
    return answers


@clause("os.environ/missing-keyerror", "os.environ/del-missing-keyerror")
def check_missing_key(run: Run) -> None:
    """Getting, deleting and popping a missing key raise KeyError with the key as given."""
    answers = run(missing_key, KEY)
    equal([args for args, _, _ in answers], [(KEY,)] * 3)


@clause("os.environ/copy-dict")
def check_copy(os: Os, run: Run) -> None:
    """copy() is a plain dict of its own."""
    os.environ[KEY] = "1"
    copied = os.environ.copy()
    os.environ[KEY] = "2"
    has_type(copied, dict)
    equal(copied[KEY], "1")


@clause("os.environ/illegal-key", "os.environ/nul")
@cases(pair={"nul-key": ("a\0b", "v"), "nul-value": ("OSCONFORM_KEY", "a\0b")})
@needs("variables")
def check_nul(os: Os, pair: Any) -> None:
    """NUL in a key or value raises ValueError and sets nothing."""
    with raises(ValueError):
        os.environ[pair[0]] = pair[1]
    assert pair[0] not in os.environ


@table(
    [
        Case("equals", {"key": "A=B"}, ("os.environ/illegal-key",)),
        Case("only-equals", {"key": "="}, ("os.environ/illegal-key",)),
        Case("empty", {"key": ""}, ("os.environ/empty-key",)),
    ]
)
@clause()
def check_illegal_key(os: Os, key: str) -> None:
    """An empty key or one with '=' raises and sets nothing."""
    with raises((OSError, ValueError)):
        os.environ[key] = "v"
    assert key not in os.environ


@clause("os.environ/surrogateescape")
@needs("own-process")
def check_undecodable(os: Os) -> None:
    """Undecodable bytes show as lone surrogates and come back as the same bytes."""
    os.environ[KEY] = "a\udcffb"
    equal(os.environ[KEY], "a\udcffb")
    equal(os.environb[KEY.encode()], b"a\xffb")


@clause("os.environ/get-home-like-getenv")
@needs("variables")
def check_start_values(os: Os) -> None:
    """environ has the variables that the process was started with."""
    has_type(os.environ["PATH"], str)
    equal(os.environ["PATH"], os.getenv("PATH"))


def merged(os: Any, key: Any) -> Any:
    os.environ[key] = "own"
    right = os.environ | {key: "other", "OSCONFORM_X": "1"}
    left = {key: "other", "OSCONFORM_X": "1"} | os.environ
    before = os.environ
    os.environ |= {key: "mapping"}
    one = os.environ[key]
    os.environ |= [(key, "pairs")]
    return (
        type(right).__name__, right[key], right["OSCONFORM_X"],
        type(left).__name__, left[key], left["OSCONFORM_X"],
        before is os.environ, one, os.environ[key], "OSCONFORM_X" in os.environ,
    )  # fmt: skip


@clause("os.environ/merge-or", "os.environ/merge-ror", "os.environ/merge-ior")
@needs("own-process")
def check_merge(run: Run) -> None:
    """| makes a dict with the right operand winning; |= updates environ in place."""
    wanted = ("dict", "other", "1", "dict", "own", "1", True, "mapping", "pairs", False)
    equal(run(merged, KEY), wanted)


def bad_merge(os: Any, other: Any) -> Any:
    told = []
    for merge in (lambda: os.environ | other, lambda: other | os.environ):
        try:
            told.append(repr(merge()))
        except TypeError:
            told.append("TypeError")
    return told


@clause("os.environ/merge-or-notimplemented")
@cases(other={"int": 1, "pairs": [("a", "b")], "none": None})
def check_merge_with_no_mapping(run: Run, other: Any) -> None:
    """| with something that is no mapping, on either side, raises TypeError."""
    equal(run(bad_merge, other), ["TypeError"] * 2)


def shown(os: Any, key: Any) -> Any:
    os.environ[key] = "v"
    return type(repr(os.environ)).__name__, type(str(os.environ)).__name__


@clause("os.environ/is-mapping")
def check_shown(run: Run) -> None:
    """environ can be shown, as any object can; how is not promised."""
    equal(run(shown, KEY), ("str", "str"))


def environ_events(os: Any, key: Any, clear: Any) -> Any:
    import sys

    os.environ["OSCONFORM_OTHER"] = "1"
    seen = []
    names = ("os.putenv", "os.unsetenv", "os._clearenv")
    sys.addaudithook(lambda name, args: seen.append((name, *args)) if name in names else None)
    os.environ[key] = "v"
    if clear:
        count = len(os.environ)
        os.environ.clear()
        return count, seen[1:]
    del os.environ[key]
    return seen


@clause("os.environ/audit-putenv", "os.environ/audit-unsetenv")
@needs("own-process", "variables")
def check_audit(os: Os, run: Run) -> None:
    """Assignment and deletion raise the audit events os.putenv and os.unsetenv."""
    key: Any = KEY if os.name == "nt" else KEY.encode()
    value: Any = "v" if os.name == "nt" else b"v"
    equal(run(environ_events, KEY, False), [("os.putenv", key, value), ("os.unsetenv", key)])


@clause("os.environ/clear-audit-single", "os.environ/clear-audit-each")
@needs("own-process")
def check_clear_audit(run: Run) -> None:
    """clear() raises one event where clearenv(3) exists, else one a variable."""
    count, seen = run(environ_events, KEY, True)
    names = [event[0] for event in seen]
    assert names in (["os._clearenv"], ["os.unsetenv"] * count)


@clause("os.environ/nt-upper", "os.environ/nt-monty")
def check_upper_case_keys(os: Os) -> None:
    """On Windows keys are upper case however they are given."""
    os.environ["monty"] = "python"
    equal(os.environ["MONTY"], "python")
    equal(os.environ["Monty"], "python")
    assert "MONTY" in list(os.environ)
    assert "monty" not in list(os.environ)
    del os.environ["mOnTy"]
    assert "MONTY" not in os.environ
