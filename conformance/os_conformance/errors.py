"""What can be wrong with the suite's own data."""

from __future__ import annotations


class CatalogueError(Exception):
    """A clause file is wrong: the message is one line with file, clause and what was expected."""
