"""The documented surface of `os` as data: which names there are, and how they are called."""
