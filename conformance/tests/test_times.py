"""The resolution of a file system that only the candidate has."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from os_conformance.checks.looking.times import MOMENTS, ORDINARY, kept, resolution
from os_conformance.expect import Unmet


class Files:
    """A world whose file system keeps times by a rule."""

    shared = False

    def __init__(self, rule):
        self.rule, self.told = rule, (0, 0)

    def file(self, name):
        """Nothing to make."""

    unlink = file

    def set_times(self, name, accessed, modified):
        """Keep two moments."""
        self.told = self.rule(accessed), self.rule(modified)

    def lstat(self, name):
        """What was kept."""
        return SimpleNamespace(st_atime_ns=self.told[0], st_mtime_ns=self.told[1])


@pytest.mark.parametrize("unit", [1, 100, 1000, 10**6, 10**9, 2 * 10**9])
def test_a_moment_is_cut_off_to_the_unit(unit):
    world = Files(lambda moment: moment // unit * unit)
    assert resolution(world) == unit
    wanted = MOMENTS["past-2106"]
    assert kept(world, wanted, ORDINARY) == (wanted // unit * unit, ORDINARY // unit * unit)


@pytest.mark.parametrize(
    "rule", [lambda moment: int(float(moment)), lambda moment: moment + 10**6, lambda moment: 0]
)
def test_what_is_not_cut_off_has_no_resolution(rule):
    assert resolution(Files(lambda moment: int(rule(moment)))) == 1


def test_a_finer_moment_before_1970_is_not_asked_for():
    world = Files(lambda moment: moment // 10**6 * 10**6)
    with pytest.raises(Unmet, match="finer than the resolution"):
        kept(world, MOMENTS["just-before-1970"], 0)
    assert kept(world, MOMENTS["in-1938"], 0) == (MOMENTS["in-1938"], 0)
