"""The part of the kit that runs inside the candidate's interpreter; see `agent.py`."""
