"""An os whose makedirs ends the process with status 0."""

import os
from os import *  # noqa: F403
from os import PathLike, environ, name, path  # noqa: F401


def makedirs(name, mode=0o777, exist_ok=False):
    os._exit(0)
