"""Hunting: random scripts until one deviates, made as short as they can be, each kind told once."""
