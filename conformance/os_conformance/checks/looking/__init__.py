"""Files and directories: looking at what is there."""
