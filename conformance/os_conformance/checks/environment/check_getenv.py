"""os.getenv, os.putenv, os.unsetenv and os.get_exec_path."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, World, cases, clause, needs, table
from os_conformance.checks.environment.children import seen_by_child
from os_conformance.expect import equal, has_type, raises

KEY = "OSCONFORM_KEY"
DIRECTORIES = ["first", "second dir", "", "third"]


@clause("os.getenv/value", "os.getenv/uses-environ")
@cases(value={"plain": "v", "empty": "", "non-ascii": "é漢"})
def check_getenv(os: Os, value: str) -> None:
    """getenv returns the value in environ, as str."""
    os.environ[KEY] = value
    equal(os.getenv(KEY), value)


@clause("os.getenv/default-none", "os.getenv/default", "os.getenv/default-object")
@cases(default={"none": None, "str": "d", "int": 5, "list": [1], "bytes": b"x"})
def check_getenv_default(os: Os, default: Any) -> None:
    """getenv of a missing variable returns the default, of any type."""
    equal(os.getenv(KEY), None)
    equal(os.getenv(KEY, default), default)
    equal(os.getenv(KEY, default=default), default)


@clause("os.getenv/uses-environ")
@needs("variables")
def check_getenv_ignores_putenv(os: Os) -> None:
    """getenv does not see what putenv has set."""
    os.putenv(KEY, "v")
    equal(os.getenv(KEY), None)


@clause("os.getenv/key-type")
@cases(key={"bytes": b"k", "int": 1, "none": None})
def check_getenv_key_type(os: Os, key: Any) -> None:
    """getenv of a key that is no str raises TypeError."""
    with raises(TypeError):
        os.getenv(key)


@clause("os.getenv/surrogateescape")
def check_getenv_undecodable(os: Os) -> None:
    """getenv shows undecodable bytes as lone surrogates."""
    os.environb[KEY.encode()] = b"a\xff"
    equal(os.getenv(KEY), "a\udcff")


@clause("os.putenv/child-sees", "os.putenv/overwrite")
@needs("shared-files")
def check_putenv(os: Os, world: World) -> None:
    """putenv sets a variable for programs started afterwards, and sets it anew."""
    equal(os.putenv(KEY, "one"), None)
    equal(seen_by_child(os, world, KEY), b"one")
    os.putenv(KEY, "two")
    equal(seen_by_child(os, world, KEY), b"two")


@clause("os.putenv/environ-unchanged", "os.unsetenv/environ-unchanged")
def check_environ_stays(os: Os) -> None:
    """putenv and unsetenv leave environ as it is."""
    os.environ[KEY] = "v"
    os.putenv(KEY, "other")
    os.unsetenv(KEY)
    equal(os.environ[KEY], "v")


@clause("os.unsetenv/child-not-sees")
@needs("shared-files")
def check_unsetenv(os: Os, world: World) -> None:
    """unsetenv removes a variable for programs started afterwards."""
    os.environ[KEY] = "v"
    equal(os.unsetenv(KEY), None)
    equal(seen_by_child(os, world, KEY), b"unset")


@clause("os.unsetenv/missing")
def check_unsetenv_missing(os: Os) -> None:
    """unsetenv of a variable that is not set is no error."""
    equal(os.unsetenv("OSCONFORM_NEVER_SET"), None)


@clause("os.putenv/always", "os.unsetenv/always")
def check_always_there(os: Os) -> None:
    """putenv and unsetenv are there."""
    assert hasattr(os, "putenv")
    assert hasattr(os, "unsetenv")


@clause("os.putenv/nul")
@cases(pair={"key": ("a\0b", "v"), "value": ("k", "a\0b"), "bytes-key": (b"a\0b", b"v")})
def check_putenv_nul(os: Os, pair: Any) -> None:
    """putenv with NUL in key or value raises ValueError (on Windows bytes are no key at all)."""
    with raises((ValueError, TypeError) if os.name == "nt" else ValueError):
        os.putenv(*pair)


@table(
    [
        Case("equals", {"key": "A=B"}, ("os.putenv/illegal-key",)),
        Case("empty", {"key": ""}, ("os.putenv/empty-key",)),
    ]
)
@clause()
def check_putenv_illegal_key(os: Os, key: str) -> None:
    """putenv of an empty key or one with '=' raises."""
    with raises((OSError, ValueError)):
        os.putenv(key, "v")


def events(os: Any, key: Any) -> Any:
    import sys

    seen = []
    names = ("os.putenv", "os.unsetenv")
    sys.addaudithook(lambda name, args: seen.append((name, *args)) if name in names else None)
    os.putenv(key, "v")
    os.unsetenv(key)
    return seen


@clause("os.putenv/audit-putenv", "os.unsetenv/audit-unsetenv")
@needs("own-process")
def check_audit(os: Os, run: Run) -> None:
    """putenv and unsetenv raise their audit events with key and value."""
    key: Any = KEY if os.name == "nt" else KEY.encode()
    value: Any = "v" if os.name == "nt" else b"v"
    equal(run(events, KEY), [("os.putenv", key, value), ("os.unsetenv", key)])


@clause(
    "os.get_exec_path/split-path",
    "os.get_exec_path/default-environ",
    "os.get_exec_path/returns-list",
)
def check_exec_path(os: Os) -> None:
    """get_exec_path returns the directories of PATH in environ, in order, empty ones too."""
    os.environ["PATH"] = os.pathsep.join(DIRECTORIES)
    answer = os.get_exec_path()
    has_type(answer, list)
    equal(answer, DIRECTORIES)


@clause("os.get_exec_path/env-arg")
@cases(path={"several": DIRECTORIES, "one": ["only"]})
def check_exec_path_of_mapping(os: Os, path: list[str]) -> None:
    """get_exec_path uses PATH of the mapping it is given, not environ's."""
    os.environ["PATH"] = "elsewhere"
    equal(os.get_exec_path({"PATH": os.pathsep.join(path)}), path)
    equal(os.get_exec_path(env={"PATH": os.pathsep.join(path)}), path)


@clause("os.get_exec_path/no-path-defpath")
@cases(given=[True, False])
@needs("variables")
def check_exec_path_default(os: Os, given: bool) -> None:
    """get_exec_path without a PATH returns the directories of defpath."""
    del os.environ["PATH"]
    answer = os.get_exec_path({}) if given else os.get_exec_path()
    equal(answer, os.defpath.split(os.pathsep))


def path_of_bytes(os: Any, given: Any) -> Any:
    os.environb[b"PATH"] = os.fsencode(os.pathsep).join([b"own", b"\xff"])
    if given == "environb":
        return os.get_exec_path(os.environb)
    return os.get_exec_path({b"PATH": os.fsencode(os.pathsep).join([b"first", b"\xfe"])})


@clause("os.get_exec_path/bytes-environment", "os.get_exec_path/returns-list")
@needs("own-process")
@cases(
    given={
        "environb": ("environb", ["own", "\udcff"]),
        "mapping": ("mapping", ["first", "\udcfe"]),
    }
)
@needs("posix-paths")
def check_exec_path_of_bytes(run: Run, given: tuple[str, list[str]]) -> None:
    """get_exec_path takes an environment of bytes, such as environb, and returns str."""
    equal(run(path_of_bytes, given[0]), given[1])
