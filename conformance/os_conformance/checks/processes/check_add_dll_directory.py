"""os.add_dll_directory (Windows)."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, clause, needs
from os_conformance.expect import Unmet, equal, raises


def loadable(os: Any, directory: Any, how: Any) -> Any:
    """Whether a library in `directory` can be loaded by name: before, while it is added, and after.

    The library is a copy, under a new name each time, of one that comes with the interpreter; None
    if there is none.  `how`: "close" to call close(), "with" to leave a with statement.
    """
    import ctypes
    import glob
    import shutil
    import sys

    homes = [os.path.dirname(sys.executable), sys.base_prefix]
    found = [name for home in homes for name in glob.glob(home + "\\vcruntime*.dll")]
    if not found:
        return None

    def loads(number):
        name = f"osconform{how}{number}.dll"
        shutil.copy(found[0], os.path.join(directory, name))
        try:
            ctypes.WinDLL(name)  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return False
        return True

    told = [loads(0)]
    added = os.add_dll_directory(directory)
    if how == "with":
        with added:
            told.append(loads(1))
    else:
        told.append(loads(1))
        added.close()
    told.append(loads(2))
    return told


@clause("os.add_dll_directory/adds")
@needs("shared-files")
def check_adds(run: Run, world: World) -> None:
    """A library in a directory is found by its name once the directory has been added."""
    world.mkdir("libraries")
    told = run(loadable, world.path("libraries"), "close")
    if told is None:
        raise Unmet("no library to copy comes with this interpreter")
    equal(told[:2], [False, True])


@clause("os.add_dll_directory/close")
@needs("shared-files")
def check_close(run: Run, world: World) -> None:
    """close() of the result takes the directory away again."""
    world.mkdir("libraries")
    told = run(loadable, world.path("libraries"), "close")
    if told is None:
        raise Unmet("no library to copy comes with this interpreter")
    equal(told[1:], [True, False])


@clause("os.add_dll_directory/close")
@needs("shared-files")
def check_with(run: Run, world: World) -> None:
    """The end of a with statement takes the directory away again."""
    world.mkdir("libraries")
    told = run(loadable, world.path("libraries"), "with")
    if told is None:
        raise Unmet("no library to copy comes with this interpreter")
    equal(told[1:], [True, False])


def shown(os: Any, directory: Any) -> Any:
    added = os.add_dll_directory(directory)
    told = [type(repr(added)).__name__]
    added.close()
    return [*told, type(repr(added)).__name__]


@clause("os.add_dll_directory/adds")
@needs("shared-files")
def check_shown(run: Run, world: World) -> None:
    """The result can be shown, also when it is closed; how is not promised."""
    world.mkdir("libraries")
    equal(run(shown, world.path("libraries")), ["str", "str"])


@clause("os.add_dll_directory/missing")
def check_missing(os: Os, world: World) -> None:
    """A directory that does not exist raises FileNotFoundError."""
    with raises(FileNotFoundError):
        os.add_dll_directory(world.path("none"))
