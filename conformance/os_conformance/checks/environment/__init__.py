"""Process parameters: the environment."""
