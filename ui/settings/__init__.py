"""Settings, members, backup and check."""
