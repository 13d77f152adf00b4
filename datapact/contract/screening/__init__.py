"""The screening: at most seven questions whose answers decide which rules apply."""
