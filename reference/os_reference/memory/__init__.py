"""Operating systems in memory: whole os modules that need no disk, no privilege, no platform."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from os_reference.memory.module import MemoryOS


def memory(platform: str = "linux", **options: "Any") -> "MemoryOS":
    """Return an os module over a new system in memory: a "linux", a "macos" or a "windows" one.

    ``user`` is (uid, gid) of its process (1000, 1000), who owns the root directory; ``clock`` a
    function that returns nanoseconds since the epoch (by default the real time); ``level`` the
    Python version whose portable layer is wanted. It is a context manager, which closes what was
    left open. Raises UnknownPlatformError.
    """
    from os_reference.memory.module import make

    return make(platform, **options)
