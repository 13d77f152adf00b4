"""The tree of commands, its help, and the way in."""
