"""Windows in memory: names, volumes, errors and calls that are otherwise than on POSIX systems.

What both have in common is beside this package: inodes, file systems, descriptors, the process, and
the rules that refuse calls (``rules``), where each call has its rules for Windows next to the others.
"""
