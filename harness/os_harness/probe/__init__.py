"""What a check sees of a candidate: an object that looks like its `os` module, every call traced."""
