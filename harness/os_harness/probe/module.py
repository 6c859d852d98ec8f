"""The probe: looks like the candidate's `os` module."""

from __future__ import annotations

from typing import Any

from os_harness.probe.caller import Caller
from os_harness.probe.remote import MissingName, RemoteFunction
from os_harness.protocol.values import is_remote


class Probe:
    """The candidate's module, or a module in it (`path`), as a check sees it.

    `names` tells the kind of each name, so that looking up a function costs no round trip.
    """

    def __init__(
        self, caller: Caller, names: dict[str, str], path_names: dict[str, str], prefix: str = ""
    ) -> None:
        self._caller, self._names, self._path_names = caller, names, path_names
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        full = self._prefix + name
        kind = self._names.get(name)
        if kind in ("callable", "class"):
            found: Any = RemoteFunction(self._caller, None, full)
        elif kind == "module" and full == "path":
            found = Probe(self._caller, self._path_names, {}, "path.")
        else:
            return self._value(full)
        self.__dict__[name] = found
        return found

    def _value(self, full: str) -> Any:
        if full.rpartition(".")[2].startswith("__") and full.endswith("__"):
            raise AttributeError(full)
        try:
            return self._caller.get(None, full)
        except AttributeError as error:
            if not is_remote(error):
                raise
            raise MissingName(f"the candidate has no os.{full}", name=f"os.{full}") from None

    def __dir__(self) -> list[str]:
        return sorted(self._names)

    def __repr__(self) -> str:
        return f"<os{'.' + self._prefix[:-1] if self._prefix else ''} of the candidate>"
