"""Clauses, checks and generators: what Python promises of os, and how to tell."""
