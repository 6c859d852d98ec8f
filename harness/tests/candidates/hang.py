"""An os whose makedirs never comes back."""

import signal
from os import *  # noqa: F403
from os import PathLike, environ, name, path  # noqa: F401


def makedirs(name, mode=0o777, exist_ok=False):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        signal.pause()
