"""The path modules by name: `posixpath` and `ntpath` can be used on every platform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from os_conformance.check import Run


def call_by_name(os: Any, module: str, function: str, arguments: Any) -> Any:
    import importlib

    return getattr(importlib.import_module(module), function)(*arguments)


class Named:
    """A path module of the candidate's standard library, to be used like `os.path`."""

    def __init__(self, run: Run, module: str) -> None:
        self._run, self._module = run, module

    def __getattr__(self, function: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            return self._run(call_by_name, self._module, function, arguments)

        return call


FLAVOUR = {"posixpath": "posix", "ntpath": "windows"}
MODULE = {flavour: module for module, flavour in FLAVOUR.items()}
EVERYWHERE = (
    "abspath", "basename", "commonpath", "commonprefix", "dirname", "exists", "expanduser", "expandvars",
    "getatime", "getctime", "getmtime", "getsize", "isabs", "isdir", "isfile", "islink", "ismount", "join",
    "lexists", "normcase", "normpath", "realpath", "relpath", "samefile", "sameopenfile", "samestat",
    "split", "splitdrive", "splitext", "supports_unicode_filenames",
)  # fmt: skip
"""Names that the manual promises in every version from 3.8, whatever the flavour."""
