"""Records of a run, the report file, and what is made of it (docs/report-format.md)."""
