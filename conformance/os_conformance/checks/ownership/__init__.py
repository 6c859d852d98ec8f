"""Modes, owners and flags."""
