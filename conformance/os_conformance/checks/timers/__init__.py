"""Timer descriptors of Linux."""
