"""os.umask."""

from __future__ import annotations

from os_conformance.check import Os, World, cases, clause, needs
from os_conformance.expect import equal, one_of

MASKS = [0o000, 0o002, 0o022, 0o027, 0o077, 0o111, 0o777]


@clause("os.umask/returns-previous")
@needs("own-process")
@cases(mask=[0, 0o200])
def check_returns_previous(os: Os, mask: int) -> None:
    """umask sets the mask and returns the one before."""
    os.umask(mask)
    equal(os.umask(0o200 - mask), mask)
    equal(os.umask(0), 0o200 - mask)


@clause("os.umask/returns-previous", "os.umask/effect")
@needs("own-process")
@cases(mask=MASKS)
def check_every_bit_is_kept(os: Os, mask: int) -> None:
    """Each permission bit of the mask is kept; Windows may keep the owner's alone (rationale 0056)."""
    os.umask(mask)
    kept = {mask, mask & 0o600} if os.name == "nt" else {mask}
    one_of(os.umask(0), kept)


@clause("os.umask/restores")
@needs("own-process")
def check_restores(os: Os) -> None:
    """Setting what umask has returned restores the mask."""
    before = os.umask(0o200)
    equal(os.umask(before), 0o200)
    equal(os.umask(before), before)


@clause("os.umask/effect")
@needs("own-process", "permissions")
@cases(mask=MASKS, what=["file", "directory"])
def check_effect(os: Os, world: World, mask: int, what: str) -> None:
    """The bits of the mask are missing from the mode of what is made."""
    os.umask(mask)
    if what == "directory":
        os.mkdir("made", 0o777)
        equal(world.mode("made"), 0o777 & ~mask)
    else:
        os.close(os.open("made", os.O_CREAT | os.O_WRONLY, 0o666))
        equal(world.mode("made"), 0o666 & ~mask)


@clause("os.umask/effect")
@needs("own-process", "permissions", "fifos")
@cases(mask=MASKS)
def check_effect_on_pipes(os: Os, world: World, mask: int) -> None:
    """The bits of the mask are missing from the mode of a named pipe."""
    os.umask(mask)
    os.mkfifo("made", 0o666)
    equal(world.mode("made"), 0o666 & ~mask)


@clause("os.umask/effect")
@needs("own-process", "permissions")
def check_no_effect_on_chmod(os: Os, world: World) -> None:
    """The mask is about what is made: chmod sets the mode as it is given."""
    world.file("file", b"", 0o600)
    os.umask(0o777)
    os.chmod("file", 0o666)
    equal(world.mode("file"), 0o666)
