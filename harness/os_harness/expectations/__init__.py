"""Expectation files: deviations that are known, with their reasons (docs/expectations.md).

entries   one entry, read from TOML
layers    which files a run uses: the kit's, the candidate's, the user's
verdict   what the entries make of the results: expected, stale
evidence  what reports say for an update: outcomes, and where they were seen
ranges    for which platforms and Pythons a deviation was seen
source    the text of a file, entry by entry, so that comments stay where they are
update    writes and refreshes a file from reports
"""
