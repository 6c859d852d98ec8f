import pytest

from os_conformance.checks.descriptors import (
    check_locks,
    check_open_flags,
    check_several_writers,
    check_vectored,
    parts,
)
from os_conformance.expect import Unmet


class Fake:
    """A module whose lseek tells what it is told to, and that lacks the rest."""

    SEEK_CUR = 1

    def __init__(self, offset):
        self.offset = offset

    def lseek(self, fd, offset, whence):
        return self.offset


def covered(section):
    """The first 2000 bytes that a section of (offset, length) is about, as lockf counts them."""
    start, length = section
    if length < 0:
        return set(range(start + length, start))
    return set(range(start, start + length if length else 2000))


@pytest.mark.parametrize(("held", "tried", "overlap"), check_locks.SECTIONS.values())
def test_sections_are_told_right(held, tried, overlap):
    assert bool(covered(held) & covered(tried)) == overlap


def test_all_pairs_of_flags_that_posix_defines_are_there():
    names = [set(case.values["names"]) for case in check_open_flags.combinations()]
    flags = check_open_flags.COMMON
    for one in flags:
        for other in flags:
            both_access = {one, other} <= set(flags[:3]) and one != other
            undefined = {one, other} == {"O_TRUNC", "O_RDONLY"}
            assert any({one, other} <= n for n in names) == (not both_access and not undefined)


def test_combinations_differ():
    ids = [case.id for case in check_open_flags.combinations()]
    assert len(ids) == len(set(ids)) == 60


@pytest.mark.parametrize(
    ("sizes", "wanted"),
    [([2, 3], (5, b"abcde")), ([4, 4], (6, b"abcdef..")), ([0], (0, b"")), ([], (0, b""))],
)
def test_dotted(sizes, wanted):
    assert check_vectored.dotted(b"abcdef", sizes) == wanted


def test_records_of_tells_mixed_lines():
    counts = check_several_writers.records_of(b"AAA\nBBB\nAAA\nAAB\n")
    assert counts == {"A*3": 2, "B*3": 1, "mixed: 'AAB'": 1}


def test_position():
    assert parts.position(Fake(3), 0) == 3


@pytest.mark.parametrize("offset", [None, "3", 3.0])
def test_position_that_is_none_blocks(offset):
    with pytest.raises(Unmet) as caught:
        parts.position(Fake(offset), 0)
    assert caught.value.outcome == "blocked"


def test_present():
    parts.present(Fake(0), "lseek")
    with pytest.raises(AttributeError):
        parts.present(Fake(0), "lseek", "readv")


def test_binary_is_nothing_without_the_flag():
    assert parts.binary(Fake(0)) == 0
