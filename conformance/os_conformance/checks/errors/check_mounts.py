"""What a read-only file system, a mount point, and the way to another file system refuse."""

from __future__ import annotations

from os_conformance.check import Case, Os, World, clause, needs, table
from os_conformance.checks.errors.mounts import Row, mount_rows
from os_conformance.checks.errors.situations import CLASSES
from os_conformance.expect import Deviation, equal, errno_of, raises


@table([Case(f"{r.kind}-{r.name}", {"row": r}, (r.clause,)) for r in mount_rows()])
@clause()
@needs("mounts")
def check_refused(os: Os, world: World, row: Row) -> None:
    """A call that the file systems' borders forbid raises the errno of the table, and nothing changes."""
    tree = {"m": {"f": b"data", "g": b"", "d": {}}, "f": b"outer", "empty": {}}
    world.mkdir("m")
    world.mount("m")
    try:
        world.tree(tree["m"], "m")  # type: ignore[arg-type]
        world.tree({"f": b"outer", "empty": {}})
        if row.kind == "read-only":
            world.make_read_only("m")
        with raises(OSError, errno=row.errnos) as caught:
            row.call(os)
        if not isinstance(caught.error, CLASSES.get(errno_of(caught.error) or "", OSError)):
            raise Deviation("the class that belongs to the errno", type(caught.error).__name__)
        if row.name != "renames":  # the way there may have been made
            equal(world.snapshot(), tree)
    finally:
        world.unmount("m")
