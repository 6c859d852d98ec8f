"""os_reference as ``os`` for a whole interpreter, from as early as can be.

``install()`` makes ``import os`` give os_reference from then on, ``import posixpath`` and
``import ntpath`` its path modules, and exchanges ``os`` in the modules that are loaded already.
``python standin.py -m MODULE ...`` runs a module under it; ``site_directory`` holds a
``sitecustomize.py`` that does it for every interpreter that has it on PYTHONPATH.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

#: Modules that are parts of what is replaced.
_OLD_PARTS = frozenset(("os", "os.path", "posixpath", "ntpath", "genericpath"))


def install() -> ModuleType:
    """Put os_reference in the place of ``os``; return it. To be called once, first of all."""
    import os as old_os

    import os_reference
    from os_reference.paths import nt, posix

    old_path = old_os.path
    replaced = {"os": os_reference, "posixpath": posix, "ntpath": nt, "os.path": os_reference.path}
    for name, module in list(sys.modules.items()):
        if name not in _OLD_PARTS and not name.startswith("os_reference"):
            _exchange(module, old_os, os_reference)
            _exchange(module, old_path, os_reference.path)
    sys.modules.update(replaced)
    return os_reference


def _exchange(module: ModuleType, old: object, new: object) -> None:
    """Let every global name of ``module`` that is ``old`` be ``new``."""
    for name, value in list(getattr(module, "__dict__", {}).items()):
        if value is old:
            setattr(module, name, new)


def main(arguments: list[str]) -> None:
    """Run ``-m MODULE`` or a script, with its arguments, with os_reference as ``os``."""
    install()
    import runpy

    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
