"""Scripts: generated sequences of calls, and how they are made and judged beside a system in memory."""
