"""The calls of the OS-dependent interface, as methods over a kernel: one module a kind of call."""
