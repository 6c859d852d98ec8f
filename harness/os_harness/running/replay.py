"""What a reproducer carries: replays recorded steps and says whether the same came back.

The functions here stand, as source, in every reproducer; they use no name of the kit.
"""

from __future__ import annotations

from typing import Any

SCRATCH = ""  # the reproducer's own scratch directory
CLASSES = {
    "EACCES": "PermissionError",
    "EPERM": "PermissionError",
    "ENOENT": "FileNotFoundError",
    "EEXIST": "FileExistsError",
    "ENOTDIR": "NotADirectoryError",
    "EISDIR": "IsADirectoryError",
    "ECHILD": "ChildProcessError",
    "ESRCH": "ProcessLookupError",
    "EPIPE": "BrokenPipeError",
    "EINTR": "InterruptedError",
    "EAGAIN": "BlockingIOError",
}  # of PEP 3151, for a Python that has not got them


def shorten(text: str) -> str:
    """A long text by its beginning, its length and its checksum: it can still be compared."""
    import zlib

    if len(text) <= 4000:
        return text
    return "%s...(%d characters, %08x)" % (
        text[:400],
        len(text),
        zlib.crc32(text.encode("ascii", "replace")) & 0xFFFFFFFF,
    )


def spell(text: Any) -> str:
    """A text as `ascii` spells it; in Python 2 bytes as the UTF-8 that they are, as far as they are."""
    import codecs
    import sys

    if sys.version_info[0] > 2:  # noqa: UP036 - the script may run in Python 2
        return ascii(text)
    if isinstance(text, str):

        def escaped(error: Any) -> Any:
            data = error.object[error.start : error.end]
            return eval("u''").join(eval("unichr")(0xDC00 + ord(c)) for c in data), error.end

        codecs.register_error("surrogateescape", escaped)
        text = text.decode("utf-8", "surrogateescape")
    return repr(text)[1:]


def describe(value: Any) -> str:
    """A result in words, without what differs from run to run."""
    import errno

    stable = ("st_mode", "st_nlink", "st_uid", "st_gid", "st_size")
    kind = type(value)
    if isinstance(value, BaseException):
        number: Any = getattr(value, "errno", None)
        if not isinstance(value, EnvironmentError) and number is None:
            return "%s(%s)" % (kind.__name__, ", ".join(describe(a) for a in value.args))
        symbol = errno.errorcode.get(number) or describe(number)
        # Python 2 tells the kinds of an OSError by its number alone
        same = EnvironmentError is OSError or not isinstance(value, EnvironmentError)
        name = kind.__name__ if same else CLASSES.get(symbol, "OSError")
        parts = [symbol]
        for key in ("filename", "filename2"):
            if getattr(value, key, None) is not None:
                parts.append("%s=%s" % (key, describe(getattr(value, key))))
        return "%s(%s)" % (name, ", ".join(parts))
    if isinstance(value, (str, type(eval("u''")))):
        if SCRATCH and value.startswith(SCRATCH):
            rest = value[len(SCRATCH) :]
            return "SCRATCH + %s" % spell(rest) if rest else "SCRATCH"
        return spell(value)
    if isinstance(value, bytes):
        if SCRATCH and value.startswith(SCRATCH.encode()):
            return "os.fsencode(SCRATCH) + %r" % (value[len(SCRATCH) :],)
        return repr(bytes(value))
    if kind is list:
        return "[%s]" % ", ".join(describe(x) for x in value)
    if kind is tuple:
        return "(%s%s)" % (", ".join(describe(x) for x in value), "," if len(value) == 1 else "")
    if kind is dict:
        return "{%s}" % ", ".join("%s: %s" % (describe(k), describe(x)) for k, x in value.items())
    if kind in (set, frozenset):
        return "{%s}" % ", ".join(sorted(describe(x) for x in value))
    if isinstance(value, tuple) or hasattr(value, "n_sequence_fields"):
        names = [n for n in dir(value) if not n.startswith(("_", "n_"))]
        names = [n for n in names if not callable(getattr(value, n))]
        names = [n for n in stable if n in names] or names
        inner = ", ".join("%s=%s" % (n, describe(getattr(value, n))) for n in names)
        return "%s(%s)" % (kind.__name__, inner)
    if value is None or isinstance(value, (bool, int, float, bytearray)):
        return repr(value)
    if kind.__name__ == "long":
        return "%d" % value
    module = getattr(kind, "__module__", "builtins") + "."
    module = "" if module in ("builtins.", "__builtin__.", "exceptions.") else module
    return "<%s%s>" % (module, getattr(kind, "__qualname__", kind.__name__))


class FSPath:
    """A path-like object that is neither str nor bytes."""

    def __init__(self, path: Any) -> None:
        self.path = path

    def __fspath__(self) -> Any:
        return self.path


def callback(name: str) -> Any:
    """A function that tells how it was called."""

    def called(*args: Any) -> None:
        print("    callback %s(%s)" % (name, ", ".join(describe(a) for a in args)))

    return called


def leave(manager: Any, failed: bool) -> Any:
    """Leave a with block: by the normal way, or as if a RuntimeError had been raised in it."""
    if not failed:
        return type(manager).__exit__(manager, None, None, None)
    return type(manager).__exit__(manager, RuntimeError, RuntimeError("raised in it"), None)


def alike(recorded: str, got: str, kinds: Any, seen: Any) -> bool:
    """Whether two results are the same but for the numbers that differ from run to run.

    `kinds`: those of the recorded one; the same number must stand in the same places (`seen`).
    """
    import re
    import time

    number = re.compile(r"(\d+(?:\.\d+)?)")
    then, now = number.split(recorded), number.split(got)
    if len(then) != len(now):
        return False
    for old, new in zip(then, now):  # noqa: B905 - Python 2 knows no strict
        if old not in kinds:
            if old != new:
                return False
            continue
        late = [abs(float(new) / unit - time.time()) for unit in (1, 10**9)]
        if kinds[old] == "time" and min(late) > 3600:
            return False
        if seen.setdefault(old, new) != new or list(seen.values()).count(new) > 1:
            return False
    return True


def step(code: str, recorded: str, space: Any) -> Any:
    """Evaluate `code` in `space`, print what came beside what was recorded."""
    result = None
    try:
        result = eval(code, space)
        got = "returned " + shorten(describe(result))
    except BaseException as error:
        got = "raised " + shorten(describe(error))
    space["count"] += 1
    kinds = space["varying"].get(space["count"], {})
    space["same"] = got == recorded or alike(recorded, got, kinds, space["seen"])
    print("%s %s\n    %s" % ("=" if space["same"] else "~", code, got))
    if not space["same"]:
        print("    (recorded: %s)" % recorded)
    return result
