"""How a step of trying out an adapter may end other than well."""

from __future__ import annotations


class Wrong(Exception):
    """The adapter's answer is not what the protocol promises; the message says why."""


class NotTried(Exception):
    """The step needs something that the candidate does not have; the message says what."""
