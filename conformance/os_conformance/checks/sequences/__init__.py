"""What shows only in a series of calls."""
