"""Runs checks against a candidate and judges what happened."""
