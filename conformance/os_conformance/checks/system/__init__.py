"""What the system tells: configuration, processors, scheduler, terminal, random numbers."""
