"""os.path where it is the module for POSIX: parts of paths, expansion, times."""

from __future__ import annotations

import re
from typing import Any

from . import Function, wrong


def path(*names: str) -> Any:
    """`wrong` for names of os.path."""
    return wrong(*(f"path.{name}" for name in names))


@path("abspath")
def abspath_keeps_dots(os: Any, old: Function) -> Function:
    """.. stays in the path."""
    return lambda path: os.path.join(
        os.getcwdb() if isinstance(os.fspath(path), bytes) else os.getcwd(), path
    )


@path("abspath")
def abspath_follows(os: Any, old: Function) -> Function:
    """Links are followed."""
    return lambda path: os.path.realpath(path)


@path("basename")
def basename_like_the_program(os: Any, old: Function) -> Function:
    """A slash at the end does not count."""
    return lambda p: old(os.fspath(p).rstrip("/") or p) if isinstance(os.fspath(p), str) else old(p)


@path("dirname")
def dirname_like_the_program(os: Any, old: Function) -> Function:
    """A name alone is in "."."""
    return lambda p: old(p) or (b"." if isinstance(os.fspath(p), bytes) else ".")


@path("commonpath")
def commonpath_by_letters(os: Any, old: Function) -> Function:
    """Of names that begin alike the beginning counts."""

    def function(paths: Any) -> Any:
        found = list(paths)
        old(found)
        return os.path.commonprefix([os.path.normpath(p) for p in found])

    return function


@path("commonpath")
def commonpath_of_nothing(os: Any, old: Function) -> Function:
    """No paths have the empty path in common."""
    return lambda paths: old(found) if (found := list(paths)) else ""


@path("commonpath")
def commonpath_of_mixed(os: Any, old: Function) -> Function:
    """An absolute path and a relative one have the empty path in common."""

    def function(paths: Any) -> Any:
        found = list(map(os.fspath, paths))
        return found[0][:0] if found and len(set(map(os.path.isabs, found))) > 1 else old(found)

    return function


@path("commonpath")
def commonpath_normalises(os: Any, old: Function) -> Function:
    """.. counts as its parent's parent."""
    return lambda paths: old([os.path.normpath(p) for p in paths])


@path("commonprefix")
def commonprefix_by_parts(os: Any, old: Function) -> Function:
    """Only whole names count."""

    def function(m: Any) -> Any:
        answer = old(m)
        if isinstance(answer, str) and "/" in answer and any(p != answer for p in m):
            return answer[: answer.rindex("/") + 1]
        return answer

    return function


@path("commonprefix")
def commonprefix_of_nothing(os: Any, old: Function) -> Function:
    """No paths are an error."""

    def function(m: Any) -> Any:
        if not m:
            raise ValueError("nothing")
        return old(m)

    return function


@path("exists")
def exists_of_descriptors(os: Any, old: Function) -> Function:
    """Every number is there."""
    return lambda path: True if isinstance(path, int) else old(path)


@path("exists")
def exists_raises_for_nul(os: Any, old: Function) -> Function:
    """A path with NUL is an error."""

    def function(path: Any) -> bool:
        if isinstance(path, str) and "\0" in path:
            raise ValueError("embedded null byte")
        return bool(old(path))

    return function


@path("exists", "isdir", "isfile")
def tests_raise_without_permission(os: Any, old: Function) -> Function:
    """Where a directory may not be searched an error is raised."""

    def function(path: Any) -> bool:
        try:
            os.stat(path)
        except PermissionError:
            raise
        except (OSError, ValueError):
            return False
        return bool(old(path))

    return function


@path("lexists")
def lexists_follows(os: Any, old: Function) -> Function:
    """A link to nothing does not exist."""
    return lambda path: os.path.exists(path)


@path("expanduser")
def expanduser_without_home(os: Any, old: Function) -> Function:
    """Without HOME the path is left as it is."""
    return lambda path: old(path) if "HOME" in os.environ else os.fspath(path)


@path("expanduser")
def expanduser_of_users_is_home(os: Any, old: Function) -> Function:
    """~user is the own home directory."""

    def function(path: Any) -> Any:
        text = os.fspath(path)
        return old(re.sub(r"^~[^/]*", "~", text)) if isinstance(text, str) else old(path)

    return function


@path("expanduser")
def expanduser_keeps_slashes(os: Any, old: Function) -> Function:
    """A slash at the end of HOME stays."""

    def function(path: Any) -> Any:
        text = os.fspath(path)
        if (
            isinstance(text, str)
            and (text == "~" or text.startswith("~/"))
            and "HOME" in os.environ
        ):
            return os.environ["HOME"] + text[1:]
        return old(path)

    return function


@path("expanduser")
def expanduser_of_unknown_users(os: Any, old: Function) -> Function:
    """An unknown user is an error."""

    def function(path: Any) -> Any:
        answer = old(path)
        if os.fspath(path)[:1] in ("~", b"~") and answer == os.fspath(path):
            raise KeyError(path)
        return answer

    return function


@path("expanduser")
def expanduser_everywhere(os: Any, old: Function) -> Function:
    """~ in the middle of a path is replaced, too."""

    def function(path: Any) -> Any:
        answer = old(path)
        return answer.replace("/~/", old("~") + "/") if isinstance(answer, str) else answer

    return function


@path("expandvars")
def expandvars_without_braces(os: Any, old: Function) -> Function:
    """${name} is left as it is."""

    def function(path: Any) -> Any:
        text = os.fspath(path)
        if not isinstance(text, str):
            return old(path)
        return re.sub(r"\$(\w+)", lambda m: os.environ.get(m[1], m[0]), text, flags=re.ASCII)

    return function


@path("expandvars")
def expandvars_of_unknown_is_empty(os: Any, old: Function) -> Function:
    """An unknown name becomes nothing."""

    def function(path: Any) -> Any:
        answer = old(path)
        return (
            re.sub(r"\$(\w+|\{[^}]*\})", "", answer, flags=re.ASCII)
            if isinstance(answer, str)
            else answer
        )

    return function


@path("expandvars")
def expandvars_again(os: Any, old: Function) -> Function:
    """What a value brings is expanded, too."""
    return lambda path: old(old(path))


@path("expandvars")
def expandvars_with_percent(os: Any, old: Function) -> Function:
    """%name% is expanded, too."""

    def function(path: Any) -> Any:
        answer = old(path)
        if not isinstance(answer, str):
            return answer
        return re.sub(r"%(\w+)%", lambda m: os.environ.get(m[1], m[0]), answer)

    return function


@path("getmtime", "getatime", "getctime")
def gettime_is_whole(os: Any, old: Function) -> Function:
    """Times lack their fraction."""
    return lambda filename: float(int(old(filename)))


@path("getctime")
def getctime_is_getmtime(os: Any, old: Function) -> Function:
    """getctime is the time of the last change of the contents."""
    return lambda filename: os.path.getmtime(filename)
