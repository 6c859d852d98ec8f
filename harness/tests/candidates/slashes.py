"""An os whose normpath leaves a separator at the end: a deviation that properties find."""

import os
import posixpath
import types
from os import *  # noqa: F403

path = types.ModuleType("path")
path.__dict__.update(posixpath.__dict__)


def normpath(name):
    found = posixpath.normpath(name)
    return found + (b"/" if isinstance(found, bytes) else "/") if len(found) > 3 else found


path.normpath = normpath
_exit = os._exit
