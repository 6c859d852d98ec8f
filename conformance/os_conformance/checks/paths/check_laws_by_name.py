"""Laws of path functions that hold for every path, in posixpath and ntpath by name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from os_conformance.check import Run, clause, needs
from os_conformance.checks.paths import laws
from os_conformance.checks.paths.by_name import FLAVOUR, Named
from os_conformance.checks.paths.shapes import NAMES, Shape, below_root, shapes

PLAIN = st.sampled_from(NAMES)


def named(*functions: str) -> tuple[str, ...]:
    """The clauses of these functions by either module's name."""
    return tuple(f"os.path.{f}/{module}" for f in functions for module in FLAVOUR)


@clause(*named("split", "dirname", "basename"))
@needs("stands-for-os")
@given(shape=shapes())
def check_split_and_join(run: Run, shape: Shape) -> None:
    """What split takes apart join puts together again, by name."""
    for module, flavour in FLAVOUR.items():
        laws.split_and_join(Named(run, module), flavour, shape)


@clause(*named("join"))
@needs("stands-for-os")
@given(shape=shapes(), names=st.tuples(PLAIN, PLAIN))
def check_join_and_split(run: Run, shape: Shape, names: tuple[str, str]) -> None:
    """Names that join has put at the end of a path come off again, by name."""
    for module, flavour in FLAVOUR.items():
        laws.join_and_split(Named(run, module), flavour, shape, names)


@clause(*named("normpath"))
@needs("stands-for-os")
@given(shape=shapes())
def check_normalizing(run: Run, shape: Shape) -> None:
    """normpath leaves the components that '.' and '..' leave, by name."""
    for module, flavour in FLAVOUR.items():
        laws.normalize(Named(run, module), flavour, shape)


@clause(*named("splitext"))
@needs("stands-for-os")
@given(shape=shapes())
def check_extensions(run: Run, shape: Shape) -> None:
    """splitext parts the last name of any path at its last period, by name."""
    for module, flavour in FLAVOUR.items():
        laws.take_extension(Named(run, module), flavour, shape)


@clause(*named("splitdrive"))
@needs("stands-for-os")
@given(shape=shapes())
def check_drives(run: Run, shape: Shape) -> None:
    """splitdrive takes the drive off any path, by name."""
    for module, flavour in FLAVOUR.items():
        laws.take_drive(Named(run, module), flavour, shape)


@clause(*named("splitroot"))
@needs("stands-for-os")
@given(shape=shapes())
def check_roots(run: Run, shape: Shape) -> None:
    """splitroot takes drive and root off any path, by name."""
    for module, flavour in FLAVOUR.items():
        laws.take_root(Named(run, module), flavour, shape)


@clause(*named("relpath"))
@needs("stands-for-os")
@given(target=below_root(), start=below_root())
def check_there_and_back(run: Run, target: tuple[str, ...], start: tuple[str, ...]) -> None:
    """Joining start and relpath leads to the path, by name."""
    for module, flavour in FLAVOUR.items():
        laws.there_and_back(Named(run, module), flavour, target, start)


@clause(*named("commonpath"))
@needs("stands-for-os")
@given(base=shapes(), tails=st.lists(below_root(), min_size=1, max_size=3))
def check_common_path(run: Run, base: Shape, tails: list[tuple[str, ...]]) -> None:
    """commonpath is made of the leading components that all paths share, by name."""
    for module, flavour in FLAVOUR.items():
        laws.have_in_common(Named(run, module), flavour, base, tails)


@clause(*named(*laws.TAKING))
@needs("stands-for-os")
@given(shape=shapes())
def check_bytes_alike(run: Run, shape: Shape) -> None:
    """Functions of a path's text give for bytes what they give for str, by name."""
    for module, flavour in FLAVOUR.items():
        laws.bytes_alike(Named(run, module), shape.text(flavour))
