"""An os that says what harms a page, a table, a document, a terminal or a shell: in values, names, errors and texts."""

import os
import sys
from os import *  # noqa: F403
from os import PathLike, environ, name, path  # noqa: F401

EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`|*_[x](javascript:alert(3))"
    "\x1b[2J\x1b]0;title\x07\x9b31m\x00\r\u202e\u2066\u200b\udcff\ufffe]]>&amp;&#60;{{7*7}}${7*7}</pre>-->\n# head\n</script>"
)
NAME = EVIL.replace("\0", "").replace("\udcff", "")  # no class may have these in its name
Evil = type(NAME, (OSError,), {"__module__": NAME, "__qualname__": NAME})
curdir = pardir = linesep = EVIL


class Liar(str):
    """A text that shows as another."""

    def __repr__(self):
        return EVIL


def makedirs(name, mode=0o777, exist_ok=False):
    sys.stderr.write(EVIL.encode("ascii", "backslashreplace").decode() + "\x1b[2J\u202e")
    raise Evil(17, EVIL, EVIL)


def removedirs(name):
    raise KeyError(EVIL)


def renames(old, new):
    return EVIL


def getcwd():
    return Liar(EVIL)


def listdir(path="."):
    return [EVIL, Liar(EVIL), EVIL.encode("utf-8", "surrogatepass"), {EVIL: Evil}]
