"""Makes a script that shows something as short and as plain as it can be (delta debugging, Zeller 1999)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from os_conformance.scripts.steps import Path, Step

Steps = tuple[Step, ...]
Shows = Callable[[Steps], bool]


def shrunk(steps: Sequence[Step], shows: Shows) -> Steps:
    """The shortest script found that still `shows` what it did, its steps as plain as they can be.

    No single step of it can be left out.
    """
    short = _fewer(tuple(steps), shows)
    plain = _plainer(short, shows)
    return plain if len(plain) < 2 else _fewer(plain, shows)


def _fewer(steps: Steps, shows: Shows) -> Steps:
    """Leave out parts, halves first, single steps in the end, until none can be left out."""
    size = max(1, len(steps) // 2)
    while True:
        smaller = next((kept for kept in _without_parts(steps, size) if shows(kept)), None)
        if smaller is not None:
            steps = smaller
            size = max(1, min(size, len(steps) // 2))
        elif size == 1:
            return steps
        else:
            size //= 2


def _without_parts(steps: Steps, size: int) -> Iterator[Steps]:
    """The script without each of its parts of `size` steps, the last part first."""
    for start in range((len(steps) - 1) // size * size, -1, -size):
        kept = steps[:start] + steps[start + size :]
        if kept:
            yield kept


def _plainer(steps: Steps, shows: Shows) -> Steps:
    """Give each path as relative text, leave keywords out, where it still shows."""
    for number, step in enumerate(steps):
        for simpler in _simpler(step):
            changed = (*steps[:number], simpler, *steps[number + 1 :])
            if shows(changed):
                steps = changed
                break
    return steps


def _simpler(step: Step) -> Iterator[Step]:
    """The same step in plainer forms, the plainest first."""
    args = tuple(replace(a, form="") if isinstance(a, Path) else a for a in step.args)
    keywords = tuple(k for k in step.keywords if k[0] != "dir_fd")
    for simpler in (
        replace(step, args=args, keywords=keywords),
        replace(step, args=args),
        replace(step, keywords=keywords),
    ):
        if simpler != step:
            yield simpler
