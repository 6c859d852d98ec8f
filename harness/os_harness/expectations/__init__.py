"""Expectation files: deviations that are known, with their reasons (docs/expectations.md).

entries   one entry, read from TOML
layers    which files a run uses: the kit's, the candidate's, the user's
verdict   what the entries make of the results: expected, stale
update    writes and refreshes a file from reports
"""
