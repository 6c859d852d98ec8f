"""A file system: its limits, its room, how it takes names."""

from __future__ import annotations

import unicodedata
from typing import Any

from os_reference.memory.generations import Generation, Generations
from os_reference.memory.inodes import BLOCK, Directory, Inode


class FoldedNames(dict[str, Any]):
    """The entries of a directory that keeps the spelling of names but does not look at it."""

    def __init__(self, fold: Any) -> None:
        super().__init__()
        self._fold = fold
        self._spelled: dict[str, str] = {}

    def get(self, name: str, default: Any = None) -> Any:
        """Return what any spelling of ``name`` leads to."""
        return super().get(self._fold(name), default)

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(self._fold(name))

    def __contains__(self, name: object) -> bool:
        return super().__contains__(self._fold(name))

    def __setitem__(self, name: str, node: Any) -> None:
        folded = self._fold(name)
        self._spelled.setdefault(folded, name)
        super().__setitem__(folded, node)

    def __delitem__(self, name: str) -> None:
        folded = self._fold(name)
        super().__delitem__(folded)
        del self._spelled[folded]

    def copy(self) -> FoldedNames:
        """Return the same names in a container of their own."""
        made = FoldedNames(self._fold)
        for name, node in self.items():
            made[name] = node
        return made

    def __iter__(self) -> Any:
        return iter(list(self._spelled.values()))

    def items(self) -> Any:
        """Return pairs of a name as it was spelled first, and its inode."""
        return [(name, super(FoldedNames, self).__getitem__(key)) for key, name in
                self._spelled.items()]  # fmt: skip


class FileSystem(Generations):
    """A file system of its own: device number, root directory, limits.

    ``capacity`` in bytes and ``name_max`` in bytes; ``capacity`` None: as much as there is
    memory. ``case_sensitive`` and ``normalizes`` (canonical equivalence of Unicode) say which
    names are one, ``upper_case`` that they are compared letter by letter in upper case;
    ``access_times`` is "relative", "strict" or "none" (mount(8)). ``label`` is the drive ("C:") or
    the share ("\\\\server\\share") that Windows has it as.
    """

    def __init__(
        self,
        device: int,
        owner: tuple[int, int] = (0, 0),
        now: int = 0,
        *,
        mode: int = 0o755,
        capacity: int | None = None,
        name_max: int = 255,
        link_max: int = 65000,
        read_only: bool = False,
        case_sensitive: bool = True,
        normalizes: bool = False,
        access_times: str = "relative",
        first_number: int = 2,
        upper_case: bool = False,
        label: str = "",
    ) -> None:
        self.device, self.capacity, self.name_max, self.link_max = (
            device, capacity, name_max, link_max,
        )  # fmt: skip
        self.read_only, self.access_times = read_only, access_times
        self.case_sensitive, self.normalizes = case_sensitive, normalizes
        self.upper_case, self.label = upper_case, label
        self.next_number, self.inodes, self.used = first_number, 0, 0
        self.generation = Generation()
        self.peers = {device: self}
        self.root = Directory(self, mode, owner, 2, now)
        self.used += 1

    def new_entries(self) -> dict[str, Inode]:
        """Return the container of a new directory's entries."""
        if self.case_sensitive and not self.normalizes:
            return {}
        return FoldedNames(self.fold)

    def fold(self, name: str) -> str:
        """Return what is the same for all names that are one here."""
        if self.normalizes:
            name = unicodedata.normalize("NFD", name)
        if self.case_sensitive:
            return name
        return "".join(map(_upper, name)) if self.upper_case else name.casefold()

    @property
    def volume(self) -> str:
        """The name that Windows gives this volume, whatever it is mounted as."""
        return f"Volume{{00000000-0000-0000-0000-{self.device:012x}}}"

    @property
    def is_volume(self) -> bool:
        """Whether this is a volume of Windows: a drive, or one that is mounted in a folder."""
        return self.label[1:] == ":" or (not self.label and self.root.covers is not None)

    @property
    def free_blocks(self) -> int | None:
        """The number of free blocks of BLOCK bytes, None without a limit."""
        if self.capacity is None:
            return None
        return max(0, self.capacity // BLOCK - self.used)

    def is_full(self) -> bool:
        """Tell whether there is no room for one more entry."""
        return self.free_blocks == 0

    def too_long(self, name: str) -> bool:
        """Tell whether a name has more bytes than this file system takes."""
        return len(name.encode("utf-8", "surrogateescape")) > self.name_max


def _upper(letter: str) -> str:
    """Return the one letter that is the upper case of another; some have none."""
    upper = letter.upper()
    return upper if len(upper) == 1 else letter
