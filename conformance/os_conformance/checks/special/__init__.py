"""Pipes, devices, path limits and files of memory."""
