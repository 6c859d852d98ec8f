"""What can go wrong when a system in memory is made (never raised by its calls)."""

from __future__ import annotations

from os_reference.errors import ReferenceBuildError


class UnknownPlatformError(ReferenceBuildError, ValueError):
    """There is no platform of this name; ``platform`` and ``known`` say which there are."""

    def __init__(self, platform: str, known: tuple[str, ...]) -> None:
        super().__init__(f"unknown platform {platform!r} (known: {', '.join(known)})")
        self.platform, self.known = platform, known
