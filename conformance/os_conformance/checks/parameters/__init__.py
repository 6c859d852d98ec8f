"""Process parameters: identity, groups, sessions, priority, namespaces, umask, uname."""
