"""Known candidates, a TOML file each (`candidates.Entry` says what may stand in one)."""
