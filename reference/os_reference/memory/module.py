"""The os module over a system in memory, and what can be done with the system as a whole."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from os_reference.assemble import assemble
from os_reference.memory.commands import command_functions
from os_reference.memory.kernel import Kernel
from os_reference.memory.platforms import load
from os_reference.memory.posix import PosixCalls
from os_reference.memory.streams import stream_functions

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
    names, calls = module.__dict__, PosixCalls(kernel)
    names["kernel"], kernel.module = kernel, module
    names["fdopen"], names["open_file"] = stream_functions(module)
    assemble(names, calls, kernel.platform.flavour, level, CODEC)
    names.update(command_functions(calls, names))
    return module
