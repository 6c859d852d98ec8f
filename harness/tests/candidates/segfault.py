"""An os whose makedirs kills its process with a bad memory access."""

import ctypes
from os import *  # noqa: F403
from os import PathLike, environ, name, path  # noqa: F401


def makedirs(name, mode=0o777, exist_ok=False):
    ctypes.string_at(0)
