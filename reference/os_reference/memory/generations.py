"""How a system and its snapshots share inodes: an inode is copied when it is first led to.

A snapshot ends a *generation*: its inodes do not change any more. The system goes on in a new
one, and each system begun from the snapshot in another. Whatever a path or a descriptor leads to
is then an inode of the present generation: one that was made in it, or a copy that is made at
that moment and shares names (``entries``) and contents until these are changed. So a snapshot
takes no time, and afterwards each inode that is used costs one copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from os_reference.memory.inodes import Directory, File, Inode, Special

if TYPE_CHECKING:
    from os_reference.memory.filesystem import FileSystem


class Generation:
    """What was copied between two snapshots, by inode number; ``layers``: before that, newest first."""

    __slots__ = ("copies", "layers", "sealed")

    def __init__(self, layers: tuple[dict[int, Inode], ...] = ()) -> None:
        self.copies: dict[int, Inode] = {}
        self.layers = layers
        self.sealed: tuple[dict[int, Inode], ...] | None = None

    def next(self) -> Generation:
        """Return a new generation that begins where this one ends.

        Layers of like size become one, so there are never more than the logarithm of the number
        of copies.
        """
        if self.sealed is None:
            layers = [self.copies, *self.layers] if self.copies else list(self.layers)
            while len(layers) > 1 and 2 * len(layers[0]) > len(layers[1]):
                layers[:2] = [layers[1] | layers[0]]
            self.sealed = tuple(layers)
        return Generation(self.sealed)


class Generations:
    """The part of a file system that finds the inodes of its present generation.

    ``peers`` are all file systems of the kernel by device number: mounts lead from one to others.
    """

    device: int
    root: Directory
    generation: Generation
    peers: dict[int, FileSystem]

    def newest(self, node: Inode) -> Inode:
        """Return the newest state of an inode of this or an earlier generation, to look at only."""
        generation = self.generation
        if node.generation is generation:
            return node
        number = node.number
        for layer in (generation.copies, *generation.layers):
            if number in layer:
                return layer[number]
        return node

    def own(self, node: Inode) -> Inode:
        """Return an inode as that of the present generation; its directories come along."""
        node = self.newest(node)
        chain: list[Inode] = []
        while node.generation is not self.generation:
            chain.append(node)
            if not isinstance(node, Directory) or self.newest(node.parent) is node:
                break
            node = self.newest(node.parent)
        for source in reversed(chain):
            node = self._copied(source)
        return node

    def _copied(self, source: Inode) -> Inode:
        """Copy one inode, whose parent is of this generation or is the inode itself."""
        made: Any = shallow(source)
        made.system, made.generation = self, self.generation
        self.generation.copies[made.number] = made
        if source.xattrs:
            made.xattrs = dict(source.xattrs)
        if isinstance(made, File):
            made.shared = True
        elif isinstance(made, Special):
            made.pipe = None  # if it is open, whoever copies the open file knows it
        elif isinstance(made, Directory):
            made.shared = True
            above: Any = self.newest(made.parent)
            made.parent = above
            for name in ("mounted", "covers"):
                other = getattr(source, name)
                if other is not None:
                    setattr(made, name, self.peers[other.system.device].own(other))
        return made  # type: ignore[no-any-return]


def shallow(source: Any) -> Any:
    """Return an object of the same class with the same attributes (slots or dict)."""
    made = object.__new__(type(source))
    for kind in type(source).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            setattr(made, name, getattr(source, name))
    if hasattr(source, "__dict__"):
        made.__dict__.update(source.__dict__)
    return made
