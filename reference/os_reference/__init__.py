"""An os module written from the promises: the reference implementation."""
