"""Calls without a path: no such process, no child, numbers that mean nothing."""

from __future__ import annotations

from os_conformance.check import Case, Os, clause, table
from os_conformance.checks.errors.plain import CLASS_OF, Row, plain_rows
from os_conformance.expect import Deviation, errno_of, raises


@table([Case(f"{r.function}-{r.situation}", {"row": r}, (r.clause,)) for r in plain_rows()])
@clause()
def check_refused(os: Os, row: Row) -> None:
    """Each call refuses the situation with an errno of the table, the class for it, and a message."""
    with raises(OSError, errno=row.errnos) as caught:
        getattr(os, row.function)(*row.arguments)
    wanted = CLASS_OF.get(errno_of(caught.error) or "", OSError)
    if not isinstance(caught.error, wanted):
        raise Deviation(f"a {wanted.__name__}", type(caught.error).__name__)
    if not isinstance(caught.error.strerror, str) or not caught.error.strerror:
        raise Deviation("a message in strerror", repr(caught.error.strerror))
