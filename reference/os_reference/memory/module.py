"""The os module over a system in memory, and what can be done with the system as a whole."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from os_reference.assemble import assemble
from os_reference.memory.commands import command_functions
from os_reference.memory.kernel import Kernel
from os_reference.memory.platforms import load
from os_reference.memory.posix import PosixCalls
from os_reference.memory.refusing import failure
from os_reference.pipes import open_descriptor

if TYPE_CHECKING:
    from collections.abc import Callable

CODEC = ("utf-8", "surrogateescape")
#: Letter of a mode -> flags that ``open_file`` opens with.
FLAGS = {
    "r": (),
    "w": ("O_CREAT", "O_TRUNC"),
    "a": ("O_CREAT", "O_APPEND"),
    "x": ("O_CREAT", "O_EXCL"),
}


class MemoryOS(ModuleType):
    """An os module over a kernel in memory, ``kernel``; a context manager."""

    kernel: Kernel

    def __enter__(self) -> MemoryOS:
        return self

    def __exit__(self, *_: object) -> None:
        self.kernel.process.close_all()

    def open_file(self, file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        """Open a file of the system as built-in ``open`` opens one of the host's."""
        if isinstance(file, int):
            return open_descriptor(self, file, mode, *arguments, **options)
        letter = next((c for c in mode if c in FLAGS), "r")
        access = "O_RDWR" if "+" in mode else "O_RDONLY" if letter == "r" else "O_WRONLY"
        flags = sum(getattr(self, name) for name in (access, *FLAGS[letter]))
        fd = self.__dict__["open"](file, flags, 0o666)
        try:
            if self.__dict__["path"].isdir(fd):
                raise failure("EISDIR", file)
            opened = open_descriptor(self, fd, mode, *arguments, **options)
        except BaseException:
            self.__dict__["close"](fd)
            raise
        return opened


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
    names["kernel"] = kernel.module = None
    assemble(names, calls, kernel.platform.flavour, level, CODEC)
    names.update(command_functions(calls, names))
    names["kernel"], kernel.module = kernel, module
    return module
