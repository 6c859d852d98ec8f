"""What a candidate sees of the host's files."""

from __future__ import annotations

from pathlib import Path

from os_harness.candidates import Entry
from os_harness.errors import HarnessError
from os_harness.protocol.session import Session


def shares(session: Session, entry: Entry, token: Path) -> bool:
    """Whether the candidate sees `token`, a file or directory that the host has just made."""
    if entry.shares_files is not None:
        return entry.shares_files
    return _any_sees(session, token, token if token.is_dir() else token.parent)


def described(session: Session, entry: Entry, token: Path) -> tuple[str, bool | None]:
    """What a report's header says: "host" or "own" files, and whether names in other case are others.

    `token`: an existing directory with letters in its name.  Of files of its own nobody knows the
    latter, unless the candidate's description says it.  A candidate that falls over here will do so again
    in its checks, where it counts.
    """
    try:
        shared = shares(session, entry, token)
        other = token.with_name(token.name.swapcase())
        same = _any_sees(session, other, other) if shared else None
    except HarnessError:
        return "", None
    if "case-sensitive" in entry.lacks:
        return "host" if shared else "own", False
    return ("own", None) if same is None else ("host", not same)


def _any_sees(session: Session, token: Path, folder: Path) -> bool:
    """Asks for `token`, or what is in `folder`, in several ways: a candidate need not have all of them."""
    session.begin(cwd=None)
    try:
        return any(
            _sees(session, name, argument)
            for name, argument in (
                ("stat", str(token)),
                ("lstat", str(token)),
                ("listdir", str(folder)),
                ("path.exists", str(token)),
            )
        )
    finally:
        session.end()


def _sees(session: Session, name: str, argument: str) -> bool:
    try:
        return bool(session.request({"op": "call", "name": name, "args": [argument]}, name))
    except Exception:  # whatever a candidate raises: it does not see the file this way
        return False
