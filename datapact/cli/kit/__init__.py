"""Session, settings, moments and output that all commands share."""
