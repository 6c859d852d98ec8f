"""Checks: generated scripts."""
