"""Files and directories: making, removing, renaming."""
