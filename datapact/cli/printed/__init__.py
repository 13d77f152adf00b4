"""The shapes of what commands print with ``--json``."""
