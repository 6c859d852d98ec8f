"""An os whose removedirs takes parents with everything in them."""

import os
import shutil
from os import *  # noqa: F403
from os import PathLike, environ, name, path  # noqa: F401


def removedirs(name):
    os.rmdir(name)
    above = os.path.abspath(name)
    for _ in range(3):
        above = os.path.dirname(above)
        if type(above) is str and "osconform-" in os.path.dirname(os.path.dirname(above)):
            shutil.rmtree(above)
