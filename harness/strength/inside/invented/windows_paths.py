"""os.path where it is the module for Windows; what looks at text alone."""

from __future__ import annotations

import re
from typing import Any

from . import Function, wrong


def path(*names: str) -> Any:
    """`wrong` for names of os.path where it is the module for Windows."""
    return wrong(*(f"path.{name}" for name in names), flavour="nt")


def _str(os: Any, path: Any) -> str | None:
    """A path as str; None for bytes."""
    text = os.fspath(path)
    return text if isinstance(text, str) else None


@path("splitdrive")
def nt_splitdrive_without_shares(os: Any, old: Function) -> Function:
    """A share is no drive."""

    def function(p: Any) -> Any:
        text = os.fspath(p)
        return (text[:0], text) if text[:1] in ("\\", "/", b"\\", b"/") else old(p)

    return function


@path("splitdrive")
def nt_splitdrive_shares_with_slashes(os: Any, old: Function) -> Function:
    """A share that is written with slashes is no drive."""

    def function(p: Any) -> Any:
        text = os.fspath(p)
        return (text[:0], text) if text[:2] in ("//", b"//") else old(p)

    return function


@path("splitdrive")
def nt_splitdrive_share_with_the_root(os: Any, old: Function) -> Function:
    """The separator behind a share belongs to the drive."""

    def function(p: Any) -> Any:
        drive, rest = old(p)
        return (drive + rest[:1], rest[1:]) if len(drive) > 2 else (drive, rest)

    return function


@path("isabs")
def nt_isabs_of_drives(os: Any, old: Function) -> Function:
    """A drive alone makes a path absolute."""
    return lambda s: old(s) or os.fspath(s)[1:2] in (":", b":")


@path("isabs")
def nt_isabs_needs_backslashes(os: Any, old: Function) -> Function:
    """C:/ does not begin an absolute path."""
    return lambda s: old(s) and os.fspath(s)[2:3] not in ("/", b"/")


@path("join")
def nt_join_drops_drives(os: Any, old: Function) -> Function:
    """A part with a root and no drive loses the drive that is before it."""

    def function(path: Any, *paths: Any) -> Any:
        parts = [os.fspath(path), *map(os.fspath, paths)]
        start = max(
            (n for n, p in enumerate(parts) if p[:1] in ("\\", "/", b"\\", b"/")), default=0
        )
        return old(*parts[start:])

    return function


@path("join")
def nt_join_of_drives(os: Any, old: Function) -> Function:
    """A separator is put behind a drive."""

    def function(path: Any, *paths: Any) -> Any:
        text = _str(os, path)
        return old(
            text + "\\" if text and re.fullmatch("[A-Za-z]:", text) and paths else path, *paths
        )

    return function


@path("join")
def nt_join_by_the_case_of_drives(os: Any, old: Function) -> Function:
    """c: and C: are two drives."""

    def function(path: Any, *paths: Any) -> Any:
        answer = path
        for part in paths:
            one, other = os.path.splitdrive(answer)[0], os.path.splitdrive(part)[0]
            answer = os.fspath(part) if other and one != other else old(answer, part)
        return answer if paths else old(path)

    return function


@path("join")
def nt_join_with_slashes(os: Any, old: Function) -> Function:
    """Parts are joined by slashes."""

    def function(path: Any, *paths: Any) -> Any:
        answer = old(path, *paths)
        return answer.replace("\\", "/") if isinstance(answer, str) and paths else answer

    return function


@path("normcase")
def nt_normcase_keeps_slashes(os: Any, old: Function) -> Function:
    """Slashes stay."""
    return lambda s: os.fspath(s).lower()


@path("normcase")
def nt_normcase_keeps_letters(os: Any, old: Function) -> Function:
    """Capital letters stay."""
    return lambda s: s.replace("/", "\\") if isinstance(s := os.fspath(s), str) else old(s)


@path("normpath")
def nt_normpath_of_relative_drives(os: Any, old: Function) -> Function:
    """.. behind a drive alone is dropped."""

    def function(path: Any) -> Any:
        answer = old(path)
        return (
            re.sub(r"^([A-Za-z]:)(\.\.\\?)+", r"\1", answer) if isinstance(answer, str) else answer
        )

    return function


@path("normpath")
def nt_normpath_lowers_drives(os: Any, old: Function) -> Function:
    """The letter of a drive becomes small."""

    def function(path: Any) -> Any:
        answer = old(path)
        return answer[:1].lower() + answer[1:] if answer[1:2] in (":", b":") else answer

    return function


@path("normpath")
def nt_normpath_of_devices(os: Any, old: Function) -> Function:
    """Paths that start with \\\\?\\ are not looked into."""

    def function(path: Any) -> Any:
        text = os.fspath(path)
        return text if text[:4] in ("\\\\?\\", b"\\\\?\\") else old(path)

    return function


@path("normpath")
def nt_normpath_above_shares(os: Any, old: Function) -> Function:
    """Two separators at the beginning become one."""

    def function(path: Any) -> Any:
        answer = old(path)
        return answer[1:] if answer[:2] in ("\\\\", b"\\\\") else answer

    return function


@path("commonpath")
def nt_commonpath_by_case(os: Any, old: Function) -> Function:
    """Capital and small letters differ."""

    def function(paths: Any) -> Any:
        found = list(map(os.fspath, paths))
        answer = old(found)
        if not isinstance(answer, str):
            return answer
        while answer and not all(p.replace("/", "\\").startswith(answer) for p in found):
            answer = answer.rpartition("\\")[0]
        return answer

    return function


@path("commonpath")
def nt_commonpath_on_two_drives(os: Any, old: Function) -> Function:
    """Paths on two drives have the empty path in common."""

    def function(paths: Any) -> Any:
        found = list(map(os.fspath, paths))
        drives = {os.path.splitdrive(p)[0].lower() for p in found if isinstance(p, str)}
        return "" if len(drives) > 1 else old(found)

    return function


@path("commonpath")
def nt_commonpath_with_one_separator(os: Any, old: Function) -> Function:
    """Slashes do not separate."""

    def function(paths: Any) -> Any:
        found = list(map(os.fspath, paths))
        if not all(isinstance(p, str) for p in found):
            return old(found)
        return old([p.replace("/", "\0") for p in found]).replace("\0", "/")

    return function


@path("relpath")
def nt_relpath_on_another_drive(os: Any, old: Function) -> Function:
    """On another drive the path is absolute."""

    def function(path: Any, start: Any = None) -> Any:
        try:
            return old(path, start)
        except ValueError:
            if not os.fspath(path):
                raise
            return os.path.abspath(path)

    return function


@path("relpath")
def nt_relpath_by_case(os: Any, old: Function) -> Function:
    """Capital and small letters differ."""

    def function(path: Any, start: Any = None) -> Any:
        answer = old(path, start)
        one, other = _str(os, path), start and _str(os, start)
        if one and other and one != other and one.lower() == other.lower():
            return "..\\" + os.path.basename(one)
        return answer

    return function


@path("expandvars")
def nt_expandvars_without_percent(os: Any, old: Function) -> Function:
    """%name% is left as it is."""

    def function(path: Any) -> Any:
        text = _str(os, path)
        if text is None:
            return old(path)
        return old(text.replace("%", "\0")).replace("\0", "%")

    return function


@path("expandvars")
def nt_expandvars_without_dollar(os: Any, old: Function) -> Function:
    """$name is left as it is."""

    def function(path: Any) -> Any:
        text = _str(os, path)
        if text is None:
            return old(path)
        return re.sub(r"%(\w+)%", lambda m: os.environ.get(m[1], m[0]), text)

    return function


@path("expandvars")
def nt_expandvars_of_unknown_is_empty(os: Any, old: Function) -> Function:
    """An unknown %name% becomes nothing."""

    def function(path: Any) -> Any:
        answer = old(path)
        return re.sub(r"%\w+%", "", answer) if isinstance(answer, str) else answer

    return function


@path("expanduser")
def nt_expanduser_by_home(os: Any, old: Function) -> Function:
    """HOME counts, before USERPROFILE."""

    def function(path: Any) -> Any:
        text = _str(os, path)
        home = os.environ.get("HOME")
        if text is not None and home and (text == "~" or text[:2] in ("~\\", "~/")):
            return home + text[1:]
        return old(path)

    return function


@path("expanduser")
def nt_expanduser_of_the_drive(os: Any, old: Function) -> Function:
    """HOMEPATH counts without HOMEDRIVE."""

    def function(path: Any) -> Any:
        text = _str(os, path)
        if text in ("~",) and "USERPROFILE" not in os.environ and "HOMEPATH" in os.environ:
            return os.environ["HOMEPATH"]
        return old(path)

    return function


@path("expanduser")
def nt_expanduser_of_users(os: Any, old: Function) -> Function:
    """~user is the own home directory."""

    def function(path: Any) -> Any:
        text = _str(os, path)
        return old(re.sub(r"^~[^\\/]*", "~", text)) if text else old(path)

    return function


@path("split")
def nt_split_at_backslashes(os: Any, old: Function) -> Function:
    """Slashes do not separate."""

    def function(p: Any) -> Any:
        text = _str(os, p)
        if text is None:
            return old(p)
        head, tail = old(text.replace("/", "\0"))
        return head.replace("\0", "/"), tail.replace("\0", "/")

    return function


@path("splitext")
def nt_splitext_at_backslashes(os: Any, old: Function) -> Function:
    """A dot before a slash begins an extension."""

    def function(p: Any) -> Any:
        text = _str(os, p)
        if text is None:
            return old(p)
        root, extension = old(text.replace("/", "\0"))
        return root.replace("\0", "/"), extension.replace("\0", "/")

    return function


@path("basename")
def nt_basename_of_drives(os: Any, old: Function) -> Function:
    """The base name of C:name has the drive."""

    def function(p: Any) -> Any:
        drive = os.path.splitdrive(p)[0]
        name = old(p)
        return drive + name if os.fspath(p) == drive + name else name

    return function


@path("dirname")
def nt_dirname_of_roots(os: Any, old: Function) -> Function:
    """The separator of a root is dropped."""

    def function(p: Any) -> Any:
        answer = old(p)
        return answer[:-1] if answer[1:] in (":\\", ":/", b":\\", b":/") else answer

    return function


@path("abspath")
def nt_abspath_keeps_slashes(os: Any, old: Function) -> Function:
    """Slashes stay."""

    def function(path: Any) -> Any:
        answer = old(path)
        return answer.replace("\\", "/") if isinstance(answer, str) else answer

    return function


@path("normpath")
def nt_normpath_with_slashes(os: Any, old: Function) -> Function:
    """A slash is a letter of a name."""

    def function(path: Any) -> Any:
        text = _str(os, path)
        return old(path) if text is None else old(text.replace("/", "\0")).replace("\0", "/")

    return function
