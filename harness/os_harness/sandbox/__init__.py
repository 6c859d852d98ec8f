"""Where checks may do harm: scratch directories, canaries, clean-up, and the world a check arranges."""
