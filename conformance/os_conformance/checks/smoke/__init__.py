"""Ten checks whose failure means that the adapter, not the candidate, is wrong."""
