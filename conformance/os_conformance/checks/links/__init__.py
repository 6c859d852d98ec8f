"""Links and path protocols."""
