"""The shapes of entries."""
