"""The documented names: that they are there, what they are, how they can be called."""
