"""Candidates, agent, runs and reports: puts the question to any os module."""
