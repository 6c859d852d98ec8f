"""A right os that prints to standard output, imitating the protocol, and to standard error."""

import os
import sys
from os import *  # noqa: F403
from os import PathLike, environ, name, path  # noqa: F401


def makedirs(name, mode=0o777, exist_ok=False):
    print('{"value": "a lie"}', flush=True)
    print("some complaint", file=sys.stderr, flush=True)
    os.makedirs(name, mode, exist_ok)
