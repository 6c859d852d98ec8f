"""os_reference as ``os`` for a whole interpreter, from as early as can be.

``install()`` makes ``import os`` give os_reference from then on, ``import posixpath`` and
``import ntpath`` its path modules, and exchanges ``os`` in the modules that are loaded already.
``make_environment`` makes a virtual environment whose interpreter does that at start-up, and so
does every process started with it, even an isolated one.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
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


def make_environment(directory: Path, *, stand_in: bool, pip: bool = False) -> Path:
    """Make a virtual environment of the running interpreter in ``directory``; return its python.

    With ``stand_in`` its ``os`` is os_reference, installed by a ``.pth`` file that the
    interpreter reads when it starts; ``pip`` puts pip into it.
    """
    import shutil
    import sysconfig
    import venv
    from pathlib import Path

    venv.create(directory, with_pip=pip, symlinks=True)
    variables = {"base": str(directory), "platbase": str(directory)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=variables))
    lines = [str(Path(__file__).resolve().parents[1])]
    if stand_in:
        shutil.copy(__file__, packages / "_standin.py")
        lines.append("import _standin; _standin.install()")
    (packages / "standin.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    scripts = Path(sysconfig.get_path("scripts", "venv", vars=variables))
    return scripts / Path(sys.executable).name
