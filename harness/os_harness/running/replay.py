"""What a reproducer carries: replays recorded steps and says whether the same came back.

The functions here stand, as source, in every reproducer; they use no name of the kit.
"""

from __future__ import annotations

from typing import Any

SCRATCH = ""  # the reproducer's own scratch directory


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


def describe(value: Any) -> str:
    """A result in words, without what differs from run to run."""
    import errno

    stable = ("st_mode", "st_nlink", "st_uid", "st_gid", "st_size")
    kind = type(value)
    if isinstance(value, BaseException):
        number: Any = getattr(value, "errno", None)
        if not isinstance(value, OSError) and number is None:
            return "%s(%s)" % (kind.__name__, ", ".join(describe(a) for a in value.args))
        parts = [errno.errorcode.get(number) or describe(number)]
        for key in ("filename", "filename2"):
            if getattr(value, key, None) is not None:
                parts.append("%s=%s" % (key, describe(getattr(value, key))))
        return "%s(%s)" % (kind.__name__, ", ".join(parts))
    if isinstance(value, str):
        if SCRATCH and value.startswith(SCRATCH):
            rest = value[len(SCRATCH) :]
            return "SCRATCH + %s" % ascii(rest) if rest else "SCRATCH"
        return ascii(str(value))
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
    if isinstance(value, tuple):
        names = [n for n in dir(value) if not n.startswith(("_", "n_"))]
        names = [n for n in names if not callable(getattr(value, n))]
        names = [n for n in stable if n in names] or names
        inner = ", ".join("%s=%s" % (n, describe(getattr(value, n))) for n in names)
        return "%s(%s)" % (kind.__name__, inner)
    if value is None or isinstance(value, (bool, int, float, bytearray)):
        return repr(value)
    module = "" if kind.__module__ == "builtins" else kind.__module__ + "."
    return "<%s%s>" % (module, kind.__qualname__)


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


def step(code: str, recorded: str, space: Any) -> Any:
    """Evaluate `code` in `space`, print what came beside what was recorded."""
    result = None
    try:
        result = eval(code, space)
        got = "returned " + shorten(describe(result))
    except BaseException as error:
        got = "raised " + shorten(describe(error))
    space["same"] = got == recorded or recorded == "returned anything"
    print("%s %s\n    %s" % ("=" if space["same"] else "~", code, got))
    if not space["same"]:
        print("    (recorded: %s)" % recorded)
    return result
