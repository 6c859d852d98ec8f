"""Paths for properties: shapes that hypothesis draws, written as POSIX or as Windows would."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

SEPARATORS = {"posix": "/", "windows": "\\/"}
DRIVES = ("", "c:", "C:", "\\\\h\\s", "//H/s")
NAMES = ("a", "b.c", ".d", "..e", "x y", "é", "A", "a.b.c", "-", "f.")
DOTS = ("..", ".")
# Windows itself takes a period off the end of a name when it makes a path absolute.
LASTING = tuple(name for name in NAMES if not name.endswith("."))


@dataclass(frozen=True)
class Shape:
    """What a path is made of: numbers choose the drive, the root and the separators of a flavour."""

    names: tuple[str, ...]
    drive: int = 0
    root: int = 0
    separators: tuple[int, ...] = (0,)
    trailing: bool = False

    def prefix(self, flavour: str) -> str:
        """Drive and root; a share always has a root, and two separators mean a share on Windows."""
        if flavour == "posix":
            return "/" * self.root
        drive = DRIVES[self.drive]
        if self.root or len(drive) > 2:
            return drive + ("\\" if self.root % 2 else "/")
        return drive

    def separator(self, number: int, flavour: str) -> str:
        """The separator after a name: one or two of the flavour's characters."""
        choice = self.separators[number % len(self.separators)]
        character = SEPARATORS[flavour][choice % len(SEPARATORS[flavour])]
        return character * (1 + choice // 2 % 2)

    def text(self, flavour: str) -> str:
        """The path as text."""
        parts = [self.prefix(flavour)]
        for number, name in enumerate(self.names):
            last = number == len(self.names) - 1
            parts += [name, "" if last and not self.trailing else self.separator(number, flavour)]
        return "".join(parts)

    def rooted(self, flavour: str) -> bool:
        """Whether the path has a root."""
        return self.prefix(flavour)[-1:] in tuple(SEPARATORS[flavour])


def shapes(names: tuple[str, ...] = NAMES + DOTS, least: int = 0) -> st.SearchStrategy[Shape]:
    """Shapes of paths of any kind, made of at least so many of these names."""
    return st.builds(
        Shape,
        names=st.lists(st.sampled_from(names), min_size=least, max_size=5).map(tuple),
        drive=st.integers(0, len(DRIVES) - 1),
        root=st.integers(0, 3),
        separators=st.lists(st.integers(0, 3), min_size=1, max_size=3).map(tuple),
        trailing=st.booleans(),
    )


def below_root(names: tuple[str, ...] = LASTING + DOTS) -> st.SearchStrategy[tuple[str, ...]]:
    """The names of a path, to be put below a root."""
    return st.lists(st.sampled_from(names), max_size=5).map(tuple)


def components(text: str, flavour: str) -> list[str]:
    """The components of a path without drive and root: what is between separators, but no '.'."""
    for separator in SEPARATORS[flavour]:
        text = text.replace(separator, "/")
    return [name for name in text.split("/") if name not in ("", ".")]


def normal(names: list[str], has_root: bool) -> list[str]:
    """The components that are left when each '..' has taken the name before it away."""
    kept: list[str] = []
    for name in names:
        if name != ".." or (not has_root and kept[-1:] in ([], [".."])):
            kept.append(name)
        elif kept:
            kept.pop()
    return kept
