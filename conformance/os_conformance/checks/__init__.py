"""The checks, a folder a section of the manual; `suite.py` finds them."""
