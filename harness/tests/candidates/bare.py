"""An os with nothing but a name."""

name = "posix"
