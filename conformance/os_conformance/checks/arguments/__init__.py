"""Kinds of arguments: every function that takes a path or a descriptor, with every kind of it."""
