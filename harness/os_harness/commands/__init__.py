"""The commands of `osconform`, a file each."""
