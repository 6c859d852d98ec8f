"""Laws of os.path that hold for every path, in the candidate's own flavour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from os_conformance.check import Facts, Os, clause, needs
from os_conformance.checks.paths import laws
from os_conformance.checks.paths.shapes import NAMES, Shape, below_root, shapes
from os_conformance.expect import equal

PLAIN = st.sampled_from(NAMES)
TAILS = st.lists(below_root(), min_size=1, max_size=3)
TEXTS = st.lists(st.text("ab/.é", max_size=6), min_size=1, max_size=4)


def own(facts: Facts) -> str:
    """The flavour of the candidate's os.path."""
    return "windows" if facts.os_name == "nt" else "posix"


@clause(
    "os.path.split/join-equivalent", "os.path.split/tail-no-sep", "os.path.split/head-stripped",
    "os.path.basename/second-of-split", "os.path.dirname/first-of-split",
)  # fmt: skip
@needs("slash-paths")
@given(shape=shapes())
def check_split_and_join(os: Os, facts: Facts, shape: Shape) -> None:
    """What split takes apart join puts together again; dirname and basename are the two parts."""
    laws.split_and_join(os.path, own(facts), shape)


@clause("os.path.join/many", "os.path.join/inserts-sep", "os.path.join/trailing-kept")
@needs("slash-paths")
@given(shape=shapes(), names=st.tuples(PLAIN, PLAIN))
def check_join_and_split(os: Os, facts: Facts, shape: Shape, names: tuple[str, str]) -> None:
    """Names that join has put at the end of a path come off again one by one."""
    laws.join_and_split(os.path, own(facts), shape, names)


@clause("os.path.join/inserts-sep", "os.path.join/absolute-resets", "os.path.join/empty-last",
        "os.path.join/trailing-kept", "os.path.join/many", "os.path.join/no-normalize")  # fmt: skip
@needs("posix-paths")
@given(parts=st.lists(st.sampled_from(["a", "b/", "", "/c", "//d", "..", ".", "e//"]), min_size=1))
def check_join_of_parts(os: Os, parts: list[str]) -> None:
    """join adds part after part, with a separator where there is none, and from the last root on."""
    equal(os.path.join(*parts), laws.joined(parts))


@clause("os.path.normpath/dotdot", "os.path.normpath/double-sep", "os.path.normpath/leading-dotdot",
        "os.path.normpath/dot-only", "os.path.normpath/textual")  # fmt: skip
@needs("slash-paths")
@given(shape=shapes())
def check_normalizing(os: Os, facts: Facts, shape: Shape) -> None:
    """normpath leaves the components that '.' and '..' leave, and nothing to do a second time."""
    laws.normalize(os.path, own(facts), shape)


@clause("os.path.abspath/equals", "os.path.abspath/absolute", "os.path.abspath/already",
        "os.path.abspath/dotdot")  # fmt: skip
@needs("posix-paths")
@given(shape=shapes())
def check_making_absolute(os: Os, shape: Shape) -> None:
    """abspath joins a path to the current directory, normalizes it, and so makes it absolute."""
    text = shape.text("posix")
    once = os.path.abspath(text)
    equal(once, os.path.normpath(os.path.join(os.getcwd(), text)))
    equal(os.path.isabs(once), True)
    equal(os.path.abspath(once), once)


@clause("os.path.splitext/sum", "os.path.splitext/ext-one-period", "os.path.splitext/last-period",
        "os.path.splitext/leading-period", "os.path.splitext/dir-period")  # fmt: skip
@needs("slash-paths")
@given(shape=shapes())
def check_extensions(os: Os, facts: Facts, shape: Shape) -> None:
    """splitext parts the last name of any path at its last period, and no other name."""
    laws.take_extension(os.path, own(facts), shape)


@clause("os.path.splitdrive/sum")
@given(shape=shapes())
def check_drives(os: Os, facts: Facts, shape: Shape) -> None:
    """splitdrive takes the drive, where there are drives, off any path."""
    laws.take_drive(os.path, own(facts), shape)


@clause("os.path.splitroot/sum", "os.path.splitroot/triple")
@given(shape=shapes())
def check_roots(os: Os, facts: Facts, shape: Shape) -> None:
    """splitroot takes drive and root off any path."""
    laws.take_root(os.path, own(facts), shape)


@clause("os.path.relpath/from-start", "os.path.relpath/parent", "os.path.relpath/same",
        "os.path.relpath/no-fs-access")  # fmt: skip
@needs("slash-paths")
@given(target=below_root(), start=below_root())
def check_there_and_back(
    os: Os, facts: Facts, target: tuple[str, ...], start: tuple[str, ...]
) -> None:
    """Joining start and relpath leads to the path, up first and then down."""
    laws.there_and_back(os.path, own(facts), target, start)


@clause(
    "os.path.commonpath/longest", "os.path.commonpath/valid-path", "os.path.commonpath/dot-ignored"
)
@needs("slash-paths")
@given(base=shapes(), tails=TAILS)
def check_common_path(os: Os, facts: Facts, base: Shape, tails: list[tuple[str, ...]]) -> None:
    """commonpath is made of the leading components that all paths share, and of no others."""
    laws.have_in_common(os.path, own(facts), base, tails)


@clause("os.path.commonprefix/character", "os.path.commonprefix/may-be-invalid",
        "os.path.commonprefix/bytes")  # fmt: skip
@given(texts=TEXTS)
def check_common_prefix(os: Os, texts: list[str]) -> None:
    """commonprefix is a prefix of all texts, in whatever order, and none is longer."""
    laws.have_prefix(os.path, texts)


@clause(*(f"os.path.{name}/{suffix}" for name, suffix in laws.TAKING.items()))
@given(shape=shapes())
def check_bytes_alike(os: Os, facts: Facts, shape: Shape) -> None:
    """Functions of a path's text give for bytes what they give for str, as bytes."""
    laws.bytes_alike(os.path, shape.text(own(facts)))
