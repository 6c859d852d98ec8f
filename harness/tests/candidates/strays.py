"""An os whose mkdir also makes a file where the process started, as one that never changes its directory."""

import os
from os import *  # noqa: F403
from os import PathLike, environ, name, path  # noqa: F401

START = os.open(".", os.O_RDONLY)


def mkdir(path, mode=0o777, *, dir_fd=None):  # noqa: F811 - the parameter has its documented name
    os.close(os.open("stray", os.O_WRONLY | os.O_CREAT, dir_fd=START))
    return os.mkdir(path, mode, dir_fd=dir_fd)
