"""File objects over descriptors."""

from __future__ import annotations

import io

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def fdopen(
    fd: int,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    *args: Any,
    **kwargs: Any,
) -> Any:
    """Return a file object connected to the descriptor ``fd``; all else as built-in ``open``.

    TypeError when ``fd`` is no int. A call that fails leaves the descriptor open.
    Clauses: os.fdopen/returns-file, os.fdopen/int-required, os.fdopen/same-args,
    os.fdopen/text-default, os.fdopen/closes-fd, os.fdopen/closefd-false, os.fdopen/bad-mode,
    os.fdopen/fd-kept-on-failure.
    """
    if not isinstance(fd, int):
        raise TypeError(f"invalid fd type ({type(fd)}, expected integer)")
    if "b" not in mode:
        encoding = io.text_encoding(encoding)
    return open(fd, mode, buffering, encoding, *args, **kwargs)


def fdopen_over(names: dict[str, Any]) -> Callable[..., Any]:
    """Return ``fdopen`` for the descriptors of the os module whose namespace is ``names``."""

    def fdopen(fd: int, mode: str = "r", buffering: int = -1, *args: Any, **kwargs: Any) -> Any:
        """Return a file object over ``fd``, a descriptor of this module; see ``files.fdopen``."""
        from types import SimpleNamespace

        from os_reference.pipes import open_descriptor

        if not isinstance(fd, int):
            raise TypeError(f"invalid fd type ({type(fd)}, expected integer)")
        return open_descriptor(SimpleNamespace(**names), fd, mode, buffering, *args, **kwargs)

    return fdopen
