"""The os module over a system in memory, and what can be done with the system as a whole."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from os_reference.backend import assemble
from os_reference.memory.classic import ClassicCalls
from os_reference.memory.commands import command_functions
from os_reference.memory.kernel import Kernel
from os_reference.memory.platforms import load
from os_reference.memory.posix import PosixCalls
from os_reference.memory.snapshots import frozen, thawed
from os_reference.memory.streams import stream_functions
from os_reference.memory.windows.arguments import CODEC as WINDOWS_CODEC
from os_reference.memory.windows.backend import WindowsCalls

if TYPE_CHECKING:
    from collections.abc import Callable

CODEC = ("utf-8", "surrogateescape")


class MemoryOS(ModuleType):
    """An os module over a kernel in memory, ``kernel``; a context manager.

    ``open_file`` is to its files what built-in ``open`` is to the host's.
    """

    kernel: Kernel
    open_file: Callable[..., Any]

    def __enter__(self) -> MemoryOS:
        return self

    def __exit__(self, *_: object) -> None:
        self.kernel.process.close_all()

    def snapshot(self) -> Snapshot:
        """Return the state of the system, to go back to or to begin others from.

        It takes no time that depends on the size of the system (``generations``).
        """
        return Snapshot(frozen(self.kernel), dict(self.__dict__["environ"]._data))

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a state of this system."""
        kernel = thawed(snapshot.kernel, self.kernel)
        kernel.module = self
        self.kernel.__dict__.update(kernel.__dict__)
        for opened in self.kernel.everything_opened():
            opened.kernel = self.kernel
        data = self.__dict__["environ"]._data
        data.clear()
        data.update(snapshot.variables)

    def clone(self) -> MemoryOS:
        """Return another os module over a copy of the system as it is now."""
        taken = self.snapshot()
        module = over(thawed(taken.kernel))
        module.__dict__["environ"]._data.clear()
        module.__dict__["environ"]._data.update(taken.variables)
        return module


class Snapshot(NamedTuple):
    """The state of a system: a kernel that nobody calls, and what ``environ`` holds."""

    kernel: Kernel
    variables: dict[bytes, bytes]


def make(
    platform: str = "linux",
    *,
    user: tuple[int, int] = (1000, 1000),
    clock: Callable[[], int] | None = None,
    level: tuple[int, int] | None = None,
) -> MemoryOS:
    """Return an os module over a new system; arguments as of ``memory``."""
    return over(Kernel(load(platform), user, clock), level)


def over(kernel: Kernel, level: tuple[int, int] | None = None) -> MemoryOS:
    """Return an os module over ``kernel``, which gives it to the programs it runs."""
    module = MemoryOS("os", f"An os module over a system in memory ({kernel.platform.name}).")
    names = module.__dict__
    if kernel.platform.flavour == "mac":
        return _classic(kernel, module, level)
    if kernel.platform.flavour == "nt":
        return _windows(kernel, module, level)
    calls = PosixCalls(kernel)
    names["kernel"], kernel.module = kernel, module
    names["fdopen"], names["open_file"] = stream_functions(module)
    assemble(names, calls, kernel.platform.flavour, level, CODEC)
    names.update(command_functions(calls, names))
    names["path"].supports_unicode_filenames = kernel.platform.normalizes
    return module


def _windows(kernel: Kernel, module: MemoryOS, level: tuple[int, int] | None) -> MemoryOS:
    """Fill the module of Windows: the portable layer knows how to spawn there."""
    names = module.__dict__
    calls = WindowsCalls(kernel, level)
    names["kernel"], kernel.module = kernel, module
    names["fdopen"], names["open_file"] = stream_functions(module)
    names["create_junction"] = calls.create_junction
    assemble(names, calls, "nt", level, WINDOWS_CODEC)
    names["popen"] = command_functions(calls, names)["popen"]
    return module


def _classic(kernel: Kernel, module: MemoryOS, level: tuple[int, int] | None) -> MemoryOS:
    """Fill the module of a classic Mac OS: there are no processes to make more of."""
    names = module.__dict__
    names["kernel"], kernel.module = kernel, module
    names["fdopen"], names["open_file"] = stream_functions(module)
    assemble(names, ClassicCalls(kernel), "mac", level, CODEC)
    return module
