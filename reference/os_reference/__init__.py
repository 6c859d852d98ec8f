"""An os module written from the promises: the reference implementation.

``import os_reference as os`` is a drop-in for ``os``: the names of the interpreter's OS-dependent
module, each by identity, and the portable layer over them. ``build`` makes the same over any
backend, ``memory`` over a whole system in memory.
"""

from os_reference import backend as _backend
from os_reference.memory import memory as memory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import *  # noqa: F403 -- to a type checker this is os

build = _backend.build

del TYPE_CHECKING
_backend.assemble(globals())
