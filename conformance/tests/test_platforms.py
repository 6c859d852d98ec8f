"""Which names platforms have: the data, and that the systems in memory are built by it."""

from types import SimpleNamespace

import pytest

from os_conformance import catalogue
from os_conformance.catalogue import Target, absent, inapplicable
from os_conformance.needs import NEEDS
from os_reference import memory

OWN = {"abc", "kernel", "open_file", "st", "sys"}  # names of the module in memory that no os has
DOCUMENTED = {c.function.split(".")[1] for c in catalogue.load().values() if "." in c.function}


def names(module):
    return {name for name in dir(module) if not name.startswith("_")} - OWN


def test_macos_in_memory_lacks_what_the_data_say():
    known = catalogue._names_of_platforms()["macos"]
    assert names(memory("macos")) & known.without == set()
    assert known.without <= DOCUMENTED


def test_mac_in_memory_has_what_the_data_say():
    known = catalogue._names_of_platforms()["mac"]
    assert names(memory("mac")) == set(known.only)


@pytest.mark.parametrize(
    ("function", "platform", "lacks"),
    [
        ("os.pipe2", "macos", True), ("os.pipe", "macos", False), ("os.pipe2", "linux", False),
        ("os.fork", "mac", True), ("os.path.join", "mac", False), ("os", "mac", False),
        ("os.stat_result.st_mode", "mac", False), ("os.DirEntry.stat", "mac", True),
    ],
)  # fmt: skip
def test_absent(function, platform, lacks):
    reason = absent(function, platform)
    assert (reason is not None) == lacks
    assert reason is None or "rationale:007" in reason


def test_what_is_promised_by_name_of_a_platform_stays():
    """A clause of macOS's own about a name that it lacks is that it lacks it."""
    clause = catalogue.load()["os.fdatasync/macos-absent"]
    assert inapplicable(clause, Target("posix", "macos", (3, 13))) is None
    assert inapplicable(
        catalogue.load()["os.fdatasync/is-there"], Target("posix", "macos", (3, 13))
    )


def test_each_platform_is_judged_by_much():
    """No table of names takes the promises of a platform away without being noticed."""
    counts = {
        platform: sum(
            inapplicable(c, Target(name, platform, (3, 13))) is None
            for c in catalogue.load().values()
        )
        for platform, name in (("linux", "posix"), ("macos", "posix"), ("mac", "mac"))
    }
    assert counts["linux"] > counts["macos"] > 2000
    assert counts["mac"] > 450


@pytest.mark.parametrize(
    ("need", "os_name", "met"),
    [
        ("posix-paths", "posix", True), ("posix-paths", "nt", False), ("posix-paths", "mac", False),
        ("slash-paths", "posix", True), ("slash-paths", "nt", True), ("slash-paths", "mac", False),
        ("variables", "posix", True), ("variables", "mac", False),
    ],
)  # fmt: skip
def test_needs_of_paths(need, os_name, met):
    situation = SimpleNamespace(os_name=os_name)
    assert (NEEDS[need].unmet(situation) is None) == met


@pytest.mark.parametrize("native", [True, False])
def test_a_platform_of_another_interpreter(native):
    reason = NEEDS["native"].unmet(SimpleNamespace(native=native, platform="macos"))
    assert (reason is None) == native
