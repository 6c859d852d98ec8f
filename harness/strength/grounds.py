"""Keeps what is known of the unchanged files from one campaign to the next."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

from strength import kit
from strength.reach import Ground
from strength.sources import sources

#: Raised when what is kept changes.
FORMAT = 2


def load(folder: Path | None, origin: str, flavour: str) -> Ground:
    """The ground as it was kept, without cases that are no more; an empty one if there is none.

    A ground is of use as long as the sources are the same.
    """
    path = _path(folder, origin, flavour)
    if path is None or not path.exists():
        return Ground(origin, flavour)
    ground: Ground = pickle.loads(path.read_bytes())
    gone = ground.seconds.keys() - kit.cases().keys()
    for name in gone:
        del ground.seconds[name]
    for cases in (*ground.reached.values(), *ground.called.values()):
        cases -= gone
    ground.red = [red for red in ground.red if red.case not in gone]
    for red in ground.red:  # perhaps it has been mended
        ground.seconds.pop(red.case)
    ground.red = []
    return ground


def save(folder: Path | None, ground: Ground) -> None:
    """Keep a ground."""
    path = _path(folder, ground.origin, ground.flavour)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(ground))


def _path(folder: Path | None, origin: str, flavour: str) -> Path | None:
    if folder is None:
        return None
    text = str(FORMAT) + "".join(source.name + source.text() for source in sources(origin))
    stamp = hashlib.sha256(text.encode()).hexdigest()[:12]
    return folder / f"{origin}-{flavour}-{stamp}.ground"
