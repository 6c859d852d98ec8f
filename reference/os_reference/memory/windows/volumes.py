r"""Calls about paths and volumes as Windows has them: full and final paths, drives, mounts."""

from __future__ import annotations

import sys
from typing import Any

from os_reference.memory import rules
from os_reference.memory.calls.arguments import Calls
from os_reference.memory.calls.entries import _is_bytes
from os_reference.memory.filesystem import FileSystem
from os_reference.memory.inodes import Directory
from os_reference.memory.refusing import refuse
from os_reference.memory.windows import names
from os_reference.memory.windows.arguments import encoded, text_of
from os_reference.memory.windows.errors import Told
from os_reference.memory.windows.lookup import final_path, resolved, walk


def volume_path(system: FileSystem) -> str:
    r"""Return the GUID path of a volume, such as ``\\?\Volume{...}\``."""
    return f"{names.VERBATIM}{system.volume}\\"


class VolumeCalls(Calls):
    """listdrives, listvolumes, listmounts, add_dll_directory; what ``ntpath`` asks for."""

    def listdrives(self) -> list[str]:
        """Return the roots of the drives. Clauses: os.listdrives/*."""
        sys.audit("os.listdrives")
        return sorted(s.label + "\\" for s in self._kernel.systems if s.label[1:] == ":")

    def listvolumes(self) -> list[str]:
        """Return the GUID paths of the volumes. Clauses: os.listvolumes/*."""
        sys.audit("os.listvolumes")
        return [volume_path(s) for s in self._kernel.systems if s.is_volume]

    def listmounts(self, volume: Any) -> list[str]:
        """Return where a volume is mounted: drive and folders. Clauses: os.listmounts/*."""
        text = text_of(volume, "listmounts", "volume")
        sys.audit("os.listmounts", volume)
        systems = [s for s in self._kernel.systems if s.is_volume]
        with Told(volume):
            if text[:4] != names.VERBATIM or text[-1:] != "\\":
                refuse("ERROR_INVALID_NAME")
            found = [s for s in systems if volume_path(s).upper() == text.upper()]
            if not found:
                refuse("ERROR_FILE_NOT_FOUND")
        system = found[0]
        mounts = [system.label + "\\"] if system.label[1:] == ":" else []
        covered = system.root.covers
        return mounts if covered is None else [*mounts, self._path_of(covered) + "\\"]

    def _path_of(self, directory: Directory) -> str:
        """Return the path of a directory from its drive on, through mounted volumes."""
        parts: list[str] = []
        while directory.parent is not directory:
            parts.append(directory.name)
            directory = directory.parent
        label = directory.system.label
        if directory.covers is not None and label[1:] != ":":
            return "\\".join([self._path_of(directory.covers), *reversed(parts)])
        return "\\".join([label, *reversed(parts)])

    def _getfullpathname(self, path: Any, /) -> Any:
        """Return the absolute, normal form of a path."""
        text = text_of(path, "_getfullpathname")
        with Told(path):
            found = names.full(self._kernel.process, text)
        return _alike(path, found)

    def _getfinalpathname(self, path: Any, /) -> Any:
        """Return where a path ends, links followed, in the spelling of the names that are there."""
        text = text_of(path, "_getfinalpathname")
        kernel = self._kernel
        with Told(path):
            target = names.target(kernel.process, text)
            if target.device:
                refuse("ERROR_INVALID_FUNCTION")
            place, end = resolved(kernel, target)
            kernel.follow(rules.existing_on_windows(place))
        return _alike(path, final_path(kernel, end))

    def _getvolumepathname(self, path: Any, /) -> Any:
        """Return the root of the volume that a path is on."""
        text = text_of(path, "_getvolumepathname")
        with Told(path):
            full = names.full(self._kernel.process, text)
        volume = names.volume_of(full)
        found, parts = volume + "\\", full[len(volume) + 1 :].split("\\")
        for position in range(len(parts)):
            before = "\\".join([volume, *parts[: position + 1]])
            if self._is_mounted(before):
                found = before + "\\"
        return _alike(path, found)

    def _is_mounted(self, path: str) -> bool:
        """Tell whether a volume is mounted in a folder."""
        try:
            node = walk(self._kernel, path).node
        except OSError:
            return False
        return isinstance(node, Directory) and node.covers is not None

    def _add_dll_directory(self, path: Any) -> object:
        """Take a directory into the search for libraries, of which a model has none."""
        text = text_of(path, "_add_dll_directory")
        sys.audit("os.add_dll_directory", path)
        with Told(path):
            if names.full(self._kernel.process, text) != text.replace("/", "\\"):
                refuse("ERROR_INVALID_PARAMETER")
            self._kernel.follow(rules.existing_on_windows(walk(self._kernel, text)))
        return object()

    def _remove_dll_directory(self, cookie: object) -> None:
        """Take a directory out of the search for libraries."""


def _alike(path: Any, text: str) -> Any:
    """Return ``text`` as bytes where ``path`` is bytes."""
    return encoded(text) if _is_bytes(path) else text
