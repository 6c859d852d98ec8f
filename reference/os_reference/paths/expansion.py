"""Replacing ``~`` and variables in paths (loaded when there is something to replace)."""

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_POSIX = re.compile(r"\$(?:(?P<name>[A-Za-z0-9_]+)|\{(?P<braced>[^}]*)\})")
# Windows: quotes protect, %% and $$ stand for one sign, %name% counts too.
_NT = re.compile(
    r"(?P<quoted>'[^']*'?)|(?P<twice>%%|\$\$)|%(?P<percent>[^%]+)%"
    r"|\$\{(?P<braced>[^}]+)\}|\$(?P<name>[A-Za-z0-9_-]+)"
)


def expand_posix_variables(path: "Any", os: "Any") -> "Any":
    """Return ``path`` (str or bytes) with its variables, as ``os.environ`` has them."""
    return _through_text(path, os, lambda text: _POSIX.sub(_variable(os), text))


def _variable(os: "Any") -> "Callable[[re.Match[str]], str]":
    def value(match: "re.Match[str]") -> str:
        name = match["name"] if match["name"] is not None else match["braced"]
        return str(os.environ.get(name, match[0]))

    return value


def expand_nt_variables(path: "Any", os: "Any") -> "Any":
    """Return ``path`` with its variables in the Windows manner, outside single quotes."""

    def value(match: "re.Match[str]") -> str:
        if match["quoted"] is not None:
            return match[0]
        if match["twice"] is not None:
            return match[0][0]
        name = match["percent"] or match["braced"] or match["name"]
        return str(os.environ.get(name, match[0]))

    return _through_text(path, os, lambda text: _NT.sub(value, text))


def _through_text(path: "Any", os: "Any", change: "Callable[[str], str]") -> "Any":
    """Apply ``change`` to ``path`` as text; bytes go through it undamaged."""
    if isinstance(path, str):
        return change(path)
    return os.fsencode(change(os.fsdecode(path)))


def expand_posix_user(path: "Any", os: "Any") -> "Any":
    """Return ``path``, which starts with ``~``, with the home directory it names."""
    text = os.fsdecode(path)
    end = text.find("/")
    end = len(text) if end < 0 else end
    home = _own_home(os) if end == 1 else _home_of(text[1:end])
    if home is None:
        return path
    expanded = home.rstrip("/") + text[end:] or "/"
    return expanded if isinstance(path, str) else os.fsencode(expanded)


def _own_home(os: "Any") -> str | None:
    if "HOME" in os.environ:
        return str(os.environ["HOME"])
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return None


def _home_of(user: str) -> str | None:
    try:
        import pwd

        return pwd.getpwnam(user).pw_dir
    except (ImportError, KeyError):
        return None


def expand_nt_user(path: "Any", os: "Any", split: "Callable[[str], tuple[str, str]]") -> "Any":
    """Return ``path``, which starts with ``~``, with the profile directory it names."""
    text = os.fsdecode(path)
    end = min((i for i in (text.find("/"), text.find("\\")) if i >= 0), default=len(text))
    variables = os.environ
    if "USERPROFILE" in variables:
        home = variables["USERPROFILE"]
    elif "HOMEPATH" in variables:
        home = variables.get("HOMEDRIVE", "") + variables["HOMEPATH"]
    else:
        return path
    if end > 1:  # another user's profile is beside one's own, if that is called as oneself
        parent, own = split(home)
        user = text[1:end]
        if user != variables.get("USERNAME"):
            if own != variables.get("USERNAME"):
                return path
            home = parent.rstrip("\\/") + "\\" + user
    expanded = home + text[end:]
    return expanded if isinstance(path, str) else os.fsencode(expanded)
