"""The table of all agreements; registering."""
