"""What each function of a path raises in each situation: the error table."""
