"""Common pathname manipulations: os.path."""
