"""The editor and the interview as pages."""
