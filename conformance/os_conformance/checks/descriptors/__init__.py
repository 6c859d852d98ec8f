"""File descriptor operations, inheritance of descriptors, file objects over them."""
