r"""From the text of a path to a volume and the names on it.

Microsoft, "Naming Files, Paths, and Namespaces" and "File path formats on Windows systems": drives
and shares, paths relative to the current directory of a drive, ``\\?\`` and ``\\.\``, devices, and
what is taken away from the end of names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from os_reference.memory.refusing import refuse

if TYPE_CHECKING:
    from os_reference.memory.process import Process

MAX_PATH, MAX_DIRECTORY, MAX_VERBATIM = 260, 248, 32767  # UTF-16 units, with the NUL at the end
NAME_MAX = 255  # UTF-16 units
ILLEGAL = frozenset('<>:"|?*/' + "".join(map(chr, range(32))))
PORTS = [port + digit for port in ("COM", "LPT") for digit in "123456789\xb9\xb2\xb3"]
DEVICES = frozenset(["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *PORTS])
VERBATIM, DEVICE = "\\\\?\\", "\\\\.\\"
UNC = "UNC\\"


class Target(NamedTuple):
    r"""Where a path leads: a volume ("C:", "\\server\share", "Volume{...}") and names on it.

    ``slash``: the path ended with a separator. ``device`` is the name of a device instead.
    """

    volume: str
    names: list[str]
    slash: bool = False
    device: str = ""


def units(text: str) -> int:
    """Return the length of ``text`` in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def full(process: Process, path: str) -> str:
    r"""Return the absolute, normal form of a path (GetFullPathNameW).

    ERROR_PATH_NOT_FOUND for an empty path, and one of spaces. Devices are given as ``\\.\NUL``.
    """
    if not path.strip(" "):
        refuse("ERROR_PATH_NOT_FOUND")
    flat = path.replace("/", "\\")
    device = _device_in(flat)
    if device:
        return DEVICE + device
    start, rest = _started(process, flat)
    last = rest.rpartition("\\")[2]
    slash = not last or not (last in (".", "..") or last.rstrip(" ."))
    text = start + "\\" + "\\".join(_normal(rest))
    return text + "\\" if slash and text[-1] != "\\" else text


def _device_in(flat: str) -> str:
    """Return the device that the last name of a path stands for, as it is spelled; "" for none."""
    if flat[:2] == "\\\\":
        return ""
    name = flat.rpartition("\\")[2]
    if name[1:2] == ":":
        name = name[2:]
    name = name.partition(".")[0].partition(":")[0].rstrip(" ")
    return name if name.upper() in DEVICES else ""


def _started(process: Process, flat: str) -> tuple[str, str]:
    """Return what an absolute form begins with, and the rest, which is still to be normalized."""
    if flat[:4] in (VERBATIM, DEVICE):
        share = flat[4:8].upper() == UNC
        depth = 3 if share else 1
        parts = flat[4:].split("\\")
        return flat[:4] + "\\".join(parts[:depth]), "\\".join(parts[depth:])
    if flat[:2] == "\\\\":
        parts = flat[2:].split("\\")
        return "\\\\" + "\\".join(parts[:2]), "\\".join(parts[2:])
    here = process.place
    drive = volume_of(here)
    if flat[1:2] == ":":
        drive = flat[:2]
        if flat[2:3] == "\\":
            return drive, flat[3:]
        if drive.upper() != volume_of(here).upper():
            here = process.drives.get(drive.upper(), drive + "\\")
        else:
            drive = volume_of(here)
        flat = flat[2:]
    elif flat[0] == "\\":
        return drive, flat[1:]
    return drive, f"{here[len(drive) + 1 :]}\\{flat}" if flat else here[len(drive) + 1 :]


def volume_of(text: str) -> str:
    """Return the volume that an absolute, normal path begins with."""
    if text[:4] in (VERBATIM, DEVICE):
        depth = 3 if text[4:8].upper() == UNC else 1
        return text[:4] + "\\".join(text[4:].split("\\")[:depth])
    if text[:2] == "\\\\":
        return "\\\\" + "\\".join(text[2:].split("\\")[:2])
    return text[:2]


def _normal(rest: str) -> list[str]:
    """Return the names of a path: without "." and "..", and what is dropped at the end of names.

    One period at the end of a name goes; of the last one all periods and spaces, unless a separator
    comes after it.
    """
    kept: list[str] = []
    names = rest.split("\\")
    for position, name in enumerate(names):
        if name == "..":
            kept[-1:] = []
        elif name not in ("", "."):
            if position == len(names) - 1:
                name = name.rstrip(" .")
            elif name[-1] == "." and name[-2] != ".":
                name = name[:-1]
            if name:
                kept.append(name)
    return kept


def target(process: Process, path: str, limit: int = MAX_PATH) -> Target:
    r"""Return where ``path`` leads; a path with ``\\?\`` is taken as it is.

    Raises ERROR_PATH_NOT_FOUND (empty or too long: ``limit``), ERROR_INVALID_NAME.
    """
    if path[:4] == VERBATIM:
        if units(path) >= MAX_VERBATIM:
            refuse("ERROR_FILENAME_EXCED_RANGE")
        return _parsed(path, path.split("\\"))
    text = full(process, path)
    if units(text) >= limit and not process.long_paths:
        refuse("ERROR_PATH_NOT_FOUND" if limit == MAX_PATH else "ERROR_FILENAME_EXCED_RANGE")
    return _parsed(text, text.split("\\"))


def _parsed(text: str, parts: list[str]) -> Target:
    """Take an absolute path apart: ``parts`` is ``text`` between its separators."""
    slash = text[-1] == "\\"
    if text[:4] not in (VERBATIM, DEVICE):
        if text[:2] != "\\\\":
            return Target(parts[0].upper(), _checked(parts[1:]), slash)
        return Target("\\\\" + "\\".join(parts[2:4]).upper(), _checked(parts[4:]), slash)
    first = parts[3]
    if first.upper() + "\\" == UNC:
        return Target("\\\\" + "\\".join(parts[4:6]).upper(), _checked(parts[6:]), slash)
    if first[1:] == ":" or first[:7].upper() == "VOLUME{":
        return Target(first.upper(), _checked(parts[4:]), slash)
    return Target("", [], slash, first.upper() or "\\")


def _checked(parts: list[str]) -> list[str]:
    """Return the names, but for what follows a separator at the end; ERROR_INVALID_NAME."""
    names = parts[:-1] if parts and not parts[-1] else parts
    for name in names:
        if (
            not name
            or not ILLEGAL.isdisjoint(name)
            or name in (".", "..")
            or units(name) > NAME_MAX
        ):
            refuse("ERROR_INVALID_NAME")
    return names
