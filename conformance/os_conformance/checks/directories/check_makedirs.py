"""os.makedirs."""

from __future__ import annotations

from os_conformance.check import Os, World, cases, clause
from os_conformance.expect import raises


@clause("os.makedirs/creates-all")
@cases(depth=[1, 2, 5])
def check_creates_all(os: Os, world: World, depth: int) -> None:
    """makedirs creates the leaf and every missing directory above it."""
    name = "/".join("abcde"[:depth])
    assert os.makedirs(world.path(name)) is None
    assert world.kind(name) == "directory"


@clause("os.makedirs/exists-error")
def check_existing_leaf(os: Os, world: World) -> None:
    """makedirs of an existing directory raises FileExistsError naming it."""
    world.mkdir("leaf")
    with raises(FileExistsError, errno="EEXIST", filename=world.path("leaf")):
        os.makedirs(world.path("leaf"))
