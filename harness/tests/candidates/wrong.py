"""An os with small defects, each of which a check must find."""

import os
from os import *  # noqa: F403
from os import PathLike, environ, name, path  # noqa: F401

curdir = ","
del putenv  # noqa: F821


def makedirs(name, mode=0o777, exist_ok=False):
    if os.path.isdir(name):
        return
    os.makedirs(name, mode, exist_ok)


def renames(old, new):
    raise NotImplementedError
