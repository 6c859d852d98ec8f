"""What can go wrong when an os module is built (never raised by the portable functions)."""


class ReferenceBuildError(Exception):
    """An os module cannot be built from what was given."""


class NoBackendError(ReferenceBuildError, ImportError):
    """None of the OS-dependent modules that were tried exists in this interpreter.

    ``tried`` holds their names, in order.
    """

    def __init__(self, tried: tuple[str, ...]) -> None:
        super().__init__(f"no OS-dependent module found (tried: {', '.join(tried)})")
        self.tried = tried


class UnknownFlavourError(ReferenceBuildError, ValueError):
    """A flavour was asked for that has no path module; ``flavour`` and ``known`` say which."""

    def __init__(self, flavour: str, known: tuple[str, ...]) -> None:
        super().__init__(f"unknown flavour {flavour!r} (known: {', '.join(known)})")
        self.flavour = flavour
        self.known = known
