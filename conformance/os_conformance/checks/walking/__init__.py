"""Walking trees."""
