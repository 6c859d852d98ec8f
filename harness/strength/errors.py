"""What can go wrong in a campaign, besides mutants."""

from __future__ import annotations


class StrengthError(Exception):
    """A campaign cannot go on: its data are wrong, or its baseline does not run."""


class DataError(StrengthError):
    """A data file of the campaign says something that makes no sense."""
