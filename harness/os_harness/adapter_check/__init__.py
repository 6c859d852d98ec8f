"""Tries out adapters: whether a command speaks the adapter protocol (docs/adapter-protocol.md)."""
