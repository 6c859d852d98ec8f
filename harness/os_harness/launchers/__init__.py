"""What starts the agent where no interpreter can be started by a plain command."""
