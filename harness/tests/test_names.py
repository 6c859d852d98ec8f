"""Names in traces and verdicts, and how paths are spelled for candidates of other platforms."""

import pytest

from os_harness.running.names import missed_name
from os_harness.sandbox.world import World


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("os.pipe is missing", "pipe"),
        ("unexpected AttributeError: module 'os' has no attribute 'scandir'", "scandir"),
        ("could not be arranged: write_file: the candidate has no os.chmod", "chmod"),
        ("wanted 1, got 2", None),
        ("", None),
    ],
)
def test_missed_name(message, name):
    assert missed_name(message) == name


@pytest.mark.parametrize(
    ("separator", "root", "path", "relative"),
    [
        ("/", "/s", "/s/a/b", "a/b"),
        ("\\", "C:\\s", "C:\\s\\a\\b", "a\\b"),
        (":", "Disk:s", "Disk:s:a:b", ":a:b"),
    ],
)
def test_paths_of_a_world(separator, root, path, relative):
    world = World(None, None, root, None, separator)  # type: ignore[arg-type]
    assert world.path("a/b") == path
    assert world.bpath("a/b") == path.encode()
    assert world.relative("a/b") == relative
    assert world.relative("a") == "a"


def test_a_world_with_colons_acts_by_colons():
    world = World(None, None, "Disk:s", None, ":")  # type: ignore[arg-type]
    assert world._at("a/b") == "Disk:s:a:b"
    assert world._at(b"a/b") == b"Disk:s:a:b"
    assert world._at("") == "Disk:s"
