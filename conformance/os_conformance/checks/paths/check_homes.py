"""os.path.expanduser: where the home directory comes from, and what is left when there is none."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.paths.by_name import Named
from os_conformance.expect import Unmet, equal, one_of
from os_conformance.snippets import told_by_child, uses

HOMES = [
    # HOME, path, what may come of it
    ("/home/kit", "~//a", {"/home/kit//a", "/home/kit/a"}, "rest-kept"),
    ("/home/kit", "~/é", {"/home/kit/é"}, "rest-kept"),
    ("/home/kit", "~~", {"~~"}, "unknown-user"), ("/home/kit", "~\\a", {"~\\a"}, "unknown-user"),
    ("/home/kit", "~/../x", {"/home/kit/../x"}, "rest-kept"),
    ("/home/kit", "~/~root/x", {"/home/kit/~root/x"}, "rest-kept"),
    ("/home/kit", " ~", {" ~"}, "no-tilde"), ("/home/kit", "/~", {"/~"}, "inner-tilde"),
    ("/home/kit", "./~/a", {"./~/a"}, "inner-tilde"),
    ("/home/kit", "$HOME", {"$HOME"}, "no-tilde"), ("/home/kit", "~/", {"/home/kit/"}, "rest-kept"),
    ("/home/kit/", "~/a", {"/home/kit/a", "/home/kit//a"}, "tilde"),
    ("/home/kit/", "~", {"/home/kit", "/home/kit/"}, "tilde-only"),
    ("/", "~/a", {"/a", "//a"}, "tilde"), ("/", "~", {"/"}, "tilde-only"), ("", "~/a", {"/a"}, "tilde"),
    ("relative", "~/a", {"relative/a"}, "tilde"), ("/a b/é", "~/c", {"/a b/é/c"}, "tilde"),
    ("~", "~/a", {"~/a"}, "tilde"),
    ("$HOME", "~/a", {"$HOME/a"}, "tilde"),
]  # fmt: skip


def rows(module: str = "") -> list[Case]:
    """A case for each example as str and as bytes; `module`: by that name."""
    return [
        Case(
            f"{number}-{module or suffix}-{kind}",
            {"home": home, "text": text, "allowed": allowed, "kind": kind},
            (f"os.path.expanduser/{module or suffix}", "os.path.expanduser/home-env")[
                : 2 - bool(module)
            ],
        )
        for number, (home, text, allowed, suffix) in enumerate(HOMES)
        for kind in ("str", "bytes")
        if not module or suffix != "unknown-user"  # who is a user, another platform cannot tell
    ]


def expand(path: Any, text: str, allowed: set[str], kind: str) -> None:
    """Compare what a path module makes of a text with what it may be."""
    if kind == "str":
        one_of(path.expanduser(text), allowed)
    else:
        one_of(path.expanduser(text.encode()), {a.encode() for a in allowed})


@table(rows())
@clause()
@needs("posix-paths")
def check_home(os: Os, home: str, text: str, allowed: set[str], kind: str) -> None:
    """expanduser takes HOME for a leading tilde, whatever HOME is, and keeps the rest."""
    os.environ["HOME"] = home
    expand(os.path, text, allowed, kind)


@table(rows("posixpath"))
@clause()
@needs("stands-for-os")
def check_home_by_name(
    os: Os, run: Run, home: str, text: str, allowed: set[str], kind: str
) -> None:
    """posixpath.expanduser takes HOME for a leading tilde, by name."""
    os.environ["HOME"] = home
    expand(Named(run, "posixpath"), text, allowed, kind)


@clause("os.path.expanduser/bytes", "os.path.expanduser/home-env")
@needs("posix-paths")
def check_undecodable_home(os: Os) -> None:
    """expanduser takes a HOME that cannot be decoded, byte for byte."""
    os.environb[b"HOME"] = b"/h\xff"
    equal(os.path.expanduser(b"~/a"), b"/h\xff/a")
    equal(os.path.expanduser("~/a"), "/h\udcff/a")


def password_entries(os: Any) -> Any:
    import pwd

    own = [e.pw_dir for e in pwd.getpwall() if e.pw_uid == os.getuid()]
    others = [(e.pw_name, e.pw_dir) for e in pwd.getpwall()]
    return own, sorted(others)[:5]


def homes(directory: str, rest: str) -> set[str]:
    """What a home directory and the rest of a path may come to: a slash between is enough."""
    return {directory + rest, directory.rstrip("/") + rest} - {""}


@clause("os.path.expanduser/pwd-fallback")
@needs("posix-paths", "shared-files")
@cases(rest=["", "/a", "/a/~"], kind=["str", "bytes"])
def check_password_database(os: Os, run: Run, rest: str, kind: str) -> None:
    """expanduser without HOME takes the user's directory in the password database."""
    os.environ.pop("HOME", None)
    own, _ = run(password_entries)
    allowed = {home for directory in own for home in homes(directory, rest)} or {"~" + rest}
    expand(os.path, "~" + rest, allowed, kind)


@clause("os.path.expanduser/tilde-user")
@needs("posix-paths", "shared-files")
@cases(rest=["", "/a"], kind=["str", "bytes"], home=[None, "/home/kit"])
def check_other_users(os: Os, run: Run, rest: str, kind: str, home: str | None) -> None:
    """expanduser takes the directory of a named user from the password database, not from HOME."""
    if home is None:
        os.environ.pop("HOME", None)
    else:
        os.environ["HOME"] = home
    _, users = run(password_entries)
    if not users:
        raise Unmet("the password database is empty here")
    for name, directory in users:
        expand(os.path, f"~{name}{rest}", homes(directory, rest), kind)


@uses(told_by_child)
def expanded_by_nobody(os: Any, path: Any) -> Any:
    import pwd

    used = {e.pw_uid for e in pwd.getpwall()}
    stranger = next(n for n in range(54321, 65000) if n not in used)

    def tell():
        os.path.expanduser(path)  # what it loads on demand may be out of a stranger's reach
        os.setuid(stranger)
        os.environ.pop("HOME", None)
        return os.fsencode(os.path.expanduser(path))

    return told_by_child(os, tell)


@clause("os.path.expanduser/fails-unchanged")
@needs("posix-paths", "root", "fork", "shared-files")
@cases(text=["~", "~/a"])
def check_user_without_home(run: Run, text: str) -> None:
    """expanduser leaves the path unchanged for a user whom the password database does not know."""
    equal(run(expanded_by_nobody, text), text.encode())


def has_password_database(os: Any) -> Any:
    import importlib

    try:
        importlib.import_module("pwd")
    except ImportError:
        return False
    return True


@clause("os.path.expanduser/posixpath")
@needs("stands-for-os")
@cases(text=["~", "~/a", "~you/a"], kind=["str", "bytes"])
def check_no_password_database(os: Os, run: Run, text: str, kind: str) -> None:
    """posixpath.expanduser leaves the path unchanged where no HOME and no password database is."""
    if run(has_password_database):
        raise Unmet("the platform has a password database", "not-applicable")
    os.environ.pop("HOME", None)
    expand(Named(run, "posixpath"), text, {text}, kind)


PROFILE = {"USERPROFILE": "C:\\Users\\me"}
PARTS = {"HOMEDRIVE": "C:", "HOMEPATH": "\\Users\\me"}
NAMED = {**PROFILE, "USERNAME": "me"}
PROFILES = [
    # environment, path, result
    (PROFILE, "~", "C:\\Users\\me", "nt-userprofile"),
    (PROFILE, "~\\a", "C:\\Users\\me\\a", "nt-userprofile"),
    (PROFILE, "~/a", "C:\\Users\\me/a", "nt-userprofile"), (PROFILE, "a\\~", "a\\~", "inner-tilde"),
    (PROFILE, "", "", "no-tilde"),
    (PARTS, "~", "C:\\Users\\me", "nt-userprofile"), (PARTS, "~\\a", "C:\\Users\\me\\a", "nt-userprofile"),
    ({"HOMEPATH": "\\Users\\me"}, "~\\a", "\\Users\\me\\a", "nt-userprofile"),
    ({**PARTS, "USERPROFILE": "D:\\x"}, "~\\a", "D:\\x\\a", "nt-userprofile"),
    ({**PROFILE, "HOME": "E:\\h"}, "~\\a", "C:\\Users\\me\\a", "nt-no-home"),
    ({**PARTS, "HOME": "E:\\h"}, "~", "C:\\Users\\me", "nt-no-home"),
    ({"HOME": "E:\\h"}, "~\\a", "~\\a", "nt-no-home"), ({}, "~", "~", "fails-unchanged"), ({},
    "~/a", "~/a", "fails-unchanged"),
    ({"HOMEDRIVE": "C:"}, "~\\a", "~\\a", "fails-unchanged"), ({}, "~you", "~you", "fails-unchanged"),
    (NAMED, "~me", "C:\\Users\\me", "nt-user"), (NAMED, "~me\\a", "C:\\Users\\me\\a", "nt-user"),
    (NAMED, "~you", "C:\\Users\\you", "nt-user"),
    (NAMED, "~you\\a/b", "C:\\Users\\you\\a/b", "nt-user"), ({**PARTS, "USERNAME": "me"},
    "~you\\a", "C:\\Users\\you\\a", "nt-user"),
    ({**PROFILE, "USERNAME": "other"}, "~you", "~you", "nt-user-mismatch"),
    ({**PROFILE, "USERNAME": "other"}, "~me\\a", "~me\\a", "nt-user-mismatch"),
    (PROFILE, "~you\\a", "~you\\a", "nt-user-mismatch"),
    ({"HOMEPATH": "me"}, "~", "me", "nt-userprofile"), ({"HOMEPATH": "me"}, "~/a", "me/a", "nt-userprofile"),
    ({"HOMEDRIVE": "D:", "HOMEPATH": "me"}, "~\\a", "D:me\\a", "nt-userprofile"),
]  # fmt: skip
NAMED_CLAUSES = {"nt-user-mismatch": "ntpath-mismatch", "nt-no-home": "ntpath-no-home"}
SETTINGS = ("HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "USERNAME")


def profile_rows(by_name: bool) -> list[Case]:
    """A case for each example as str and as bytes."""
    return [
        Case(
            f"{number}-{kind}",
            {"settings": settings, "text": text, "wanted": wanted, "kind": kind},
            (f"os.path.expanduser/{NAMED_CLAUSES.get(suffix, 'ntpath') if by_name else suffix}",),
        )
        for number, (settings, text, wanted, suffix) in enumerate(PROFILES)
        for kind in ("str", "bytes")
    ]


def settle(os: Os, settings: dict[str, str]) -> None:
    """Make these the only variables that tell of a home."""
    for name in SETTINGS:
        os.environ.pop(name, None)
    for name, value in settings.items():
        os.environ[name] = value


@table(profile_rows(by_name=False))
@clause()
@needs("windows-paths")
def check_profile(os: Os, settings: dict[str, str], text: str, wanted: str, kind: str) -> None:
    """expanduser takes the profile directory, or the one beside it, for a tilde on Windows."""
    settle(os, settings)
    expand(os.path, text, {wanted}, kind)


@table(profile_rows(by_name=True))
@clause()
@needs("stands-for-os")
def check_profile_by_name(
    os: Os, run: Run, settings: dict[str, str], text: str, wanted: str, kind: str
) -> None:
    """ntpath.expanduser takes the profile directory for a tilde, by name."""
    settle(os, settings)
    expand(Named(run, "ntpath"), text, {wanted}, kind)
