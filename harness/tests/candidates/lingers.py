"""An os whose makedirs leaves a process behind."""

import os
import signal
from os import *  # noqa: F403
from os import PathLike, environ, name, path  # noqa: F401


def makedirs(name, mode=0o777, exist_ok=False):
    os.makedirs(name, mode, exist_ok)
    if os.fork() == 0:
        os.setsid()
        while True:
            signal.pause()
