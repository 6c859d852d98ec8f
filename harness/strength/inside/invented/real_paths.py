"""os.path where it is the module for POSIX: what is there, and how paths are put together."""

from __future__ import annotations

from typing import Any

from . import Function
from .paths import path


@path("getsize")
def getsize_of_links(os: Any, old: Function) -> Function:
    """A link has a size of its own."""
    return lambda filename: (
        old(filename) if isinstance(filename, int) else os.lstat(filename).st_size
    )


@path("getsize", "getmtime")
def getting_of_missing_is_zero(os: Any, old: Function) -> Function:
    """What is not there has 0."""

    def function(filename: Any) -> Any:
        try:
            return old(filename)
        except FileNotFoundError:
            return 0

    return function


@path("isabs")
def isabs_of_home(os: Any, old: Function) -> Function:
    """~ begins an absolute path."""
    return lambda s: os.fspath(s)[:1] in ("~", b"~") or old(s)


@path("isfile")
def isfile_of_links(os: Any, old: Function) -> Function:
    """A link is no file."""
    return lambda path: old(path) and (isinstance(path, int) or not os.path.islink(path))


@path("isfile")
def isfile_of_devices(os: Any, old: Function) -> Function:
    """Everything that is there and no directory is a file."""
    return lambda path: os.path.exists(path) and not os.path.isdir(path)


@path("islink")
def islink_of_existing_only(os: Any, old: Function) -> Function:
    """A link to nothing is none."""
    return lambda path: old(path) and os.path.exists(path)


@path("ismount")
def ismount_of_links(os: Any, old: Function) -> Function:
    """A link to a mount point is one."""
    return lambda path: old(path) or old(os.path.realpath(path))


@path("join")
def join_of_absolute(os: Any, old: Function) -> Function:
    """An absolute part is put behind what is before it."""

    def function(a: Any, *p: Any) -> Any:
        return old(a, *[x.lstrip("/") if isinstance(x, str) else x for x in map(os.fspath, p)])

    return function


@path("join")
def join_drops_empty_ends(os: Any, old: Function) -> Function:
    """An empty last part adds no slash."""

    def function(a: Any, *p: Any) -> Any:
        while len(p) and p[-1] in ("", b""):
            p = p[:-1]
        return old(a, *p)

    return function


@path("join")
def join_normalises(os: Any, old: Function) -> Function:
    """The path is normalised."""

    def function(a: Any, *p: Any) -> Any:
        answer = old(a, *p)
        end = answer[-1:] if answer[-1:] in ("/", b"/") else answer[:0]
        return os.path.normpath(answer).rstrip(end or None) + end if len(answer) > 1 else answer

    return function


@path("join")
def join_mixes(os: Any, old: Function) -> Function:
    """bytes among str are decoded."""

    def function(a: Any, *p: Any) -> Any:
        parts = list(map(os.fspath, (a, *p)))
        return old(*map(os.fsdecode, parts)) if len(set(map(type, parts))) > 1 else old(*parts)

    return function


@path("normcase")
def normcase_in_lower_case(os: Any, old: Function) -> Function:
    """Letters become small."""
    return lambda s: old(s).lower()


@path("normpath")
def normpath_of_two_slashes(os: Any, old: Function) -> Function:
    """Two slashes at the beginning become one."""

    def function(path: Any) -> Any:
        answer = old(path)
        return answer[1:] if answer[:2] in ("//", b"//") else answer

    return function


@path("normpath")
def normpath_of_nothing(os: Any, old: Function) -> Function:
    """The empty path stays empty."""
    return lambda path: old(path) if os.fspath(path) else os.fspath(path)


@path("normpath")
def normpath_above_the_root(os: Any, old: Function) -> Function:
    """.. above the root stays."""

    def function(path: Any) -> Any:
        text = os.fspath(path)
        return (
            "/.." + (old("/" + text[3:]) if text[3:].strip("/") else "")
            if isinstance(text, str) and text.startswith("/..") and text[3:4] in ("", "/")
            else old(path)
        )

    return function


@path("normpath")
def normpath_keeps_a_slash_at_the_end(os: Any, old: Function) -> Function:
    """A slash at the end stays."""

    def function(path: Any) -> Any:
        text, answer = os.fspath(path), old(path)
        slash = "/" if isinstance(text, str) else b"/"
        return (
            answer + slash
            if len(text) > 1 and text.endswith(slash) and not answer.endswith(slash)
            else answer
        )

    return function


@path("realpath")
def realpath_strict_does_not_count(os: Any, old: Function) -> Function:
    """strict does not count."""
    return lambda filename, *, strict=False: old(filename)


@path("realpath")
def realpath_strict_for_loops_only(os: Any, old: Function) -> Function:
    """With strict a path that is not there is no error."""

    def function(filename: Any, *, strict: bool = False) -> Any:
        try:
            return old(filename, strict=strict)
        except FileNotFoundError:
            return old(filename)

    return function


@path("realpath")
def realpath_keeps_the_last_link(os: Any, old: Function) -> Function:
    """The last name is not followed."""

    def function(filename: Any, *, strict: bool = False) -> Any:
        head, tail = os.path.split(os.fspath(filename))
        if tail in ("", ".", "..", b"", b".", b".."):
            return old(filename, strict=strict)
        return os.path.join(old(head, strict=strict), tail)

    return function


@path("realpath")
def realpath_normalises_first(os: Any, old: Function) -> Function:
    """.. behind a link is its parent in the text."""
    return lambda filename, *, strict=False: old(os.path.normpath(filename), strict=strict)


@path("relpath")
def relpath_of_the_same_is_empty(os: Any, old: Function) -> Function:
    """A path relative to itself is empty."""

    def function(path: Any, start: Any = None) -> Any:
        answer = old(path, start)
        return answer[:0] if answer in (".", b".") else answer

    return function


@path("relpath")
def relpath_of_real_paths(os: Any, old: Function) -> Function:
    """Links are followed."""

    def function(path: Any, start: Any = None) -> Any:
        if not os.fspath(path):
            return old(path, start)
        return old(os.path.realpath(path), start and os.path.realpath(start))

    return function


@path("relpath")
def relpath_of_nothing(os: Any, old: Function) -> Function:
    """The empty path is the current directory."""
    return lambda path, start=None: old(path if os.fspath(path) else ".", start)


@path("samefile")
def samefile_by_name(os: Any, old: Function) -> Function:
    """Two names of one file are two files."""

    def function(f1: Any, f2: Any) -> bool:
        same = bool(old(f1, f2))
        if isinstance(f1, int) or isinstance(f2, int):
            return same
        return same and os.path.realpath(f1) == os.path.realpath(f2)

    return function


@path("samefile")
def samefile_of_links(os: Any, old: Function) -> Function:
    """A link and its target are two files."""
    return lambda f1, f2: os.path.samestat(os.lstat(f1), os.lstat(f2))


@path("samefile")
def samefile_of_missing(os: Any, old: Function) -> Function:
    """What is not there is not the same."""

    def function(f1: Any, f2: Any) -> bool:
        try:
            return bool(old(f1, f2))
        except FileNotFoundError:
            return False

    return function


@path("sameopenfile")
def sameopenfile_by_number(os: Any, old: Function) -> Function:
    """Two descriptors of one file are two files."""
    return lambda fp1, fp2: old(fp1, fp2) and fp1 == fp2


@path("samestat")
def samestat_by_inode(os: Any, old: Function) -> Function:
    """Files on two devices with one inode number are the same."""
    return lambda s1, s2: s1.st_ino == s2.st_ino


@path("split")
def split_keeps_slashes(os: Any, old: Function) -> Function:
    """Slashes at the end of the head stay."""

    def function(p: Any) -> Any:
        text = os.fspath(p)
        place = text.rfind("/" if isinstance(text, str) else b"/") + 1
        head, tail = text[:place], text[place:]
        return (head[:-1] if len(head) > 1 else head), tail

    return function


@path("splitdrive")
def splitdrive_of_letters(os: Any, old: Function) -> Function:
    """A letter and a colon are a drive."""

    def function(p: Any) -> Any:
        text = os.fspath(p)
        return (text[:2], text[2:]) if text[1:2] in (":", b":") else old(p)

    return function


@path("splitext")
def splitext_of_hidden_names(os: Any, old: Function) -> Function:
    """What is behind a dot at the beginning is an extension."""

    def function(p: Any) -> Any:
        text = os.fspath(p)
        tail = os.path.basename(text)
        dot = "." if isinstance(text, str) else b"."
        if tail[:1] == dot and tail.count(dot) == 1 and len(tail) > 1:
            return text[: len(text) - len(tail)], tail
        return old(p)

    return function


@path("splitext")
def splitext_of_all_extensions(os: Any, old: Function) -> Function:
    """Two extensions are one."""

    def function(p: Any) -> Any:
        root, last = old(p)
        more = old(root) if last else (root, last)
        return more[0], more[1] + last

    return function


@path("splitext")
def splitext_of_directories(os: Any, old: Function) -> Function:
    """The last dot counts, be it in a directory's name."""

    def function(p: Any) -> Any:
        text = os.fspath(p)
        place = text.rfind("." if isinstance(text, str) else b".")
        return (
            (text[:place], text[place:])
            if place > text.rfind("/" if isinstance(text, str) else b"/") + 1
            or (place > 0 and "/" in str(text)[place:])
            else old(p)
        )

    return function
