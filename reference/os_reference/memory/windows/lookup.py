"""From a path to what it leads to, on Windows: names as ``names`` takes them apart, through links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from os_reference.memory.inodes import Directory, Inode, ReparsePoint
from os_reference.memory.lookup import Place
from os_reference.memory.refusing import refuse
from os_reference.memory.windows import names
from os_reference.memory.windows.names import MAX_PATH, Target

if TYPE_CHECKING:
    from os_reference.memory.kernel import Kernel

MOST_LINKS = 63  # reparse points on one way (Microsoft, "Reparse Points")


def walk(kernel: Kernel, path: str, follow: bool = True, limit: int = MAX_PATH) -> Place:
    """Return where ``path`` ends; a link at its end is followed if ``follow``.

    Raises ERROR_PATH_NOT_FOUND (a directory on the way is missing or none), ERROR_INVALID_NAME,
    ERROR_CANT_RESOLVE_FILENAME (too many links), ERROR_BAD_NETPATH, ERROR_BAD_NET_NAME.
    """
    target = names.target(kernel.process, path, limit)
    return _device(kernel, target) if target.device else resolved(kernel, target, follow)[0]


def leads_to_directory(kernel: Kernel, name: str, target: str) -> bool:
    """Tell whether a link called ``name`` would lead to a directory that is there."""
    flat = name.replace("/", "\\")
    start = "" if target[1:2] == ":" or target[:1] in "\\/" else flat[: flat.rfind("\\") + 1]
    try:
        return isinstance(walk(kernel, start + target).node, Directory)
    except OSError:
        return False


def resolved(kernel: Kernel, target: Target, follow: bool = True) -> tuple[Place, Target]:
    """Return where a target ends, and the target with its links resolved."""
    links = 0
    while True:
        place, position = _along(kernel, target, follow)
        if position is None:
            return place, target
        links += 1
        if links > MOST_LINKS:
            refuse("ERROR_CANT_RESOLVE_FILENAME")
        target = _through(kernel, target, position, place.node)
        if target.device:
            refuse("ERROR_CANT_RESOLVE_FILENAME")


def _along(kernel: Kernel, target: Target, follow: bool) -> tuple[Place, int | None]:
    """Walk up to the end, or to a link to be followed: its place and its position."""
    node: Inode | None = kernel.volume(target.volume).root
    directory: Directory = node  # type: ignore[assignment]
    name, last = "", len(target.names) - 1
    for position, name in enumerate(target.names):
        if not isinstance(node, Directory):
            refuse("ERROR_PATH_NOT_FOUND")
        directory = node
        node = directory.child(name)
        if isinstance(node, Directory):
            node = node.mounted or node
        elif isinstance(node, ReparsePoint) and (follow or position < last):
            return Place(directory, name, node, target.slash), position
    return Place(directory, name, node, target.slash), None


def _through(kernel: Kernel, target: Target, position: int, link: Inode | None) -> Target:
    """Return the target with the link at ``position`` replaced by where it leads to."""
    assert isinstance(link, ReparsePoint)
    text = link.target.replace("/", "\\")
    rest = target.names[position + 1 :]
    slash = target.slash or (not rest and text[-1:] == "\\")
    if text[:2] == "\\\\" or text[1:2] == ":":
        begun = names.target(kernel.process, text, names.MAX_VERBATIM)
        return begun._replace(names=begun.names + rest, slash=slash)
    above = [] if text[:1] == "\\" else target.names[:position]
    found = list(above)
    for name in text.split("\\"):
        if name == "..":
            found[-1:] = []
        elif name not in ("", "."):
            found.append(name)
    return Target(target.volume, found + rest, slash)


def _device(kernel: Kernel, target: Target) -> Place:
    """Return the place of a device: the null device is all there is."""
    node = kernel.null if target.device == "NUL" else None
    return Place(kernel.hidden.root, target.device, node, False)


def final_path(kernel: Kernel, target: Target) -> str:
    r"""Return the path of a target without links, as it is spelled there, with ``\\?\`` before it."""
    system = kernel.volume(target.volume)
    volume, node_names = system.label or system.volume, spelled(kernel, target)
    start = names.VERBATIM + ("UNC" + volume[1:] if volume[:2] == "\\\\" else volume)
    return "\\".join([start, *node_names]) if node_names else start + "\\"


def spelled(kernel: Kernel, target: Target) -> list[str]:
    """Return the names of a target without links as they are spelled where they are."""
    directory, found = kernel.volume(target.volume).root, []
    for name in target.names:
        fold = directory.system.fold
        spellings = (other for other in directory.entries if fold(other) == fold(name))
        found.append(next(spellings, name))
        node = directory.child(name)
        if not isinstance(node, Directory):
            break
        directory = node.mounted or node
    return found
