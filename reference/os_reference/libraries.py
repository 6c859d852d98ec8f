"""Directories that Windows searches for the libraries that extension modules need (for binding)."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from os_reference.environment import AnyPath

    def _add_dll_directory(path: Any) -> object: ...
    def _remove_dll_directory(cookie: object) -> None: ...


class _AddedDllDirectory:
    """One added directory: ``close()``, or leaving the ``with`` block, takes it back.

    ``path`` is the directory, None once it is closed.
    Clauses: os.add_dll_directory/close.
    """

    def __init__(self, path: "Any", cookie: object, remove: "Callable[[object], None]") -> None:
        self.path = path
        self._cookie = cookie
        self._remove = remove

    def close(self) -> None:
        """Take the directory out of the search again."""
        self._remove(self._cookie)
        self.path = None

    def __enter__(self) -> "_AddedDllDirectory":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<AddedDllDirectory({self.path!r})>" if self.path else "<AddedDllDirectory()>"


def add_dll_directory(path: "AnyPath") -> "_AddedDllDirectory":
    """Add the directory ``path`` to those that are searched for libraries.

    Returns an object whose ``close()`` takes it back. OSError when it does not exist.
    Clauses: os.add_dll_directory/adds, os.add_dll_directory/missing.
    """
    return _AddedDllDirectory(path, _add_dll_directory(path), _remove_dll_directory)
