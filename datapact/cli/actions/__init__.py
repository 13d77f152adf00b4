"""The actions of the commands, one module a topic."""
