"""The module as a whole: names, data, the OS-dependent module below."""
