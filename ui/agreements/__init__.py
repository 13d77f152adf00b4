"""The table of all agreements."""
