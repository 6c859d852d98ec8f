"""Extended attributes of Linux."""
