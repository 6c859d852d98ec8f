"""From a path to what it leads to: one walk for every call (POSIX, pathname resolution)."""

from __future__ import annotations

from typing import NamedTuple

from os_reference.memory.inodes import Directory, Inode, Link
from os_reference.memory.process import EXECUTE, Process
from os_reference.memory.refusing import refuse

PATH_MAX = 4096  # bytes, with the NUL at the end
MAX_LINKS = 40  # links followed on one way
NO_NAMES = frozenset(("", ".", ".."))  # last components that name no entry of `directory`


class Place(NamedTuple):
    """Where a path ends: the directory, the last name in it, what is there (None: nothing).

    ``slash``: the path ended with one, so it means a directory.
    """

    directory: Directory
    name: str
    node: Inode | None
    slash: bool


def walk(
    process: Process,
    path: str,
    base: Directory | None = None,
    follow: bool = True,
    entry: bool = False,
    create: str = "",
) -> Place:
    """Walk along ``path`` from ``base`` (None: the current directory) and return where it ends.

    A link at the end is followed if ``follow``, or if a slash comes after it; never if the call
    is about the ``entry`` itself (but see ``slash_follows``). To ``create`` a file nothing may end
    with a slash, be it the path or a link at its end: ``create`` is the errno for it ("": nothing
    is created). Raises ENOENT (empty path, missing directory), ENOTDIR, EACCES (directory that
    may not be searched), ELOOP, ENAMETOOLONG.
    """
    if not path:
        refuse("ENOENT")
    if len(path) * 4 >= PATH_MAX and len(path.encode("utf-8", "surrogateescape")) >= PATH_MAX:
        refuse("ENAMETOOLONG")
    node: Inode | None = process.root if path[0] == "/" else base or process.cwd
    rest = _names(path)
    slash = path[-1] == "/"
    directory: Directory = node  # type: ignore[assignment]
    name, links, searchable = "", 0, process.effective_uid == 0
    while rest:
        if node.__class__ is not Directory:
            refuse("ENOENT" if node is None else "ENOTDIR")
        directory = node
        if not searchable and not process.may(directory, EXECUTE):
            refuse("EACCES")
        name = rest.pop()
        if name == ".":
            continue
        if name == "..":
            node = above(process, directory)
            continue
        if create and slash and not rest:
            refuse(create)
        if len(name) * 4 > directory.system.name_max and directory.system.too_long(name):
            refuse("ENAMETOOLONG")
        node = directory.entries.get(name)
        if node is not None and node.generation is not directory.generation:
            node = directory.system.own(node)
        if node.__class__ is Directory:
            node = node.mounted or node
        elif node.__class__ is Link and (
            rest or (slash and process.slash_follows) or (not entry and (follow or slash))
        ):
            links += 1
            if links > MAX_LINKS:
                refuse("ELOOP")
            target: str = node.target
            slash = slash or (not rest and target[-1] == "/")
            rest += _names(target)
            name, node = "", process.root if target[0] == "/" else directory
    if slash and not entry and node is not None and node.__class__ is not Directory:
        refuse("ENOTDIR")
    return Place(directory, name, node, slash)


def _names(path: str) -> list[str]:
    """Return the components of a path, the first one last."""
    names = [name for name in path.split("/") if name]
    names.reverse()
    return names


def find(process: Process, path: str, base: Directory | None = None, follow: bool = True) -> Inode:
    """Return what ``path`` leads to; ENOENT when nothing is there, else as ``walk``."""
    node = walk(process, path, base, follow).node
    if node is None:
        refuse("ENOENT")
    return node


def above(process: Process, directory: Directory) -> Directory:
    """Return the directory above, across mounts; that of the root is the root."""
    if directory is process.root:
        return directory
    while directory.covers is not None:
        directory = directory.covers
    return directory.parent


def path_of(process: Process, directory: Directory) -> str:
    """Return the absolute path of a directory; ENOENT when it was removed or is out of reach."""
    names: list[str] = []
    while directory is not process.root:
        while directory.covers is not None:
            directory = directory.covers
        parent = directory.parent
        if not directory.links or parent is directory:
            refuse("ENOENT")
        names.append(directory.name)
        directory = parent
    names.reverse()
    return "/" + "/".join(names)


def is_inside(directory: Directory, other: Directory) -> bool:
    """Tell whether ``directory`` is ``other`` or somewhere below it, in one file system."""
    while directory is not other:
        if directory.parent is directory:
            return False
        directory = directory.parent
    return True
