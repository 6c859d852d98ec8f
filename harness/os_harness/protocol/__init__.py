"""How the kit talks to an agent: values, transports, sessions (docs/adapter-protocol.md)."""
